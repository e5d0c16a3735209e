package vn.cds.metrics.count;

import java.io.Serializable;
import java.util.concurrent.TimeUnit;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.metrics.rules.LocalDay;
import vn.cds.metrics.state.EventIds;
import vn.cds.runtime.options.JobOptions;

/**
 * Whether a record is in time. This is a property of the record alone: its times are compared with
 * its append time, not with the progress of a run. So two runs over one topic agree. Times are
 * milliseconds.
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
  private final long suspectAfter;

  Lateness(boolean limited, long minute, long hour, long day, long cohort, long suspectAfter) {
    this.limited = limited;
    this.minute = minute;
    this.hour = hour;
    this.day = day;
    this.cohort = cohort;
    this.suspectAfter = suspectAfter;
  }

  static Lateness of(JobOptions options) {
    return new Lateness(
        options.get(JobOptions.LATENESS_LIMITED),
            options.get(JobOptions.LATENESS_MINUTE).toMillis(),
        options.get(JobOptions.LATENESS_HOUR).toMillis(),
            options.get(JobOptions.LATENESS_DAY).toMillis(),
        options.get(JobOptions.COHORT_RETENTION).toMillis(),
            options.get(JobOptions.SYNC_SUSPECT_AFTER).toMillis());
  }

  /** Why the record is too late; null when it is not. Its times are those of {@link TimeOrDay}. */
  Reason tooLate(long occurredAt, long startedAt, long appendTime) {
    if (!limited) {
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
   * Whether the record came suspiciously long after its event; never in a history run, whose append
   * times say nothing.
   */
  boolean suspicious(long occurredAt, long appendTime) {
    return limited && appendTime - TimeOrDay.last(occurredAt) > suspectAfter;
  }

  /** Whether state is ever removed. */
  boolean limited() {
    return limited;
  }

  /** From when on no record can be in time for this hour or its minutes. */
  long hourCloses(long epochHour) {
    return (epochHour + 1) * HOUR + hour + SLACK;
  }

  /** From when on no record of this local day can be in time. */
  long dayCloses(int localDay) {
    return LocalDay.end(localDay) + day + SLACK;
  }

  /** From when on no record about an entity that began on this local day can be in time. */
  long cohortCloses(int localDay) {
    return LocalDay.end(localDay) + cohort + SLACK;
  }
}
