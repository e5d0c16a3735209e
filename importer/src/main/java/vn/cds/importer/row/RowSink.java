package vn.cds.importer.row;

/** Takes what the rows of exports say, in their order. */
public interface RowSink {

  /** An event, and the place of its row. */
  void event(RowEvent event, String place);

  /** Something that is not counted. */
  void reject(RowReject reject);
}
