package vn.cds.alerts.rules.statistics;

/**
 * Bounds of a share, by inverting the score test; they hold their level for small samples and for
 * shares near 0 and 1, unlike the textbook's.
 *
 * <p>Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference,
 * JASA 22 (1927) 209–212; recommended by L. D. Brown, T. T. Cai, A. DasGupta, Interval estimation
 * for a binomial proportion, Statistical Science 16 (2001) 101–133.
 */
public final class Wilson {
  private Wilson() {}

  /** The bound below; 0 when nothing was counted. */
  public static double lower(Ratio ratio, double z) {
    return ratio.whole() == 0 ? 0 : Math.max(0, centre(ratio, z) - half(ratio, z));
  }

  /** The bound above; 1 when nothing was counted. */
  public static double upper(Ratio ratio, double z) {
    return ratio.whole() == 0 ? 1 : Math.min(1, centre(ratio, z) + half(ratio, z));
  }

  private static double centre(Ratio ratio, double z) {
    double n = ratio.whole();
    return (ratio.share() + z * z / (2 * n)) / (1 + z * z / n);
  }

  private static double half(Ratio ratio, double z) {
    double n = ratio.whole();
    double p = ratio.share();
    return z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
  }
}
