package vn.cds.standalone.command.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Collectors;
import vn.cds.alerts.input.Observation;
import vn.cds.alerts.judge.ProvinceState;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.roster.Province;
import vn.cds.contract.time.VietnamTime;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Row;

/**
 * The alerts that rules would have fired on past days, computed from the stored rows. Rules are
 * judged at the end of every hour, since rows are hourly: a hold of minutes is met later than live.
 * Rows are those of now, with all that came late.
 */
final class RuleReplay {
  /** Days before the first one from which rules learn; own history looks back furthest. */
  private static final int LEARNING_DAYS = 56;

  /** Dossiers received longer ago count as abandoned. */
  private static final int OLDEST_DOSSIER_DAYS = 200;

  private static final Duration HOUR = Duration.ofHours(1);

  private record Change(Instant at, Observation observation) {}

  private final NamedQueries queries;
  private final ProvinceState.Setting setting;
  private final RuleSet rules;
  private final Province province;

  /** What becomes of dossiers from now on, the earliest first. */
  private final PriorityQueue<Change> changes =
      new PriorityQueue<>(Comparator.comparing(Change::at));

  RuleReplay(
      NamedQueries queries, ProvinceState.Setting setting, RuleSet rules, Province province) {
    this.queries = queries;
    this.setting = setting;
    this.rules = rules;
    this.province = province;
  }

  /** The alerts from the first to the last of these local days. */
  List<AlertTransition> run(LocalDate from, LocalDate to) {
    LocalDate first = from.minusDays(LEARNING_DAYS);
    Instant begin = VietnamTime.startOfDay(first);
    Instant told = VietnamTime.startOfDay(from);
    ProvinceState state = new ProvinceState(setting, province, rules, begin);
    addDossiers(first.minusDays(OLDEST_DOSSIER_DAYS), first.minusDays(1), begin);
    List<AlertTransition> transitions = new ArrayList<>();
    boolean known = false;
    for (LocalDate day = first; !day.isAfter(to); day = day.plusDays(1)) {
      addDossiers(day, day, begin);
      Instant end = VietnamTime.startOfDay(day.plusDays(1));
      Map<Instant, List<Row>> rows = hours(VietnamTime.startOfDay(day), end);
      known |= !rows.isEmpty();
      if (!known) {
        continue; // days before the first row are unknown: that nothing is usual must not be learnt
      }
      for (Instant hour = VietnamTime.startOfDay(day); hour.isBefore(end); hour = hour.plus(HOUR)) {
        Instant now = hour.plus(HOUR);
        for (Row row : rows.getOrDefault(hour, List.of())) {
          accept(state, row, hour, now);
        }
        while (!changes.isEmpty() && !changes.peek().at.isAfter(now)) {
          state.accept(changes.remove().observation);
        }
        List<AlertTransition> judged = state.judge(now);
        if (now.isAfter(told)) {
          transitions.addAll(judged);
        }
      }
    }
    return transitions;
  }

  private Map<Instant, List<Row>> hours(Instant from, Instant to) {
    return queries
        .run("alert_replay_hours", Map.of("province", province.code(), "from", from, "to", to))
        .stream()
        .collect(Collectors.groupingBy(row -> row.instant("window_start")));
  }

  private void accept(ProvinceState state, Row row, Instant hour, Instant now) {
    String commune = row.text("commune_code");
    long number = Math.floorDiv(hour.toEpochMilli(), Observation.HOUR_MILLIS);
    long counted = row.integer("counted");
    Observation.Kind kind =
        switch (row.text("kind")) {
          case "service-requests" -> Observation.Kind.SERVICE_REQUESTS;
          case "documents" -> Observation.Kind.DOCUMENTS;
          case "payments" -> Observation.Kind.PAYMENTS;
          default -> Observation.Kind.REFUSED;
        };
    if (kind == Observation.Kind.REFUSED) { // listed once in the table: any distinct places do
      for (long i = 0; i < counted; i++) {
        state.accept(
            Observation.ofRefused(province.code(), commune, number, "", i, now.toEpochMilli()));
      }
      return;
    }
    state.accept(
        Observation.ofHour(
            kind,
            province.code(),
            commune,
            number,
            0,
            counted,
            row.integer("part"),
            row.integer("whole"),
            row.integer("late"),
            now.toEpochMilli()));
  }

  private void addDossiers(LocalDate from, LocalDate to, Instant openSince) {
    for (Row row :
        queries.run(
            "alert_replay_dossiers",
            Map.of(
                "province",
                province.code(),
                "from_day",
                from,
                "to_day",
                to,
                "open_since",
                openSince))) {
      boolean waits = row.flag("waiting");
      long due = Observation.NEVER;
      if (!waits && row.integer("supplements") >= 2) {
        due = Observation.OVERDUE;
      } else if (!waits && !row.isNull("due_at")) {
        due = row.instant("due_at").toEpochMilli();
      }
      add(row, row.instant("submitted_at"), due);
      if (!row.isNull("ended_at")) {
        add(row, row.instant("ended_at"), Observation.ENDED);
      }
    }
  }

  private void add(Row row, Instant at, long dueAt) {
    changes.add(
        new Change(
            at,
            Observation.ofDossier(
                province.code(),
                row.text("commune_code"),
                row.day("day").toEpochDay(),
                0,
                row.text("dossier_code"),
                dueAt,
                at.toEpochMilli())));
  }
}
