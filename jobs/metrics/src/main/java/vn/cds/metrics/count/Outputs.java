package vn.cds.metrics.count;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.util.OutputTag;
import vn.cds.metrics.rules.StreamRules;
import vn.cds.runtime.clickhouse.Table;
import vn.cds.runtime.clickhouse.TimedRow;

/** The tables a job writes, each with the side output that carries its rows. */
public final class Outputs implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A table and the side output of its rows. */
  public record Output(Table table, OutputTag<TimedRow> tag) implements Serializable {
    static Output of(Table table) {
      return new Output(table, new OutputTag<>(table.name(), TimedRow.type(table)));
    }
  }

  /**
   * Of the entity rows only those of dossiers are published: payers are read by the board alone.
   */
  private static final String DOSSIER = "dossier";

  private static final Table RETRACTION =
      Table.named("retraction")
          .texts("commune_code", "stream")
          .time("occurred_at")
          .text("event_id")
          .number("version")
          .texts("entity", "status")
          .numbers("occurred_by_day", "found", "exact");

  private final Output minute;
  private final Output hour;
  private final Output day;
  private final Output cohort;
  private final Output entity;
  private final Output retraction = Output.of(RETRACTION);

  private Outputs(Output minute, Output hour, Output day, Output cohort, Output entity) {
    this.minute = minute;
    this.hour = hour;
    this.day = day;
    this.cohort = cohort;
    this.entity = entity;
  }

  /**
   * The outputs of a stream's job.
   *
   * @param entityRows whether a row per entity is written
   */
  public static Outputs of(StreamRules rules, boolean entityRows) {
    return new Outputs(
        Output.of(flow(rules, "minute")),
        Output.of(flow(rules, "hour")),
        Output.of(flow(rules, "day")),
        Output.of(cohort(rules)),
        entityRows && rules.entityTable() != null ? Output.of(rules.entityTable()) : null);
  }

  private static Table flow(StreamRules rules, String window) {
    return Table.named(rules.table() + "_" + window)
        .text("commune_code")
        .time("window_start")
        .number("version")
        .numbers(rules.flowColumns());
  }

  private static Table cohort(StreamRules rules) {
    Table table =
        Table.named(rules.table() + "_cohort")
            .text("commune_code")
            .day("day")
            .numbers("version", "events")
            .numbers(rules.cohortColumns());
    return rules.breakdownColumns().isEmpty()
        ? table
        : table
            .textArray("by.dimension")
            .textArray("by.code")
            .numberArrays(rules.breakdownColumns().stream().map(column -> "by." + column).toList());
  }

  Output minute() {
    return minute;
  }

  Output hour() {
    return hour;
  }

  Output day() {
    return day;
  }

  Output cohort() {
    return cohort;
  }

  /** Null when there are no entity rows. */
  Output entity() {
    return entity;
  }

  Output retraction() {
    return retraction;
  }

  /** Those that consumers of the metrics topic need: windows, cohorts and dossiers. */
  public List<Output> metrics() {
    return entity == null || !entity.table().name().equals(DOSSIER)
        ? List.of(minute, hour, day, cohort)
        : List.of(minute, hour, day, cohort, entity);
  }

  /** What rankings are computed from: cohorts, and the dossiers, of which some become overdue. */
  List<Output> ranking() {
    return entity == null ? List.of(cohort) : List.of(cohort, entity);
  }

  /** The windows, which no ranking reads. */
  List<Output> windows() {
    return List.of(day, hour, minute, retraction);
  }

  /** All outputs, those of rankings first. */
  public List<Output> all() {
    return Stream.concat(ranking().stream(), windows().stream()).toList();
  }
}
