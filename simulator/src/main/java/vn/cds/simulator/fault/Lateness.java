package vn.cds.simulator.fault;

import java.time.Duration;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.VietnamTime;

/**
 * How late a record may arrive, as docs/counting.md says.
 *
 * @param minute after the end of the minute
 * @param day after the end of the local day
 * @param cohort after the end of the local day on which the entity began
 */
public record Lateness(Duration minute, Duration day, Duration cohort) {

  /** 3 hours, 40 days, 400 days. */
  public static final Lateness DEFAULT =
      new Lateness(Duration.ofHours(3), Duration.ofDays(40), Duration.ofDays(400));

  /** Of a history run: nothing is ever late. */
  public static final Lateness NONE =
      new Lateness(Duration.ofDays(99_999), Duration.ofDays(99_999), Duration.ofDays(99_999));

  /**
   * VALID, LATE or TOO_LATE. An event known only to the day reaches no minute: it is late after the
   * end of its day.
   *
   * @param sendAt in milliseconds since 1970
   */
  public Label label(TimeOrDay occurredAt, TimeOrDay startedAt, long sendAt) {
    if (endOfDay(occurredAt) + day.toMillis() < sendAt
        || endOfDay(startedAt) + cohort.toMillis() < sendAt) {
      return Label.TOO_LATE;
    }
    long endOfMinute = (Math.floorDiv(TimeOrDay.last(occurredAt.word()), 60_000L) + 1) * 60_000L;
    return endOfMinute + minute.toMillis() < sendAt ? Label.LATE : Label.VALID;
  }

  private static long endOfDay(TimeOrDay time) {
    return VietnamTime.startOfEpochDay(TimeOrDay.epochDay(time.word()) + 1);
  }
}
