package vn.cds.dashboard.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vn.cds.contract.VietnamTime;
import vn.cds.dashboard.access.Suppression;
import vn.cds.dashboard.score.Median;
import vn.cds.dashboard.score.Scoreboard;
import vn.cds.dashboard.score.Standing;
import vn.cds.sql.NamedQueries;

/**
 * The scores of communes over time: one scoreboard of the country per day or month, which serves
 * all provinces. Days that are over change seldom, so they are read again only after some minutes.
 * Thread-safe.
 */
final class ScoreHistory {

  private static final int DAYS = 14;
  private static final int MONTHS = 12;

  /** Longer periods are shown by the month. */
  private static final int MOST_DAYS = 31;

  private static final Duration PAST_FRESH = Duration.ofMinutes(5);
  private static final Duration PAST_ACCEPTABLE = Duration.ofMinutes(10);
  private static final Duration PRESENT_FRESH = Duration.ofSeconds(10);
  private static final Duration PRESENT_ACCEPTABLE = Duration.ofSeconds(30);

  /** Of the past and of the present; each holds the communes of the country, 0.3 MB. */
  private static final int MOST_KEPT = 100;

  private final NamedQueries queries;
  private final Clock clock;
  private final Memo<Bucket, Standings> past =
      new Memo<>(PAST_FRESH, PAST_ACCEPTABLE, MOST_KEPT, kept -> 1, this::computed);
  private final Memo<Bucket, Standings> present =
      new Memo<>(PRESENT_FRESH, PRESENT_ACCEPTABLE, MOST_KEPT, kept -> 1, this::kept);

  /** As the present, for those who are shown it in part. */
  private final Memo<Bucket, Standings> beats =
      new Memo<>(Suppression.BEAT, Suppression.BEAT, MOST_KEPT, kept -> 1, this::kept);

  /**
   * Some days, and what they are judged by.
   *
   * @param beat that a standing of {@link #beats} belongs to, else 0
   */
  private record Bucket(
      LocalDate from, LocalDate to, String frame, long load, int minimumN, long beat) {}

  /**
   * The whole country.
   *
   * @param at the moment of the figures
   * @param scores by province ('' is the whole country), then by commune
   */
  private record Standings(Instant at, Map<String, Map<String, Score>> scores) {}

  /**
   * What a commune had in a bucket.
   *
   * @param score null without data
   */
  private record Score(Double score, long n, boolean ranked) {}

  ScoreHistory(NamedQueries queries, Clock clock) {
    this.queries = queries;
    this.clock = clock;
  }

  /**
   * Scores over time.
   *
   * @param at the moment of the newest ones
   */
  record History(Instant at, Map<String, Object> data) {}

  /**
   * The buckets up to the scope's last day, or today; of each the median of the ranked communes,
   * and each commune's score and number of dossiers.
   *
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   */
  History of(Scope scope) {
    boolean monthly = scope.period().fromDay().plusDays(MOST_DAYS).isBefore(scope.period().toDay());
    LocalDate today = VietnamTime.localDay(scope.at());
    LocalDate last = scope.lastDay().isAfter(today) ? today : scope.lastDay();
    List<LocalDate> starts = new ArrayList<>();
    List<Double> medians = new ArrayList<>();
    Map<String, List<Double>> scores = new TreeMap<>();
    Map<String, List<Long>> dossiers = new TreeMap<>();
    Instant at = scope.at();
    int buckets = monthly ? MONTHS : DAYS;
    for (int bucket = 0; bucket < buckets; bucket++) {
      int back = buckets - 1 - bucket;
      LocalDate from = monthly ? last.withDayOfMonth(1).minusMonths(back) : last.minusDays(back);
      LocalDate to = monthly ? from.plusMonths(1) : from.plusDays(1);
      starts.add(from);
      boolean running = to.isAfter(today);
      boolean beating = running && !scope.isWhole();
      Bucket days =
          new Bucket(
              from,
              to,
              scope.frame().id(),
              scope.load().number(),
              scope.minimumN(),
              beating ? clock.millis() / Suppression.BEAT.toMillis() : 0);
      Standings standing = (beating ? beats : running ? present : past).get(days);
      if (running) {
        at = standing.at();
      }
      Map<String, Score> read = standing.scores().getOrDefault(scope.province(), Map.of());
      medians.add(median(read));
      int filled = bucket;
      read.forEach(
          (commune, score) -> {
            padded(scores, commune, filled, null).add(score.score());
            padded(dossiers, commune, filled, 0L).add(score.n());
          });
    }
    List<Map<String, Object>> communes = new ArrayList<>();
    scores.forEach(
        (commune, list) -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("commune_code", commune);
          row.put("scores", padded(scores, commune, buckets, null));
          row.put("n", padded(dossiers, commune, buckets, 0L));
          communes.add(row);
        });
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("step", monthly ? "month" : "day");
    data.put("buckets", starts);
    data.put("median", medians);
    data.put("communes", communes);
    return new History(at, data);
  }

  /** The commune's list, with nothing for the buckets in which it did not exist. */
  private static <V> List<V> padded(
      Map<String, List<V>> lists, String commune, int length, V nothing) {
    List<V> list = lists.computeIfAbsent(commune, absent -> new ArrayList<>());
    while (list.size() < length) {
      list.add(nothing);
    }
    return list;
  }

  private Standings computed(Bucket bucket) {
    Instant now = clock.instant();
    return standings(now, scoreboard(bucket, now).read(queries));
  }

  /** Of scores that the server may have kept. */
  private Standings kept(Bucket bucket) {
    Instant now = clock.instant();
    return standings(now, scoreboard(bucket, now).readRecent(queries, Api.LAG));
  }

  private static Scoreboard scoreboard(Bucket bucket, Instant at) {
    return new Scoreboard(
        "",
        bucket.from(),
        bucket.to(),
        at,
        bucket.frame(),
        bucket.load(),
        Scoreboard.PEERS_OF_THE_PAGE,
        bucket.minimumN());
  }

  private static Standings standings(Instant now, List<Standing> standings) {
    Map<String, Map<String, Score>> scores = new TreeMap<>();
    standings.forEach(
        commune -> {
          Score score = new Score(commune.score(), commune.n(), commune.rank() != null);
          for (String province : List.of(commune.provinceCode(), "")) {
            scores
                .computeIfAbsent(province, code -> new TreeMap<>())
                .put(commune.communeCode(), score);
          }
        });
    return new Standings(standings.isEmpty() ? now : standings.get(0).asOf(), scores);
  }

  private static Double median(Map<String, Score> scores) {
    return Median.of(scores.values().stream().filter(Score::ranked).map(Score::score).toList());
  }
}
