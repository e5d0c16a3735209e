package vn.cds.dashboard;

import java.math.BigInteger;
import java.util.Set;
import vn.cds.dashboard.access.grant.AccessPolicy;
import vn.cds.dashboard.access.grant.Right;
import vn.cds.dashboard.access.grant.Visitor;
import vn.cds.sql.Period;

/**
 * Of which provinces somebody is shown exact figures on a leaderboard.
 *
 * @param provinces two digits each; null: all
 */
record ExactProvinces(Set<String> provinces) {

  static final ExactProvinces WHOLE = new ExactProvinces(null);

  /**
   * Visitors with equal values see the same of this leaderboard.
   *
   * @throws vn.cds.dashboard.access.grant.Refusal when it is of days of their own choice, and they
   *     may not see all of it
   */
  static ExactProvinces of(Visitor visitor, LeaderboardQuery query) {
    if (query.kind() == Period.Kind.CUSTOM) {
      AccessPolicy.FIGURES.checkChosen(visitor, query.province());
    }
    if (Right.SMALL_CELLS.isOf(visitor, query.province())) {
      return WHOLE;
    }
    boolean country = query.province().isEmpty();
    return new ExactProvinces(country ? Right.SMALL_CELLS.provincesOf(visitor) : Set.of());
  }

  /** A unique key of these provinces. */
  String id() {
    if (provinces == null) {
      return "";
    }
    BigInteger bits = BigInteger.ZERO;
    for (String province : provinces) {
      bits = bits.setBit(Integer.parseInt(province));
    }
    return "x" + bits.toString(Character.MAX_RADIX);
  }

  boolean covers(String province) {
    return provinces == null || provinces.contains(province);
  }
}
