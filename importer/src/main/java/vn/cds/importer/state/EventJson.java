package vn.cds.importer.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;

/**
 * Events of the contract as JSON, whose fields are copied and not judged: what a roster no longer
 * knows can still be taken back.
 */
final class EventJson {
  private static final JsonFactory JSON = new JsonFactory();

  private EventJson() {}

  /** The event with another id. */
  static byte[] event(byte[] event, UUID id) {
    return copy(event, id, false);
  }

  /** What takes the event with this id back. */
  static byte[] retraction(byte[] event, UUID id) {
    return copy(event, id, true);
  }

  /** The commune that the event belongs to. */
  static String communeCode(byte[] event) {
    return field(event, "commune_code");
  }

  /** What tells the events of one entity apart, {@code STATUS|TIME}. */
  static String step(byte[] event) {
    return field(event, "status") + '|' + field(event, "occurred_at");
  }

  /** The id that stands in the event. */
  static UUID eventId(byte[] event) {
    return UUID.fromString(field(event, "event_id"));
  }

  private static byte[] copy(byte[] event, UUID id, boolean retracted) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(event.length + 20);
    try (JsonParser from = JSON.createParser(event);
        JsonGenerator to = JSON.createGenerator(bytes)) {
      from.nextToken();
      to.writeStartObject();
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        String name = from.currentName();
        from.nextToken();
        to.writeFieldName(name);
        if (name.equals("event_id")) {
          to.writeString(id.toString());
        } else {
          to.copyCurrentEvent(from);
        }
      }
      if (retracted) {
        to.writeBooleanField("retracted", true);
      }
      to.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("an event is not JSON", e);
    }
    return bytes.toByteArray();
  }

  private static String field(byte[] event, String wanted) {
    try (JsonParser from = JSON.createParser(event)) {
      from.nextToken();
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        String name = from.currentName();
        from.nextToken();
        if (name.equals(wanted)) {
          return from.getText();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an event is not JSON", e);
    }
    throw new IllegalArgumentException("an event without " + wanted);
  }
}
