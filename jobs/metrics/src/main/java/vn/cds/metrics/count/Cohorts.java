package vn.cds.metrics.count;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.rules.LocalDay;
import vn.cds.metrics.rules.StreamRules;
import vn.cds.metrics.state.CohortDay;
import vn.cds.metrics.state.Entity;
import vn.cds.metrics.state.PackedEntity;
import vn.cds.runtime.clickhouse.RowTimes;

/**
 * The entities of the current commune, and the cohorts of the days they began on. Between {@link
 * #accept} and {@link #store} the state that is touched is a copy here, since what is handed to
 * Flink is never changed afterwards.
 */
final class Cohorts {
  private static final int SPREAD_MILLIS = (int) (6 * Lateness.HOUR);

  private final StreamRules rules;
  private final Lateness lateness;
  private final MapState<Integer, CohortDay> days;
  private final MapState<String, PackedEntity> entities;
  private final InternalTimerService<Integer> timers;
  private final Map<Integer, Cohort> touchedDays = new HashMap<>();
  private final Map<String, Touched> touchedEntities = new HashMap<>();

  /**
   * The communes whose entities were gone through at the watermark {@link #closedAt}: when history
   * ends, thousands of days of each close at once.
   */
  private final Set<String> closedCommunes = new HashSet<>();

  private long closedAt = Long.MIN_VALUE;

  /** An entity as it is stored, as it is now, and the times of what is new in it. */
  private static final class Touched {
    final Entity before;
    Entity now;
    RowTimes times = RowTimes.NONE;

    Touched(Entity before) {
      this.before = before;
      this.now = before;
    }
  }

  /** A cohort, and the times of what is new in it. */
  private static final class Cohort {
    final CohortDay day;
    RowTimes times = RowTimes.NONE;

    Cohort(CohortDay day) {
      this.day = day;
    }
  }

  /**
   * @param timers call {@link #close}
   */
  Cohorts(
      StreamRules rules,
      Lateness lateness,
      MapState<Integer, CohortDay> days,
      MapState<String, PackedEntity> entities,
      InternalTimerService<Integer> timers) {
    this.rules = rules;
    this.lateness = lateness;
    this.days = days;
    this.entities = entities;
    this.timers = timers;
  }

  /**
   * Counts a new event or retraction in its entity.
   *
   * @param inPair whether there is a retraction of the event, or an event of the retraction
   * @return false when an event was taken back that the entity does not keep by itself
   */
  boolean accept(Change change, boolean inPair) throws Exception {
    Touched touched = entity(change.entityKey());
    touched.times = touched.times.later(ChangedRows.times(change));
    boolean exact = true;
    if (change.retracted() && inPair) {
      exact = touched.now.keeps(change);
      touched.now = touched.now.takeBack(change);
    } else if (change.retracted() || inPair) {
      touched.now = touched.now.acceptNothing(change);
    } else {
      boolean late =
          lateness.suspicious(change.occurredAt(), change.appendTime(), change.imported());
      touched.now = touched.now.accept(change, late);
    }
    if (change.part() != null) {
      expire(change.communeCode(), LocalDay.ofTime(change.startedAt()));
    }
    return exact;
  }

  private Touched entity(String key) throws Exception {
    Touched touched = touchedEntities.get(key);
    if (touched == null) {
      PackedEntity stored = entities.get(key);
      touched = new Touched(stored == null ? Entity.NONE : stored.unpack());
      touchedEntities.put(key, touched);
    }
    return touched;
  }

  /** Writes what was touched to the state, and to the rows. */
  void store(String commune, ChangedRows rows) throws Exception {
    for (Map.Entry<String, Touched> entry : touchedEntities.entrySet()) {
      Touched touched = entry.getValue();
      count(commune, touched);
      entities.put(entry.getKey(), PackedEntity.of(touched.now));
      rows.addEntity(commune, entry.getKey(), touched.now, touched.times);
    }
    for (Map.Entry<Integer, Cohort> entry : touchedDays.entrySet()) {
      Cohort cohort = entry.getValue();
      days.put(entry.getKey(), cohort.day);
      rows.addCohort(commune, entry.getKey(), cohort.day, cohort.times);
    }
    touchedEntities.clear();
    touchedDays.clear();
  }

  /** Takes the earlier state of the entity out of its cohorts, and adds its present one. */
  private void count(String commune, Touched touched) throws Exception {
    Entity before = touched.before;
    Entity after = touched.now;
    for (int i = 0; i < after.days(); i++) {
      int day = after.day(i);
      day(commune, day, touched.times)
          .addEvents(after.events() - (before.names(day) ? before.events() : 0));
    }
    Integer dayBefore = rules.day(before);
    if (dayBefore != null) {
      rules.countCohort(before, day(commune, dayBefore, touched.times), -1);
    }
    Integer dayAfter = rules.day(after);
    if (dayAfter != null) {
      rules.countCohort(after, day(commune, dayAfter, touched.times), 1);
    }
  }

  /**
   * @param times of what is new in it
   */
  private CohortDay day(String commune, int number, RowTimes times) throws Exception {
    Cohort cohort = touchedDays.get(number);
    if (cohort == null) {
      CohortDay stored = days.get(number);
      if (stored == null) {
        expire(commune, number);
      }
      int columns = rules.cohortColumns().size();
      cohort = new Cohort(stored == null ? new CohortDay(columns) : stored.copy(columns));
      touchedDays.put(number, cohort);
    }
    cohort.times = cohort.times.later(times);
    return cohort.day;
  }

  private void expire(String commune, int day) {
    if (lateness.limited()) {
      timers.registerEventTimeTimer(day, lateness.cohortCloses(day) + spread(commune));
    }
  }

  /**
   * The days of all communes close at the same moment; going through all their dossiers at once
   * would delay the rows.
   */
  private static int spread(String commune) {
    return Math.floorMod(commune.hashCode(), SPREAD_MILLIS);
  }

  /**
   * Removes a day, and the entities that began on it or before and named no later one.
   *
   * @return whether it did; with history open it looks again later
   */
  boolean close(String commune, Integer day) throws Exception {
    long now = timers.currentWatermark();
    if (lateness.historyOpen(now)) {
      timers.registerEventTimeTimer(day, lateness.nextLook(day, now));
      return false;
    }
    days.remove(day);
    if (now != closedAt) {
      closedCommunes.clear();
      closedAt = now;
    }
    int last = Math.max(day, lateness.lastClosedCohort(now - spread(commune)));
    if (closedCommunes.add(commune)) {
      removeEntities(last);
    }
    return true;
  }

  private void removeEntities(int lastDay) throws Exception {
    List<String> ended = new ArrayList<>();
    for (Map.Entry<String, PackedEntity> entry : entities.entries()) {
      if (entry.getValue().unpack().lastStartDay() <= lastDay) {
        ended.add(entry.getKey());
      }
    }
    for (String key : ended) {
      entities.remove(key);
    }
  }
}
