package vn.cds.importer.state;

import java.util.Arrays;
import vn.cds.importer.row.RowEvent;

/**
 * An event that an export tells.
 *
 * @param json as the contract writes it, with the id of revision 0; not changed by anybody
 * @param source the place of its row, {@code file:line}; no part of what is told
 */
record ToldEvent(byte[] json, String source) {

  static ToldEvent of(RowEvent row, String place) {
    return new ToldEvent(row.json(), place);
  }

  /** Code of the commune that the event belongs to. */
  String commune() {
    return EventJson.communeCode(json);
  }

  boolean saysTheSameAs(ToldEvent other) {
    return other != null && Arrays.equals(json, other.json);
  }

  /** Of two that say something else of the same event, the one that stands: any order will do. */
  static ToldEvent greater(ToldEvent a, ToldEvent b) {
    return Arrays.compareUnsigned(a.json, b.json) >= 0 ? a : b;
  }
}
