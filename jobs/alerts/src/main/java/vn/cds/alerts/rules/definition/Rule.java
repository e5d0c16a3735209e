package vn.cds.alerts.rules.definition;

import java.time.Duration;
import java.util.List;
import vn.cds.alerts.rules.decision.Levels;
import vn.cds.contract.alerts.RuleScope;
import vn.cds.contract.alerts.Severity;
import vn.cds.contract.time.WorkingCalendar;

/**
 * One rule of the file.
 *
 * @param id never changes
 * @param version rises with every change of the rule
 * @param nameVi what officials read
 * @param clock by which the holds are measured; a rule of the working clock judges in working time
 *     only
 * @param mutedBy ids of rules whose open episode, of the commune or of its province, mutes this one
 * @param paused judged no more until it is taken up again; open episodes stay open
 */
public record Rule(
    String id,
    int version,
    String nameVi,
    String nameEn,
    RuleIndicator indicator,
    RuleScope scope,
    Severity severity,
    HoldClock clock,
    Duration hold,
    Duration clearHold,
    List<String> mutedBy,
    boolean paused,
    Levels levels) {

  public Rule {
    mutedBy = List.copyOf(mutedBy);
  }

  public Timing timing(WorkingCalendar calendar) {
    return new Timing(hold, clearHold, clock, calendar);
  }
}
