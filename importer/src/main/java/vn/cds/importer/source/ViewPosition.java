package vn.cds.importer.source;

import java.time.Instant;

/**
 * How far a view was read. A reading begins where the reading before the last one ended: a row that
 * was committed late, behind one with a greater value, is seen by the next reading.
 *
 * @param mapping digest of the mapping that it was read with
 * @param readAt when the last reading began
 * @param from the value of the growing column from which on the next reading reads; null: from the
 *     beginning
 * @param last the greatest value that was read; null when there is none
 */
public record ViewPosition(String mapping, Instant readAt, String from, String last) {

  /**
   * The position behind a whole reading.
   *
   * @param before null when there is none
   * @param greatest value of the growing column that it read; null when there is none
   */
  public static ViewPosition after(
      ViewPosition before, String mapping, Instant readAt, String greatest) {
    boolean goesOn = before != null && before.mapping.equals(mapping);
    String earlier = goesOn ? before.last : null;
    return new ViewPosition(mapping, readAt, earlier, greatest == null ? earlier : greatest);
  }

  /** The value from which on a reading with a mapping reads; null: from the beginning. */
  public String from(String wanted) {
    return mapping.equals(wanted) ? from : null;
  }
}
