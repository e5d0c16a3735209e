package vn.cds.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.assertj.core.data.Offset;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Row;

/** The HTTP API on a real ClickHouse, held against the description that it publishes. */
class ApiTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  /** An error of the database, or what it knows, must never be seen. */
  private static final String INSIDE =
      "(?i)DB::Exception|ClickHouse.*(code|failed)|SELECT |SqlFailure|at vn\\.cds|Exception";

  private static TestProvince province;
  private static Board board;
  private static ObjectNode description;

  @BeforeAll
  static void start() throws Exception {
    province = new TestProvince();
    province.fill(2038);
    province.alert(TestProvince.HAC_THANH, "Phường Hạc Thành", "on-time", "critical", null);
    province.opens(TestProvince.BIM_SON, 41, TestProvince.MORNING.minusSeconds(3_600));
    String ofDays = province.communes.get(60).code();
    province.dueOn(ofDays, "H56.d-0001", TestProvince.TODAY.minusDays(2));
    province.dueOn(ofDays, "H56.d-0002", TestProvince.TODAY);
    province.rejectPages();
    province.retractions();
    province.silences();
    declare("province", "38", "recognition.target", "2026", "2026-01-05", 12);
    declare("commune", TestProvince.HAC_THANH, "recognition.registered", "2026", "2026-02-03", 1);
    declare("commune", TestProvince.HAC_THANH, "recognition.recognised", "2026", "2026-09-01", 1);
    declare("commune", TestProvince.HAC_THANH, "qd766.1.4", "2026", "2026-11-01", 20);
    board = province.board().operator(true).sourceTopic(TestSources::everyState).start();
    description = JSON.valueToTree(new Yaml().load(get("/api/v1/openapi.yaml").body()));
  }

  @AfterAll
  static void stop() {
    board.close();
  }

  private static void declare(
      String level, String unit, String figure, String year, String day, int number) {
    ObjectNode row = JSON.createObjectNode();
    row.put("unit_level", level)
        .put("unit", unit)
        .put("figure", figure)
        .put("period", year)
        .put("period_from", year + "-01-01")
        .put("period_to", LocalDate.of(Integer.parseInt(year) + 1, 1, 1).toString())
        .put("numerator", number)
        .put("observed_on", day)
        .put("document", "Quyết định 12/QĐ-UBND")
        .put("declared_at", day + " 09:00:00")
        .put("office", "Sở Khoa học và Công nghệ")
        .put("declaration_id", new UUID(38, figure.hashCode()).toString());
    if (figure.startsWith("qd766")) {
      row.put("denominator", 41);
    }
    province.insert("declared_figure", List.of(row));
  }

  @Test
  void everyRouteIsDescribedAndTheReverse() {
    Set<String> described = new TreeSet<>();
    description.get("paths").fieldNames().forEachRemaining(described::add);
    Set<String> routes = new TreeSet<>(board.paths());
    routes.removeIf(path -> !path.startsWith("/api/"));
    assertThat(routes).isEqualTo(described);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/leaderboard | ?province=38",
        "/api/v1/leaderboard | ?province=38&period=2026-11&peers=kind&movement=true",
        "/api/v1/leaderboard | ?province=38&period=2026&peers=size&frame=qd-1829",
        "/api/v1/leaderboard | ?province=VN&period=2026-Q4&peers=former-district",
        "/api/v1/leaderboard | ?period=2026-11-19..2026-11-19&at=2026-11-20T00:00:00Z&catalogue=1",
        "/api/v1/live | ''",
        "/api/v1/live | ?province=VN&minutes=60",
        "/api/v1/communes | ?province=38",
        "/api/v1/communes | ?province=VN&period=2026",
        "/api/v1/funnel | ?indicator=2.1",
        "/api/v1/funnel | ?indicator=3.6&province=VN&period=2026",
        "/api/v1/score-history | ?province=38",
        "/api/v1/score-history | ?province=VN&period=2026-11",
        "/api/v1/catalogue-loads | ''",
        "/api/v1/alerts | ?province=38",
        "/api/v1/alerts | ?commune=14797",
        "/api/v1/alerts | ?province=VN&limit=1",
        "/api/v1/alerts/counts | ?province=38",
        "/api/v1/alerts/history | ?unit=14797&period=2026",
        "/api/v1/alerts/history | ?unit=38&period=2026",
        "/api/v1/alerts/times | ?province=38&period=2026",
        "/api/v1/alerts/silences | ?province=38",
        "/api/v1/communes/{code} | ?period=2026",
        "/api/v1/communes/{code} | ?period=2026&province=VN&peers=kind",
        "/api/v1/communes/{code}/explanation | ?period=2026-W47",
        "/api/v1/communes/{code}/explanation | ?period=2026&frame=qd-1829",
        "/api/v1/communes/{code}/explanation | ?period=2026&frame=three-no",
        "/api/v1/communes/{code}/explanation/{indicator} | ?period=2026-11",
        "/api/v1/communes/{code}/trend | ?period=2026-11&indicator=2.1",
        "/api/v1/communes/{code}/trend | ?period=2026&indicator=2.1&step=month",
        "/api/v1/comparison | ?communes=14797,14812&period=2026",
        "/api/v1/overdue-dossiers | ?province=38",
        "/api/v1/overdue-dossiers | ?commune=14812&due_within_hours=24&limit=1",
        "/api/v1/recognition | ?province=38&period=2026",
        "/api/v1/recognition | ?commune=14797&period=2026",
        "/api/v1/recognition/units | ?period=2026",
        "/api/v1/coverage | ?province=38&period=2026",
        "/api/v1/coverage | ?province=38&period=2026&frame=qd-1829",
        "/api/v1/data-age | ''",
        "/api/v1/data-age | ?province=VN",
        "/api/v1/indicators | ?period=2026",
        "/api/v1/provinces | ''",
        "/api/v1/me | ''",
        "/api/v1/data-health | ''",
        "/api/v1/data-health | ?province=VN",
        "/api/v1/dead-letters | ''",
        "/api/v1/retractions | ''",
        "/api/v1/retractions | ?province=VN&limit=1",
        "/api/v1/sources | ''",
        "/api/v1/sources | ?province=VN",
        "/api/v1/sources | ?province=04",
        "/api/v1/sources/{source} | ?province=38",
        "/api/v1/sources/{source} | ?province=VN",
        "/api/v1/board | ''",
        "/api/v1/board | ?province=VN&period=week",
      })
  void answersAreAsDescribed(String route, String query) throws Exception {
    assertDescribed(route, query);
  }

  @Tag("slow")
  @Test
  void theHistoryOfAYearIsAsDescribed() throws Exception {
    assertDescribed("/api/v1/score-history", "?province=38&period=2026&frame=qd-766");
  }

  private static void assertDescribed(String route, String query) throws Exception {
    String path =
        route
            .replace("{code}", TestProvince.HAC_THANH)
            .replace("{indicator}", "2.1")
            .replace("{source}", "one-stop");
    HttpResponse<String> response = get(path + query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    String pointer =
        "#/paths/"
            + route.replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
            + "/get/responses/200/content/application~1json/schema";
    assertThat(faults(pointer, response.body())).as(response.body()).isEmpty();
  }

  @Test
  void anAnswerThatIsNotAsDescribedWouldBeNoticed() throws Exception {
    String pointer =
        "#/paths/~1api~1v1~1leaderboard/get/responses/200/content/application~1json/schema";
    ObjectNode answer = (ObjectNode) json("/api/v1/leaderboard?province=38");
    assertThat(faults(pointer, answer.toString())).isEmpty();
    assertThat(faults(pointer, answer.deepCopy().put("more", 1).toString())).isNotEmpty();
    ObjectNode row = (ObjectNode) answer.get("rows").get(0);
    row.put("n", "many");
    assertThat(faults(pointer, answer.toString())).isNotEmpty();
    row.put("n", 1).remove("rank");
    assertThat(faults(pointer, answer.toString())).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "leaderboard?province=99",
        "leaderboard?province=vn",
        "leaderboard?province=38&province=38",
        "leaderboard?period=months",
        "leaderboard?period=custom",
        "leaderboard?period=2026-13",
        "leaderboard?period=2026-Q4%20",
        "leaderboard?at=yesterday",
        "leaderboard?at=2999-01-01T00:00:00Z",
        "leaderboard?at=2026-11-20T00:00:00+07:00",
        "leaderboard?frame=qd-1",
        "leaderboard?catalogue=77",
        "leaderboard?catalogue=-1",
        "leaderboard?peers=friends",
        "leaderboard?minimum_n=1",
        "leaderboard?movement=yes",
        "communes/1479?period=2026",
        "communes/14797?province=01",
        "communes/14797/trend",
        "communes/14797/trend?indicator=9.9",
        "communes/14797/trend?indicator=2.1&step=year",
        "communes/14797/explanation/9.9",
        "funnel",
        "funnel?indicator=9.9",
        "comparison",
        "alerts?period=2026",
        "alerts/history?period=2026",
        "alerts/history?unit=1",
        "score-history?frame=pillars",
        "communes?frame=qd-766",
        "comparison?communes=14797",
        "comparison?communes=14797,14797",
        "comparison?communes=14797,14812,",
        "overdue-dossiers?limit=0",
        "overdue-dossiers?limit=1001",
        "overdue-dossiers?limit=100001&format=csv",
        "alerts?limit=0",
        "alerts/silences?limit=1001",
        "overdue-dossiers?due_within_hours=1e3",
        "overdue-dossiers?period=2026",
        "data-age?x=1",
        "sources?period=2026",
        "sources/one-stop?province=38&format=csv",
        "live?minutes=0",
        "live?minutes=61",
        "live?period=2026",
        "leaderboard?format=pdf",
        "leaderboard?format=csv&lang=fr",
        "leaderboard?kind=town",
        "communes?format=csv",
      })
  void wrongParametersAreProblemsThatSayWhatToDo(String query) throws Exception {
    HttpResponse<String> response = get("/api/v1/" + query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(faults("#/components/schemas/Problem", response.body())).isEmpty();
    JsonNode problem = JSON.readTree(response.body());
    assertThat(problem.get("detail").asText()).endsWith(".");
    assertThat(problem.get("parameter").asText()).isNotEmpty();
  }

  @Test
  void anUnknownCommuneIsNotFound() throws Exception {
    for (String path :
        List.of("communes/99999", "communes/99999/explanation", "nothing", "sources/nobody")) {
      HttpResponse<String> response = get("/api/v1/" + path);
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(faults("#/components/schemas/Problem", response.body())).isEmpty();
    }
  }

  @Test
  void theHeadTellsPeriodMomentAndCatalogue() throws Exception {
    JsonNode answer = json("/api/v1/leaderboard?period=2026-Q4&at=2026-11-20T03:00:00.5Z");
    assertThat(answer.get("province").asText()).isEqualTo("38");
    assertThat(answer.get("period").get("from").asText()).isEqualTo("2026-10-01");
    assertThat(answer.get("period").get("to").asText()).isEqualTo("2026-12-31");
    assertThat(answer.get("period").get("provisional").asBoolean()).isTrue();
    assertThat(answer.get("as_of").asText()).isEqualTo("2026-11-20T03:00:00.500Z");
    assertThat(answer.get("catalogue").asInt()).isEqualTo(1);
    assertThat(answer.get("minimum_n").asInt()).isEqualTo(30);
    assertThat(answer.get("rows")).hasSize(166);
    // A period that was over at the moment is final.
    assertThat(json("/api/v1/leaderboard?period=2026-Q3").at("/period/provisional").asBoolean())
        .isFalse();
  }

  @Test
  void movementIsAgainstTheStandingThatIsNamed() throws Exception {
    JsonNode answer = json("/api/v1/leaderboard?period=2026&movement=true");
    assertThat(answer.at("/compared_to/at").asText()).isEqualTo("2026-11-19T17:00:00Z");
    int moved = 0;
    for (JsonNode row : answer.get("rows")) {
      if (!row.get("movement").isNull()) {
        assertThat(row.get("movement").asInt())
            .isEqualTo(row.get("earlier_rank").asInt() - row.get("rank").asInt());
        moved++;
      }
    }
    assertThat(moved).isGreaterThan(50);
  }

  @Test
  void theExplanationAddsUpToTheScoreAndItsWindowsToTheExplanation() throws Exception {
    String commune = "/api/v1/communes/" + TestProvince.HAC_THANH;
    JsonNode score = json(commune + "?period=2026").get("commune");
    JsonNode indicators = json(commune + "/explanation?period=2026").get("indicators");
    double points = 0;
    for (JsonNode indicator : indicators) {
      points += indicator.get("won").asDouble();
    }
    assertThat(points).isCloseTo(score.get("points").asDouble(), within());
    JsonNode onTime = null;
    JsonNode declared = null;
    for (JsonNode indicator : indicators) {
      if (indicator.get("id").asText().equals("2.1")) {
        onTime = indicator;
      } else if (indicator.get("id").asText().equals("1.4")) {
        declared = indicator;
      }
    }
    assertThat(declared.at("/declared/0/document").asText()).isEqualTo("Quyết định 12/QĐ-UBND");
    assertThat(declared.at("/declared/0/observed_on").asText()).isEqualTo("2026-11-01");
    double numerator = 0;
    for (JsonNode window : json(commune + "/explanation/2.1?period=2026").get("windows")) {
      numerator += window.get("numerator").asDouble();
    }
    assertThat(numerator).isCloseTo(onTime.get("numerator").asDouble(), within());
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"2026,", "2026-11,", "2026-11-02..2026-11-17,2026-11-19T02:00:00Z"})
  void windowsAreThoseOfTheViews(String period, String at) throws Exception {
    String shared = "?period=" + period + (at == null ? "" : "&at=" + at);
    try (NamedQueries queries = NamedQueries.of(province.database)) {
      for (String commune : List.of(TestProvince.HAC_THANH, TestProvince.BIM_SON)) {
        String address = "/api/v1/communes/" + commune;
        JsonNode answer = json(address + "/explanation" + shared);
        Map<String, Object> bound = new HashMap<>();
        bound.put("commune", commune);
        bound.put("from_day", LocalDate.parse(answer.at("/period/from").asText()));
        bound.put("to_day", LocalDate.parse(answer.at("/period/to").asText()).plusDays(1));
        bound.put("at", Instant.parse(answer.get("as_of").asText()));
        bound.put("catalogue", answer.get("catalogue").asLong());
        for (JsonNode indicator : json("/api/v1/indicators").get("indicators")) {
          bound.put("indicator", indicator.get("id").asText());
          assertSame(
              json(address + "/explanation/" + indicator.get("id").asText() + shared)
                  .get("windows"),
              queries.run("explanation_windows", bound));
        }
      }
    }
  }

  @Test
  void groupsAndStandingsAreThoseOfTheLeaderboard() throws Exception {
    String shared = "period=2026-11&at=2026-11-19T02:00:00Z";
    Map<String, JsonNode> standings = new HashMap<>();
    json("/api/v1/leaderboard?" + shared)
        .get("rows")
        .forEach(row -> standings.put(row.get("commune_code").asText(), row));
    JsonNode known = standings.get(TestProvince.HAC_THANH);
    JsonNode explained =
        json("/api/v1/communes/" + TestProvince.HAC_THANH + "/explanation?" + shared);
    Map<String, JsonNode> groups = new HashMap<>();
    explained.get("groups").forEach(group -> groups.put(group.get("id").asText(), group));
    assertThat(known.get("groups")).isNotEmpty();
    for (JsonNode group : known.get("groups")) {
      JsonNode sum = groups.get(group.get("id").asText());
      assertThat(sum.get("won")).isEqualTo(group.get("points"));
      assertThat(sum.get("computable")).isEqualTo(group.get("computable"));
    }
    JsonNode compared =
        json(
            "/api/v1/comparison?communes=%s,%s&%s"
                .formatted(TestProvince.HAC_THANH, TestProvince.BIM_SON, shared));
    assertThat(compared.get("standings")).hasSize(2).contains(known);
    assertThat(compared.get("peers_median"))
        .isEqualTo(
            json("/api/v1/communes/" + TestProvince.HAC_THANH + "?" + shared)
                .at("/commune/peers_median"));
  }

  /** Rows of an answer and of a query, column by column. */
  private static void assertSame(JsonNode rows, List<Row> known) {
    assertThat(rows).hasSize(known.size());
    for (int i = 0; i < rows.size(); i++) {
      JsonNode row = rows.get(i);
      Set<String> columns = new LinkedHashSet<>(known.get(i).columns());
      columns.remove("as_of");
      assertThat(row.fieldNames()).toIterable().containsExactlyElementsOf(columns);
      for (String column : columns) {
        Object value = known.get(i).plain(column);
        JsonNode told = row.get(column);
        if (value instanceof List<?> declared) {
          assertThat(told).as(column).hasSize(declared.size());
        } else if (value instanceof Number number) {
          double shown = told.isBoolean() ? (told.asBoolean() ? 1 : 0) : told.asDouble();
          assertThat(shown).as(column).isCloseTo(number.doubleValue(), within());
        } else {
          assertThat(told.isNull() ? null : told.asText())
              .as(column)
              .isEqualTo(value == null ? null : value.toString());
        }
      }
    }
  }

  @Test
  void recognitionTellsStepsTargetsAndWhatIsMissing() throws Exception {
    JsonNode answer =
        json("/api/v1/recognition?commune=" + TestProvince.HAC_THANH + "&period=2026");
    assertThat(answer.at("/units/0/step").asText()).isEqualTo("recognised");
    assertThat(answer.at("/units/0/steps/1/taken_on").asText()).isEqualTo("2026-09-01");
    assertThat(answer.at("/progress/0/target").asInt()).isEqualTo(12);
    assertThat(answer.at("/progress/0/recognised").asInt()).isEqualTo(1);
    assertThat(answer.get("latest").toString())
        .isEqualTo(
            "{\"year\":2026,\"recognised\":1,\"target\":12,\"recognised_in_all\":1,"
                + "\"declared_recognised_in_all\":null}");
    assertThat(answer.get("criteria_missing")).isNotEmpty();
  }

  @Test
  void overdueDossiersAreListed() throws Exception {
    JsonNode rows = json("/api/v1/overdue-dossiers?commune=" + TestProvince.BIM_SON).get("rows");
    assertThat(rows).hasSize(1);
    assertThat(rows.at("/0/overdue").asBoolean()).isTrue();
    assertThat(rows.at("/0/overdue_seconds").asLong()).isBetween(3_600L, 7_200L);
  }

  @Test
  void whatIsKnownOnlyToTheDayIsADay() throws Exception {
    String query =
        "overdue-dossiers?due_within_hours=24&commune=" + province.communes.get(60).code();
    JsonNode rows = json("/api/v1/" + query).get("rows");
    assertThat(rows).hasSize(2);
    assertThat(rows.at("/0/due_at").asText()).isEqualTo("2026-11-18T16:59:59.999Z");
    assertThat(rows.at("/0/due_by_day").asBoolean()).isTrue();
    assertThat(rows.at("/0/submitted_by_day").asBoolean()).isTrue();
    assertThat(rows.at("/0/accepted_by_day").isBoolean()).isTrue();
    assertThat(rows.at("/0/overdue_days").asInt()).isEqualTo(2);
    // Since the end of the day.
    assertThat(rows.at("/0/overdue_seconds").asLong()).isBetween(124_925L, 128_525L);
    assertThat(rows.at("/1/overdue").asBoolean()).isFalse();
    assertThat(rows.at("/1/overdue_days").asInt()).isZero();
    List<List<String>> table = csv(query);
    int due = table.get(0).indexOf("Hạn trả");
    assertThat(table.get(1).get(due)).isEqualTo("18/11/2026");
    assertThat(table.get(2).get(due)).isEqualTo("20/11/2026");
    assertThat(table.get(1).get(table.get(0).indexOf("Nộp lúc"))).isEqualTo("18/11/2026");
    assertThat(json("/api/v1/overdue-dossiers?commune=14812").at("/rows/0/due_by_day").asBoolean())
        .isFalse();
    assertThat(csv("overdue-dossiers?commune=14812").get(1).get(due))
        .isEqualTo("20/11/2026 09:42:05");
  }

  @Test
  void retractionsAreCountedAndTheUnsettledListed() throws Exception {
    JsonNode answer = json("/api/v1/retractions?province=38&limit=1");
    assertThat(answer.at("/streams/2").toString())
        .isEqualTo(
            "{\"stream\":\"service-requests\",\"retractions\":2,\"found\":1,\"not_found\":1,\"inexact\":0}");
    assertThat(answer.get("totals").toString())
        .isEqualTo("{\"not_found\":1,\"inexact\":1,\"rows\":2}");
    assertThat(answer.get("rows")).hasSize(1);
    assertThat(answer.at("/rows/0/entity").asText()).isEqualTo("HD-0003");
    assertThat(answer.at("/rows/0/found").asBoolean()).isTrue();
    assertThat(answer.at("/rows/0/exact").isBoolean()).isTrue();
    List<List<String>> table = csv("retractions?province=38");
    assertThat(table).hasSize(3);
    assertThat(workbook("retractions?province=38")).isEqualTo(table);
    assertThat(table.get(2).get(table.get(0).indexOf("Xảy ra lúc"))).isEqualTo("17/11/2026");
    assertThat(json("/api/v1/retractions?province=01").at("/totals/rows").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "leaderboard?period=2026-11&movement=true",
        "leaderboard?period=2026&frame=qd-1829",
        "communes/14797/explanation?period=2026",
        "communes/14797/explanation/2.1?period=2026",
        "communes/14797/trend?period=2026&indicator=2.1",
        "comparison?communes=14797,14812&period=2026",
        "overdue-dossiers?province=38",
        "recognition?period=2026",
        "recognition/units?period=2026",
        "coverage?period=2026",
        "data-age?province=38",
        "live?province=38",
        "indicators?period=2026",
        "alerts?province=38",
        "alerts/counts?province=38",
        "alerts/history?unit=14797&period=2026",
        "alerts/times?province=38&period=2026",
        "alerts/silences?province=38",
        "data-health?province=38",
        "dead-letters",
        "retractions?province=38",
        "sources?province=38",
      })
  void tablesHaveHeadingsAndSayWhatTheyRestOn(String query) throws Exception {
    String joint = query.contains("?") ? "&" : "?";
    for (String language : List.of("vi", "en")) {
      HttpResponse<String> csv = get("/api/v1/" + query + joint + "format=csv&lang=" + language);
      assertThat(csv.statusCode()).as(csv.body()).isEqualTo(200);
      String separator = language.equals("vi") ? ";" : ",";
      assertThat(csv.body()).startsWith("\uFEFF");
      String[] parts = csv.body().split("\r\n\r\n");
      assertThat(parts[0])
          .contains(language.equals("vi") ? "Số liệu lúc;20/11/2026 " : "As of,20/");
      assertThat(parts[0])
          .contains(language.equals("vi") ? "Phiên bản công thức;1" : "Formula version,1");
      try (CSVParser table =
          CSVFormat.RFC4180
              .builder()
              .setDelimiter(separator)
              .get()
              .parse(new StringReader(parts[1]))) {
        List<CSVRecord> lines = table.getRecords();
        assertThat(lines).hasSizeGreaterThan(1);
        assertThat(lines.get(0).toList()).doesNotHaveDuplicates();
      }
    }
    HttpResponse<byte[]> workbook =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create(board.url() + "/api/v1/" + query + joint + "format=xlsx"))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(workbook.headers().firstValue("Content-Disposition").orElseThrow())
        .contains("attachment")
        .contains(".xlsx");
    try (ReadableWorkbook read = new ReadableWorkbook(new ByteArrayInputStream(workbook.body()))) {
      assertThat(read.getFirstSheet().read()).hasSizeGreaterThan(1);
      assertThat(read.getSheets().map(sheet -> sheet.getName()))
          .containsExactly("Số liệu", "Nguồn gốc");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "communes/14797/trend?period=2026&indicator=2.1",
        "communes/14797/explanation/2.1?period=2026",
        "funnel?period=2026&indicator=2.1",
      })
  void aTableOfAnIndicatorNamesIt(String query) throws Exception {
    assertThat(get("/api/v1/" + query + "&format=csv").body())
        .containsPattern("\r\nChỉ số;\"?2\\.1 Hồ sơ");
    assertThat(get("/api/v1/" + query + "&format=csv&lang=en").body())
        .containsPattern("\r\nIndicator,\"?2\\.1 [A-Z]");
  }

  @Test
  void aTableHasTheFiltersAndNoFormula() throws Exception {
    String csv = get("/api/v1/leaderboard?format=csv&kind=phuong&q=%3Dhac+thanh").body();
    assertThat(csv)
        .contains("Lọc theo loại;phuong\r\n")
        .contains("Lọc theo tên hoặc mã;'=hac thanh");
    csv = get("/api/v1/leaderboard?format=csv&kind=phuong&q=hac+thanh").body();
    assertThat(csv.split("\r\n\r\n")[1].split("\r\n")).hasSize(2);
    assertThat(csv).contains("Phường Hạc Thành");
    assertThat(json("/api/v1/leaderboard?q=dong").get("rows")).isNotEmpty();
  }

  @Test
  void listsTellHowManyThereAreAndTablesHoldAllOfThem() throws Exception {
    String commune = province.communes.get(20).code();
    province.overdue(commune, 219, false);
    province.overdue(commune, 1_275, true);
    province.notices(7);
    // A moment of its own, so that no answer from before the insert is given.
    String dossiers = "overdue-dossiers?at=2026-11-20T03:42:05Z&commune=" + commune;
    JsonNode shown = json("/api/v1/" + dossiers + "&limit=200");
    assertThat(shown.get("totals").toString())
        .isEqualTo("{\"overdue\":219,\"suspected\":1275,\"soon\":0,\"rows\":1494}");
    assertThat(shown.get("rows")).hasSize(200);
    shown
        .get("rows")
        .forEach(row -> assertThat(row.get("suspected_sync_fault").asBoolean()).isFalse());
    // The same of the province, which also has others.
    String ofAll = "/api/v1/overdue-dossiers?province=38&limit=1000";
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> json(ofAll).at("/totals/suspected").asInt() == 1_275);
    JsonNode all = json(ofAll);
    assertThat(all.at("/totals/rows").asInt()).isEqualTo(all.at("/totals/overdue").asInt() + 1_275);
    assertThat(csv(dossiers)).hasSize(1 + 1_494);
    assertThat(workbook(dossiers)).isEqualTo(csv(dossiers));

    int notices = 7 * province.communes.size();
    // Answers from before the insert are kept for some seconds.
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> json("/api/v1/alerts?province=38").at("/totals/notice").asInt() == notices);
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                json("/api/v1/alerts/counts?province=38").findValues("alerts").stream()
                    .allMatch(number -> number.asInt() >= 7));
    JsonNode alerts = json("/api/v1/alerts?province=38");
    assertThat(alerts.get("rows")).hasSize(1_000);
    assertThat(alerts.at("/totals/critical").asInt()).isEqualTo(1);
    assertThat(alerts.at("/totals/notice").asInt()).isEqualTo(notices);
    assertThat(csv("alerts?province=38")).hasSize(1 + 1 + notices);
    assertThat(workbook("alerts?province=38")).isEqualTo(csv("alerts?province=38"));
    for (JsonNode entry : json("/api/v1/alerts/counts?province=38").get("rows")) {
      boolean hacThanh = entry.get("unit").asText().equals(TestProvince.HAC_THANH);
      assertThat(entry.get("alerts").asInt()).isEqualTo(hacThanh ? 8 : 7);
    }
  }

  @Test
  void aTableOfAPartSaysSoInItsFirstLine() throws Exception {
    province.overdue(province.communes.get(30).code(), 3, false);
    String query = "overdue-dossiers?commune=" + province.communes.get(30).code();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> json("/api/v1/" + query).at("/totals/rows").asInt() == 3);
    assertThat(get("/api/v1/" + query + "&format=csv").body()).startsWith("\uFEFFSố dòng;3\r\n");
    String part = "Tệp này có 2 trên 3 dòng.";
    assertThat(get("/api/v1/" + query + "&format=csv&limit=2").body())
        .startsWith("\uFEFF" + part)
        .contains("\r\nSố dòng;2\r\n");
    List<List<String>> rows = workbook(query + "&limit=2");
    assertThat(rows).hasSize(1 + 1 + 2);
    assertThat(rows.get(0).get(0)).startsWith(part);
  }

  @Test
  void csvAndWorkbookAgreeWithEachOtherAndWithTheAnswer() throws Exception {
    String query = "leaderboard?period=2026-11-20&movement=true&at=2026-11-20T03:42:05Z";
    List<List<String>> rows = csv(query);
    assertThat(workbook(query)).isEqualTo(rows);
    List<String> heads = rows.get(0);
    JsonNode answer = json("/api/v1/" + query);
    assertThat(rows).hasSize(1 + answer.get("rows").size());
    int empty = 0;
    for (int i = 0; i < answer.get("rows").size(); i++) {
      JsonNode row = answer.get("rows").get(i);
      List<String> cells = rows.get(i + 1);
      assertCell(row.get("rank"), cells.get(heads.indexOf("Hạng")));
      assertCell(row.get("points"), cells.get(heads.indexOf("Điểm")));
      assertCell(row.get("score"), cells.get(heads.indexOf("Tỷ lệ điểm (%)")));
      assertCell(row.get("movement"), cells.get(heads.indexOf("Tăng, giảm hạng")));
      assertCell(row.get("points_computable"), cells.get(heads.indexOf("Số điểm tính được")));
      for (JsonNode frame : json("/api/v1/indicators").get("frames")) {
        for (JsonNode group : frame.get("groups")) {
          for (JsonNode own : row.get("groups")) {
            int column = heads.indexOf(group.get("name_vi").asText());
            if (column >= 0 && own.get("id").equals(group.get("id"))) {
              assertCell(own.get("points"), cells.get(column));
              assertCell(own.get("computable"), cells.get(column + 1));
              // What cannot be computed is no 0.
              assertThat(cells.get(column).isEmpty())
                  .isEqualTo(own.get("computable").asDouble() == 0);
              empty += cells.get(column).isEmpty() ? 1 : 0;
            }
          }
        }
      }
    }
    assertThat(empty).isPositive();
  }

  private static void assertCell(JsonNode value, String cell) {
    if (value.isNull()) {
      assertThat(cell).isEmpty();
    } else {
      assertThat(Double.parseDouble(cell)).isEqualTo(value.asDouble());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "today,2026-11-20",
    "month,2026-11",
    // Without an earlier standing the page counts from the first one that it has seen.
    "2026-11-19..2026-11-19,2026-11-19..2026-11-19",
    "month,month",
  })
  void aTableCountsMovementFromWhereThePageDoes(String shown, String period) throws Exception {
    JsonNode page = json("/api/v1/board?province=38&period=" + shown);
    JsonNode table = json("/api/v1/leaderboard?period=" + period + "&movement=true");
    assertThat(table.at("/compared_to/at")).isEqualTo(page.get("compared_to"));
    assertThat(get("/api/v1/leaderboard?format=csv&movement=true&period=" + period).body())
        .contains("Hạng trước lúc;");
    Map<String, JsonNode> movements = new HashMap<>();
    page.get("rows").forEach(row -> movements.put(row.get("code").asText(), row.get("movement")));
    int moved = 0;
    for (JsonNode row : table.get("rows")) {
      assertThat(row.get("movement")).isEqualTo(movements.get(row.get("commune_code").asText()));
      moved += row.get("movement").isNull() ? 0 : 1;
    }
    assertThat(moved).isGreaterThan(50);
  }

  @Test
  void unchangedFiguresAreNotSentAgain() throws Exception {
    String path = "/api/v1/coverage?province=38&period=2026-11-19";
    HttpResponse<String> first = get(path);
    assertThat(first.headers().firstValue("Cache-Control")).contains("private, no-cache");
    String tag = first.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again = get(path, "If-None-Match", "W/\"x\", " + tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void hostileRequestsNeverCauseAServerErrorNorShowItsInside() throws Exception {
    askHostilely(200);
  }

  @Tag("slow")
  @Test
  void manyHostileRequestsNeverCauseAServerErrorNorShowItsInside() throws Exception {
    askHostilely(2_000);
  }

  private static void askHostilely(int requests) throws Exception {
    long seed = Long.getLong("cds.seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Set<String> all = new TreeSet<>(board.paths());
    all.addAll(List.of("/", "/assets/{code}", "/{code}"));
    List<String> paths = List.copyOf(all);
    List<String> names =
        List.of(
            "province",
            "period",
            "from",
            "to",
            "after",
            "at",
            "frame",
            "catalogue",
            "peers",
            "movement",
            "indicator",
            "step",
            "communes",
            "commune",
            "due_within_hours",
            "limit",
            "unit",
            "format",
            "lang",
            "kind",
            "q",
            "x",
            "");
    List<String> values =
        List.of(
            "38",
            "VN",
            "today",
            "custom",
            "2026-01-01",
            "2026-Q4",
            "2026-10-08..2026-10-12",
            "2026-11-20T00:00:00Z",
            "qd-766",
            "pillars",
            "three-no",
            "0",
            "1",
            "2",
            "kind",
            "size",
            "true",
            "2.1",
            "month",
            "14797",
            "14797,14812",
            "24",
            "csv",
            "xlsx",
            "en",
            "phuong",
            "=cmd",
            "' OR 1=1 --",
            "{x:String}",
            "\u0000",
            "\uFFFF",
            "9".repeat(500),
            "-1",
            "NaN",
            "đ",
            "../../etc/passwd",
            "<script>",
            "%00",
            "\r\nX: y",
            "2099-12-31..2099-12-31",
            "2000-01-01..2099-12-31",
            "2000-01-01T00:00:00Z",
            "\\",
            "''");
    List<String> segments =
        List.of("14797", "99999", "2.1", "9.9", "'", "%2527", "%0A", "đ", "..;");
    long refused = failedQueries();
    for (int asked = 0; asked < requests; asked++) {
      String path = paths.get(random.nextInt(paths.size()));
      StringBuilder address =
          new StringBuilder(
              path.replace("{code}", segment(segments, random, "14797"))
                  .replace("{indicator}", segment(segments, random, "2.1"))
                  .replace("{source}", segment(segments, random, "one-stop")));
      address.append('?');
      for (int part = random.nextInt(5); part > 0; part--) {
        String value = values.get(random.nextInt(values.size()));
        address
            .append(encoded(names.get(random.nextInt(names.size()))))
            .append('=')
            .append(encoded(random.nextInt(6) == 0 ? value + random.nextInt() : value))
            .append('&');
      }
      HttpResponse<InputStream> response =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(board.url() + address)).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      // What is not refused may be a stream that never ends.
      try (InputStream body = response.body()) {
        String text =
            response.statusCode() == 200
                ? ""
                : new String(body.readAllBytes(), StandardCharsets.UTF_8);
        assertThat(response.statusCode())
            .as("seed %d: %s: %s", seed, address, text)
            .isIn(200, 400, 404);
        assertThat(text).as(address.toString()).doesNotContainPattern(INSIDE);
      }
    }
    assertThat(failedQueries())
        .as("queries that ClickHouse refused, seed %d", seed)
        .isEqualTo(refused);
  }

  private static long failedQueries() {
    return Long.parseLong(
        province.execute(
            "SELECT ifNull(sum(value), 0) FROM system.events WHERE event = 'FailedQuery'", ""));
  }

  private static String segment(List<String> segments, Random random, String usual) {
    String segment = segments.get(random.nextInt(segments.size()));
    return random.nextInt(3) == 0 ? segment.contains("%") ? segment : encoded(segment) : usual;
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-6);
  }

  /** What of an answer is not as the schema at this place of the description has it. */
  private static List<String> faults(String pointer, String answer) {
    ObjectNode schema = description.deepCopy();
    schema.put("$ref", pointer);
    Schema compiled = SCHEMAS.getSchema(schema.toString(), InputFormat.JSON);
    return compiled
        .validate(
            answer,
            InputFormat.JSON,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .stream()
        .map(Object::toString)
        .toList();
  }

  /** The headings and rows of a table, numbers with a decimal point. */
  private static List<List<String>> csv(String query) throws Exception {
    String body = get("/api/v1/" + query + "&format=csv").body();
    List<List<String>> rows = new ArrayList<>();
    for (String line : body.split("\r\n\r\n")[1].split("\r\n")) {
      List<String> cells = new ArrayList<>();
      for (String cell : line.split(";", -1)) {
        cells.add(cell.matches("-?[0-9]+,[0-9]+") ? cell.replace(',', '.') : cell);
      }
      rows.add(cells);
    }
    return rows;
  }

  /** The same of a workbook. */
  private static List<List<String>> workbook(String query) throws Exception {
    HttpResponse<byte[]> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(board.url() + "/api/v1/" + query + "&format=xlsx"))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    List<List<String>> rows = new ArrayList<>();
    try (ReadableWorkbook read = new ReadableWorkbook(new ByteArrayInputStream(response.body()))) {
      int width = 0;
      for (org.dhatim.fastexcel.reader.Row row : read.getFirstSheet().read()) {
        width = Math.max(width, row.getCellCount());
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < width; column++) {
          cells.add(row.getOptionalCell(column).map(cell -> text(cell)).orElse(""));
        }
        rows.add(cells);
      }
    }
    return rows;
  }

  private static String text(Cell cell) {
    return switch (cell.getType()) {
      case NUMBER ->
          new BigDecimal(cell.asNumber().toPlainString())
              .setScale(10, RoundingMode.HALF_EVEN)
              .stripTrailingZeros()
              .toPlainString();
      case BOOLEAN -> cell.asBoolean().toString();
      case EMPTY -> "";
      default -> cell.getText();
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonNode json(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(board.url() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
