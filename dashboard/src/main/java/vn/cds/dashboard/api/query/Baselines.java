package vn.cds.dashboard.api.query;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.cds.dashboard.score.Standing;
import vn.cds.sql.Period;

/** The earlier standings that the board's page counts movement from. */
@FunctionalInterface
public interface Baselines {

  /**
   * An earlier standing.
   *
   * @param fromDay its first local day
   * @param toDay the local day after its last one
   * @param at how it stood then
   * @param places of the communes that were ranked, by code; perhaps none
   */
  record Baseline(LocalDate fromDay, LocalDate toDay, Instant at, Map<String, Place> places) {

    /** A standing that a period is compared with. */
    public static Baseline of(Period.Earlier earlier, Map<String, Place> places) {
      return new Baseline(earlier.fromDay(), earlier.toDay(), earlier.at(), places);
    }

    /** The places of the ranked ones among some standings. */
    public static Baseline of(Period.Earlier earlier, List<Standing> standings) {
      Map<String, Place> places = new HashMap<>();
      standings.stream()
          .filter(standing -> standing.rank() != null)
          .forEach(
              standing ->
                  places.put(standing.communeCode(), new Place(standing.rank(), standing.score())));
      return of(earlier, places);
    }

    /**
     * Places gained (positive) or lost since then.
     *
     * @param rank of now, null without
     * @return null unless ranked both times
     */
    public Integer movement(String commune, Integer rank) {
      Place earlier = places.get(commune);
      return rank == null || earlier == null ? null : earlier.rank() - rank;
    }
  }

  /** Where a commune stood. */
  record Place(int rank, double score) {}

  /**
   * The one that the page has for a period.
   *
   * @param province two digits, or '' for the whole country
   * @return null when the page shows no such period
   */
  Baseline of(String province, Period period);
}
