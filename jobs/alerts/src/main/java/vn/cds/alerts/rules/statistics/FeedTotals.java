package vn.cds.alerts.rules.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** What all communes of a province sent in each of the latest hours, from their absolute rows. */
public final class FeedTotals {
  private static final int KEPT_HOURS = 72;

  private final Map<String, Hours> communes = new TreeMap<>();
  private final Hours total = new Hours(KEPT_HOURS);

  /**
   * Takes a commune's row.
   *
   * @return the province's counts of that hour; null when it is older than what is kept
   */
  public Ratio add(String commune, long hour, Ratio counts) {
    if (!total.keeps(hour)) {
      return null;
    }
    Hours own = communes.computeIfAbsent(commune, code -> new Hours(KEPT_HOURS));
    Ratio before = own.sum(hour, hour + 1);
    own.put(hour, counts);
    Ratio after = own.sum(hour, hour + 1);
    Ratio sum = total.sum(hour, hour + 1);
    Ratio now =
        new Ratio(
            sum.part() + after.part() - before.part(),
            sum.whole() + after.whole() - before.whole());
    total.put(hour, now);
    return now;
  }

  public void write(DataOutput out) throws IOException {
    total.write(out);
    out.writeInt(communes.size());
    for (Map.Entry<String, Hours> commune : communes.entrySet()) {
      out.writeUTF(commune.getKey());
      commune.getValue().write(out);
    }
  }

  public void read(DataInput in) throws IOException {
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
