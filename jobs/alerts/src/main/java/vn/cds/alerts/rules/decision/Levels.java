package vn.cds.alerts.rules.decision;

import vn.cds.contract.time.WorkingCalendar;

/** The parameters of a decision rule. */
public sealed interface Levels
    permits TargetRule.Levels,
        OwnHistoryRule.Levels,
        PeerRule.Levels,
        SilenceRule.Levels,
        BacklogRule.Levels {

  /** The kind of rule, as in the rule file; it never changes. */
  String kind();

  /** The rule for one more unit. */
  Judge judge(WorkingCalendar calendar);
}
