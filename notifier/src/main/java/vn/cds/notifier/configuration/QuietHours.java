package vn.cds.notifier.configuration;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;

/** When a recipient gets no immediate messages; local time of Vietnam. */
public sealed interface QuietHours {

  boolean isQuiet(Instant now, WorkingCalendar calendar);

  /** Whether digests are sent on this day. */
  default boolean hasDigest(LocalDate day, WorkingCalendar calendar) {
    return true;
  }

  /** Never quiet. */
  record None() implements QuietHours {
    @Override
    public boolean isQuiet(Instant now, WorkingCalendar calendar) {
      return false;
    }
  }

  /** Outside of the working hours of the administration; no digests on days of rest. */
  record OutsideWorkingHours() implements QuietHours {
    @Override
    public boolean isQuiet(Instant now, WorkingCalendar calendar) {
      return calendar.workingMillis(now, now.plusMillis(1)) == 0;
    }

    @Override
    public boolean hasDigest(LocalDate day, WorkingCalendar calendar) {
      return calendar.isWorkingDay(day);
    }
  }

  /**
   * Every day, over midnight when the end is the earlier one.
   *
   * @param to exclusive
   */
  record Daily(LocalTime from, LocalTime to) implements QuietHours {
    @Override
    public boolean isQuiet(Instant now, WorkingCalendar calendar) {
      LocalTime time = LocalTime.ofInstant(now, VietnamTime.ZONE);
      boolean begun = !time.isBefore(from);
      boolean notEnded = time.isBefore(to);
      return from.isBefore(to) ? begun && notEnded : begun || notEnded;
    }
  }
}
