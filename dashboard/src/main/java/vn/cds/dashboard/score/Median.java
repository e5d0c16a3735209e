package vn.cds.dashboard.score;

import java.util.Collection;
import java.util.List;

/** The middle of some numbers. */
public final class Median {

  private Median() {}

  /** Of the scores of the ranked ones; null without one. */
  public static Double ofRanked(List<Standing> standings) {
    return of(
        standings.stream()
            .filter(standing -> standing.rank() != null)
            .map(Standing::score)
            .toList());
  }

  /** Of an even number of values the mean of the two in the middle; null of none. */
  public static Double of(Collection<Double> values) {
    if (values.isEmpty()) {
      return null;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (Double) ((sorted.get(middle - 1) + sorted.get(middle)) / 2);
  }
}
