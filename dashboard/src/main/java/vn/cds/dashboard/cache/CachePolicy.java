package vn.cds.dashboard.cache;

import java.time.Clock;
import java.time.Duration;
import vn.cds.dashboard.access.Suppression;

/**
 * What the board keeps, and for how long: the times and sizes of its caches of answers. Each cache
 * is keyed by the whole question (query, parameters, moment) and holds what stood before
 * suppression, so that no answer is of a reader; figures for those who are shown them in part have
 * caches of their own, keyed by the beat as well. docs/architecture.md has the table.
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
  /** What became of every record, and the faults of those that were refused. */
  DATA_HEALTH(Duration.ofSeconds(10), Duration.ofSeconds(10), 64);

  /** How old the scores of a running period may be that ClickHouse keeps; the answer says it. */
  public static final Duration KEPT_SCORES = Duration.ofSeconds(90);

  /** A new load of the catalogue judges within this time. */
  public static final Duration LATEST_CATALOGUE = Duration.ofSeconds(2);

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
