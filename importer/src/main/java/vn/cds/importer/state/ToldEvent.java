package vn.cds.importer.state;

import java.util.Arrays;
import vn.cds.importer.row.RowEvent;

/**
 * An event that an export tells.
 *
 * @param json as the contract writes it, with the id of revision 0; not changed by anybody
 * @param source the place of its row, {@code file:line}; no part of what is told
 * @param isOfThisImport whether the row is one of the import at hand; not kept
 */
record ToldEvent(byte[] json, String source, boolean isOfThisImport) {

  static ToldEvent of(RowEvent row, String place) {
    return new ToldEvent(row.json(), place, true);
  }

  /** Code of the commune that the event belongs to. */
  String commune() {
    return EventJson.communeCode(json);
  }

  boolean saysTheSameAs(ToldEvent other) {
    return other != null && Arrays.equals(json, other.json);
  }

  /**
   * Of two that tell of the same event, the one that stands. When they say something else, any
   * order will do; else it is the one of this import.
   */
  static ToldEvent greater(ToldEvent a, ToldEvent b) {
    int order = Arrays.compareUnsigned(a.json, b.json);
    return order > 0 || (order == 0 && a.isOfThisImport) ? a : b;
  }
}
