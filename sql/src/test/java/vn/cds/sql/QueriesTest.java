package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;
import vn.cds.contract.catalogue.Catalogue;
import vn.cds.contract.text.RequestId;

/**
 * Every named query over a small country: in province 90 the communes 90001 to 90007 (90008 until
 * 2026-09-30, 90009 from 2026-11-01), in province 91 the commune 91001. Now is 2026-10-08 10:00
 * local time.
 */
class QueriesTest extends MigratedTest {

  private static final Instant NOW = Instant.parse("2026-10-08T03:00:00Z");
  private static final LocalDate OCTOBER = LocalDate.of(2026, 10, 1);
  private static final LocalDate NOVEMBER = LocalDate.of(2026, 11, 1);

  private NamedQueries queries;

  @BeforeAll
  void seed(@TempDir Path directory) throws Exception {
    queries = NamedQueries.of(database);
    StringBuilder units = new StringBuilder();
    for (int i = 1; i <= 7; i++) {
      units.append("9000%1$d,Xã %1$d,xa,90,2020-01-01,,,,,,\n".formatted(i));
    }
    units.append("90008,Xã Cũ,xa,90,2020-01-01,2026-10-01,,,,,\n");
    units.append("90009,Xã Mới,xa,90,2026-11-01,,,,,,\n");
    units.append("91001,Phường Khác,phuong,91,2020-01-01,,,,,,\n");
    loadRoster(directory, units);
    CatalogueLoader.load(
        database, Catalogue.bundled(), "test", "test", Clock.fixed(NOW, ZoneOffset.UTC));
    seedLeaderboard();
    seedFlows();
    seedFaults();
  }

  private void seedLeaderboard() {
    // A commune with every indicator: 2.1: 90 of 100, after a dossier became overdue.
    insert(
        "service_request_cohort",
        cohort(
            "90001",
            "2026-10-01",
            2,
            60,
            50,
            5,
            5,
            "fee_due",
            40,
            "fee_paid_online",
            10,
            "result_due",
            20,
            "result_electronic",
            20,
            "digitised",
            30,
            "component_reused",
            24,
            "personal_store",
            15,
            "identity_verified",
            60,
            "rated",
            10,
            "dissatisfied",
            1,
            "outside_territory",
            6,
            "outside_territory_known",
            40),
        cohort(
            "90001",
            "2026-10-07",
            2,
            40,
            30,
            0,
            10,
            "component_reused",
            16,
            "identity_verified",
            40),
        // outside of October
        cohort("90001", "2026-09-30", 2, 500, 0, 500, 0),
        cohort("90001", "2026-11-01", 2, 500, 0, 500, 0));
    // A stale row that came later.
    insert("service_request_cohort", cohort("90001", "2026-10-07", 1, 40, 0, 40, 0));
    // 90002 and 90003 are equal, 90004 is behind them, 90005 has too few dossiers, 90006 none.
    for (String commune : List.of("90002", "90003")) {
      insert("service_request_cohort", cohort(commune, "2026-10-02", 1, 30, 30, 0, 0));
    }
    insert(
        "service_request_cohort",
        cohort("90004", "2026-10-02", 1, 30, 15, 15, 0),
        cohort("90005", "2026-10-02", 1, 29, 29, 0, 0),
        cohort(
            "90007",
            "2026-10-02",
            1,
            200,
            200,
            0,
            0,
            "fee_due",
            5,
            "fee_paid_online",
            5,
            "result_due",
            1,
            "result_electronic",
            1,
            "digitised",
            200,
            "component_reused",
            200,
            "personal_store",
            200,
            "identity_verified",
            200,
            "rated",
            9),
        cohort("90008", "2026-09-30", 1, 50, 50, 0, 0),
        cohort("91001", "2026-10-02", 1, 77, 77, 0, 0));
    insert(
        "dossier",
        dossier("90001", "2026-10-01", "H90-1", "open", "2026-10-02 03:00:00.000", null),
        // due exactly now: not overdue
        dossier("90001", "2026-10-01", "H90-2", "open", "2026-10-08 03:00:00.000", null),
        // no due time, two supplement requests
        with(dossier("90001", "2026-10-07", "H90-3", "open", null, null), "supplements", 2),
        with(
            dossier("90001", "2026-10-07", "H90-4", "open", "2026-10-07 10:00:00.000", null),
            "suspected_sync_fault",
            1),
        // waits for the citizen
        with(
            dossier("90001", "2026-10-07", "H90-5", "open", "2026-10-03 10:00:00.000", null),
            "waiting",
            1),
        dossier("90001", "2026-10-07", "H90-6", "open", "2026-10-09 02:59:59.000", null),
        // a dossier of another month
        dossier("90001", "2026-09-30", "H90-7", "open", "2026-10-01 10:00:00.000", null),
        // done on time this morning, when today began it was open and not yet due
        dossier(
            "90001",
            "2026-10-01",
            "H90-8",
            "on_time",
            "2026-10-09 10:00:00.000",
            "2026-10-08 01:00:00.000"),
        // done late this morning, when today began it was overdue
        dossier(
            "90004",
            "2026-10-02",
            "H90-9",
            "late",
            "2026-10-05 10:00:00.000",
            "2026-10-08 01:00:00.000"),
        // done late this morning, when today began it was not yet due
        dossier(
            "90004",
            "2026-10-02",
            "H90-10",
            "late",
            "2026-10-08 00:30:00.000",
            "2026-10-08 01:00:00.000"));
    // An earlier state of a finished dossier that arrived again.
    insert(
        "dossier",
        with(
            dossier("90001", "2026-10-01", "H90-8", "open", "2026-10-01 10:00:00.000", null),
            "version",
            1));
  }

  private void seedFlows() {
    insert(
        "service_request_minute",
        row(
            "commune_code",
            "90002",
            "window_start",
            "2026-10-08 02:50:00",
            "version",
            3,
            "counted",
            9,
            "registered",
            5,
            "registered_online",
            4,
            "done_on_time",
            2,
            "done_late",
            1),
        row(
            "commune_code",
            "90002",
            "window_start",
            "2026-10-08 03:00:00",
            "version",
            3,
            "counted",
            1,
            "registered",
            1),
        row(
            "commune_code",
            "90002",
            "window_start",
            "2026-10-08 02:49:00",
            "version",
            3,
            "counted",
            100,
            "registered",
            100),
        row(
            "commune_code",
            "91001",
            "window_start",
            "2026-10-08 02:59:00",
            "version",
            3,
            "counted",
            7,
            "registered",
            7));
    insert(
        "payment_minute",
        row(
            "commune_code",
            "90003",
            "window_start",
            "2026-10-08 02:55:00",
            "version",
            3,
            "counted",
            6,
            "succeeded",
            4,
            "succeeded_cash",
            1));
    insert(
        "service_request_day",
        // local day 2026-10-08 begins at 17:00 UTC of the day before
        row(
            "commune_code",
            "90002",
            "window_start",
            "2026-10-07 17:00:00",
            "version",
            5,
            "counted",
            110,
            "duplicates",
            3),
        row(
            "commune_code",
            "91001",
            "window_start",
            "2026-10-07 17:00:00",
            "version",
            5,
            "counted",
            7),
        row(
            "commune_code",
            "90004",
            "window_start",
            "2026-10-06 17:00:00",
            "version",
            5,
            "counted",
            20,
            "duplicates",
            1));
    insert(
        "service_request_day",
        row(
            "commune_code",
            "90004",
            "window_start",
            "2026-10-06 17:00:00",
            "version",
            4,
            "counted",
            10,
            "duplicates",
            9));
    insert(
        "payment_day",
        row(
            "commune_code",
            "90003",
            "window_start",
            "2026-10-06 17:00:00",
            "version",
            5,
            "counted",
            6));
    insert(
        "payment_cohort",
        row(
            "commune_code",
            "90003",
            "day",
            "2026-10-07",
            "version",
            1,
            "events",
            6,
            "payments",
            4,
            "succeeded",
            3,
            "failed",
            1,
            "amount_vnd",
            250000,
            "cash",
            1,
            "cash_vnd",
            50000));
    insert(
        "document_cohort",
        document("90001", "2026-01-01", 2000, 1000, 987, 990),
        document("90002", "2026-12-31", 100, 50, 49, 50),
        document("90002", "2025-12-31", 7, 7, 7, 7),
        document("90002", "2027-01-01", 7, 7, 7, 7),
        document("91001", "2026-05-01", 9, 9, 9, 9));
    insert(
        "service_request_cohort",
        breakdown(
            row(
                "commune_code",
                "90007",
                "day",
                "2012-07-31",
                "version",
                1,
                "received",
                10,
                "done_on_time",
                6,
                "done_late",
                2,
                "done_undated",
                1,
                "open",
                1),
            "channel counter 7 4 2 0 1",
            "channel online 3 2 0 1 0",
            "procedure 1.004616 10 6 2 1 1"),
        breakdown(
            row(
                "commune_code",
                "90007",
                "day",
                "2012-08-01",
                "version",
                1,
                "received",
                5,
                "done_on_time",
                5),
            "channel counter 5 5 0 0 0"));
  }

  private void seedFaults() {
    insert(
        "dead_letter",
        fault("cds.documents", 0, 1, "NOT_JSON", "2026-10-08 01:00:00.000", "first", null),
        fault("cds.documents", 0, 2, "NOT_JSON", "2026-10-08 02:00:00.000", "second", "90001"),
        fault(
            "cds.documents", 1, 1, "UNKNOWN_COMMUNE", "2026-10-08 02:00:00.000", "other", "99999"),
        fault(
            "cds.import.service-requests", 0, 1, "EMPTY", "2026-10-08 02:00:00.000", "empty", null),
        fault("cds.documents", 1, 9, "NOT_JSON", "2026-10-09 00:00:00.000", "later", "90002"));
    insert(
        "too_late",
        row("topic", "cds.payments", "partition", 0, "offset", 4, "reason", "DAY"),
        row("topic", "cds.payments", "partition", 0, "offset", 5, "reason", "COHORT"));
  }

  @AfterAll
  void closeQueries() {
    queries.close();
  }

  @Test
  void leaderboardRanksByWhatCanBeComputed() {
    List<Row> rows = queries.run("scoreboard", october("90"));
    assertThat(rows)
        .extracting(
            row -> row.text("commune_code"),
            row -> row.integerOrNull("rank"),
            row -> row.text("reason"),
            row -> row.integer("n"))
        .containsExactly(
            tuple("90007", 1L, "", 200L),
            tuple("90001", 2L, "", 100L),
            tuple("90002", 3L, "", 30L),
            tuple("90003", 3L, "", 30L),
            tuple("90004", 5L, "", 30L),
            tuple("90005", null, "not_enough_data", 29L),
            tuple("90006", null, "no_data", 0L));
    Row best = rows.get(0);
    assertThat(best.text("name")).isEqualTo("Xã 7");
    assertThat(best.text("kind")).isEqualTo("xa");
    assertThat(best.decimal("points")).isEqualTo(50);
    assertThat(best.decimal("points_computable")).isEqualTo(50);
    assertThat(best.decimal("score")).isEqualTo(100);
    Row none = rows.get(6);
    assertThat(none.decimalOrNull("score")).isNull();
    assertThat(none.decimal("points_computable")).isEqualTo(6);
    assertThat(indicators(none))
        .contains(
            "2.1 0.0/0.0 target 1.0 max 20.0 points null",
            "5.4 0.0/0.0 target 0.9 max 6.0 points 0.0");
  }

  @Test
  void ofTheCountryEachProvinceCanHaveItsOwnRanks() {
    Map<String, Object> country = october("");
    country.put("peers", "own-province");
    List<Row> rows = queries.run("scoreboard", country);
    assertThat(rows).hasSize(8);
    for (Row row : queries.run("scoreboard", october("90"))) {
      Row own = commune(rows, row.text("commune_code"));
      assertThat(own.text("peer_group")).isEqualTo("90");
      assertThat(own.integerOrNull("rank")).isEqualTo(row.integerOrNull("rank"));
    }
  }

  /** The formula of 2.1, which open dossiers restate, and one that nothing restates. */
  @ParameterizedTest
  @CsvSource({
    "day, 2026-10-08T03:00:00Z",
    "month, 2026-10-08T03:00:00Z",
    "day, 2026-10-02T05:00:00Z",
    "day, 2026-10-31T05:00:00Z"
  })
  void trendsOfOneCohortTableAreThoseOfAllMeasures(String step, Instant at) {
    for (String commune : List.of("90001", "90002", "90007", "90005")) {
      Map<String, Object> asked = with(october(""), "commune", commune, "step", step, "at", at);
      asked.keySet().retainAll(Set.of("commune", "step", "at", "from_day", "to_day"));
      Map<String, Object> onTime = with(asked, "is_count", 0);
      onTime.putAll(columns("numerator", "done_on_time", "open", 1));
      onTime.putAll(columns("denominator", "received", "received", 0));
      onTime.put("numerator_factors", Map.of("done_on_time", 1., "open", 1., "overdue", -1.));
      onTime.put("denominator_factors", Map.of());
      assertTrend("request_trend", onTime, "2.1", asked);
      Map<String, Object> outside = with(asked, "is_count", 0, "table", "service_request_cohort");
      outside.putAll(columns("numerator", "outside_territory", "received", 0));
      outside.putAll(columns("denominator", "outside_territory_known", "received", 0));
      assertTrend("cohort_trend", outside, "outside-territory", asked);
    }
  }

  private static Map<String, Object> columns(
      String part, String first, String second, double secondFactor) {
    return Map.of(
        part + "_1",
        first,
        part + "_factor_1",
        1.,
        part + "_2",
        second,
        part + "_factor_2",
        secondFactor);
  }

  private void assertTrend(
      String query, Map<String, Object> formula, String indicator, Map<String, Object> asked) {
    List<Row> all =
        queries.run(
            "indicator_trend", with(asked, "province", "", "indicator", indicator, "catalogue", 0));
    assertThat(queries.run(query, formula))
        .as("%s of %s", indicator, asked)
        .extracting(
            row -> row.day("bucket"),
            row -> row.decimal("numerator"),
            row -> row.decimal("denominator"),
            row -> row.decimalOrNull("rate"),
            row -> row.integer("communes"))
        .containsExactlyElementsOf(
            all.stream()
                .map(
                    row ->
                        tuple(
                            row.day("bucket"),
                            row.decimal("numerator"),
                            row.decimal("denominator"),
                            row.decimalOrNull("rate"),
                            row.integer("communes")))
                .toList());
  }

  /** Of 20 more dossiers nobody said it: they stand in neither number. */
  @Test
  void theShareOutsideTheTerritoryIsOfThoseOfWhichItIsKnown() {
    Map<String, Object> trend =
        Map.of(
            "province",
            "90",
            "commune",
            "",
            "from_day",
            LocalDate.of(2026, 10, 1),
            "to_day",
            LocalDate.of(2026, 11, 1),
            "at",
            NOW,
            "indicator",
            "outside-territory",
            "catalogue",
            0,
            "step",
            "month");
    assertThat(queries.run("indicator_trend", trend))
        .extracting(row -> row.decimal("numerator"), row -> row.decimal("denominator"))
        .containsExactly(tuple(6., 40.));
  }

  @Test
  void indicatorsSayHowThePointsCameAbout() {
    Row row = commune(queries.run("scoreboard", october("90")), "90001");
    // received 100, done on time 80, late 5, open 15 of which 3 are overdue (H90-1, H90-3, H90-4)
    assertThat(row.integer("open")).isEqualTo(15);
    assertThat(row.integer("overdue")).isEqualTo(3);
    assertThat(row.integer("overdue_suspected")).isEqualTo(1);
    assertThat(indicators(row))
        .containsExactly(
            "2.1 92.0/100.0 target 1.0 max 20.0 points 18.4",
            "3.5b 0.0/0.0 target 0.8 max 2.0 points null",
            "3.6 10.0/40.0 target 1.0 max 6.0 points 1.5",
            "4.1 20.0/20.0 target 1.0 max 6.0 points 6.0",
            "4.2 30.0/100.0 target 1.0 max 4.0 points 1.2",
            // 40 % of a target of 80 %
            "4.3 40.0/100.0 target 0.8 max 2.0 points 1.0",
            "4.4 15.0/100.0 target 1.0 max 4.0 points 0.6",
            "4.5b 100.0/100.0 target 1.0 max 2.0 points 2.0",
            // 1 - ((5 late + 3 overdue) / 100 + 1 / 10 dissatisfied) = 82 % of a target of 90 %
            "5.4 82.0/100.0 target 0.9 max 6.0 points 5.47");
    assertThat(row.decimal("points_computable")).isEqualTo(50);
    assertThat(row.decimal("points")).isEqualTo(36.17);
    assertThat(row.decimal("score")).isEqualTo(72.34);
  }

  @Test
  void theRosterOfTheLastDayIsListed() {
    Map<String, Object> september = october("90");
    september.put("from_day", LocalDate.of(2026, 9, 1));
    september.put("to_day", OCTOBER);
    assertThat(codes(queries.run("scoreboard", september)))
        .contains("90008")
        .doesNotContain("90009");
    assertThat(codes(queries.run("scoreboard", october("90")))).doesNotContain("90008", "90009");
    Map<String, Object> november = october("90");
    november.put("to_day", NOVEMBER.plusDays(1));
    assertThat(codes(queries.run("scoreboard", november)))
        .contains("90009")
        .doesNotContain("90008");
    assertThat(codes(queries.run("scoreboard", october("91")))).containsExactly("91001");
    assertThat(codes(queries.run("scoreboard", october("")))).hasSize(8).contains("91001");
    assertThat(queries.run("scoreboard", october("99"))).isEmpty();
  }

  @Test
  void movementRestatesTheMorning() {
    // 15 dossiers of 90002 more are on time since this morning
    for (int i = 0; i < 15; i++) {
      insert(
          "dossier",
          dossier(
              "90002",
              "2026-10-02",
              "H90-2-" + i,
              "on_time",
              "2026-10-07 10:00:00.000",
              "2026-10-08 01:00:00.000"));
    }
    List<Row> now = queries.run("scoreboard", october("90"));
    Map<String, Object> morning = october("90");
    morning.put("to_day", LocalDate.of(2026, 10, 8));
    morning.put("at", Instant.parse("2026-10-07T17:00:00Z"));
    List<Row> earlier = queries.run("scoreboard", morning);
    assertThat(commune(earlier, "90003").integer("rank"))
        .isEqualTo(commune(now, "90003").integer("rank"));
    assertThat(commune(now, "90002").integer("rank")).isEqualTo(3);
    assertThat(commune(earlier, "90002").integer("rank")).isEqualTo(5);
    assertThat(commune(now, "90005").isNull("rank")).isTrue();
    assertThat(earlier).hasSize(7);
    executeOnTables("DELETE FROM dossier WHERE commune_code = '90002'");
  }

  @Test
  void standingIsRestatedToAMoment() {
    String query =
        "SELECT arrayStringConcat(arrayMap(name -> toString(sums[indexOf((SELECT names FROM"
            + " stream_measure_names), concat('service_requests.', name))]), splitByChar(' ',"
            + " 'done_on_time done_late open overdue overdue_suspected')), ' ')"
            + " FROM commune_measures(province = '90', commune = '', from_day = '2026-10-01',"
            + " to_day = '2026-10-08', at = '%s', step = '') WHERE commune_code = '%s'";
    assertThat(rows(query.formatted("2026-10-08 03:00:00.000", "90001")))
        .containsExactly("80 5 15 3 1");
    // H90-8 was still open when the day began; H90-1, H90-3 and H90-4 were overdue
    assertThat(rows(query.formatted("2026-10-07 17:00:00.000", "90001")))
        .containsExactly("79 5 16 3 1");
    // before H90-4 was due
    assertThat(rows(query.formatted("2026-10-07 10:00:00.000", "90001")))
        .containsExactly("79 5 16 2 0");
    assertThat(rows(query.formatted("2026-10-07 17:00:00.000", "90004")))
        .containsExactly("15 13 2 1 0");
  }

  @Test
  void totalsAreSumsOfSums() {
    List<Row> board = queries.run("scoreboard", october("90"));
    assertThat(board).filteredOn(row -> row.integer("n") > 0).hasSize(6);
    assertThat(board.stream().mapToLong(row -> row.integer("n")).sum()).isEqualTo(419);
    assertThat(board.stream().mapToLong(row -> row.integer("overdue")).sum()).isEqualTo(3);
    Map<String, Object> parameters = october("90");
    parameters.keySet().removeAll(List.of("peers", "minimum_n"));
    parameters.put("commune", "");
    // 384 on time, 15 open, 3 of them overdue; points are won by the rate of the sums
    assertThat(
            queries.run("group_rates", parameters).stream()
                .flatMap(group -> group.list("indicators").stream())
                .filter(indicator -> ((List<?>) indicator).get(0).equals("2.1")))
        .singleElement()
        .satisfies(
            indicator ->
                assertThat(((List<?>) indicator).subList(5, 13))
                    .hasToString(
                        "[1.0, 396.0, 419.0, " + 396. / 419 + ", 1/2022-06-23, 20.0, 18.9, 1.1]"));
  }

  @Test
  void liveCountsTheLastMinutes() {
    List<Row> rows =
        queries.run("leaderboard_live", Map.of("province", "90", "now", NOW, "minutes", 10));
    assertThat(rows).hasSize(7);
    Row busiest = rows.get(0);
    assertThat(busiest.text("commune_code")).isEqualTo("90002");
    assertThat(busiest.integer("events")).isEqualTo(10);
    assertThat(busiest.integer("registered")).isEqualTo(6);
    assertThat(busiest.integer("registered_online")).isEqualTo(4);
    assertThat(busiest.integer("done_on_time")).isEqualTo(2);
    assertThat(busiest.integer("done_late")).isEqualTo(1);
    assertThat(busiest.decimalOrNull("cashless_share")).isNull();
    Row paid = rows.get(1);
    assertThat(paid.text("commune_code")).isEqualTo("90003");
    assertThat(paid.integer("payments")).isEqualTo(4);
    assertThat(paid.decimal("cashless_share")).isEqualTo(0.75);
  }

  @Test
  void overdueDossiersAreListedWithSuspectedFaultsMarked() {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("province", "90");
    parameters.put("commune", "");
    parameters.put("now", NOW);
    parameters.put("due_within_hours", 24);
    parameters.put("of_commune", 0);
    parameters.put("row_limit", 100);
    List<Row> rows = queries.run("overdue_dossiers", parameters);
    assertThat(rows)
        .extracting(
            row -> row.text("dossier_code"),
            row -> row.flag("overdue"),
            row -> row.flag("suspected_sync_fault"),
            row -> row.integerOrNull("overdue_seconds"))
        .containsExactly(
            tuple("H90-7", true, false, 579_600L),
            tuple("H90-1", true, false, 518_400L),
            tuple("H90-3", true, false, null),
            tuple("H90-4", true, true, 61_200L),
            tuple("H90-2", false, false, 0L),
            tuple("H90-6", false, false, -86_399L));
    assertThat(rows.get(0).text("commune_name")).isEqualTo("Xã 1");
    assertThat(rows.get(0).instant("due_at")).isEqualTo("2026-10-01T10:00:00Z");
    List<String> streamed = new ArrayList<>();
    queries.forEach("overdue_dossiers", parameters, row -> streamed.add(row.toString()));
    assertThat(streamed).isEqualTo(rows.stream().map(Row::toString).toList());
    // Totals are of all there are, wherever the list ends.
    for (int limit = 1; limit <= rows.size(); limit++) {
      parameters.put("row_limit", limit);
      assertThat(queries.run("overdue_dossiers", parameters))
          .hasSize(limit)
          .extracting(
              row -> row.integer("total_overdue"),
              row -> row.integer("total_suspected"),
              row -> row.integer("total_soon"),
              row -> row.integer("total_rows"))
          .containsOnly(tuple(3L, 1L, 2L, 6L));
    }
    parameters.put("row_limit", 100);
    parameters.put("of_commune", 1);
    for (Row row : queries.run("overdue_dossiers", parameters)) {
      assertThat(row.integer("total_rows"))
          .isEqualTo(
              rows.stream()
                  .filter(other -> other.text("commune_code").equals(row.text("commune_code")))
                  .count());
    }
    parameters.put("of_commune", 0);
    parameters.put("due_within_hours", 0);
    // This morning, before H90-9 and H90-10 were done.
    parameters.put("now", Instant.parse("2026-10-08T00:59:00Z"));
    assertThat(queries.run("overdue_dossiers", parameters))
        .extracting(row -> row.text("dossier_code"))
        .containsExactly("H90-7", "H90-1", "H90-9", "H90-10", "H90-3", "H90-4");
    parameters.put("now", NOW);
    parameters.put("row_limit", 2);
    assertThat(queries.run("overdue_dossiers", parameters)).hasSize(2);
    parameters.put("commune", "90002");
    assertThat(queries.run("overdue_dossiers", parameters)).isEmpty();
    parameters.put("commune", "90001");
    parameters.put("province", "91");
    assertThat(queries.run("overdue_dossiers", parameters)).isEmpty();
  }

  @Test
  void whatIsKnownOnlyToTheDayIsOverdueAfterIt() {
    // Now is 10:00 on 8 October.
    insert(
        "dossier",
        ofDays("H91-1", "2026-10-05 16:59:59.999", null),
        ofDays("H91-2", "2026-10-07 16:59:59.999", null),
        ofDays("H91-3", "2026-10-08 16:59:59.999", null),
        // done today: at whatever hour, nobody waits for it any more
        ofDays("H91-4", "2026-10-05 16:59:59.999", "2026-10-08 16:59:59.999"),
        // due this morning at 9:00 and done today: on time
        with(
            ofDays("H91-5", "2026-10-08 02:00:00.000", "2026-10-08 16:59:59.999"),
            "due_by_day",
            0,
            "outcome",
            "on_time"));
    insert("service_request_cohort", cohort("91001", "2026-10-06", 1, 5, 1, 1, 3));
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("province", "91");
    parameters.put("commune", "");
    parameters.put("now", NOW);
    parameters.put("due_within_hours", 24);
    parameters.put("of_commune", 0);
    parameters.put("row_limit", 100);
    assertThat(queries.run("overdue_dossiers", parameters))
        .extracting(
            row -> row.text("dossier_code"),
            row -> row.flag("due_by_day"),
            row -> row.flag("submitted_by_day"),
            row -> row.flag("overdue"),
            row -> row.integer("overdue_days"),
            row -> row.integer("overdue_seconds"))
        .containsExactly(
            tuple("H91-1", true, true, true, 3L, 208_801L),
            tuple("H91-2", true, true, true, 1L, 36_001L),
            tuple("H91-3", true, true, false, 0L, -50_399L));
    assertThat(overdue(with(parameters, "now", at("2026-10-08T16:59:59.999Z"))))
        .containsExactly("H91-1", "H91-2", "H91-3");
    assertThat(queries.run("overdue_dossiers", with(parameters, "now", at("2026-10-08T17:00:00Z"))))
        .extracting(row -> row.text("dossier_code"), row -> row.integer("overdue_days"))
        .contains(tuple("H91-3", 1L));
    // As the day began nothing of it was done yet.
    assertThat(overdue(with(parameters, "now", at("2026-10-07T17:00:00Z"))))
        .containsExactly("H91-1", "H91-4", "H91-2", "H91-5", "H91-3");
    // The same of the measures: on time, late, open, overdue.
    String query =
        "SELECT arrayStringConcat(arrayMap(name -> toString(sums[indexOf((SELECT names FROM"
            + " stream_measure_names), concat('service_requests.', name))]), splitByChar(' ',"
            + " 'done_on_time done_late open overdue')), ' ')"
            + " FROM commune_measures(province = '91', commune = '', from_day = '2026-10-06',"
            + " to_day = '2026-10-07', at = '%s', step = '') WHERE commune_code = '91001'";
    assertThat(rows(query.formatted("2026-10-08 03:00:00.000"))).containsExactly("1 1 3 2");
    assertThat(rows(query.formatted("2026-10-07 17:00:00.000"))).containsExactly("0 0 5 3");
    executeOnTables("DELETE FROM dossier WHERE commune_code = '91001'");
    executeOnTables(
        "DELETE FROM service_request_cohort WHERE commune_code = '91001' AND day = '2026-10-06'");
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }

  private List<String> overdue(Map<String, Object> parameters) {
    return queries.run("overdue_dossiers", parameters).stream()
        .map(row -> row.text("dossier_code"))
        .toList();
  }

  /** A dossier of 6 October whose times are known only to the day. */
  private static Map<String, Object> ofDays(String code, String dueAt, String endedAt) {
    return with(
        dossier("91001", "2026-10-06", code, endedAt == null ? "open" : "late", dueAt, endedAt),
        "submitted_at",
        "2026-10-05 17:00:00.000",
        "submitted_by_day",
        1,
        "due_by_day",
        1,
        "ended_by_day",
        endedAt == null ? 0 : 1);
  }

  @Test
  void retractionsAreCountedByStreamAndTheUnsettledListed() {
    insert(
        "retraction",
        retraction(1, "90001", "service-requests", "2026-10-05 17:00:00.000", 1, 1),
        with(
            retraction(2, "90001", "service-requests", "2026-10-05 17:00:00.000", 0, 1),
            "occurred_by_day",
            1),
        retraction(3, "90002", "payments", "2026-10-07 02:00:00.000", 1, 0),
        retraction(4, "91001", "payments", "2026-10-07 03:00:00.000", 0, 1),
        retraction(5, "90003", "payments", "2026-10-07 01:00:00.000", 0, 1));
    // Its event came.
    insert(
        "retraction",
        with(retraction(5, "90003", "payments", "2026-10-07 01:00:00.000", 1, 1), "version", 2));
    assertThat(queries.run("retractions_by_stream", Map.of("province", "90")))
        .extracting(
            row -> row.text("stream"),
            row -> row.integer("retractions"),
            row -> row.integer("found"),
            row -> row.integer("not_found"),
            row -> row.integer("inexact"))
        .containsExactly(
            tuple("documents", 0L, 0L, 0L, 0L),
            tuple("payments", 2L, 2L, 0L, 1L),
            tuple("service-requests", 2L, 1L, 1L, 0L));
    assertThat(
            queries
                .run("retractions_by_stream", Map.of("province", ""))
                .get(1)
                .integer("not_found"))
        .isEqualTo(1);
    List<Row> unsettled =
        queries.run("unsettled_retractions", Map.of("province", "90", "row_limit", 10));
    assertThat(unsettled)
        .extracting(
            row -> row.text("commune_name"),
            row -> row.text("entity"),
            row -> row.instant("occurred_at").toString(),
            row -> row.flag("occurred_by_day"),
            row -> row.flag("found"),
            row -> row.flag("exact"))
        .containsExactly(
            tuple("Xã 2", "entity-3", "2026-10-07T02:00:00Z", false, true, false),
            tuple("Xã 1", "entity-2", "2026-10-05T17:00:00Z", true, false, true));
    assertThat(queries.run("unsettled_retractions", Map.of("province", "", "row_limit", 1)))
        .extracting(
            row -> row.text("entity"),
            row -> row.integer("total_not_found"),
            row -> row.integer("total_inexact"),
            row -> row.integer("total_rows"))
        .containsExactly(tuple("entity-4", 2L, 1L, 3L));
  }

  private static Map<String, Object> retraction(
      int number, String commune, String stream, String occurredAt, int found, int exact) {
    return row(
        "commune_code",
        commune,
        "stream",
        stream,
        "occurred_at",
        occurredAt,
        "event_id",
        new UUID(0, number).toString(),
        "version",
        1,
        "entity",
        "entity-" + number,
        "status",
        "done",
        "found",
        found,
        "exact",
        exact);
  }

  @Test
  void communeCohortsAreItsDays() {
    List<Row> rows =
        queries.run(
            "commune_cohorts", Map.of("commune", "90001", "from_day", OCTOBER, "to_day", NOVEMBER));
    assertThat(rows)
        .extracting(
            row -> row.day("day").toString(),
            row -> row.integer("received"),
            row -> row.integer("done_on_time"))
        .containsExactly(tuple("2026-10-01", 60L, 50L), tuple("2026-10-07", 40L, 30L));
  }

  @Test
  void dataAgeTellsTheLatestOfEachStream() {
    List<Row> rows = queries.run("data_age", Map.of("province", "90", "now", NOW));
    assertThat(rows)
        .extracting(
            row -> row.text("stream"),
            row -> row.instant("latest_minute"),
            row -> row.day("latest_day"),
            row -> row.integer("communes_today"),
            row -> row.integer("communes"))
        .containsExactly(
            tuple("documents", null, null, 0L, 7L),
            tuple(
                "payments",
                Instant.parse("2026-10-08T02:55:00Z"),
                LocalDate.of(2026, 10, 7),
                0L,
                7L),
            tuple(
                "service-requests",
                Instant.parse("2026-10-08T03:00:00Z"),
                LocalDate.of(2026, 10, 8),
                1L,
                7L));
    assertThat(rows.get(0).instant("written_at")).isNull();
    assertThat(rows.get(2).instant("written_at"))
        .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(5));
  }

  @Test
  void conservationAddsUpPerStream() {
    assertThat(queries.run("conservation", Map.of()))
        .extracting(
            row -> row.text("stream"),
            row -> row.integer("counted"),
            row -> row.integer("duplicates"),
            row -> row.integer("dead_letters"),
            row -> row.integer("too_late"),
            row -> row.integer("retractions"))
        .containsExactly(
            tuple("documents", 0L, 0L, 4L, 0L, 0L),
            tuple("payments", 6L, 0L, 0L, 2L, 0L),
            tuple("service-requests", 137L, 4L, 1L, 0L, 0L));
  }

  @Test
  void thePositionThatIsFurthestStandsAndTellsTheOffsetsWithoutARecord() {
    for (long[] position : new long[][] {{9, 20, 15}, {9, 30, 20}, {9, 12, 3}}) {
      insert(
          "topic_position",
          row(
              "topic",
              "cds.payments",
              "partition",
              1,
              "version",
              position[1],
              "first_offset",
              position[0],
              "next_offset",
              position[1],
              "records",
              position[2]));
    }
    assertThat(queries.run("topic_positions", Map.of()))
        .extracting(
            row -> row.text("topic"),
            row -> row.integer("partition"),
            row -> row.integer("next_offset"),
            row -> row.integer("without_record"))
        .containsExactly(tuple("cds.payments", 1L, 30L, 1L));
  }

  @Test
  void deadLettersAreCountedByCode() {
    assertThat(
            queries.run(
                "dead_letters_by_code",
                Map.of(
                    "from_time",
                    Instant.parse("2026-10-08T00:00:00Z"),
                    "to_time",
                    Instant.parse("2026-10-09T00:00:00Z"))))
        .extracting(
            row -> row.text("topic"),
            row -> row.text("code"),
            row -> row.integer("records"),
            row -> row.integer("communes"),
            row -> row.text("last_detail"))
        .containsExactly(
            tuple("cds.documents", "NOT_JSON", 2L, 1L, "second"),
            tuple("cds.documents", "UNKNOWN_COMMUNE", 1L, 1L, "other"),
            tuple("cds.import.service-requests", "EMPTY", 1L, 0L, "empty"));
  }

  @Test
  void documentsOfAYear() {
    Row row = queries.run("documents_year", Map.of("province", "90", "year", 2026)).get(0);
    assertThat(row.integer("documents")).isEqualTo(2100);
    assertThat(row.integer("outgoing")).isEqualTo(1050);
    assertThat(row.integer("signed_personally")).isEqualTo(1036);
    assertThat(row.integer("signed_by_organisation")).isEqualTo(1040);
  }

  @Test
  void importSummaryByChannelAndMonth() {
    assertThat(
            queries.run(
                "import_summary",
                Map.of(
                    "province",
                    "90",
                    "from_day",
                    LocalDate.of(2010, 1, 1),
                    "to_day",
                    LocalDate.of(2013, 1, 1))))
        .extracting(
            row ->
                List.of("dimension", "code", "received", "on_time", "late", "undated", "open")
                    .stream()
                    .map(row::text)
                    .collect(Collectors.joining(" ")))
        .containsExactly(
            "all  15 11 2 1 1",
            "channel counter 12 9 2 0 1",
            "channel online 3 2 0 1 0",
            "month 2012-07 10 6 2 1 1",
            "month 2012-08 5 5 0 0 0");
  }

  @Test
  void parametersAreBoundAndNeverPartOfTheStatement() {
    Map<String, Object> parameters = october("90' OR '1' = '1");
    assertThat(queries.run("scoreboard", parameters)).isEmpty();
    String hostile = "'\\\n\t} {x:String} %41&q=1+đ😀";
    assertThat(
            queries
                .execute("test", "SELECT {text:String} AS text", Map.of("text", hostile))
                .get(0)
                .text("text"))
        .isEqualTo(hostile);
  }

  @Test
  void parametersMustBeThoseOfTheQuery() {
    assertThatThrownBy(() -> queries.run("conservation", Map.of("province", "90")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The query conservation takes the parameters [], not [province]");
    assertThatThrownBy(() -> queries.run("data_age", Map.of("province", "90")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[now, province]");
    assertThatThrownBy(() -> queries.run("no_such", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("There is no query no_such, only [");
  }

  @Test
  void everyWriteIsRefused() {
    for (String statement :
        List.of(
            "INSERT INTO province (code) VALUES ('99')",
            "TRUNCATE TABLE province",
            "DROP TABLE province",
            "ALTER TABLE province ADD COLUMN x UInt8",
            "CREATE TABLE x (n UInt8) ENGINE = Memory")) {
      assertThatThrownBy(() -> queries.execute("test", statement, Map.of()))
          .isInstanceOf(SqlFailure.class)
          .hasMessageContaining("READONLY");
    }
  }

  @Test
  void hugeAnswersAreRefused() {
    assertThatThrownBy(
            () -> queries.execute("test", "SELECT number FROM numbers(1000000)", Map.of()))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("Limit for result exceeded");
  }

  @Test
  void everyQuerySaysWhatItTakes() {
    SqlFiles.in("queries")
        .forEach(
            (file, text) -> {
              assertThat(text).as(file).startsWith("-- ").contains("-- Parameters", "-- Rows");
              String head =
                  text.lines()
                      .takeWhile(line -> line.startsWith("--"))
                      .collect(Collectors.joining());
              for (String parameter :
                  queries.parameters(file.replaceFirst("(\\.kept)?\\.sql$", ""))) {
                assertThat(head).as(file).contains(parameter);
              }
            });
  }

  private static Map<String, Object> october(String province) {
    return new HashMap<>(
        Map.of(
            "province",
            province,
            "from_day",
            OCTOBER,
            "to_day",
            NOVEMBER,
            "at",
            NOW,
            "frame",
            "qd-766",
            "catalogue",
            0,
            "peers",
            "province",
            "minimum_n",
            30));
  }

  private static Row commune(List<Row> rows, String code) {
    return rows.stream()
        .filter(row -> row.text("commune_code").equals(code))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> codes(List<Row> rows) {
    return rows.stream().map(row -> row.text("commune_code")).toList();
  }

  private static List<String> indicators(Row row) {
    return row.list("indicators").stream()
        .map(List.class::cast)
        .map(
            indicator ->
                "%s %s/%s target %s max %s points %s"
                    .formatted(
                        indicator.get(0),
                        indicator.get(1),
                        indicator.get(2),
                        indicator.get(3),
                        indicator.get(4),
                        indicator.get(5) == null
                            ? "null"
                            : Math.round((Double) indicator.get(5) * 1000) / 1000.0))
        .toList();
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return new org.assertj.core.groups.Tuple(values);
  }

  private static Map<String, Object> dossier(
      String commune, String day, String code, String outcome, String dueAt, String endedAt) {
    return row(
        "commune_code",
        commune,
        "day",
        day,
        "dossier_code",
        code,
        "version",
        5,
        "procedure_code",
        "1.004616",
        "channel",
        "online",
        "status",
        "accepted",
        "outcome",
        outcome,
        "submitted_at",
        day + " 01:00:00.000",
        "due_at",
        dueAt,
        "ended_at",
        endedAt);
  }

  private static Map<String, Object> document(
      String commune, String day, int documents, int outgoing, int personally, int organisation) {
    return row(
        "commune_code",
        commune,
        "day",
        day,
        "version",
        1,
        "documents",
        documents,
        "non_secret",
        documents,
        "outgoing",
        outgoing,
        "signed_personally",
        personally,
        "signed_by_organisation",
        organisation);
  }

  private static Map<String, Object> fault(
      String topic,
      int partition,
      int offset,
      String code,
      String time,
      String detail,
      String commune) {
    return row(
        "topic",
        topic,
        "partition",
        partition,
        "offset",
        offset,
        "code",
        code,
        "append_time",
        time,
        "detail",
        detail,
        "commune_code",
        commune);
  }

  /** Entries: dimension, code, received, on time, late, undated, open. */
  private static Map<String, Object> breakdown(Map<String, Object> row, String... entries) {
    List<String> columns =
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
            "handling_working_ms");
    for (int i = 0; i < columns.size(); i++) {
      List<String> values = new ArrayList<>();
      for (String entry : entries) {
        String[] parts = entry.split(" ", -1);
        values.add(i < parts.length ? parts[i] : "0");
      }
      row.put("by." + columns.get(i), values);
    }
    return row;
  }

  @Test
  void theServersLogOfQueriesNamesTheRequest() {
    MDC.put(RequestId.KEY, "request-7");
    try {
      assertThat(comment()).isEqualTo("cds leaderboard request request-7");
    } finally {
      MDC.remove(RequestId.KEY);
    }
    assertThat(comment()).isEqualTo("cds leaderboard");
  }

  private String comment() {
    return queries
        .execute("leaderboard", "SELECT getSetting('log_comment') AS comment", Map.of())
        .get(0)
        .text("comment");
  }
}
