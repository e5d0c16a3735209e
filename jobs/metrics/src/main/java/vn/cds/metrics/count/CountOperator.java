package vn.cds.metrics.count;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.LongPrimitiveArraySerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Row;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.ThrowingConsumer;
import vn.cds.contract.EventStream;
import vn.cds.contract.FaultCode;
import vn.cds.contract.TimeOrDay;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.change.PackedChange;
import vn.cds.metrics.rules.LocalDay;
import vn.cds.metrics.rules.StreamRules;
import vn.cds.metrics.state.CohortDay;
import vn.cds.metrics.state.CohortDaySerializer;
import vn.cds.metrics.state.Entity;
import vn.cds.metrics.state.EventIds;
import vn.cds.metrics.state.HourSlice;
import vn.cds.metrics.state.HourSliceSerializer;
import vn.cds.metrics.state.PackedEntity;
import vn.cds.metrics.state.PackedEntitySerializer;
import vn.cds.runtime.DeadLetter;
import vn.cds.runtime.RowTimes;
import vn.cds.runtime.TextSerializer;
import vn.cds.runtime.TimedRow;

/**
 * Counts one stream, commune by commune: accepts each event once, keeps its windows and cohorts,
 * and emits the rows that changed about once a second.
 *
 * <p>Changes wait, and are counted commune by commune when the rows are emitted, which also happens
 * before every checkpoint barrier: so a checkpoint holds all that was read before it, and the state
 * and rows a commune's changes touch are read and written once for all of them. Flink's own
 * mini-batch operators work the same way; this is why it is an operator and not a process function,
 * which is not told of the barrier. The more is behind, the more wait together.
 *
 * <p>The main output are events that contradict an accepted one; rows leave through the side
 * outputs of {@link Outputs}.
 */
final class CountOperator extends AbstractStreamOperator<DeadLetter>
    implements OneInputStreamOperator<PackedChange, DeadLetter> {
  private static final long serialVersionUID = 1L;
  private static final int HOURS_SHIFT = 2;
  private static final int HOURS_PER_DAY = 24;
  private static final int SPREAD_MILLIS = (int) (6 * Lateness.HOUR);

  /**
   * A job is behind when this part of {@code emit.changes} waited. How long counting takes says
   * nothing: with few it is the machine, or the database, that is busy.
   */
  private static final int BEHIND = 20;

  /**
   * A job that is behind emits so many times as seldom, or that times as seldom again: few steps,
   * so that subtasks which took about as long to count collect equally long.
   */
  private static final int STEP = 4;

  /** So many times as long as counting took it collects at least. */
  private static final int COLLECTING = 3;

  private final StreamRules rules;
  private final Lateness lateness;
  private final Outputs outputs;
  private final CountSettings settings;
  private final int retractionsColumn;
  private final int retractedColumn;

  /** The changes that wait, one behind the other. */
  private transient Map<String, DataOutputSerializer> pending;

  private transient int pendingChanges;
  private transient long interval;
  private transient long collectUntil;
  private transient String commune;
  private transient WorkingCopy work;
  private transient MapState<Long, HourSlice> slices;
  private transient MapState<Integer, long[]> flowDays;
  private transient MapState<Integer, CohortDay> cohortDays;
  private transient MapState<String, PackedEntity> entities;
  private transient InternalTimerService<Long> hourTimers;
  private transient InternalTimerService<Integer> dayTimers;
  private transient InternalTimerService<Integer> cohortTimers;
  private transient Map<OutputTag<TimedRow>, List<TimedRow>> changedRows;
  private transient StreamRecord<TimedRow> row;
  private transient Counter counted;
  private transient Counter retractions;
  private transient Counter duplicates;
  private transient Counter conflicts;
  private transient Counter rows;

  CountOperator(StreamRules rules, Lateness lateness, Outputs outputs, CountSettings settings) {
    this.rules = rules;
    this.lateness = lateness;
    this.outputs = outputs;
    this.settings = settings;
    this.retractionsColumn = rules.flowColumns().indexOf(StreamRules.RETRACTIONS);
    this.retractedColumn = rules.flowColumns().indexOf(StreamRules.RETRACTED);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    var store = context.getKeyedStateStore();
    slices =
        store.getMapState(
            new MapStateDescriptor<>(
                "hour-slices", LongSerializer.INSTANCE, HourSliceSerializer.INSTANCE));
    flowDays =
        store.getMapState(
            new MapStateDescriptor<>(
                "flow-days", IntSerializer.INSTANCE, LongPrimitiveArraySerializer.INSTANCE));
    cohortDays =
        store.getMapState(
            new MapStateDescriptor<>(
                "cohort-days", IntSerializer.INSTANCE, CohortDaySerializer.INSTANCE));
    entities =
        store.getMapState(
            new MapStateDescriptor<>(
                "entities", TextSerializer.INSTANCE, PackedEntitySerializer.INSTANCE));
  }

  @Override
  public void open() throws Exception {
    super.open();
    pending = new HashMap<>();
    work = new WorkingCopy();
    changedRows = new HashMap<>();
    outputs.all().forEach(to -> changedRows.put(to.tag(), new ArrayList<>()));
    row = new StreamRecord<>(null);
    hourTimers =
        getInternalTimerService("hours", LongSerializer.INSTANCE, new Expiry<>(this::closeHour));
    dayTimers =
        getInternalTimerService("days", IntSerializer.INSTANCE, new Expiry<>(this::closeDay));
    cohortTimers =
        getInternalTimerService("cohorts", IntSerializer.INSTANCE, new Expiry<>(this::closeCohort));
    counted = getMetricGroup().counter("counted");
    retractions = getMetricGroup().counter("retractions");
    duplicates = getMetricGroup().counter("duplicates");
    conflicts = getMetricGroup().counter("conflictingDuplicates");
    rows = getMetricGroup().counter("rowsEmitted");
    interval = settings.emitIntervalMillis();
    scheduleFlush();
  }

  /**
   * At the next whole multiple of the interval, by the clock of the machine: whoever polls knows
   * when there are new rows, and need not wait for half an interval; and subtasks count at the same
   * time, instead of one after the other while the sources wait for one of them. Rows that no
   * ranking waits for leave half an interval later, when a machine that is shared has answered who
   * asked for it.
   */
  private void scheduleFlush() {
    var clock = getProcessingTimeService();
    long earliest = Math.max(clock.getCurrentProcessingTime(), collectUntil);
    clock.registerTimer(
        (Math.floorDiv(earliest, interval) + 1) * interval,
        time -> {
          if (time > collectUntil) {
            flush(outputs.ranking());
            clock.registerTimer(time + interval / 2, later -> emitRows(outputs.windows()));
          }
          scheduleFlush();
        });
  }

  @Override
  public void processElement(StreamRecord<PackedChange> element) throws Exception {
    PackedChange change = element.getValue();
    pending
        .computeIfAbsent(
            change.communeCode(), key -> new DataOutputSerializer(change.bytes().length))
        .write(change.bytes());
    if (++pendingChanges >= settings.emitChanges()) {
      flush(outputs.all());
    }
  }

  private void count(Change change) throws Exception {
    long occurredAt = TimeOrDay.first(change.occurredAt());
    int day = LocalDay.of(occurredAt);
    WorkingCopy.Slice slice = slice(Math.floorDiv(occurredAt, Lateness.HOUR), day, change.stream());
    EventIds ids = slice.slice.ids();
    int slot = ids.slot(change.idHigh(), change.idLow());
    if (ids.knows(slot) && ids.contentHash(slot) != change.contentHash()) {
      conflict(change);
      return;
    }
    Reach before = new Reach(ids.event(slot), ids.retraction(slot));
    Reach after =
        before.with(change.retracted(), lateness.depth(change.occurredAt(), change.appendTime()));
    ids.set(
        slot,
        change.idHigh(),
        change.idLow(),
        change.contentHash(),
        after.event(),
        after.retraction());
    boolean isNew = before.of(change.retracted()) == EventIds.NONE;
    RowTimes times = isNew ? times(change) : RowTimes.NONE;
    if (change.stream() == rules.stream()) {
      countFlow(change, slice, day, before, after, times);
    }
    if (!isNew) {
      duplicates.inc();
      return;
    }
    boolean exact = countEntity(change, before.of(!change.retracted()) != EventIds.NONE, times);
    (change.retracted() ? retractions : counted).inc();
    if (after.retraction() != EventIds.NONE && change.stream() == rules.stream()) {
      emitRetraction(change, after.event() != EventIds.NONE, exact, times);
    }
  }

  /**
   * What rows that count this new event or retraction are measured from. When a retraction was
   * decided is not known, nor when on its day an event happened of which only the day is known.
   */
  private static RowTimes times(Change change) {
    boolean isKnown = !change.retracted() && !TimeOrDay.isDay(change.occurredAt());
    return new RowTimes(isKnown ? change.occurredAt() : RowTimes.UNKNOWN, change.appendTime());
  }

  /**
   * Counts an event or a retraction in the windows it newly reaches.
   *
   * @param times {@link RowTimes#NONE} of a copy
   */
  private void countFlow(
      Change change, WorkingCopy.Slice slice, int day, Reach before, Reach after, RowTimes times)
      throws Exception {
    int columns = rules.flowColumns().size();
    WorkingCopy.FlowDay flowDay = flowDay(day, columns);
    flowDay.times = flowDay.times.later(times);
    if (before.of(change.retracted()) != EventIds.NONE) {
      flowDay.values[StreamRules.DUPLICATES]++;
    }
    countWindow(change, flowDay.values, before, after, EventIds.DAY);
    if (before.changes(after, EventIds.HOUR)) {
      countWindow(change, slice.slice.openHour(columns), before, after, EventIds.HOUR);
      slice.hourChanged = true;
      slice.hourTimes = slice.hourTimes.later(times);
    }
    if (before.changes(after, EventIds.MINUTE)) {
      int minute = (int) (Math.floorMod(change.occurredAt(), Lateness.HOUR) / Lateness.MINUTE);
      countWindow(change, slice.slice.openMinute(minute, columns), before, after, EventIds.MINUTE);
      slice.changedMinutes |= 1L << minute;
      slice.minuteTimes.merge(minute, times, RowTimes::later);
    }
  }

  private void countWindow(Change change, long[] row, Reach before, Reach after, int level) {
    row[StreamRules.COUNTED] += after.events(level) - before.events(level);
    row[StreamRules.MISSED] += after.missed(level) - before.missed(level);
    row[retractionsColumn] += after.retractions(level) - before.retractions(level);
    row[retractedColumn] += after.takenBack(level) - before.takenBack(level);
    int sign = after.standing(level) - before.standing(level);
    if (sign != 0) {
      rules.countFlow(change, row, sign);
    }
  }

  /**
   * Counts a new event or retraction in its entity.
   *
   * @param otherKnown whether there is a retraction of the event, or an event of the retraction
   * @return false when an event was taken back that the entity does not keep by itself
   */
  private boolean countEntity(Change change, boolean otherKnown, RowTimes times) throws Exception {
    WorkingCopy.Touched touched = entity(change.entityKey());
    touched.times = touched.times.later(times);
    boolean exact = true;
    if (change.retracted() && otherKnown) {
      exact = touched.now.keeps(change);
      touched.now = touched.now.takeBack(change);
    } else if (change.retracted() || otherKnown) {
      touched.now = touched.now.acceptNothing(change);
    } else {
      boolean late = lateness.suspicious(change.occurredAt(), change.appendTime());
      touched.now = touched.now.accept(change, late);
    }
    if (change.part() != null) {
      expireCohort(LocalDay.ofTime(change.startedAt()));
    }
    return exact;
  }

  /** Takes what the entity was out of its cohorts, and puts in what it is now. */
  private void countCohorts(WorkingCopy.Touched touched) throws Exception {
    Entity before = touched.before;
    Entity after = touched.now;
    for (int i = 0; i < after.days(); i++) {
      int day = after.day(i);
      cohortDay(day, touched.times)
          .addEvents(after.events() - (before.names(day) ? before.events() : 0));
    }
    Integer dayBefore = rules.day(before);
    if (dayBefore != null) {
      rules.countCohort(before, cohortDay(dayBefore, touched.times), -1);
    }
    Integer dayAfter = rules.day(after);
    if (dayAfter != null) {
      rules.countCohort(after, cohortDay(dayAfter, touched.times), 1);
    }
  }

  private void conflict(Change change) {
    // A payment read for its dossier is listed by the payment job.
    if (change.stream() == rules.stream()) {
      conflicts.inc();
      output.collect(
          new StreamRecord<>(
              new DeadLetter(
                  settings.topic(),
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

  private WorkingCopy.Slice slice(long hour, int day, EventStream stream) throws Exception {
    long key = sliceKey(hour, stream);
    WorkingCopy.Slice slice = work.slices.get(key);
    if (slice == null) {
      HourSlice stored = slices.get(key);
      if (stored == null && lateness.limited()) {
        hourTimers.registerEventTimeTimer(key, lateness.hourCloses(hour));
        dayTimers.registerEventTimeTimer(day, lateness.dayCloses(day));
      }
      slice = new WorkingCopy.Slice(stored == null ? new HourSlice() : stored.copy());
      work.slices.put(key, slice);
    }
    return slice;
  }

  private WorkingCopy.FlowDay flowDay(int day, int columns) throws Exception {
    WorkingCopy.FlowDay flowDay = work.flowDays.get(day);
    if (flowDay == null) {
      long[] stored = flowDays.get(day);
      flowDay = new WorkingCopy.FlowDay(new long[columns]);
      if (stored != null) {
        System.arraycopy(stored, 0, flowDay.values, 0, stored.length);
      }
      work.flowDays.put(day, flowDay);
    }
    return flowDay;
  }

  /**
   * @param times of what is new in it
   */
  private CohortDay cohortDay(int day, RowTimes times) throws Exception {
    WorkingCopy.Cohort cohort = work.cohortDays.get(day);
    if (cohort == null) {
      CohortDay stored = cohortDays.get(day);
      if (stored == null) {
        expireCohort(day);
      }
      int columns = rules.cohortColumns().size();
      cohort =
          new WorkingCopy.Cohort(stored == null ? new CohortDay(columns) : stored.copy(columns));
      work.cohortDays.put(day, cohort);
    }
    cohort.times = cohort.times.later(times);
    return cohort.day;
  }

  private WorkingCopy.Touched entity(String key) throws Exception {
    WorkingCopy.Touched touched = work.entities.get(key);
    if (touched == null) {
      PackedEntity stored = entities.get(key);
      touched = new WorkingCopy.Touched(stored == null ? Entity.NONE : stored.unpack());
      work.entities.put(key, touched);
    }
    return touched;
  }

  /**
   * The watermark that ends a bounded run is no news about lateness, and its state goes with the
   * job: removing it piece by piece would only cost time.
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
    boolean behind = pendingChanges >= settings.emitChanges() / BEHIND;
    var clock = getProcessingTimeService();
    long start = clock.getCurrentProcessingTime();
    for (Map.Entry<String, DataOutputSerializer> entry : pending.entrySet()) {
      setCurrentKey(entry.getKey());
      flush(entry.getKey(), entry.getValue());
    }
    pending.clear();
    emitRows(behind ? outputs.all() : tables);
    long end = clock.getCurrentProcessingTime();
    collectUntil = end;
    interval = settings.emitIntervalMillis();
    if (behind) {
      // The more wait together, the fewer rows are written twice.
      long spent = end - start;
      collectUntil += spent;
      do {
        interval *= STEP;
      } while (interval < COLLECTING * spent);
    }
  }

  /** Table by table and all at once, so that a sink makes one insert of them and not several. */
  private void emitRows(List<Outputs.Output> tables) {
    for (Outputs.Output table : tables) {
      List<TimedRow> changed = changedRows.get(table.tag());
      rows.inc(changed.size());
      changed.forEach(one -> output.collect(table.tag(), row.replace(one)));
      changed.clear();
    }
  }

  /** The current key is the commune. */
  private void flush(String ofCommune, DataOutputSerializer waiting) throws Exception {
    commune = ofCommune;
    DataInputDeserializer changes =
        new DataInputDeserializer(waiting.getSharedBuffer(), 0, waiting.length());
    while (changes.available() > 0) {
      count(PackedChange.read(ofCommune, changes));
      pendingChanges--;
    }
    for (Map.Entry<String, WorkingCopy.Touched> entry : work.entities.entrySet()) {
      WorkingCopy.Touched touched = entry.getValue();
      countCohorts(touched);
      entities.put(entry.getKey(), PackedEntity.of(touched.now));
      emitEntity(entry.getKey(), touched);
    }
    for (Map.Entry<Long, WorkingCopy.Slice> entry : work.slices.entrySet()) {
      slices.put(entry.getKey(), entry.getValue().slice);
      emitSlice(entry.getKey() >> HOURS_SHIFT, entry.getValue());
    }
    for (Map.Entry<Integer, WorkingCopy.FlowDay> entry : work.flowDays.entrySet()) {
      long[] values = entry.getValue().values;
      flowDays.put(entry.getKey(), values);
      emitFlow(
          outputs.day(),
          LocalDay.start(entry.getKey()),
          values,
          values[StreamRules.DUPLICATES],
          entry.getValue().times);
    }
    for (Map.Entry<Integer, WorkingCopy.Cohort> entry : work.cohortDays.entrySet()) {
      cohortDays.put(entry.getKey(), entry.getValue().day);
      emitCohort(entry.getKey(), entry.getValue());
    }
    work.clear();
  }

  private void emitSlice(long hour, WorkingCopy.Slice changed) {
    HourSlice slice = changed.slice;
    long start = hour * Lateness.HOUR;
    if (changed.hourChanged) {
      long[] values = slice.hour();
      emitFlow(
          outputs.hour(),
          start,
          values,
          values[StreamRules.COUNTED] - values[StreamRules.MISSED],
          changed.hourTimes);
    }
    for (long minutes = changed.changedMinutes; minutes != 0; minutes &= minutes - 1) {
      int minute = Long.numberOfTrailingZeros(minutes);
      emitFlow(
          outputs.minute(),
          start + minute * Lateness.MINUTE,
          slice.minute(minute),
          0,
          changed.minuteTimes.get(minute));
    }
  }

  private void emitFlow(Outputs.Output to, long start, long[] values, long extra, RowTimes times) {
    Row flow = new Row(3 + values.length);
    flow.setField(0, commune);
    flow.setField(1, Instant.ofEpochMilli(start));
    flow.setField(2, Version.of(settings.generation(), seen(values), extra));
    for (int i = 0; i < values.length; i++) {
      flow.setField(3 + i, values[i]);
    }
    emit(to, flow, times);
  }

  /** Distinct events and retractions of a flow row. */
  private long seen(long[] values) {
    return values[StreamRules.COUNTED] + values[retractionsColumn];
  }

  private void emitCohort(int day, WorkingCopy.Cohort changed) {
    CohortDay cohort = changed.day;
    long[] values = cohort.metrics();
    int breakdownColumns = rules.breakdownColumns().size();
    Row emitted = new Row(4 + values.length + (breakdownColumns == 0 ? 0 : 2 + breakdownColumns));
    emitted.setField(0, commune);
    emitted.setField(1, LocalDate.ofEpochDay(day));
    emitted.setField(2, Version.of(settings.generation(), cohort.events(), 0));
    emitted.setField(3, cohort.events());
    for (int i = 0; i < values.length; i++) {
      emitted.setField(4 + i, values[i]);
    }
    if (breakdownColumns > 0) {
      setBreakdown(emitted, 4 + values.length, cohort, breakdownColumns);
    }
    emit(outputs.cohort(), emitted, changed.times);
  }

  private void setBreakdown(Row emitted, int at, CohortDay cohort, int columns) {
    List<String> dimensions = new ArrayList<>();
    List<String> codes = new ArrayList<>();
    List<long[]> values = new ArrayList<>();
    cohort.forEach(
        (dimension, code, metrics) -> {
          dimensions.add(rules.breakdownDimension(dimension));
          codes.add(rules.breakdownCode(dimension, code));
          values.add(metrics);
        });
    emitted.setField(at, dimensions.toArray(String[]::new));
    emitted.setField(at + 1, codes.toArray(String[]::new));
    for (int column = 0; column < columns; column++) {
      long[] ofColumn = new long[values.size()];
      for (int i = 0; i < ofColumn.length; i++) {
        ofColumn[i] = values.get(i)[column];
      }
      emitted.setField(at + 2 + column, ofColumn);
    }
  }

  private void emitRetraction(Change change, boolean found, boolean exact, RowTimes times) {
    emit(
        outputs.retraction(),
        Row.of(
            commune,
            change.stream().wireName(),
            Instant.ofEpochMilli(TimeOrDay.first(change.occurredAt())),
            new UUID(change.idHigh(), change.idLow()).toString(),
            Version.of(settings.generation(), found ? 2 : 1, 0),
            change.entityKey(),
            rules.statusName(change.status()),
            TimeOrDay.isDay(change.occurredAt()) ? 1L : 0L,
            found ? 1L : 0L,
            exact ? 1L : 0L),
        times);
  }

  private void emitEntity(String key, WorkingCopy.Touched touched) {
    if (outputs.entity() == null) {
      return;
    }
    Entity entity = touched.now;
    long version = Version.of(settings.generation(), entity.events(), 0);
    for (int i = 0; i < entity.days(); i++) {
      Row emitted = rules.entityRow(commune, key, entity, entity.day(i), version);
      if (emitted != null) {
        emit(outputs.entity(), emitted, touched.times);
      }
    }
  }

  private void emit(Outputs.Output to, Row emitted, RowTimes times) {
    changedRows.get(to.tag()).add(new TimedRow(emitted, times));
  }

  /**
   * What is left of an hour once no record can be in time for it are its ids; its day still needs
   * them.
   */
  private void closeHour(Long key) throws Exception {
    HourSlice slice = slices.get(key);
    if (slice != null) {
      slices.put(key, slice.closed());
    }
  }

  private void closeDay(Integer day) throws Exception {
    flowDays.remove(day);
    long first = Math.floorDiv(LocalDay.start(day), Lateness.HOUR);
    for (long hour = first; hour < first + HOURS_PER_DAY; hour++) {
      for (EventStream stream : EventStream.values()) {
        slices.remove(sliceKey(hour, stream));
      }
    }
  }

  /** The day goes with all entities that began on it and named no later one. */
  private void closeCohort(Integer day) throws Exception {
    cohortDays.remove(day);
    List<String> ended = new ArrayList<>();
    for (Map.Entry<String, PackedEntity> entry : entities.entries()) {
      if (entry.getValue().unpack().lastStartDay() <= day) {
        ended.add(entry.getKey());
      }
    }
    for (String key : ended) {
      entities.remove(key);
    }
  }

  private void expireCohort(int day) {
    if (lateness.limited()) {
      // All communes' days close at one moment; going through their dossiers at one moment would
      // hold up the board.
      int spread = Math.floorMod(commune.hashCode(), SPREAD_MILLIS);
      cohortTimers.registerEventTimeTimer(day, lateness.cohortCloses(day) + spread);
    }
  }

  private static long sliceKey(long hour, EventStream stream) {
    return hour << HOURS_SHIFT | stream.ordinal();
  }

  /** Runs when the watermark says that no record can be in time for a piece of state any more. */
  private final class Expiry<N> implements Triggerable<String, N> {
    private final ThrowingConsumer<N, Exception> close;

    Expiry(ThrowingConsumer<N, Exception> close) {
      this.close = close;
    }

    @Override
    public void onEventTime(InternalTimer<String, N> timer) throws Exception {
      DataOutputSerializer waiting = pending.remove(timer.getKey());
      if (waiting != null) {
        flush(timer.getKey(), waiting);
        emitRows(outputs.all());
      }
      close.accept(timer.getNamespace());
    }

    @Override
    public void onProcessingTime(InternalTimer<String, N> timer) {
      throw new IllegalStateException(
          "State expires by the append time of records, never by the machine's clock");
    }
  }
}
