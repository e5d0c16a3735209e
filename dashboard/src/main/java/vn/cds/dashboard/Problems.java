package vn.cds.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import vn.cds.contract.text.RequestId;
import vn.cds.dashboard.access.Access;
import vn.cds.dashboard.access.grant.Refusal;
import vn.cds.dashboard.access.log.Incidents;
import vn.cds.dashboard.access.log.LogText;
import vn.cds.dashboard.api.query.InputTopics;
import vn.cds.dashboard.api.request.BadParameter;
import vn.cds.dashboard.api.request.NotFound;
import vn.cds.dashboard.json.Json;
import vn.cds.sql.SqlFailure;

/** How failures are told to callers (RFC 9457): a status and a sentence, never a stack trace. */
final class Problems {

  static final String MEDIA_TYPE = "application/problem+json";

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  /**
   * An answer that says what went wrong.
   *
   * @param status HTTP status
   * @param body what stands in the answer
   * @param headers that go with it
   */
  record Problem(int status, Body body, Map<String, String> headers) {

    void send(HttpServletResponse response) throws IOException {
      send(response, MEDIA_TYPE, Json.write(body));
    }

    /** As a page for people. */
    void send(HttpServletResponse response, String page) throws IOException {
      send(response, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    private void send(HttpServletResponse response, String type, byte[] content)
        throws IOException {
      response.setStatus(status);
      response.setContentType(type);
      headers.forEach(response::setHeader);
      response.getOutputStream().write(content);
    }
  }

  /**
   * The body, as RFC 9457 has it.
   *
   * @param type always {@code about:blank}: the status says what kind it is
   * @param title the words of the status
   * @param detail a sentence for people that says what to do
   * @param error a word for programs
   * @param parameter the parameter that is to blame, left out when none is
   * @param incident number under which the log says why, left out when it does not
   * @param requestId of the request, left out where it is not known
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Body(
      String type,
      String title,
      int status,
      String detail,
      String error,
      String parameter,
      String incident,
      String requestId) {}

  private final Access access;
  private final Incidents incidents = new Incidents();

  Problems(Access access) {
    this.access = access;
  }

  /**
   * The answer to a failure of a request that was let in; what the reader cannot mend is logged.
   */
  Problem answer(Throwable failure, HttpServletRequest request) {
    if (failure instanceof BadParameter bad) {
      return problem(400, "bad_parameter", bad.getMessage(), bad.parameter());
    }
    if (failure instanceof Refusal refusal) {
      access.refused(request, refusal);
      return refused(refusal);
    }
    if (failure instanceof NotFound missing) {
      return problem(404, "not_found", missing.getMessage(), missing.parameter());
    }
    if (failure instanceof LeaderboardFeeds.TooMany) {
      return problem(503, "busy", "Too many different boards are open; try again later.", null);
    }
    if (failure instanceof LeaderboardFeed.Unread || failure instanceof SqlFailure) {
      String number =
          incidents.number(
              "ClickHouse",
              incident ->
                  LOG.warn(
                      "Incident {}: ClickHouse cannot be read: {}",
                      incident,
                      failure.getCause() instanceof SqlFailure cause
                          ? cause.getMessage()
                          : failure.getMessage()));
      return incident(503, "database_unavailable", "ClickHouse cannot be read at present.", number);
    }
    if (failure instanceof InputTopics.Unavailable) {
      String number =
          incidents.number(
              "Kafka", incident -> LOG.warn("Incident {}: {}", incident, failure.getMessage()));
      return incident(503, "kafka_unavailable", "Kafka cannot be read at present.", number);
    }
    StackTraceElement[] trace = failure.getStackTrace();
    String number =
        incidents.number(
            failure.getClass() + (trace.length == 0 ? "" : " " + trace[0]),
            incident ->
                LOG.error(
                    "Incident {}: {} {} failed",
                    incident,
                    request.getMethod(),
                    LogText.quoted(request.getRequestURI()),
                    failure));
    return incident(
        500, "internal_error", "The board failed; its log says why, by the incident.", number);
  }

  private static Problem incident(int status, String error, String detail, String number) {
    Problem problem = problem(status, error, detail, null);
    Body body = problem.body();
    return new Problem(
        status,
        new Body(body.type(), body.title(), status, detail, error, null, number, body.requestId()),
        problem.headers());
  }

  /** The answer while ClickHouse cannot be read; {@link Readiness} logs why. */
  static Problem unreadable() {
    return problem(503, "database_unavailable", "ClickHouse cannot be read at present.", null);
  }

  /** The answer to somebody who may not do what they ask for. */
  static Problem refused(Refusal refusal) {
    return problem(
        refusal.status(),
        refusal.error(),
        refusal.getMessage(),
        null,
        refusal.header() == null ? Map.of() : Map.of(refusal.header(), refusal.value()));
  }

  static Problem problem(int status, String error, String detail, String parameter) {
    boolean later = status == HttpServletResponse.SC_SERVICE_UNAVAILABLE;
    return problem(status, error, detail, parameter, later ? Map.of("Retry-After", "2") : Map.of());
  }

  private static Problem problem(
      int status, String error, String detail, String parameter, Map<String, String> headers) {
    String title = HttpStatus.getMessage(status);
    return new Problem(
        status,
        new Body(
            "about:blank", title, status, detail, error, parameter, null, MDC.get(RequestId.KEY)),
        headers);
  }
}
