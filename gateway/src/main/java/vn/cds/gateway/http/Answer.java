package vn.cds.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import vn.cds.contract.text.RequestId;
import vn.cds.gateway.record.RecordFault;

/**
 * What a request is answered with.
 *
 * @param accepted the body when records were accepted, else null
 * @param problem null: records were accepted
 */
record Answer(int status, String mediaType, byte[] accepted, Problem problem) {

  private static final JsonFactory JSON = new JsonFactory();

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  /** Kafka has these records, and the others were refused. */
  static Answer accepted(int records, List<RecordFault> faults) {
    byte[] body =
        write(
            json -> {
              json.writeNumberField("accepted", records);
              json.writeNumberField("refused", faults.size());
              faults(json, faults);
            });
    return new Answer(HttpStatus.ACCEPTED_202, "application/json", body, null);
  }

  static Answer of(Problem problem) {
    return new Answer(problem.status(), Problem.MEDIA_TYPE, null, problem);
  }

  private static byte[] body(Problem problem, String requestId) {
    return write(
        json -> {
          json.writeStringField("type", "about:blank");
          json.writeStringField("title", problem.title());
          json.writeNumberField("status", problem.status());
          json.writeStringField("detail", problem.detail());
          json.writeStringField("error", problem.error());
          optional(json, RequestId.KEY, requestId);
          if (!problem.faults().isEmpty()) {
            json.writeNumberField("accepted", 0);
            json.writeNumberField("refused", problem.faults().size());
            faults(json, problem.faults());
          }
        });
  }

  /** Writes the status and the headers, and returns the body, which is still to be written. */
  byte[] begin(HttpServletResponse response) {
    byte[] content =
        problem == null ? accepted : body(problem, response.getHeader(RequestId.HEADER));
    response.setStatus(status);
    response.setContentType(mediaType);
    response.setContentLength(content.length);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (status == HttpStatus.UNAUTHORIZED_401) {
      response.setHeader("WWW-Authenticate", "Bearer");
    }
    if (status == HttpStatus.METHOD_NOT_ALLOWED_405) {
      response.setHeader("Allow", "POST");
    }
    if (problem != null && problem.retryAfterSeconds() > 0) {
      response.setHeader("Retry-After", Long.toString(problem.retryAfterSeconds()));
    }
    return content;
  }

  private static void faults(JsonGenerator json, List<RecordFault> faults) throws IOException {
    json.writeArrayFieldStart("faults");
    for (RecordFault fault : faults) {
      json.writeStartObject();
      json.writeNumberField("index", fault.index());
      optional(json, "event_id", fault.eventId());
      json.writeStringField("code", fault.code());
      json.writeStringField("detail", fault.detail());
      optional(json, "field", fault.field());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void optional(JsonGenerator json, String name, String value) throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }

  private static byte[] write(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }
}
