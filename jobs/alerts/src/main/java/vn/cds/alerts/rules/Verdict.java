package vn.cds.alerts.rules;

/** What a rule finds at one moment, and why. */
public record Verdict(Condition condition, Reading reading) {

  /** Nothing is known. */
  static final Verdict NO_DATA = new Verdict(Condition.NO_DATA, Reading.NOTHING);
}
