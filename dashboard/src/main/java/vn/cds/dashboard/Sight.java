package vn.cds.dashboard;

import java.util.Set;
import vn.cds.dashboard.access.Right;
import vn.cds.dashboard.access.Visitor;

/**
 * Whose figures of fewer than five cases somebody is shown on a leaderboard.
 *
 * @param provinces two digits each; null: all
 */
record Sight(Set<String> provinces) {

  static final Sight WHOLE = new Sight(null);

  /** Equal for those who see the same of this leaderboard. */
  static Sight of(Visitor visitor, LeaderboardQuery query) {
    if (Right.SMALL_CELLS.isOf(visitor, query.provinceOrAll())) {
      return WHOLE;
    }
    boolean country = query.provinceOrAll().isEmpty();
    return new Sight(country ? Right.SMALL_CELLS.provincesOf(visitor) : Set.of());
  }

  boolean covers(String province) {
    return provinces == null || provinces.contains(province);
  }
}
