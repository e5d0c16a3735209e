package vn.cds.gateway.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import vn.cds.gateway.source.Source;

/**
 * How many records a source may send and how many requests it may have open. How many records a
 * request has is known once it was read, so a request may take more than is left; then the next one
 * waits until that is made up for. Thread-safe.
 */
final class SourceLimits {

  private static final int BURST_SECONDS = 5;
  private static final int MOST_OPEN_REQUESTS = 100;
  private static final long NANOS = Duration.ofSeconds(1).toNanos();

  // Guarded by itself.
  private final Map<String, Usage> usages = new HashMap<>();

  private static final class Usage {
    private int recordsPerSecond;
    private Bucket bucket;
    private int open;
  }

  private Usage of(Source source) {
    Usage usage = usages.computeIfAbsent(source.name(), absent -> new Usage());
    if (usage.recordsPerSecond != source.recordsPerSecond()) {
      usage.recordsPerSecond = source.recordsPerSecond();
      long burst = (long) source.recordsPerSecond() * BURST_SECONDS;
      usage.bucket =
          Bucket.builder()
              .addLimit(
                  limit ->
                      limit.capacity(burst).refillGreedy(burst, Duration.ofSeconds(BURST_SECONDS)))
              .build();
    }
    return usage;
  }

  /**
   * Begins a request, which counts as one record for now.
   *
   * @return why it may not begin; null when it may: then call {@link #end}
   */
  Problem begin(Source source) {
    synchronized (usages) {
      Usage usage = of(source);
      if (usage.open >= MOST_OPEN_REQUESTS) {
        return Problem.tooMany(
            "This source has "
                + MOST_OPEN_REQUESTS
                + " requests open; wait for their answers, and send more records in each.",
            1);
      }
      ConsumptionProbe probe = usage.bucket.tryConsumeAndReturnRemaining(1);
      if (!probe.isConsumed()) {
        return Problem.tooMany(
            "This source may send "
                + source.recordsPerSecond()
                + " records a second; send the same request again later.",
            (probe.getNanosToWaitForRefill() + NANOS - 1) / NANOS);
      }
      usage.open++;
      return null;
    }
  }

  /** Counts the records of a request that has begun. */
  void count(Source source, int records) {
    if (records > 1) {
      synchronized (usages) {
        of(source).bucket.consumeIgnoringRateLimits(records - 1L);
      }
    }
  }

  void end(Source source) {
    synchronized (usages) {
      of(source).open--;
    }
  }
}
