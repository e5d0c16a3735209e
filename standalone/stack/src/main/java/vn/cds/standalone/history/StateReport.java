package vn.cds.standalone.history;

import java.io.PrintWriter;
import java.util.Locale;
import vn.cds.importer.state.StateCounts;

/** Tells what exports changed in what was known. */
final class StateReport {
  private StateReport() {}

  /**
   * @param tense such as {@code ""} or {@code "would be "}
   */
  static void print(PrintWriter out, StateCounts counts, String tense) {
    out.printf(
        Locale.ROOT,
        "events: %s%d new, %d taken back, %d unchanged%n",
        tense,
        counts.events(),
        counts.retractions(),
        counts.unchanged());
    if (counts.unlisted() > 0) {
      out.printf(
          Locale.ROOT,
          "known before and in no file: %d, of which %d %staken back%n",
          counts.unlisted(),
          counts.unlistedRetracted(),
          tense);
    }
    if (counts.differing() > 0) {
      out.printf(
          Locale.ROOT,
          "of the same date, and not as an earlier import said: %d; both hold. If the mapping or the"
              + " file has been corrected, import once more with --again%n",
          counts.differing());
    }
  }
}
