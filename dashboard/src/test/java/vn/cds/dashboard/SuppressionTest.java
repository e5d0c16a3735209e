package vn.cds.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.dashboard.Attacker.Cell;
import vn.cds.dashboard.access.AccessConfiguration;
import vn.cds.dashboard.access.suppression.Suppression;

/**
 * A reader of one province gathers over a day whatever the board tells of another one, and computes
 * what follows ({@link Attacker}). The same computation finds small cells where only they
 * themselves are hidden, so it is worth something. docs/privacy.md lists what is visible by
 * decision.
 */
@Tag("slow")
class SuppressionTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String OUTSIDE = "hanoi";
  private static final String EVERYWHERE = "chief";
  private static final String PROVINCE = "province=" + TestProvince.THANH_HOA;
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private static final LocalDate TODAY = TestProvince.TODAY;
  private static final int HOURS = 6;
  private static final List<Integer> MINUTES = List.of(60, 45, 20);

  /** Dossiers a day: from next to none to so many that a commune is ranked. */
  private static final double[] SIZES = {0.3, 0.7, 1.2, 2, 3, 4, 6, 9, 14, 25, 60};

  private static final int COMMUNES = 2 * SIZES.length;
  private static final int MOST_COMPARED = 5;

  /** Numbers in answers about whole provinces: of the frame, and of the roster. */
  private static final Set<String> SAME_FOR_ALL =
      Set.of(
          "catalogue",
          "minimum_n",
          "position",
          "points",
          "frame_points",
          "points_computable",
          "communes",
          "left");

  private static final Map<String, List<LocalDate>> SPANS = spans();

  /** What the denominators of indicators count. */
  private static final Map<String, String> DENOMINATORS =
      Map.of(
          "2.1",
          "received",
          "4.2",
          "received",
          "4.3",
          "received",
          "4.4",
          "received",
          "4.5b",
          "received",
          "5.4",
          "received",
          "3.6",
          "fee_due",
          "4.1",
          "result_due");

  private static final List<String> BY_DAY = List.of("3.6", "4.1");
  private static final List<String> FLOWS =
      List.of(
          "registered",
          "done_on_time",
          "done_late",
          "payments",
          "documents_arrived",
          "documents_done");

  /** Flows that are parts of others. */
  private static final Map<String, String> PARTS =
      Map.of("registered_online", "registered", "payments_cashless", "payments");

  /** Who computes from what. */
  private enum Sight {
    /** Everything. */
    WHOLE,
    /** Everything but counts and denominators of 1 to 4, and the shares of them. */
    WITHOUT_SMALL_CELLS,
    /** What the board shows to others. */
    SHOWN
  }

  @TempDir static Path folder;
  private static TestProvince province;
  private static Board board;
  private static TickingClock clock;
  private static Follower follower;

  private static final Map<Cell, Long> TRUTH = new HashMap<>();
  private static final Map<Sight, Attacker> ATTACKERS = new TreeMap<>();
  private static List<String> communes;

  @BeforeAll
  static void readOverADay() throws Exception {
    province = new TestProvince();
    clock = TickingClock.from(TestProvince.MORNING);
    Path access = folder.resolve("access.yaml");
    Files.writeString(
        access,
        """
        format: 1
        trusted_proxy: {user_header: X-User}
        proxies: [127.0.0.0/8]
        grants:
          - {user: hanoi, role: viewer, provinces: ["01"]}
          - {user: chief, role: viewer, provinces: [all]}
        """);
    board =
        province
            .board()
            .clock(clock)
            .access(AccessConfiguration.read(access, Map.of(), Roster.bundled()))
            .start();
    communes = province.communes.stream().limit(COMMUNES).map(Unit::code).toList();
    Arrays.stream(Sight.values()).forEach(sight -> ATTACKERS.put(sight, new Attacker()));
    long seed = 15;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    pastDays(random);
    int[] received = new int[COMMUNES];
    for (int hour = 0; hour <= HOURS; hour++) {
      String moment = hour == HOURS ? "" : "hour " + hour;
      hourPasses(random, received, moment);
      if (follower == null) {
        follower = new Follower();
      }
      for (Sight sight : Sight.values()) {
        readHour(sight, hour, moment);
      }
    }
    for (Sight sight : Sight.values()) {
      readPeriods(sight);
    }
  }

  @AfterAll
  static void stop() {
    follower.close();
    board.close();
  }

  @Test
  void noSmallCellFollowsFromWhatIsShown() {
    assertThat(found(Sight.SHOWN)).isEmpty();
  }

  @Test
  void hidingNoMoreThanTheSmallCellsWouldTellThem() {
    assertThat(found(Sight.WITHOUT_SMALL_CELLS)).hasSizeGreaterThan(50);
    assertThat(found(Sight.WHOLE)).hasSizeGreaterThan(500);
  }

  private static Set<Cell> found(Sight sight) {
    Set<Cell> found = ATTACKERS.get(sight).found(TRUTH);
    System.out.printf(
        "%s: %d of %d small cells found%n",
        sight,
        found.size(),
        TRUTH.values().stream().filter(number -> number >= 1 && number <= 4).count());
    return found;
  }

  @Test
  void theStreamTellsNoMoreThanTheBoardAndOnlyAtBeats() throws Exception {
    JsonNode rows = json("/api/v1/board?" + PROVINCE, OUTSIDE).get("rows");
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(
            () ->
                rows.forEach(
                    row -> assertThat(follower.last.get(row.get("code").asText())).isEqualTo(row)));
    assertThat(follower.resent).as("rows sent although nothing in them changed").isEmpty();
    assertThat(follower.beats).as("beats of changes").doesNotHaveDuplicates().isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"coverage?period=today&", "coverage?period=2026-11&", "data-age?"})
  void wholeProvincesTellOfHowManyCommunesToNobodyElse(String path) throws Exception {
    Set<String> exact = numbers(json("/api/v1/" + path + PROVINCE, EVERYWHERE));
    assertThat(exact).containsAnyOf("communes_reporting", "communes_today");
    assertThat(SAME_FOR_ALL).containsAll(numbers(json("/api/v1/" + path + PROVINCE, OUTSIDE)));
  }

  @Test
  void alertsTellNoFigures() throws Exception {
    province.alert(communes.get(0), "Phường Hạc Thành", "on-time", "critical", null);
    String path = "/api/v1/alerts?" + PROVINCE;
    Set<String> exact = numbers(json(path, EVERYWHERE));
    Set<String> shown = numbers(json(path, OUTSIDE));
    assertThat(exact).contains("value", "n");
    assertThat(shown).doesNotContain("value", "worst", "n", "lower", "upper", "peers_median");
  }

  /** The names of the fields of an answer that are numbers. */
  private static Set<String> numbers(JsonNode answer) {
    Set<String> names = new TreeSet<>();
    answer
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNumber()) {
                names.add(field.getKey());
              }
            });
    answer.forEach(part -> names.addAll(numbers(part)));
    return names;
  }

  @Test
  void tablesShowWhatTheAnswersShow() throws Exception {
    String path = "/api/v1/leaderboard?" + PROVINCE + "&period=2026-11";
    JsonNode rows = json(path, OUTSIDE).get("rows");
    String csv = get(path + "&format=csv&lang=en", OUTSIDE).body();
    List<String> lines = csv.lines().toList();
    int head =
        IntStream.range(0, lines.size())
            .filter(line -> lines.get(line).contains("Dossiers (n)"))
            .findFirst()
            .orElseThrow();
    int n = List.of(lines.get(head).split(",")).indexOf("Dossiers (n)");
    Map<String, String> shown = new HashMap<>();
    lines.stream()
        .skip(head + 1L)
        .map(line -> line.split(",", -1))
        .forEach(cells -> shown.put(cells[1], cells[n]));
    assertThat(shown).hasSize(rows.size());
    for (JsonNode row : rows) {
      String expected = row.get("n").isNull() ? "" : row.get("n").asText();
      assertThat(shown.get(row.get("commune_code").asText())).isEqualTo(expected);
    }
    JsonNode searched = json(path + "&q=" + communes.get(0), OUTSIDE).get("rows");
    assertThat(searched).singleElement().isEqualTo(rowOf(rows, communes.get(0)));
  }

  // The day

  private static void pastDays(Random random) {
    List<ObjectNode> rows = new ArrayList<>();
    for (int commune = 0; commune < COMMUNES; commune++) {
      for (LocalDate day = TODAY.withDayOfMonth(1); day.isBefore(TODAY); day = day.plusDays(1)) {
        int received = poisson(SIZES[commune % SIZES.length], random);
        rows.add(cohort(commune, day, received, random, ""));
      }
    }
    province.insert("service_request_cohort", rows);
  }

  private static ObjectNode cohort(
      int commune, LocalDate day, int received, Random random, String moment) {
    ObjectNode row = province.cohort(communes.get(commune), day, received, 0.7, random);
    for (String measure : List.of("received", "fee_due", "result_due")) {
      long number = row.get(measure).asLong();
      if (day.equals(TODAY)) {
        TRUTH.put(new Cell(communes.get(commune), TODAY.toString(), measure, moment), number);
      }
      if (moment.isEmpty()) {
        SPANS.forEach(
            (span, days) -> {
              if (days.contains(day)) {
                TRUTH.merge(
                    new Cell(communes.get(commune), span, measure, ""),
                    number,
                    (before, more) -> span.equals(day.toString()) ? more : before + more);
              }
            });
      }
    }
    return row;
  }

  private static void hourPasses(Random random, int[] received, String moment) {
    clock.leap(Duration.ofHours(1));
    Instant minute = clock.instant().minus(Duration.ofMinutes(30));
    List<ObjectNode> cohorts = new ArrayList<>();
    List<ObjectNode> requests = new ArrayList<>();
    List<ObjectNode> payments = new ArrayList<>();
    List<ObjectNode> documents = new ArrayList<>();
    for (int commune = 0; commune < COMMUNES; commune++) {
      double size = SIZES[commune % SIZES.length] / 4;
      Map<String, Integer> flows = new TreeMap<>();
      FLOWS.forEach(flow -> flows.put(flow, poisson(size, random)));
      PARTS.forEach((part, all) -> flows.put(part, random.nextInt(flows.get(all) + 1)));
      received[commune] += flows.get("registered");
      cohorts.add(cohort(commune, TODAY, received[commune], random, moment));
      requests.add(
          window(commune, minute, flows, "registered", "done_on_time", "done_late")
              .put("registered_online", flows.get("registered_online")));
      int paid = flows.get("payments");
      payments.add(
          window(commune, minute, Map.of("succeeded", paid), "succeeded")
              .put("succeeded_cash", paid - flows.get("payments_cashless")));
      documents.add(
          window(
              commune,
              minute,
              Map.of(
                  "arrived", flows.get("documents_arrived"), "done", flows.get("documents_done")),
              "arrived",
              "done"));
      for (int minutes : MINUTES) {
        String code = communes.get(commune);
        flows.forEach(
            (flow, number) ->
                TRUTH.put(
                    new Cell(code, minutes + " minutes", flow, moment),
                    minutes > 30 ? (long) number : 0L));
      }
    }
    province.insert("service_request_cohort", cohorts);
    province.insert("service_request_minute", requests);
    province.insert("payment_minute", payments);
    province.insert("document_minute", documents);
  }

  private static ObjectNode window(
      int commune, Instant minute, Map<String, Integer> flows, String... columns) {
    ObjectNode row = JSON.createObjectNode();
    row.put("commune_code", communes.get(commune))
        .put("window_start", SECONDS.format(minute.truncatedTo(ChronoUnit.MINUTES)))
        .put("version", 1);
    int counted = 0;
    for (String column : columns) {
      row.put(column, flows.get(column));
      counted += flows.get(column);
    }
    return row.put("counted", counted);
  }

  private static int poisson(double mean, Random random) {
    double left = Math.exp(-mean);
    int number = 0;
    for (double product = random.nextDouble(); product > left; product *= random.nextDouble()) {
      number++;
    }
    return number;
  }

  /** The days of each calendar period that has begun and has data. */
  private static Map<String, List<LocalDate>> spans() {
    List<LocalDate> month = TODAY.withDayOfMonth(1).datesUntil(TODAY.plusDays(1)).toList();
    Map<String, List<LocalDate>> spans = new LinkedHashMap<>();
    month.forEach(day -> spans.put(day.toString(), List.of(day)));
    spans.put("2026-W44", month.subList(0, 1));
    spans.put("2026-W45", month.subList(1, 8));
    spans.put("2026-W46", month.subList(8, 15));
    spans.put("2026-W47", month.subList(15, 20));
    for (String whole : List.of("2026-11", "2026-Q4", "2026-H2", "2026")) {
      spans.put(whole, month);
    }
    return spans;
  }

  // What is read

  private static void readHour(Sight sight, int hour, String moment) throws Exception {
    Attacker attacker = ATTACKERS.get(sight);
    JsonNode standings = fresh("/api/v1/leaderboard?" + PROVINCE, sight).get("rows");
    JsonNode country = fresh("/api/v1/leaderboard?province=VN", sight).get("rows");
    for (int minutes : MINUTES) {
      JsonNode rows = fresh("/api/v1/live?" + PROVINCE + "&minutes=" + minutes, sight).get("rows");
      for (String commune : communes) {
        live(attacker, sight, rowOf(rows, commune), minutes + " minutes", moment);
      }
    }
    for (String commune : communes) {
      Cell now = new Cell(commune, TODAY.toString(), "received", moment);
      count(attacker, sight, now, rowOf(standings, commune).get("n"));
      count(attacker, sight, now, rowOf(country, commune).get("n"));
      for (String flow : FLOWS) {
        attacker.atMost(
            new Cell(commune, "45 minutes", flow, moment),
            new Cell(commune, "60 minutes", flow, moment));
        attacker.atMost(
            new Cell(commune, "20 minutes", flow, moment),
            new Cell(commune, "45 minutes", flow, moment));
      }
      Cell inTheHour = new Cell(commune, "60 minutes", "registered", moment);
      if (hour == 0) {
        attacker.sum(now, List.of(inTheHour));
      } else {
        Cell before = new Cell(commune, TODAY.toString(), "received", "hour " + (hour - 1));
        attacker.sum(now, List.of(before, inTheHour));
      }
    }
  }

  private static void live(
      Attacker attacker, Sight sight, JsonNode row, String span, String moment) {
    String commune = row.get("commune_code").asText();
    List<Cell> parts = new ArrayList<>();
    for (String flow : FLOWS) {
      Cell cell = new Cell(commune, span, flow, moment);
      count(attacker, sight, cell, row.get(flow));
      parts.add(cell);
    }
    PARTS.forEach(
        (part, all) -> {
          Cell cell = new Cell(commune, span, part, moment);
          Cell of = new Cell(commune, span, all, moment);
          attacker.atMost(cell, of);
          JsonNode cases = row.get(all);
          if (sight != Sight.SHOWN) {
            count(attacker, sight, cell, row.get(part));
          } else if (row.get(part).isNumber()) {
            double step = step(cases.asInt());
            double rate = Math.rint(row.get(part).asDouble() / cases.asDouble() / step) * step;
            attacker.share(cell, of, rate - step / 2 - 1e-9, rate + step / 2 + 1e-9);
          }
        });
    Cell events = new Cell(commune, span, "events", moment);
    count(attacker, sight, events, row.get("events"));
    attacker.sum(events, parts);
  }

  private static void readPeriods(Sight sight) throws Exception {
    Attacker attacker = ATTACKERS.get(sight);
    for (String span : SPANS.keySet()) {
      JsonNode rows =
          fresh("/api/v1/leaderboard?" + PROVINCE + "&period=" + span, sight).get("rows");
      for (String commune : communes) {
        count(
            attacker,
            sight,
            new Cell(commune, span, "received", ""),
            rowOf(rows, commune).get("n"));
      }
    }
    history(attacker, sight);
    for (String period : List.of("today", "week", "month")) {
      String span =
          Map.of("today", TODAY.toString(), "week", "2026-W47", "month", "2026-11").get(period);
      JsonNode rows = fresh("/api/v1/board?" + PROVINCE + "&period=" + period, sight).get("rows");
      rows.forEach(row -> scored(attacker, sight, row, span));
      JsonNode explained =
          fresh("/api/v1/communes/" + communes.get(0) + "/explanation?period=" + span, sight)
              .get("indicators");
      for (JsonNode line : explained) {
        String measure = DENOMINATORS.get(line.get("id").asText());
        if (measure != null && line.get("peers_denominator").isNumber()) {
          Cell all = new Cell("", span, measure, "");
          long sum = line.get("peers_denominator").asLong();
          attacker.between(all, sum, sum);
          List<Cell> parts = new ArrayList<>();
          rows.forEach(row -> parts.add(new Cell(row.get("code").asText(), span, measure, "")));
          attacker.sum(all, parts);
        }
      }
      compared(attacker, sight, span);
      funnels(attacker, sight, span);
    }
    for (String commune : communes) {
      for (String indicator : BY_DAY) {
        byDay(attacker, sight, commune, indicator);
        trend(attacker, sight, commune, indicator);
      }
      for (String measure : List.of("received", "fee_due", "result_due")) {
        SPANS.forEach(
            (span, days) ->
                attacker.sum(
                    new Cell(commune, span, measure, ""),
                    days.stream()
                        .map(day -> new Cell(commune, day.toString(), measure, ""))
                        .toList()));
      }
    }
  }

  private static void history(Attacker attacker, Sight sight) throws Exception {
    JsonNode history = fresh("/api/v1/score-history?" + PROVINCE, sight);
    for (JsonNode row : history.get("communes")) {
      if (communes.contains(row.get("commune_code").asText())) {
        for (int day = 0; day < history.get("buckets").size(); day++) {
          String span = history.get("buckets").get(day).asText();
          Cell cell = new Cell(row.get("commune_code").asText(), span, "received", "");
          count(attacker, sight, cell, row.get("n").get(day));
        }
      }
    }
  }

  private static void byDay(Attacker attacker, Sight sight, String commune, String indicator)
      throws Exception {
    String path = "/api/v1/communes/" + commune + "/explanation/" + indicator + "?period=2026-11";
    Map<String, JsonNode> windows = new HashMap<>();
    fresh(path, sight).get("windows").forEach(row -> windows.put(row.get("day").asText(), row));
    for (LocalDate day : SPANS.get("2026-11")) {
      JsonNode row = windows.get(day.toString());
      ratio(attacker, sight, commune, day.toString(), indicator, row == null ? NOTHING : row);
    }
  }

  private static void trend(Attacker attacker, Sight sight, String commune, String indicator)
      throws Exception {
    String path = "/api/v1/communes/" + commune + "/trend?indicator=" + indicator;
    Map<String, JsonNode> days = new HashMap<>();
    fresh(path + "&period=2026-11&step=day", sight)
        .get("rows")
        .forEach(row -> days.put(row.get("bucket").asText(), row));
    for (LocalDate day : SPANS.get("2026-11")) {
      JsonNode row = days.getOrDefault(day.toString(), NOTHING);
      ratio(attacker, sight, commune, day.toString(), indicator, row);
    }
    JsonNode months = fresh(path + "&period=2026&step=month", sight).get("rows");
    JsonNode month = months.isEmpty() ? NOTHING : months.get(months.size() - 1);
    ratio(attacker, sight, commune, "2026-11", indicator, month);
  }

  private static void compared(Attacker attacker, Sight sight, String span) throws Exception {
    for (int first = 0; first < communes.size(); first += MOST_COMPARED) {
      List<String> some = communes.subList(first, Math.min(first + MOST_COMPARED, communes.size()));
      String path = "/api/v1/comparison?communes=" + String.join(",", some) + "&period=" + span;
      for (JsonNode line : fresh(path, sight).get("rows")) {
        String id = line.get("id").asText();
        if (DENOMINATORS.containsKey(id)) {
          ratio(attacker, sight, line.get("commune_code").asText(), span, id, line);
        }
      }
    }
  }

  private static void funnels(Attacker attacker, Sight sight, String span) throws Exception {
    for (String id : DENOMINATORS.keySet()) {
      String path = "/api/v1/funnel?" + PROVINCE + "&indicator=" + id + "&period=" + span;
      for (JsonNode share : fresh(path, sight).get("shares")) {
        ratio(attacker, sight, share.get("commune_code").asText(), span, id, share);
      }
    }
  }

  /** Of a day without a row. */
  private static final JsonNode NOTHING =
      JSON.createObjectNode().put("denominator", 0).put("numerator", 0);

  /** A line of a leaderboard: its shares, and their sum. */
  private static void scored(Attacker attacker, Sight sight, JsonNode row, String span) {
    String commune = row.get("code").asText();
    count(attacker, sight, new Cell(commune, span, "received", ""), row.get("n"));
    List<Attacker.Points> parts = new ArrayList<>();
    double most = 0;
    boolean all = true;
    for (JsonNode line : row.get("indicators")) {
      String id = line.get("id").asText();
      String measure = DENOMINATORS.get(id);
      if (measure == null) {
        // Procedures with a fee: there are none.
        continue;
      }
      Attacker.Share share = ratio(attacker, sight, commune, span, id, line);
      boolean none = TRUTH.getOrDefault(new Cell(commune, span, measure, ""), 0L) == 0;
      all &= !none;
      if (!none) {
        double worth = line.get("maximum_points").asDouble();
        most += worth;
        parts.add(new Attacker.Points(share, worth, line.get("target").asDouble()));
      }
    }
    double rounding = 0.01 * (parts.size() + 1);
    if (sight == Sight.SHOWN && all && row.get("score").isNumber()) {
      double points = row.get("score").asDouble() / 100 * most;
      attacker.score(parts, points - rounding, points + rounding);
    } else if (sight != Sight.SHOWN && row.get("points").isNumber() && row.get("n").asInt() > 4) {
      double points = row.get("points").asDouble();
      attacker.score(parts, points - rounding, points + rounding);
    }
  }

  private static Attacker.Share ratio(
      Attacker attacker, Sight sight, String commune, String span, String id, JsonNode line) {
    Cell of = new Cell(commune, span, DENOMINATORS.get(id), "");
    Cell part = new Cell(commune, span, "numerator of " + id, "");
    JsonNode cases = line.get("denominator");
    boolean hiddenRow = sight == Sight.SHOWN && line == NOTHING;
    count(attacker, sight, of, hiddenRow ? JSON.nullNode() : cases);
    double low = 0;
    double high = 1;
    if (sight == Sight.SHOWN && cases.isNumber() && !hiddenRow) {
      double rate =
          line.path("rate").isNumber()
              ? line.get("rate").asDouble()
              : Math.rint(line.get("numerator").asDouble() / cases.asDouble() * 1e6) / 1e6;
      double step = step(cases.asInt());
      // The numerator of a leaderboard is rounded to a whole number: the step next to it was meant.
      rate = Math.rint(rate / step) * step;
      low = rate - step / 2;
      high = rate + step / 2;
    } else if (sight != Sight.SHOWN
        && cases.asInt() > (sight == Sight.WHOLE ? 0 : 4)
        && line.get("numerator").isNumber()) {
      low = line.get("numerator").asDouble() / cases.asDouble();
      high = low;
    }
    return attacker.share(part, of, low - 1e-9, high + 1e-9);
  }

  /** As docs/privacy.md has it. */
  private static double step(int cases) {
    return cases < 20 ? 0.2 : cases < 40 ? 0.1 : cases < 100 ? 0.05 : cases < 200 ? 0.02 : 0.01;
  }

  private static void count(Attacker attacker, Sight sight, Cell cell, JsonNode value) {
    long number = value.asLong();
    if (sight == Sight.SHOWN) {
      long least = value.isNull() ? 0 : number;
      attacker.between(cell, least, least + Suppression.BAND - 1);
    } else if (sight == Sight.WITHOUT_SMALL_CELLS && number >= 1 && number <= 4) {
      attacker.between(cell, 1, 4);
    } else {
      attacker.between(cell, number, number);
    }
  }

  // Requests

  /**
   * An answer of the figures of this hour; those who see everything may get one some seconds old.
   */
  private static JsonNode fresh(String path, Sight sight) throws Exception {
    String user = sight == Sight.SHOWN ? OUTSIDE : EVERYWHERE;
    Instant least = clock.instant().minus(Duration.ofMinutes(20));
    return await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> json(path, user),
            answer -> !Instant.parse(answer.get("as_of").asText()).isBefore(least));
  }

  private static JsonNode rowOf(JsonNode rows, String commune) {
    for (JsonNode row : rows) {
      if (row.get("commune_code").asText().equals(commune)) {
        return row;
      }
    }
    throw new AssertionError("no row of " + commune);
  }

  private static JsonNode json(String path, String user) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path, user);
    assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static HttpResponse<String> get(String path, String user)
      throws IOException, InterruptedException {
    return HTTP.send(request(path, user), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest request(String path, String user) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + board.port() + path))
        .header("X-User", user)
        .build();
  }

  /** Somebody from outside who follows the stream all day. */
  private static final class Follower implements AutoCloseable {

    private final Map<String, JsonNode> last = new ConcurrentHashMap<>();
    private final List<String> resent = new CopyOnWriteArrayList<>();
    private final List<Long> beats = new CopyOnWriteArrayList<>();
    private final InputStream stream;

    Follower() throws IOException, InterruptedException {
      stream =
          HTTP.send(
                  request("/api/v1/stream?" + PROVINCE, OUTSIDE),
                  HttpResponse.BodyHandlers.ofInputStream())
              .body();
      Thread thread = new Thread(this::read, "follower");
      thread.setDaemon(true);
      thread.start();
    }

    private void read() {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        String event = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("event: ")) {
            event = line.substring(7);
          } else if (line.startsWith("data: ") && !event.equals("heartbeat")) {
            take(event, JSON.readTree(line.substring(6)));
          }
        }
      } catch (IOException e) { // closed: that is how a test leaves
        return;
      }
    }

    private void take(String event, JsonNode data) {
      // That ClickHouse cannot be read is said at once; it is no figure.
      if (event.equals("change") && !data.get("rows").isEmpty()) {
        Instant sent = Instant.parse(data.get("server_time").asText());
        beats.add(sent.toEpochMilli() / Suppression.BEAT.toMillis());
      }
      for (JsonNode row : data.get("rows")) {
        JsonNode before = last.put(row.get("code").asText(), row);
        if (row.equals(before)) {
          resent.add(row.get("code").asText());
        }
      }
    }

    @Override
    public void close() {
      try {
        stream.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
