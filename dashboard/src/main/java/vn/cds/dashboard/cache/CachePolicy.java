package vn.cds.dashboard.cache;

import java.time.Clock;
import java.time.Duration;
import vn.cds.dashboard.access.suppression.Suppression;

/**
 * What the board keeps, and for how long: the times and sizes of its caches of answers and of the
 * leaderboards that are followed. Each cache is keyed by the whole question (query, parameters,
 * moment) and holds what stood before suppression, so that no answer is of a reader; figures for
 * those who are shown them in part have caches of their own, keyed by the beat as well.
 * docs/architecture.md has the table.
 */
public enum CachePolicy {
  /** Rows of queries, 2 to 8 kB each; the whole country has 3,321. */
  FIGURES(Duration.ofSeconds(6), Duration.ofSeconds(10), 25_000),
  /** The same for those who are shown them in part: they change at beats alone. */
  FIGURES_IN_PART(25_000),
  /** Rows of what offices declare, which changes seldom. */
  DECLARED(Duration.ofSeconds(30), Duration.ofSeconds(60), 25_000),
  /** Scores of days that are over, which late events alone change; of the country, 0.3 MB each. */
  PAST_SCORES(Duration.ofMinutes(5), Duration.ofMinutes(10), 100),
  /** Scores of the running day or month; of the country, 0.3 MB each. */
  PRESENT_SCORES(Duration.ofSeconds(10), Duration.ofSeconds(30), 100),
  PRESENT_SCORES_IN_PART(100),
  /** Standings that movement is counted from: all of the country, among all or in each province. */
  EARLIER_RANKS(Duration.ofMinutes(10), Duration.ofMinutes(20), 40),
  /** Who polls each second gets the age of the second before, and does not wait for the next. */
  DATA_AGE(Duration.ofMillis(900), Duration.ofSeconds(2), 64),
  /** What a load of the catalogue makes of shares, which never changes. */
  RULES(Duration.ofHours(1), Duration.ofHours(2), 100),
  /** What became of every record, and the faults of those that were refused. */
  DATA_HEALTH(Duration.ofSeconds(10), Duration.ofSeconds(10), 64);

  /** How old the scores of a running period may be that ClickHouse keeps; the answer says it. */
  public static final Duration KEPT_SCORES = Duration.ofSeconds(90);

  /** A new load of the catalogue judges within this time. */
  public static final Duration LATEST_CATALOGUE = Duration.ofSeconds(2);

  /** Whether ClickHouse answers is tried once in this time at most. */
  public static final Duration READY = Duration.ofSeconds(2);

  /** A try that takes longer has failed. */
  public static final Duration LONGEST_TRY = Duration.ofSeconds(5);

  // Leaderboards that are followed.

  /** From the start of a poll to that of the next. */
  public static final Duration POLL = Duration.ofSeconds(1);

  /**
   * Jobs emit the rows of rankings at whole seconds, and in nine of ten they are in ClickHouse 0.17
   * s later: a poll then finds figures that have waited least.
   */
  public static final Duration AFTER_WHOLE_SECOND = Duration.ofMillis(170);

  /** A little less than the time between two polls, which would else find what they found. */
  public static final Duration FRESH_FOLLOWED = POLL.minusMillis(50);

  /** Of what is read in good time for a new follower: with its first poll not yet stale. */
  public static final Duration FRESH_TO_FOLLOW = Duration.ofSeconds(3);

  /** Followers are told when figures are older. */
  public static final Duration STALE = Duration.ofSeconds(5);

  /** Of a single request for a leaderboard that nobody follows. */
  public static final Duration FRESH_UNFOLLOWED = Duration.ofSeconds(6);

  /** A single request does not wait for new figures when there are some of this age. */
  public static final Duration ACCEPTABLE_UNFOLLOWED = Duration.ofSeconds(10);

  /** A sign of life is sent so often. */
  public static final Duration PULSE = Duration.ofSeconds(5);

  /** A leaderboard that is written out serves so long: its clock may be behind by this. */
  public static final Duration WRITTEN = Duration.ofMillis(200);

  /** For a reading by somebody else. */
  public static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

  /** Of a single request when nothing is cached yet: the first read after a start is slow. */
  public static final Duration LONGEST_FIRST_WAIT = Duration.ofSeconds(10);

  /** The standing that movement is counted from is asked for anew after this time. */
  public static final Duration EARLIER_RANKS_KNOWN = Duration.ofMinutes(1);

  /** A leaderboard that nobody asks for is let go after this time. */
  public static final Duration FORGET = Duration.ofMinutes(10);

  /** Different leaderboards at a time; each costs a query a second and some megabytes. */
  public static final int MOST_FEEDS = 200;

  /** Of these the country's that nobody follows; each takes about ten megabytes. */
  public static final int MOST_UNFOLLOWED_COUNTRIES = 10;

  /**
   * Changes that somebody who was away can still get one by one: at one a second, eight minutes; of
   * the whole country, where a change is hundreds of rows, as many as {@link
   * #MOST_REMEMBERED_BYTES} hold.
   */
  public static final int MOST_REMEMBERED = 480;

  public static final int MOST_REMEMBERED_BYTES = 16 << 20;

  private final Duration fresh;
  private final Duration acceptable;
  private final long most;
  private final boolean inPart;

  /** Of what changes at beats alone. */
  CachePolicy(long most) {
    this(Suppression.BEAT, Suppression.BEAT, most, true);
  }

  CachePolicy(Duration fresh, Duration acceptable, long most) {
    this(fresh, acceptable, most, false);
  }

  CachePolicy(Duration fresh, Duration acceptable, long most, boolean inPart) {
    this.fresh = fresh;
    this.acceptable = acceptable;
    this.most = most;
    this.inPart = inPart;
  }

  /** An answer so old is as good as a new one. */
  public Duration fresh() {
    return fresh;
  }

  /** An answer so old is given while it is read anew; an older one never. */
  public Duration acceptable() {
    return acceptable;
  }

  /** The beat that an answer of now belongs to; always 0 where answers do not change at beats. */
  public long beat(Clock clock) {
    return inPart ? clock.millis() / Suppression.BEAT.toMillis() : 0;
  }

  /** Weight of all answers together; beyond it those are forgotten that are asked for least. */
  public long most() {
    return most;
  }
}
