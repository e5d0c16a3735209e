package vn.cds.contract.alerts;

/** The topics of alerts, as docs/alerting.md describes them. */
public final class AlertTopics {
  /** The rule file, whole; compacted. */
  public static final String RULES = "cds.alert-rules";

  /** {@link AlertSilence}; compacted. */
  public static final String SILENCES = "cds.alert-silences";

  /** {@link AlertTransition}; compacted. */
  public static final String TRANSITIONS = "cds.alerts";

  /** {@link AlertHeartbeat}. */
  public static final String HEARTBEATS = "cds.alert-heartbeats";

  /** The notifier's ledger; compacted. */
  public static final String DELIVERIES = "cds.alert-deliveries";

  /** What of the others the notifier could not use; compacted. */
  public static final String DEAD_LETTERS = "cds.alert-dead-letters";

  /** Key of every record of {@link #RULES}. */
  public static final String RULES_KEY = "rules";

  /** Header of {@link #RULES}: who changed the rules. */
  public static final String CHANGED_BY = "changed_by";

  /** Header of {@link #RULES}: why. */
  public static final String REASON = "reason";

  private AlertTopics() {}
}
