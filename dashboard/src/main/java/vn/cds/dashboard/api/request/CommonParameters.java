package vn.cds.dashboard.api.request;

import java.time.Clock;
import vn.cds.contract.roster.Roster;
import vn.cds.sql.Period;

/** The parameters that mean a place or a period: the same at every address. */
public final class CommonParameters {

  /** How the whole country is written in addresses and answers, in the place of a province. */
  public static final String COUNTRY = "VN";

  /** The longest period: five years. A longer one makes other readers wait. */
  static final int MOST_DAYS = 1_827;

  private CommonParameters() {}

  /**
   * The parameter {@code province}.
   *
   * @param absent when it is not given, two digits
   * @return two digits; '' for the whole country
   * @throws BadParameter when there is no such province
   */
  public static String province(Parameters parameters, String absent, Roster roster) {
    String value = parameters.text("province", absent);
    if (value.equals(COUNTRY)) {
      return "";
    }
    if (roster.provinces().stream().noneMatch(known -> known.code().equals(value))) {
      throw new BadParameter(
          "province",
          "province must be the two-digit code of a province, such as 38, or VN for the whole"
              + " country.");
    }
    return value;
  }

  /**
   * The parameter {@code period}; today when it is not given.
   *
   * @throws BadParameter when {@link Period#parse} refuses it, or it is too long
   */
  public static Period period(Parameters parameters, Clock clock) {
    Period period;
    try {
      period = Period.parse(parameters.text("period", Period.Kind.TODAY.wireName()), clock);
    } catch (IllegalArgumentException e) {
      throw new BadParameter("period", e.getMessage());
    }
    if (period.fromDay().plusDays(MOST_DAYS).isBefore(period.toDay())) {
      throw new BadParameter(
          "period", "period may have " + MOST_DAYS + " days at most; ask for parts of it.");
    }
    return period;
  }
}
