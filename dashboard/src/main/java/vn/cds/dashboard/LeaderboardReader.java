package vn.cds.dashboard;

import static java.util.Comparator.reverseOrder;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vn.cds.dashboard.api.Baselines.Baseline;
import vn.cds.dashboard.api.Baselines.Place;
import vn.cds.dashboard.cache.AnswerCache;
import vn.cds.dashboard.cache.CachePolicy;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Period;
import vn.cds.sql.Row;

/** Reads leaderboards from ClickHouse, by the named queries alone. Thread-safe. */
final class LeaderboardReader {

  private static final int POINTS_OF_THE_WHOLE_INDEX = 100;

  private final NamedQueries queries;
  private final Clock clock;
  private final int minimumN;
  private final Duration silence;
  private final AnswerCache<String, List<Row>> dataAge;

  /** Only events that come late change a standing of the past. */
  private final AnswerCache<Period.Earlier, Map<String, Map<String, Place>>> earlierPlaces =
      new AnswerCache<>(CachePolicy.EARLIER_RANKS, this::readEarlierPlaces);

  /**
   * @param minimumN communes with fewer dossiers are not ranked
   * @param silence a source that has sent nothing for so long is not reporting
   */
  LeaderboardReader(NamedQueries queries, Clock clock, int minimumN, Duration silence) {
    this.queries = queries;
    this.clock = clock;
    this.minimumN = minimumN;
    this.silence = silence;
    this.dataAge =
        new AnswerCache<>(
            CachePolicy.DATA_AGE,
            province ->
                queries.run("data_age", Map.of("province", province, "now", clock.instant())));
  }

  /**
   * Communes at a moment.
   *
   * @param asOf when they stood so
   * @param rows without movement, ranked ones first
   */
  record Standing(Instant asOf, List<Leaderboard.Row> rows) {}

  /**
   * The standing of a period's communes.
   *
   * @param lag how much older than now it may be, in whole seconds
   */
  Standing standing(LeaderboardQuery query, Period period, Instant now, Duration lag) {
    Map<String, Object> parameters =
        Map.of(
            "province", query.provinceOrAll(),
            "from_day", period.fromDay(),
            "to_day", period.toDay(),
            "now", now,
            "minimum_n", minimumN);
    List<Row> rows =
        lag.toSeconds() <= 0
            ? queries.run("leaderboard", parameters)
            : queries.runRecent("leaderboard", parameters, lag);
    return new Standing(
        rows.isEmpty() ? now : rows.get(0).instant("as_of"),
        rows.stream().map(LeaderboardReader::row).toList());
  }

  /**
   * The earlier standing that a period is compared with. It is read for all provinces at once, and
   * again only after some minutes.
   */
  Baseline baseline(LeaderboardQuery query, Period.Earlier earlier) {
    return Baseline.of(
        earlier, earlierPlaces.get(earlier).getOrDefault(query.provinceOrAll(), Map.of()));
  }

  /** By province ('' is the whole country), then by commune. */
  private Map<String, Map<String, Place>> readEarlierPlaces(Period.Earlier earlier) {
    Map<String, Map<String, Place>> places = new HashMap<>();
    Map<String, TreeMap<Double, List<String>>> byScore = new HashMap<>();
    queries
        .run(
            "leaderboard",
            Map.of(
                "province", "",
                "from_day", earlier.fromDay(),
                "to_day", earlier.toDay(),
                "now", earlier.at(),
                "minimum_n", minimumN))
        .stream()
        .filter(row -> !row.isNull("rank"))
        .forEach(
            row ->
                byScore
                    .computeIfAbsent(
                        row.text("province_code"), province -> new TreeMap<>(reverseOrder()))
                    .computeIfAbsent(row.decimal("score"), score -> new ArrayList<>())
                    .add(row.text("commune_code")));
    TreeMap<Double, List<String>> ofAll = new TreeMap<>(reverseOrder());
    byScore.forEach(
        (province, scores) -> {
          places.put(province, competitionRanks(scores));
          scores.forEach(
              (score, communes) ->
                  ofAll.computeIfAbsent(score, absent -> new ArrayList<>()).addAll(communes));
        });
    places.put("", competitionRanks(ofAll));
    return places;
  }

  /** 1-2-2-4, as the views have it. */
  private static Map<String, Place> competitionRanks(TreeMap<Double, List<String>> byScore) {
    Map<String, Place> places = new HashMap<>();
    int rank = 1;
    for (Map.Entry<Double, List<String>> equals : byScore.entrySet()) {
      for (String commune : equals.getValue()) {
        places.put(commune, new Place(rank, equals.getKey()));
      }
      rank += equals.getValue().size();
    }
    return places;
  }

  /** How old the figures of each stream are; at most two seconds behind. */
  List<Row> dataAge(String province) {
    return dataAge.get(province);
  }

  /**
   * The head of a leaderboard that was read with success.
   *
   * @param comparedTo moment of the ranks that movement is counted from, or null
   */
  Leaderboard.Head head(
      LeaderboardQuery query, Period period, Instant comparedTo, Standing standing, Instant now) {
    List<Leaderboard.Source> sources =
        dataAge("").stream()
            .map(
                row -> {
                  Instant writtenAt = row.instant("written_at");
                  return new Leaderboard.Source(
                      row.text("stream"),
                      writtenAt,
                      writtenAt != null && writtenAt.plus(silence).isAfter(now));
                })
            .toList();
    Instant dataTo =
        sources.stream()
            .map(Leaderboard.Source::latestAt)
            .filter(latest -> latest != null)
            .max(Instant::compareTo)
            .orElse(null);
    double computable =
        standing.rows().stream().mapToDouble(Leaderboard.Row::pointsPossible).max().orElse(0);
    return new Leaderboard.Head(
        null,
        query.province(),
        period.kind().wireName(),
        period.label(),
        period.fromDay(),
        period.toDay().minusDays(1),
        period.provisional(),
        comparedTo,
        minimumN,
        new Leaderboard.Coverage(computable, POINTS_OF_THE_WHOLE_INDEX),
        standing.asOf(),
        dataTo,
        dataTo == null ? null : Math.max(0, Duration.between(dataTo, now).toSeconds()),
        sources,
        true,
        clock.instant());
  }

  private static Leaderboard.Row row(Row row) {
    Long rank = row.integerOrNull("rank");
    String reason = row.text("reason");
    return new Leaderboard.Row(
        row.text("province_code"),
        row.text("commune_code"),
        row.text("name"),
        row.text("kind"),
        rank == null ? null : rank.intValue(),
        row.decimalOrNull("score"),
        row.text("class"),
        row.decimalOrNull("points"),
        row.decimal("points_possible"),
        row.integer("n"),
        reason.isEmpty() ? null : reason,
        null,
        row.list("indicators").stream().map(LeaderboardReader::indicator).toList(),
        null);
  }

  private static Leaderboard.Indicator indicator(Object entry) {
    List<?> tuple = (List<?>) entry;
    return new Leaderboard.Indicator(
        tuple.get(0).toString(),
        number(tuple.get(1)),
        number(tuple.get(2)),
        number(tuple.get(3)),
        number(tuple.get(4)),
        tuple.get(5) == null ? null : number(tuple.get(5)),
        null);
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }
}
