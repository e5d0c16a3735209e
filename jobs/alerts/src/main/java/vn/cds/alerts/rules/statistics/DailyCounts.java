package vn.cds.alerts.rules.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** The latest figures of finished working days. */
public final class DailyCounts {
  private final int length;
  private final Deque<Long> counts = new ArrayDeque<>();

  /**
   * @param length how many days are kept
   */
  public DailyCounts(int length) {
    this.length = length;
  }

  public void add(long count) {
    counts.addLast(count);
    if (counts.size() > length) {
      counts.removeFirst();
    }
  }

  public int size() {
    return counts.size();
  }

  /** Not a number when there is nothing. */
  public double median() {
    return Median.of(counts.stream().mapToDouble(Long::doubleValue).toArray());
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(counts.size());
    for (long count : counts) {
      out.writeLong(count);
    }
  }

  public void read(DataInput in) throws IOException {
    counts.clear();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      add(in.readLong());
    }
  }
}
