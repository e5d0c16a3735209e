package vn.cds.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.dashboard.access.AccessConfiguration;
import vn.cds.dashboard.access.login.PasswordHash;
import vn.cds.dashboard.api.query.InputTopics;

class BoardApiTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final InputTopics.Partition DOCUMENTS =
      new InputTopics.Partition("cds.documents", 0);
  private static final InputTopics.Partition PAYMENTS =
      new InputTopics.Partition("cds.payments", 0);

  private static TestProvince province;
  private static Board board;

  @BeforeAll
  static void start() {
    province = new TestProvince();
    province.fill(38);
    board = province.board().start();
  }

  @AfterAll
  static void stop() {
    board.close();
  }

  @Test
  void everyCommuneOfTheRosterHasARow() throws Exception {
    JsonNode body = json("/api/v1/board?province=38&period=today");
    assertThat(body.get("rows")).hasSize(166);
    assertThat(codes(body))
        .containsExactlyInAnyOrderElementsOf(
            province.communes.stream().map(unit -> unit.code()).toList());
    assertThat(body.get("province").asText()).isEqualTo("38");
    assertThat(body.get("period").asText()).isEqualTo("today");
    assertThat(body.get("from").asText()).isEqualTo("2026-11-20");
    assertThat(body.get("to").asText()).isEqualTo("2026-11-20");
    assertThat(body.get("provisional").asBoolean()).isTrue();
    assertThat(body.get("minimum_n").asInt()).isEqualTo(30);
    assertThat(body.get("coverage").get("points_computable").asDouble()).isEqualTo(50);
    assertThat(body.get("coverage").get("points_total").asDouble()).isEqualTo(100);
    assertThat(body.get("fresh").asBoolean()).isTrue();
    assertThat(body.get("sources")).hasSize(3);
    assertThat(body.get("data_age_seconds").asLong()).isBetween(0L, 600L);
    assertThat(body.get("compared_to").asText()).isEqualTo("2026-11-19T17:00:00Z");
  }

  @Test
  void withoutACommuneTheIndexHasItsPoints() throws Exception {
    JsonNode body = json("/api/v1/board?province=38&period=2003-03");
    assertThat(body.get("rows")).isEmpty();
    assertThat(body.at("/coverage/points_computable").asDouble()).isEqualTo(0);
    assertThat(body.at("/coverage/points_total").asDouble()).isEqualTo(100);
  }

  @Test
  void ranksAreCompetitionRanksAndTheUnrankedSayWhy() throws Exception {
    JsonNode rows = json("/api/v1/board?province=38").get("rows");
    int ranked = 0;
    double last = Double.MAX_VALUE;
    for (JsonNode row : rows) {
      double points = 0;
      double possible = 0;
      for (JsonNode indicator : row.get("indicators")) {
        assertThat(indicator.get("target").asDouble()).isBetween(0.5, 1.0);
        if (!indicator.get("points").isNull()) {
          points += indicator.get("points").asDouble();
          possible += indicator.get("maximum_points").asDouble();
        }
      }
      assertThat(row.get("points").asDouble()).isCloseTo(points, Offset.offset(1e-6));
      assertThat(row.get("points_possible").asDouble()).isEqualTo(possible);
      if (row.get("rank").isNull()) {
        boolean none = row.get("n").asInt() == 0;
        assertThat(row.get("reason").asText()).isEqualTo(none ? "no_data" : "not_enough_data");
        assertThat(row.get("n").asInt()).isLessThan(30);
        assertThat(row.get("movement").isNull()).isTrue();
      } else {
        ranked++;
        double score = row.get("score").asDouble();
        int rank = row.get("rank").asInt();
        assertThat(score).isLessThanOrEqualTo(last);
        if (score < last) {
          assertThat(rank).isEqualTo(ranked);
        }
        assertThat(row.get("reason").isNull()).isTrue();
        assertThat(row.get("class").asText())
            .isEqualTo(
                score >= 90
                    ? "excellent"
                    : score >= 80
                        ? "good"
                        : score >= 70 ? "fair" : score >= 50 ? "average" : "weak");
        last = score;
      }
    }
    assertThat(ranked).isBetween(60, 160);
    assertThat(StreamSupport.stream(rows.spliterator(), false).map(row -> row.get("movement")))
        .as("some moved since yesterday")
        .anyMatch(movement -> movement.asInt() > 0)
        .anyMatch(movement -> movement.asInt() < 0);
  }

  @ParameterizedTest
  @CsvSource({
    "today,2026-11-20,2026-11-20,true",
    "week,2026-11-16,2026-11-22,true",
    "month,2026-11-01,2026-11-30,true",
    "quarter,2026-10-01,2026-12-31,true",
    "half-year,2026-07-01,2026-12-31,true",
    "year,2026-01-01,2026-12-31,true",
    "2026-11-19..2026-11-19,2026-11-19,2026-11-19,false",
    "2026-11-19,2026-11-19,2026-11-19,false",
    "2026-10,2026-10-01,2026-10-31,false",
  })
  void periodsAreLocalDays(String period, String from, String to, boolean provisional)
      throws Exception {
    JsonNode body = json("/api/v1/board?province=38&period=" + period);
    assertThat(body.get("from").asText()).isEqualTo(from);
    assertThat(body.get("to").asText()).isEqualTo(to);
    assertThat(body.get("provisional").asBoolean()).isEqualTo(provisional);
    assertThat(body.get("rows")).hasSize(166);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "province=99",
        "province=3",
        "province=38&province=01",
        "province=38'--",
        "period=century",
        "period=half_year",
        "period=custom",
        "period=today&from=2026-01-01&to=2026-01-02",
        "period=2026-02-30..2026-03-01",
        "period=2026-03-02..2026-03-01",
        "period=1000-01-01..2026-03-01",
        "minimum_n=1",
        "unknown=1"
      })
  void wrongParametersAreRefusedWithASentence(String query) throws Exception {
    for (String path : List.of("/api/v1/board?", "/api/v1/stream?")) {
      HttpResponse<String> response = get(path + query);
      assertThat(response.statusCode()).as(path + query).isEqualTo(400);
      JsonNode problem = JSON.readTree(response.body());
      assertThat(problem.get("error").asText()).isEqualTo("bad_parameter");
      assertThat(problem.get("detail").asText()).endsWith(".");
      assertThat(problem.get("parameter").asText())
          .isIn("province", "period", "from", "to", "minimum_n", "unknown");
    }
  }

  @Test
  void unchangedFiguresAreNotSentAgainAndAnswersAreCompressed() throws Exception {
    String path = "/api/v1/board?province=38&period=year";
    String tag = get(path).headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again = get(path, "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();

    HttpResponse<byte[]> packed =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(board.url() + path))
                .header("Accept-Encoding", "gzip")
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    byte[] plain = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
    assertThat(packed.body().length).isLessThan(plain.length / 4);
    assertThat(JSON.readTree(plain).get("rows")).hasSize(166);
  }

  @Test
  void thePageAndItsFilesComeWithStrictHeaders() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(page.headers().firstValue("Server")).isEmpty();
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
    assertThat(page.body()).doesNotContain("style=", "onclick", "http://", "https://");

    String script = page.body().replaceAll("(?s).*src=\"(/assets/[^\"]+\\.js)\".*", "$1");
    HttpResponse<String> asset = get(script);
    assertThat(asset.statusCode()).isEqualTo(200);
    assertThat(asset.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
  }

  @Test
  void whatIsNotThereIsSaidInJson() throws Exception {
    HttpResponse<String> missing = get("/api/v1/nothing");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(missing.body()).get("error").asText()).isEqualTo("not_found");
    HttpResponse<String> posted =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(board.url() + "/api/v1/board"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(posted.statusCode()).isEqualTo(405);
  }

  @Test
  void filesOfAnotherPageOnTheClassPathAreNotServed() throws Exception {
    assertThat(BoardApiTest.class.getResource("/web/another.txt")).isNotNull();
    assertThat(get("/another.txt").statusCode()).isEqualTo(404);
    assertThat(get("/favicon.svg").statusCode()).isEqualTo(200);
  }

  @Test
  void provincesHealthAndReadiness() throws Exception {
    JsonNode provinces = json("/api/v1/provinces");
    assertThat(provinces.get("default_province").asText()).isEqualTo("38");
    assertThat(provinces.get("provinces")).hasSize(34);
    int communes = 0;
    for (JsonNode entry : provinces.get("provinces")) {
      communes += entry.get("communes").asInt();
    }
    assertThat(communes).isEqualTo(3321);

    assertThat(json("/healthz").get("status").asText()).isEqualTo("ok");
    assertThat(json("/readyz").get("status").asText()).isEqualTo("ready");
    JsonNode health = json("/api/v1/data-health?province=38");
    assertThat(health.get("streams")).hasSize(3);
    assertThat(health.get("records")).hasSize(3);
    assertThat(health.at("/records/0/counted").asInt()).isPositive();
    for (String part :
        List.of("counted", "duplicates", "dead_letters", "too_late", "retractions")) {
      long sum = 0;
      for (JsonNode row : health.get("records")) {
        sum += row.get(part).asLong();
      }
      assertThat(health.at("/totals/" + part).asLong()).as(part).isEqualTo(sum);
    }
    for (String unknown : List.of("produced", "without_record", "gap")) {
      assertThat(health.at("/totals/" + unknown).isNull()).as(unknown).isTrue();
    }
    assertThat(health.at("/records/0/produced").isNull()).as("nobody asks Kafka").isTrue();
    assertThat(health.at("/records/0/gap").isNull()).isTrue();
    assertThat(health.at("/records/0/without_record").isNull()).isTrue();
    assertThat(health.get("open_transactions").isNull()).isTrue();
  }

  @Test
  void whatIsOnItsWayIsNoGap() throws Exception {
    // One document was counted (fill). Of 12 that were produced, 4 came after the last checkpoint:
    // those may be on their way, 7 are missing.
    Map<InputTopics.Partition, InputTopics.Held> held =
        new ConcurrentHashMap<>(Map.of(DOCUMENTS, new InputTopics.Held(12, 8, null)));
    try (Board own = province.board().inputTopics(() -> inputTopics(held)).start()) {
      JsonNode records = health(own).get("records");
      assertThat(records.at("/0/stream").asText()).isEqualTo("documents");
      assertThat(records.at("/0/produced").asInt()).isEqualTo(12);
      assertThat(records.at("/0/without_record").asInt()).isZero();
      assertThat(records.at("/0/waiting").asInt()).isEqualTo(4);
      assertThat(records.at("/0/gap").asInt()).isEqualTo(7);
      assertThat(records.at("/1/gap").asInt()).as("more counted than produced").isEqualTo(-1);
      JsonNode totals = health(own).get("totals");
      assertThat(totals.get("produced").asInt()).isEqualTo(12);
      assertThat(totals.get("without_record").asInt()).isZero();
      assertThat(totals.get("gap").asInt()).as("none makes up for another").isEqualTo(9);
    }
    held.put(DOCUMENTS, new InputTopics.Held(3, 3, null));
    held.put(PAYMENTS, new InputTopics.Held(1, 1, null));
    held.put(
        new InputTopics.Partition("cds.imported.payments", 0), new InputTopics.Held(0, 0, null));
    try (Board own = province.board().inputTopics(() -> inputTopics(held)).start()) {
      JsonNode records = health(own).get("records");
      assertThat(records.at("/1/produced").asInt()).isEqualTo(1);
      assertThat(records.at("/1/waiting").asInt()).isZero();
      assertThat(records.at("/1/gap").asInt()).isZero();
    }
  }

  @Test
  void aTopicInWhichATransactionIsOpenIsNamed() throws Exception {
    Instant early = Instant.parse("2026-10-08T03:00:00Z");
    Map<InputTopics.Partition, InputTopics.Held> held =
        Map.of(
            DOCUMENTS,
            new InputTopics.Held(12, 8, early.plusSeconds(60)),
            new InputTopics.Partition(DOCUMENTS.topic(), 1),
            new InputTopics.Held(5, 4, early.plusSeconds(30)),
            PAYMENTS,
            new InputTopics.Held(2, 1, early),
            new InputTopics.Partition(PAYMENTS.topic(), 1),
            new InputTopics.Held(1, 1, null));
    try (Board own = province.board().inputTopics(() -> inputTopics(held)).start()) {
      JsonNode open = health(own).get("open_transactions");
      assertThat(open)
          .extracting(
              one -> one.get("topic").asText(),
              one -> one.get("partitions").asInt(),
              one -> Instant.parse(one.get("since").asText()))
          .containsExactly(
              tuple(PAYMENTS.topic(), 1, early),
              tuple(DOCUMENTS.topic(), 2, early.plusSeconds(30)));
    }
  }

  /** One that says this, and that 8 documents and 2 payments are settled. */
  private static InputTopics inputTopics(Map<InputTopics.Partition, InputTopics.Held> held) {
    return new InputTopics() {
      @Override
      public Map<Partition, Held> held(Map<Partition, Long> read) {
        return held;
      }

      @Override
      public Map<Partition, Long> settled() {
        return Map.of(DOCUMENTS, 8L, PAYMENTS, 2L);
      }
    };
  }

  private static JsonNode health(Board own) throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(own.url() + "/api/v1/data-health")).build(),
            HttpResponse.BodyHandlers.ofString());
    return JSON.readTree(response.body());
  }

  @Test
  void aForeignHostNameIsTurnedAway() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", board.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /api/v1/provinces HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 421");
    }
  }

  @Test
  void anAddressThatOthersCanReachNeedsAuthentication() throws Exception {
    assertThatThrownBy(() -> province.board().bindAddress("0.0.0.0").start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.0.0.0")
        .hasMessageContaining("needs authentication");

    AccessConfiguration access =
        AccessConfiguration.login("lãnh đạo", PasswordHash.make("mật khẩu"));
    try (Board open = province.board().bindAddress("0.0.0.0").access(access).start()) {
      String url = "http://127.0.0.1:" + open.port();
      assertThat(status(url + "/", null)).isEqualTo(401);
      assertThat(status(url + "/api/v1/stream", null)).isEqualTo(401);
      assertThat(status(url + "/healthz", null)).isEqualTo(200);
      assertThat(status(url + "/", "Basic " + base64("lãnh đạo:sai"))).isEqualTo(401);
      assertThat(status(url + "/", "Basic " + base64("ai đó:mật khẩu"))).isEqualTo(401);
      assertThat(status(url + "/", "Basic ???")).isEqualTo(401);
      for (int i = 0; i < 2; i++) {
        assertThat(status(url + "/", "Basic " + base64("lãnh đạo:mật khẩu"))).isEqualTo(200);
      }
    }
  }

  @Test
  void aTakenPortIsSaidPlainly() {
    assertThatThrownBy(() -> province.board().port(board.port()).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the port is taken");
  }

  private static TreeSet<String> codes(JsonNode body) {
    TreeSet<String> codes = new TreeSet<>();
    body.get("rows").forEach(row -> codes.add(row.get("code").asText()));
    return codes;
  }

  private static int status(String url, String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode json(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    return JSON.readTree(response.body());
  }

  private static HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(board.url() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
