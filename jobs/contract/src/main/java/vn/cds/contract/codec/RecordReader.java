package vn.cds.contract.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import vn.cds.contract.code.WireEnum;
import vn.cds.contract.event.Event;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WireText;

/**
 * Reads the listed fields of a record, strictly: the faults of docs/contract.md that one field
 * alone has, in their order, whatever the order of the fields in JSON. Fields that are not listed
 * are dropped. Never throws for any bytes. What follows from several fields is its owner's to
 * judge.
 *
 * <p>Not thread-safe: each thread makes its own.
 */
final class RecordReader<E> {

  /** The most bytes that a record may have. */
  static final int MAXIMUM_BYTES = 65_536;

  static final int MAXIMUM_DEPTH = 16;
  static final int MAXIMUM_NUMBER_LENGTH = 40;
  static final int MAXIMUM_TEXT_LENGTH = 4_096;

  private static final long FIRST_TIME = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
  private static final long AFTER_LAST_TIME = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
  private static final long FIRST_DAY = FIRST_TIME / VietnamTime.DAY_MILLIS;
  private static final long AFTER_LAST_DAY = AFTER_LAST_TIME / VietnamTime.DAY_MILLIS;

  /**
   * The limits of the contract are checked here, on every token; those of the parser stay above
   * them so that there is one place. Hostile names must not make the symbol table throw.
   */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(MAXIMUM_BYTES)
                  .maxStringLength(MAXIMUM_BYTES)
                  .maxNameLength(MAXIMUM_BYTES)
                  .maxNestingDepth(MAXIMUM_DEPTH + 1)
                  .build())
          .build();

  private static final FaultCode[] FAULTS = FaultCode.values();
  private static final int NO_FAULT = Integer.MAX_VALUE;

  private final FieldTable<E> table;
  private final List<Field<E>> fields;
  private final Map<String, Integer> positions = new HashMap<>();
  private final int communePosition;
  private final int idPosition;
  private final long requiredFields;
  private final Roster roster;

  /** The names of the fields as the parser gave them last, null before. */
  private final String[] knownNames;

  // What is known of the record that is being read; bit i stands for field i.
  private final Object[] values;
  private long namedFields;
  private long presentFields;
  private int firstFault;
  private String notJson;

  /**
   * @param id the name of the field that identifies the record
   */
  RecordReader(FieldTable<E> table, String id, Roster roster) {
    this.table = table;
    this.fields = table.fields();
    this.values = new Object[fields.size()];
    this.knownNames = new String[fields.size()];
    long required = 0;
    for (int i = 0; i < fields.size(); i++) {
      positions.put(fields.get(i).name(), i);
      required |= fields.get(i).required() ? 1L << i : 0;
    }
    this.requiredFields = required;
    this.communePosition = positions.getOrDefault("commune_code", -1);
    this.idPosition = positions.get(id);
    this.roster = roster;
  }

  /**
   * Reads a record.
   *
   * @param value the bytes of the record, or null when it has none
   * @return why it is refused, or null: then {@link #assemble()} gives what it holds
   */
  Rejection read(byte[] value) {
    if (value == null || value.length == 0) {
      return rejection(FaultCode.EMPTY, FaultCode.EMPTY.sentence(), 0);
    }
    if (value.length > MAXIMUM_BYTES) {
      return rejection(FaultCode.TOO_LARGE, FaultCode.TOO_LARGE.sentence(), value.length);
    }
    forget();
    boolean object = parse(value);
    if (notJson != null) {
      Arrays.fill(values, null);
      return rejection(FaultCode.NOT_JSON, notJson, value.length);
    }
    if (!object) {
      return rejection(FaultCode.NOT_AN_OBJECT, FaultCode.NOT_AN_OBJECT.sentence(), value.length);
    }
    checkRequired();
    if (firstFault != NO_FAULT) {
      FaultCode code = FAULTS[firstFault >>> 8];
      return rejection(code, fields.get(firstFault & 0xFF).sentence(code), value.length);
    }
    return null;
  }

  /** What the record that was read last holds. */
  E assemble() {
    return table.assembler().apply(values);
  }

  /** The rejection of the record that was read last. */
  Rejection rejection(FaultCode code, String detail, int size) {
    boolean readable = code.compareTo(FaultCode.NOT_AN_OBJECT) > 0;
    return new Rejection(
        code,
        detail,
        readable ? fieldOf(detail) : null,
        readable && communePosition >= 0 ? (String) values[communePosition] : null,
        readable ? (UUID) values[idPosition] : null,
        readable ? new String(EventEncoder.encode(table, values), StandardCharsets.UTF_8) : "{}",
        size);
  }

  /** The sentence about a field begins with its name. */
  private String fieldOf(String detail) {
    String first = detail.substring(0, Math.max(0, detail.indexOf(' ')));
    return positions.containsKey(first) ? first : null;
  }

  private void forget() {
    Arrays.fill(values, null);
    namedFields = 0;
    presentFields = 0;
    firstFault = NO_FAULT;
    notJson = null;
  }

  // ---- JSON ----

  /** Whether the record is an object; sets {@link #notJson} when it is not well-formed. */
  private boolean parse(byte[] value) {
    if (!startsAsUtf8Json(value) || !Utf8.wellFormed(value)) {
      notJson = "The record is not UTF-8 without a byte order mark; send JSON in UTF-8.";
      return false;
    }
    try (JsonParser json = JSON.createParser(value)) {
      JsonToken first = json.nextToken();
      boolean object = first == JsonToken.START_OBJECT;
      boolean within;
      if (first == null) {
        notJson = "The record holds white space only; send one JSON object.";
        return false;
      } else if (object) {
        within = readObject(json);
      } else {
        within = skip(json, first, 0);
      }
      if (within && json.nextToken() != null) {
        notJson = "The record holds more than one JSON value; send one object per record.";
      }
      return object;
    } catch (IOException e) {
      // Its message quotes the record, which may hold personal data; the place is enough.
      JsonLocation place = e instanceof JsonProcessingException j ? j.getLocation() : null;
      notJson =
          "The record is not well-formed JSON"
              + (place == null ? "" : " at byte " + place.getByteOffset())
              + "; send one JSON object.";
      return false;
    }
  }

  /** The parser guesses UTF-16 and UTF-32 from zero bytes, and skips a byte order mark. */
  private static boolean startsAsUtf8Json(byte[] value) {
    for (int i = 0; i < Math.min(4, value.length); i++) {
      if (value[i] == 0) {
        return false;
      }
    }
    return value[0] != (byte) 0xEF;
  }

  private boolean readObject(JsonParser json) throws IOException {
    int position = -1;
    String name;
    while ((name = json.nextFieldName()) != null) {
      JsonToken token = json.nextToken();
      position = position(name, position + 1);
      if (position < 0) {
        if (!nameWithinLimit(name) || !skip(json, token, 1)) {
          return false;
        }
      } else if (!readField(json, token, position)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The position of a listed field, or -1. The parser gives the same text object for the same name,
   * and sources send fields in the same order: so it is most often one of the next.
   */
  private int position(String name, int expected) {
    for (int i = expected; i < knownNames.length; i++) {
      if (isSameObject(knownNames[i], name)) {
        return i;
      }
    }
    Integer position = positions.get(name);
    if (position == null) {
      return -1;
    }
    knownNames[position] = name;
    return position;
  }

  @SuppressWarnings("ReferenceEquality") // only a short cut; what differs is looked up
  private static boolean isSameObject(String a, String b) {
    return a == b;
  }

  /** Reads over a value and checks its limits; {@code depth} is that of what holds it. */
  private boolean skip(JsonParser json, JsonToken first, int depth) throws IOException {
    int open = depth;
    JsonToken token = first;
    while (true) {
      switch (token) {
        case START_OBJECT, START_ARRAY -> {
          if (++open > MAXIMUM_DEPTH) {
            notJson = "The record is nested deeper than 16; send a flat object.";
            return false;
          }
        }
        case END_OBJECT, END_ARRAY -> open--;
        case FIELD_NAME -> {
          if (!nameWithinLimit(json.currentName())) {
            return false;
          }
        }
        default -> {
          if (!scalarWithinLimit(json, token)) {
            return false;
          }
        }
      }
      if (open == depth) {
        return true;
      }
      token = json.nextToken();
    }
  }

  private boolean nameWithinLimit(String name) {
    if (name.length() > MAXIMUM_TEXT_LENGTH) {
      notJson = "The record holds a name of more than 4,096 characters; send listed fields only.";
      return false;
    }
    return true;
  }

  private boolean scalarWithinLimit(JsonParser json, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      if (json.getTextLength() > MAXIMUM_TEXT_LENGTH) {
        notJson = "The record holds a text of more than 4,096 characters; send listed fields only.";
        return false;
      }
    } else if (token.isNumeric() && json.getTextLength() > MAXIMUM_NUMBER_LENGTH) {
      notJson = "The record holds a number of more than 40 characters; send whole numbers.";
      return false;
    }
    return true;
  }

  // ---- one field ----

  private boolean readField(JsonParser json, JsonToken token, int position) throws IOException {
    long bit = 1L << position;
    Field<E> field = fields.get(position);
    if ((namedFields & bit) != 0) {
      fault(FaultCode.DUPLICATE_FIELD, position);
      values[position] = null;
      return skip(json, token, 1);
    }
    namedFields |= bit;
    if (token == JsonToken.VALUE_NULL) {
      return true;
    }
    presentFields |= bit;
    if (!ofType(field.type(), token)) {
      fault(FaultCode.WRONG_TYPE, position);
      return skip(json, token, 1);
    }
    if (field.type() == Field.Type.BOOLEAN) {
      values[position] = token == JsonToken.VALUE_TRUE;
      return true;
    }
    if (!scalarWithinLimit(json, token)) {
      return false;
    }
    values[position] =
        value(
            field, position, json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
    return true;
  }

  private static boolean ofType(Field.Type type, JsonToken token) {
    return switch (type) {
      case VERSION, INTEGER, MONEY -> token == JsonToken.VALUE_NUMBER_INT;
      case NUMBER -> token.isNumeric();
      case BOOLEAN -> token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
      case UUID, TIME, TIME_OR_DAY, DATE, TEXT, ENUM -> token == JsonToken.VALUE_STRING;
    };
  }

  /** The value of a field, or null after noting its fault. */
  private Object value(Field<E> field, int position, char[] text, int from, int length) {
    switch (field.type()) {
      case VERSION -> {
        if (length == 1 && text[from] == '0' + Event.SCHEMA_VERSION) {
          return Event.SCHEMA_VERSION;
        }
        return fault(FaultCode.UNSUPPORTED_SCHEMA_VERSION, position);
      }
      case INTEGER -> {
        long number = clamped(text, from, length);
        return number < field.minimum() || number > field.maximum()
            ? fault(FaultCode.OUT_OF_RANGE, position)
            : (Object) (int) number;
      }
      case MONEY -> {
        long number = clamped(text, from, length);
        if (number < 0) {
          return fault(FaultCode.NEGATIVE_MONEY, position);
        }
        return number > field.maximum() ? fault(FaultCode.OUT_OF_RANGE, position) : (Object) number;
      }
      case NUMBER -> {
        BigDecimal number = Field.number(text, from, length);
        return number == null ? fault(FaultCode.OUT_OF_RANGE, position) : number;
      }
      case UUID -> {
        UUID uuid = WireText.uuid(text, from, length);
        return uuid == null ? fault(FaultCode.INVALID_FORMAT, position) : uuid;
      }
      case TIME -> {
        long millis = WireText.epochMillis(text, from, length);
        if (millis == WireText.NOT_A_TIME) {
          return fault(FaultCode.INVALID_FORMAT, position);
        }
        return millis < FIRST_TIME || millis >= AFTER_LAST_TIME
            ? fault(FaultCode.OUT_OF_RANGE, position)
            : Instant.ofEpochMilli(millis);
      }
      case TIME_OR_DAY -> {
        return timeOrDay(position, text, from, length);
      }
      case DATE -> {
        Object date = WireText.date(text, from, length);
        return date == null ? fault(FaultCode.INVALID_FORMAT, position) : date;
      }
      case TEXT -> {
        return field.pattern().matches(text, from, length)
            ? text(position, text, from, length)
            : fault(FaultCode.INVALID_FORMAT, position);
      }
      case ENUM -> {
        WireEnum value = field.value(text, from, length);
        return value == null ? fault(FaultCode.UNKNOWN_ENUM_VALUE, position) : value;
      }
      default -> throw new IllegalStateException(field.type() + " is read elsewhere");
    }
  }

  private Object timeOrDay(int position, char[] text, int from, int length) {
    if (length == WireText.DAY_LENGTH) {
      long day = WireText.epochDay(text, from);
      if (day == WireText.NOT_A_TIME) {
        return fault(FaultCode.INVALID_FORMAT, position);
      }
      return day < FIRST_DAY || day >= AFTER_LAST_DAY
          ? fault(FaultCode.OUT_OF_RANGE, position)
          : new TimeOrDay(TimeOrDay.dayWord(day));
    }
    long millis = WireText.epochMillis(text, from, length);
    if (millis == WireText.NOT_A_TIME) {
      return fault(FaultCode.INVALID_FORMAT, position);
    }
    return millis < FIRST_TIME || millis >= AFTER_LAST_TIME
        ? fault(FaultCode.OUT_OF_RANGE, position)
        : new TimeOrDay(millis);
  }

  /** The one text of the roster for a commune code, so that events do not hold copies of it. */
  private String text(int position, char[] text, int from, int length) {
    String known = position == communePosition ? roster.code(text, from) : null;
    return known == null ? new String(text, from, length) : known;
  }

  /** The integer, or the nearest 64-bit one; every range of the contract lies well inside. */
  private static long clamped(char[] text, int from, int length) {
    boolean negative = text[from] == '-';
    int end = from + length;
    int i = negative ? from + 1 : from;
    if (end - i > 18) {
      return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    long number = 0;
    for (; i < end; i++) {
      number = number * 10 + (text[i] - '0');
    }
    return negative ? -number : number;
  }

  private void checkRequired() {
    long missing = requiredFields & ~presentFields;
    while (missing != 0) {
      fault(FaultCode.MISSING_FIELD, Long.numberOfTrailingZeros(missing));
      missing &= missing - 1;
    }
  }

  /** Keeps the first fault in the order of the contract, then of the fields; gives null. */
  @SuppressWarnings("EnumOrdinal") // the order of the faults is the contract's
  private Object fault(FaultCode code, int position) {
    firstFault = Math.min(firstFault, code.ordinal() << 8 | position);
    return null;
  }
}
