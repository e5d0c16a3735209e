package vn.cds.standalone.history;

import java.io.PrintWriter;
import vn.cds.importer.row.RowCounts;
import vn.cds.importer.row.UnmatchedCommunes.Unmatched;
import vn.cds.importer.table.RowTally.LeftOut;

/** Tells where the rows of an import went: each that was read was counted, rejected or left out. */
final class RowReport {
  private static final int MOST_COMMUNES = 50;

  private RowReport() {}

  /**
   * @param rejected rows with a reject, also those that the job refused
   */
  static void print(PrintWriter out, RowCounts rows, long rejected) {
    if (!rows.unmatched().isEmpty()) {
      out.printf("%nCommunes that were not found:%n");
      rows.unmatched().stream().limit(MOST_COMMUNES).forEach(unmatched -> print(out, unmatched));
      if (rows.unmatched().size() > MOST_COMMUNES) {
        out.printf("  and %d more%n", rows.unmatched().size() - MOST_COMMUNES);
      }
    }
    out.println();
    rows.notes().forEach(out::println);
    out.printf(
        "rows read %d, counted %d, rejected %d, left out %d%n",
        rows.read(), rows.read() - rejected - rows.leftOutRows(), rejected, rows.leftOutRows());
    for (LeftOut rule : rows.leftOut()) {
      out.printf(
          "left out %d: %s (%s%s)%n",
          rule.count(),
          rule.rule().sentence(),
          String.join(", ", rule.places()),
          rule.count() > rule.places().size() ? ", ..." : "");
    }
    if (rows.timesOfNone() > 0) {
      out.printf("times read as none by time.none: %d%n", rows.timesOfNone());
    }
    if (rows.wordsOfNone() > 0) {
      out.printf("words read as none by none.words: %d%n", rows.wordsOfNone());
    }
  }

  private static void print(PrintWriter out, Unmatched unmatched) {
    out.printf(
        "  %s (%d %s) %s%s%n",
        unmatched.text(),
        unmatched.rows(),
        unmatched.rows() == 1 ? "row" : "rows",
        unmatched.fault(),
        unmatched.nearest().isEmpty() ? "" : ": " + String.join(", ", unmatched.nearest()));
  }
}
