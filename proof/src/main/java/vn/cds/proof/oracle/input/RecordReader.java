package vn.cds.proof.oracle.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiPredicate;

/** Reads one record as docs/contract.md says: check by check, until the first one fails. */
public final class RecordReader {
  private static final int MAX_BYTES = 65_536;
  private static final int MAX_DEPTH = 16;
  private static final int MAX_NUMBER = 40;
  private static final int MAX_TEXT = 4_096;
  private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);

  /** With limits that never apply: those of the contract are checked here, token by token. */
  private final ObjectMapper mapper =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(Integer.MAX_VALUE)
                      .maxNumberLength(Integer.MAX_VALUE)
                      .maxStringLength(Integer.MAX_VALUE)
                      .maxNameLength(Integer.MAX_VALUE)
                      .build())
              .build());

  private final Units units;

  public RecordReader(Units units) {
    this.units = units;
  }

  /**
   * What a record is: exactly one of the two is set.
   *
   * @param event the event or retraction of a valid record
   * @param fault the first fault of any other
   */
  public record Reading(OracleEvent event, Fault fault) {}

  public Reading read(RawRecord record) {
    OracleStream stream = OracleStream.ofTopic(record.topic());
    byte[] bytes = record.value();
    if (bytes == null || bytes.length == 0) {
      return fault(Fault.EMPTY);
    }
    if (bytes.length > MAX_BYTES) {
      return fault(Fault.TOO_LARGE);
    }
    JsonNode json;
    Set<String> twice = new HashSet<>();
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      if (!isWithinLimits(text, twice)) {
        return fault(Fault.NOT_JSON);
      }
      json = mapper.readTree(text);
    } catch (CharacterCodingException | com.fasterxml.jackson.core.JsonProcessingException e) {
      return fault(Fault.NOT_JSON);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
    if (!json.isObject()) {
      return fault(Fault.NOT_AN_OBJECT);
    }
    Fault fault = fault(stream, json, twice, record.appendTime());
    if (fault != null) {
      return fault(fault);
    }
    Object[] values =
        stream.fields.stream()
            .map(field -> json.hasNonNull(field.name()) ? field.read(json.get(field.name())) : null)
            .toArray();
    return new Reading(new OracleEvent(stream, record, values), null);
  }

  private static Reading fault(Fault fault) {
    return new Reading(null, fault);
  }

  /**
   * Walks over the one value of the text.
   *
   * @param twice receives the names that stand more than once in the outermost object
   * @return false when there is no value, more than one, or one beyond the limits
   */
  private boolean isWithinLimits(String text, Set<String> twice) throws IOException {
    Set<String> names = new HashSet<>();
    int depth = 0;
    try (JsonParser parser = mapper.getFactory().createParser(new StringReader(text))) {
      if (parser.nextToken() == null) {
        return false;
      }
      do {
        JsonToken token = parser.currentToken();
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        } else if (token.isNumeric() && parser.getTextLength() > MAX_NUMBER) {
          return false;
        } else if ((token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME)
            && parser.getText().length() > MAX_TEXT) {
          return false;
        }
        if (depth > MAX_DEPTH) {
          return false;
        }
        if (token == JsonToken.FIELD_NAME && depth == 1 && !names.add(parser.currentName())) {
          twice.add(parser.currentName());
        }
        parser.nextToken();
      } while (parser.currentToken() != null && depth > 0);
      return parser.currentToken() == null;
    }
  }

  /** The first fault of an object, or null. */
  private Fault fault(OracleStream stream, JsonNode json, Set<String> twice, Instant appendTime) {
    if (stream.fields.stream().anyMatch(field -> twice.contains(field.name()))) {
      return Fault.DUPLICATE_FIELD;
    }
    if (!all(stream, json, Field::hasRightType)) {
      return Fault.WRONG_TYPE;
    }
    if (stream.fields.stream()
        .anyMatch(field -> field.required() && !json.hasNonNull(field.name()))) {
      return Fault.MISSING_FIELD;
    }
    if (!json.get("schema_version").canConvertToLong()
        || json.get("schema_version").longValue() != 1) {
      return Fault.UNSUPPORTED_SCHEMA_VERSION;
    }
    if (!all(stream, json, Field::isKnown)) {
      return Fault.UNKNOWN_ENUM_VALUE;
    }
    if (!all(stream, json, Field::hasRightFormat)) {
      return Fault.INVALID_FORMAT;
    }
    if (!all(stream, json, (field, value) -> !field.isNegativeMoney(value))) {
      return Fault.NEGATIVE_MONEY;
    }
    if (!all(stream, json, Field::isInRange)) {
      return Fault.OUT_OF_RANGE;
    }

    Moment occurredAt = time(stream, json, "occurred_at");
    Moment start = time(stream, json, stream.startField);
    Moment doneAt = time(stream, json, "done_at");
    Moment acceptedAt = time(stream, json, "accepted_at");
    Instant future = appendTime.plus(CLOCK_DIFFERENCE);
    if (occurredAt.first().isAfter(future) || (doneAt != null && doneAt.first().isAfter(future))) {
      return Fault.FROM_FUTURE;
    }
    boolean ends = stream.endStatuses.contains(json.get("status").textValue());
    if ((doneAt != null && doneAt.isBefore(start)) || (ends && occurredAt.isBefore(start))) {
      return Fault.END_BEFORE_START;
    }
    if (occurredAt.isBefore(start) || (acceptedAt != null && acceptedAt.isBefore(start))) {
      return Fault.EVENT_BEFORE_START;
    }
    String commune = json.get("commune_code").textValue();
    if (!units.contains(commune)) {
      return Fault.UNKNOWN_COMMUNE;
    }
    if (!units.isValid(commune, occurredAt.day())) {
      return Fault.UNIT_NOT_VALID;
    }
    return null;
  }

  /** Whether every listed field that is present passes. */
  private static boolean all(
      OracleStream stream, JsonNode json, BiPredicate<Field, JsonNode> test) {
    return stream.fields.stream()
        .allMatch(
            field -> !json.hasNonNull(field.name()) || test.test(field, json.get(field.name())));
  }

  private static Moment time(OracleStream stream, JsonNode json, String name) {
    return stream.has(name) && json.hasNonNull(name)
        ? (Moment) stream.fields.get(stream.index(name)).read(json.get(name))
        : null;
  }
}
