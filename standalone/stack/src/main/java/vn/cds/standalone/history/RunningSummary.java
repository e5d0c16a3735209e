package vn.cds.standalone.history;

import java.io.PrintWriter;
import vn.cds.importer.row.RowCounts;
import vn.cds.importer.state.StateCounts;

/**
 * What an import into a board that runs came to. What stands on the board is not repeated: live
 * events are among it.
 *
 * @param rows what became of the rows that were read
 * @param changes what the exports changed in what was known
 * @param rejects what was not counted
 * @param jobsWereAsked whether what the jobs refused is among the rejects
 */
public record RunningSummary(
    RowCounts rows, StateCounts changes, Rejects rejects, boolean jobsWereAsked) {

  /** Prints the rejects with their lines, and where the rows went. */
  public void print(PrintWriter out) {
    rejects.print(out);
    RowReport.print(out, rows, rejects.rows());
    StateReport.print(out, changes, "");
    if (!jobsWereAsked) {
      out.println(
          "What the jobs refuse stands on the board, in Chất lượng dữ liệu; ./cds import --clickhouse"
              + " lists it, too.");
    }
  }
}
