package vn.cds.alerts.rules.statistics;

import java.util.Arrays;

/** Robust location and scale. */
public final class Median {
  private Median() {}

  /** The median; not a number when there is nothing. */
  public static double of(double[] values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * The median absolute deviation, made an estimate of the standard deviation of a normal
   * distribution by the factor 1.4826 = 1/Φ⁻¹(3/4).
   *
   * <p>Source: P. J. Rousseeuw, C. Croux, Alternatives to the median absolute deviation, JASA 88
   * (1993) 1273–1283.
   */
  public static double deviation(double[] values, double median) {
    return 1.4826 * of(Arrays.stream(values).map(value -> Math.abs(value - median)).toArray());
  }
}
