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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.dashboard.access.suppression.Suppression;
import vn.cds.dashboard.api.query.Baselines.Baseline;
import vn.cds.dashboard.cache.CachePolicy;
import vn.cds.dashboard.json.Json;
import vn.cds.dashboard.score.Standing;
import vn.cds.sql.Period;
import vn.cds.sql.SqlFailure;

/**
 * One leaderboard and all who follow it: reads ClickHouse once for everybody, numbers what changed,
 * and remembers the last changes for those who come back. Thread-safe.
 */
final class LeaderboardFeed {

  private static final Logger LOG = LoggerFactory.getLogger(LeaderboardFeed.class);

  private static final long BEAT_MILLIS = Suppression.BEAT.toMillis();

  /** Opens the line at once, and tells a browser to come back two seconds after a break. */
  private static final byte[] GREETING = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);

  private final LeaderboardQuery query;
  private final LeaderboardReader reader;
  private final Clock clock;

  /** The first part of every id: those of another feed or server mean nothing to this one. */
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
  private long readAt;
  private final Map<ExactProvinces, View> views = new HashMap<>();

  /** Added to under the lock, left without it: a client leaves while it holds its own lock. */
  private final Set<StreamClient> clients = ConcurrentHashMap.newKeySet();

  /** Those who are about to follow. */
  private final AtomicInteger arriving = new AtomicInteger();

  private volatile long lastUsedAt = System.nanoTime();
  private volatile boolean closed;

  /**
   * A change.
   *
   * @param frame for those who followed then
   */
  private record Message(long sequence, byte[] frame) {}

  /**
   * What those are shown who see the same, with numbers of its own: how often others' figures
   * change is not theirs to know. Guarded by the feed.
   */
  private static final class View {
    private final ExactProvinces exact;
    private final String epoch;
    private Leaderboard shown;
    private long sequence;
    private final Deque<Message> remembered = new ArrayDeque<>();
    private long rememberedBytes;

    /** What is shown in part is of this beat. */
    private long beat = -1;

    private Leaderboard inPart;

    /** Written once for those who come together: it is long. */
    private byte[] whole;

    private long wholeOf;
    private long wholeAt;

    View(ExactProvinces exact, String epoch) {
      this.exact = exact;
      this.epoch = epoch + exact.id();
    }

    /** What is to be seen of a leaderboard now; what is shown in part changes at beats alone. */
    Leaderboard of(Leaderboard read) {
      if (exact.equals(ExactProvinces.WHOLE)) {
        return read;
      }
      long readIn = read.head().asOf().toEpochMilli() / BEAT_MILLIS;
      if (beat != readIn) {
        beat = readIn;
        inPart = read.suppressed(exact);
      }
      return inPart.with(read, exact);
    }

    String id() {
      return epoch + "-" + sequence;
    }

    void remember(byte[] frame) {
      remembered.addLast(new Message(sequence, frame));
      rememberedBytes += frame.length;
      while (remembered.size() > CachePolicy.MOST_REMEMBERED
          || rememberedBytes > CachePolicy.MOST_REMEMBERED_BYTES) {
        rememberedBytes -= remembered.removeFirst().frame.length;
      }
    }

    /** The number of an id from which all changes are still remembered, or -1. */
    long sequenceOf(String id) {
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
  }

  /**
   * @param epoch of this feed alone
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
   * @param exact to the one who asks
   * @return the last good one, marked as not fresh, when ClickHouse cannot be read
   * @throws Unread when it cannot be read and there is no earlier one
   */
  Leaderboard get(ExactProvinces exact) {
    if (isYoungerThan(CachePolicy.ACCEPTABLE_UNFOLLOWED)) {
      refresh();
    } else if (!isYoungerThan(fresh())) {
      read(fresh(), isUnread() ? CachePolicy.LONGEST_FIRST_WAIT : CachePolicy.LONGEST_WAIT);
    }
    return known(exact);
  }

  private void refresh() {
    if (!isFollowed() && !isYoungerThan(CachePolicy.FRESH_UNFOLLOWED)) {
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

  private Leaderboard known(ExactProvinces exact) {
    lastUsedAt = System.nanoTime();
    synchronized (this) {
      if (current == null) {
        throw new Unread(failure);
      }
      return told(renewed(exact));
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
      read(fresh(), CachePolicy.LONGEST_WAIT);
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
      if (current != null && System.nanoTime() - readAt > CachePolicy.STALE.toNanos()) {
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
    arriving.incrementAndGet();
    boolean first = isUnread();
    try {
      Duration fresh = isFollowed() ? CachePolicy.FRESH_FOLLOWED : CachePolicy.FRESH_TO_FOLLOW;
      if (!first && !isYoungerThan(fresh)) {
        read(fresh, CachePolicy.LONGEST_WAIT);
      }
      add(client, after);
    } finally {
      arriving.decrementAndGet();
    }
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
      View view = renewed(client.exact());
      long known = view.sequenceOf(after);
      if (known < 0) {
        client.send(whole(view));
      } else {
        view.remembered.stream()
            .filter(message -> message.sequence > known)
            .forEach(message -> client.send(message.frame));
      }
    }
    clients.add(client);
    lastUsedAt = System.nanoTime();
  }

  private byte[] whole(View view) {
    long now = System.nanoTime();
    if (view.whole == null
        || view.wholeOf != view.sequence
        || now - view.wholeAt > CachePolicy.WRITTEN.toNanos()) {
      view.wholeOf = view.sequence;
      view.wholeAt = now;
      view.whole = frame(view.id(), "snapshot", Json.write(told(view)));
    }
    return view.whole;
  }

  /** What a view shows, at its place and by the clock of now. */
  private Leaderboard told(View view) {
    Leaderboard.Head head = view.shown.head();
    return view.shown.under(head.at(view.id(), head.fresh(), clock.instant()));
  }

  /** A view that shows what is known; its followers are told what changed. */
  private View renewed(ExactProvinces exact) {
    View view = views.computeIfAbsent(exact, absent -> new View(absent, epoch));
    Leaderboard now = view.of(current);
    if (now.head().fresh() != current.head().fresh()) {
      Leaderboard.Head head = now.head();
      now = now.under(head.at(null, current.head().fresh(), head.serverTime()));
    }
    if (view.shown == null) {
      view.shown = now;
      return view;
    }
    Leaderboard.Change difference = now.since(view.shown);
    boolean same =
        difference.rows().isEmpty()
            && difference.removed().isEmpty()
            && now.head().saysTheSameAs(view.shown.head());
    view.shown = now;
    if (!same) {
      view.sequence++;
      byte[] frame = frame(view.id(), "change", Json.write(difference.under(told(view).head())));
      view.remember(frame);
      clients.stream()
          .filter(client -> client.exact().equals(exact))
          .forEach(client -> client.send(frame));
    }
    return view;
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

  /** Whether somebody follows it, or is about to. */
  boolean isWanted() {
    return isFollowed() || arriving.get() > 0;
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
    return isFollowed() ? CachePolicy.FRESH_FOLLOWED : CachePolicy.FRESH_UNFOLLOWED;
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
      List<Standing> standings = reader.standings(query, period, now, acceptableLag(now));
      Instant asOf = standings.isEmpty() ? now : standings.get(0).asOf();
      Baseline earlier = baseline(period, asOf, standings);
      publish(reader.leaderboard(query, period, earlier, standings, asOf, now), start);
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

  /**
   * Who only looks once gets figures that the server has kept, in a tenth of the time; who follows
   * gets those of this second. No reader sees figures go back to what they were before.
   */
  private synchronized Duration acceptableLag(Instant now) {
    if (isFollowed()) {
      return Duration.ZERO;
    }
    // Lags are whole seconds: one more, so that what is kept and known already is found again.
    Duration known =
        current == null
            ? CachePolicy.KEPT_SCORES
            : Duration.between(current.head().asOf(), now).plusSeconds(1);
    return known.compareTo(CachePolicy.KEPT_SCORES) < 0 ? known : CachePolicy.KEPT_SCORES;
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
  private Baseline baseline(Period period, Instant asOf, List<Standing> standings) {
    Baseline known = baseline;
    Period.Earlier earlier = period.earlier(clock);
    boolean sameMoment = Objects.equals(earlier, comparedWith);
    if (!sameMoment
        || System.nanoTime() - earlierReadAt > CachePolicy.EARLIER_RANKS_KNOWN.toNanos()) {
      Baseline read = reader.baseline(query, earlier);
      if (!read.places().isEmpty() || !sameMoment) {
        known = read;
      }
      comparedWith = earlier;
      earlierReadAt = System.nanoTime();
    }
    if (known.places().isEmpty()) {
      known = Baseline.of(new Period.Earlier(period.fromDay(), period.toDay(), asOf), standings);
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
    get(ExactProvinces.WHOLE);
    return baseline;
  }

  private synchronized void publish(Leaderboard read, long start) {
    readAt = start;
    boolean first = current == null;
    current = read.under(read.head().at(null, true, clock.instant()));
    followed().forEach(this::renewed);
    if (first) {
      clients.forEach(client -> client.send(whole(views.get(client.exact()))));
    }
  }

  private Set<ExactProvinces> followed() {
    return clients.stream().map(StreamClient::exact).collect(Collectors.toSet());
  }

  /** Says whether ClickHouse can be read; true when that is news. */
  private synchronized boolean setFresh(boolean fresh) {
    if (current == null || current.head().fresh() == fresh) {
      return false;
    }
    current = current.under(current.head().at(null, fresh, clock.instant()));
    followed().forEach(this::renewed);
    return true;
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
