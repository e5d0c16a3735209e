package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.Board;
import vn.cds.gateway.Gateway;
import vn.cds.gateway.source.Source;
import vn.cds.gateway.source.SourceToken;
import vn.cds.gateway.source.SourcesFile;
import vn.cds.gateway.source.Token;
import vn.cds.sql.CatalogueLoader;
import vn.cds.sql.Database;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;
import vn.cds.testkit.TestClickHouse;
import vn.cds.testkit.TestKafka;

/** What sources do at a real gateway, as a real board shows it, over restarts of both. */
class GatewaySourcesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path dir;
  private final String token = Token.make();
  private Database database;
  private EmbeddedKafka kafka;
  private SourcesFile file;

  @BeforeEach
  void begin() throws IOException {
    database = TestClickHouse.emptied();
    CatalogueLoader.loadBundledIfNone(database, Clock.systemUTC());
    kafka = TestKafka.emptied();
    file = new SourcesFile(dir.resolve("sources.yaml"), Roster.bundled());
    file.change(true, none -> List.of(source("one-stop", token), source("quiet", Token.make())));
  }

  private static Source source(String name, String token) {
    return new Source(
        name,
        new TreeSet<>(List.of(EventStream.PAYMENTS)),
        new TreeSet<>(List.of("38")),
        new TreeSet<>(),
        Source.USUAL_RECORDS_PER_SECOND,
        Source.USUAL_BODY_BYTES,
        List.of(SourceToken.of(token, Instant.now().truncatedTo(ChronoUnit.SECONDS))),
        null);
  }

  @Test
  void theBoardShowsWhatGatewaysWrote() throws Exception {
    Instant event = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(60);
    JsonNode shown;
    try (KafkaSourceTopic topic = topic(kafka.bootstrapServers());
        Board board = board(topic)) {
      assertThat(json(board, "sources?province=38").get("gateway").asText())
          .as("there is no topic yet")
          .isEqualTo("no_gateway");
      Topics.create(kafka.bootstrapServers(), 2);
      try (Gateway gateway = gateway()) {
        JsonNode never =
            await().atMost(PATIENCE).until(() -> row(board, "quiet"), row -> row != null);
        assertThat(never.get("state").asText()).isEqualTo("never_seen");
        assertThat(never.get("communes").asInt()).isEqualTo(166);
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    post(
                        gateway,
                        "[%s,%s]".formatted(payment("14758", event), payment("00004", event))),
                status -> status == 202);
      }
      shown =
          await()
              .atMost(PATIENCE)
              .until(() -> row(board, "one-stop"), row -> row.get("accepted").asInt() > 0);
      assertThat(shown.get("state").asText()).isEqualTo("on_time");
      assertThat(shown.get("rejected").asInt()).isEqualTo(1);
      assertThat(shown.get("newest_event_at").asText()).isEqualTo(event.toString());
      JsonNode reason = json(board, "sources/one-stop?province=38").at("/source/reasons/records/0");
      assertThat(reason.get("code").asText()).isEqualTo("COMMUNE_NOT_ALLOWED");
      assertThat(reason.get("last_detail").asText())
          .startsWith("commune_code is none of the communes that this token may send for");
      for (String address : List.of("sources?province=VN", "sources/one-stop?province=38")) {
        assertThat(json(board, address).toString())
            .doesNotContain(token, SourceToken.of(token, event).sha256(), "sha256");
      }
    }
    // A gateway that starts again does not take back what is known, and a board reads it again.
    try (KafkaSourceTopic topic = topic(kafka.bootstrapServers());
        Board board = board(topic);
        Gateway gateway = gateway()) {
      assertThat(row(board, "one-stop")).isEqualTo(shown);
      file.change(false, sources -> List.of(sources.get(0), sources.get(1).ended(Instant.EPOCH)));
      await()
          .atMost(PATIENCE)
          .until(() -> row(board, "quiet").get("state").asText().equals("ended"));
      assertThat(row(board, "one-stop")).isEqualTo(shown);
    }
  }

  @Tag("slow")
  @Test
  void aKafkaThatIsAwayIsAProblem() throws Exception {
    try (KafkaSourceTopic topic =
            new KafkaSourceTopic(KafkaConnection.of("127.0.0.1:1"), Duration.ofMillis(500));
        Board board = board(topic)) {
      HttpResponse<String> answer = get(board, "sources?province=38");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      assertThat(JSON.readTree(answer.body()).get("error").asText()).isEqualTo("kafka_unavailable");
      assertThat(answer.body()).doesNotContain("127.0.0.1");
    }
  }

  private static KafkaSourceTopic topic(String bootstrapServers) {
    return new KafkaSourceTopic(KafkaConnection.of(bootstrapServers), Duration.ofSeconds(30));
  }

  private Board board(KafkaSourceTopic topic) {
    return Board.builder(database).port(0).sourceTopic(() -> topic).start();
  }

  private Gateway gateway() {
    return Gateway.builder(kafka.bootstrapServers(), file, Roster.bundled()).port(0).start();
  }

  private int post(Gateway gateway, String body) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/events/payments"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static String payment(String commune, Instant at) {
    return """
        {"schema_version": 1, "event_id": "%s", "occurred_at": "%s", "commune_code": "%s", \
        "status": "succeeded", "payment_id": "P-1", "started_at": "%s", "category": "fee", \
        "method": "qr", "amount_vnd": 30000}"""
        .formatted(UUID.randomUUID(), at, commune, at);
  }

  /** Null when there is none. */
  private static JsonNode row(Board board, String name) throws Exception {
    for (JsonNode row : json(board, "sources?province=38").get("rows")) {
      if (row.get("name").asText().equals(name)) {
        return row;
      }
    }
    return null;
  }

  private static JsonNode json(Board board, String address) throws Exception {
    HttpResponse<String> answer = get(board, address);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static HttpResponse<String> get(Board board, String address) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(board.url() + "/api/v1/" + address)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
