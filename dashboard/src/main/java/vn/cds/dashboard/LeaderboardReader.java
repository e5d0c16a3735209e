package vn.cds.dashboard;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import vn.cds.contract.catalogue.frame.Frame;
import vn.cds.dashboard.access.suppression.ShareRule;
import vn.cds.dashboard.api.query.Baselines.Baseline;
import vn.cds.dashboard.api.request.Catalogues;
import vn.cds.dashboard.cache.AnswerCache;
import vn.cds.dashboard.cache.CachePolicy;
import vn.cds.dashboard.score.Scoreboard;
import vn.cds.dashboard.score.ShareRules;
import vn.cds.dashboard.score.Standing;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Period;
import vn.cds.sql.Row;

/** Reads leaderboards from ClickHouse, by the named queries alone. Thread-safe. */
final class LeaderboardReader {

  private final NamedQueries queries;
  private final Clock clock;
  private final int minimumN;
  private final Duration silence;
  private final AnswerCache<String, List<Row>> dataAge;

  private final Catalogues catalogues;
  private final ShareRules rules;

  /** Only events that come late change a standing of the past. */
  private final AnswerCache<Earlier, Map<String, Baseline>> baselines =
      new AnswerCache<>(CachePolicy.EARLIER_RANKS, this::readBaselines);

  /**
   * An earlier standing.
   *
   * @param ofCountry ranked in the whole country, else each commune in its province
   */
  private record Earlier(Period.Earlier standing, boolean ofCountry) {}

  /**
   * @param minimumN communes with fewer dossiers are not ranked
   * @param silence a source that has sent nothing for so long is not reporting
   */
  LeaderboardReader(
      NamedQueries queries, Catalogues catalogues, Clock clock, int minimumN, Duration silence) {
    this.queries = queries;
    this.catalogues = catalogues;
    this.rules = new ShareRules(queries);
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
   * The standings of a period's communes, ranked ones first.
   *
   * @param lag how much older than now they may be, in whole seconds
   */
  List<Standing> standings(LeaderboardQuery query, Period period, Instant now, Duration lag) {
    return scoreboard(
            query.province(), period.fromDay(), period.toDay(), now, Scoreboard.PEERS_OF_THE_PAGE)
        .readRecent(queries, lag);
  }

  private Scoreboard scoreboard(
      String province, LocalDate fromDay, LocalDate toDay, Instant at, String peers) {
    return new Scoreboard(
        province, fromDay, toDay, at, Scoreboard.FRAME_OF_THE_PAGE, 0, peers, minimumN);
  }

  /**
   * The earlier standing that a period is compared with. It is read for all provinces at once, and
   * again only after some minutes.
   */
  Baseline baseline(LeaderboardQuery query, Period.Earlier earlier) {
    String province = query.province();
    Baseline known = baselines.get(new Earlier(earlier, province.isEmpty())).get(province);
    return known == null ? Baseline.of(earlier, List.of()) : known;
  }

  /** By province; of the whole country those of '' alone. */
  private Map<String, Baseline> readBaselines(Earlier asked) {
    Period.Earlier earlier = asked.standing();
    String peers =
        asked.ofCountry() ? Scoreboard.PEERS_OF_THE_PAGE : Scoreboard.PEERS_OF_EACH_PROVINCE;
    return scoreboard("", earlier.fromDay(), earlier.toDay(), earlier.at(), peers)
        .read(queries)
        .stream()
        .collect(
            groupingBy(
                standing -> asked.ofCountry() ? "" : standing.provinceCode(),
                collectingAndThen(toList(), standings -> Baseline.of(earlier, standings))));
  }

  /** How old the figures of each stream are; at most two seconds behind. */
  List<Row> dataAge(String province) {
    return dataAge.get(province);
  }

  /**
   * A leaderboard that was read with success.
   *
   * @param earlier the standing that movement is counted from, perhaps without ranks
   * @param asOf the moment of the standings
   */
  Leaderboard leaderboard(
      LeaderboardQuery query,
      Period period,
      Baseline earlier,
      List<Standing> standings,
      Instant asOf,
      Instant now) {
    Catalogues.Load load = catalogues.of(standings.isEmpty() ? 0 : standings.get(0).load());
    Map<String, ShareRule> judged =
        rules.of(Scoreboard.FRAME_OF_THE_PAGE, load.number(), period.toDay());
    return new Leaderboard(
        head(query, period, earlier, coverage(standings, load), asOf, now),
        standings.stream()
            .map(
                standing ->
                    Leaderboard.Row.of(
                        standing,
                        earlier.movement(standing.communeCode(), standing.rank()),
                        judged))
            .toList());
  }

  private Leaderboard.Head head(
      LeaderboardQuery query,
      Period period,
      Baseline earlier,
      Leaderboard.Coverage coverage,
      Instant asOf,
      Instant now) {
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
    return new Leaderboard.Head(
        null,
        query.provinceOrCountry(),
        period.kind().wireName(),
        period.label(),
        period.fromDay(),
        period.toDay().minusDays(1),
        period.provisional(),
        earlier.places().isEmpty() ? null : earlier.at(),
        minimumN,
        coverage,
        asOf,
        dataTo,
        dataTo == null ? null : Math.max(0, Duration.between(dataTo, now).toSeconds()),
        sources,
        true,
        clock.instant());
  }

  private static Leaderboard.Coverage coverage(List<Standing> standings, Catalogues.Load load) {
    Frame frame = load.catalogue().frame(Scoreboard.FRAME_OF_THE_PAGE);
    return new Leaderboard.Coverage(
        standings.stream().mapToDouble(Standing::pointsComputable).max().orElse(0),
        frame == null || frame.points() == null ? 0 : frame.points().doubleValue());
  }
}
