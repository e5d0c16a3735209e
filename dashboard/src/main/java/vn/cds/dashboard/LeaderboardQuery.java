package vn.cds.dashboard;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.api.request.CommonParameters;
import vn.cds.dashboard.api.request.Parameters;
import vn.cds.sql.Period;

/**
 * Which leaderboard is wanted. Equal queries share one poller.
 *
 * @param province two digits, or '' for the whole country
 * @param kind kind of period
 * @param text the period as {@link Period#parse} takes it: of a running one the name of its kind,
 *     so that a new one begins at midnight
 */
record LeaderboardQuery(String province, Period.Kind kind, String text) {

  /**
   * Reads the parameters of a request; whatever is not exactly right is refused.
   *
   * @param given as the request has them
   * @param alsoAllowed names that somebody else reads
   * @throws vn.cds.dashboard.api.request.BadParameter with the name of the parameter and what it
   *     may be
   */
  static LeaderboardQuery of(
      Map<String, List<String>> given,
      Set<String> alsoAllowed,
      String defaultProvince,
      Roster roster,
      Clock clock) {
    Set<String> known = new TreeSet<>(alsoAllowed);
    known.addAll(List.of("province", "period"));
    Parameters parameters = new Parameters(given, known);
    Period.Kind kind = CommonParameters.period(parameters, clock).kind();
    return new LeaderboardQuery(
        CommonParameters.province(parameters, defaultProvince, roster),
        kind,
        parameters.text("period", kind.wireName()));
  }

  /** The leaderboard of the page that shows a period, or null when it shows no such period. */
  static LeaderboardQuery of(String province, Period period, Clock clock) {
    if (period.kind() == Period.Kind.CUSTOM) {
      return new LeaderboardQuery(province, period.kind(), period.label());
    }
    return period.equals(Period.current(period.kind(), clock))
        ? new LeaderboardQuery(province, period.kind(), period.kind().wireName())
        : null;
  }

  /** Two digits, or {@link CommonParameters#COUNTRY}. */
  String provinceOrCountry() {
    return province.isEmpty() ? CommonParameters.COUNTRY : province;
  }

  /** The period as it is at this moment. */
  Period period(Clock clock) {
    return Period.parse(text, clock);
  }
}
