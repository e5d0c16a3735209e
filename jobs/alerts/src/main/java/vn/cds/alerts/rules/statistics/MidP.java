package vn.cds.alerts.rules.statistics;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How far a share lies from a rate, in standard deviations of a normal distribution: Φ⁻¹ of the
 * binomial mid-p-value, that is, of the chance of fewer and half the chance of as many. Unlike any
 * normal approximation it is right for small samples and for rates near 0 and 1.
 *
 * <p>Source: H. O. Lancaster, Significance tests in discrete distributions, JASA 56 (1961) 223–234.
 */
public final class MidP {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** Of larger samples {@link #deviance} is as good, and costs the same whatever their size is. */
  private static final long LARGEST_SAMPLE = 1_000_000;

  /** Smaller chances cannot be told from 0. */
  private static final double SMALLEST_CHANCE = 1e-300;

  private MidP() {}

  /**
   * The standard deviations by which a share lies above a rate; negative below it. Always finite,
   * and more for a greater share of the same whole.
   *
   * @param ratio of at least one
   * @param rate between 0 and 1, both exclusive
   */
  public static double score(Ratio ratio, double rate) {
    if (ratio.whole() > LARGEST_SAMPLE) {
      return deviance(ratio, rate);
    }
    BinomialDistribution binomial = BinomialDistribution.of((int) ratio.whole(), rate);
    int part = (int) ratio.part();
    double half = binomial.probability(part) / 2;
    double below = binomial.cumulativeProbability(part) - half;
    double above = binomial.survivalProbability(part) + half;
    if (Math.min(below, above) < SMALLEST_CHANCE) {
      double farthest = NORMAL.inverseSurvivalProbability(SMALLEST_CHANCE);
      double deviance = deviance(ratio, rate);
      return Math.copySign(Math.max(farthest, Math.abs(deviance)), deviance);
    }
    return below < above
        ? NORMAL.inverseCumulativeProbability(below)
        : NORMAL.inverseSurvivalProbability(above);
  }

  /**
   * The share that has a score, interpolated between the counts that are possible; 0 or 1 where
   * none is so far from the rate.
   */
  public static double share(long whole, double rate, double score) {
    long low = -1; // scores less
    long high = whole + 1; // does not
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      if (score(new Ratio(middle, whole), rate) < score) {
        low = middle;
      } else {
        high = middle;
      }
    }
    if (low < 0 || high > whole) {
      return low < 0 ? 0 : 1;
    }
    double scoreOfLow = score(new Ratio(low, whole), rate);
    double scoreOfHigh = score(new Ratio(high, whole), rate);
    return (low + (score - scoreOfLow) / (scoreOfHigh - scoreOfLow)) / whole;
  }

  /**
   * The signed root of the deviance, to which the score tends: D. A. Pierce, D. W. Schafer,
   * Residuals in generalized linear models, JASA 81 (1986) 977–986.
   */
  private static double deviance(Ratio ratio, double rate) {
    double share = ratio.share();
    double deviance = 2 * ratio.whole() * (term(share, rate) + term(1 - share, 1 - rate));
    return Math.copySign(Math.sqrt(Math.max(0, deviance)), share - rate);
  }

  private static double term(double share, double rate) {
    return share == 0 ? 0 : share * Math.log(share / rate);
  }
}
