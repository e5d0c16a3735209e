package vn.cds.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.Collator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.cds.contract.figure.Measure;
import vn.cds.contract.roster.Unit;
import vn.cds.contract.time.VietnamTime;
import vn.cds.dashboard.api.query.InputTopics;

/**
 * Every number of every page in a real Chromium against what the API answers to the same addresses,
 * and every file that a page offers against that answer, while stream and clocks stand still.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NumbersTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** In milliseconds; a busy machine is slow. */
  private static final int LONGEST_WAIT = 120_000;

  private static final JsonNode NONE = NullNode.getInstance();

  /** What some alerts look at is a share; all else is a number (docs/alerting.md). */
  private static final Set<String> SHARES =
      Set.of("on-time", "payment-failures", "rejected-or-late");

  private static final List<String> STEPS =
      List.of("registered", "self-assessed", "appraised", "recognised");

  private static final Pattern TAKES_A_MOMENT =
      Pattern.compile(
          "/api/v1/(leaderboard|comparison|funnel|overdue-dossiers|indicators|communes/|alerts/(history|times))");

  private static TestProvince province;
  private static Board board;
  private static BoardBrowser browser;

  private ShownNumbers in;
  private ShownPage shown;

  /** The moment that all questions are asked for; null: as the page asks them. */
  private Instant at;

  /** What the page offers to take away. */
  private final List<String> links = new ArrayList<>();

  /** What the page asked for. */
  private final Set<String> asked = new LinkedHashSet<>();

  @BeforeAll
  static void start() {
    PlaywrightAssertions.setDefaultAssertionTimeout(LONGEST_WAIT);
    province = new TestProvince();
    province.fillPages(2026);
    province.overdue(province.communes.get(40).code(), 219, false);
    province.overdue(province.communes.get(40).code(), 275, true);
    province.dueOn(
        province.communes.get(40).code(), "H56.99999-d-0001", TestProvince.TODAY.minusDays(3));
    province.notices(2);
    province.alert(TestProvince.THANH_HOA, "Thanh Hoá", "on-time", "warning", null);
    province.alert(
        TestProvince.THANH_HOA,
        "Thanh Hoá",
        "backlog",
        "warning",
        TestProvince.MORNING.minusSeconds(7_200));
    board =
        province
            .board()
            .clock(Clock.fixed(TestProvince.MORNING, ZoneOffset.UTC))
            .operator(true)
            .inputTopics(NumbersTest::inputTopics)
            .sourceTopic(TestSources::everyState)
            .start();
    browser = new BoardBrowser();
  }

  @AfterAll
  static void stop() {
    browser.close();
    board.close();
  }

  @AfterEach
  void nothingWentWrong() {
    assertThat(browser.complaints()).isEmpty();
  }

  /** Kafka says that more was produced than is counted. */
  private static InputTopics inputTopics() {
    return new InputTopics() {
      @Override
      public Map<Partition, Held> held(Map<Partition, Long> read) {
        return Map.of(
            new Partition("cds.documents", 0), new Held(1_012, 1_008, null),
            new Partition("cds.service-requests", 0), new Held(40, 40, null));
      }

      @Override
      public Map<Partition, Long> settled() {
        return Map.of(new Partition("cds.documents", 0), 1_003L);
      }
    };
  }

  /** The figures are the same in both; English only when all tests run. */
  private static Stream<String> languages() {
    return System.getProperty("test.excluded", "").isEmpty()
        ? Stream.of("vi", "en")
        : Stream.of("vi");
  }

  @ParameterizedTest
  @MethodSource("languages")
  void leaderboard(String language) throws Exception {
    leaderboard(language, "/?open=" + TestProvince.HAC_THANH);
  }

  private void leaderboard(String language, String address) throws Exception {
    open(language, address);
    JsonNode head = answer("board");
    JsonNode catalogue = answer("indicators");
    JsonNode alerts = answer("alerts/counts");
    JsonNode history = answer("score-history");
    List<JsonNode> all = list(head.get("rows"));
    List<JsonNode> ranked = all.stream().filter(row -> !row.get("rank").isNull()).toList();
    List<JsonNode> unranked =
        all.stream()
            .filter(row -> row.get("rank").isNull())
            .sorted(
                Comparator.comparingInt((JsonNode row) -> -row.get("n").asInt())
                    .thenComparing(row -> row.get("code").asText()))
            .toList();
    String minimum = in.integer(head.get("minimum_n"));
    List<List<String>> rows = new ArrayList<>();
    List<List<String>> details = new ArrayList<>();
    for (JsonNode row : concat(ranked, unranked)) {
      if (row.equals(unranked.isEmpty() ? null : unranked.get(0))) {
        rows.add(List.of(in.integer(unranked.size()) + " " + minimum));
      }
      JsonNode counted = one(alerts.get("rows"), "unit", row.get("code").asText());
      String open = counted == null ? "" : in.integer(counted.get("alerts"));
      String score =
          !row.get("rank").isNull()
              ? in.score(row.get("points")) + "/" + in.number(row.get("points_possible"))
              : row.get("reason").asText().equals("not_enough_data")
                  ? in.integer(row.get("n")) + " " + minimum
                  : "";
      boolean moves = !row.get("rank").isNull() && row.get("movement").asInt() != 0;
      List<String> cells = new ArrayList<>();
      cells.add(in.integer(row.get("rank")));
      cells.add(moves ? in.integer(Math.abs(row.get("movement").asInt())) : "");
      cells.add(open + " " + open);
      cells.add(score);
      cells.add(spark(history, row.get("code").asText()));
      for (JsonNode group : one(catalogue.get("frames"), "id", "qd-766").get("groups")) {
        cells.add(points(row, "qd-766/" + group.get("id").asText(), catalogue));
      }
      cells.add(in.integer(row.get("n")));
      rows.add(cells);
      if (row.get("code").asText().equals(TestProvince.HAC_THANH)) {
        rows.add(List.of(worst(row, catalogue)));
        row.get("indicators").forEach(indicator -> details.add(detail(indicator, catalogue)));
      }
    }
    shown.table(
        List.of("", "", "", in.number(head.at("/coverage/points_computable"))), rows.stream());
    shown.table(details.stream());
    heading(head, ranked, catalogue);
    alerts.get("rows").forEach(row -> shown.allow(in.integer(row.get("alerts"))));
    String computable = in.number(head.at("/coverage/points_computable"));
    shown.says(
        days(head) + " " + computable + " 100",
        in.say("method.coverage", "computable", computable, "total", "100") + in.say("method.rank"),
        in.say("spark.days", "minimum", minimum));
    shown.check();

    // The file is of the same communes in the same order, with the same figures.
    JsonNode listed = json(withoutFormat(offered("leaderboard").get(0)));
    assertThat(list(listed.get("rows")).stream().map(NumbersTest::figures).toList())
        .isEqualTo(
            Stream.concat(ranked.stream(), unordered(all).stream())
                .map(NumbersTest::figures)
                .toList());
    files("leaderboard", all.size());
  }

  private static List<String> figures(JsonNode row) {
    return Stream.of("rank", "points", "score", "class", "n", "movement")
        .map(name -> row.get(name).toString())
        .toList();
  }

  private static List<JsonNode> unordered(List<JsonNode> rows) {
    return rows.stream().filter(row -> row.get("rank").isNull()).toList();
  }

  /** The figures beside the title. */
  private void heading(JsonNode head, List<JsonNode> ranked, JsonNode catalogue) {
    List<JsonNode> all = list(head.get("rows"));
    String every = in.integer(all.size());
    shown.says(
        every,
        "/" + every,
        in.integer(ranked.size()),
        in.integer(all.size() - ranked.size()),
        in.integer(all.stream().filter(row -> row.get("n").asInt() != 0).count()),
        in.integer(all.stream().mapToLong(row -> row.get("n").asLong()).sum()));
    for (String id : List.of("2.1", "3.6", "4.1")) {
      double won = 0;
      double of = 0;
      for (JsonNode row : all) {
        JsonNode indicator = one(row.get("indicators"), "id", id);
        won += indicator == null ? 0 : indicator.get("numerator").asDouble();
        of += indicator == null ? 0 : indicator.get("denominator").asDouble();
      }
      shown.says(
          in.percent(won / of),
          id.equals("2.1") ? in.integer(of - won) : in.integer(won) + " " + in.integer(of));
    }
    shown.says(in.percent(median(ranked) / 100));
    for (JsonNode entry : one(catalogue.get("frames"), "id", "qd-766").get("classes")) {
      shown.says(
          in.integer(
              ranked.stream().filter(row -> row.get("class").equals(entry.get("id"))).count()));
    }
    shown.says(comparedTo(head.get("compared_to")));
  }

  /** The moment that ranks are compared with; midnight is the end of the day before. */
  private String comparedTo(JsonNode moment) {
    if (moment.isNull()) {
      return "";
    }
    Instant then = Instant.parse(moment.asText());
    if (in.time("HH:mm", moment).equals("00:00")) {
      return in.time("dd/MM/yyyy", TextNode.valueOf(then.minusMillis(1).toString()));
    }
    boolean today = VietnamTime.localDay(then).equals(TestProvince.TODAY);
    return in.time(today ? "HH:mm" : "HH:mm dd/MM/yyyy", moment);
  }

  private static double median(List<JsonNode> ranked) {
    double[] scores = ranked.stream().mapToDouble(row -> row.get("score").asDouble()).toArray();
    Arrays.sort(scores);
    int middle = scores.length / 2;
    return scores.length % 2 == 1 ? scores[middle] : (scores[middle - 1] + scores[middle]) / 2;
  }

  private String spark(JsonNode history, String commune) {
    JsonNode own = one(history.get("communes"), "commune_code", commune);
    List<JsonNode> scores =
        list(own == null ? NONE : own.get("scores")).stream()
            .filter(score -> !score.isNull())
            .toList();
    return scores.size() < 2
        ? ""
        : in.score(scores.get(0)) + " " + in.score(scores.get(scores.size() - 1));
  }

  /** Points of a group of those that can be computed. */
  private String points(JsonNode row, String group, JsonNode catalogue) {
    double won = 0;
    double of = 0;
    for (JsonNode indicator : row.get("indicators")) {
      JsonNode known = one(catalogue.get("indicators"), "id", indicator.get("id").asText());
      boolean own = list(known.get("groups")).stream().anyMatch(id -> id.asText().equals(group));
      if (own && !indicator.get("points").isNull()) {
        won += indicator.get("points").asDouble();
        of += indicator.get("maximum_points").asDouble();
      }
    }
    return of == 0 ? "" : in.score(won) + "/" + in.number(of);
  }

  private String worst(JsonNode row, JsonNode catalogue) {
    JsonNode worst =
        list(row.get("indicators")).stream()
            .filter(indicator -> !indicator.get("points").isNull())
            .max(Comparator.comparingDouble(NumbersTest::lost))
            .orElseThrow();
    return "%s %s %s"
        .formatted(
            row.get("code").asText(),
            name(one(catalogue.get("indicators"), "id", worst.get("id").asText())),
            in.score(lost(worst)));
  }

  private static double lost(JsonNode indicator) {
    return indicator.get("maximum_points").asDouble() - indicator.get("points").asDouble();
  }

  private List<String> detail(JsonNode indicator, JsonNode catalogue) {
    JsonNode known = one(catalogue.get("indicators"), "id", indicator.get("id").asText());
    boolean some = indicator.get("denominator").asDouble() != 0;
    String part =
        in.part(
            indicator.get("numerator"), known.get("unit").asText(), known.get("input").asText());
    boolean counted = !indicator.get("points").isNull();
    double lost = counted ? lost(indicator) : 0;
    return List.of(
        indicator.get("id").asText() + " " + name(known),
        some ? part + " / " + in.number(indicator.get("denominator")) : "",
        some
            ? in.percent(
                indicator.get("numerator").asDouble() / indicator.get("denominator").asDouble())
            : "",
        in.percent(indicator.get("target").asDouble()),
        in.score(indicator.get("points")) + " / " + in.number(indicator.get("maximum_points")),
        !counted ? "" : lost < 0.005 ? "0" : in.score(lost));
  }

  @ParameterizedTest
  @MethodSource("languages")
  void commune(String language) throws Exception {
    commune(language, "/communes/" + TestProvince.HAC_THANH + "?period=week&indicator=2.1");
  }

  private void commune(String language, String address) throws Exception {
    open(language, address);
    JsonNode commune = answer("communes/14797").get("commune");
    JsonNode answer = answer("communes/14797/explanation");
    JsonNode history = answer("score-history");
    JsonNode alerts = answer("alerts/history");
    JsonNode dossiers = answer("overdue-dossiers");
    JsonNode windows = answer("communes/14797/explanation/2.1");
    JsonNode frame = one(answer("indicators").get("frames"), "id", answer.get("frame").asText());
    JsonNode onTime = one(answer.get("indicators"), "id", "2.1");
    List<List<String>> why = new ArrayList<>();
    for (JsonNode group : frame.get("groups")) {
      List<JsonNode> own =
          list(answer.get("indicators")).stream()
              .filter(line -> line.get("group").equals(group.get("id")))
              .toList();
      if (own.isEmpty()) {
        continue;
      }
      List<JsonNode> counted = own.stream().filter(line -> !line.get("won").isNull()).toList();
      String criteria = in.integer(group.get("criteria"));
      why.add(
          List.of(
              name(group) + " " + criteria,
              "",
              "",
              "",
              "",
              "",
              (counted.isEmpty() ? "" : in.score(sum(counted, "won")))
                  + " / "
                  + in.number(group.get("points")),
              counted.isEmpty() ? "" : in.score(sum(counted, "lost"))));
      for (JsonNode line : own) {
        why.add(explained(line));
        if (line == onTime) {
          String minimum = in.integer(line.get("minimum_n"));
          boolean few =
              list(windows.get("windows")).stream()
                  .anyMatch(
                      day -> day.get("denominator").asDouble() < line.get("minimum_n").asInt());
          why.add(
              List.of(
                  line.get("formula_version").asText()
                      + " "
                      + line.get("source").asText()
                      + " "
                      + minimum
                      + " "
                      + in.say("why.bounds")
                      + bounds(line)
                      + " 2.1 2.1"
                      + (few ? in.say("chart.small", "minimum", minimum) : "")));
        }
      }
    }
    shown.table(why.stream());
    shown.table(
        list(windows.get("windows")).stream()
            .map(
                day ->
                    List.of(
                        ShownNumbers.date(day.get("day")),
                        in.number(day.get("numerator")),
                        in.number(day.get("denominator")),
                        in.value(day.get("rate"), "percent"))));
    shown.table(trend(history, List.of("14797")));
    shown.table(alerts(alerts, false, true));
    dossiers(dossiers, false);
    shown.table(
        list(answer.get("indicators")).stream()
            .flatMap(
                line -> list(line.get("declared")).stream().map(figure -> declared(line, figure))));

    shown.says(
        in.integer(commune.get("rank")) + "/" + in.integer(commune.get("peers_ranked")),
        in.score(commune.get("points")) + " / " + in.number(commune.get("points_computable")),
        in.percent(commune.get("score").asDouble() / 100)
            + " "
            + in.percent(commune.get("peers_median").asDouble() / 100),
        in.integer(commune.get("n")),
        in.integer(commune.get("open")),
        in.integer(commune.get("overdue").asInt() - commune.get("overdue_suspected").asInt()),
        in.integer(commune.get("overdue_suspected")),
        in.value(onTime.get("rate"), "percent"),
        in.say(
            "commune.bounds",
            "low",
            in.value(onTime.get("wilson_low"), "percent"),
            "high",
            in.value(onTime.get("wilson_high"), "percent")),
        in.say("detail.code", "code", "14797"),
        frame.get("source").asText()
            + " "
            + answer.get("catalogue").asText()
            + " 95 "
            + in.clockAndDate(answer.get("as_of")));
    shown.allow("2.1 " + name(onTime));
    shown.allow(name(frame));
    shown.allow(in.say("chart.small", "minimum", history.get("minimum_n").asText()));
    shown.check();
    files("communes/14797/explanation", answer.get("indicators").size());
    files("alerts/history", alerts.at("/totals/rows").asInt());
    files("overdue-dossiers", dossiers.at("/totals/rows").asInt());
  }

  private String bounds(JsonNode line) {
    return line.get("wilson_low").isNull()
        ? ""
        : " %s – %s"
            .formatted(
                in.value(line.get("wilson_low"), "percent"),
                in.value(line.get("wilson_high"), "percent"));
  }

  private List<String> explained(JsonNode line) {
    String unit = line.get("unit").asText();
    String reason = line.get("reason").asText();
    boolean silent = reason.equals("missing") || reason.equals("no_data");
    boolean drawn = !line.get("rate").isNull() && unit.equals("percent");
    return List.of(
        line.get("id").asText() + " " + name(line),
        in.part(line.get("numerator"), unit, line.get("input").asText()),
        in.number(line.get("denominator")),
        silent
            ? ""
            : in.value(line.get("rate"), unit)
                + (reason.equals("not_enough_data") ? " " + line.get("minimum_n").asText() : "")
                + (drawn ? bounds(line) : ""),
        in.value(line.get("peers_rate"), unit),
        in.value(line.get("target"), unit),
        in.score(line.get("won")) + " / " + in.number(line.get("points")),
        in.lost(line.get("lost")));
  }

  private List<String> declared(JsonNode line, JsonNode figure) {
    return List.of(
        line.get("id").asText() + " " + name(line),
        in.number(figure.get("numerator")) + " / " + in.number(figure.get("denominator")),
        figure.get("period").asText(),
        ShownNumbers.date(figure.get("observed_on")),
        figure.get("document").asText(),
        in.time("dd/MM/yyyy", figure.get("declared_at")));
  }

  /** The table behind a chart of scores. */
  private Stream<List<String>> trend(JsonNode history, List<String> communes) {
    boolean days = history.get("step").asText().equals("day");
    return IntStream.range(0, history.get("buckets").size())
        .mapToObj(
            bucket -> {
              String day = ShownNumbers.date(history.get("buckets").get(bucket));
              List<String> cells = new ArrayList<>();
              cells.add(days ? day.substring(0, 5) : day.substring(3));
              for (String code : communes) {
                JsonNode own = one(history.get("communes"), "commune_code", code);
                boolean small = own.get("n").get(bucket).asInt() < history.get("minimum_n").asInt();
                cells.add(
                    in.number(own.get("scores").get(bucket))
                        + (small ? " " + history.get("minimum_n").asText() : ""));
              }
              cells.add(in.number(history.get("median").get(bucket)));
              return cells;
            });
  }

  @ParameterizedTest
  @MethodSource("languages")
  void comparison(String language) throws Exception {
    comparison(language, "/compare?communes=14797,14812&period=week");
  }

  private void comparison(String language, String address) throws Exception {
    open(language, address);
    List<String> codes = List.of("14797", "14812");
    JsonNode answer = answer("comparison");
    JsonNode rows = answer.get("rows");
    JsonNode history = answer("score-history");
    shown.allow(name(answer("indicators").get("frames").get(0)));
    shown.allow(in.say("chart.small", "minimum", history.get("minimum_n").asText()));
    shown.table(trend(history, codes));
    List<List<String>> expected = new ArrayList<>();
    List<String> total = new ArrayList<>(List.of("", ""));
    for (String code : codes) {
      JsonNode standing =
          list(answer.get("standings")).stream()
              .filter(row -> row.get("commune_code").asText().equals(code))
              .findFirst()
              .orElseThrow();
      List<JsonNode> counted =
          list(rows).stream()
              .filter(row -> row.get("commune_code").asText().equals(code))
              .filter(row -> !row.get("won").isNull())
              .toList();
      double won = sum(counted, "won");
      double of = sum(counted, "points");
      assertThat(standing.get("score").asDouble()).isCloseTo(100 * won / of, within(0.005));
      total.add(
          in.score(won)
              + " / "
              + in.number(of)
              + " "
              + in.percent(standing.get("score").asDouble() / 100));
    }
    total.add(in.percent(answer.get("peers_median").asDouble() / 100));
    expected.add(total);
    Map<String, List<JsonNode>> lines =
        list(rows).stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.get("id").asText(), LinkedHashMap::new, Collectors.toList()));
    lines.values().stream()
        .filter(of -> of.stream().anyMatch(row -> !row.get("reason").asText().equals("missing")))
        .forEach(of -> expected.add(compared(of, codes)));
    shown.table(expected.stream());
    shown.check();
    files("comparison", rows.size());
  }

  private List<String> compared(List<JsonNode> rows, List<String> codes) {
    JsonNode one = rows.get(0);
    String unit = one.get("unit").asText();
    List<String> cells = new ArrayList<>();
    cells.add(one.get("id").asText() + " " + name(one));
    cells.add(in.value(one.get("target"), unit));
    for (String code : codes) {
      JsonNode row =
          rows.stream()
              .filter(own -> own.get("commune_code").asText().equals(code))
              .findFirst()
              .orElseThrow();
      boolean few = row.get("reason").asText().equals("not_enough_data");
      cells.add(
          row.get("rate").isNull()
              ? ""
              : in.value(row.get("rate"), unit)
                  + " "
                  + in.number(row.get("denominator"))
                  + (few ? " " + row.get("minimum_n").asText() : "")
                  + (unit.equals("percent") ? bounds(row) : ""));
    }
    cells.add(in.value(one.get("peers_rate"), unit));
    return cells;
  }

  @ParameterizedTest
  @MethodSource("languages")
  void recognition(String language) throws Exception {
    open(language, "/recognition");
    JsonNode answer = answer("recognition");
    List<JsonNode> ofProvince =
        list(answer.get("progress")).stream()
            .filter(row -> row.get("unit_level").asText().equals("province"))
            .sorted(Comparator.comparingInt((JsonNode row) -> -row.get("year").asInt()))
            .toList();
    shown.table(ofProvince.stream().map(row -> progress(row, false)));
    Collator names = Collator.getInstance(new Locale("vi"));
    List<List<String>> units =
        list(answer.get("units")).stream()
            .filter(unit -> unit.get("unit_level").asText().equals("commune"))
            .sorted(
                Comparator.comparingInt((JsonNode unit) -> -unit.get("year").asInt())
                    .thenComparingInt(unit -> -STEPS.indexOf(unit.get("step").asText()))
                    .thenComparing(unit -> unit.get("name").asText(), names))
            .map(
                unit ->
                    List.of(
                        "",
                        unit.get("year").asText(),
                        "",
                        ShownNumbers.date(unit.get("step_on")),
                        unit.get("document").asText()))
            .toList();
    shown.table(units.stream());
    JsonNode latest = answer.get("latest");
    for (String same : List.of("year", "recognised", "target", "recognised_in_all")) {
      assertThat(latest.get(same)).as(same).isEqualTo(ofProvince.get(0).get(same));
    }
    shown.says(
        latest.get("year").asText(),
        in.integer(latest.get("recognised")) + "/" + in.integer(latest.get("target")),
        in.integer(latest.get("recognised_in_all")),
        in.clockAndDate(answer.get("as_of")));
    shown.check();
    files("recognition", answer.get("progress").size());
    files("recognition/units", answer.get("units").size());
  }

  private List<String> progress(JsonNode row, boolean named) {
    List<String> cells = new ArrayList<>();
    if (named) {
      cells.add("");
    }
    cells.add(row.get("year").asText());
    for (String step : STEPS) {
      String name = step.replace('-', '_');
      cells.add(withDeclared(row, name));
    }
    cells.add(in.integer(row.get("target")));
    cells.add(
        in.integer(Math.round(100.0 * row.get("recognised").asInt() / row.get("target").asInt())));
    cells.add(withDeclared(row, "recognised_in_all"));
    cells.add(
        Stream.concat(
                Stream.of(row.get("target_document").asText()),
                list(row.get("declared")).stream()
                    .map(
                        source ->
                            source.get("document").asText()
                                + " "
                                + ShownNumbers.date(source.get("observed_on"))))
            .distinct()
            .collect(Collectors.joining("; ")));
    return cells;
  }

  private String withDeclared(JsonNode row, String name) {
    JsonNode declared = row.get("declared_" + name);
    boolean differs = !declared.isNull() && declared.asInt() != row.get(name).asInt();
    return in.integer(row.get(name)) + (differs ? " " + in.integer(declared) : "");
  }

  @ParameterizedTest
  @MethodSource("languages")
  void alerts(String language) throws Exception {
    open(language, "/alerts?period=month");
    JsonNode open = answer("alerts");
    JsonNode history = answer("alerts/history");
    JsonNode dossiers = answer("overdue-dossiers");
    JsonNode silences = answer("alerts/silences");
    JsonNode times = answer("alerts/times");
    shown.table(alerts(open, true, false));
    shown.table(alerts(history, true, true));
    dossiers(dossiers, true);
    shown.table(
        list(silences.get("rows")).stream()
            .map(
                row ->
                    List.of(
                        "",
                        "",
                        "",
                        in.clockAndDate(row.get("begins")),
                        in.clockAndDate(row.get("ends")),
                        row.get("owner").asText(),
                        row.get("reason").asText())));
    shown.table(
        List.of("", "", "", "", "", "95"),
        list(times.get("rows")).stream()
            .map(
                row ->
                    List.of(
                        "",
                        "",
                        in.integer(row.get("episodes")),
                        in.integer(row.get("still_open")),
                        seconds(row.get("median_seconds")),
                        seconds(row.get("p95_seconds")))));
    for (String severity : List.of("critical", "warning", "notice")) {
      shown.says(in.integer(open.at("/totals/" + severity)));
    }
    shown.says(in.clockAndDate(open.get("as_of")));
    shown.check();
    files("alerts", open.at("/totals/rows").asInt());
    files("alerts/history", history.at("/totals/rows").asInt());
    files("overdue-dossiers", dossiers.at("/totals/rows").asInt());
    files("alerts/silences", silences.at("/totals/rows").asInt());
    files("alerts/times", times.get("rows").size());
  }

  private static String seconds(JsonNode value) {
    return value.isNull() ? "" : ShownNumbers.duration(Duration.ofSeconds(value.asLong()));
  }

  private Stream<List<String>> alerts(JsonNode answer, boolean units, boolean past) {
    part(answer.get("rows").size(), answer.at("/totals/rows").asInt());
    return list(answer.get("rows")).stream()
        .map(
            row -> {
              String unit = SHARES.contains(row.get("indicator").asText()) ? "percent" : "count";
              List<String> cells = new ArrayList<>(List.of(""));
              if (units) {
                cells.add("");
              }
              cells.add(name(row));
              cells.add(in.value(row.get("value"), unit));
              cells.add(in.integer(row.get("n")));
              cells.add(in.value(row.get("target"), unit));
              cells.add(in.value(row.get("peers_median"), unit));
              cells.add(in.value(row.get("worst"), unit));
              cells.add(in.minuteAndDate(row.get("since")));
              JsonNode end = past ? row.get("resolved_at") : NONE;
              cells.add(end.isNull() ? since(row.get("fired_at")) : in.minuteAndDate(end));
              return cells;
            });
  }

  /** How long ago it is now, where the clock stands still. */
  private static String since(JsonNode moment) {
    return ShownNumbers.duration(
        Duration.between(Instant.parse(moment.asText()), TestProvince.MORNING));
  }

  private void part(int listed, int all) {
    if (listed < all) {
      shown.says(in.say("list.part", "shown", in.integer(listed), "all", in.integer(all)));
    }
  }

  /** Totals are the server's: of what is listed nothing is counted. */
  private void dossiers(JsonNode answer, boolean units) {
    Map<String, Predicate<JsonNode>> kinds = new LinkedHashMap<>();
    kinds.put("overdue", row -> isSet(row, "overdue") && !isSet(row, "suspected_sync_fault"));
    kinds.put("suspected", row -> isSet(row, "overdue") && isSet(row, "suspected_sync_fault"));
    kinds.put("soon", row -> !isSet(row, "overdue"));
    kinds.forEach(
        (kind, is) -> {
          int all = answer.at("/totals/" + kind).asInt();
          List<JsonNode> own = list(answer.get("rows")).stream().filter(is).toList();
          if (all > 0) {
            shown.says(
                in.say(
                    "dossiers." + (kind.equals("overdue") ? "late" : kind), "n", in.integer(all)));
            part(own.size(), all);
          }
          if (!own.isEmpty()) {
            shown.table(own.stream().map(row -> dossier(row, units, kind.equals("soon"))));
          }
        });
  }

  private static boolean isSet(JsonNode row, String flag) {
    return row.get(flag).asBoolean();
  }

  private List<String> dossier(JsonNode row, boolean units, boolean soon) {
    List<String> cells = new ArrayList<>(List.of(row.get("dossier_code").asText()));
    if (units) {
      cells.add("");
    }
    cells.add(timeOrDay(row, "submitted"));
    int supplements = row.get("supplements").asInt();
    cells.add(timeOrDay(row, "due") + (supplements >= 2 ? " " + supplements : ""));
    if (row.get("due_at").isNull()) {
      cells.add("");
    } else if (isSet(row, "due_by_day")) {
      int days = soon ? -row.get("overdue_days").asInt() : row.get("overdue_days").asInt();
      cells.add(days > 0 ? Integer.toString(days) : "");
    } else {
      Duration over =
          Duration.between(Instant.parse(row.get("due_at").asText()), TestProvince.MORNING);
      Duration told = soon ? over.negated() : over;
      cells.add(told.toSeconds() < 1 ? "" : ShownNumbers.duration(told));
    }
    return cells;
  }

  /** Of a time that is known only to the day its date alone. */
  private String timeOrDay(JsonNode row, String of) {
    JsonNode moment = row.get(of + "_at");
    return isSet(row, of + "_by_day") ? in.time("dd/MM/yyyy", moment) : in.minuteAndDate(moment);
  }

  private int retractions() {
    JsonNode answer = answer("retractions");
    shown.table(
        list(answer.get("streams")).stream()
            .map(
                row ->
                    List.of(
                        "",
                        in.integer(row.get("retractions")),
                        in.integer(row.get("found")),
                        in.integer(row.get("not_found")),
                        in.integer(row.get("inexact")))));
    shown.table(
        list(answer.get("rows")).stream()
            .map(
                row ->
                    List.of(
                        row.get("entity").asText(), "", "", "", timeOrDay(row, "occurred"), "")));
    JsonNode totals = answer.get("totals");
    shown.says(in.say("retractions.not_found.text", "n", in.integer(totals.get("not_found"))));
    shown.says(in.say("retractions.inexact.text", "n", in.integer(totals.get("inexact"))));
    return totals.get("rows").asInt();
  }

  @ParameterizedTest
  @MethodSource("languages")
  void data(String language) throws Exception {
    open(language, "/data");
    JsonNode health = answer("data-health");
    JsonNode faults = answer("dead-letters");
    shown.table(
        list(health.get("streams")).stream()
            .map(
                row ->
                    List.of(
                        "",
                        "",
                        row.get("written_at").isNull()
                            ? ""
                            : in.clockAndDate(row.get("written_at"))
                                + " "
                                + since(row.get("written_at")),
                        in.clockAndDate(row.get("latest_minute")),
                        ShownNumbers.date(row.get("latest_day")),
                        in.integer(row.get("communes_today"))
                            + " / "
                            + in.integer(row.get("communes")))));
    List<String> parts =
        List.of("counted", "duplicates", "dead_letters", "too_late", "retractions");
    shown.table(
        list(health.get("records")).stream()
            .map(
                row -> {
                  double all = row.get("produced").asDouble();
                  List<String> cells = new ArrayList<>(List.of("", in.integer(all)));
                  parts.forEach(part -> cells.add(ofAll(row.get(part).asDouble(), all)));
                  cells.add(ofAll(row.get("without_record").asDouble(), all));
                  cells.add(in.integer(row.get("waiting")));
                  cells.add(in.integer(row.get("gap")));
                  return cells;
                }));
    shown.table(
        list(faults.get("rows")).stream()
            .map(
                row ->
                    List.of(
                        "",
                        row.get("topic").asText(),
                        in.integer(row.get("records")),
                        in.integer(row.get("communes")),
                        in.clockAndDate(row.get("last_append_time")),
                        in.say("fault." + row.get("code").asText() + ".text"))));
    List<JsonNode> records = list(health.get("records"));
    JsonNode totals = health.get("totals");
    double all = totals.get("produced").asDouble();
    assertThat(all).isEqualTo(sum(records, "produced"));
    shown.says(in.integer(all), in.clockAndDate(health.get("as_of")));
    concat(parts, List.of("without_record"))
        .forEach(
            part -> {
              double sum = totals.get(part).asDouble();
              assertThat(sum).as(part).isEqualTo(sum(records, part));
              shown.says(in.integer(sum), in.percent(sum / all));
            });
    assertThat(totals.get("gap").asLong())
        .isEqualTo(records.stream().mapToLong(row -> Math.abs(row.get("gap").asLong())).sum());
    shown.says(in.integer(totals.get("gap")));
    int retractions = retractions();
    shown.check();
    files("retractions", retractions);
    files("data-age", health.get("streams").size());
    files("data-health", records.size());
    files("dead-letters", faults.get("rows").size());
  }

  @ParameterizedTest
  @MethodSource("languages")
  void sources(String language) throws Exception {
    open(language, "/sources");
    JsonNode answer = answer("sources");
    List<JsonNode> rows = list(answer.get("rows"));
    shown.table(
        rows.stream()
            .map(
                row ->
                    List.of(
                        "",
                        "",
                        moment(row, "last_seen"),
                        moment(row, "newest_event"),
                        in.integer(row.get("accepted")),
                        in.integer(row.get("rejected")),
                        in.integer(row.get("refused_requests")),
                        "",
                        in.integer(row.get("communes")))));
    shown.says(in.clockAndDate(answer.get("as_of")), in.integer(rows.size()));
    for (String state : List.of("on_time", "silent", "not_accepted", "never_seen")) {
      shown.says(
          in.integer(rows.stream().filter(row -> row.get("state").asText().equals(state)).count()));
    }
    shown.check();
    files("sources", rows.size());
  }

  /** A moment and how long ago it was; of a day that alone. */
  private String moment(JsonNode row, String of) {
    JsonNode moment = row.get(of + "_at");
    if (moment.isNull()) {
      return "";
    }
    boolean byDay = row.path(of + "_by_day").asBoolean();
    return (byDay ? in.time("dd/MM/yyyy", moment) : in.clockAndDate(moment)) + " " + since(moment);
  }

  @ParameterizedTest
  @MethodSource("languages")
  void source(String language) throws Exception {
    open(language, "/sources/one-stop");
    JsonNode answer = answer("sources/one-stop");
    JsonNode source = answer.get("source");
    JsonNode reasons = source.get("reasons");
    assertThat(reasons.get("records")).isNotEmpty();
    assertThat(reasons.get("requests")).isNotEmpty();
    shown.table(
        list(reasons.get("records")).stream()
            .map(
                row ->
                    List.of(
                        "",
                        in.integer(row.get("records")),
                        language.equals("en")
                            ? row.get("last_detail").asText()
                            : in.say("fault." + row.get("code").asText() + ".text"))));
    shown.table(
        list(reasons.get("requests")).stream()
            .map(row -> List.of("", in.integer(row.get("requests")))));
    shown.says(
        in.clockAndDate(answer.get("as_of")),
        in.integer(source.get("accepted")),
        in.integer(source.get("rejected")),
        in.integer(source.get("refused_requests")),
        in.integer(source.get("communes")),
        in.say("sources.since", "time", in.minuteAndDate(source.get("counted_since"))),
        in.say(
            "sources.text.on_time",
            "time",
            ShownNumbers.duration(Duration.ofSeconds(answer.get("silent_after_seconds").asLong()))),
        in.say("sources.scope.communes", "n", in.integer(source.get("served").size())));
    for (String moment : List.of("last_seen_at", "last_accepted_at", "newest_event_at")) {
      shown.says(in.clockAndDate(source.get(moment)), since(source.get(moment)));
    }
    shown.check();
  }

  private String ofAll(double part, double all) {
    return in.integer(part) + (all == 0 ? "" : " " + in.percent(part / all));
  }

  @ParameterizedTest
  @MethodSource("languages")
  void methods(String language) throws Exception {
    open(language, "/methods");
    JsonNode catalogue = answer("indicators");
    JsonNode coverage = answer("coverage");
    JsonNode loads = answer("catalogue-loads");
    JsonNode frame = catalogue.get("frames").get(0);
    for (JsonNode group : frame.get("groups")) {
      String id = frame.get("id").asText() + "/" + group.get("id").asText();
      List<JsonNode> own =
          list(catalogue.get("indicators")).stream()
              .filter(
                  entry ->
                      list(entry.get("groups")).stream().anyMatch(of -> of.asText().equals(id)))
              .toList();
      if (!own.isEmpty()) {
        shown.table(List.of("", "", "", "", "", "0"), own.stream().map(this::indicator));
        shown.says(name(group));
        shown.says(in.number(group.get("points")));
      }
    }
    String left =
        list(coverage.get("unverified")).stream()
            .map(
                part ->
                    name(one(frame.get("groups"), "id", part.get("group").asText()))
                        + " "
                        + in.number(part.get("left")))
            .collect(Collectors.joining("; "));
    shown.says(
        frame.get("source").asText(),
        list(frame.get("classes")).stream()
            .map(entry -> in.number(entry.get("from")))
            .collect(Collectors.joining("; ")),
        in.number(coverage.get("points_computable"))
            + " "
            + in.number(coverage.get("frame_points")),
        left,
        in.say("rule.small.text", "minimum", catalogue.get("minimum_n").asText()),
        in.say("loads.note", "date", ShownNumbers.date(catalogue.at("/period/to"))));
    for (JsonNode load : loads.get("loads")) {
      shown.says(load.get("load").asText(), in.clockAndDate(load.get("loaded_at")));
      shown.says(load.get("sha256").asText().substring(0, 12));
    }
    shown.allow("SHA-256");
    shown.check();
    files("indicators", catalogue.get("indicators").size());
  }

  private List<String> indicator(JsonNode indicator) {
    JsonNode version = indicator.get("in_force");
    String title = indicator.get("id").asText() + " " + name(indicator);
    if (version.isNull()) {
      return List.of(title);
    }
    boolean missing = indicator.get("input").asText().equals("missing");
    return List.of(
        title,
        missing ? "" : words(version.get("numerator")) + " " + words(version.get("denominator")),
        in.value(version.get("target"), indicator.get("unit").asText()),
        in.number(version.get("points")),
        version.get("minimum_n").asText(),
        in.say("methods.zero." + version.get("zero_denominator").asText()),
        version.get("source").asText(),
        version.get("formula_version").asText());
  }

  /** A formula in the page's words, as far as they have numerals. */
  private String words(JsonNode formula) {
    if (formula.asText().isEmpty()) {
      return "1";
    }
    return Pattern.compile("\\b(service_requests|documents|payments)\\.[\\w.-]+")
        .matcher(formula.asText())
        .replaceAll(found -> Matcher.quoteReplacement(nameOfMeasure(found.group())));
  }

  private String nameOfMeasure(String name) {
    Measure measure =
        Measure.all().stream().filter(one -> one.name().equals(name)).findAny().orElseThrow();
    return in.language().equals("vi") ? measure.vietnameseName() : measure.englishName();
  }

  @ParameterizedTest
  @MethodSource("languages")
  void live(String language) throws Exception {
    open(language, "/live");
    JsonNode answer = answer("live");
    List<JsonNode> all = list(answer.get("rows"));
    List<JsonNode> busy = all.stream().filter(row -> row.get("events").asInt() != 0).toList();
    shown.table(
        busy.stream()
            .map(
                row ->
                    List.of(
                        "",
                        in.integer(row.get("events")),
                        in.integer(row.get("registered")),
                        share(row, "registered_online", "registered"),
                        in.integer(row.get("done_on_time")),
                        in.integer(row.get("done_late")),
                        in.integer(row.get("payments")),
                        share(row, "payments_cashless", "payments"),
                        in.integer(row.get("documents_arrived")),
                        in.integer(row.get("documents_done")))));
    JsonNode totals = answer.get("totals");
    assertThat(totals.get("units").asInt()).isEqualTo(all.size());
    assertThat(totals.get("units_with_events").asInt()).isEqualTo(busy.size());
    assertThat(totals.get("lower_bound").asBoolean()).isFalse();
    shown.says(
        in.integer(totals.get("units_with_events")),
        in.integer(totals.get("units")),
        in.integer(all.size() - busy.size()),
        in.say("live.title", "n", answer.get("minutes").asText()),
        in.time("HH:mm:ss", answer.get("as_of")));
    for (String sum :
        List.of("registered", "done_on_time", "done_late", "payments", "documents_arrived")) {
      assertThat(totals.get(sum).asDouble()).as(sum).isEqualTo(sum(all, sum));
      shown.says(in.integer(totals.get(sum)));
    }
    shown.check();
    files("live", all.size());
  }

  private String share(JsonNode row, String part, String of) {
    return row.get(of).asInt() == 0
        ? ""
        : in.percent(row.get(part).asDouble() / row.get(of).asDouble());
  }

  @ParameterizedTest
  @MethodSource("languages")
  void map(String language) throws Exception {
    Page page = open(language, "/map?indicator=3.6");
    JsonNode head = answer("board");
    JsonNode known = one(answer("indicators").get("indicators"), "id", "3.6");
    String title = "3.6 " + name(known);
    int least = Math.max(1, known.at("/in_force/minimum_n").asInt());
    List<JsonNode> counted = new ArrayList<>();
    int few = 0;
    for (JsonNode row : head.get("rows")) {
      JsonNode indicator = one(row.get("indicators"), "id", "3.6");
      if (indicator.get("denominator").asDouble() >= least) {
        counted.add(((ObjectNode) indicator).put("code", row.get("code").asText()));
      } else if (indicator.get("denominator").asDouble() > 0) {
        few++;
      }
    }
    double centre = sum(counted, "numerator") / sum(counted, "denominator");
    List<JsonNode> sorted =
        counted.stream()
            .sorted(
                Comparator.comparingInt((JsonNode share) -> side(share, centre))
                    .thenComparingDouble(NumbersTest::rate)
                    .thenComparing(share -> share.get("code").asText()))
            .toList();
    long behind = sorted.stream().filter(share -> side(share, centre) < 0).count();
    for (int table = 0; table < 2; table++) {
      shown.table(
          sorted.stream()
              .map(
                  share ->
                      List.of(
                          "",
                          in.percent(rate(share)),
                          in.number(share.get("numerator")),
                          in.integer(share.get("denominator")))));
    }
    shown.says(in.percent(centre), in.integer(behind), in.integer(counted.size()), title);
    if (few > 0) {
      shown.says(in.say("funnel.left_out", "n", in.integer(few), "minimum", in.integer(least)));
    }
    // Who is a neighbour follows from the map: of that only what it says of itself is held.
    int clusters = page.locator("ol li").count();
    shown.says(in.integer(clusters));
    Set<String> laggards =
        sorted.stream()
            .filter(share -> side(share, centre) < 0)
            .map(share -> share.get("code").asText())
            .collect(Collectors.toSet());
    for (int i = 0; i < clusters; i++) {
      List<?> links =
          (List<?>)
              page.locator("ol li")
                  .nth(i)
                  .locator("a")
                  .evaluateAll("links => links.map(a => a.pathname.split('/').at(-1))");
      assertThat(laggards).containsAll(links.stream().map(String::valueOf).toList());
      shown.says(in.say("map.hollow.name", "n", i + 1, "count", links.size()));
    }
    shown.check();
    files("funnel", sorted.size());
  }

  private static double rate(JsonNode share) {
    return share.get("numerator").asDouble() / share.get("denominator").asDouble();
  }

  /** -1: farther below the rate of all than chance explains (docs/scoring.md), 1: above. */
  private static int side(JsonNode share, double centre) {
    double error = 1.96 * Math.sqrt(centre * (1 - centre) / share.get("denominator").asDouble());
    double off = rate(share) - centre;
    return off < -error ? -1 : off > error ? 1 : 0;
  }

  /**
   * While rows go on being written, the figures of a moment stand still: those of the page, of the
   * API and of the files. Comes last, for it leaves other figures of today behind.
   */
  @Tag("slow")
  @Test
  @Order(Integer.MAX_VALUE)
  void underLoadTheFiguresOfAMomentAgree() throws Exception {
    long before = received();
    AtomicBoolean ended = new AtomicBoolean();
    CountDownLatch written = new CountDownLatch(3);
    Thread load =
        new Thread(
            () -> {
              Random random = new Random(11);
              while (!ended.get()) {
                write(random);
                written.countDown();
              }
            });
    load.start();
    try {
      written.await();
      at = TestProvince.MORNING;
      String period = "period=custom&from=2026-11-14&to=2026-11-19";
      leaderboard("vi", "/?open=" + TestProvince.HAC_THANH + "&" + period);
      asked.clear();
      links.clear();
      commune("vi", "/communes/" + TestProvince.HAC_THANH + "?indicator=2.1&" + period);
      asked.clear();
      links.clear();
      comparison("vi", "/compare?communes=14797,14812&" + period);
      assertThat(load.isAlive()).isTrue();
    } finally {
      ended.set(true);
      load.join();
    }
    assertThat(received()).as("the load was one").isGreaterThan(before);
  }

  /** Dossiers that all communes received today. */
  private static long received() {
    return Long.parseLong(
        province.execute(
            "SELECT sum(received) FROM service_request_cohort_current WHERE day = '"
                + TestProvince.TODAY
                + "'",
            ""));
  }

  /** What jobs write in a moment: cohorts of today, open dossiers, events of the last minutes. */
  private static void write(Random random) {
    List<ObjectNode> cohorts = new ArrayList<>();
    List<ObjectNode> dossiers = new ArrayList<>();
    Map<String, Integer> flows = new LinkedHashMap<>();
    for (Unit unit : province.communes) {
      cohorts.add(
          province.cohort(unit.code(), TestProvince.TODAY, 500 + random.nextInt(500), 0.7, random));
      flows.put(unit.code(), 1 + random.nextInt(40));
      dossiers.add(
          province
              .dossier(
                  unit.code(),
                  "H56.%s-%d".formatted(unit.code(), random.nextInt(1_000)),
                  TestProvince.MORNING.plus(Duration.ofDays(9)),
                  false)
              .put("day", TestProvince.TODAY.toString()));
    }
    province.insert("service_request_cohort", cohorts);
    province.insert("dossier", dossiers);
    province.flows(flows);
  }

  /** Opens a page whose clock stands still, too, and waits for all of it. */
  private Page open(String language, String address) {
    in = new ShownNumbers(language);
    Page page = browser.page(1440, 1000, 1, ColorScheme.LIGHT);
    page.setDefaultTimeout(LONGEST_WAIT);
    page.clock().setFixedTime(TestProvince.MORNING.toEpochMilli());
    if (at != null) {
      page.route(
          url -> TAKES_A_MOMENT.matcher(url).find(),
          route ->
              route.resume(
                  new Route.ResumeOptions()
                      .setUrl(
                          board.url() + pinned(route.request().url().replace(board.url(), "")))));
    }
    page.onRequest(request -> asked.add(request.url().replace(board.url(), "")));
    Set<Request> underway = ConcurrentHashMap.newKeySet();
    page.onRequest(underway::add);
    page.onRequestFinished(underway::remove);
    page.onRequestFailed(underway::remove);
    page.navigate(board.url() + address + (address.contains("?") ? "&" : "?") + "lang=" + language);
    assertThat(page.locator("h1")).not().hasText("…");
    // What is asked for may follow from what was answered: all is there when, after the page had
    // its turn, nothing but the stream is underway.
    page.waitForCondition(
        () -> {
          page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))");
          return page.locator(".skeleton, .wait").count() == 0
              && underway.stream().allMatch(request -> request.url().contains("/api/v1/stream"));
        },
        new Page.WaitForConditionOptions().setTimeout(LONGEST_WAIT));
    shown = new ShownPage(in, page);
    links.addAll(
        ((List<?>)
                page.locator("a[download]")
                    .evaluateAll("links => links.map(a => a.getAttribute('href'))"))
            .stream().map(String::valueOf).toList());
    chrome();
    return page;
  }

  /** What stands on every page. */
  private void chrome() {
    JsonNode head = answer("board");
    String dataTo = in.time("HH:mm:ss", head.get("data_to"));
    List<JsonNode> sources = list(head.get("sources"));
    long reporting = sources.stream().filter(source -> isSet(source, "reporting")).count();
    shown.says(
        in.say("fresh.data_to", "time", dataTo),
        in.say("fresh.delay", "age", since(head.get("data_to"))),
        in.say("fresh.sources", "reporting", reporting, "all", sources.size()),
        sources.stream()
            .map(source -> in.clockAndDate(source.get("latest_at")))
            .collect(Collectors.joining(" ")));
    shown.allow(days(head));
    shown.allow(in.clockAndDate(head.get("as_of")));
    // What is printed below the page says all of it.
    shown.allow(
        days(head)
            + " "
            + in.clockAndDate(head.get("as_of"))
            + " "
            + answer("indicators").get("catalogue").asText());
  }

  /** The days of a period. */
  private static String days(JsonNode head) {
    String from = ShownNumbers.date(head.get("from"));
    String to = ShownNumbers.date(head.get("to"));
    return from.equals(to) ? from : from + " – " + to;
  }

  /** What the API answers to the question that the page asked. */
  private JsonNode answer(String path) {
    List<String> addresses = asked.stream().filter(address -> isOf(address, path)).toList();
    assertThat(addresses).as("asked for %s: %s", path, asked).isNotEmpty();
    return json(pinned(addresses.get(addresses.size() - 1)));
  }

  /**
   * The files of an address that the page offers: the same as the answer to that address, the same
   * in both formats, and all of it.
   *
   * @param rows that there are in all
   */
  private void files(String path, int rows) throws Exception {
    List<String> offered = offered(path);
    for (String link : offered) {
      assertThat(link).endsWith("lang=" + in.language());
    }
    String csv = offered.stream().filter(link -> link.contains("format=csv")).findFirst().get();
    String xlsx = offered.stream().filter(link -> link.contains("format=xlsx")).findFirst().get();
    char separator = in.language().equals("vi") ? ';' : ',';
    ExportedFile table = ExportedFile.csv(new String(bytes(csv), UTF_8), separator);
    assertThat(ExportedFile.workbook(bytes(xlsx))).as(xlsx).isEqualTo(table.rows());
    assertThat(table.firstLine()).as(csv).endsWith(Integer.toString(rows));
    assertThat(table.rows()).as(csv).hasSize(1 + rows);
    JsonNode answer = json(withoutFormat(csv));
    if (answer.path("totals").has("rows")) {
      assertThat(answer.at("/totals/rows").asInt()).as(csv).isEqualTo(rows);
      answer = json(withoutFormat(csv) + "&limit=1000");
    }
    if (path.equals("dead-letters") && in.language().equals("vi")) {
      // Who reads Vietnamese gets the page's words for what was wrong.
      for (JsonNode row : answer.get("rows")) {
        ((ObjectNode) row)
            .put("last_detail", in.say("fault." + row.get("code").asText() + ".text"));
      }
    }
    rowsOf(answer).forEach(this::writeDays);
    List<List<String>> right = ExportedFile.of(rowsOf(answer), in.language());
    List<List<String>> taken = table.rows().subList(1, table.rows().size());
    for (int row = 0; row < right.size(); row++) {
      assertThat(taken.get(row))
          .as("%s, row %d, %s", csv, row, table.rows().get(0))
          .isEqualTo(right.get(row));
    }
    assertThat(taken).hasSameSizeAs(right);
  }

  /** In a file the flag that only the day is known gives way to the day. */
  private void writeDays(JsonNode row) {
    List<String> flags = new ArrayList<>();
    row.fieldNames().forEachRemaining(name -> flags.add(name));
    for (String flag : flags.stream().filter(name -> name.endsWith("_by_day")).toList()) {
      String time = flag.replace("_by_day", "_at");
      if (isSet(row, flag)) {
        ((ObjectNode) row).put(time, in.time("dd/MM/yyyy", row.get(time)));
      }
      ((ObjectNode) row).remove(flag);
    }
  }

  /** The addresses of the files of a path. */
  private List<String> offered(String path) {
    List<String> offered = links.stream().filter(link -> isOf(link, path)).toList();
    assertThat(offered).as("files of %s: %s", path, links).hasSize(2);
    return offered.stream().map(this::pinned).toList();
  }

  private static boolean isOf(String address, String path) {
    return address.split("\\?", 2)[0].equals("/api/v1/" + path);
  }

  private static String withoutFormat(String link) {
    return link.replaceFirst("format=[a-z]+&lang=..", "")
        .replaceFirst("[?&]$", "")
        .replace("?&", "?");
  }

  /** The address, with the moment that this test holds fast where it takes one. */
  private String pinned(String address) {
    if (at == null || !TAKES_A_MOMENT.matcher(address).find()) {
      return address;
    }
    String[] parts = address.split("\\?", 2);
    return parts[0] + "?at=" + at + (parts.length == 1 ? "" : "&" + parts[1]);
  }

  /** The rows of an answer. */
  private static JsonNode rowsOf(JsonNode answer) {
    return Stream.of("rows", "progress", "records", "units", "indicators", "streams", "shares")
        .map(answer::path)
        .filter(JsonNode::isArray)
        .findFirst()
        .orElseThrow();
  }

  private String name(JsonNode named) {
    return named.get("name_" + in.language()).asText();
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static <T> List<T> concat(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  /** The entry with this value, or null. */
  private static JsonNode one(JsonNode array, String name, String value) {
    return list(array).stream()
        .filter(entry -> entry.get(name).asText().equals(value))
        .findFirst()
        .orElse(null);
  }

  private static double sum(List<JsonNode> rows, String name) {
    return rows.stream().mapToDouble(row -> row.get(name).asDouble()).sum();
  }

  private static JsonNode json(String address) {
    try {
      return JSON.readTree(bytes(address));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String address) {
    try {
      HttpResponse<byte[]> response =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(board.url() + address)).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(response.statusCode()).as(address).isEqualTo(200);
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
