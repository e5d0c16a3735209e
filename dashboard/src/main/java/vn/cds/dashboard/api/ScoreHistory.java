package vn.cds.dashboard.api;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vn.cds.contract.VietnamTime;

/**
 * The scores of a province's communes over time: one scoreboard of the country per day or month,
 * which serves all provinces. Days that are over change seldom, so they are read again only after
 * some minutes. Thread-safe.
 */
final class ScoreHistory {

  private static final int DAYS = 14;
  private static final int MONTHS = 12;

  /** Longer periods are shown by the month. */
  private static final int MOST_DAYS = 31;

  private static final Duration PAST_KEPT = Duration.ofMinutes(5);

  /** Days are not read again all at once. */
  private static final Duration APART = Duration.ofSeconds(20);

  private static final Duration PRESENT_KEPT = Duration.ofSeconds(10);

  /** Each holds the communes of the country, a third of a megabyte. */
  private static final int MOST_KEPT = 100;

  private final RecentRows recent;

  private final Map<Key, Kept> kept =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
          return size() > MOST_KEPT;
        }
      };

  private record Key(LocalDate from, LocalDate to, String frame, long load) {}

  /** By province, then by commune. */
  private record Kept(long readAt, Map<String, Map<String, Score>> scores) {}

  /**
   * What a commune had in a bucket.
   *
   * @param score null without data
   */
  private record Score(Double score, long n, boolean ranked) {}

  ScoreHistory(RecentRows recent) {
    this.recent = recent;
  }

  /**
   * The buckets up to the scope's last day, or today; of each the median of the ranked communes,
   * and each commune's score and number of dossiers.
   *
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   */
  Map<String, Object> of(Scope scope) {
    boolean monthly = scope.period().fromDay().plusDays(MOST_DAYS).isBefore(scope.period().toDay());
    LocalDate today = VietnamTime.localDay(scope.at());
    LocalDate last = scope.lastDay().isAfter(today) ? today : scope.lastDay();
    List<LocalDate> starts = new ArrayList<>();
    List<Double> medians = new ArrayList<>();
    Map<String, List<Double>> scores = new TreeMap<>();
    Map<String, List<Long>> dossiers = new TreeMap<>();
    int buckets = monthly ? MONTHS : DAYS;
    for (int bucket = 0; bucket < buckets; bucket++) {
      int back = buckets - 1 - bucket;
      LocalDate from = monthly ? last.withDayOfMonth(1).minusMonths(back) : last.minusDays(back);
      LocalDate to = monthly ? from.plusMonths(1) : from.plusDays(1);
      starts.add(from);
      Map<String, Score> read = bucket(scope, from, to, to.isAfter(today));
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
    return data;
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

  private Map<String, Score> bucket(Scope scope, LocalDate from, LocalDate to, boolean present) {
    Key key = new Key(from, to, scope.frame().id(), scope.load().number());
    Duration life =
        present ? PRESENT_KEPT : PAST_KEPT.plus(APART.multipliedBy(from.getDayOfYear() % DAYS));
    Kept known;
    synchronized (kept) {
      known = kept.get(key);
    }
    if (known == null || System.nanoTime() - known.readAt() > life.toNanos()) {
      known = new Kept(System.nanoTime(), read(scope, from, to, present));
      synchronized (kept) {
        kept.put(key, known);
      }
    }
    return known.scores().getOrDefault(scope.province(), Map.of());
  }

  private Map<String, Map<String, Score>> read(
      Scope scope, LocalDate from, LocalDate to, boolean present) {
    Map<String, Object> bound = scope.in("").bound();
    bound.put("from_day", from);
    bound.put("to_day", to);
    List<Map<String, Object>> rows =
        present ? recent.of("scoreboard", bound, Api.LAG) : recent.of("scoreboard", bound);
    Map<String, Map<String, Score>> scores = new TreeMap<>();
    for (Map<String, Object> row : rows) {
      Number score = (Number) row.get("score");
      Map<String, Score> ofProvince =
          scores.computeIfAbsent((String) row.get("province_code"), code -> new TreeMap<>());
      ofProvince.put(
          (String) row.get("commune_code"),
          new Score(
              score == null ? null : score.doubleValue(),
              ((Number) row.get("n")).longValue(),
              row.get("rank") != null));
    }
    return scores;
  }

  private static Double median(Map<String, Score> scores) {
    List<Double> ranked =
        scores.values().stream()
            .filter(score -> score.ranked() && score.score() != null)
            .map(Score::score)
            .sorted()
            .toList();
    if (ranked.isEmpty()) {
      return null;
    }
    int middle = ranked.size() / 2;
    return ranked.size() % 2 == 1
        ? ranked.get(middle)
        : (ranked.get(middle - 1) + ranked.get(middle)) / 2;
  }
}
