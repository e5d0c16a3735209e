package vn.cds.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.sql.SqlFailure;

/** How failures are told to callers: a status and a sentence, never a stack trace. */
final class Problems {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  /**
   * An answer that says what went wrong.
   *
   * @param status HTTP status
   * @param body what stands in the answer
   */
  record Problem(int status, Body body) {

    void send(HttpServletResponse response) throws IOException {
      response.setStatus(status);
      response.setContentType("application/json");
      if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
        response.setIntHeader("Retry-After", 2);
      }
      response.getOutputStream().write(Json.write(body));
    }
  }

  /**
   * The body.
   *
   * @param error a word for programs
   * @param message a sentence for people
   * @param parameter the parameter that is to blame, left out when none is
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Body(String error, String message, String parameter) {}

  /** The answer to a failure; unexpected ones are logged. */
  Problem answer(Throwable failure) {
    if (failure instanceof BadParameter bad) {
      return problem(400, "bad_parameter", bad.getMessage(), bad.parameter());
    }
    if (failure instanceof LeaderboardFeeds.TooMany) {
      return problem(503, "busy", "Too many different boards are open; try again later.", null);
    }
    if (failure instanceof LeaderboardFeed.Unread || failure instanceof SqlFailure) {
      return problem(503, "database_unavailable", "ClickHouse cannot be read at present.", null);
    }
    LOG.error("A request failed", failure);
    return problem(500, "internal_error", "The board failed; its log says why.", null);
  }

  static Problem problem(int status, String error, String message, String parameter) {
    return new Problem(status, new Body(error, message, parameter));
  }
}
