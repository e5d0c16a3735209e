package vn.cds.dashboard;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All leaderboards that somebody looks at. Each that is followed is read once a second, whoever
 * many follow it; one that nobody asks for any more is let go. Thread-safe; to be closed.
 */
final class LeaderboardFeeds implements AutoCloseable {

  /** Different leaderboards at a time; each costs a query a second and some megabytes. */
  static final int MOST_FEEDS = 200;

  /** From the start of a poll to that of the next. */
  static final Duration POLL = Duration.ofSeconds(1);

  /**
   * Jobs emit the rows of rankings at whole seconds, and in nine of ten they are in ClickHouse 0.17
   * s later: a poll then finds figures that have waited least.
   */
  private static final Duration AFTER_WHOLE_SECOND = Duration.ofMillis(170);

  private static final Duration PULSE = Duration.ofSeconds(5);
  private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

  private final LeaderboardReader reader;
  private final Clock clock;
  private final String epoch;
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
        this::pulse, PULSE.toMillis(), PULSE.toMillis(), TimeUnit.MILLISECONDS);
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
    if (feeds.size() >= MOST_FEEDS) {
      feeds.values().stream()
          .filter(feed -> !feed.isFollowed())
          .min(Comparator.comparingLong(LeaderboardFeed::lastUsedAt))
          .ifPresent(eldest -> feeds.remove(eldest.query(), eldest));
      if (feeds.size() >= MOST_FEEDS) {
        throw new TooMany();
      }
    }
    return feeds.computeIfAbsent(
        query,
        wanted -> {
          LeaderboardFeed feed = new LeaderboardFeed(wanted, reader, clock, epoch, pollers);
          schedule(feed, untilPoll());
          return feed;
        });
  }

  private void schedule(LeaderboardFeed feed, long delayNanos) {
    pollers.schedule(() -> pollAndAgain(feed), delayNanos, TimeUnit.NANOSECONDS);
  }

  private void pollAndAgain(LeaderboardFeed feed) {
    if (feeds.get(feed.query()) != feed) {
      return;
    }
    long start = System.nanoTime();
    if (feed.isFollowed()) {
      feed.poll();
    }
    long took = System.nanoTime() - start;
    // A server that is slower than its poll is left alone for as long as it took.
    schedule(feed, took > POLL.toNanos() ? took : untilPoll());
  }

  /** In nanoseconds; a timer that was a little early does not poll twice. */
  private long untilPoll() {
    long period = POLL.toMillis();
    long phase = Math.floorMod(clock.millis() - AFTER_WHOLE_SECOND.toMillis(), period);
    long left = period - phase;
    return TimeUnit.MILLISECONDS.toNanos(left < period / 10 ? left + period : left);
  }

  private void pulse() {
    feeds.values().forEach(LeaderboardFeed::pulse);
    feeds.values().removeIf(feed -> feed.isForgotten(FORGET_AFTER));
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
