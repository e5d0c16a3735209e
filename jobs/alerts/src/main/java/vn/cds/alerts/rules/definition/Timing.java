package vn.cds.alerts.rules.definition;

import java.time.Duration;
import java.time.Instant;
import vn.cds.contract.time.WorkingCalendar;

/**
 * When an episode fires and ends.
 *
 * @param hold how long the condition must have been seen
 * @param clearHold how long the clear level must have been seen
 * @param clock by which both are measured
 */
public record Timing(Duration hold, Duration clearHold, HoldClock clock, WorkingCalendar calendar) {

  public long millis(Instant from, Instant to) {
    return clock.millis(from, to, calendar);
  }
}
