package vn.cds.alerts.rules.episode;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import vn.cds.alerts.rules.decision.Condition;
import vn.cds.alerts.rules.decision.Reading;
import vn.cds.alerts.rules.decision.Verdict;
import vn.cds.alerts.rules.definition.Timing;

/**
 * The state of an identity: OK → pending → firing → clearing → OK. Immutable; the next state
 * depends on this, the verdict and the time alone.
 *
 * <p>Only time between two moments that both showed the condition counts as held. "No data" neither
 * counts nor contradicts: it stops the clock, and keeps an open episode open.
 *
 * @param since when the condition was first seen; null when OK
 * @param heldMillis how long the condition (pending) or the clear level (clearing) was seen
 * @param last when it was last seen; null after "no data", and where nothing is held
 * @param worst value at the worst moment; not a number when OK
 * @param worstExcess excess at the worst moment
 */
record Episode(
    Phase phase, Instant since, long heldMillis, Instant last, double worst, double worstExcess) {

  enum Phase {
    OK,
    PENDING,
    FIRING,
    CLEARING
  }

  /** An episode after a verdict, and the end of it that was passed, or null. */
  record Step(Episode episode, Transition.Kind passed) {}

  /** No condition. */
  static final Episode NONE =
      new Episode(Phase.OK, null, 0, null, Double.NaN, Double.NEGATIVE_INFINITY);

  private static final long NO_INSTANT = Long.MIN_VALUE;

  /** Whether people have been told of it and not of its end. */
  boolean isOpen() {
    return phase == Phase.FIRING || phase == Phase.CLEARING;
  }

  Step next(Verdict verdict, Instant now, Timing timing) {
    return switch (phase) {
      case OK ->
          isBreach(verdict)
              ? fireWhenHeld(
                  new Episode(Phase.PENDING, now, 0, now, Double.NaN, Double.NEGATIVE_INFINITY)
                      .worst(verdict),
                  verdict,
                  timing)
              : stay(this);
      case PENDING ->
          switch (verdict.condition()) {
            case BREACH, HELD_BREACH ->
                fireWhenHeld(worst(verdict).seen(now, timing), verdict, timing);
            case NO_DATA -> stay(unseen());
            case BETWEEN, CLEAR -> stay(NONE);
          };
      case FIRING ->
          verdict.condition() == Condition.CLEAR
              ? resolveWhenHeld(with(Phase.CLEARING, 0, now), timing)
              : stay(worst(verdict));
      case CLEARING ->
          switch (verdict.condition()) {
            case CLEAR -> resolveWhenHeld(seen(now, timing), timing);
            case NO_DATA -> stay(unseen());
            case BETWEEN, BREACH, HELD_BREACH -> stay(worst(verdict).with(Phase.FIRING, 0, null));
          };
    };
  }

  private static Step stay(Episode episode) {
    return new Step(episode, null);
  }

  private static boolean isBreach(Verdict verdict) {
    return verdict.condition() == Condition.BREACH || verdict.condition() == Condition.HELD_BREACH;
  }

  private static Step fireWhenHeld(Episode pending, Verdict verdict, Timing timing) {
    return verdict.condition() == Condition.BREACH && pending.heldMillis < timing.hold().toMillis()
        ? stay(pending)
        : new Step(
            pending.heldSince(verdict.heldSince()).with(Phase.FIRING, 0, null),
            Transition.Kind.FIRED);
  }

  private static Step resolveWhenHeld(Episode clearing, Timing timing) {
    return clearing.heldMillis < timing.clearHold().toMillis()
        ? stay(clearing)
        : new Step(NONE, Transition.Kind.RESOLVED);
  }

  private Episode seen(Instant now, Timing timing) {
    long more = last == null ? 0 : timing.millis(last, now);
    return with(phase, heldMillis + more, now);
  }

  private Episode unseen() {
    return with(phase, heldMillis, null);
  }

  private Episode worst(Verdict verdict) {
    Reading reading = verdict.reading();
    return reading.excess() > worstExcess
        ? new Episode(phase, since, heldMillis, last, reading.value(), reading.excess())
        : this;
  }

  /**
   * The start of the condition for one that fires at once. It may lie before the last checkpoint:
   * after a crash the same beginning is found again, which a time of this run would not be.
   */
  private Episode heldSince(Instant heldSince) {
    return heldSince == null
        ? this
        : new Episode(phase, heldSince, heldMillis, last, worst, worstExcess);
  }

  private Episode with(Phase phase, long heldMillis, Instant last) {
    return new Episode(phase, since, heldMillis, last, worst, worstExcess);
  }

  void write(DataOutput out) throws IOException {
    out.writeUTF(phase.name());
    writeInstant(out, since);
    out.writeLong(heldMillis);
    writeInstant(out, last);
    out.writeDouble(worst);
    out.writeDouble(worstExcess);
  }

  static Episode read(DataInput in) throws IOException {
    return new Episode(
        Phase.valueOf(in.readUTF()),
        readInstant(in),
        in.readLong(),
        readInstant(in),
        in.readDouble(),
        in.readDouble());
  }

  private static void writeInstant(DataOutput out, Instant instant) throws IOException {
    out.writeLong(instant == null ? NO_INSTANT : instant.toEpochMilli());
  }

  private static Instant readInstant(DataInput in) throws IOException {
    long millis = in.readLong();
    return millis == NO_INSTANT ? null : Instant.ofEpochMilli(millis);
  }
}
