package vn.cds.proof.oracle.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One listed field of docs/contract.md: what may stand in it, and what it means.
 *
 * @param pattern of a CODE, else null
 * @param values the allowed values of an ENUM in the order of their codes, else empty
 * @param minimum of an INTEGER or MONEY
 * @param maximum of an INTEGER or MONEY
 */
public record Field(
    String name,
    Kind kind,
    boolean required,
    Pattern pattern,
    List<String> values,
    long minimum,
    long maximum) {

  enum Kind {
    VERSION,
    INTEGER,
    MONEY,
    BOOLEAN,
    UUID,
    TIME,
    DATE,
    CODE,
    ENUM
  }

  private static final Pattern UUID_TEXT =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

  /** RFC 3339, section 5.6: offsets reach from -23:59 to +23:59, T and Z may be small. */
  private static final Pattern TIME_TEXT =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?)"
              + "(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))");

  private static final Pattern DATE_TEXT = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Instant FIRST_TIME = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LAST_TIME = Instant.parse("2100-01-01T00:00:00Z");
  private static final LocalDate FIRST_DAY = LocalDate.of(2000, 1, 1);
  private static final LocalDate LAST_DAY = LocalDate.of(2099, 12, 31);

  static Field of(String name, Kind kind) {
    return new Field(name, kind, false, null, List.of(), 0, 0);
  }

  static Field code(String name, String regex) {
    return new Field(name, Kind.CODE, false, Pattern.compile(regex), List.of(), 0, 0);
  }

  static Field oneOf(String name, String... values) {
    return new Field(name, Kind.ENUM, false, null, List.of(values), 0, 0);
  }

  static Field integer(String name, long minimum, long maximum) {
    return new Field(name, Kind.INTEGER, false, null, List.of(), minimum, maximum);
  }

  static Field money(String name) {
    return new Field(name, Kind.MONEY, false, null, List.of(), 0, 1_000_000_000_000_000L);
  }

  Field mandatory() {
    return new Field(name, kind, true, pattern, values, minimum, maximum);
  }

  boolean hasRightType(JsonNode value) {
    return switch (kind) {
      case VERSION, INTEGER, MONEY -> value.isIntegralNumber();
      case BOOLEAN -> value.isBoolean();
      case UUID, TIME, DATE, CODE, ENUM -> value.isTextual();
    };
  }

  boolean isKnown(JsonNode value) {
    return kind != Kind.ENUM || values.contains(value.textValue());
  }

  boolean hasRightFormat(JsonNode value) {
    return switch (kind) {
      case UUID -> UUID_TEXT.matcher(value.textValue()).matches();
      case TIME ->
          (isDay(value) || TIME_TEXT.matcher(value.textValue()).matches())
              && parses(value.textValue());
      case DATE -> isDay(value) && parses(value.textValue());
      case CODE -> pattern.matcher(value.textValue()).matches();
      default -> true;
    };
  }

  /** Whether it is written like a day: as a date, or as a time of which only the day is known. */
  private static boolean isDay(JsonNode value) {
    return DATE_TEXT.matcher(value.textValue()).matches();
  }

  private static boolean parses(String text) {
    try {
      Object ignored = DATE_TEXT.matcher(text).matches() ? LocalDate.parse(text) : time(text);
      return ignored != null;
    } catch (DateTimeException notADate) {
      return false;
    }
  }

  private static Instant time(String text) {
    Matcher parts = TIME_TEXT.matcher(text);
    if (!parts.matches()) {
      throw new DateTimeException("not a time: " + text);
    }
    Instant asIfUtc = LocalDateTime.parse(parts.group(1)).toInstant(ZoneOffset.UTC);
    if (parts.group(2) == null) {
      return asIfUtc;
    }
    Duration offset =
        Duration.ofHours(Integer.parseInt(parts.group(3)))
            .plusMinutes(Integer.parseInt(parts.group(4)));
    return parts.group(2).equals("+") ? asIfUtc.minus(offset) : asIfUtc.plus(offset);
  }

  boolean isNegativeMoney(JsonNode value) {
    return kind == Kind.MONEY && value.bigIntegerValue().signum() < 0;
  }

  boolean isInRange(JsonNode value) {
    return switch (kind) {
      case INTEGER, MONEY ->
          value.canConvertToLong() && value.longValue() >= minimum && value.longValue() <= maximum;
      case TIME -> {
        Moment moment = (Moment) read(value);
        yield moment.byDay()
            ? !moment.day().isBefore(FIRST_DAY) && !moment.day().isAfter(LAST_DAY)
            : !moment.first().isBefore(FIRST_TIME) && moment.first().isBefore(LAST_TIME);
      }
      default -> true;
    };
  }

  /**
   * The value of a field that passed every check: Long, Boolean, Moment (whole milliseconds),
   * LocalDate or String (UUIDs in lower case).
   */
  Object read(JsonNode value) {
    return switch (kind) {
      case VERSION, INTEGER, MONEY -> value.longValue();
      case BOOLEAN -> value.booleanValue();
      case UUID -> value.textValue().toLowerCase(Locale.ROOT);
      case TIME ->
          isDay(value)
              ? Moment.ofDay(LocalDate.parse(value.textValue()))
              : Moment.ofTime(time(value.textValue()).truncatedTo(ChronoUnit.MILLIS));
      case DATE -> LocalDate.parse(value.textValue());
      case CODE -> value.textValue();
      // One object per value: there are millions of events, and few values.
      case ENUM -> values.get(values.indexOf(value.textValue()));
    };
  }

  /** Which of two values said at the same moment stands: positive if {@code left} does. */
  public int compare(Object left, Object right) {
    return switch (kind) {
      case VERSION, INTEGER, MONEY -> Long.compare((Long) left, (Long) right);
      case BOOLEAN -> Boolean.compare((Boolean) left, (Boolean) right);
      case TIME ->
          Comparator.comparing(Moment::hasClock)
              .thenComparing(Moment::first)
              .compare((Moment) left, (Moment) right);
      case DATE -> ((LocalDate) left).compareTo((LocalDate) right);
      case UUID, CODE -> ((String) left).compareTo((String) right);
      case ENUM -> Integer.compare(values.indexOf(left), values.indexOf(right));
    };
  }
}
