package vn.cds.importer.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
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
        (json, bytes) -> {
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
            json.writeRawValue("");
            json.flush();
            bytes.writeBytes(event.getValue().json());
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

  /**
   * A limit of the bytes of the state that follows when exports tell this, found without writing
   * it.
   */
  static long atMost(EntityState before, Told told) {
    long bytes = 200;
    for (ToldEvent event : told.events().values()) {
      int source = event.source() == null ? 0 : event.source().length();
      bytes += event.json().length + 60L + 6L * source;
    }
    return bytes + 56L * (before.standing().size() + before.takenBack().size());
  }

  /** The date of the newest complete export that lists a commune. */
  static byte[] write(ExportDate complete) {
    return object((json, bytes) -> writeDate(json, "complete", complete));
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
              readEvent(value, json, events, standing);
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
    /**
     * @param bytes what the generator writes to, for what is JSON already
     */
    void write(JsonGenerator json, ByteArrayOutputStream bytes) throws IOException;
  }

  private static byte[] object(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      fields.write(json, bytes);
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
      byte[] value,
      JsonParser json,
      SortedMap<UUID, ToldEvent> events,
      SortedMap<UUID, Integer> standing)
      throws IOException {
    Integer revision = null;
    String source = null;
    byte[] event = null;
    UUID id = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "standing" -> revision = json.getIntValue();
        case "source" -> source = json.getText();
        case "event" -> {
          int begin = (int) json.currentTokenLocation().getByteOffset();
          id = eventId(json);
          event = Arrays.copyOfRange(value, begin, (int) json.currentLocation().getByteOffset());
        }
        default -> json.skipChildren();
      }
    }
    if (id == null) {
      throw new IllegalArgumentException("an event is missing, or its id");
    }
    events.put(id, new ToldEvent(event, source, false));
    if (revision != null) {
      standing.put(id, revision);
    }
  }

  /** The id of the event that begins here, to the end of which it reads; null without one. */
  private static UUID eventId(JsonParser json) throws IOException {
    UUID id = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = json.currentName().equals("event_id");
      json.nextToken();
      if (wanted) {
        id = UUID.fromString(json.getText());
      } else {
        json.skipChildren();
      }
    }
    return id;
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
