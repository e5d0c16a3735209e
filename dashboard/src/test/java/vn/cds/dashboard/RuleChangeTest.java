package vn.cds.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.cds.contract.catalogue.Catalogue;
import vn.cds.contract.roster.Province;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.api.request.Catalogues;
import vn.cds.dashboard.report.LeadershipReport;
import vn.cds.dashboard.report.ReportPage;
import vn.cds.dashboard.score.Standing;
import vn.cds.sql.CatalogueLoader;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Period;

/**
 * A rule of scoring is changed in the catalogue alone: then API, export, board and report say what
 * it makes of the same figures. NumbersTest holds the page against the API.
 */
class RuleChangeTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String ON_TIME = "  - id: \"2.1\"\n";

  private static TestProvince province;
  private static Board board;

  @BeforeAll
  static void start() {
    province = new TestProvince();
    province.fill(766);
    board = province.board().start();
  }

  @AfterAll
  static void stop() {
    board.close();
  }

  @Test
  void aWeight() throws Exception {
    Map<String, JsonNode> before = lines(load(ON_TIME, "points: 20", "points: 20"));
    Map<String, JsonNode> after = lines(load(ON_TIME, "points: 20", "points: 10"));
    JsonNode line = after.get("2.1");
    assertThat(line.get("points").asDouble()).isEqualTo(10);
    assertThat(line.get("won").asDouble())
        .isCloseTo(before.get("2.1").get("won").asDouble() / 2, within(0.01));
    assertThat(after.get("4.1").get("won")).isEqualTo(before.get("4.1").get("won"));
  }

  @Tag("slow")
  @Test
  void aFactorOfAFormula() throws Exception {
    Map<String, JsonNode> before = lines(load(ON_TIME, "points: 20", "points: 20"));
    Map<String, JsonNode> after =
        lines(
            load(
                ON_TIME,
                "service_requests.done_on_time + ",
                "0.5 * service_requests.done_on_time + "));
    assertThat(after.get("2.1").get("rate").asDouble())
        .isLessThan(before.get("2.1").get("rate").asDouble());
    assertThat(after.get("2.1").get("won").asDouble())
        .isCloseTo(20 * after.get("2.1").get("rate").asDouble(), within(0.006));
  }

  @Tag("slow")
  @Test
  void aTarget() throws Exception {
    JsonNode line = lines(load(ON_TIME, "target: 1\n", "target: 0.5\n")).get("2.1");
    assertThat(line.get("won").asDouble())
        .isCloseTo(20 * Math.min(1, line.get("rate").asDouble() / 0.5), within(0.006));
  }

  @Tag("slow")
  @Test
  void theLimitOfAClass() throws Exception {
    JsonNode rows = load("classes:", "excellent, from: 90", "excellent, from: 81");
    int moved = 0;
    for (JsonNode row : rows) {
      double score = row.get("score").asDouble();
      if (!row.get("score").isNull() && score >= 81) {
        assertThat(row.get("class").asText()).isEqualTo("excellent");
        moved += score < 90 ? 1 : 0;
      }
    }
    assertThat(moved).isPositive();
  }

  @Tag("slow")
  @Test
  void theLeastCasesOfAnIndicator() throws Exception {
    JsonNode line = lines(load(ON_TIME, "minimum_n: 30", "minimum_n: 100000")).get("2.1");
    assertThat(line.get("reason").asText()).isEqualTo("not_enough_data");
    JsonNode funnel = json("funnel?province=38&indicator=2.1");
    assertThat(funnel.get("shares")).isEmpty();
    assertThat(funnel.get("left_out").asInt()).isPositive();
  }

  /**
   * Loads a catalogue with a change, and returns the rows of the leaderboard that it makes, as all
   * others tell them, too.
   *
   * @param after where the change is: behind this text
   */
  private static JsonNode load(String after, String old, String changed) throws Exception {
    String text = Catalogue.bundled().text();
    int begin = text.indexOf(old, text.indexOf(after));
    String edited = text.substring(0, begin) + changed + text.substring(begin + old.length());
    long load =
        CatalogueLoader.load(
            province.database,
            Catalogue.parse("changed", edited + "# " + System.nanoTime() + "\n"),
            "test",
            "a change on trial",
            province.clock);
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> json("leaderboard?province=38").get("catalogue").asLong() == load);
    JsonNode answer = json("leaderboard?province=38");
    JsonNode rows = answer.get("rows");
    assertThat(rows).isNotEmpty();
    List<List<String>> export =
        ExportedFile.csv(body("leaderboard?province=38&format=csv&lang=en"), ',').rows();
    assertThat(export.subList(1, export.size()))
        .as("the export")
        .isEqualTo(ExportedFile.of(rows, "en"));
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () ->
                assertThat(told(json("board?province=38").get("rows"), "code"))
                    .as("the board")
                    .isEqualTo(told(rows, "commune_code")));
    report(load, rows);
    return rows;
  }

  private static Map<String, List<String>> told(JsonNode rows, String code) {
    return StreamSupport.stream(rows.spliterator(), false)
        .collect(
            toMap(
                row -> row.get(code).asText(),
                row ->
                    List.of(
                        row.get("rank").asText(),
                        row.get("score").asText(),
                        row.get("class").asText(),
                        row.get("points").asText(),
                        row.get("groups").toString())));
  }

  private static void report(long load, JsonNode rows) {
    Province thanhHoa =
        Roster.bundled().provinces().stream()
            .filter(known -> known.code().equals(TestProvince.THANH_HOA))
            .findFirst()
            .orElseThrow();
    Catalogues.Load judging = new Catalogues(province.database).of(load);
    LeadershipReport report;
    try (NamedQueries queries = NamedQueries.of(province.database)) {
      report =
          LeadershipReport.read(
              queries,
              judging,
              thanhHoa,
              Period.parse("today", province.clock),
              province.clock.instant(),
              30);
    }
    Map<String, String> classes =
        report.frame().classes().stream()
            .collect(toMap(known -> known.id(), known -> known.name().vi()));
    Map<String, JsonNode> known =
        StreamSupport.stream(rows.spliterator(), false)
            .collect(toMap(row -> row.get("commune_code").asText(), Function.identity()));
    for (LeadershipReport.Commune commune : report.communes()) {
      Standing standing = commune.standing();
      JsonNode row = known.get(standing.communeCode());
      assertThat(standing.rank() == null ? "null" : standing.rank().toString())
          .isEqualTo(row.get("rank").asText());
      assertThat(standing.score() == null ? "null" : standing.score().toString())
          .isEqualTo(row.get("score").asText());
      assertThat(commune.scoreClass())
          .isEqualTo(classes.getOrDefault(row.get("class").asText(), ""));
    }
    assertThat(ReportPage.of(report)).contains(report.ranked().get(0).standing().name());
  }

  /** The lines of the explanation of Hạc Thành, which add up to its standing, by indicator. */
  private static Map<String, JsonNode> lines(JsonNode rows) throws Exception {
    JsonNode standing =
        StreamSupport.stream(rows.spliterator(), false)
            .filter(row -> row.get("commune_code").asText().equals(TestProvince.HAC_THANH))
            .findFirst()
            .orElseThrow();
    JsonNode explained = json("communes/" + TestProvince.HAC_THANH + "/explanation");
    assertThat(json("communes/" + TestProvince.HAC_THANH).at("/commune/score"))
        .isEqualTo(standing.get("score"));
    double won = 0;
    for (JsonNode group : explained.get("groups")) {
      won += group.get("won").asDouble();
    }
    assertThat(won).isCloseTo(standing.get("points").asDouble(), within(1e-6));
    return StreamSupport.stream(explained.get("indicators").spliterator(), false)
        .collect(toMap(line -> line.get("id").asText(), Function.identity()));
  }

  private static JsonNode json(String path) throws Exception {
    return JSON.readTree(body(path));
  }

  private static String body(String path) throws Exception {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(board.url() + "/api/v1/" + path)).build(),
            HttpResponse.BodyHandlers.ofString(UTF_8));
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer.body();
  }
}
