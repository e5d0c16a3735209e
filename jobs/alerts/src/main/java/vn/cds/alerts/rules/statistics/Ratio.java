package vn.cds.alerts.rules.statistics;

/**
 * Two counts. A plain count is a ratio whose whole counts and whose part is 0.
 *
 * @param part how many of the whole, from 0 to the whole
 * @param whole the sample size, at least 0
 */
public record Ratio(long part, long whole) {

  /** Nothing was counted. */
  public static final Ratio NONE = new Ratio(0, 0);

  public Ratio {
    if (part < 0 || part > whole) {
      throw new IllegalArgumentException(part + " of " + whole + " is not a share.");
    }
  }

  /** A plain count. */
  public static Ratio count(long count) {
    return new Ratio(0, count);
  }

  /** From 0 to 1; not a number when the whole is 0. */
  public double share() {
    return (double) part / whole;
  }
}
