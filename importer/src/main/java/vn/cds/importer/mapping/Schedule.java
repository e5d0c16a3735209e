package vn.cds.importer.mapping;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import vn.cds.contract.time.VietnamTime;

/**
 * When something is done again: so long after it began the last time, or at a time of day in
 * Vietnam.
 *
 * @param every null when there is a time of day
 * @param at null when there is an interval
 */
public record Schedule(Duration every, LocalTime at) {

  /** The first moment after the last beginning. */
  public Instant next(Instant last) {
    if (at == null) {
      return last.plus(every);
    }
    Instant sameDay = VietnamTime.localDay(last).atTime(at).toInstant(VietnamTime.OFFSET);
    return sameDay.isAfter(last) ? sameDay : sameDay.plus(Duration.ofDays(1));
  }
}
