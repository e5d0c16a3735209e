package vn.cds.standalone.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import vn.cds.contract.TimeOrDay;

/**
 * Turns a row of an export into events. A value that cannot be read, such as a time in an unknown
 * format, is passed on as it stands: the job's decoder refuses it with the code it has for that,
 * and so there is one judge and one list of rejects.
 */
final class RowEvents {
  /** The namespace of event ids made here; any fixed UUID does. */
  private static final UUID NAMESPACE = UUID.fromString("6c0f2f1e-6f0e-5d0c-9a53-8d1a2f6b7c40");

  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");

  private final Mapping mapping;
  private final Set<String> moments = new HashSet<>();
  private final MessageDigest sha1;
  private long timesOfNone;

  RowEvents(Mapping mapping) {
    this.mapping = mapping;
    mapping.events().forEach(e -> moments.add(e.at()));
    // Every event needs it.
    moments.remove("submitted_at");
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-1", e);
    }
  }

  /**
   * An event ready to be sent.
   *
   * @param communeCode the record's key
   * @param submittedAt null when it cannot be read
   */
  record RowEvent(String communeCode, Instant submittedAt, byte[] json) {}

  /**
   * The events of a row; none when all the mapping's moments of events are empty.
   *
   * @param cell the text of a column, never null
   */
  List<RowEvent> of(UnaryOperator<String> cell) {
    Map<String, Object> values = new LinkedHashMap<>();
    mapping
        .fields()
        .forEach(
            (field, rule) -> {
              Object value = value(field, rule, cell);
              if (value != null) {
                values.put(field, value);
              }
            });
    List<RowEvent> events = new ArrayList<>();
    if (mapping.events().isEmpty()) {
      events.add(event(values));
    }
    for (Mapping.EventRule rule : mapping.events()) {
      if (values.get(rule.at()) != null) {
        events.add(event(values, rule));
      }
    }
    if (events.isEmpty() && !values.containsKey("submitted_at")) {
      // Refused by the decoder, as is every row without a time of receipt.
      events.add(event(values, mapping.events().get(0)));
    }
    return events;
  }

  /** Times so far that stood for none. */
  long timesOfNone() {
    return timesOfNone;
  }

  private RowEvent event(Map<String, Object> values, Mapping.EventRule rule) {
    Map<String, Object> own = new LinkedHashMap<>(values);
    own.keySet().removeIf(f -> moments.contains(f) && !f.equals(rule.at()));
    Object moment = values.get(rule.at());
    if (moment != null) {
      own.put("occurred_at", moment);
    }
    own.put("status", rule.status());
    return event(own);
  }

  private RowEvent event(Map<String, Object> values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("schema_version", 1);
      json.writeStringField("event_id", eventId(values).toString());
      for (Map.Entry<String, Object> field : values.entrySet()) {
        json.writeFieldName(field.getKey());
        write(json, field.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RowEvent(
        String.valueOf(values.getOrDefault("commune_code", "")),
        values.get("submitted_at") instanceof TimeOrDay time ? time.first() : null,
        bytes.toByteArray());
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Boolean b) {
      json.writeBoolean(b);
    } else if (value instanceof BigInteger i) {
      json.writeNumber(i);
    } else {
      json.writeString(value.toString());
    }
  }

  private Object value(String field, Mapping.FieldRule rule, UnaryOperator<String> cell) {
    String text = rule.constant() != null ? rule.constant() : cell.apply(rule.column()).strip();
    if (text.isEmpty()) {
      text = rule.fallback();
    }
    if (text == null || text.isEmpty()) {
      return null;
    }
    text = rule.prefix() + rule.values().getOrDefault(text, text);
    if (rule.upperCase()) {
      text = text.toUpperCase(java.util.Locale.ROOT);
    }
    if (Fields.isTime(field)) {
      if (standsForNone(text)) {
        timesOfNone++;
        return null;
      }
      TimeOrDay time = timeOrDay(text);
      return time == null ? text : time;
    }
    if (Fields.isNumber(field) && INTEGER.matcher(text).matches()) {
      return new BigInteger(text);
    }
    if (Fields.isBoolean(field) && (text.equals("true") || text.equals("false"))) {
      return Boolean.valueOf(text);
    }
    return text;
  }

  private boolean standsForNone(String text) {
    for (DateTimeFormatter format : mapping.timeFormats()) {
      TemporalAccessor time;
      try {
        time = format.parse(text);
      } catch (DateTimeException e) {
        continue; // not this format; the next one may fit
      }
      return mapping.daysOfNone().contains(time.query(TemporalQueries.localDate()))
          // Systems that write UTC move the day.
          || time.isSupported(ChronoField.INSTANT_SECONDS)
              && mapping
                  .daysOfNone()
                  .contains(Instant.from(time).atZone(mapping.zone()).toLocalDate());
    }
    return false;
  }

  /** A text without a clock is a day, not its midnight; null when no format fits. */
  private TimeOrDay timeOrDay(String text) {
    for (DateTimeFormatter format : mapping.timeFormats()) {
      try {
        TemporalAccessor time =
            format.parseBest(
                text,
                OffsetDateTime::from,
                ZonedDateTime::from,
                LocalDateTime::from,
                LocalDate::from);
        if (time instanceof OffsetDateTime t) {
          return TimeOrDay.at(t.toInstant());
        } else if (time instanceof ZonedDateTime t) {
          return TimeOrDay.at(t.toInstant());
        } else if (time instanceof LocalDateTime t) {
          return TimeOrDay.at(t.atZone(mapping.zone()).toInstant());
        }
        return TimeOrDay.on((LocalDate) time);
      } catch (DateTimeException e) {
        // Not this format; the next one may fit.
        continue;
      }
    }
    return null;
  }

  /** UUIDv5 of what makes the event this event, so that a line that stands twice is a copy. */
  private UUID eventId(Map<String, Object> values) {
    String name =
        "service-requests|"
            + values.get("dossier_code")
            + "|"
            + values.get("status")
            + "|"
            + values.get("occurred_at");
    sha1.update(
        ByteBuffer.allocate(16)
            .putLong(NAMESPACE.getMostSignificantBits())
            .putLong(NAMESPACE.getLeastSignificantBits())
            .array());
    ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
    long high = (hash.getLong() & ~0xF000L) | 0x5000L;
    long low = (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low);
  }
}
