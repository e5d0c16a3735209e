package vn.cds.alerts.rules.statistics;

import java.util.Arrays;
import java.util.List;

/**
 * What the communes of a province show together at one moment.
 *
 * @param size how many had enough to judge
 * @param centre their rate: ratio of the sums
 * @param median median of their rates; not a number when there are none
 * @param variation variance of their true rates, in parts of the variance of a single record; 0
 *     when chance alone makes their rates differ
 */
public record PeerGroup(int size, double centre, double median, double variation) {

  /** No peers. */
  public static final PeerGroup NONE = new PeerGroup(0, Double.NaN, Double.NaN, 0);

  /** The share of the peers at either end whose scores are drawn in before they count. */
  private static final double WINSORISED = 0.1;

  /**
   * Of rates of one moment. The variation is estimated from the winsorised scores of {@link MidP}
   * as in a random-effects model: D. J. Spiegelhalter, Handling over-dispersion of performance
   * indicators, Quality and Safety in Health Care 14 (2005) 347–351. Unlike one factor for all it
   * widens the limits of large communes, whose true rates are what differs, and hardly those of
   * small ones, which are ruled by chance.
   *
   * @param minimumN those with fewer are left out
   */
  public static PeerGroup of(List<Ratio> rates, long minimumN) {
    List<Ratio> peers = rates.stream().filter(rate -> rate.whole() >= minimumN).toList();
    if (peers.isEmpty()) {
      return NONE;
    }
    long part = peers.stream().mapToLong(Ratio::part).sum();
    long whole = peers.stream().mapToLong(Ratio::whole).sum();
    // Never 0 or 1, for which there is no score.
    double centre = (part + 0.5) / (whole + 1.0);
    double[] scores =
        peers.stream().mapToDouble(peer -> MidP.score(peer, centre)).sorted().toArray();
    double lowest = scores[(int) (scores.length * WINSORISED)];
    double highest = scores[scores.length - 1 - (int) (scores.length * WINSORISED)];
    double squares =
        Arrays.stream(scores)
            .map(score -> Math.min(highest, Math.max(lowest, score)))
            .map(score -> score * score)
            .sum();
    double squaresByChance = scores.length - 1.0;
    double squaresOfSizes = peers.stream().mapToDouble(peer -> Math.pow(peer.whole(), 2)).sum();
    double variation =
        squares <= squaresByChance || scores.length == 1
            ? 0
            : (squares - squaresByChance) / (whole - squaresOfSizes / whole);
    double median = Median.of(peers.stream().mapToDouble(Ratio::share).toArray());
    return new PeerGroup(peers.size(), centre, median, variation);
  }

  /** How many standard deviations a commune lies above the centre; negative below it. */
  public double score(Ratio rate) {
    return MidP.score(rate, centre) / widening(rate.whole());
  }

  /** The rate at which a commune of that size has that score. */
  public double limit(long n, double score) {
    return MidP.share(n, centre, score * widening(n));
  }

  private double widening(long n) {
    return Math.sqrt(1 + variation * n);
  }
}
