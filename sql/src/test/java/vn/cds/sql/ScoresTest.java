package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.catalogue.Catalogue;

/**
 * Measures, points, scores and what explains them, over a small country: province 90 with the
 * communes 90001 to 90008 (the last two wards, the first four of the district North) and province
 * 91 with 91001. Now is 2026-10-08 10:00 local time.
 */
class ScoresTest extends MigratedTest {

  private static final Instant NOW = Instant.parse("2026-10-08T03:00:00Z");
  private static final LocalDate OCTOBER = LocalDate.of(2026, 10, 1);
  private static final LocalDate NOVEMBER = LocalDate.of(2026, 11, 1);
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final List<String> TABLES =
      List.of("service_request_cohort", "dossier", "payment_cohort", "payer", "declared_figure");

  /** Two indicators of 100 points: half are won in time, half online. */
  private static final String EXAM =
      """
      format: 1
      frames:
        - id: exam
          kind: points
          name: {vi: Bài thi, en: Exam}
          source: đề
          points: 100
          classes:
            - {id: good, from: 75, name: {vi: Tốt, en: Good}}
            - {id: weak, from: 0, name: {vi: Yếu, en: Weak}}
          groups:
            - {id: time, points: 50, name: {vi: Đúng hạn, en: In time}}
            - {id: online, points: 30, name: {vi: Trực tuyến, en: Online}}
            - {id: rest, points: 20, name: {vi: Khác, en: Rest}}
      indicators:
        - id: "2.1"
          name: {vi: Đúng hạn, en: In time}
          groups: [exam/time]
          unit: percent
          input: measured
          versions:
            - effective_from: 2020-01-01
              effective_to: 2026-11-01
              numerator: service_requests.done_on_time + service_requests.open - service_requests.overdue
              denominator: service_requests.received
              target: 1
              points: 50
              minimum_n: 30
              source: điều 1
              verified: true
            - effective_from: 2026-11-01
              numerator: service_requests.done_on_time
              denominator: service_requests.received
              target: 1
              points: 40
              minimum_n: 30
              source: điều 1, sửa
              verified: true
        - id: online
          name: {vi: Trực tuyến, en: Online}
          groups: [exam/online]
          unit: percent
          input: measured
          versions:
            - effective_from: 2020-01-01
              numerator: service_requests.online
              denominator: service_requests.received
              target: %s
              points: 30
              minimum_n: 30
              source: điều 2
              verified: true
        - id: late
          name: {vi: Trễ hạn, en: Late}
          groups: [exam/rest]
          unit: percent
          input: measured
          versions:
            - effective_from: 2020-01-01
              numerator: service_requests.done_late
              denominator: service_requests.received
              target: 0.1
              better: lower
              points: 10
              source: điều 3
              verified: true
        - id: households
          name: {vi: Hộ, en: Households}
          groups: [exam/rest]
          unit: percent
          input: measured
          versions:
            - effective_from: 2020-01-01
              numerator: payments.payers_electricity_cashless
              denominator: declared.households
              target: 0.6
              points: 6
              source: điều 4
              verified: true
        - id: unknown
          name: {vi: Chưa rõ, en: Unknown}
          groups: [exam/rest]
          unit: percent
          input: missing
          versions:
            - effective_from: 2020-01-01
              source: điều 5
              verified: false
      """;

  private NamedQueries queries;

  @BeforeAll
  void prepare(@TempDir Path directory) throws Exception {
    queries = NamedQueries.of(database);
    StringBuilder units = new StringBuilder();
    for (int i = 1; i <= 8; i++) {
      units.append(
          "9000%d,Xã %d,%s,90,2020-01-01,,,,,,%s\n"
              .formatted(i, i, i > 6 ? "phuong" : "xa", i > 4 ? "South" : "North"));
    }
    units.append("91001,Phường Khác,phuong,91,2020-01-01,,,,,,\n");
    loadRoster(directory, units);
  }

  @BeforeEach
  void loadTheExamAndForgetTheRest() {
    TABLES.forEach(table -> executeOnTables("TRUNCATE TABLE " + table));
    load(EXAM.formatted("0.5"));
  }

  @AfterAll
  void closeQueries() {
    queries.close();
  }

  @Test
  void scoresAreThoseOfTheCatalogue() {
    insert(
        "service_request_cohort",
        cohort("90001", "2026-10-01", 1, 100, 80, 20, 0, "online", 40),
        cohort("90002", "2026-10-01", 1, 40, 40, 0, 0, "online", 40),
        cohort("90003", "2026-10-01", 1, 29, 29, 0, 0, "online", 29));
    declare("90001", "households", "2026-09", 200, null);
    for (int payer = 0; payer < 3; payer++) {
      insert(
          "payer",
          payer("90001", "P" + payer, payer % 2, "qr"),
          payer("90001", "C" + payer, 7, "cash"));
    }

    List<Row> rows = queries.run("scoreboard", parameters());
    assertThat(rows)
        .extracting(
            row -> row.text("commune_code"),
            row -> row.integerOrNull("rank"),
            row -> row.text("reason"),
            row -> row.integer("n"),
            row -> row.text("class"))
        .containsExactly(
            tuple("90002", 1L, "", 40L, "good"),
            tuple("90001", 2L, "", 100L, "weak"),
            tuple("90003", null, "not_enough_data", 29L, "good"),
            tuple("90004", null, "no_data", 0L, ""),
            tuple("90005", null, "no_data", 0L, ""),
            tuple("90006", null, "no_data", 0L, ""),
            tuple("90007", null, "no_data", 0L, ""),
            tuple("90008", null, "no_data", 0L, ""));
    Row row = rows.get(1);
    // 80 %: 40 of 50; 40 % of a target of 50 %: 24 of 30; 20 % late, half as good as 10 %: 5 of 10;
    // 2 payers of 200 households, 1 % of a target of 60 %: 0.1 of 6
    assertThat(row.decimal("points")).isCloseTo(69.1, within(1e-9));
    assertThat(row.decimal("points_computable")).isEqualTo(96);
    assertThat(row.decimal("coverage")).isEqualTo(0.96);
    assertThat(row.decimal("score")).isEqualTo(71.98);
    assertThat(row.list("groups"))
        .hasToString(
            "[[time, 40.0, 50.0, 50.0], [online, 24.0, 30.0, 30.0], [rest, 5.1, 16.0, 20.0]]");
    assertThat(row.decimal("rate_2_1")).isEqualTo(0.8);
    // by a calculator: Wilson's interval of 80 of 100 at z = 1.96
    assertThat(row.decimal("wilson_low")).isCloseTo(0.71117, within(1e-5));
    assertThat(row.decimal("wilson_high")).isCloseTo(0.86664, within(1e-5));
    // without data there is nothing to give points for, which is not 0 points
    assertThat(rows.get(3).isNull("points")).isTrue();
    assertThat(rows.get(3).list("groups"))
        .hasToString(
            "[[time, null, 0.0, 50.0], [online, null, 0.0, 30.0], [rest, null, 0.0, 20.0]]");
    // nobody declared households of 90002
    assertThat(rows.get(0).decimal("points_computable")).isEqualTo(90);
    assertThat(rows.get(0).decimal("score")).isEqualTo(100);
  }

  @Test
  void equalScoresAsTheyAreShownShareARank() {
    // 25.0025, 25 and 24.9975 points in time: all shown as 25.00; and 24.99.
    insert(
        "service_request_cohort",
        cohort("90001", "2026-10-01", 1, 20_000, 10_001, 9_999, 0),
        cohort("90002", "2026-10-01", 1, 20_000, 10_000, 10_000, 0),
        cohort("90003", "2026-10-01", 1, 20_000, 9_999, 10_001, 0),
        cohort("90004", "2026-10-01", 1, 20_000, 9_996, 10_004, 0));
    List<Row> rows = queries.run("scoreboard", parameters()).subList(0, 4);
    Map<Double, Long> ranks = new HashMap<>();
    for (Row row : rows) {
      assertThat(row.decimal("points")).isEqualTo(Math.round(row.decimal("points") * 100) / 100.0);
      assertThat(row.decimal("score")).isEqualTo(Math.round(row.decimal("score") * 100) / 100.0);
      ranks.putIfAbsent(row.decimal("points"), row.integer("rank"));
      assertThat(row.integer("rank")).isEqualTo(ranks.get(row.decimal("points")));
    }
    assertThat(rows).extracting(row -> row.integer("rank")).containsExactly(1L, 1L, 1L, 4L);
    // Sums of what is shown are what is shown.
    for (Row row : rows) {
      double won =
          explained(
                  queries.run(
                      "explanation", with(parameters(), "communes", row.text("commune_code"))))
              .stream()
              .mapToDouble(line -> line.isNull("won") ? 0 : line.decimal("won"))
              .sum();
      assertThat(won).isCloseTo(row.decimal("points"), within(1e-9));
    }
  }

  @Test
  void anExplanationSaysHowEachPointCameAbout() {
    insert(
        "service_request_cohort",
        cohort("90001", "2026-10-01", 1, 100, 80, 20, 0, "online", 40),
        cohort("90002", "2026-10-01", 1, 50, 10, 40, 0, "online", 5),
        cohort("91001", "2026-10-01", 1, 999, 0, 0, 999, "online", 0));
    declare("90001", "households", "2026-09", 0, null);
    List<Row> communes = queries.run("explanation", with(parameters(), "communes", "90001"));
    List<Row> rows = explained(communes);
    assertThat(rows)
        .extracting(
            row -> row.text("id"),
            row -> row.decimalOrNull("numerator"),
            row -> row.decimalOrNull("denominator"),
            row -> row.decimalOrNull("rate"),
            row -> row.decimalOrNull("points"),
            row -> row.decimalOrNull("won"),
            row -> row.decimalOrNull("lost"),
            row -> row.text("reason"))
        .containsExactly(
            tuple("2.1", 80., 100., 0.8, 50., 40., 10., ""),
            tuple("online", 40., 100., 0.4, 30., 24., 6., ""),
            tuple("late", 20., 100., 0.2, 10., 5., 5., ""),
            tuple("households", 0., 0., null, 6., null, null, "no_data"),
            tuple("unknown", null, null, null, null, null, null, "missing"));
    Row first = rows.get(0);
    assertThat(communes.get(0).text("name")).isEqualTo("Xã 1");
    // the peers: 90 of 150, not the mean of 80 % and 20 %
    assertThat(first.decimal("peers_rate")).isEqualTo(0.6);
    // (80 + 30 * 0.6) / (100 + 30)
    assertThat(first.decimal("shrunken")).isCloseTo(98. / 130, within(1e-12));
    assertThat(communes.get(0).list("declared").toString())
        .contains("households", "Báo cáo", "UBND");

    assertThat(
            explained(queries.run("explanation", with(parameters(), "communes", "90001,90002")))
                .stream()
                .filter(row -> row.text("id").equals("online")))
        .extracting(row -> row.text("commune_code"), row -> row.decimal("rate"))
        .containsExactlyInAnyOrder(tuple("90001", 0.4), tuple("90002", 0.1));
    assertThat(queries.run("explanation", with(parameters(), "communes", "91001"))).isEmpty();
    assertThat(queries.run("explanation", with(parameters(), "communes", ""))).hasSize(8);
  }

  @Test
  void whatASharePointsToIsWhatItWins() {
    insert(
        "service_request_cohort",
        cohort("90001", "2026-10-01", 1, 100, 80, 20, 0, "online", 40),
        cohort("90002", "2026-10-01", 1, 50, 10, 40, 0, "online", 5));
    Map<String, Object> rule = with(parameters());
    rule.keySet().retainAll(queries.parameters("points_of_shares"));
    Map<String, Row> rules = new HashMap<>();
    queries.run("points_of_shares", rule).forEach(row -> rules.put(row.text("id"), row));
    assertThat(rules.get("2.1").text("group")).isEqualTo("time");
    int compared = 0;
    for (Row row : explained(queries.run("explanation", with(parameters(), "communes", "")))) {
      if (!row.isNull("won")) {
        int percent = (int) Math.rint(row.decimal("rate") * 100);
        Row shares = rules.get(row.text("id"));
        assertThat(shares.list("points").get(percent)).isEqualTo(row.decimal("won"));
        assertThat(((Number) shares.list("met").get(percent)).longValue())
            .isEqualTo(row.integer("met"));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(6);
    assertThat(rules.get("unknown").list("points")).containsOnlyNulls();
  }

  @Test
  void theDaysAndMonthsBehindAnIndicatorAddUp() {
    insert(
        "service_request_cohort",
        cohort("90001", "2026-09-30", 1, 10, 1, 9, 0),
        cohort("90001", "2026-10-01", 1, 10, 5, 5, 0),
        cohort("90001", "2026-10-02", 1, 30, 30, 0, 0),
        cohort("90002", "2026-10-02", 1, 60, 0, 60, 0));
    insert(
        "dossier",
        row(
            "commune_code",
            "90001",
            "day",
            "2026-10-02",
            "dossier_code",
            "H90-1",
            "version",
            1,
            "outcome",
            "on_time",
            "due_at",
            "2026-10-05 00:00:00.000",
            "ended_at",
            "2026-10-08 02:59:00.000"));
    Map<String, Object> windows =
        new HashMap<>(
            Map.of(
                "commune",
                "90001",
                "from_day",
                OCTOBER,
                "to_day",
                NOVEMBER,
                "at",
                NOW,
                "indicator",
                "2.1",
                "catalogue",
                0));
    assertThat(queries.run("explanation_windows", windows))
        .extracting(
            row -> row.day("day").toString(),
            row -> row.decimal("numerator"),
            row -> row.decimal("denominator"),
            row -> row.text("formula_version"))
        .containsExactly(
            tuple("2026-10-01", 5., 10., load() + "/2020-01-01"),
            tuple("2026-10-02", 30., 30., load() + "/2020-01-01"));
    // two minutes before the end of H90-1 it was overdue
    windows.put("at", Instant.parse("2026-10-08T02:57:00Z"));
    assertThat(queries.run("explanation_windows", windows).get(1).decimal("numerator"))
        .isEqualTo(29);

    Map<String, Object> trend = with(windows, "province", "90", "step", "month");
    trend.put("at", NOW);
    trend.put("commune", "");
    trend.put("from_day", LocalDate.of(2026, 9, 15));
    assertThat(queries.run("indicator_trend", trend))
        .extracting(
            row -> row.day("bucket").toString(),
            row -> row.decimal("numerator"),
            row -> row.decimal("denominator"),
            row -> row.decimal("rate"),
            row -> row.integer("communes"))
        .containsExactly(
            tuple("2026-09-01", 1., 10., 0.1, 1L), tuple("2026-10-01", 35., 100., 0.35, 2L));
    // the trap: the mean of 87.5 % and 0 %
    assertThat(0.35).isNotEqualTo((35. / 40 + 0) / 2);
  }

  @Test
  void groupsShowRatesAndCoverageSaysWhatIsMissing() {
    insert(
        "service_request_cohort", cohort("90001", "2026-10-01", 1, 100, 80, 20, 0, "online", 40));
    Map<String, Object> parameters = parameters();
    parameters.keySet().removeAll(List.of("peers", "minimum_n"));
    assertThat(queries.run("coverage", parameters))
        .extracting(
            row -> row.text("id"),
            row -> row.decimalOrNull("points"),
            row -> row.decimal("points_computable"),
            row -> row.integer("communes"),
            row -> row.integer("communes_with_data"),
            row -> row.text("reason"))
        .containsExactly(
            tuple("2.1", 50., 90., 8L, 1L, ""),
            tuple("online", 30., 90., 8L, 1L, ""),
            tuple("late", 10., 90., 8L, 1L, ""),
            tuple("households", 6., 90., 8L, 0L, "not_declared"),
            tuple("unknown", null, 90., 8L, 0L, "missing"));
    List<Row> groups = queries.run("group_rates", with(parameters, "commune", ""));
    assertThat(groups)
        .extracting(
            row -> row.text("id"),
            row -> row.decimalOrNull("numerator"),
            row -> row.decimalOrNull("denominator"))
        .containsExactly(
            tuple("time", 80., 100.), tuple("online", 40., 100.), tuple("rest", 20., 100.));
    assertThat(groups.get(2).list("indicators")).hasSize(3);
  }

  @Test
  void peersAreThoseOfTheScheme() {
    for (int i = 1; i <= 8; i++) {
      insert("service_request_cohort", cohort("9000" + i, "2026-10-01", 1, 30 + i, 30, i, 0));
    }
    insert("service_request_cohort", cohort("91001", "2026-10-01", 1, 30, 30, 0, 0));
    assertThat(peerGroups("90", "province")).containsOnly("");
    assertThat(peerGroups("90", "kind"))
        .containsExactly("xa xa xa xa xa xa phuong phuong".split(" "));
    assertThat(peerGroups("90", "former-district"))
        .containsExactly(
            "90/North",
            "90/North",
            "90/North",
            "90/North",
            "90/South",
            "90/South",
            "90/South",
            "90/South");
    assertThat(peerGroups("90", "size"))
        .containsExactly("small small small medium medium medium large large".split(" "));
    assertThat(peerGroups("", "kind")).hasSize(9).endsWith("phuong");
    List<Row> rows = queries.run("scoreboard", with(parameters(), "peers", "kind"));
    assertThat(rows.stream().filter(row -> row.integer("rank") == 1)).hasSize(2);
  }

  private List<String> peerGroups(String province, String scheme) {
    return queries
        .run("scoreboard", with(parameters(), "province", province, "peers", scheme))
        .stream()
        .sorted((a, b) -> a.text("commune_code").compareTo(b.text("commune_code")))
        .map(row -> row.text("peer_group"))
        .toList();
  }

  @Test
  void aChangedCatalogueScoresHistoryAgainAndTheOldLoadStillExplains() {
    insert(
        "service_request_cohort", cohort("90001", "2026-10-01", 1, 100, 80, 20, 0, "online", 40));
    long before = load();
    String old = scoreboard(parameters());
    assertThat(load(EXAM.formatted("0.5"))).isEqualTo(before);
    assertThat(scoreboard(parameters())).isEqualTo(old);

    long after = load(EXAM.formatted("0.8"));
    assertThat(after).isEqualTo(before + 1);
    List<Row> rows = queries.run("scoreboard", parameters());
    // 40 % of a target of 80 %
    assertThat(rows.get(0).list("groups").get(1)).hasToString("[online, 15.0, 30.0, 30.0]");
    assertThat(rows.get(0).integer("load")).isEqualTo(after);
    assertThat(scoreboard(with(parameters(), "catalogue", before))).isEqualTo(old);
    // the version of the period's last day judges
    Map<String, Object> november = with(parameters(), "to_day", NOVEMBER.plusDays(1));
    assertThat(queries.run("scoreboard", november).get(0).list("groups").get(0))
        .hasToString("[time, 32.0, 40.0, 50.0]");
    assertThat(queries.run("scoreboard", with(parameters(), "frame", "no-such")))
        .allMatch(row -> row.isNull("score"));
  }

  @Test
  void declaredFiguresStandAsTheRuleSays() {
    declare("90001", "households", "2026-10", 10, null, "2026-10-05 00:00:00.000");
    declare("90001", "households", "2026-10", 11, null, "2026-10-06 00:00:00.000");
    declare("90001", "households", "2026-10", 12, null, "2026-10-09 00:00:00.000");
    declare("90001", "households", "2026", 99, null);
    declare("90002", "households", "2025", 20, null);
    declare("90002", "households", "2024-H1", 21, null);
    declare("90003", "households", "2023", 30, null);
    declare("90004", "households", "2026-09", 40, 50);
    String query =
        "SELECT unit, toInt32(numerator), toInt32(denominator) FROM declared_standing(from_day ="
            + " '2026-10-01', to_day = '2026-11-01', at = '%s') ORDER BY unit";
    // 2026 has not ended; 2023 began more than two years ago
    assertThat(rows(query.formatted("2026-10-08 03:00:00.000")))
        .containsExactly("90001 11 null", "90002 20 null", "90004 40 50");
    assertThat(rows(query.formatted("2026-10-05 12:00:00.000")).get(0)).isEqualTo("90001 10 null");
    assertThat(rows(query.formatted("2026-10-09 12:00:00.000")).get(0)).isEqualTo("90001 12 null");
  }

  @Test
  void daysAreLocal() {
    insert(
        "service_request_cohort",
        cohort("90001", "2026-10-08", 1, 10, 10, 0, 0),
        cohort("90001", "2026-10-07", 1, 20, 20, 0, 0));
    String measures =
        "SELECT sums[indexOf((SELECT names FROM stream_measure_names),"
            + " 'service_requests.received')] FROM commune_measures(province = '90', commune ="
            + " '90001', from_day = '2026-10-01', to_day = '2026-11-01', at = '%s', step = '')";
    // half past midnight of the 8th is still the 7th in UTC
    assertThat(rows(measures.formatted("2026-10-07 17:30:00.000"))).containsExactly("30.0");
    assertThat(rows(measures.formatted("2026-10-07 16:30:00.000"))).containsExactly("20.0");
    // the trap
    assertThat(
            value(
                "SELECT sum(received) FROM service_request_cohort_current WHERE day <="
                    + " toDate('2026-10-07 17:30:00', 'UTC')"))
        .isEqualTo("20");
  }

  @Test
  void eachMeasureStandsWhereItsNameSays() {
    for (String source : List.of("service_request_cohort", "document_cohort", "payment_cohort")) {
      List<String> columns =
          rows(
              "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = '"
                  + source
                  + "' AND type = 'Int64' AND name != 'events'");
      Map<String, Object> row = row("commune_code", "90001", "day", "2026-10-01", "version", 1);
      for (int i = 0; i < columns.size(); i++) {
        row.put(columns.get(i), 1000 + i);
      }
      insert(source, row);
      String prefix =
          source.equals("service_request_cohort")
              ? "service_requests."
              : source.replace("_cohort", "s.");
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        expected.add(prefix + columns.get(i) + " " + (1000 + i) + ".0");
      }
      assertThat(
              rows(
                  "SELECT measure.1 AS name, measure.2 AS sum FROM (SELECT arrayJoin(arrayZip("
                      + "(SELECT names FROM stream_measure_names), sums)) AS measure"
                      + " FROM commune_measures(province = '', commune = '90001', from_day ="
                      + " '2026-10-01', to_day = '2026-10-02', at = '2026-10-02 00:00:00.000',"
                      + " step = ''))"))
          .containsAll(expected);
    }
    executeOnTables("TRUNCATE TABLE document_cohort");
  }

  @Test
  void distinctProceduresAreCountedOncePerCommune() {
    load(Catalogue.bundled());
    insert(
        "service_request_cohort",
        procedures(cohort("90001", "2026-09-30", 1, 1, 1, 0, 0), "1.000001 1 1", "1.000002 1 0"),
        procedures(cohort("90001", "2026-10-01", 1, 2, 2, 0, 0), "1.000001 1 0", "1.000003 0 0"),
        procedures(cohort("90002", "2026-10-01", 1, 2, 2, 0, 0), "1.000001 1 1"));
    Map<String, Object> parameters = with(parameters(), "frame", "qd-766", "communes", "90001");
    parameters.put("from_day", LocalDate.of(2026, 9, 1));
    Row row =
        explained(queries.run("explanation", parameters)).stream()
            .filter(indicator -> indicator.text("id").equals("3.5b"))
            .findFirst()
            .orElseThrow();
    assertThat(row.decimal("numerator")).isEqualTo(1);
    assertThat(row.decimal("denominator")).isEqualTo(2);
    // sums of the communes' own counts
    assertThat(row.decimal("peers_denominator")).isEqualTo(3);
  }

  /** That what no formula needs is left out changes no row. */
  @Tag("slow")
  @Test
  void queriesGiveTheSameWithAllMeasures() {
    SqlTemplates complete =
        new SqlTemplates(repository().resolve("sql/templates"), SqlTemplates.Reading.EVERYTHING);
    SortedMap<String, String> texts = complete.rendered();
    load(Catalogue.bundled());
    insertAll(randomRows(new Random(1), 60));
    declare("90001", "households", "2026-09", 10, null);
    for (String frame : List.of("qd-766", "qd-1829", "pillars", "three-no")) {
      Map<String, Object> all = with(parameters(), "frame", frame, "commune", "90001");
      all.put("communes", "90001,90002");
      all.put("indicator", frame.equals("pillars") ? "electricity-cashless" : "2.1");
      all.put("step", "day");
      for (String name :
          List.of(
              "scoreboard",
              "explanation",
              "explanation_windows",
              "indicator_trend",
              "group_rates",
              "coverage",
              "criteria_missing")) {
        Map<String, Object> own = new HashMap<>(all);
        own.keySet().retainAll(queries.parameters(name));
        String text = texts.get("queries/" + name + ".sql");
        assertThat(queries.run(name, own).toString())
            .as(name + " of " + frame)
            .isEqualTo(queries.execute(name, text, own).toString());
      }
    }
  }

  private List<Map<String, Object>> randomRows(Random random, int count) {
    Map<String, Map<String, Object>> rows = new HashMap<>();
    while (rows.size() < count) {
      String commune = "9000" + (1 + random.nextInt(7));
      String day = "2026-10-%02d".formatted(1 + random.nextInt(8));
      int received = random.nextInt(12);
      int onTime = random.nextInt(received + 1);
      rows.put(
          commune + day,
          cohort(
              commune,
              day,
              2,
              received,
              onTime,
              received - onTime,
              0,
              "online",
              random.nextInt(received + 1)));
      if (rows.size() == 7 * 8) {
        break;
      }
    }
    return new ArrayList<>(rows.values());
  }

  @SuppressWarnings("unchecked")
  private void insertAll(List<Map<String, Object>> rows) {
    insert("service_request_cohort", rows.toArray(Map[]::new));
  }

  private String scoreboard(Map<String, Object> parameters) {
    return queries.run("scoreboard", parameters).toString();
  }

  private long load(String catalogue) {
    return load(Catalogue.parse("test.yaml", catalogue));
  }

  private long load(Catalogue catalogue) {
    return CatalogueLoader.load(database, catalogue, "test", "test", CLOCK);
  }

  private long load() {
    return CatalogueLoader.latest(database).orElseThrow().number();
  }

  private void declare(
      String commune, String figure, String period, double numerator, Number denominator) {
    declare(commune, figure, period, numerator, denominator, "2026-10-01 00:00:00.000");
  }

  private void declare(
      String commune,
      String figure,
      String period,
      double numerator,
      Number denominator,
      String declaredAt) {
    int year = Integer.parseInt(period.substring(0, 4));
    LocalDate from = LocalDate.of(year, 1, 1);
    LocalDate to = from.plusYears(1);
    if (period.endsWith("-H1")) {
      to = from.plusMonths(6);
    } else if (period.length() > 4) {
      from = LocalDate.of(year, Integer.parseInt(period.substring(5)), 1);
      to = from.plusMonths(1);
    }
    insert(
        "declared_figure",
        row(
            "unit_level",
            "commune",
            "unit",
            commune,
            "figure",
            figure,
            "period",
            period,
            "period_from",
            from.toString(),
            "period_to",
            to.toString(),
            "declaration_id",
            UUID.nameUUIDFromBytes(
                    (commune + figure + period + declaredAt).getBytes(StandardCharsets.UTF_8))
                .toString(),
            "numerator",
            numerator,
            "denominator",
            denominator,
            "observed_on",
            "2026-09-30",
            "document",
            "Báo cáo",
            "declared_at",
            declaredAt,
            "office",
            "UBND"));
  }

  private static Map<String, Object> payer(String commune, String id, int payer, String method) {
    return row(
        "commune_code",
        commune,
        "day",
        "2026-10-02",
        "payment_id",
        id,
        "version",
        1,
        "category",
        "electricity",
        "method",
        method,
        "succeeded",
        1,
        "payer_id",
        new UUID(1, payer).toString());
  }

  /** Entries: code, with a fee, with a fee paid online. */
  private static Map<String, Object> procedures(Map<String, Object> row, String... entries) {
    Map<String, List<Object>> columns = new HashMap<>();
    for (String entry : entries) {
      String[] parts = entry.split(" ");
      for (String column :
          List.of(
              "dimension",
              "code",
              "received",
              "done_on_time",
              "done_late",
              "done_undated",
              "open",
              "fee_due",
              "fee_paid_online",
              "handled",
              "handling_working_ms")) {
        columns
            .computeIfAbsent("by." + column, key -> new ArrayList<>())
            .add(
                switch (column) {
                  case "dimension" -> "procedure";
                  case "code" -> parts[0];
                  case "fee_due" -> Integer.valueOf(parts[1]);
                  case "fee_paid_online" -> Integer.valueOf(parts[2]);
                  default -> 0;
                });
      }
    }
    row.putAll(columns);
    return row;
  }

  private static Map<String, Object> parameters() {
    return new HashMap<>(
        Map.of(
            "province",
            "90",
            "from_day",
            OCTOBER,
            "to_day",
            NOVEMBER,
            "at",
            NOW,
            "frame",
            "exam",
            "catalogue",
            0,
            "peers",
            "province",
            "minimum_n",
            30));
  }
}
