package vn.cds.dashboard.score;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import vn.cds.dashboard.json.RowReader;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Period;
import vn.cds.sql.Row;

/**
 * Which communes are ranked, and by what.
 *
 * @param province two digits, '' for the whole country
 * @param fromDay first local day
 * @param toDay the local day after the last one
 * @param at as it stood at this instant
 * @param frame id of a frame of the catalogue
 * @param catalogue number of a load of the catalogue, 0 for the latest
 * @param peers among whom: province, kind, former-district, size or own-province
 * @param minimumN communes with fewer dossiers are not ranked
 */
public record Scoreboard(
    String province,
    LocalDate fromDay,
    LocalDate toDay,
    Instant at,
    String frame,
    long catalogue,
    String peers,
    int minimumN) {

  /** The frame of the board's page. */
  public static final String FRAME_OF_THE_PAGE = "qd-766";

  /** Whom the board's page compares a commune with: all others that it shows. */
  public static final String PEERS_OF_THE_PAGE = "province";

  /** Dossiers that a commune needs to be ranked, unless something else is asked for. */
  public static final int USUAL_MINIMUM_N = 30;

  /** Each commune with those of its own province, though all of the country are read. */
  public static final String PEERS_OF_EACH_PROVINCE = "own-province";

  /** The same of another standing. */
  public Scoreboard of(Period.Earlier earlier) {
    return new Scoreboard(
        province,
        earlier.fromDay(),
        earlier.toDay(),
        earlier.at(),
        frame,
        catalogue,
        peers,
        minimumN);
  }

  /**
   * The standings, ranked ones first.
   *
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   */
  public List<Standing> read(NamedQueries queries) {
    return standings(queries.run("scoreboard", parameters()));
  }

  /**
   * The same of scores that the server may have kept, see {@link NamedQueries#runRecent}.
   *
   * @param lag how much older than {@code at} they may be, in whole seconds
   */
  public List<Standing> readRecent(NamedQueries queries, Duration lag) {
    return lag.toSeconds() <= 0
        ? read(queries)
        : standings(queries.runRecent("scoreboard", parameters(), lag));
  }

  /** The parameters of the query. */
  private Map<String, Object> parameters() {
    return Map.of(
        "province", province,
        "from_day", fromDay,
        "to_day", toDay,
        "at", at,
        "frame", frame,
        "catalogue", catalogue,
        "peers", peers,
        "minimum_n", minimumN);
  }

  private static List<Standing> standings(List<Row> rows) {
    return rows.stream().map(row -> RowReader.read(Standing.class, row)).toList();
  }
}
