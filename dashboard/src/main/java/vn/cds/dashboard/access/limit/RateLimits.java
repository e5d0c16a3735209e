package vn.cds.dashboard.access.limit;

import io.github.bucket4j.ConsumptionProbe;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.cds.dashboard.access.grant.Refusal;

/** How much one user, or one address, may ask for. Thread-safe. */
public final class RateLimits {

  private static final int BURST_SECONDS = 5;

  /** Different ones that a user may follow: each is read once a second. */
  private static final int MOST_BOARDS = 8;

  private static final int LATER_SECONDS = 10;
  private static final long NANOS = Duration.ofSeconds(1).toNanos();

  private final Settings settings;
  private final TokenBuckets buckets;

  /** What each user's open streams show. Guarded by itself. */
  private final Map<String, List<Object>> streams = new HashMap<>();

  /**
   * The limits.
   *
   * @param requestsPerSecond of one user, or of one address that is not logged in; five seconds'
   *     worth may come at once
   * @param loginsPerMinute attempts to log in from one address, and wrong passwords
   * @param streams open streams of one user
   * @param queries questions of one user that are answered at once; further ones wait
   * @param streamsOfAll open streams of everybody
   * @param connections open connections of everybody
   */
  public record Settings(
      int requestsPerSecond,
      int loginsPerMinute,
      int streams,
      int queries,
      int streamsOfAll,
      int connections) {
    public static final Settings DEFAULT = new Settings(100, 20, 100, 2, 1_000, 4_000);
  }

  /**
   * @param settings null: no limits
   */
  public RateLimits(Settings settings, Clock clock) {
    this.settings = settings;
    this.buckets = new TokenBuckets(clock);
  }

  /**
   * Counts a request.
   *
   * @throws Refusal with 429 when there were too many
   */
  public void request(String key) {
    if (settings != null) {
      take(
          "request " + key,
          (long) settings.requestsPerSecond * BURST_SECONDS,
          Duration.ofSeconds(BURST_SECONDS),
          "You ask too much at once.",
          key);
    }
  }

  /**
   * Counts an attempt to log in.
   *
   * @throws Refusal with 429 when there were too many
   */
  public void login(String address) {
    if (settings != null) {
      take(
          "login " + address,
          settings.loginsPerMinute,
          Duration.ofMinutes(1),
          "There were too many attempts to log in from your address.",
          null);
    }
  }

  /** The attempt was a good one, and does not count. */
  public void loggedIn(String address) {
    if (settings != null) {
      buckets.of("login " + address, settings.loginsPerMinute, Duration.ofMinutes(1)).addTokens(1);
    }
  }

  /**
   * Counts an open stream; call {@link #closeStream} when it has ended.
   *
   * @param board what it shows; streams that show the same cost one query together
   * @throws Refusal with 429 when there are too many
   */
  public void openStream(String key, Object board) {
    synchronized (streams) {
      List<Object> open = streams.getOrDefault(key, List.of());
      boolean another = !open.contains(board);
      if (settings != null
          && (open.size() >= settings.streams
              || another && Set.copyOf(open).size() >= MOST_BOARDS)) {
        throw Refusal.tooMany("You have too many boards open; close one.", LATER_SECONDS).by(key);
      }
      streams.computeIfAbsent(key, absent -> new ArrayList<>()).add(board);
    }
  }

  public void closeStream(String key, Object board) {
    synchronized (streams) {
      List<Object> open = streams.get(key);
      open.remove(board);
      if (open.isEmpty()) {
        streams.remove(key);
      }
    }
  }

  private void take(String key, long capacity, Duration refilledIn, String words, String user) {
    ConsumptionProbe probe = buckets.of(key, capacity, refilledIn).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      long seconds = (probe.getNanosToWaitForRefill() + NANOS - 1) / NANOS;
      throw Refusal.tooMany(words, Math.max(1, seconds)).by(user);
    }
  }
}
