package vn.cds.standalone.history;

import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.cds.importer.row.RowCounts;
import vn.cds.importer.row.RowReject;

/**
 * What of an import was not counted.
 *
 * @param ofRows of its rows and files, by the import or by the jobs, copies as one
 * @param ofEarlierRows what it took back, or counted again, and the jobs refused
 * @param rows how many of the rows that it read have a reject
 */
public record Rejects(List<Reject> ofRows, List<Reject> ofEarlierRows, long rows) {

  /**
   * @param counts what became of the rows by the import itself
   * @param byImport what it did not send
   * @param byJobs what the jobs refused of its rows
   */
  static Rejects of(
      RowCounts counts, List<Reject> byImport, List<Reject> byJobs, List<Reject> ofEarlierRows) {
    // A file that breaks off does so behind a row.
    Set<String> rejected =
        byImport.stream()
            .filter(reject -> !reject.code().equals(RowReject.UNREADABLE_FILE))
            .flatMap(reject -> reject.sources().stream())
            .collect(Collectors.toSet());
    long refused =
        byJobs.stream()
            .flatMap(reject -> reject.sources().stream())
            .distinct()
            .filter(row -> !rejected.contains(row))
            .count();
    return new Rejects(
        Stream.concat(byImport.stream(), byJobs.stream()).toList(),
        List.copyOf(ofEarlierRows),
        counts.rejected() + refused);
  }

  /** All of them. */
  public List<Reject> all() {
    return Stream.concat(ofRows.stream(), ofEarlierRows.stream()).toList();
  }

  /** Prints them with their lines. */
  void print(PrintWriter out) {
    Reject.print(out, "Rejected:", ofRows);
    Reject.print(
        out,
        "Refused by the jobs, of rows of earlier imports (taken back, or counted again):",
        ofEarlierRows);
  }
}
