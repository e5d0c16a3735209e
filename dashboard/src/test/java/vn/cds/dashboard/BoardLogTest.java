package vn.cds.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.cds.sql.Database;

/** What the board says to its operator when something fails. */
class BoardLogTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static TestProvince province;

  private CapturedLog log;

  @BeforeAll
  static void start() {
    province = new TestProvince();
  }

  @BeforeEach
  void capture() {
    log = new CapturedLog();
  }

  @AfterEach
  void noSecretIsInTheLog() {
    log.close();
    assertThat(log.text()).doesNotContain("canary");
  }

  @Test
  void aBoardWhosePasswordIsRefusedSaysSoAtItsStart() throws Exception {
    Database refusing =
        Database.of(province.database.url(), province.database.user(), "canary-password");
    try (Board board = Board.builder(refusing).port(0).start()) {
      await().atMost(Duration.ofMinutes(3)).until(() -> !log.lines("WARN").isEmpty());
      assertThat(log.lines("WARN"))
          .first()
          .asString()
          .contains(
              "Readiness ClickHouse cannot be read",
              province.database.user() + "@" + province.database.url())
          .contains("Authentication failed", "the user and the password");

      HttpResponse<String> refused = get(board, "/api/v1/board");
      assertThat(refused.statusCode()).isEqualTo(503);
      String incident = JSON.readTree(refused.body()).get("incident").asText();
      assertThat(log.lines("Incident " + incident))
          .singleElement()
          .asString()
          .contains("Authentication failed");
      assertThat(get(board, "/readyz").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void aFailureHasANumberThatTheAnswerAndTheLogShare() throws Exception {
    try (Board board =
        province
            .board()
            .inputTopics(
                () -> {
                  throw new IllegalStateException("planted\nfault");
                })
            .start()) {
      HttpResponse<String> failed = get(board, "/api/v1/data-health");
      assertThat(failed.statusCode()).isEqualTo(500);
      JsonNode problem = JSON.readTree(failed.body());
      assertThat(problem.get("error").asText()).isEqualTo("internal_error");
      assertThat(failed.body()).doesNotContain("planted");
      String incident = problem.get("incident").asText();
      assertThat(incident).matches("[0-9a-f]{8}");
      assertThat(JSON.readTree(get(board, "/api/v1/data-health").body()).get("incident").asText())
          .as("the same fault a moment later")
          .isEqualTo(incident);
      assertThat(log.lines("Incident " + incident + ": GET \"/api/v1/data-health\" failed"))
          .hasSize(1);
      assertThat(log.text()).contains("IllegalStateException: planted", "BoardLogTest");
    }
  }

  @Test
  void anAnswerAndTheLogNameTheRequest() throws Exception {
    try (Board board =
        province
            .board()
            .inputTopics(
                () -> {
                  throw new IllegalStateException("another planted fault");
                })
            .start()) {
      HttpResponse<String> failed = get(board, "/api/v1/data-health", "X-Request-Id", "request-7");
      assertThat(failed.headers().firstValue("X-Request-Id")).hasValue("request-7");
      assertThat(JSON.readTree(failed.body()).get("request_id").asText()).isEqualTo("request-7");
      assertThat(log.lines("another planted fault")).isNotEmpty();
      assertThat(log.lines("[request-7]")).hasSize(1);

      String trace = "0af7651916cd43dd8448eb211c80319c";
      HttpResponse<String> good =
          get(board, "/healthz", "traceparent", "00-" + trace + "-b7ad6b7169203331-01");
      assertThat(good.headers().firstValue("X-Request-Id")).hasValue(trace);
    }
  }

  private static HttpResponse<String> get(Board board, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(board.url() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
