package vn.cds.dashboard;

import static java.net.http.HttpRequest.BodyPublishers.noBody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.access.AccessConfiguration;
import vn.cds.dashboard.access.grant.AccessPolicy;
import vn.cds.dashboard.access.login.PasswordHash;
import vn.cds.dashboard.access.suppression.Suppression;

/** Who may see what on a real board: small cells, provinces, headers of proxies, limits. */
class AccessTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** A commune with three dossiers, which only people of the province may know. */
  private static final String SMALL = TestProvince.BIM_SON;

  private static final int FEW = 3;

  /** How each address is asked, so that it shows what there is; pages need nothing. */
  private static final Map<String, String> QUERIES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("/api/v1/board", "?province=38"),
              Map.entry("/api/v1/stream", "?province=38"),
              Map.entry("/api/v1/leaderboard", "?province=38&movement=true"),
              Map.entry("/api/v1/live", "?province=38&minutes=30"),
              Map.entry("/api/v1/communes", "?province=38"),
              Map.entry("/api/v1/communes/{code}", ""),
              Map.entry("/api/v1/communes/{code}/explanation", ""),
              Map.entry("/api/v1/communes/{code}/explanation/{indicator}", ""),
              Map.entry("/api/v1/communes/{code}/trend", "?indicator=2.1"),
              Map.entry("/api/v1/score-history", "?province=38"),
              Map.entry("/api/v1/comparison", "?communes=14797,14812"),
              Map.entry("/api/v1/funnel", "?indicator=2.1"),
              Map.entry("/api/v1/overdue-dossiers", "?province=38"),
              Map.entry("/api/v1/recognition", "?commune=14812"),
              Map.entry("/api/v1/coverage", "?province=38"),
              Map.entry("/api/v1/data-age", "?province=38"),
              Map.entry("/api/v1/data-health", "?province=38"),
              Map.entry("/api/v1/dead-letters", ""),
              Map.entry("/api/v1/retractions", "?province=38"),
              Map.entry("/api/v1/sources", "?province=38"),
              Map.entry("/api/v1/sources/{source}", "?province=38"),
              Map.entry("/api/v1/recognition/units", "?province=38"),
              Map.entry("/api/v1/alerts/silences", "?province=38"),
              Map.entry("/api/v1/indicators", ""),
              Map.entry("/api/v1/catalogue-loads", ""),
              Map.entry("/api/v1/alerts", "?province=38"),
              Map.entry("/api/v1/alerts/counts", "?province=38"),
              Map.entry("/api/v1/alerts/history", "?unit=14797"),
              Map.entry("/api/v1/alerts/times", "?province=38"),
              Map.entry("/api/v1/provinces", ""),
              Map.entry("/api/v1/openapi.yaml", ""),
              Map.entry("/api/v1/me", "")));

  private static final TestSources SOURCES = TestSources.everyState();

  @TempDir static Path folder;
  private static TestProvince province;
  private static Board board;

  @BeforeAll
  static void start() throws IOException {
    province = new TestProvince();
    province.fillPages(38);
    province.excels(SMALL, FEW);
    board = province.board().access(proxyAccess("")).sourceTopic(() -> SOURCES).start();
  }

  @AfterAll
  static void stop() {
    board.close();
  }

  private static AccessConfiguration access(String text) throws IOException {
    Path file = Files.createTempFile(folder, "access", ".yaml");
    Files.writeString(file, text);
    return AccessConfiguration.read(file, Map.of(), Roster.bundled());
  }

  private static AccessConfiguration proxyAccess(String more) throws IOException {
    return access(
        """
        format: 1
        trusted_proxy: {user_header: X-User, groups_header: X-Groups}
        proxies: [127.0.0.0/8]
        grants:
          - {user: hanoi, role: viewer, provinces: ["01"]}
          - {user: thanh-hoa, role: viewer, provinces: [38]}
          - {group: operators, role: operator, provinces: [38]}
          - {user: chief, role: viewer, provinces: [all]}
          - {user: admin, role: administrator}
        """
            + more);
  }

  // Rules

  @Test
  void everyAddressHasARuleAndIsAskedHere() {
    for (String path : board.paths()) {
      assertThat(AccessPolicy.of(path)).as(path).isNotNull();
    }
    TreeSet<String> api = new TreeSet<>(board.paths());
    api.removeIf(path -> !path.startsWith("/api/"));
    assertThat(QUERIES.keySet()).as("addresses that this test asks").isEqualTo(api);
    assertThatThrownBy(() -> AccessPolicy.of("/api/v1/secrets"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has no access policy");
  }

  @Test
  void eachAddressShowsToEachWhatTheirProvinceAllows() throws Exception {
    for (Map.Entry<String, String> entry : QUERIES.entrySet()) {
      String route = entry.getKey();
      String path =
          route
                  .replace("{code}", SMALL)
                  .replace("{indicator}", "2.1")
                  .replace("{source}", "one-stop")
              + entry.getValue();
      AccessPolicy rule = AccessPolicy.of(route);
      assertThat(get(path).statusCode()).as(path + " to nobody").isEqualTo(401);
      if (route.endsWith("/stream")) {
        continue; // never ends, and is read below
      }
      HttpResponse<String> outside = get(path, "X-User", "hanoi");
      HttpResponse<String> inside = get(path, "X-User", "thanh-hoa");
      // Operators are shown what nobody has verified, too: see UnverifiedCriteriaTest.
      HttpResponse<String> chief = get(path, "X-User", "chief");
      HttpResponse<String> admin = get(path, "X-User", "admin");
      assertThat(outside.statusCode())
          .as(path)
          .isEqualTo(
              List.of(AccessPolicy.DOSSIERS, AccessPolicy.SOURCES).contains(rule) ? 403 : 200);
      for (String user : List.of("hanoi", "thanh-hoa")) {
        assertThat(head(path, user))
            .as("HEAD " + path)
            .isEqualTo(user.equals("hanoi") ? outside.statusCode() : 200);
      }
      assertThat(inside.statusCode()).as(path).isEqualTo(200);
      assertThat(admin.statusCode()).as(path).isEqualTo(200);
      if (route.endsWith("/me") || route.endsWith("yaml")) {
        continue;
      }
      boolean veiled = List.of(AccessPolicy.FIGURES, AccessPolicy.ALERTS).contains(rule);
      JsonNode whole = JSON.readTree(chief.body());
      if (rule != AccessPolicy.REJECTED_RECORDS && !route.endsWith("/sources")) {
        assertThat(still(inside)).as(path).isEqualTo(still(chief));
      }
      if (rule == AccessPolicy.SAME_FOR_ALL) {
        assertThat(still(outside)).as(path).isEqualTo(still(chief));
      } else if (veiled && !route.endsWith("/recognition")) {
        assertThat(whole.toString()).as(path).doesNotContain("suppressed");
        if (route.endsWith("{indicator}") || route.endsWith("/trend")) {
          String rows = route.endsWith("/trend") ? "rows" : "windows";
          assertThat(JSON.readTree(outside.body()).get(rows)).as("days of few").isEmpty();
        } else {
          assertThat(outside.body()).as(path).contains("\"suppressed\":true");
        }
        assertThat(smallCells(JSON.readTree(outside.body()), new ArrayList<>())).as(path).isEmpty();
        // The funnel leaves small cells out for everybody.
        if (rule == AccessPolicy.FIGURES && !route.endsWith("/funnel")) {
          assertThat(smallCells(whole, new ArrayList<>())).as(path).isNotEmpty();
        }
      }
    }
  }

  private static int head(String path, String user) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HTTP.send(
            request(board, path, "X-User", user).method("HEAD", noBody()).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.body()).isEmpty();
    return response.statusCode();
  }

  @Test
  void headIsAnsweredAsGet() throws Exception {
    for (String path : List.of("/", "/map", "/healthz", "/api/v1/stream?province=38", "/nothing")) {
      HttpResponse<String> nobody =
          HTTP.send(
              request(board, path).method("HEAD", noBody()).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(nobody.statusCode()).as(path).isEqualTo(path.equals("/healthz") ? 200 : 401);
      assertThat(head(path, "hanoi")).as(path).isEqualTo(path.equals("/nothing") ? 404 : 200);
    }
    assertThat(head("/api/v1/stream?period=nonsense", "hanoi")).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/leaderboard?province=38&at=2026-11-20T02:00:00Z",
        "/api/v1/leaderboard?province=38&catalogue=1",
        "/api/v1/communes/14812/explanation?period=2026-11-18..2026-11-19",
        "/api/v1/stream?province=38&period=2026-11-18..2026-11-19"
      })
  void daysMomentsAndJudgementsOfOnesOwnChoiceAreForTheProvince(String path) throws Exception {
    assertForTheProvince(path);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/leaderboard?province=38&period=2026-11-18..2026-11-19",
        "/api/v1/leaderboard?province=VN&peers=size",
        "/api/v1/leaderboard?province=38&at=2026-11-20T02:00:00Z&format=csv",
        "/api/v1/communes/14812?at=2026-11-20T02:00:00Z",
        "/api/v1/communes/14812/explanation/2.1?period=2026-11-18..2026-11-19",
        "/api/v1/communes/14812/trend?indicator=2.1&at=2026-11-20T02:00:00Z",
        "/api/v1/comparison?communes=14797,14812&peers=size",
        "/api/v1/recognition?commune=14812&at=2026-11-20T02:00:00Z",
        "/api/v1/score-history?province=38&period=2026-11-18..2026-11-19",
        "/api/v1/board?province=38&period=2026-11-18..2026-11-19"
      })
  void suchChoicesAreForTheProvinceAtEachAddress(String path) throws Exception {
    assertForTheProvince(path);
  }

  private static void assertForTheProvince(String path) throws Exception {
    HttpResponse<String> refused = get(path, "X-User", "hanoi");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(JSON.readTree(refused.body()).get("detail").asText()).contains("calendar periods");
    assertThat(head(path, "hanoi")).isEqualTo(403);
    assertThat(head(path, path.contains("VN") ? "chief" : "thanh-hoa")).isEqualTo(200);
  }

  /** Without the clocks that run on. */
  private static JsonNode still(HttpResponse<String> response) throws IOException {
    ObjectNode answer = (ObjectNode) JSON.readTree(response.body());
    answer.remove(
        List.of("as_of", "server_time", "data_age_seconds", "id", "sources", "data_to", "fresh"));
    return answer;
  }

  /** Every measured count of so few cases that it is hidden; numerators come of rounded shares. */
  private static List<String> smallCells(JsonNode node, List<String> found) {
    if (node.isObject()) {
      boolean declared = node.path("input").asText().equals("declared");
      boolean count = node.path("denominator_text").asText("-").isEmpty();
      for (String name :
          List.of(
              "n",
              "denominator",
              "peers_denominator",
              "open",
              "overdue",
              "n_2_1",
              "registered",
              "done_late",
              "payments",
              "documents_done")) {
        JsonNode value = node.path(name);
        boolean ofCount = count && name.endsWith("denominator");
        if (!declared
            && !ofCount
            && value.isNumber()
            && value.asDouble() > 0
            && value.asDouble() < Suppression.BAND) {
          found.add(name + " of " + node);
        }
      }
      if (node.path("n").isArray()) {
        node.get("n")
            .forEach(
                n -> {
                  if (n.asInt() > 0 && n.asInt() < Suppression.BAND) {
                    found.add("n of " + node);
                  }
                });
      }
    }
    node.forEach(
        child -> {
          if (child.isContainerNode() && !child.equals(node.path("declared"))) {
            smallCells(child, found);
          }
        });
    return found;
  }

  @Test
  void whatIsHiddenIsNullAndTheRestStands() throws Exception {
    String path = "/api/v1/leaderboard?province=38";
    JsonNode known = row(json(path, "admin"), "commune_code", SMALL);
    JsonNode veiled = row(json(path, "hanoi"), "commune_code", SMALL);
    assertThat(known.get("n").asInt()).isEqualTo(FEW);
    assertThat(known.get("score").asDouble()).isEqualTo(100);
    for (String hidden : List.of("n", "score", "points", "rate_2_1", "n_2_1", "wilson_low")) {
      assertThat(veiled.get(hidden).isNull()).as(hidden).isTrue();
    }
    veiled.get("groups").forEach(group -> assertThat(group.get("points").isNull()).isTrue());
    assertThat(veiled.get("name")).isEqualTo(known.get("name"));
    JsonNode large = row(json(path, "hanoi"), "commune_code", TestProvince.HAC_THANH);
    assertThat(large.get("score").isNumber()).isTrue();
    assertThat(large.get("n").asInt() % 10).isZero();

    JsonNode line =
        row(
            json("/api/v1/communes/" + SMALL + "/explanation", "hanoi").get("indicators"),
            "id",
            "2.1");
    for (String hidden : List.of("numerator", "denominator", "rate", "won", "lost", "shrunken")) {
      assertThat(line.get(hidden).isNull()).as(hidden).isTrue();
    }
    assertThat(line.get("peers_denominator").isNull()).isTrue();
    assertThat(line.get("reason").asText()).isEqualTo("not_enough_data");
    assertThat(line.get("suppressed").asBoolean()).isTrue();
  }

  @Test
  void totalsOfTheLastMinutesAreSumsOfWhatIsShown() throws Exception {
    for (String place : List.of("38", "VN")) {
      Map<String, Long> registered = new TreeMap<>();
      for (String user : List.of("hanoi", "thanh-hoa", "chief")) {
        JsonNode answer = json("/api/v1/live?minutes=30&province=" + place, user);
        JsonNode totals = answer.get("totals");
        String who = user + " in " + place;
        for (String count :
            List.of("registered", "done_on_time", "done_late", "payments", "documents_arrived")) {
          long sum = 0;
          for (JsonNode row : answer.get("rows")) {
            sum += row.get(count).asLong();
          }
          assertThat(totals.get(count).asLong()).as(count + " to " + who).isEqualTo(sum);
        }
        int withEvents = 0;
        for (JsonNode row : answer.get("rows")) {
          withEvents += row.get("events").asLong() > 0 ? 1 : 0;
        }
        assertThat(totals.get("units_with_events").asInt()).as(who).isEqualTo(withEvents);
        assertThat(totals.get("units").asInt()).as(who).isEqualTo(answer.get("rows").size());
        assertThat(totals.get("lower_bound").asBoolean())
            .as(who)
            .isEqualTo(answer.toString().contains("\"suppressed\":true"));
        registered.put(user, totals.get("registered").asLong());
      }
      assertThat(registered.get("hanoi")).as(place).isLessThan(registered.get("chief"));
      assertThat(registered.get("thanh-hoa")).as(place).isEqualTo(registered.get("chief"));
    }
  }

  @Test
  void declaredFiguresOfPublicDocumentsAreNotHidden() throws Exception {
    JsonNode line =
        row(
            json("/api/v1/communes/14797/explanation?period=2026", "hanoi").get("indicators"),
            "id",
            "1.4");
    assertThat(line.get("input").asText()).isEqualTo("declared");
    assertThat(line.get("denominator").asInt()).isEqualTo(41);
  }

  @Test
  void smallCellsAreHiddenInTablesToo() throws Exception {
    String path = "/api/v1/leaderboard?province=38&lang=en&format=";
    String known = line(get(path + "csv", "X-User", "thanh-hoa").body(), SMALL);
    String veiled = line(get(path + "csv", "X-User", "hanoi").body(), SMALL);
    assertThat(known).contains(",3,").contains(",100,");
    assertThat(veiled).doesNotContain(",3,", ",100,").endsWith("true");

    HttpResponse<byte[]> workbook =
        HTTP.send(
            request(board, path + "xlsx", "X-User", "hanoi").build(),
            HttpResponse.BodyHandlers.ofByteArray());
    try (ReadableWorkbook book = new ReadableWorkbook(new ByteArrayInputStream(workbook.body()))) {
      List<org.dhatim.fastexcel.reader.Row> rows = book.getFirstSheet().read();
      int n = -1;
      for (int column = 0; column < rows.get(0).getCellCount(); column++) {
        if (rows.get(0).getCellText(column).equals("Dossiers (n)")) {
          n = column;
        }
      }
      int column = n;
      assertThat(rows.stream().filter(row -> row.toString().contains(SMALL)).toList())
          .singleElement()
          .satisfies(row -> assertThat(row.getCellText(column)).isEmpty());
    }
  }

  @Tag("slow")
  @Test
  void othersFollowWhatTheySeeAtBeats() throws Exception {
    TickingClock clock = TickingClock.from(TestProvince.MORNING);
    String moving = province.communes.get(province.communes.size() - 1).code();
    province.excels(moving, FEW);
    try (Board followed = province.board().clock(clock).access(proxyAccess("")).start();
        Stream outside = stream(followed, "?province=38", "hanoi");
        Stream inside = stream(followed, "?province=38", "thanh-hoa");
        Stream country = stream(followed, "?province=VN", "thanh-hoa")) {
      JsonNode first = outside.next("snapshot");
      JsonNode hidden = row(first, "code", moving);
      JsonNode known = row(inside.next("snapshot"), "code", moving);
      assertThat(known.get("n").asInt()).isBetween(1, 4);
      assertThat(known.has("suppressed")).isFalse();
      assertThat(hidden.get("n").isNull()).isTrue();
      assertThat(hidden.get("points").isNull()).isTrue();
      assertThat(hidden.get("reason").asText()).isEqualTo("not_enough_data");
      assertThat(hidden.get("suppressed").asBoolean()).isTrue();
      hidden.get("indicators").forEach(part -> assertThat(part.get("numerator").isNull()).isTrue());
      assertThat(row(country.next("snapshot"), "code", moving).get("n").asInt())
          .as("one's own in the country")
          .isEqualTo(known.get("n").asInt());

      String path = "/api/v1/board?province=38";
      JsonNode before = still(get(followed, path, "X-User", "hanoi"));
      province.excels(moving, 4);
      assertThat(inside.changeOf(moving).get("n").asInt()).isEqualTo(4);
      assertThat(country.changeOf(moving).get("n").asInt()).isEqualTo(4);
      province.excels(TestProvince.HAC_THANH, 500);
      assertThat(inside.changeOf(TestProvince.HAC_THANH).get("n").asInt()).isEqualTo(500);
      assertThat(still(get(followed, path, "X-User", "hanoi")))
          .as("nothing that they see has changed")
          .isEqualTo(before);
      clock.leap(Suppression.BEAT);
      // One without rows says that a slow machine was late to read.
      JsonNode change = outside.next("change");
      int changes = 1;
      while (change.get("rows").isEmpty()) {
        change = outside.next("change");
        changes++;
      }
      assertThat(row(change, "code", TestProvince.HAC_THANH).get("n").asInt()).isEqualTo(500);
      assertThat(change.get("rows").findValuesAsText("code")).doesNotContain(moving);
      assertThat(change.get("id").asText()).as("numbered by what they see").endsWith("-" + changes);
      assertThat(still(get(followed, path, "X-User", "hanoi"))).isNotEqualTo(before);
      province.excels(moving, FEW);
      assertThat(inside.changeOf(moving).get("n").asInt()).isEqualTo(FEW);
    }
    assertThat(row(json("/api/v1/board?province=VN", "hanoi"), "code", moving).get("n").isNull())
        .isTrue();
    String whole = tag(board, "admin");
    assertThat(
            get("/api/v1/board?province=38", "X-User", "hanoi", "If-None-Match", whole)
                .statusCode())
        .as("an answer for others is never taken for one's own")
        .isEqualTo(200);
  }

  private static String tag(Board of, String user) throws IOException, InterruptedException {
    return get(of, "/api/v1/board?province=38", "X-User", user)
        .headers()
        .firstValue("ETag")
        .orElseThrow();
  }

  @Tag("slow")
  @Test
  void mostOfTheBoardStaysForOthers() throws Exception {
    // Of a board of its own, so that all answers are of the same figures.
    try (Board read = province.board().access(proxyAccess("")).start()) {
      int[] all = new int[3];
      for (Map.Entry<String, String> entry : QUERIES.entrySet()) {
        String route = entry.getKey();
        if (AccessPolicy.of(route) != AccessPolicy.FIGURES || route.endsWith("/stream")) {
          continue;
        }
        String path =
            route.replace("{code}", TestProvince.HAC_THANH).replace("{indicator}", "2.1")
                + entry.getValue();
        int[] cells = new int[3];
        compare(json(read, path, "chief"), json(read, path, "hanoi"), cells);
        System.out.printf(
            "%-55s %6d figures, lost %5.1f %%, rounded %5.1f %%%n",
            path, cells[0], 100.0 * cells[1] / cells[0], 100.0 * cells[2] / cells[0]);
        for (int i = 0; i < all.length; i++) {
          all[i] += cells[i];
        }
      }
      System.out.printf(
          "of all %d figures others lose %.1f %%, and see %.1f %% rounded%n",
          all[0], 100.0 * all[1] / all[0], 100.0 * all[2] / all[0]);
      assertThat(all[1]).isLessThan(all[0] / 2);
      assertThat(ranksThatStay(read)).isGreaterThan(50);
    }
  }

  private static int ranksThatStay(Board read) throws Exception {
    JsonNode outside = json(read, "/api/v1/leaderboard?province=38", "hanoi");
    int ranked = 0;
    for (JsonNode known : json(read, "/api/v1/leaderboard?province=38", "chief").get("rows")) {
      if (known.get("n").asInt() >= 30) {
        JsonNode shown = row(outside, "commune_code", known.get("commune_code").asText());
        for (String same : List.of("rank", "score", "class")) {
          assertThat(shown.get(same)).as(same + " of " + known).isEqualTo(known.get(same));
        }
        ranked++;
      }
    }
    return ranked;
  }

  /** Counts numbers in an answer, those that another one lacks, and those that differ in it. */
  private static void compare(JsonNode known, JsonNode shown, int[] cells) {
    if (known.isNumber()) {
      cells[0]++;
      cells[1] += shown == null || shown.isNull() ? 1 : 0;
      cells[2] += shown != null && shown.isNumber() && !shown.equals(known) ? 1 : 0;
    } else if (known.isObject()) {
      known
          .fields()
          .forEachRemaining(
              field ->
                  compare(
                      field.getValue(), shown == null ? null : shown.get(field.getKey()), cells));
    } else {
      for (int i = 0; i < known.size(); i++) {
        compare(known.get(i), shown == null ? null : twin(known.get(i), i, shown), cells);
      }
    }
  }

  /** The same row of another answer, in which rows may be missing or in another order. */
  private static JsonNode twin(JsonNode row, int place, JsonNode rows) {
    for (String key : List.of("commune_code", "code", "bucket", "day")) {
      if (row.has(key)) {
        List<JsonNode> twins = new ArrayList<>();
        for (JsonNode other : rows) {
          if (other.get(key).equals(row.get(key)) && other.path("id").equals(row.path("id"))) {
            twins.add(other);
          }
        }
        return twins.isEmpty() ? null : twins.get(0);
      }
    }
    return rows.get(place);
  }

  @Test
  void dossiersAlertsAndRejectedRecordsAreForTheProvince() throws Exception {
    HttpResponse<String> refused =
        get("/api/v1/overdue-dossiers?commune=14797&format=csv", "X-User", "hanoi");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(JSON.readTree(refused.body()).get("error").asText()).isEqualTo("forbidden");
    assertThat(refused.body()).contains("open dossiers").doesNotContain("H56");
    assertThat(get("/api/v1/overdue-dossiers?province=VN", "X-User", "thanh-hoa").statusCode())
        .isEqualTo(403);

    JsonNode alert = json("/api/v1/alerts?province=38", "hanoi").get("rows").get(0);
    assertThat(alert.get("severity").asText()).isEqualTo("critical");
    assertThat(alert.get("value").isNull() && alert.get("n").isNull()).isTrue();
    assertThat(json("/api/v1/alerts?province=38", "thanh-hoa").get("rows").get(0).get("n").asInt())
        .isEqualTo(120);

    String table = "/api/v1/alerts?province=38&lang=en&format=csv";
    assertThat(get(table, "X-User", "thanh-hoa").body()).contains(",0.71,120,");
    assertThat(get(table, "X-User", "hanoi").body())
        .contains("Phường Hạc Thành", "\uFEFFRows,2\r\n", ",true\r\n")
        .doesNotContain(",0.71,120,");
    assertThat(json("/api/v1/alerts?province=38&limit=1", "hanoi").at("/totals/rows").asInt())
        .isEqualTo(2);

    String samples = "/api/v1/dead-letters";
    assertThat(get(samples, "X-User", "admin").body()).contains("submitted_at");
    assertThat(get(samples, "X-User", "o", "X-Groups", "x, operators").body())
        .as("the commune of these samples is not known, so they are of no province")
        .doesNotContain("submitted_at");
    assertThat(get(samples, "X-User", "thanh-hoa").body())
        .contains("MISSING_FIELD")
        .doesNotContain("submitted_at");

    for (String format : List.of("json", "csv")) {
      String retractions = "/api/v1/retractions?province=38&format=" + format;
      assertThat(get(retractions, "X-User", "o", "X-Groups", "operators").body())
          .contains("HD-0003", "14797");
      assertThat(get(retractions, "X-User", "hanoi").body())
          .contains("succeeded")
          .doesNotContain("HD-0003", "14797", "Hạc Thành");
    }
  }

  @Test
  void sourcesAreForTheirProvince() throws Exception {
    JsonNode rows = json("/api/v1/sources?province=38", "thanh-hoa").get("rows");
    assertThat(rows.findValuesAsText("name"))
        .containsExactly(
            "documents.hac-thanh", "stuck", "new-vendor", "national", "one-stop", "former");
    assertThat(json("/api/v1/sources?province=01", "hanoi").get("rows").findValuesAsText("name"))
        .containsExactly("hanoi-only", "national");
    // One that serves several provinces is there, without its figures.
    JsonNode known = row(json("/api/v1/sources?province=38", "chief"), "name", "national");
    assertThat(known.get("accepted").asInt()).isEqualTo(987_654);
    JsonNode shown = row(json("/api/v1/sources?province=38", "thanh-hoa"), "name", "national");
    assertThat(shown.get("suppressed").asBoolean()).isTrue();
    assertThat(shown.get("state").asText()).isEqualTo("on_time");
    assertThat(shown.get("elsewhere").asBoolean()).isTrue();
    assertThat(shown.get("provinces").toString()).isEqualTo("[\"38\"]");
    assertThat(shown.get("communes").asInt()).isEqualTo(166);
    for (String hidden :
        List.of("accepted", "rejected", "refused_requests", "newest_event_at", "counted_since")) {
      assertThat(shown.get(hidden).isNull()).as(hidden).isTrue();
    }
    String one = "/api/v1/sources/national?province=38";
    JsonNode detail = json(one, "thanh-hoa").get("source");
    assertThat(detail.get("reasons").isNull()).isTrue();
    assertThat(detail.get("served")).hasSize(166);
    assertThat(detail.toString()).doesNotContain("987654", "5432", "65,536", "\"01\"");
    assertThat(json(one, "chief").at("/source/reasons/records/0/records").asInt()).isEqualTo(5_432);
    // Nobody else, in no format and by no way round.
    for (String address :
        List.of(
            "sources?province=01",
            "sources?province=VN",
            "sources?province=01&format=csv",
            "sources/hanoi-only?province=01",
            "sources/national?province=01",
            "sources/national?province=VN")) {
      HttpResponse<String> refused = get("/api/v1/" + address, "X-User", "thanh-hoa");
      assertThat(refused.statusCode()).as(address).isEqualTo(403);
      assertThat(refused.body())
          .contains("of your own provinces only")
          .doesNotContain("hanoi-only");
    }
    assertThat(get("/api/v1/sources/hanoi-only?province=38", "X-User", "thanh-hoa").statusCode())
        .as("a source of another province is not known here")
        .isEqualTo(404);
    assertThat(get("/api/v1/sources?province=38&format=csv", "X-User", "thanh-hoa").body())
        .contains("national;")
        .doesNotContain("987654");
  }

  @Test
  void oneIsToldWhoOneIs() throws Exception {
    assertThat(json("/api/v1/me", "hanoi").toString())
        .isEqualTo(
            "{\"name\":\"hanoi\",\"role\":\"viewer\",\"provinces\":[\"01\"],\"logout\":null}");
    assertThat(json("/api/v1/me", "admin").get("provinces").isNull()).isTrue();
    try (Board local = province.board().start()) {
      HttpResponse<String> me = get(local, "/api/v1/me");
      assertThat(JSON.readTree(me.body()).get("role").asText()).isEqualTo("administrator");
    }
  }

  // Proxies

  @Test
  void headersAreBelievedFromTheProxyAlone() throws Exception {
    AccessConfiguration elsewhere =
        access(
            """
            format: 1
            trusted_proxy: {user_header: X-User}
            proxies: [10.9.9.9, "fd00::/8"]
            grants: [{user: admin, role: administrator}]
            """);
    try (Board other = province.board().access(elsewhere).start()) {
      HttpResponse<String> spoofed =
          get(other, "/api/v1/provinces", "X-User", "admin", "X-Forwarded-For", "10.9.9.9");
      assertThat(spoofed.statusCode()).isEqualTo(403);
      assertThat(JSON.readTree(spoofed.body()).get("detail").asText())
          .contains("127.0.0.1 is not one of its proxies");
      assertThat(get(other, "/healthz").statusCode()).isEqualTo(200);
    }
    assertThat(get("/api/v1/provinces").statusCode()).isEqualTo(401);
    assertThat(get("/", "X-User", "stranger").statusCode()).isEqualTo(403);
    HttpResponse<String> twice = get("/", "X-User", "hanoi", "X-User", "admin");
    assertThat(twice.statusCode()).isEqualTo(403);
    assertThat(twice.body()).contains("stands twice");
  }

  @Test
  void aGroupIsTheWholeNameInItsQuotes() throws Exception {
    AccessConfiguration administrators =
        access(
            """
            format: 1
            trusted_proxy: {user_header: X-User, groups_header: X-Groups}
            proxies: [127.0.0.0/8]
            grants:
              - {group: administrators, role: administrator}
              - {group: "a,b", role: operator, provinces: [all]}
            """);
    try (Board other = province.board().access(administrators).start()) {
      String path = "/api/v1/me";
      assertThat(get(other, path, "X-User", "x", "X-Groups", "y, administrators").statusCode())
          .isEqualTo(200);
      for (String crafted :
          List.of(
              "\"y,administrators\"",
              "\"y\\\",administrators,\\\"z\"",
              "\"y,administrators",
              "y\",administrators,\"z")) {
        assertThat(get(other, path, "X-User", "x", "X-Groups", crafted).statusCode())
            .as(crafted)
            .isEqualTo(403);
      }
      HttpResponse<String> quoted = get(other, path, "X-User", "x", "X-Groups", "\"a,b\", c");
      assertThat(JSON.readTree(quoted.body()).get("role").asText()).isEqualTo("operator");
    }
  }

  // Passwords

  @Test
  void theFirstRequestsOfABrowserAreAllLetInAndGuessersKeepNobodyWaiting() throws Exception {
    Files.writeString(
        folder.resolve("guarded-users"),
        "an:"
            + PasswordHash.make("correct horse").text()
            + "\nbình:"
            + PasswordHash.make("battery staple").text()
            + "\n");
    AccessConfiguration access =
        access(
            """
            format: 1
            passwords_file: guarded-users
            proxies: [127.0.0.1]
            limits: {logins_per_minute: 3}
            grants: [{user: "*", role: viewer, provinces: [all]}]
            """);
    try (Board guarded = province.board().access(access).start();
        CapturedLog log = new CapturedLog()) {
      String right = basic("an:correct horse");
      List<CompletableFuture<Integer>> first = new ArrayList<>();
      for (int request = 0; request < 40; request++) {
        first.add(
            status(
                guarded, "Authorization", request % 2 == 0 ? right : basic("bình:battery staple")));
      }
      assertThat(first).extracting(CompletableFuture::join).containsOnly(200);

      List<CompletableFuture<Integer>> guesses = new ArrayList<>();
      for (int guess = 0; guess < 16; guess++) {
        guesses.add(
            status(
                guarded,
                "Authorization",
                basic("an:canary-" + guess),
                "X-Forwarded-For",
                "10.1.2." + guess));
      }
      await()
          .atMost(Duration.ofMinutes(3))
          .until(() -> guesses.stream().anyMatch(CompletableFuture::isDone));
      assertThat(status(guarded, "Authorization", right).join()).isEqualTo(200);
      assertThat(guesses).as("still being checked").anyMatch(guess -> !guess.isDone());
      assertThat(guesses).extracting(CompletableFuture::join).containsOnly(401);

      assertThat(log.lines("audit"))
          .anyMatch(line -> line.contains("event=login user=\"user an\" address=\"127.0.0.1\""))
          .anyMatch(
              line ->
                  line.contains("event=refused user=\"user an\" address=\"10.1.2.7\"")
                      && line.contains("status=401"));
      get(guarded, "/api/v1/me", "Authorization", basic("canary-password:x"));
      assertThat(log.lines("user=\"unknown\"")).hasSize(1);
      assertThat(log.text()).doesNotContain("canary", "correct horse");
    }
  }

  private static CompletableFuture<Integer> status(Board of, String... headers) {
    return HTTP.sendAsync(
            request(of, "/api/v1/me", headers).build(), HttpResponse.BodyHandlers.discarding())
        .thenApply(HttpResponse::statusCode);
  }

  @Test
  void severalUsersLogInWithTheirPasswords() throws Exception {
    Files.writeString(
        folder.resolve("board-users"),
        "# name:hash\n"
            + "an:"
            + PasswordHash.make("correct horse").text()
            + "\nbình:"
            + PasswordHash.make("battery staple").text()
            + "\n");
    TickingClock clock = TickingClock.from(TestProvince.MORNING);
    AccessConfiguration access =
        access(
            """
            format: 1
            passwords_file: board-users
            limits: {logins_per_minute: 3}
            grants:
              - {user: an, role: operator, provinces: [38]}
              - {user: "*", role: viewer, provinces: [all]}
            """);
    try (Board guarded = province.board().clock(clock).access(access).start()) {
      HttpResponse<String> an =
          get(guarded, "/api/v1/me", "Authorization", basic("an:correct horse"));
      assertThat(JSON.readTree(an.body()).get("role").asText()).isEqualTo("operator");
      HttpResponse<String> binh =
          get(guarded, "/api/v1/me", "Authorization", basic("bình:battery staple"));
      assertThat(JSON.readTree(binh.body()).get("role").asText()).isEqualTo("viewer");

      for (String wrong : List.of("an:battery staple", "cường:x", "an:")) {
        HttpResponse<String> refused =
            get(
                guarded,
                "/",
                "Authorization",
                basic(wrong),
                "X-Forwarded-For",
                wrong.length() + ".0.0.1");
        assertThat(refused.statusCode()).as(wrong).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
      }
      HttpResponse<String> tooMany = get(guarded, "/", "Authorization", basic("an:guess"));
      assertThat(tooMany.statusCode()).isEqualTo(429);
      assertThat(tooMany.headers().firstValueAsLong("Retry-After").orElseThrow())
          .isBetween(1L, 20L);
      assertThat(
              get(guarded, "/api/v1/me", "Authorization", basic("an:correct horse")).statusCode())
          .as("who is in stays in")
          .isEqualTo(200);
      clock.leap(Duration.ofMinutes(1));
      assertThat(get(guarded, "/", "Authorization", basic("an:guess")).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void whoIsRefusedWhatIsInTheLog() throws Exception {
    try (CapturedLog log = new CapturedLog()) {
      get("/api/v1/overdue-dossiers?province=38&commune=14797", "X-User", "hanoi");
      get("/api/v1/me", "X-User", "stranger");
      get("/api/v1/me");
      get("/api/v1/me", "X-User", "hanoi");
      assertThat(log.lines("audit"))
          .allSatisfy(line -> assertThat(line).containsPattern("^INFO  audit \\[[0-9a-f]{32}] "))
          .extracting(line -> line.replaceFirst(" \\[[0-9a-f]+]", ""))
          .containsExactly(
              "INFO  audit event=refused user=\"user hanoi\" address=\"127.0.0.1\" method=\"GET\""
                  + " path=\"/api/v1/overdue-dossiers\" status=403 error=forbidden ",
              "INFO  audit event=refused user=\"user stranger\" address=\"127.0.0.1\""
                  + " method=\"GET\" path=\"/api/v1/me\" status=403 error=forbidden ",
              "INFO  audit event=refused user=\"\" address=\"127.0.0.1\" method=\"GET\""
                  + " path=\"/api/v1/me\" status=401 error=unauthorized ");
    }
  }

  // Limits

  @Test
  void whoAsksTooMuchIsToldWhenToComeBack() throws Exception {
    TickingClock clock = TickingClock.from(TestProvince.MORNING);
    AccessConfiguration access = proxyAccess("limits: {requests_per_second: 1, streams: 2}\n");
    try (Board limited = province.board().clock(clock).access(access).start()) {
      List<Integer> answers = new ArrayList<>();
      HttpResponse<String> last = null;
      for (int request = 0; request < 8; request++) {
        last = get(limited, "/api/v1/provinces", "X-User", "admin");
        answers.add(last.statusCode());
      }
      assertThat(answers).startsWith(200, 200, 200, 200, 200).endsWith(429);
      assertThat(last.headers().firstValueAsLong("Retry-After").orElseThrow()).isEqualTo(1);
      assertThat(last.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(JSON.readTree(last.body()).get("error").asText()).isEqualTo("too_many_requests");
      assertThat(get(limited, "/api/v1/provinces", "X-User", "hanoi").statusCode())
          .as("others are not held up")
          .isEqualTo(200);
      clock.leap(Duration.ofSeconds(5));
      try (Stream one = stream(limited, "?province=38", "admin");
          Stream two = stream(limited, "?province=38", "admin")) {
        one.next("snapshot");
        two.next("snapshot");
        HttpResponse<String> third = get(limited, "/api/v1/stream?province=38", "X-User", "admin");
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("Retry-After")).isPresent();
      }
      clock.leap(Duration.ofSeconds(5));
      await()
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                clock.leap(Duration.ofSeconds(5));
                province.excels(TestProvince.HAC_THANH, 300 + answers.size());
                answers.add(0);
                try (Stream again = stream(limited, "?province=38", "admin")) {
                  return again.status == 200;
                }
              });
    }
  }

  @Test
  void aPageThatIsRefusedIsToldInBothLanguages() throws Exception {
    HttpResponse<String> page = get("/map", "Accept", "text/html,*/*;q=0.8");
    assertThat(page.statusCode()).isEqualTo(401);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.body()).contains("Cần đăng nhập", "Máy chủ trung gian chưa cho biết bạn là ai");
    assertThat(get("/api/v1/me", "Accept", "text/html").body())
        .contains("\"error\":\"unauthorized\"");
    try (Board login =
        province
            .board()
            .access(AccessConfiguration.login("board", PasswordHash.make("secret")))
            .start()) {
      HttpResponse<String> asked = get(login, "/", "Accept", "text/html");
      assertThat(asked.statusCode()).isEqualTo(401);
      assertThat(asked.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic");
      assertThat(asked.body()).contains("Cần tên người dùng và mật khẩu");
    }
  }

  @Test
  void onThisMachineAloneThereAreNoLimits() throws Exception {
    try (Board local = province.board().start()) {
      for (int request = 0; request < 700; request++) {
        assertThat(get(local, "/api/v1/me").statusCode()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0", "::"})
  void aBoardForOthersSaysWhatItNeeds(String address) {
    assertThatThrownBy(() -> province.board().bindAddress(address).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(address)
        .hasMessageContaining("needs authentication")
        .hasMessageContaining("--access FILE")
        .hasMessageContaining("--login NAME")
        .hasMessageContaining("127.0.0.1");
  }

  // Requests

  private static HttpRequest.Builder request(Board of, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + of.port() + path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }

  private static HttpResponse<String> get(Board of, String path, String... headers)
      throws IOException, InterruptedException {
    return HTTP.send(request(of, path, headers).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return get(board, path, headers);
  }

  private static JsonNode json(String path, String user) throws IOException, InterruptedException {
    return json(board, path, user);
  }

  private static JsonNode json(Board of, String path, String user)
      throws IOException, InterruptedException {
    HttpResponse<String> response = get(of, path, "X-User", user);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static JsonNode row(JsonNode answer, String name, String value) {
    JsonNode rows = answer.isArray() ? answer : answer.get("rows");
    for (JsonNode row : rows) {
      if (row.path(name).asText().equals(value)) {
        return row;
      }
    }
    throw new AssertionError("no row with " + name + " " + value);
  }

  private static String line(String csv, String code) {
    return csv.lines().filter(line -> line.contains(code)).findFirst().orElseThrow();
  }

  private static String basic(String credentials) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  private static Stream stream(Board of, String query, String user)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        HTTP.send(
            request(of, "/api/v1/stream" + query, "X-User", user).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    return new Stream(response.statusCode(), response.body());
  }

  /** A stream of server-sent events. */
  private static final class Stream implements AutoCloseable {

    private final int status;
    private final BufferedReader lines;

    Stream(int status, InputStream body) {
      this.status = status;
      this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** The next event of a kind; others are passed over. */
    JsonNode next(String kind) throws IOException {
      Map<String, String> event = new LinkedHashMap<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int colon = line.indexOf(": ");
        if (colon > 0) {
          event.put(line.substring(0, colon), line.substring(colon + 2));
        } else if (kind.equals(event.get("event"))) {
          return JSON.readTree(event.get("data"));
        } else {
          event.clear();
        }
      }
      throw new AssertionError("the stream ended without " + kind);
    }

    /**
     * The row of a commune in the next change that has it; changes of others alone are passed over.
     */
    JsonNode changeOf(String code) throws IOException {
      while (true) {
        for (JsonNode row : next("change").get("rows")) {
          if (row.path("code").asText().equals(code)) {
            return row;
          }
        }
      }
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
