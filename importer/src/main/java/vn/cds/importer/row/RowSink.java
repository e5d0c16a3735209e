package vn.cds.importer.row;

/** Takes what the rows of exports say, in their order. */
public interface RowSink {

  /**
   * What becomes of a row without a reject. Of a row whose events differ in it, the last one here
   * holds.
   */
  enum RowFate {
    /** It says less than is known: a newer export told of the same dossier. */
    OLDER,
    /** It is taken. */
    TAKEN,
    /** The sink has rejected it. */
    REJECTED
  }

  /** An event, and the place of its row. */
  void event(RowEvent event, String place);

  /** Something that is not counted. */
  void reject(RowReject reject);

  /**
   * What earlier rows said of an entity no longer holds, for another row of the same date places it
   * in another commune. The events of that row follow.
   *
   * @param entity key of the events
   * @param fromCommune code of the commune that it was in
   */
  default void moved(String entity, String fromCommune) {
    // Of no interest to most.
  }

  /** The file at hand has a table that was left out, whose rows may be of any entity. */
  default void incompleteFile() {
    // Of no interest to most.
  }

  /**
   * A row ends; its events and rejects came before. A row that cannot be read at all ends too, with
   * a reject and without an entity.
   *
   * @param entity that it tells of; null when it does not name one
   * @param place of the row
   */
  default RowFate endOfRow(String entity, String place) {
    return RowFate.TAKEN;
  }
}
