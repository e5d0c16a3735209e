package vn.cds.metrics.count;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.rules.LocalDay;
import vn.cds.metrics.rules.StreamRules;
import vn.cds.metrics.state.EventIds;
import vn.cds.metrics.state.HourSlice;
import vn.cds.runtime.clickhouse.RowTimes;

/**
 * The days, hours and minutes of the current commune: which events and retractions each hour has
 * seen, and the sums of the windows. Between {@link #accept} and {@link #store} the state that is
 * touched is a copy here, since what is handed to Flink is never changed afterwards.
 */
final class Windows {
  private static final int HOURS_SHIFT = 2;
  private static final int HOURS_PER_DAY = 24;

  private final StreamRules rules;
  private final Lateness lateness;
  private final MapState<Long, HourSlice> slices;
  private final MapState<Integer, long[]> days;
  private final InternalTimerService<Long> hourTimers;
  private final InternalTimerService<Integer> dayTimers;
  private final int columns;
  private final int retractionsColumn;
  private final int retractedColumn;
  private final Map<Long, Slice> touchedSlices = new HashMap<>();
  private final Map<Integer, Day> touchedDays = new HashMap<>();

  /** A slice with what changed in it, and the times of what is new in its windows. */
  private static final class Slice {
    final HourSlice slice;
    boolean hourChanged;
    long changedMinutes;
    RowTimes hourTimes = RowTimes.NONE;
    final Map<Integer, RowTimes> minuteTimes = new HashMap<>();

    Slice(HourSlice slice) {
      this.slice = slice;
    }
  }

  /** A day's window, and the times of what is new in it. */
  private static final class Day {
    final long[] values;
    RowTimes times = RowTimes.NONE;

    Day(long[] values) {
      this.values = values;
    }
  }

  /**
   * @param hourTimers call {@link #closeHour}
   * @param dayTimers call {@link #closeDay}
   */
  Windows(
      StreamRules rules,
      Lateness lateness,
      MapState<Long, HourSlice> slices,
      MapState<Integer, long[]> days,
      InternalTimerService<Long> hourTimers,
      InternalTimerService<Integer> dayTimers) {
    this.rules = rules;
    this.lateness = lateness;
    this.slices = slices;
    this.days = days;
    this.hourTimers = hourTimers;
    this.dayTimers = dayTimers;
    columns = rules.flowColumns().size();
    retractionsColumn = rules.flowColumns().indexOf(StreamRules.RETRACTIONS);
    retractedColumn = rules.flowColumns().indexOf(StreamRules.RETRACTED);
  }

  /** Keeps the change's id, and counts it in the windows it newly reaches. */
  Acceptance accept(Change change) throws Exception {
    long occurredAt = TimeOrDay.first(change.occurredAt());
    int day = LocalDay.of(occurredAt);
    Slice slice = slice(Math.floorDiv(occurredAt, Lateness.HOUR), day, change.stream());
    EventIds ids = slice.slice.ids();
    int slot = ids.slot(change.idHigh(), change.idLow());
    if (ids.knows(slot) && ids.contentHash(slot) != change.contentHash()) {
      return Acceptance.CONFLICT;
    }
    CountedDepth before = new CountedDepth(ids.event(slot), ids.retraction(slot));
    CountedDepth after =
        before.with(change.retracted(), lateness.depth(change.occurredAt(), change.appendTime()));
    ids.set(
        slot,
        change.idHigh(),
        change.idLow(),
        change.contentHash(),
        after.event(),
        after.retraction());
    boolean isNew = before.of(change.retracted()) == EventIds.NONE;
    if (change.stream() == rules.stream()) {
      count(change, slice, day, before, after, isNew);
    }
    if (!isNew) {
      return Acceptance.COPY;
    }
    boolean inPair = before.of(!change.retracted()) != EventIds.NONE;
    return inPair ? Acceptance.NEW_IN_PAIR : Acceptance.NEW;
  }

  private void count(
      Change change,
      Slice slice,
      int dayNumber,
      CountedDepth before,
      CountedDepth after,
      boolean isNew)
      throws Exception {
    RowTimes times = isNew ? ChangedRows.times(change) : RowTimes.NONE;
    Day day = day(dayNumber);
    day.times = day.times.later(times);
    if (!isNew) {
      day.values[StreamRules.DUPLICATES]++;
    }
    countWindow(change, day.values, before, after, EventIds.DAY);
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

  private void countWindow(
      Change change, long[] values, CountedDepth before, CountedDepth after, int level) {
    values[StreamRules.COUNTED] += after.events(level) - before.events(level);
    values[StreamRules.MISSED] += after.missed(level) - before.missed(level);
    values[retractionsColumn] += after.retractions(level) - before.retractions(level);
    values[retractedColumn] += after.takenBack(level) - before.takenBack(level);
    int sign = after.standing(level) - before.standing(level);
    if (sign != 0) {
      rules.countFlow(change, values, sign);
    }
  }

  private Slice slice(long hour, int day, EventStream stream) throws Exception {
    long key = sliceKey(hour, stream);
    Slice slice = touchedSlices.get(key);
    if (slice == null) {
      HourSlice stored = slices.get(key);
      if (stored == null && lateness.limited()) {
        hourTimers.registerEventTimeTimer(key, lateness.hourCloses(hour));
        dayTimers.registerEventTimeTimer(day, lateness.dayCloses(day));
      }
      slice = new Slice(stored == null ? new HourSlice() : stored.copy());
      touchedSlices.put(key, slice);
    }
    return slice;
  }

  private Day day(int number) throws Exception {
    Day day = touchedDays.get(number);
    if (day == null) {
      long[] stored = days.get(number);
      day = new Day(new long[columns]);
      if (stored != null) {
        System.arraycopy(stored, 0, day.values, 0, stored.length);
      }
      touchedDays.put(number, day);
    }
    return day;
  }

  /** Writes what was touched to the state, and the windows that changed to the rows. */
  void store(String commune, ChangedRows rows) throws Exception {
    for (Map.Entry<Long, Slice> entry : touchedSlices.entrySet()) {
      slices.put(entry.getKey(), entry.getValue().slice);
      long start = (entry.getKey() >> HOURS_SHIFT) * Lateness.HOUR;
      addRows(commune, start, entry.getValue(), rows);
    }
    for (Map.Entry<Integer, Day> entry : touchedDays.entrySet()) {
      long[] values = entry.getValue().values;
      days.put(entry.getKey(), values);
      long start = LocalDay.start(entry.getKey());
      rows.addDay(commune, start, values, seen(values), entry.getValue().times);
    }
    touchedSlices.clear();
    touchedDays.clear();
  }

  private void addRows(String commune, long start, Slice changed, ChangedRows rows) {
    if (changed.hourChanged) {
      long[] values = changed.slice.hour();
      rows.addHour(commune, start, values, seen(values), changed.hourTimes);
    }
    for (long minutes = changed.changedMinutes; minutes != 0; minutes &= minutes - 1) {
      int minute = Long.numberOfTrailingZeros(minutes);
      long[] values = changed.slice.minute(minute);
      rows.addMinute(
          commune,
          start + minute * Lateness.MINUTE,
          values,
          seen(values),
          changed.minuteTimes.get(minute));
    }
  }

  /** Distinct events and retractions of a window. */
  private long seen(long[] values) {
    return values[StreamRules.COUNTED] + values[retractionsColumn];
  }

  /**
   * Closes an hour for which no record can be in time any more: only its ids are left, which its
   * day still needs.
   *
   * @return false: no day was removed
   */
  boolean closeHour(Long key) throws Exception {
    HourSlice slice = slices.get(key);
    if (slice != null) {
      slices.put(key, slice.closed());
    }
    return false;
  }

  /**
   * Removes a day for which no record can be in time any more.
   *
   * @return whether it did; with history open it looks again later
   */
  boolean closeDay(Integer day) throws Exception {
    long now = dayTimers.currentWatermark();
    if (lateness.historyOpen(now)) {
      dayTimers.registerEventTimeTimer(day, lateness.nextLook(day, now));
      return false;
    }
    days.remove(day);
    long first = Math.floorDiv(LocalDay.start(day), Lateness.HOUR);
    for (long hour = first; hour < first + HOURS_PER_DAY; hour++) {
      for (EventStream stream : EventStream.values()) {
        slices.remove(sliceKey(hour, stream));
      }
    }
    return true;
  }

  private static long sliceKey(long hour, EventStream stream) {
    return hour << HOURS_SHIFT | stream.ordinal();
  }
}
