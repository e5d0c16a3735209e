package vn.cds.gateway.activity;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The record of {@link Activities#TOPIC} about what a source did; docs/gateway.md says what stands
 * in it.
 */
final class ActivityRecord {

  private static final int FORMAT = 1;
  private static final JsonFactory JSON = new JsonFactory();

  private ActivityRecord() {}

  static String key(String source, String instance) {
    return source + "/" + instance;
  }

  static byte[] value(
      String source, String instance, Instant since, Instant now, SourceActivity.State state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("source", source);
      json.writeStringField("instance", instance);
      json.writeStringField("since", since.toString());
      json.writeStringField("at", now.toString());
      json.writeStringField("last_seen", state.lastSeen().toString());
      json.writeNumberField("accepted", state.accepted());
      counts(json, "refused", state.refused());
      json.writeObjectFieldStart("last_details");
      for (Map.Entry<String, String> detail : state.lastDetails().entrySet()) {
        json.writeStringField(detail.getKey(), detail.getValue());
      }
      json.writeEndObject();
      counts(json, "refused_requests", state.refusedRequests());
      if (state.lastAppendTime() != null) {
        json.writeStringField("last_append_time", state.lastAppendTime().toString());
        Instant last = state.lastEventTime().last();
        json.writeStringField("last_event_time", last.toString());
        json.writeNumberField(
            "behind_ms", Duration.between(last, state.lastAppendTime()).toMillis());
        json.writeStringField("newest_event_at", state.newestEventTime().last().toString());
        json.writeBooleanField("newest_event_by_day", state.newestEventTime().isDay());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void counts(JsonGenerator json, String name, Map<String, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
  }
}
