package vn.cds.notifier.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter, so that senders that failed together do not retry together.
 */
public final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final RandomGenerator random;

  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** How long to wait after so many attempts, at least 1. */
  public Duration after(int attempts) {
    long most = FIRST.toMillis() << Math.min(attempts - 1, 20);
    return Duration.ofMillis(random.nextLong(Math.min(most, LONGEST.toMillis()) + 1));
  }
}
