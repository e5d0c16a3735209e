package vn.cds.dashboard;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Test times: begins at an instant and runs on as the system's clock does. Thread-safe. */
final class TickingClock extends Clock {

  private volatile Duration ahead;

  private TickingClock(Duration ahead) {
    this.ahead = ahead;
  }

  static TickingClock from(Instant start) {
    return new TickingClock(Duration.between(Instant.now(), start));
  }

  /** Jumps on. */
  void leap(Duration time) {
    ahead = ahead.plus(time);
  }

  /** Goes on from here. */
  void set(Instant now) {
    ahead = Duration.between(Instant.now(), now);
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("Instants have no zone");
  }
}
