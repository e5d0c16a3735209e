package vn.cds.importer.row;

/**
 * Something of a row that is not counted.
 *
 * @param place {@code file:line}
 * @param code a fault code of docs/contract.md, or one of those below
 * @param detail what is wrong, with the column; never the value of a cell
 * @param entity the dossier, document or payment; null when it cannot be read
 * @param channel on the wire; null when unknown
 * @param month when the entity began, {@code yyyy-MM}; null when unknown
 * @param identity the same for copies of one event; null when the row names no entity
 */
public record RowReject(
    String place,
    String code,
    String detail,
    String entity,
    String channel,
    String month,
    String identity) {
  /** The row does not have the columns of its table. */
  public static final String UNREADABLE_ROW = "UNREADABLE_ROW";

  /** The file ends too early, or cannot be read from here on. */
  public static final String UNREADABLE_FILE = "UNREADABLE_FILE";

  /** More is told of its dossier than Kafka takes in one record. */
  public static final String TOO_MANY_EVENTS = "TOO_MANY_EVENTS";

  static RowReject unreadable(String place, String code, String detail) {
    return new RowReject(place, code, detail, null, null, null, null);
  }
}
