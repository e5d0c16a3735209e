package vn.cds.importer.table;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import vn.cds.importer.file.SourceRow;

/** How many rows were read, and which were left out by which rule. */
public final class RowTally {
  private static final int MOST_PLACES = 5;

  private long read;
  private final Map<LeftOutRule, LeftOut> leftOut = new EnumMap<>(LeftOutRule.class);

  /**
   * Rows that a rule leaves out.
   *
   * @param places of the first few
   */
  public record LeftOut(LeftOutRule rule, long count, List<String> places) {}

  /** A row was read. */
  public void read() {
    read++;
  }

  /** A row that was read is left out. */
  public void leaveOut(LeftOutRule rule, SourceRow row) {
    LeftOut before = leftOut.getOrDefault(rule, new LeftOut(rule, 0, new ArrayList<>()));
    if (before.places.size() < MOST_PLACES) {
      before.places.add(row.table().place(row.line()));
    }
    leftOut.put(rule, new LeftOut(rule, before.count + 1, before.places));
  }

  /** Rows read, without headers. */
  public long rowsRead() {
    return read;
  }

  /** What was left out, by rule; rules that left out nothing are not in it. */
  public List<LeftOut> leftOut() {
    return List.copyOf(leftOut.values());
  }
}
