package vn.cds.dashboard.access.limit;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The time that answers to each person have taken lately. After a few seconds at once, or more than
 * half of the time, the next answer is delayed. Thread-safe.
 */
public final class AnsweringTime {

  /** What somebody who has not asked for a while may use at once. */
  static final Duration FREE = Duration.ofSeconds(5);

  /** So long it takes until all of it may be used again: half of the time is free. */
  private static final Duration REFILLED_IN = FREE.multipliedBy(2);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final TokenBuckets buckets;

  public AnsweringTime(InstantSource clock) {
    buckets = new TokenBuckets(clock);
  }

  /** Counts the time that an answer took. */
  void used(String key, Duration time) {
    of(key).consumeIgnoringRateLimits(Math.max(1, time.toMillis()));
  }

  /** The pause before the next answer; zero for those who have time left. */
  Duration pause(String key) {
    Duration untilFree =
        Duration.ofNanos(of(key).estimateAbilityToConsume(1).getNanosToWaitForRefill());
    return untilFree.compareTo(LONGEST_PAUSE) < 0 ? untilFree : LONGEST_PAUSE;
  }

  private Bucket of(String key) {
    return buckets.of(key, FREE.toMillis(), REFILLED_IN);
  }
}
