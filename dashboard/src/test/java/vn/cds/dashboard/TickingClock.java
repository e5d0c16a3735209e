package vn.cds.dashboard;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Test times: begins at an instant and runs on as the system's clock does. */
final class TickingClock {

  private TickingClock() {}

  static Clock from(Instant start) {
    return Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), start));
  }
}
