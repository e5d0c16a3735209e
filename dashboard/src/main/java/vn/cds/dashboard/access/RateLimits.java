package vn.cds.dashboard.access;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How much one user, or one address, may ask for. Thread-safe. */
final class RateLimits {

  /** Keys that are remembered; the one that asked longest ago is forgotten first. */
  private static final int MOST_KEYS = 10_000;

  private static final int BURST_SECONDS = 5;
  private static final long NANOS = Duration.ofSeconds(1).toNanos();

  private final Settings settings;
  private final TimeMeter time;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_KEYS;
        }
      };
  private final Map<String, Integer> streams = new ConcurrentHashMap<>();

  /**
   * The limits.
   *
   * @param requestsPerSecond of one user, or of one address that is not logged in; five seconds'
   *     worth may come at once
   * @param loginsPerMinute attempts to log in from one address, and wrong passwords
   * @param streams open streams of one user
   */
  record Settings(int requestsPerSecond, int loginsPerMinute, int streams) {
    static final Settings DEFAULT = new Settings(100, 20, 100);
  }

  /**
   * @param settings null: no limits
   */
  RateLimits(Settings settings, Clock clock) {
    this.settings = settings;
    this.time =
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

  /**
   * Counts a request.
   *
   * @throws Refusal with 429 when there were too many
   */
  void request(String key) {
    if (settings != null) {
      take(
          "request " + key,
          (long) settings.requestsPerSecond * BURST_SECONDS,
          Duration.ofSeconds(BURST_SECONDS),
          "You ask too much at once.");
    }
  }

  /**
   * Counts an attempt to log in.
   *
   * @throws Refusal with 429 when there were too many
   */
  void login(String address) {
    if (settings != null) {
      take(
          "login " + address,
          settings.loginsPerMinute,
          Duration.ofMinutes(1),
          "There were too many attempts to log in from your address.");
    }
  }

  /** The attempt was a good one, and does not count. */
  void loggedIn(String address) {
    if (settings != null) {
      bucket("login " + address, settings.loginsPerMinute, Duration.ofMinutes(1)).addTokens(1);
    }
  }

  /**
   * Counts an open stream; call {@link #closeStream} when it has ended.
   *
   * @throws Refusal with 429 when there are too many
   */
  void openStream(String key) {
    int open = streams.merge(key, 1, Integer::sum);
    if (settings != null && open > settings.streams) {
      closeStream(key);
      throw Refusal.tooMany("You have too many boards open; close one.", 10);
    }
  }

  void closeStream(String key) {
    streams.computeIfPresent(key, (same, open) -> open == 1 ? null : open - 1);
  }

  private void take(String key, long capacity, Duration refilledIn, String words) {
    ConsumptionProbe probe = bucket(key, capacity, refilledIn).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      long seconds = (probe.getNanosToWaitForRefill() + NANOS - 1) / NANOS;
      throw Refusal.tooMany(words, Math.max(1, seconds));
    }
  }

  private Bucket bucket(String key, long capacity, Duration refilledIn) {
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
