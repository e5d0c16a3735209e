package vn.cds.metrics.count;

import java.util.List;
import java.util.UUID;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.LongPrimitiveArraySerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import vn.cds.contract.codec.FaultCode;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.change.PackedChange;
import vn.cds.metrics.rules.StreamRules;
import vn.cds.metrics.state.CohortDaySerializer;
import vn.cds.metrics.state.HourSliceSerializer;
import vn.cds.metrics.state.PackedEntitySerializer;
import vn.cds.runtime.TextSerializer;
import vn.cds.runtime.rejects.DeadLetter;

/**
 * Counts one stream, commune by commune: accepts each event once ({@link Windows}), keeps its
 * entities ({@link Cohorts}), and emits the rows that changed ({@link ChangedRows}) about once a
 * second ({@link EmitSchedule}).
 *
 * <p>Changes wait until the rows are emitted, and are then counted commune by commune; the same
 * happens before every checkpoint barrier. So a checkpoint holds all that was read before it, and
 * the state and the rows of a commune are read and written once for all its waiting changes.
 * Flink's own mini-batch operators work the same way. It is an operator because a process function
 * is not told of the barrier. A job that is behind lets more changes wait.
 *
 * <p>The main output are events that contradict an accepted one; rows leave through the side
 * outputs of {@link Outputs}.
 */
final class CountOperator extends AbstractStreamOperator<DeadLetter>
    implements OneInputStreamOperator<PackedChange, DeadLetter> {
  private static final long serialVersionUID = 1L;

  private final StreamRules rules;
  private final Lateness lateness;
  private final Outputs outputs;
  private final CountSettings settings;

  private transient RemovedDays removed;
  private transient WaitingChanges waiting;
  private transient EmitSchedule schedule;
  private transient Windows windows;
  private transient Cohorts cohorts;
  private transient ChangedRows rows;
  private transient Counter counted;
  private transient Counter retractions;
  private transient Counter duplicates;
  private transient Counter conflicts;

  CountOperator(StreamRules rules, Lateness lateness, Outputs outputs, CountSettings settings) {
    this.rules = rules;
    this.lateness = lateness;
    this.outputs = outputs;
    this.settings = settings;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    removed = new RemovedDays(context, lateness);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    removed.snapshot();
  }

  @Override
  public void open() throws Exception {
    super.open();
    counted = getMetricGroup().counter("counted");
    retractions = getMetricGroup().counter("retractions");
    duplicates = getMetricGroup().counter("duplicates");
    conflicts = getMetricGroup().counter("conflictingDuplicates");
    waiting = new WaitingChanges();
    schedule = new EmitSchedule(settings);
    windows =
        new Windows(
            rules,
            lateness,
            state("hour-slices", LongSerializer.INSTANCE, HourSliceSerializer.INSTANCE),
            state("flow-days", IntSerializer.INSTANCE, LongPrimitiveArraySerializer.INSTANCE),
            timers("hours", LongSerializer.INSTANCE, (commune, hour) -> windows.closeHour(hour)),
            timers("days", IntSerializer.INSTANCE, (commune, day) -> windows.closeDay(day)));
    cohorts =
        new Cohorts(
            rules,
            lateness,
            state("cohort-days", IntSerializer.INSTANCE, CohortDaySerializer.INSTANCE),
            state("entities", TextSerializer.INSTANCE, PackedEntitySerializer.INSTANCE),
            timers(
                "cohorts", IntSerializer.INSTANCE, (commune, day) -> cohorts.close(commune, day)));
    rows =
        new ChangedRows(
            rules, outputs, settings.generation(), getMetricGroup().counter("rowsEmitted"));
    scheduleFlush();
  }

  private <K, V> MapState<K, V> state(
      String name, TypeSerializer<K> keys, TypeSerializer<V> values) {
    return getRuntimeContext().getMapState(new MapStateDescriptor<>(name, keys, values));
  }

  private <N> InternalTimerService<N> timers(
      String name, TypeSerializer<N> namespaces, Closing<N> close) {
    return getInternalTimerService(name, namespaces, new Expiry<>(close));
  }

  /**
   * Counts on whole multiples of the emit interval by the clock of the machine. So the board can
   * poll just after them, and all subtasks count at the same time: the sources do not wait for one
   * subtask after the other. The rows of windows, which no ranking reads, are emitted half an
   * interval later, so that they do not compete with the queries of the board.
   */
  private void scheduleFlush() {
    var clock = getProcessingTimeService();
    clock.registerTimer(
        schedule.next(clock.getCurrentProcessingTime()),
        time -> {
          if (!schedule.collecting(time)) {
            flush(outputs.ranking());
            clock.registerTimer(
                time + schedule.half(), later -> rows.emit(outputs.windows(), output));
          }
          scheduleFlush();
        });
  }

  @Override
  public void processElement(StreamRecord<PackedChange> element) throws Exception {
    waiting.add(element.getValue());
    if (schedule.full(waiting.size())) {
      flush(outputs.all());
    }
  }

  /**
   * Passes the watermark that ends a bounded run on without firing timers: it says nothing about
   * lateness, and the state ends with the job.
   */
  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (mark.equals(Watermark.MAX_WATERMARK)) {
      output.emitWatermark(mark);
    } else {
      super.processWatermark(mark);
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    flush(outputs.all());
  }

  @Override
  public void finish() throws Exception {
    flush(outputs.all());
    super.finish();
  }

  /**
   * Counts what waits, commune by commune, then emits the rows of these tables that changed, or of
   * all tables when the job is behind.
   */
  private void flush(List<Outputs.Output> tables) throws Exception {
    boolean behind = schedule.behind(waiting.size());
    var clock = getProcessingTimeService();
    long start = clock.getCurrentProcessingTime();
    for (String commune : waiting.communes()) {
      setCurrentKey(commune);
      countWaiting(commune);
    }
    rows.emit(behind ? outputs.all() : tables, output);
    schedule.counted(start, clock.getCurrentProcessingTime(), behind);
  }

  /**
   * Counts what waits of the commune that is the current key.
   *
   * @return false when nothing does
   */
  private boolean countWaiting(String commune) throws Exception {
    if (!waiting.take(commune, this::count)) {
      return false;
    }
    cohorts.store(commune, rows);
    windows.store(commune, rows);
    return true;
  }

  private void count(Change change) throws Exception {
    Acceptance acceptance = windows.accept(change);
    switch (acceptance) {
      case CONFLICT -> conflict(change);
      case COPY -> duplicates.inc();
      case NEW, NEW_IN_PAIR -> {
        boolean inPair = acceptance == Acceptance.NEW_IN_PAIR;
        boolean exact = cohorts.accept(change, inPair);
        (change.retracted() ? retractions : counted).inc();
        if ((change.retracted() || inPair) && change.stream() == rules.stream()) {
          rows.addRetraction(change, !change.retracted() || inPair, exact);
        }
      }
    }
  }

  private void conflict(Change change) {
    // A payment that is read for its dossier is listed by the payment job.
    if (change.stream() == rules.stream()) {
      conflicts.inc();
      output.collect(
          new StreamRecord<>(
              new DeadLetter(
                  change.imported() ? settings.importTopic() : settings.topic(),
                  change.partition(),
                  change.offset(),
                  change.appendTime(),
                  settings.job(),
                  settings.jobVersion(),
                  FaultCode.CONFLICTING_DUPLICATE.name(),
                  FaultCode.CONFLICTING_DUPLICATE.sentence(),
                  change.communeCode(),
                  new UUID(change.idHigh(), change.idLow()).toString(),
                  "",
                  0)));
    }
  }

  /** Closes what a timer was set for, and says whether a day was removed. */
  private interface Closing<N> {
    boolean close(String commune, N what) throws Exception;
  }

  /**
   * Closes a piece of state when the watermark says that no record can be in time for it any more.
   */
  private final class Expiry<N> implements Triggerable<String, N> {
    private final Closing<N> closing;

    Expiry(Closing<N> closing) {
      this.closing = closing;
    }

    @Override
    public void onEventTime(InternalTimer<String, N> timer) throws Exception {
      if (countWaiting(timer.getKey())) {
        rows.emit(outputs.all(), output);
      }
      if (closing.close(timer.getKey(), timer.getNamespace())) {
        removed.note(timer.getTimestamp());
      }
    }

    @Override
    public void onProcessingTime(InternalTimer<String, N> timer) {
      throw new IllegalStateException(
          "State expires by the append time of records, never by the machine's clock");
    }
  }
}
