package vn.cds.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.catalogue.Catalogue;
import vn.cds.contract.catalogue.indicator.Indicator;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.access.AccessConfiguration;
import vn.cds.dashboard.access.login.PasswordHash;
import vn.cds.dashboard.api.request.Catalogues;
import vn.cds.dashboard.report.LeadershipReport;
import vn.cds.dashboard.report.ReportPage;
import vn.cds.dashboard.report.ReportWorkbook;
import vn.cds.sql.CatalogueLoader;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Period;

/** Criteria whose source nobody has verified are shown to operators only, by every door. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UnverifiedCriteriaTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String COMMUNE = "/api/v1/communes/" + TestProvince.HAC_THANH;

  /** Every address that tells of criteria. */
  private static final List<String> DOORS =
      List.of(
          "/api/v1/board?province=38",
          "/api/v1/leaderboard?province=38&movement=true",
          "/api/v1/leaderboard?province=38&frame=pillars",
          COMMUNE + "?period=2026",
          COMMUNE + "/explanation?period=2026",
          COMMUNE + "/explanation?period=2026&province=VN",
          COMMUNE + "/explanation?period=2026&frame=pillars",
          COMMUNE + "/explanation?period=2026&frame=three-no",
          "/api/v1/comparison?communes=14797,14812&period=2026",
          "/api/v1/comparison?communes=14797,14812&period=2026&province=VN&frame=pillars",
          "/api/v1/coverage?province=38&period=2026",
          "/api/v1/coverage?province=38&period=2026&frame=pillars",
          "/api/v1/indicators?period=2026",
          "/api/v1/recognition?commune=14797&period=2026",
          "/api/v1/catalogue-loads");

  private static final Set<String> UNVERIFIED_NAMES =
      Catalogue.bundled().indicators().stream()
          .filter(indicator -> !indicator.isVerified())
          .map(Indicator::name)
          .flatMap(name -> Stream.of(name.vi(), name.en()))
          .collect(Collectors.toSet());

  @TempDir static Path folder;
  private static TestProvince province;
  private static Board board;

  @BeforeAll
  static void start() throws IOException {
    province = new TestProvince();
    province.fillPages(1829);
    // Half of the 12 points: what nobody has verified gives none of them.
    ObjectNode declared =
        TestProvince.declaration(
            "commune", TestProvince.HAC_THANH, "qd766.1.1-1.3", 2026, "2026-11-01", 6);
    province.insert("declared_figure", List.of(declared.put("denominator", 12)));
    load(Catalogue.bundled().text().replace("target: 0.5", "target: 0.6"));
    board = province.board().access(access()).start();
  }

  @AfterAll
  static void stop() {
    board.close();
  }

  private static AccessConfiguration access() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("access.yaml"),
            """
            format: 1
            trusted_proxy: {user_header: X-User}
            proxies: [127.0.0.0/8]
            grants:
              - {user: leader, role: viewer, provinces: [all]}
              - {user: operator, role: operator, provinces: [38]}
              - {user: admin, role: administrator}
            """);
    return AccessConfiguration.read(file, Map.of(), Roster.bundled());
  }

  private static long load(String text) {
    return CatalogueLoader.load(
        province.database, Catalogue.parse("test.yaml", text), "An", "thử", Clock.systemUTC());
  }

  @Tag("slow")
  @Test
  void noDoorShowsThemToLeaders() throws Exception {
    for (String door : DOORS) {
      assertHidden(door, get(board, door, "leader"));
      JsonNode ofLeader = JSON.readTree(get(board, door, "leader"));
      if (ofLeader.has("rows") || ofLeader.has("indicators")) {
        String more = door.contains("?") ? "&" : "?";
        for (String language : List.of("vi", "en")) {
          String table = door + more + "format=csv&lang=" + language;
          if (!door.startsWith("/api/v1/board") && !door.startsWith("/api/v1/catalogue")) {
            assertHidden(table, get(board, table, "leader"));
            assertHidden(table, workbook(door + more + "format=xlsx&lang=" + language, "leader"));
          }
        }
      }
    }
    assertHidden("the stream", firstOfTheStream("leader"));
  }

  @Test
  void operatorsSeeThem() throws Exception {
    for (String user : List.of("operator", "admin")) {
      assertThat(get(board, COMMUNE + "/explanation?period=2026", user))
          .contains("\"verified\":false", "\"1.1-1.3\"");
      assertThat(get(board, "/api/v1/coverage?province=38", user)).contains("\"3.1-3.3\"");
      assertThat(get(board, "/api/v1/recognition?commune=14797&period=2026", user))
          .contains("1829.digital-government-01");
      assertThat(get(board, "/api/v1/catalogue-loads", user)).contains("indicator 3.3");
      JsonNode frames =
          JSON.readTree(get(board, "/api/v1/indicators?period=2026", user)).get("frames");
      assertThat(frames.findValuesAsText("id")).contains("qd-1829");
      assertThat(frames.get(1).get("offered").asBoolean()).isFalse();
      assertThat(frames.get(1).get("confirmed").isNull()).isTrue();
    }
  }

  @Test
  void theyGiveNoPointsSoThatOneScoreIsTrueForAll() throws Exception {
    String door = COMMUNE + "?period=2026";
    JsonNode leader = JSON.readTree(get(board, door, "leader")).get("commune");
    assertThat(leader).isEqualTo(JSON.readTree(get(board, door, "admin")).get("commune"));
    JsonNode lines =
        JSON.readTree(get(board, COMMUNE + "/explanation?period=2026", "leader")).get("indicators");
    double won = 0;
    for (JsonNode line : lines) {
      won += line.get("won").asDouble();
    }
    assertThat(leader.get("points").asDouble()).isCloseTo(won, within());
    for (JsonNode line :
        JSON.readTree(get(board, COMMUNE + "/explanation?period=2026", "admin"))
            .get("indicators")) {
      if (line.get("id").asText().equals("1.1-1.3")) {
        assertThat(line.get("rate").asDouble()).isEqualTo(0.5);
        assertThat(line.get("won").isNull()).isTrue();
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-6);
  }

  @Test
  void whatIsMissingIsSaid() throws Exception {
    JsonNode coverage =
        JSON.readTree(get(board, "/api/v1/coverage?province=38&period=2026", "leader"));
    assertThat(coverage.get("frame_points").asDouble()).isEqualTo(100);
    Map<String, Double> left = new java.util.TreeMap<>();
    coverage
        .get("unverified")
        .forEach(part -> left.put(part.get("group").asText(), part.get("left").asDouble()));
    assertThat(left)
        .isEqualTo(
            Map.of(
                "openness", 12.0,
                "online-service", 12.0,
                "online-payment", 2.0,
                "digitisation", 4.0,
                "satisfaction", 12.0));
    assertThat(get(board, "/api/v1/coverage?province=38&period=2026", "admin"))
        .contains(coverage.get("unverified").toString());
  }

  /** The last, because it leaves a load in which the frame was confirmed, which leaders see. */
  @Test
  @Order(Integer.MAX_VALUE)
  void aFrameIsOfferedOnceSomebodyHasConfirmedIt() throws Exception {
    String frame = "/api/v1/coverage?province=38&period=2026&frame=qd-1829";
    assertThat(status(board, frame, "leader")).isEqualTo(400);
    assertThat(status(board, frame, "operator")).isEqualTo(200);
    String bundled = Catalogue.bundled().text();
    String source = "    source: Quyết định 1829/QĐ-UBND của UBND tỉnh Thanh Hoá, 30/5/2023\n";
    assertThat(bundled).contains(source);
    try {
      load(bundled.replace(source, source + "    confirmed: {by: An, on: 2026-11-02}\n"));
      try (Board later = province.board().access(access()).start()) {
        JsonNode offered = JSON.readTree(get(later, frame, "leader"));
        assertThat(offered.get("indicators").findValuesAsText("id"))
            .containsExactly(
                "1829.electricity-cashless", "1829.digital-signature", "1829.health-records");
        assertThat(offered.get("unverified").get(0).get("left").asDouble()).isEqualTo(11);
        JsonNode frames =
            JSON.readTree(get(later, "/api/v1/indicators?period=2026", "leader")).get("frames");
        assertThat(frames.get(1).get("confirmed").get("by").asText()).isEqualTo("An");
        assertThat(frames.get(1).get("confirmed").get("on").asText()).isEqualTo("2026-11-02");
      }
    } finally {
      long restored = load(bundled.replace("target: 0.5", "target: 0.6"));
      await()
          .atMost(Duration.ofMinutes(3))
          .until(
              () ->
                  JSON.readTree(get(board, "/api/v1/indicators", "admin")).get("catalogue").asLong()
                      == restored);
    }
  }

  @Test
  void whereNobodyIsKnownLeadersAreAssumed() throws Exception {
    String door = COMMUNE + "/explanation?period=2026";
    try (Board local = province.board().start();
        Board operators = province.board().operator(true).start();
        Board login =
            province
                .board()
                .access(AccessConfiguration.login("board", PasswordHash.make("secret")))
                .start()) {
      assertHidden("a board on this machine", get(local, door, ""));
      assertThat(get(operators, door, "")).contains("\"verified\":false");
      String basic =
          "Basic "
              + java.util.Base64.getEncoder()
                  .encodeToString("board:secret".getBytes(StandardCharsets.UTF_8));
      HttpResponse<String> shared =
          HTTP.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + login.port() + door))
                  .header("Authorization", basic)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(shared.statusCode()).isEqualTo(200);
      assertHidden("one login for all", shared.body());
    }
  }

  @Test
  void theReportIsForLeaders() throws Exception {
    try (NamedQueries queries = NamedQueries.of(province.database)) {
      LeadershipReport report =
          LeadershipReport.read(
              queries,
              new Catalogues(province.database).of(0),
              Roster.bundled().provinces().stream()
                  .filter(known -> known.code().equals(TestProvince.THANH_HOA))
                  .findFirst()
                  .orElseThrow(),
              Period.parse("2026", province.clock),
              province.clock.instant(),
              30);
      String page = ReportPage.of(report);
      assertHidden("the report", page);
      assertThat(page).containsIgnoringCase("chưa đối chiếu với văn bản");
      ByteArrayOutputStream workbook = new ByteArrayOutputStream();
      ReportWorkbook.write(report, workbook);
      assertHidden("the report's workbook", text(workbook.toByteArray()));
    }
  }

  private static void assertHidden(String door, String answer) {
    assertThat(answer).as(door).isNotEmpty();
    assertThat(answer)
        .as(door)
        .doesNotContain("\"verified\":false")
        .doesNotContain("1829.", "\"1.1-1.3\"", "indicator 3.3");
    assertThat(UNVERIFIED_NAMES.stream().filter(name -> answer.contains(name)))
        .as("unverified criteria in " + door)
        .isEmpty();
  }

  private static String firstOfTheStream(String user) throws Exception {
    HttpResponse<InputStream> response =
        HTTP.send(
            request(board, "/api/v1/stream?province=38", user).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      StringBuilder text = new StringBuilder();
      byte[] buffer = new byte[8_192];
      while (!text.toString().contains("\n\n")) {
        int read = body.read(buffer);
        text.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
      }
      return text.toString();
    }
  }

  private static String workbook(String path, String user) throws Exception {
    return text(
        HTTP.send(request(board, path, user).build(), HttpResponse.BodyHandlers.ofByteArray())
            .body());
  }

  private static String text(byte[] workbook) throws IOException {
    StringBuilder text = new StringBuilder();
    try (ReadableWorkbook book = new ReadableWorkbook(new ByteArrayInputStream(workbook))) {
      for (var sheet : book.getSheets().toList()) {
        sheet
            .openStream()
            .forEach(
                row ->
                    row.forEach(
                        cell -> text.append(cell == null ? "" : cell.getRawValue()).append('\n')));
      }
    }
    return text.toString();
  }

  private static HttpRequest.Builder request(Board of, String path, String user) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + of.port() + path));
    return user.isEmpty() ? request : request.header("X-User", user);
  }

  private static int status(Board of, String path, String user) throws Exception {
    return HTTP.send(request(of, path, user).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static String get(Board of, String path, String user) throws Exception {
    HttpResponse<String> response =
        HTTP.send(request(of, path, user).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
    return response.body();
  }
}
