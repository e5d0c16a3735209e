package vn.cds.contract.codec;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import vn.cds.contract.code.WireEnum;
import vn.cds.contract.event.Event;
import vn.cds.contract.text.TextPattern;
import vn.cds.contract.time.TimeOrDay;

/**
 * One listed field: its own checks, without those that look at other fields.
 *
 * @param name on the wire
 * @param pattern of a text, else null
 * @param values of an enum, else empty
 * @param minimum of an integer
 * @param maximum of an integer or an amount
 * @param accessor takes the value out of an event; null when absent
 * @param description what it means, in English sentences: the JSON Schema has it
 */
public record Field<E>(
    String name,
    Type type,
    boolean required,
    TextPattern pattern,
    List<WireEnum> values,
    long minimum,
    long maximum,
    Function<E, ?> accessor,
    String description) {

  /** How a value looks in JSON and which Java type it has. */
  public enum Type {
    /** The integer {@link Event#SCHEMA_VERSION}; Integer. */
    VERSION("an integer"),
    /** Integer. */
    INTEGER("an integer without fraction or exponent"),
    /** Whole VND, from zero; Long. */
    MONEY("an integer number of VND without fraction or exponent"),
    /** From zero, at most four decimals; {@link BigDecimal} without zeros at its end. */
    NUMBER("a number"),
    /** {@link java.util.UUID}. */
    UUID("a text with a UUID"),
    /** {@link java.time.Instant} in milliseconds. */
    TIME("a text with an RFC 3339 time"),
    /** {@link TimeOrDay}. */
    TIME_OR_DAY("a text with an RFC 3339 time or a day"),
    /** {@link java.time.LocalDate}. */
    DATE("a text with a date"),
    /** String. */
    TEXT("a text"),
    /** A {@link WireEnum}. */
    ENUM("a text with one of the listed values"),
    /** Boolean. */
    BOOLEAN("true or false");

    private final String json;

    Type(String json) {
      this.json = json;
    }
  }

  public static final long MAXIMUM_NUMBER = 1_000_000_000_000L;
  public static final int MAXIMUM_DECIMALS = 4;

  /** The JSON number without zeros at its end, or null when it lies outside of the range. */
  static BigDecimal number(char[] text, int from, int length) {
    BigDecimal number;
    try {
      number = new BigDecimal(text, from, length);
    } catch (NumberFormatException e) {
      return null; // an exponent beyond 32 bits
    }
    // Exponents of any size: nothing may be written out before the magnitude is known to be small.
    if (number.signum() < 0 || (long) number.precision() - number.scale() > 13) {
      return null;
    }
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() > MAXIMUM_DECIMALS
            || stripped.compareTo(BigDecimal.valueOf(MAXIMUM_NUMBER)) > 0
        ? null
        : stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  static <E> Field<E> required(
      String name, Type type, Function<E, ?> accessor, String description) {
    return new Field<>(
        name, type, true, null, List.of(), 0, FieldTable.MAXIMUM_VND, accessor, description);
  }

  static <E> Field<E> optional(
      String name, Type type, Function<E, ?> accessor, String description) {
    return new Field<>(
        name, type, false, null, List.of(), 0, FieldTable.MAXIMUM_VND, accessor, description);
  }

  static <E> Field<E> requiredText(
      String name, TextPattern pattern, Function<E, ?> accessor, String description) {
    return new Field<>(name, Type.TEXT, true, pattern, List.of(), 0, 0, accessor, description);
  }

  static <E> Field<E> optionalText(
      String name, TextPattern pattern, Function<E, ?> accessor, String description) {
    return new Field<>(name, Type.TEXT, false, pattern, List.of(), 0, 0, accessor, description);
  }

  static <E> Field<E> requiredEnum(
      String name, WireEnum[] values, Function<E, ?> accessor, String description) {
    return new Field<>(name, Type.ENUM, true, null, List.of(values), 0, 0, accessor, description);
  }

  static <E> Field<E> optionalEnum(
      String name, WireEnum[] values, Function<E, ?> accessor, String description) {
    return new Field<>(name, Type.ENUM, false, null, List.of(values), 0, 0, accessor, description);
  }

  static <E> Field<E> optionalInteger(
      String name, long minimum, long maximum, Function<E, ?> accessor, String description) {
    return new Field<>(
        name, Type.INTEGER, false, null, List.of(), minimum, maximum, accessor, description);
  }

  /** What is wrong with this field and what to send; never says the value. */
  String sentence(FaultCode fault) {
    return switch (fault) {
      case DUPLICATE_FIELD -> name + " stands more than once; send it once.";
      case WRONG_TYPE -> name + " has another JSON type; send " + type.json + ".";
      case MISSING_FIELD -> name + " is absent or null, but required; send " + type.json + ".";
      case UNSUPPORTED_SCHEMA_VERSION ->
          name + " is not supported; send " + Event.SCHEMA_VERSION + ".";
      case UNKNOWN_ENUM_VALUE ->
          values.stream()
              .map(WireEnum::wireName)
              .collect(
                  Collectors.joining(", ", name + " is not a listed value; send one of ", "."));
      case INVALID_FORMAT -> name + " does not have its format; send " + format() + ".";
      case NEGATIVE_MONEY -> name + " is below zero; send an amount of 0 VND or more.";
      case OUT_OF_RANGE -> name + " is out of range; send " + range() + ".";
      default -> throw new IllegalArgumentException(fault + " is not a fault of one field alone");
    };
  }

  private String format() {
    return switch (type) {
      case UUID -> "a UUID such as 0198c5a4-7d6f-7a31-9c0e-3f5b8d2a1e47";
      case TIME -> "an RFC 3339 time with an offset such as 2026-10-08T09:30:00+07:00";
      case TIME_OR_DAY ->
          "an RFC 3339 time with an offset such as 2026-10-08T09:30:00+07:00, or where only the day"
              + " is known a day such as 2026-10-08";
      case DATE -> "a date such as 2026-10-08";
      case TEXT -> pattern.expectation();
      default -> throw new IllegalStateException(type + " has no format");
    };
  }

  private String range() {
    return switch (type) {
      case TIME -> "a time from 2000-01-01 to before 2100-01-01 (UTC)";
      case TIME_OR_DAY -> "a time or day from 2000-01-01 to before 2100-01-01 (a time: UTC)";
      case NUMBER -> "a number from 0 to " + MAXIMUM_NUMBER + " with at most 4 decimals";
      case INTEGER -> "an integer from " + minimum + " to " + maximum;
      case MONEY -> "an amount of at most " + maximum + " VND";
      default -> throw new IllegalStateException(type + " has no range");
    };
  }

  /** The value with these characters, or null when it is not listed. */
  WireEnum value(char[] text, int from, int length) {
    for (int i = 0; i < values.size(); i++) {
      WireEnum value = values.get(i);
      String name = value.wireName();
      if (name.length() == length && same(name, text, from)) {
        return value;
      }
    }
    return null;
  }

  private static boolean same(String name, char[] text, int from) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) != text[from + i]) {
        return false;
      }
    }
    return true;
  }
}
