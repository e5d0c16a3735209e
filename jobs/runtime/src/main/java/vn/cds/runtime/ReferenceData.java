package vn.cds.runtime;

import java.nio.file.Path;
import vn.cds.contract.Roster;
import vn.cds.contract.WorkingCalendar;

/** The roster and the calendar an operator chose; the bundled ones when none were. */
public final class ReferenceData {
  private ReferenceData() {}

  /** Read once at submission and shipped with the job, so that all subtasks agree. */
  public static Roster roster(JobOptions options) {
    String units = options.get(JobOptions.UNITS_FILE);
    return units.isEmpty()
        ? Roster.bundled()
        : Roster.read(Path.of(units), Path.of(options.get(JobOptions.PROVINCES_FILE)));
  }

  /** Read once at submission and shipped with the job, so that all subtasks agree. */
  public static WorkingCalendar calendar(JobOptions options) {
    String days = options.get(JobOptions.CALENDAR_FILE);
    return days.isEmpty()
        ? WorkingCalendar.bundled()
        : WorkingCalendar.read(Path.of(days), Path.of(options.get(JobOptions.WORKING_HOURS_FILE)));
  }
}
