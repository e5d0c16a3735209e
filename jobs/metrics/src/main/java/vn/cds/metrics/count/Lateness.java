package vn.cds.metrics.count;

import java.io.Serializable;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.metrics.rules.LocalDay;
import vn.cds.metrics.state.EventIds;
import vn.cds.runtime.options.JobOptions;

/**
 * Whether a record is in time. This is a property of the record alone: its times are compared with
 * its append time, not with the progress of a run. So two runs over one topic agree. Times are
 * milliseconds.
 *
 * <p>An imported record is in time, however old what it tells, when it was appended while history
 * is open (ADR 0008). So long no day and no entity is removed.
 */
final class Lateness implements Serializable {
  private static final long serialVersionUID = 1L;
  static final long HOUR = TimeUnit.HOURS.toMillis(1);
  static final long MINUTE = TimeUnit.MINUTES.toMillis(1);

  /**
   * State is kept for this much longer than its windows: a partition that was idle because its
   * broker was away may still have records to be read, which are in time by their append time.
   */
  private static final long SLACK = HOUR;

  private static final long DAY = TimeUnit.DAYS.toMillis(1);
  private static final int DAYS_PER_WEEK = 7;
  private static final long WEEK = DAYS_PER_WEEK * DAY;

  /** Of {@link #historyUntil}: imports are not read. */
  static final long NEVER = Long.MIN_VALUE;

  /** Why a record is too late. */
  enum Reason {
    DAY,
    COHORT
  }

  private final boolean limited;
  private final long minute;
  private final long hour;
  private final long day;
  private final long cohort;
  private final long historyUntil;
  private final long suspectAfter;

  /**
   * @param historyUntil the last append time at which an imported record may be of any age; {@link
   *     #NEVER} when imports are not read
   */
  Lateness(
      boolean limited,
      long minute,
      long hour,
      long day,
      long cohort,
      long historyUntil,
      long suspectAfter) {
    this.limited = limited;
    this.minute = minute;
    this.hour = hour;
    this.day = day;
    this.cohort = cohort;
    this.historyUntil = historyUntil;
    this.suspectAfter = suspectAfter;
  }

  static Lateness of(JobOptions options) {
    return new Lateness(
        options.get(JobOptions.LATENESS_LIMITED),
        options.get(JobOptions.LATENESS_MINUTE).toMillis(),
        options.get(JobOptions.LATENESS_HOUR).toMillis(),
        options.get(JobOptions.LATENESS_DAY).toMillis(),
        options.get(JobOptions.COHORT_RETENTION).toMillis(),
        options.historyUntil().map(Lateness::millis).orElse(NEVER),
        options.get(JobOptions.SYNC_SUSPECT_AFTER).toMillis());
  }

  /** {@link Instant#MAX} is beyond what a number of milliseconds can say. */
  private static long millis(Instant until) {
    return until.equals(Instant.MAX) ? Long.MAX_VALUE - WEEK - WEEK : until.toEpochMilli();
  }

  /** Why the record is too late; null when it is not. Its times are those of {@link TimeOrDay}. */
  Reason tooLate(long occurredAt, long startedAt, long appendTime, boolean imported) {
    if (!limited || imported && appendTime <= historyUntil) {
      return null;
    }
    if (LocalDay.end(LocalDay.ofTime(occurredAt)) + day < appendTime) {
      return Reason.DAY;
    }
    return LocalDay.end(LocalDay.ofTime(startedAt)) + cohort < appendTime ? Reason.COHORT : null;
  }

  /**
   * How deep a record that is not too late counts: {@link EventIds#DAY}, {@code HOUR} or {@code
   * MINUTE}. What is known only to the day counts in its day.
   */
  int depth(long occurredAt, long appendTime) {
    if (TimeOrDay.isDay(occurredAt)) {
      return EventIds.DAY;
    }
    if (!limited || end(occurredAt, MINUTE) + minute >= appendTime) {
      return EventIds.MINUTE;
    }
    return end(occurredAt, HOUR) + hour >= appendTime ? EventIds.HOUR : EventIds.DAY;
  }

  private static long end(long occurredAt, long window) {
    return (Math.floorDiv(occurredAt, window) + 1) * window;
  }

  /**
   * Whether the record came suspiciously long after its event; never in a history run or an import,
   * whose append times say nothing.
   */
  boolean suspicious(long occurredAt, long appendTime, boolean imported) {
    return limited && !imported && appendTime - TimeOrDay.last(occurredAt) > suspectAfter;
  }

  /** Whether state is ever removed. */
  boolean limited() {
    return limited;
  }

  /** From when on no record can be in time for this hour or its minutes. */
  long hourCloses(long epochHour) {
    return (epochHour + 1) * HOUR + hour + SLACK;
  }

  /** Whether an imported record of any age may still come, so that no day is to be removed. */
  boolean historyOpen(long now) {
    return historyUntil != NEVER && now < historyUntil + SLACK;
  }

  /**
   * Whether an imported record that is in time may be about a day that was removed.
   *
   * @param removedAt the watermark at which a day was removed last
   */
  boolean historyMissing(long removedAt) {
    return historyUntil != NEVER && removedAt < historyUntil + SLACK;
  }

  /**
   * When to look again whether a day can be removed that is kept because history is open. Not at
   * its end alone, which an operator may bring forward; not for all days at the same moment.
   */
  long nextLook(int localDay, long now) {
    long spread = Math.floorMod(localDay, DAYS_PER_WEEK) * DAY;
    return Math.min(now + WEEK + spread, historyUntil + SLACK);
  }

  /** From when on no live record of this local day can be in time. */
  long dayCloses(int localDay) {
    return LocalDay.end(localDay) + day + SLACK;
  }

  /** The last local day whose entities no live record can be about any more. */
  int lastClosedCohort(long now) {
    return LocalDay.of(now - cohort - SLACK) - 1;
  }

  /** From when on no live record about an entity that began on this local day can be in time. */
  long cohortCloses(int localDay) {
    return LocalDay.end(localDay) + cohort + SLACK;
  }
}
