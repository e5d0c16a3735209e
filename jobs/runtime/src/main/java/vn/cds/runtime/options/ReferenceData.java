package vn.cds.runtime.options;

import java.nio.file.Path;
import vn.cds.contract.figure.Figures;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.WorkingCalendar;

/** The lists an operator chose; the bundled ones when none were. */
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
  public static FormerUnits formerUnits(JobOptions options) {
    String file = options.get(JobOptions.FORMER_UNITS_FILE);
    return file.isEmpty()
        ? FormerUnits.of(roster(options))
        : FormerUnits.read(Path.of(file), roster(options));
  }

  /** Read once at submission and shipped with the job, so that all subtasks agree. */
  public static Figures figures(JobOptions options) {
    String file = options.get(JobOptions.FIGURES_FILE);
    return file.isEmpty() ? Figures.bundled() : Figures.read(Path.of(file));
  }

  /** Read once at submission and shipped with the job, so that all subtasks agree. */
  public static WorkingCalendar calendar(JobOptions options) {
    String days = options.get(JobOptions.CALENDAR_FILE);
    return days.isEmpty()
        ? WorkingCalendar.bundled()
        : WorkingCalendar.read(Path.of(days), Path.of(options.get(JobOptions.WORKING_HOURS_FILE)));
  }
}
