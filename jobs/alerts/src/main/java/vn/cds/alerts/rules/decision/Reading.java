package vn.cds.alerts.rules.decision;

/**
 * The figures behind a verdict.
 *
 * @param value what was measured, in the unit of the rule; not a number when there was nothing
 * @param n sample size
 * @param lower lowest value that is not surprising; not a number where the rule has none
 * @param upper highest value that is not surprising; not a number where the rule has none
 * @param target what the value is held against; not a number where the rule has none
 * @param peersMedian median of the peers' values; not a number where the rule has none
 * @param excess how far beyond the rule's level, to compare two readings of one rule: more is worse
 */
public record Reading(
    double value,
    long n,
    double lower,
    double upper,
    double target,
    double peersMedian,
    double excess) {

  /** Nothing is known. */
  public static final Reading NOTHING =
      new Reading(
          Double.NaN, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NEGATIVE_INFINITY);
}
