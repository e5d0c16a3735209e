package vn.cds.proof.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition by asking again and again. */
public final class Poll {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private Poll() {}

  /**
   * Returns when the condition holds.
   *
   * @param otherwise what is wrong and where to look, for the message of the exception
   * @throws IllegalStateException when the condition does not hold in time
   */
  public static void until(
      BooleanSupplier condition, Duration timeout, Supplier<String> otherwise) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "after %d s: %s".formatted(timeout.toSeconds(), otherwise.get()));
      }
      pause(PAUSE);
    }
  }

  /**
   * Lets time pass.
   *
   * @throws IllegalStateException when the thread is interrupted
   */
  public static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
