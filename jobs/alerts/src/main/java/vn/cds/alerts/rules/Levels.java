package vn.cds.alerts.rules;

import vn.cds.contract.WorkingCalendar;

/** The numbers of a decision rule. */
sealed interface Levels
    permits TargetRule.Levels,
        OwnHistoryRule.Levels,
        PeerRule.Levels,
        SilenceRule.Levels,
        BacklogRule.Levels {

  /** The rule at work for one more unit. */
  Judge judge(WorkingCalendar calendar);
}
