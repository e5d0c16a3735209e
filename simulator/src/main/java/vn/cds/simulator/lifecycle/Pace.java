package vn.cds.simulator.lifecycle;

import java.time.Instant;
import vn.cds.contract.time.WorkingCalendar;

/**
 * How fast office and citizens move: by the calendar, or compressed so that a demonstration is
 * lively.
 */
public interface Pace {

  /** When so much office time has passed; all in milliseconds. */
  long afterOfficeTime(long from, long millis);

  /** When so much ordinary time has passed; all in milliseconds. */
  long afterTime(long from, long millis);

  /** Offices work on working days in working hours. */
  static Pace byCalendar(WorkingCalendar calendar) {
    return new Pace() {
      @Override
      public long afterOfficeTime(long from, long millis) {
        return calendar.plusWorking(Instant.ofEpochMilli(from), millis).toEpochMilli();
      }

      @Override
      public long afterTime(long from, long millis) {
        return from + millis;
      }
    };
  }

  /** Offices work day and night, and a working hour passes in 1/factor hours. */
  static Pace compressed(double factor) {
    return new Pace() {
      @Override
      public long afterOfficeTime(long from, long millis) {
        return from + (long) (millis / factor);
      }

      @Override
      public long afterTime(long from, long millis) {
        // A day has 24 hours, of which an office works 8.
        return from + (long) (millis / (3 * factor));
      }
    };
  }

  /** One pace until a moment, another from then on; a matter under way changes its step there. */
  static Pace changing(double factorBefore, long change, double factorAfter) {
    Pace before = compressed(factorBefore);
    Pace after = compressed(factorAfter);
    return new Pace() {
      @Override
      public long afterOfficeTime(long from, long millis) {
        return from >= change
            ? after.afterOfficeTime(from, millis)
            : stretched(before.afterOfficeTime(from, millis));
      }

      @Override
      public long afterTime(long from, long millis) {
        return from >= change
            ? after.afterTime(from, millis)
            : stretched(before.afterTime(from, millis));
      }

      private long stretched(long time) {
        return time <= change
            ? time
            : change + (long) ((time - change) * (factorBefore / factorAfter));
      }
    };
  }
}
