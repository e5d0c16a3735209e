package vn.cds.dashboard;

import java.time.Clock;
import java.util.Comparator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import vn.cds.dashboard.cache.CachePolicy;

/**
 * All leaderboards that somebody looks at. Each that is followed is read once a second, whoever
 * many follow it; one that nobody asks for any more is let go. Thread-safe; to be closed.
 */
final class LeaderboardFeeds implements AutoCloseable {

  private final LeaderboardReader reader;
  private final Clock clock;
  private final String epoch;

  /** How many feeds were made: each has ids of its own, also one that is made anew. */
  private final AtomicLong opened = new AtomicLong();

  private final ConcurrentHashMap<LeaderboardQuery, LeaderboardFeed> feeds =
      new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor pollers;
  private final ScheduledThreadPoolExecutor pulse;

  LeaderboardFeeds(LeaderboardReader reader, Clock clock) {
    this.reader = reader;
    this.clock = clock;
    // The time of the start, so that no id of an earlier start is mistaken for one of this.
    this.epoch = Long.toString(clock.millis(), Character.MAX_RADIX);
    this.pollers = executor("board-poller", 4);
    this.pulse = executor("board-pulse", 1);
    this.pulse.scheduleAtFixedRate(
        this::pulse,
        CachePolicy.PULSE.toMillis(),
        CachePolicy.PULSE.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** Too many different leaderboards are open. */
  static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The feed of a leaderboard.
   *
   * @throws TooMany when too many different ones are followed
   */
  LeaderboardFeed of(LeaderboardQuery query) {
    LeaderboardFeed known = feeds.get(query);
    if (known != null) {
      known.use();
      return known;
    }
    if (query.province().isEmpty()) {
      letGo(feed -> feed.query().province().isEmpty(), CachePolicy.MOST_UNFOLLOWED_COUNTRIES - 1);
    }
    if (feeds.size() >= CachePolicy.MOST_FEEDS) {
      letGo(feed -> true, CachePolicy.MOST_FEEDS - 1);
      if (feeds.size() >= CachePolicy.MOST_FEEDS) {
        throw new TooMany();
      }
    }
    return feeds.computeIfAbsent(
        query,
        wanted -> {
          String own = epoch + opened.incrementAndGet();
          LeaderboardFeed feed = new LeaderboardFeed(wanted, reader, clock, own, pollers);
          schedule(feed, untilPoll());
          return feed;
        });
  }

  /** Leaves so many of the feeds that nobody wants: those that were asked for last. */
  private void letGo(Predicate<LeaderboardFeed> among, int most) {
    feeds.values().stream()
        .filter(among)
        .filter(feed -> !feed.isWanted())
        .sorted(Comparator.comparingLong(LeaderboardFeed::lastUsedAt).reversed())
        .skip(most)
        .forEach(feed -> feeds.remove(feed.query(), feed));
  }

  private void schedule(LeaderboardFeed feed, long delayNanos) {
    pollers.schedule(() -> pollAndAgain(feed), delayNanos, TimeUnit.NANOSECONDS);
  }

  private void pollAndAgain(LeaderboardFeed feed) {
    if (feeds.get(feed.query()) != feed && !feed.isWanted()) {
      return;
    }
    long start = System.nanoTime();
    if (feed.isFollowed()) {
      feed.poll();
    }
    long took = System.nanoTime() - start;
    // A server that is slower than its poll is left alone for as long as it took.
    schedule(feed, took > CachePolicy.POLL.toNanos() ? took : untilPoll());
  }

  /** In nanoseconds; a timer that was a little early does not poll twice. */
  private long untilPoll() {
    long period = CachePolicy.POLL.toMillis();
    long phase = Math.floorMod(clock.millis() - CachePolicy.AFTER_WHOLE_SECOND.toMillis(), period);
    long left = period - phase;
    return TimeUnit.MILLISECONDS.toNanos(left < period / 10 ? left + period : left);
  }

  private void pulse() {
    feeds.values().forEach(LeaderboardFeed::pulse);
    feeds.values().removeIf(feed -> feed.isForgotten(CachePolicy.FORGET));
  }

  private static ScheduledThreadPoolExecutor executor(String name, int threads) {
    AtomicInteger number = new AtomicInteger();
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            threads,
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    return executor;
  }

  @Override
  public void close() {
    pulse.shutdownNow();
    pollers.shutdownNow();
    feeds.values().forEach(LeaderboardFeed::close);
  }
}
