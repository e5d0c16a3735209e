package vn.cds.alerts.rules.definition;

import java.time.Duration;
import java.time.Instant;
import vn.cds.contract.alerts.Word;
import vn.cds.contract.time.WorkingCalendar;

/** The clock by which holds are measured. */
public enum HoldClock implements Word {
  /** Working time only: a night does not make a condition older. */
  WORKING,
  /** All time, for what runs day and night. */
  WALL;

  /** How much of this clock lies between two instants, at least 0. */
  long millis(Instant from, Instant to, WorkingCalendar calendar) {
    return this == WORKING
        ? calendar.workingMillis(from, to)
        : Math.max(0, Duration.between(from, to).toMillis());
  }
}
