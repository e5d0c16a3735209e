package vn.cds.contract.alerts;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * Somebody's decision that people are not told of some alerts for a time, as {@code
 * cds.alert-silences} carries it; docs/alerting.md. What is null of rule, province and unit is not
 * asked for; one of them at least is given.
 *
 * @param silence its id: the key of its records, of which the latest stands
 * @param owner who decided it
 * @param reason why
 * @param begins inclusive
 * @param ends exclusive; not before {@code begins}
 * @param rule id of a rule
 * @param province code of a province
 * @param unit code of a commune, or of a province whose own alerts are meant
 * @param endedBy who ended it before its time; null when nobody did
 */
public record AlertSilence(
    UUID silence,
    String owner,
    String reason,
    Instant begins,
    Instant ends,
    String rule,
    String province,
    String unit,
    String endedBy) {

  /** What a silence is at a moment. */
  public enum State implements Word {
    STANDING,
    COMING,
    OVER
  }

  public AlertSilence {
    Objects.requireNonNull(silence, "silence");
    if (ends.isBefore(begins)) {
      throw new IllegalArgumentException(
          "A silence ends " + ends + ", before it begins " + begins + "; turn them round.");
    }
    if (rule == null && province == null && unit == null) {
      throw new IllegalArgumentException(
          "A silence of everything is none; name a rule, a province or a unit.");
    }
  }

  /** What it is at a moment. */
  public State state(Instant at) {
    if (endedBy != null || !ends.isAfter(at)) {
      return State.OVER;
    }
    return begins.isAfter(at) ? State.COMING : State.STANDING;
  }

  /** The same, ended before its time; one that is yet to come never stands. */
  public AlertSilence endedAt(Instant at, String by) {
    Instant end = at.isBefore(begins) ? begins : at;
    return new AlertSilence(silence, owner, reason, begins, end, rule, province, unit, by);
  }

  /** Compact JSON in UTF-8; what is null is left out. */
  public byte[] encode() {
    return new FlatMessage.Writer()
        .with("silence", silence)
        .with("owner", owner)
        .with("reason", reason)
        .with("begins", begins)
        .with("ends", ends)
        .with("rule", rule)
        .with("province", province)
        .with("unit", unit)
        .with("ended_by", endedBy)
        .bytes();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws InvalidAlertMessage with the field and what is wrong with it
   */
  public static AlertSilence decode(byte[] json) {
    FlatMessage message = FlatMessage.read("The silence", json);
    try {
      return new AlertSilence(
          message.uuid("silence"),
          message.text("owner"),
          message.text("reason"),
          message.time("begins"),
          message.time("ends"),
          message.optionalCode("rule"),
          message.optionalCode("province"),
          message.optionalCode("unit"),
          message.optionalText("ended_by"));
    } catch (IllegalArgumentException e) {
      throw e instanceof InvalidAlertMessage known
          ? known
          : new InvalidAlertMessage(e.getMessage(), e);
    }
  }
}
