package vn.cds.dashboard.access.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Token buckets (rate limits) by key; the least recently used is evicted first. Thread-safe. */
public final class TokenBuckets {

  private static final int MOST_KEYS = 10_000;

  private final TimeMeter time;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_KEYS;
        }
      };

  public TokenBuckets(InstantSource clock) {
    time =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return clock.millis() * 1_000_000;
          }

          @Override
          public boolean isWallClockBased() {
            return true;
          }
        };
  }

  /** The bucket of a key; a new one is full and has these limits. */
  public Bucket of(String key, long capacity, Duration refilledIn) {
    synchronized (buckets) {
      return buckets.computeIfAbsent(
          key,
          absent ->
              Bucket.builder()
                  .addLimit(limit -> limit.capacity(capacity).refillGreedy(capacity, refilledIn))
                  .withCustomTimePrecision(time)
                  .build());
    }
  }
}
