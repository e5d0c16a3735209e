package vn.cds.alerts.rules;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** What all communes of a province sent in each of the latest hours, from their absolute rows. */
final class FeedTotals {
  private static final int KEPT_HOURS = 72;

  private final Map<String, Hours> communes = new TreeMap<>();
  private final Hours total = new Hours(KEPT_HOURS);

  /**
   * Takes a commune's row.
   *
   * @return the province's count of that hour
   */
  Ratio add(String commune, long hour, Ratio counts) {
    long more = communes.computeIfAbsent(commune, code -> new Hours(KEPT_HOURS)).put(hour, counts);
    Ratio sum = Ratio.count(Math.max(0, total.sum(hour, hour + 1).whole() + more));
    total.put(hour, sum);
    return sum;
  }

  void write(DataOutput out) throws IOException {
    total.write(out);
    out.writeInt(communes.size());
    for (Map.Entry<String, Hours> commune : communes.entrySet()) {
      out.writeUTF(commune.getKey());
      commune.getValue().write(out);
    }
  }

  void read(DataInput in) throws IOException {
    total.read(in);
    communes.clear();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      Hours hours = new Hours(KEPT_HOURS);
      communes.put(in.readUTF(), hours);
      hours.read(in);
    }
  }
}
