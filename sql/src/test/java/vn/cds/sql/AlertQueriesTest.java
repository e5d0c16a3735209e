package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.cds.contract.roster.Roster;

/** Episodes of two provinces, as the alert job writes them, some ends twice. */
class AlertQueriesTest extends MigratedTest {
  private static final LocalDate FROM = LocalDate.of(2026, 10, 5);
  private static final LocalDate TO = LocalDate.of(2026, 10, 7);

  private NamedQueries queries;

  @BeforeAll
  void seed() {
    queries = NamedQueries.of(database);
    // One that was cleared after an hour, and was told twice after a crash.
    fired("00000000-0000-0000-0000-000000000001", "38", "14758", "on-time", "2026-10-05 03:00:00");
    fired("00000000-0000-0000-0000-000000000001", "38", "14758", "on-time", "2026-10-05 03:00:00");
    resolved(
        "00000000-0000-0000-0000-000000000001", "14758", "cleared", "2026-10-05 04:00:00", 0.4);
    // One that ended with its rule, one that is open, one of another province.
    fired("00000000-0000-0000-0000-000000000002", "38", "14758", "on-time", "2026-10-06 03:00:00");
    resolved(
        "00000000-0000-0000-0000-000000000002",
        "14758",
        "rule-removed",
        "2026-10-06 03:10:00",
        null);
    fired("00000000-0000-0000-0000-000000000003", "38", "14758", "on-time", "2026-10-07 03:00:00");
    fired("00000000-0000-0000-0000-000000000004", "72", "25747", "on-time", "2026-10-07 02:00:00");
  }

  @Test
  void whatIsOpenIsListedOnce() {
    assertThat(
            texts(
                "open_alerts",
                Map.of("province", "", "commune", "", "row_limit", 10),
                "unit",
                "episode",
                "value",
                "peers_median"))
        .containsExactly(
            "25747 00000000-0000-0000-0000-000000000004 0.61 null",
            "14758 00000000-0000-0000-0000-000000000003 0.61 null");
    assertThat(
            texts(
                "open_alerts",
                Map.of("province", "38", "commune", "14758", "row_limit", 10),
                "rule"))
        .containsExactly("on-time-below-target");
    // The list may end before what is open does; the totals do not.
    assertThat(
            texts(
                "open_alerts",
                Map.of("province", "", "commune", "", "row_limit", 1),
                "total_critical",
                "total_warning",
                "total_notice",
                "total_rows"))
        .containsExactly("0 2 0 2");
    assertThat(texts("open_alert_counts", Map.of("province", ""), "province", "unit", "alerts"))
        .containsExactly("38 14758 1", "72 25747 1");
    assertThat(texts("open_alert_counts", Map.of("province", "72"), "unit"))
        .containsExactly("25747");
  }

  @Test
  void theHistoryOfACommuneHasItsEpisodesWithBothEnds() {
    assertThat(
            texts(
                "alert_history",
                Map.of("unit", "14758", "from_day", FROM, "to_day", TO, "row_limit", 10),
                "ending",
                "open_seconds",
                "value",
                "worst"))
        .containsExactly(" null 0.61 0.55", "rule-removed 600 0.61 null", "cleared 3600 0.61 0.4");
    assertThat(
            texts(
                "alert_history",
                Map.of("unit", "14758", "from_day", FROM, "to_day", TO, "row_limit", 1),
                "total_rows"))
        .containsExactly("3");
    assertThat(
            texts(
                "alert_history",
                Map.of("unit", "14758", "from_day", FROM, "to_day", FROM, "row_limit", 10),
                "ending"))
        .containsExactly("cleared");
  }

  @Test
  void everyTransitionSaysWhereTheBoardShowsIt() {
    assertThat(
            paths(
                "SELECT DISTINCT board_path FROM alert_transition_current WHERE scope = 'commune'"
                    + " ORDER BY board_path"))
        .containsExactly("?province=38&open=14758", "?province=72&open=25747");
    assertThat(
            paths(
                "SELECT board_path FROM alert_episode WHERE resolved_at IS NULL ORDER BY"
                    + " board_path"))
        .containsExactly("?province=38&open=14758", "?province=72&open=25747");
  }

  private List<String> paths(String query) {
    return queries.execute("paths", query, Map.of()).stream()
        .map(row -> row.text("board_path"))
        .toList();
  }

  @Test
  void onlyWhatWasClearedHasATimeToResolve() {
    assertThat(
            texts(
                "alert_resolution_times",
                Map.of("province", "38", "from_day", FROM, "to_day", TO),
                "rule",
                "episodes",
                "still_open",
                "cleared",
                "median_seconds",
                "p95_seconds"))
        .containsExactly("on-time-below-target 3 1 1 3600 3600");
    assertThat(
            texts(
                "alert_resolution_times",
                Map.of("province", "72", "from_day", FROM, "to_day", TO),
                "median_seconds"))
        .containsExactly("null");
  }

  @Test
  void aRuleFileIsKeptWithWhoAndWhy() {
    for (int copy = 0; copy < 2; copy++) {
      insert(
          "alert_rule_set",
          row(
              "seen_at", "2026-10-05 03:00:00",
              "version", 2,
              "yaml", "format: 1",
              "changed_by", "An",
              "reason", "less noise"));
    }
    assertThat(rows("SELECT version, changed_by, reason FROM alert_rule_set_current"))
        .containsExactly("2 An less noise");
  }

  @Test
  void aSilenceStandsAsTheLatestDecisionLeftIt() {
    silence(1, "2026-10-05 01:00:00", "2026-10-05 10:00:00", "38", "2026-10-05 00:00:00", "");
    silence(1, "2026-10-05 01:00:00", "2026-10-05 10:00:00", "38", "2026-10-05 00:00:00", "");
    silence(2, "2026-10-05 01:00:00", "2026-10-05 10:00:00", "38", "2026-10-05 00:00:00", "");
    silence(2, "2026-10-05 01:00:00", "2026-10-05 02:00:00", "38", "2026-10-05 02:00:00", "Bình");
    silence(3, "2026-10-06 01:00:00", "2026-10-06 10:00:00", "", "2026-10-05 00:00:00", "");
    silence(4, "2026-10-04 01:00:00", "2026-10-04 10:00:00", "72", "2026-10-04 00:00:00", "");
    silence(5, "2026-10-06 01:00:00", "2026-10-06 01:00:00", "38", "2026-10-05 02:00:00", "Bình");
    Instant now = Instant.parse("2026-10-05T03:00:00Z");
    assertThat(silences("38", now))
        .containsExactly("1 38 standing ", "3  coming ", "5 38 over Bình", "2 38 over Bình");
    assertThat(silences("", now)).hasSize(5).contains("4 72 over ");
  }

  private List<String> silences(String province, Instant now) {
    return texts(
            "alert_silences",
            Map.of("province", province, "now", now, "row_limit", 10),
            "silence",
            "province",
            "state",
            "ended_by")
        .stream()
        .map(text -> text.replaceFirst("^[0-]+", ""))
        .toList();
  }

  private void silence(
      int id, String begins, String ends, String province, String seenAt, String endedBy) {
    insert(
        "alert_silence",
        row(
            "silence", "00000000-0000-0000-0000-00000000000" + id,
            "seen_at", seenAt,
            "owner", "An",
            "reason", "moves",
            "begins", begins,
            "ends", ends,
            "province", province,
            "ended_by", endedBy));
  }

  @Test
  void aDryRunReadsWhatTheJobLearnt() {
    load(database, Roster.bundled());
    for (String table : List.of("document_hour", "payment_hour", "service_request_hour")) {
      for (String commune : List.of("14758", "25747")) {
        insert(
            table,
            row(
                "commune_code", commune,
                "window_start", "2026-10-05 03:00:00",
                "version", 5,
                "counted", 7,
                "missed", 1));
      }
    }
    insert(
        "dead_letter",
        row(
            "topic", "cds.payments",
            "partition", 0,
            "offset", 1,
            "append_time", "2026-10-05 03:20:00",
            "commune_code", "14758"),
        row(
            "topic",
            "cds.payments",
            "partition",
            0,
            "offset",
            2,
            "append_time",
            "2026-10-05 03:20:00",
            "commune_code",
            null));
    assertThat(
            texts(
                "alert_replay_hours",
                Map.of(
                    "province",
                    "38",
                    "from",
                    Instant.parse("2026-10-05T03:00:00Z"),
                    "to",
                    Instant.parse("2026-10-05T04:00:00Z")),
                "kind",
                "commune_code",
                "window_start",
                "counted",
                "late"))
        .containsExactlyInAnyOrder(
            "service-requests 14758 2026-10-05T03:00:00Z 7 1",
            "documents 14758 2026-10-05T03:00:00Z 7 1",
            "payments 14758 2026-10-05T03:00:00Z 7 1",
            "refused 14758 2026-10-05T03:00:00Z 1 0");
    insert(
        "dossier",
        dossier("open", "open", null),
        dossier("late", "late", "2026-10-06 03:00:00"),
        dossier("old", "on_time", "2026-10-02 03:00:00"));
    assertThat(
            texts(
                "alert_replay_dossiers",
                Map.of(
                    "province",
                    "38",
                    "from_day",
                    LocalDate.of(2026, 10, 1),
                    "to_day",
                    LocalDate.of(2026, 10, 1),
                    "open_since",
                    Instant.parse("2026-10-05T03:00:00Z")),
                "dossier_code",
                "ended_at"))
        .containsExactlyInAnyOrder("open null", "late 2026-10-06T03:00:00Z");
  }

  private static Map<String, Object> dossier(String code, String outcome, String endedAt) {
    return row(
        "commune_code",
        "14758",
        "day",
        "2026-10-01",
        "dossier_code",
        code,
        "version",
        1,
        "outcome",
        outcome,
        "submitted_at",
        "2026-10-01 03:00:00",
        "ended_at",
        endedAt);
  }

  private List<String> texts(String query, Map<String, Object> parameters, String... columns) {
    return queries.run(query, parameters).stream()
        .map(
            row ->
                List.of(columns).stream()
                    .map(column -> String.valueOf(row.plain(column)))
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  private void fired(String episode, String province, String unit, String indicator, String at) {
    Map<String, Object> row = transition(episode, province, unit, indicator, "fired", at);
    row.putAll(row("value", 0.61, "n", 40, "lower", 0.46, "upper", 0.74, "worst", 0.55));
    insert("alert_transition", row);
  }

  private void resolved(String episode, String unit, String ending, String at, Double worst) {
    Map<String, Object> row = transition(episode, "38", unit, "on-time", "resolved", at);
    row.putAll(row("ending", ending, "worst", worst));
    insert("alert_transition", row);
  }

  private static Map<String, Object> transition(
      String episode, String province, String unit, String indicator, String kind, String at) {
    return row(
        "province",
        province,
        "unit",
        unit,
        "rule",
        "on-time-below-target",
        "indicator",
        indicator,
        "episode",
        episode,
        "kind",
        kind,
        "rule_version",
        1,
        "rule_set_version",
        1,
        "name_vi",
        "Tỷ lệ hồ sơ đúng hạn dưới mục tiêu",
        "name_en",
        "Share of dossiers done on time is below the target",
        "unit_name",
        "Phường Hạc Thành",
        "scope",
        "commune",
        "severity",
        "warning",
        "at",
        at,
        "since",
        "2026-10-05 01:00:00");
  }
}
