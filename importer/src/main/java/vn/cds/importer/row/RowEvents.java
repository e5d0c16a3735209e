package vn.cds.importer.row;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import vn.cds.contract.codec.Decoded;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.codec.EventEncoder;
import vn.cds.contract.codec.FaultCode;
import vn.cds.contract.codec.Rejection;
import vn.cds.contract.event.Event;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.importer.mapping.EventRule;
import vn.cds.importer.mapping.Fields;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.table.DataRow;

/**
 * Makes the events of a row and holds them against the contract with its own decoder, as every job
 * does: what it refuses is not sent.
 */
final class RowEvents {
  private static final JsonFactory JSON = new JsonFactory();

  private final Mapping mapping;
  private final Fields fields;
  private final RowValues values;
  private final EventDecoder<? extends Event> decoder;
  private final Instant now;
  private final Set<String> moments = new HashSet<>();

  /** The faults of the row that are told already. */
  private final Set<String> told = new HashSet<>();

  /** Whether the row at hand names its entity wrongly. */
  private boolean keyFault;

  /**
   * @param now no event may lie far after it
   */
  RowEvents(Mapping mapping, RowValues values, Roster roster, Instant now) {
    this.mapping = mapping;
    this.fields = Fields.of(mapping.kind());
    this.values = values;
    this.decoder = EventDecoder.of(mapping.kind(), roster);
    this.now = now;
    mapping.events().forEach(e -> moments.add(e.at()));
    // Every event needs it.
    moments.remove(fields.start());
  }

  /** What became of a row. */
  enum Outcome {
    COUNTED,
    REJECTED,
    /** The moments of all its events are empty. */
    NO_EVENT,
    /** A newer export told of the same dossier. */
    OLDER
  }

  /** Gives the events and the rejects of a row to the sink. */
  Outcome send(DataRow row, RowSink sink) {
    Map<String, Object> all = values.of(row);
    keyFault = false;
    told.clear();
    Outcome outcome = send(all, row, sink);
    RowSink.RowFate fate = sink.endOfRow(keyFault ? null : entity(all), row.place());
    if (outcome == Outcome.REJECTED || fate == RowSink.RowFate.REJECTED) {
      return Outcome.REJECTED;
    }
    return fate == RowSink.RowFate.OLDER ? Outcome.OLDER : outcome;
  }

  private Outcome send(Map<String, Object> all, DataRow row, RowSink sink) {
    if (mapping.events().isEmpty()) {
      return sendEvent(all, "occurred_at", row, sink) ? Outcome.COUNTED : Outcome.REJECTED;
    }
    boolean any = false;
    boolean good = true;
    for (EventRule rule : mapping.events()) {
      if (all.get(rule.at()) != null) {
        any = true;
        good &= sendEvent(event(all, rule), rule.at(), row, sink);
      }
    }
    if (!any && !all.containsKey(fields.start())) {
      // Refused by the decoder, as is every row without a beginning.
      any = true;
      good = sendEvent(event(all, mapping.events().get(0)), fields.start(), row, sink);
    }
    return !any ? Outcome.NO_EVENT : good ? Outcome.COUNTED : Outcome.REJECTED;
  }

  private Map<String, Object> event(Map<String, Object> all, EventRule rule) {
    Map<String, Object> own = new LinkedHashMap<>(all);
    own.keySet().removeIf(f -> moments.contains(f) && !f.equals(rule.at()));
    Object moment = all.get(rule.at());
    if (moment != null) {
      own.put("occurred_at", moment);
    }
    own.put("status", rule.status());
    return own;
  }

  /**
   * @param moment the field that its time was taken from
   */
  private boolean sendEvent(Map<String, Object> event, String moment, DataRow row, RowSink sink) {
    UUID id = eventId(event);
    keyFault |=
        fields.key().stream().anyMatch(key -> event.get(key) instanceof RowValues.Unreadable);
    for (Object value : event.values()) {
      if (value instanceof RowValues.Unreadable fault) {
        reject(sink, reject(row, fault.code(), fault.detail(), event, id));
        return false;
      }
    }
    byte[] json = json(event, id);
    Decoded<? extends Event> decoded = decoder.decode(json, now);
    if (decoded.event() != null) {
      sink.event(new RowEvent(decoded.event(), EventEncoder.encode(decoded.event())), row.place());
      return true;
    }
    Rejection rejection = decoded.rejection();
    String field = "occurred_at".equals(rejection.field()) ? moment : rejection.field();
    keyFault |= field != null && fields.key().contains(field);
    if (rejection.code() == FaultCode.UNKNOWN_COMMUNE
        || rejection.code() == FaultCode.INVALID_FORMAT
            && "commune_code".equals(rejection.field())) {
      values.unknownCode(event.get("commune_code"));
    }
    String column = field == null ? null : values.column(field, row);
    String detail = column == null ? rejection.detail() : column + ": " + rejection.detail();
    reject(sink, reject(row, rejection.code().name(), detail, event, id));
    return false;
  }

  /** What is wrong with a cell that several events of the row have is told once. */
  private void reject(RowSink sink, RowReject reject) {
    if (told.add(reject.code() + ' ' + reject.detail())) {
      sink.reject(reject);
    }
  }

  private RowReject reject(
      DataRow row, String code, String detail, Map<String, Object> event, UUID id) {
    String key = entity(event);
    Object channel = event.get("channel");
    Object start = event.get(fields.start());
    return new RowReject(
        row.place(),
        code,
        detail,
        key,
        channel instanceof String text
                && fields.values("channel").stream().anyMatch(v -> v.wireName().equals(text))
            ? text
            : null,
        start instanceof TimeOrDay time ? YearMonth.from(time.localDay()).toString() : null,
        key == null ? null : code + " " + id);
  }

  /** Null when a part of its name is missing. */
  private String entity(Map<String, Object> event) {
    StringBuilder entity = new StringBuilder();
    for (String part : fields.key()) {
      if (!event.containsKey(part)) {
        return null;
      }
      entity.append(entity.isEmpty() ? "" : "|").append(event.get(part));
    }
    return entity.toString();
  }

  private static byte[] json(Map<String, Object> event, UUID id) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("schema_version", 1);
      json.writeStringField("event_id", id.toString());
      for (Map.Entry<String, Object> field : event.entrySet()) {
        json.writeFieldName(field.getKey());
        Object value = field.getValue();
        if (value instanceof Boolean b) {
          json.writeBoolean(b);
        } else if (value instanceof BigInteger i) {
          json.writeNumber(i);
        } else {
          json.writeString(value.toString());
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** UUIDv5 of what makes the event this event, so that a line that stands twice is a copy. */
  private UUID eventId(Map<String, Object> event) {
    StringBuilder name = new StringBuilder(mapping.kind().wireName());
    if (!mapping.export().source().isEmpty()) {
      name.append('@').append(mapping.export().source());
    }
    for (String part : fields.key()) {
      name.append('|').append(event.get(part));
    }
    name.append('|').append(event.get("status")).append('|').append(event.get("occurred_at"));
    return EventIds.of(name.toString());
  }
}
