package vn.cds.metrics.count;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Row;
import org.apache.flink.util.OutputTag;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.rules.StreamRules;
import vn.cds.metrics.state.CohortDay;
import vn.cds.metrics.state.Entity;
import vn.cds.runtime.clickhouse.RowTimes;
import vn.cds.runtime.clickhouse.TimedRow;

/** Makes the rows of what changed, and collects them by table until they are emitted. */
final class ChangedRows {
  private final StreamRules rules;
  private final Outputs outputs;
  private final int generation;
  private final Counter emitted;
  private final Map<OutputTag<TimedRow>, List<TimedRow>> byTable = new HashMap<>();
  private final StreamRecord<TimedRow> reused = new StreamRecord<>(null);

  /**
   * @param generation of the rows' versions
   * @param emitted counts rows that are emitted
   */
  ChangedRows(StreamRules rules, Outputs outputs, int generation, Counter emitted) {
    this.rules = rules;
    this.outputs = outputs;
    this.generation = generation;
    this.emitted = emitted;
    outputs.all().forEach(to -> byTable.put(to.tag(), new ArrayList<>()));
  }

  /**
   * The times from which the latency of the rows of this new event or retraction is measured. Those
   * of a retraction are unknown, and so is the event time of an event that is known only to the
   * day.
   */
  static RowTimes times(Change change) {
    boolean isKnown = !change.retracted() && !TimeOrDay.isDay(change.occurredAt());
    return new RowTimes(isKnown ? change.occurredAt() : RowTimes.UNKNOWN, change.appendTime());
  }

  /**
   * The row of a day.
   *
   * @param start of the day, in milliseconds since 1970
   * @param seen distinct events and retractions of the row
   */
  void addDay(String commune, long start, long[] values, long seen, RowTimes times) {
    addWindow(outputs.day(), commune, start, values, seen, values[StreamRules.DUPLICATES], times);
  }

  /** The row of an hour; parameters as those of {@link #addDay}. */
  void addHour(String commune, long start, long[] values, long seen, RowTimes times) {
    long finer = values[StreamRules.COUNTED] - values[StreamRules.MISSED];
    addWindow(outputs.hour(), commune, start, values, seen, finer, times);
  }

  /** The row of a minute; parameters as those of {@link #addDay}. */
  void addMinute(String commune, long start, long[] values, long seen, RowTimes times) {
    addWindow(outputs.minute(), commune, start, values, seen, 0, times);
  }

  private void addWindow(
      Outputs.Output to,
      String commune,
      long start,
      long[] values,
      long seen,
      long extra,
      RowTimes times) {
    Row row = new Row(3 + values.length);
    row.setField(0, commune);
    row.setField(1, Instant.ofEpochMilli(start));
    row.setField(2, Version.of(generation, seen, extra));
    for (int i = 0; i < values.length; i++) {
      row.setField(3 + i, values[i]);
    }
    add(to, row, times);
  }

  /**
   * The row of a cohort.
   *
   * @param day local day since 1970
   */
  void addCohort(String commune, int day, CohortDay cohort, RowTimes times) {
    long[] values = cohort.metrics();
    int breakdownColumns = rules.breakdownColumns().size();
    Row row = new Row(4 + values.length + (breakdownColumns == 0 ? 0 : 2 + breakdownColumns));
    row.setField(0, commune);
    row.setField(1, LocalDate.ofEpochDay(day));
    row.setField(2, Version.of(generation, cohort.events(), 0));
    row.setField(3, cohort.events());
    for (int i = 0; i < values.length; i++) {
      row.setField(4 + i, values[i]);
    }
    if (breakdownColumns > 0) {
      setBreakdown(row, 4 + values.length, cohort, breakdownColumns);
    }
    add(outputs.cohort(), row, times);
  }

  private void setBreakdown(Row row, int at, CohortDay cohort, int columns) {
    List<String> dimensions = new ArrayList<>();
    List<String> codes = new ArrayList<>();
    List<long[]> values = new ArrayList<>();
    cohort.forEach(
        (dimension, code, metrics) -> {
          dimensions.add(rules.breakdownDimension(dimension));
          codes.add(rules.breakdownCode(dimension, code));
          values.add(metrics);
        });
    row.setField(at, dimensions.toArray(String[]::new));
    row.setField(at + 1, codes.toArray(String[]::new));
    for (int column = 0; column < columns; column++) {
      long[] ofColumn = new long[values.size()];
      for (int i = 0; i < ofColumn.length; i++) {
        ofColumn[i] = values.get(i)[column];
      }
      row.setField(at + 2 + column, ofColumn);
    }
  }

  /** The rows of an entity, one for each day it named, when this job writes any. */
  void addEntity(String commune, String key, Entity entity, RowTimes times) {
    if (outputs.entity() == null) {
      return;
    }
    long version = Version.of(generation, entity.events(), 0);
    for (int i = 0; i < entity.days(); i++) {
      Row row = rules.entityRow(commune, key, entity, entity.day(i), version);
      if (row != null) {
        add(outputs.entity(), row, times);
      }
    }
  }

  /**
   * The row of an event that is taken back.
   *
   * @param change the event or its retraction, whichever came last
   * @param found whether the event is known
   * @param exact false when the entity does not keep the event by itself, so that some of its facts
   *     may remain
   */
  void addRetraction(Change change, boolean found, boolean exact) {
    add(
        outputs.retraction(),
        Row.of(
            change.communeCode(),
            change.stream().wireName(),
            Instant.ofEpochMilli(TimeOrDay.first(change.occurredAt())),
            new UUID(change.idHigh(), change.idLow()).toString(),
            Version.of(generation, found ? 2 : 1, 0),
            change.entityKey(),
            rules.statusName(change.status()),
            TimeOrDay.isDay(change.occurredAt()) ? 1L : 0L,
            found ? 1L : 0L,
            exact ? 1L : 0L),
        times(change));
  }

  private void add(Outputs.Output to, Row row, RowTimes times) {
    byTable.get(to.tag()).add(new TimedRow(row, times));
  }

  /** Emits the rows table by table, so that a sink makes one insert of them. */
  void emit(List<Outputs.Output> tables, Output<?> output) {
    for (Outputs.Output table : tables) {
      List<TimedRow> changed = byTable.get(table.tag());
      emitted.inc(changed.size());
      changed.forEach(row -> output.collect(table.tag(), reused.replace(row)));
      changed.clear();
    }
  }
}
