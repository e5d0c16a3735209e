package vn.cds.alerts.rules.decision;

import java.time.Instant;

/**
 * What a rule finds at one moment, and why.
 *
 * @param heldSince of {@link Condition#HELD_BREACH}: since when, by the rows alone and not by the
 *     moment of asking, so that whoever asks again after a crash finds the same; null otherwise
 */
public record Verdict(Condition condition, Reading reading, Instant heldSince) {

  /** Nothing is known. */
  public static final Verdict NO_DATA = new Verdict(Condition.NO_DATA, Reading.NOTHING);

  public Verdict(Condition condition, Reading reading) {
    this(condition, reading, null);
  }
}
