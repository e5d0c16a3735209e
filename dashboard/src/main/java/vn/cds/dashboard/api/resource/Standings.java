package vn.cds.dashboard.api.resource;

import static vn.cds.dashboard.access.suppression.Shown.As.RANKED_BOTH;
import static vn.cds.dashboard.access.suppression.Shown.As.RANKED_EARLIER;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.cds.contract.roster.Province;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.access.suppression.Shown;
import vn.cds.dashboard.api.query.Answer;
import vn.cds.dashboard.api.query.Baselines;
import vn.cds.dashboard.api.query.ResourceQueries;
import vn.cds.dashboard.api.request.NotFound;
import vn.cds.dashboard.api.request.Parameters;
import vn.cds.dashboard.api.request.Scope;
import vn.cds.dashboard.api.request.Search;
import vn.cds.dashboard.json.RecordShape;
import vn.cds.dashboard.score.Median;
import vn.cds.dashboard.score.Scoreboard;
import vn.cds.dashboard.score.Standing;
import vn.cds.sql.Period;

/** The resources {@code leaderboard} and {@code communes/{code}}. */
public final class Standings {

  private static final List<String> KINDS = List.of("", "xa", "phuong", "dac_khu", "thi_tran");

  private final ResourceQueries reader;
  private final Baselines baselines;
  private final Roster roster;

  public Standings(ResourceQueries reader, Baselines baselines, Roster roster) {
    this.reader = reader;
    this.baselines = baselines;
    this.roster = roster;
  }

  /** A row with the earlier standing. */
  record MovedStanding(
      @JsonUnwrapped Standing standing,
      @Shown(RANKED_EARLIER) @Nullable Integer earlierRank,
      @Shown(RANKED_BOTH) @Nullable Integer movement,
      @Shown(RANKED_EARLIER) @Nullable Double earlierScore) {

    static MovedStanding of(Standing now, Baselines.Baseline earlier) {
      Baselines.Place place = earlier.places().get(now.communeCode());
      return new MovedStanding(
          now,
          place == null ? null : (Integer) place.rank(),
          earlier.movement(now.communeCode(), now.rank()),
          place == null ? null : (Double) place.score());
    }
  }

  /** A standing that movement is counted from. */
  @Shown
  record ComparedTo(LocalDate from, LocalDate to, Instant at) {}

  record LeaderboardAnswer(List<Standing> rows) {}

  record MovedLeaderboardAnswer(ComparedTo comparedTo, List<MovedStanding> rows) {}

  /** A commune beside its peers. */
  record CommuneStanding(
      @JsonUnwrapped Standing standing,
      @Shown String provinceName,
      @Shown long peers,
      @Shown long peersRanked,
      @Shown @Nullable Double peersMedian) {}

  record CommuneAnswer(CommuneStanding commune) {}

  public Answer<? extends Record> leaderboard(Context context) {
    Parameters parameters =
        ResourceQueries.parameters(context, ResourceQueries.JUDGEMENT, "movement", "kind", "q");
    Scope asked = reader.scopes().read(parameters);
    boolean moved = parameters.choice("movement", "false", List.of("false", "true")).equals("true");
    boolean ofThePage =
        asked.now()
            && asked.frame().id().equals(Scoreboard.FRAME_OF_THE_PAGE)
            && asked.peers().equals(Scoreboard.PEERS_OF_THE_PAGE)
            && parameters.number("catalogue", 0, 0, Integer.MAX_VALUE) == 0;
    ResourceQueries.Read<Standing> read =
        reader.scores("scoreboard", Standing.class, asked, asked.bound());
    Scope scope = read.scope();
    List<Standing> rows = new ArrayList<>(read.rows());
    Map<String, Object> filters = new LinkedHashMap<>(narrow(rows, parameters));
    if (!moved) {
      return new Answer<>(scope, new LeaderboardAnswer(rows), "rows", filters);
    }
    Baselines.Baseline ofPage = ofThePage ? baselines.of(scope.province(), scope.period()) : null;
    Baselines.Baseline earlier = ofPage == null ? baseline(scope) : ofPage;
    ComparedTo comparedTo =
        new ComparedTo(earlier.fromDay(), earlier.toDay().minusDays(1), earlier.at());
    filters.put("compared_to", RecordShape.object(comparedTo));
    return new Answer<>(
        scope,
        new MovedLeaderboardAnswer(
            comparedTo, rows.stream().map(row -> MovedStanding.of(row, earlier)).toList()),
        "rows",
        filters);
  }

  /** The standing that the scope's is compared with. */
  private Baselines.Baseline baseline(Scope scope) {
    Period.Earlier earlier = scope.period().earlier(Clock.fixed(scope.at(), ZoneOffset.UTC));
    Map<String, Object> bound = scope.bound();
    bound.put("from_day", earlier.fromDay());
    bound.put("to_day", earlier.toDay());
    return Baselines.Baseline.of(
        earlier, reader.rows("scoreboard", Standing.class, scope.asOf(earlier.at()), bound).rows());
  }

  /** Leaves the communes of a kind and with a name, ranks as they are, and tells what narrowed. */
  private static Map<String, String> narrow(List<Standing> rows, Parameters parameters) {
    Map<String, String> filters = new LinkedHashMap<>();
    String kind = parameters.choice("kind", "", KINDS);
    if (!kind.isEmpty()) {
      filters.put("filter.kind", kind);
      rows.removeIf(row -> !kind.equals(row.kind()));
    }
    Search search = new Search(parameters.text("q", ""));
    if (!search.isEmpty()) {
      filters.put("filter.q", parameters.text("q", ""));
      rows.removeIf(row -> !search.matches(row.name(), row.communeCode()));
    }
    return filters;
  }

  public Answer<CommuneAnswer> commune(Context context) {
    Scope scope =
        reader.communeScope(
            context, ResourceQueries.parameters(context, ResourceQueries.JUDGEMENT));
    String code = context.pathParam("code");
    ResourceQueries.Read<Standing> read =
        reader.scores("scoreboard", Standing.class, scope, scope.bound());
    return read.rows().stream()
        .filter(row -> code.equals(row.communeCode()))
        .findFirst()
        .map(row -> new Answer<>(read.scope(), new CommuneAnswer(besidePeers(row, read.rows()))))
        .orElseThrow(
            () ->
                new NotFound(
                    "ClickHouse does not hold this commune; ./cds migrate loads the roster into"
                        + " it."));
  }

  private CommuneStanding besidePeers(Standing commune, List<Standing> all) {
    List<Standing> peers =
        all.stream().filter(row -> row.peerGroup().equals(commune.peerGroup())).toList();
    return new CommuneStanding(
        commune,
        roster.provinces().stream()
            .filter(province -> province.code().equals(commune.provinceCode()))
            .findFirst()
            .map(Province::name)
            .orElse(""),
        peers.size(),
        peers.stream().filter(row -> row.rank() != null).count(),
        Median.ofRanked(peers));
  }
}
