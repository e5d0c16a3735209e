package vn.cds.dashboard;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.dashboard.api.Baselines.Baseline;
import vn.cds.dashboard.api.Baselines.Place;
import vn.cds.dashboard.api.Json;
import vn.cds.sql.Period;
import vn.cds.sql.SqlFailure;

/**
 * One leaderboard and all who follow it: reads ClickHouse once for everybody, numbers what changed,
 * and remembers the last changes for those who come back. Thread-safe.
 */
final class LeaderboardFeed {

  private static final Logger LOG = LoggerFactory.getLogger(LeaderboardFeed.class);

  /**
   * Changes that somebody who was away can still get one by one: at one a second, eight minutes; of
   * the whole country, where a change is hundreds of rows, as many as this memory holds.
   */
  private static final int REMEMBERED_CHANGES = 480;

  private static final int REMEMBERED_BYTES = 16 << 20;

  /** Opens the line at once, and tells a browser to come back two seconds after a break. */
  private static final byte[] GREETING = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);

  /** A little less than the time between two polls, which would else find what they found. */
  private static final Duration FRESH = LeaderboardFeeds.POLL.minusMillis(50);

  /** As long as the clock of the server that stands in it may be behind. */
  private static final Duration WHOLE_FRESH = Duration.ofMillis(200);

  private static final Duration STALE_AFTER = Duration.ofSeconds(5);
  private static final Duration EARLIER_RANKS_LIFE = Duration.ofMinutes(1);

  /**
   * Who only looks once gets figures that the server has kept, in a tenth of the time; who follows
   * gets those of this second.
   */
  private static final Duration LAG_UNFOLLOWED = Duration.ofSeconds(90);

  /** With the wait for the first poll of a follower still less than {@link #STALE_AFTER}. */
  private static final Duration FRESH_TO_FOLLOW = Duration.ofSeconds(3);

  private static final Duration FRESH_UNFOLLOWED = Duration.ofSeconds(6);

  /** Who only looks once does not wait when there are figures of these seconds. */
  private static final Duration ACCEPTABLE = Duration.ofSeconds(10);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

  /**
   * Of who looks once and there is nothing to show meanwhile: the first read after a start is slow.
   */
  private static final Duration LONGEST_FIRST_WAIT = Duration.ofSeconds(10);

  private final LeaderboardQuery query;
  private final LeaderboardReader reader;
  private final Clock clock;

  /** The first part of every id: ids of another start of the server mean nothing to this one. */
  private final String epoch;

  private final Executor refresher;
  private final AtomicBoolean refreshing = new AtomicBoolean();

  /** Held while ClickHouse is read: one reader at a time. */
  private final ReentrantLock reading = new ReentrantLock();

  // Guarded by reading.
  private Period.Earlier comparedWith;
  private long earlierReadAt;

  /** Written while ClickHouse is read. */
  private volatile Baseline baseline;

  /** Why ClickHouse could not be read the last time that it could not; null when it could. */
  private volatile SqlFailure failure;

  // Guarded by this.
  private Leaderboard current;
  private long sequence;
  private long readAt;
  private final Map<Sight, byte[]> wholes = new HashMap<>();
  private long wholesOf = -1;
  private long wholesAt;
  private final Deque<Message> remembered = new ArrayDeque<>();
  private long rememberedBytes;

  /** Added to under the lock, left without it: a client leaves while it holds its own lock. */
  private final Set<StreamClient> clients = ConcurrentHashMap.newKeySet();

  private volatile long lastUsedAt = System.nanoTime();
  private volatile boolean closed;

  /**
   * A change.
   *
   * @param frames for those who followed then
   */
  private record Message(long sequence, Map<Sight, byte[]> frames) {

    int bytes() {
      return frames.values().stream().mapToInt(frame -> frame.length).sum();
    }
  }

  /**
   * @param epoch different after each start of the server
   * @param refresher reads what nobody waits for
   */
  LeaderboardFeed(
      LeaderboardQuery query,
      LeaderboardReader reader,
      Clock clock,
      String epoch,
      Executor refresher) {
    this.query = query;
    this.reader = reader;
    this.clock = clock;
    this.epoch = epoch;
    this.refresher = refresher;
  }

  LeaderboardQuery query() {
    return query;
  }

  /**
   * The leaderboard as it was read some seconds ago, else as it is read now.
   *
   * @return the last good one, marked as not fresh, when ClickHouse cannot be read
   * @throws Unread when it cannot be read and there is no earlier one
   */
  Leaderboard get() {
    if (isYoungerThan(ACCEPTABLE)) {
      refresh();
      return known();
    }
    return readUnlessYoungerThan(fresh());
  }

  private void refresh() {
    if (!isFollowed() && !isYoungerThan(FRESH_UNFOLLOWED)) {
      pollSoon();
    }
  }

  private void pollSoon() {
    if (refreshing.compareAndSet(false, true)) {
      refresher.execute(
          () -> {
            poll();
            refreshing.set(false);
          });
    }
  }

  private Leaderboard readUnlessYoungerThan(Duration age) {
    if (!isYoungerThan(age)) {
      read(age, isUnread() ? LONGEST_FIRST_WAIT : LONGEST_WAIT);
    }
    return known();
  }

  private Leaderboard known() {
    lastUsedAt = System.nanoTime();
    synchronized (this) {
      if (current == null) {
        throw new Unread(failure);
      }
      return new Leaderboard(
          current.head().at(current.head().id(), current.head().fresh(), clock.instant()),
          current.rows());
    }
  }

  /** Nothing could be read yet. */
  static final class Unread extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unread(SqlFailure cause) {
      super("there is no leaderboard yet", cause);
    }
  }

  /** Reads ClickHouse and tells the followers what changed. Never throws. */
  void poll() {
    try {
      read(fresh(), LONGEST_WAIT);
    } catch (RuntimeException e) { // a poller that dies would leave everybody with old figures
      LOG.error("The leaderboard {} could not be read", query, e);
      setFresh(false);
    }
  }

  /** Sends a sign of life, and says so when the figures have grown old. */
  void pulse() {
    synchronized (this) {
      if (clients.isEmpty()) {
        return;
      }
      if (current != null && System.nanoTime() - readAt > STALE_AFTER.toNanos()) {
        setFresh(false);
      }
      Pulse pulse =
          current == null
              ? new Pulse(clock.instant(), null, false)
              : new Pulse(clock.instant(), current.head().asOf(), current.head().fresh());
      byte[] frame = frame(null, "heartbeat", Json.write(pulse));
      clients.forEach(client -> client.send(frame));
    }
  }

  /**
   * A heartbeat.
   *
   * @param asOf when ClickHouse was last read with success; null when never
   * @param fresh false while ClickHouse cannot be read
   */
  private record Pulse(Instant serverTime, Instant asOf, boolean fresh) {}

  /**
   * Adds a follower. It first gets what it missed: every change after the given id, or the whole
   * leaderboard when the id is unknown. As long as nothing could be read it gets heartbeats, then
   * the whole leaderboard.
   *
   * @param after the last id it has, or null
   */
  void follow(StreamClient client, String after) {
    boolean first = isUnread();
    if (!first && !isYoungerThan(isFollowed() ? FRESH : FRESH_TO_FOLLOW)) {
      read(isFollowed() ? FRESH : FRESH_TO_FOLLOW, LONGEST_WAIT);
    }
    add(client, after);
    client.onClose(() -> leave(client));
    if (first) {
      pollSoon();
    }
  }

  private synchronized boolean isUnread() {
    return current == null;
  }

  private synchronized void add(StreamClient client, String after) {
    client.send(GREETING);
    if (current != null) {
      long known = sequenceOf(after);
      List<Message> missed =
          remembered.stream().filter(message -> message.sequence > known).toList();
      if (known < 0
          || !missed.stream().allMatch(message -> message.frames.containsKey(client.sight()))) {
        client.send(whole(client.sight()));
      } else {
        missed.forEach(message -> client.send(message.frames.get(client.sight())));
      }
    }
    clients.add(client);
    lastUsedAt = System.nanoTime();
  }

  /** Written once for those who come together: it is long. */
  private synchronized byte[] whole(Sight sight) {
    if (wholesOf != sequence || System.nanoTime() - wholesAt > WHOLE_FRESH.toNanos()) {
      wholes.clear();
      wholesOf = sequence;
      wholesAt = System.nanoTime();
    }
    return wholes.computeIfAbsent(sight, this::writeWhole);
  }

  private byte[] writeWhole(Sight sight) {
    Leaderboard whole =
        new Leaderboard(
            current.head().at(id(sequence), current.head().fresh(), clock.instant()),
            current.rows());
    return frame(id(sequence), "snapshot", Json.write(whole.seenWith(sight)));
  }

  /** Notes that somebody wants it. */
  void use() {
    lastUsedAt = System.nanoTime();
  }

  long lastUsedAt() {
    return lastUsedAt;
  }

  boolean isFollowed() {
    return !clients.isEmpty();
  }

  /** Whether nobody has asked for it for a while. */
  boolean isForgotten(Duration after) {
    return clients.isEmpty() && System.nanoTime() - lastUsedAt > after.toNanos();
  }

  /** Ends the connections of all followers. */
  void close() {
    closed = true;
    clients.forEach(StreamClient::close);
  }

  private void leave(StreamClient client) {
    clients.remove(client);
    lastUsedAt = System.nanoTime();
  }

  private Duration fresh() {
    return isFollowed() ? FRESH : FRESH_UNFOLLOWED;
  }

  private synchronized boolean isYoungerThan(Duration age) {
    return current != null && current.head().fresh() && System.nanoTime() - readAt < age.toNanos();
  }

  /** Reads, unless somebody else has done so meanwhile. */
  private void read(Duration fresh, Duration longestWait) {
    if (!acquire(longestWait)) {
      // Somebody has been reading for too long: what there is must do, and pulse says it is old.
      return;
    }
    try {
      if (isYoungerThan(fresh)) {
        return;
      }
      long start = System.nanoTime();
      Period period = query.period(clock);
      Instant now = clock.instant();
      LeaderboardReader.Standing standing = reader.standing(query, period, now, acceptableLag(now));
      Baseline earlier = baseline(period, standing);
      List<Leaderboard.Row> rows =
          standing.rows().stream()
              .map(row -> row.moved(earlier.movement(row.code(), row.rank())))
              .toList();
      Instant comparedTo = earlier.places().isEmpty() ? null : earlier.at();
      publish(new Leaderboard(reader.head(query, period, comparedTo, standing, now), rows), start);
      failure = null;
    } catch (SqlFailure e) {
      failure = e;
      if (!closed && setFresh(false)) {
        LOG.warn("The board shows its last good figures: {}", e.getMessage());
      }
    } finally {
      reading.unlock();
    }
  }

  /** No reader sees figures go back to what they were before. */
  private synchronized Duration acceptableLag(Instant now) {
    if (isFollowed()) {
      return Duration.ZERO;
    }
    // Lags are whole seconds: one more, so that what is kept and known already is found again.
    Duration known =
        current == null
            ? LAG_UNFOLLOWED
            : Duration.between(current.head().asOf(), now).plusSeconds(1);
    return known.compareTo(LAG_UNFOLLOWED) < 0 ? known : LAG_UNFOLLOWED;
  }

  private boolean acquire(Duration longestWait) {
    try {
      return reading.tryLock(longestWait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * The standing to compare with: the earlier one that belongs to the period; where that has no
   * ranks (a first day), the first one with ranks that was seen here.
   */
  private Baseline baseline(Period period, LeaderboardReader.Standing standing) {
    Baseline known = baseline;
    Period.Earlier earlier = period.earlier(clock);
    boolean sameMoment = Objects.equals(earlier, comparedWith);
    if (!sameMoment || System.nanoTime() - earlierReadAt > EARLIER_RANKS_LIFE.toNanos()) {
      Baseline read = reader.baseline(query, earlier);
      if (!read.places().isEmpty() || !sameMoment) {
        known = read;
      }
      comparedWith = earlier;
      earlierReadAt = System.nanoTime();
    }
    if (known.places().isEmpty()) {
      Map<String, Place> first = new HashMap<>();
      standing.rows().stream()
          .filter(row -> row.rank() != null)
          .forEach(row -> first.put(row.code(), new Place(row.rank(), row.score())));
      known = new Baseline(period.fromDay(), period.toDay(), standing.asOf(), first);
    }
    baseline = known;
    return known;
  }

  /**
   * The standing that movement is counted from.
   *
   * @throws Unread when ClickHouse could not be read yet
   */
  Baseline baseline() {
    get();
    return baseline;
  }

  private synchronized void publish(Leaderboard read, long start) {
    readAt = start;
    if (current == null) {
      current = new Leaderboard(read.head().at(id(sequence), true, clock.instant()), read.rows());
      Map<Sight, byte[]> frames = new HashMap<>();
      clients.forEach(client -> client.send(frames.computeIfAbsent(client.sight(), this::whole)));
      return;
    }
    Leaderboard.Change difference = read.since(current);
    boolean same =
        difference.rows().isEmpty()
            && difference.removed().isEmpty()
            && read.head().saysTheSameAs(current.head());
    long next = same ? sequence : sequence + 1;
    Leaderboard.Head head = read.head().at(id(next), true, clock.instant());
    current = new Leaderboard(head, read.rows());
    if (!same) {
      sequence = next;
      send(new Leaderboard.Change(head, difference.rows(), difference.removed()));
    }
  }

  /** Says whether ClickHouse can be read; true when that is news. */
  private synchronized boolean setFresh(boolean fresh) {
    if (current == null || current.head().fresh() == fresh) {
      return false;
    }
    sequence++;
    Leaderboard.Head head = current.head().at(id(sequence), fresh, clock.instant());
    current = new Leaderboard(head, current.rows());
    send(new Leaderboard.Change(head, List.of(), List.of()));
    return true;
  }

  private synchronized void send(Leaderboard.Change change) {
    byte[] whole = frame(id(sequence), "change", Json.write(change));
    Map<Sight, byte[]> frames = new HashMap<>(Map.of(Sight.WHOLE, whole));
    for (StreamClient client : clients) {
      frames.computeIfAbsent(
          client.sight(),
          sight -> frame(id(sequence), "change", Json.write(change.seenWith(sight))));
    }
    Message message = new Message(sequence, frames);
    remembered.addLast(message);
    rememberedBytes += message.bytes();
    while (remembered.size() > REMEMBERED_CHANGES || rememberedBytes > REMEMBERED_BYTES) {
      rememberedBytes -= remembered.removeFirst().bytes();
    }
    clients.forEach(client -> client.send(frames.get(client.sight())));
  }

  private String id(long number) {
    return epoch + "-" + number;
  }

  /** The number of an id from which all changes are still remembered, or -1. */
  private long sequenceOf(String id) {
    if (id == null || !id.startsWith(epoch + "-")) {
      return -1;
    }
    long number;
    try {
      number = Long.parseLong(id.substring(epoch.length() + 1));
    } catch (NumberFormatException e) {
      return -1;
    }
    long oldest = remembered.isEmpty() ? sequence + 1 : remembered.getFirst().sequence;
    return number >= oldest - 1 && number <= sequence ? number : -1;
  }

  private static byte[] frame(String id, String event, byte[] data) {
    String lines =
        (id == null ? "" : "id: " + id + "\n")
            + "event: "
            + event
            + "\ndata: "
            + new String(data, StandardCharsets.UTF_8)
            + "\n\n";
    return lines.getBytes(StandardCharsets.UTF_8);
  }
}
