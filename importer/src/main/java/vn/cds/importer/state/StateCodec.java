package vn.cds.importer.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.mapping.ExportDate;

/** States as JSON, format 1; docs/import.md explains the fields. */
final class StateCodec {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int FORMAT = 1;

  private StateCodec() {}

  static byte[] write(EntityState state) {
    return object(
        json -> {
          Told told = state.told();
          writeDate(json, "as_of", told.asOf());
          if (!told.listed().equals(told.asOf())) {
            writeDate(json, "listed", told.listed());
          }
          json.writeArrayFieldStart("events");
          for (var event : told.events().entrySet()) {
            json.writeStartObject();
            Integer revision = state.standing().get(event.getKey());
            if (revision != null) {
              json.writeNumberField("standing", revision);
            }
            if (event.getValue().source() != null) {
              json.writeStringField("source", event.getValue().source());
            }
            json.writeFieldName("event");
            copy(event.getValue().json(), json);
            json.writeEndObject();
          }
          json.writeEndArray();
          if (!state.takenBack().isEmpty()) {
            json.writeObjectFieldStart("taken_back");
            for (var back : state.takenBack().entrySet()) {
              json.writeNumberField(back.getKey().toString(), back.getValue());
            }
            json.writeEndObject();
          }
        });
  }

  /** The date of the newest complete export that lists a commune. */
  static byte[] write(ExportDate complete) {
    return object(json -> writeDate(json, "complete", complete));
  }

  /**
   * @throws UnusableInput when a later version wrote it, or it is no state
   */
  static EntityState read(byte[] value) {
    ExportDate asOf = ExportDate.NONE;
    ExportDate listed = null;
    SortedMap<UUID, ToldEvent> events = new TreeMap<>();
    SortedMap<UUID, Integer> standing = new TreeMap<>();
    SortedMap<UUID, Integer> takenBack = new TreeMap<>();
    try (JsonParser json = begin(value)) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "as_of" -> asOf = date(json);
          case "listed" -> listed = date(json);
          case "events" -> {
            while (json.nextToken() == JsonToken.START_OBJECT) {
              readEvent(json, events, standing);
            }
          }
          case "taken_back" -> {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
              UUID id = UUID.fromString(json.currentName());
              json.nextToken();
              takenBack.put(id, json.getIntValue());
            }
          }
          default -> json.skipChildren();
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw UnusableInput.leftInKafka(e);
    }
    return new EntityState(
        new Told(asOf, listed == null ? asOf : listed, events), standing, takenBack);
  }

  /**
   * @throws UnusableInput when a later version wrote it, or it is no state
   */
  static ExportDate readComplete(byte[] value) {
    ExportDate complete = ExportDate.NONE;
    try (JsonParser json = begin(value)) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("complete")) {
          complete = date(json);
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw UnusableInput.leftInKafka(e);
    }
    return complete;
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] object(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /** Stands behind the format, which is the first field. */
  private static JsonParser begin(byte[] value) throws IOException {
    JsonParser json = JSON.createParser(value);
    if (json.nextToken() != JsonToken.START_OBJECT
        || !"format".equals(json.nextFieldName())
        || json.nextIntValue(-1) != FORMAT) {
      throw new IllegalArgumentException("its format is not " + FORMAT);
    }
    return json;
  }

  private static void readEvent(
      JsonParser json, SortedMap<UUID, ToldEvent> events, SortedMap<UUID, Integer> standing)
      throws IOException {
    Integer revision = null;
    String source = null;
    byte[] event = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "standing" -> revision = json.getIntValue();
        case "source" -> source = json.getText();
        case "event" -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
          try (JsonGenerator copy = JSON.createGenerator(bytes)) {
            copy.copyCurrentStructure(json);
          }
          event = bytes.toByteArray();
        }
        default -> json.skipChildren();
      }
    }
    if (event == null) {
      throw new IllegalArgumentException("an event is missing");
    }
    UUID id = EventJson.eventId(event);
    events.put(id, new ToldEvent(event, source));
    if (revision != null) {
      standing.put(id, revision);
    }
  }

  private static void copy(byte[] event, JsonGenerator to) throws IOException {
    try (JsonParser from = JSON.createParser(event)) {
      from.nextToken();
      to.copyCurrentStructure(from);
    }
  }

  private static void writeDate(JsonGenerator json, String name, ExportDate date)
      throws IOException {
    if (!date.isNone()) {
      json.writeStringField(name, date.toString());
    }
  }

  private static ExportDate date(JsonParser json) throws IOException {
    return ExportDate.parse(json.getText())
        .orElseThrow(() -> new IllegalArgumentException("a date is not one"));
  }
}
