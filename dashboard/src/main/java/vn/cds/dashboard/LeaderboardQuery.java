package vn.cds.dashboard;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import vn.cds.contract.Roster;
import vn.cds.dashboard.api.Api;
import vn.cds.dashboard.api.BadParameter;
import vn.cds.sql.Period;

/**
 * Which leaderboard is wanted. Equal queries share one poller.
 *
 * @param province two digits, or {@link Api#COUNTRY}
 * @param kind kind of period
 * @param from first local day of a custom period, else null
 * @param to last local day of a custom period, inside it, else null
 */
record LeaderboardQuery(String province, Period.Kind kind, LocalDate from, LocalDate to) {

  private static final LocalDate EARLIEST = LocalDate.of(2000, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(2099, 12, 31);

  private static final Set<String> PARAMETERS = Set.of("province", "period", "from", "to");

  /**
   * Reads the parameters of a request; whatever is not exactly right is refused.
   *
   * @param parameters by name, as the request has them
   * @param alsoAllowed names that somebody else reads
   * @throws BadParameter with the name of the parameter and what it may be
   */
  static LeaderboardQuery of(
      Map<String, List<String>> parameters,
      Set<String> alsoAllowed,
      String defaultProvince,
      Roster roster) {
    for (Map.Entry<String, List<String>> entry : parameters.entrySet()) {
      String name = entry.getKey();
      if (!PARAMETERS.contains(name) && !alsoAllowed.contains(name)) {
        throw new BadParameter(
            name.length() > 40 ? name.substring(0, 40) : name,
            "There is no such parameter. Known are province, period, from and to.");
      }
      if (entry.getValue().size() != 1) {
        throw new BadParameter(name, "The parameter " + name + " may be given only once.");
      }
    }
    String province = value(parameters, "province", defaultProvince);
    if (!province.equals(Api.COUNTRY)
        && roster.provinces().stream().noneMatch(known -> known.code().equals(province))) {
      throw new BadParameter(
          "province",
          "province must be the two-digit code of a province, such as 38, or VN for the whole"
              + " country.");
    }
    Period.Kind kind = Period.Kind.of(value(parameters, "period", Period.Kind.TODAY.wireName()));
    if (kind == null) {
      throw new BadParameter("period", "period must be one of " + kinds() + ".");
    }
    boolean custom = kind == Period.Kind.CUSTOM;
    if (custom != parameters.containsKey("from") || custom != parameters.containsKey("to")) {
      throw new BadParameter(
          custom ? "from" : "period",
          "period=custom goes together with from and to, other periods go without them.");
    }
    if (!custom) {
      return new LeaderboardQuery(province, kind, null, null);
    }
    LocalDate from = day(parameters, "from");
    LocalDate to = day(parameters, "to");
    if (to.isBefore(from)) {
      throw new BadParameter("to", "to must not be before from.");
    }
    if (from.plusDays(Api.MOST_DAYS).isBefore(to.plusDays(1))) {
      throw new BadParameter("to", "The days may be " + Api.MOST_DAYS + " at most.");
    }
    return new LeaderboardQuery(province, kind, from, to);
  }

  /** The leaderboard of the page that shows a period, or null when it shows no such period. */
  static LeaderboardQuery of(String province, Period period, Clock clock) {
    if (period.kind() == Period.Kind.CUSTOM) {
      return new LeaderboardQuery(
          province, period.kind(), period.fromDay(), period.toDay().minusDays(1));
    }
    return period.equals(Period.current(period.kind(), clock))
        ? new LeaderboardQuery(province, period.kind(), null, null)
        : null;
  }

  /** The province as named queries take it: '' is the whole country. */
  String provinceOrAll() {
    return province.equals(Api.COUNTRY) ? "" : province;
  }

  /** The period as it is at this moment; a new one begins at midnight. */
  Period period(Clock clock) {
    return kind == Period.Kind.CUSTOM
        ? Period.custom(from, to, clock)
        : Period.current(kind, clock);
  }

  private static String value(Map<String, List<String>> parameters, String name, String absent) {
    List<String> values = parameters.get(name);
    return values == null ? absent : values.get(0);
  }

  private static LocalDate day(Map<String, List<String>> parameters, String name) {
    try {
      LocalDate day = LocalDate.parse(value(parameters, name, ""));
      if (!day.isBefore(EARLIEST) && !day.isAfter(LATEST)) {
        return day;
      }
    } catch (DateTimeException e) {
      throw new BadParameter(name, name + " must be a day such as 2026-10-08.");
    }
    throw new BadParameter(name, name + " must lie between " + EARLIEST + " and " + LATEST + ".");
  }

  private static String kinds() {
    return Arrays.stream(Period.Kind.values())
        .map(Period.Kind::wireName)
        .collect(Collectors.joining(", "));
  }
}
