package vn.cds.simulator.random;

import java.util.List;

/** Draws one of several values, each by its weight, in constant time (Walker's alias method). */
public final class Weighted<T> {

  private final List<T> values;
  private final double[] share;
  private final int[] alias;

  public Weighted(List<T> values, double[] weights) {
    if (values.isEmpty() || values.size() != weights.length) {
      throw new IllegalArgumentException(values.size() + " values, " + weights.length + " weights");
    }
    this.values = List.copyOf(values);
    int n = weights.length;
    share = new double[n];
    alias = new int[n];
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    int[] small = new int[n];
    int[] large = new int[n];
    int smalls = 0;
    int larges = 0;
    for (int i = 0; i < n; i++) {
      share[i] = weights[i] * n / sum;
      alias[i] = i;
      if (share[i] < 1) {
        small[smalls++] = i;
      } else {
        large[larges++] = i;
      }
    }
    while (smalls > 0 && larges > 0) {
      int low = small[--smalls];
      int high = large[larges - 1];
      alias[low] = high;
      share[high] -= 1 - share[low];
      if (share[high] < 1) {
        small[smalls++] = high;
        larges--;
      }
    }
    while (larges > 0) {
      share[large[--larges]] = 1;
    }
    while (smalls > 0) {
      share[small[--smalls]] = 1;
    }
  }

  public T draw(SeededRandom random) {
    double place = random.unit() * share.length;
    int i = (int) place;
    return values.get(place - i < share[i] ? i : alias[i]);
  }
}
