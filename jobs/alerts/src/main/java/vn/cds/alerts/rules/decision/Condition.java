package vn.cds.alerts.rules.decision;

/** What a rule finds at one moment. */
public enum Condition {
  /** The unit lags; an episode fires when it has done so for the hold. */
  BREACH,
  /**
   * The unit has lagged long enough by the windows of the rule itself; an episode fires at once.
   */
  HELD_BREACH,
  /** Neither lagging nor well: an open episode stays, no new one begins. */
  BETWEEN,
  /** The clear level is reached. */
  CLEAR,
  /** Too little to judge, or muted: nothing begins and nothing ends. */
  NO_DATA
}
