package vn.cds.dashboard.api.resource;

import static vn.cds.dashboard.access.suppression.Shown.As.COUNT;
import static vn.cds.dashboard.access.suppression.Shown.As.RANKED;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.cds.contract.catalogue.frame.FrameKind;
import vn.cds.contract.time.VietnamTime;
import vn.cds.dashboard.access.suppression.Shown;
import vn.cds.dashboard.api.query.Answer;
import vn.cds.dashboard.api.query.ResourceQueries;
import vn.cds.dashboard.api.request.BadParameter;
import vn.cds.dashboard.api.request.Scope;
import vn.cds.dashboard.cache.AnswerCache;
import vn.cds.dashboard.cache.CachePolicy;
import vn.cds.dashboard.score.Median;
import vn.cds.dashboard.score.Scoreboard;
import vn.cds.dashboard.score.Standing;
import vn.cds.sql.NamedQueries;

/**
 * The resource {@code score-history}, the scores of communes over time: one scoreboard of the
 * country per day or month, which serves all provinces. Days that are over change seldom, so they
 * are read again only after some minutes. Thread-safe.
 */
public final class ScoreHistory {

  private static final int DAYS = 14;
  private static final int MONTHS = 12;

  /** Longer periods are shown by the month. */
  private static final int MOST_DAYS = 31;

  private final ResourceQueries reader;
  private final NamedQueries queries;
  private final Clock clock;
  private final AnswerCache<Bucket, Scores> past =
      new AnswerCache<>(CachePolicy.PAST_SCORES, this::computed);
  private final AnswerCache<Bucket, Scores> present =
      new AnswerCache<>(CachePolicy.PRESENT_SCORES, this::kept);

  /** As the present, for those who are shown it in part. */
  private final AnswerCache<Bucket, Scores> inPart =
      new AnswerCache<>(CachePolicy.PRESENT_SCORES_IN_PART, this::kept);

  /**
   * Some days, and what they are judged by.
   *
   * @param beat that a standing of {@link #inPart} belongs to, else 0
   */
  private record Bucket(
      LocalDate from, LocalDate to, String frame, long load, int minimumN, long beat) {}

  /**
   * The whole country.
   *
   * @param at the moment of the figures
   * @param scores by province ('' is the whole country), then by commune
   */
  private record Scores(Instant at, Map<String, Map<String, Score>> scores) {}

  /**
   * What a commune had in a bucket.
   *
   * @param score null without data
   */
  private record Score(Double score, long n, boolean ranked) {}

  public ScoreHistory(ResourceQueries reader, NamedQueries queries, Clock clock) {
    this.reader = reader;
    this.queries = queries;
    this.clock = clock;
  }

  /** The scores of a commune, with an entry per bucket. */
  record ScoresOfCommune(
      @Shown String communeCode,
      @Shown(RANKED) List<@Nullable Double> scores,
      @Shown(COUNT) List<@Nullable Long> n,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {}

  record ScoreHistoryAnswer(
      @Shown String step,
      @Shown List<LocalDate> buckets,
      @Shown List<@Nullable Double> median,
      List<ScoresOfCommune> communes) {}

  public Answer<ScoreHistoryAnswer> history(Context context) {
    Scope scope = reader.scope(context, "province", "period", "frame");
    if (scope.frame().kind() != FrameKind.POINTS) {
      throw new BadParameter("frame", "Only a frame that gives points has scores, such as qd-766.");
    }
    return of(scope);
  }

  /**
   * The buckets up to the scope's last day, or today; of each the median of the ranked communes,
   * and each commune's score and number of dossiers.
   *
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   */
  private Answer<ScoreHistoryAnswer> of(Scope scope) {
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
              beating ? CachePolicy.PRESENT_SCORES_IN_PART.beat(clock) : 0);
      Scores known = (beating ? inPart : running ? present : past).get(days);
      if (running) {
        at = known.at();
      }
      Map<String, Score> read = known.scores().getOrDefault(scope.province(), Map.of());
      medians.add(median(read));
      int filled = bucket;
      read.forEach(
          (commune, score) -> {
            padded(scores, commune, filled, null).add(score.score());
            padded(dossiers, commune, filled, 0L).add(score.n());
          });
    }
    List<ScoresOfCommune> communes = new ArrayList<>();
    scores.forEach(
        (commune, list) ->
            communes.add(
                new ScoresOfCommune(
                    commune,
                    padded(scores, commune, buckets, null),
                    padded(dossiers, commune, buckets, 0L),
                    null)));
    return new Answer<>(
        scope.asOf(at),
        new ScoreHistoryAnswer(monthly ? "month" : "day", starts, medians, communes));
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

  private Scores computed(Bucket bucket) {
    Instant now = clock.instant();
    return scores(now, scoreboard(bucket, now).read(queries));
  }

  /** Of scores that the server may have kept. */
  private Scores kept(Bucket bucket) {
    Instant now = clock.instant();
    return scores(now, scoreboard(bucket, now).readRecent(queries, CachePolicy.KEPT_SCORES));
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

  private static Scores scores(Instant now, List<Standing> standings) {
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
    return new Scores(standings.isEmpty() ? now : standings.get(0).asOf(), scores);
  }

  private static Double median(Map<String, Score> scores) {
    return Median.of(scores.values().stream().filter(Score::ranked).map(Score::score).toList());
  }
}
