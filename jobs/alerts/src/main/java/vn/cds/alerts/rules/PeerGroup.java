package vn.cds.alerts.rules;

import java.util.Arrays;
import java.util.List;

/**
 * What the communes of a province show together at one moment.
 *
 * @param size how many had enough to judge
 * @param centre their rate: ratio of the sums
 * @param median median of their rates; not a number when there are none
 * @param dispersion by how much their rates vary more than chance makes them, at least 1
 */
public record PeerGroup(int size, double centre, double median, double dispersion) {

  /** No peers. */
  public static final PeerGroup NONE = new PeerGroup(0, Double.NaN, Double.NaN, 1);

  /** The share of the peers at either end whose scores are drawn in before they count. */
  private static final double WINSORISED = 0.1;

  /**
   * Of rates of one moment. The dispersion is the mean of the squared, winsorised scores: D. J.
   * Spiegelhalter, Handling over-dispersion of performance indicators, Quality and Safety in Health
   * Care 14 (2005) 347–351.
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
    double centre = (part + 0.5) / (whole + 1.0); // never 0 or 1: nobody is perfect for ever
    double[] scores =
        peers.stream().mapToDouble(peer -> MidP.score(peer, centre)).sorted().toArray();
    double lowest = scores[(int) (scores.length * WINSORISED)];
    double highest = scores[scores.length - 1 - (int) (scores.length * WINSORISED)];
    double dispersion =
        Arrays.stream(scores)
            .map(score -> Math.min(highest, Math.max(lowest, score)))
            .map(score -> score * score)
            .average()
            .orElseThrow();
    double median = Median.of(peers.stream().mapToDouble(Ratio::share).toArray());
    return new PeerGroup(peers.size(), centre, median, Math.max(1, dispersion));
  }

  /** How many standard deviations a commune lies above the centre; negative below it. */
  double score(Ratio rate) {
    return MidP.score(rate, centre) / Math.sqrt(dispersion);
  }

  /** The rate at which a commune of that size has that score. */
  double limit(long n, double score) {
    return MidP.share(n, centre, score * Math.sqrt(dispersion));
  }
}
