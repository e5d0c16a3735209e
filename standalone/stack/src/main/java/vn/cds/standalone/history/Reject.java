package vn.cds.standalone.history;

import java.io.PrintWriter;
import java.util.List;

/**
 * Something of an export that was not counted.
 *
 * @param code a fault code of docs/contract.md, or one of {@link vn.cds.importer.row.RowReject}
 * @param detail what is wrong
 * @param dossier null when it cannot be read
 * @param channel on the wire; null when unknown
 * @param month of receipt, {@code yyyy-MM}; null when unknown
 * @param sources the lines, {@code file:line}, that say it
 */
public record Reject(
    String code,
    String detail,
    String dossier,
    String channel,
    String month,
    List<String> sources) {
  private static final int MOST_SHOWN = 50;

  /** Prints them with their lines, unless there are none. */
  static void print(PrintWriter out, String heading, List<Reject> rejects) {
    if (rejects.isEmpty()) {
      return;
    }
    out.printf("%n%s%n", heading);
    rejects.stream().limit(MOST_SHOWN).forEach(reject -> reject.print(out));
    if (rejects.size() > MOST_SHOWN) {
      out.printf(
          "and %d more (--rejects FILE, or the list beside this report, has all)%n",
          rejects.size() - MOST_SHOWN);
    }
  }

  private void print(PrintWriter out) {
    out.printf(
        "  %s  %s  %s (%s)%s%n",
        sources.get(0),
        dossier == null ? "-" : dossier,
        code,
        detail,
        sources.size() == 1 ? "" : ", said by " + sources.size() + " lines");
  }
}
