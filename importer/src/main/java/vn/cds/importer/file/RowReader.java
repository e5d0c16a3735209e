package vn.cds.importer.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Reads the tables of a file row by row, one table after the other; keeps no row. */
public interface RowReader extends Closeable {

  /**
   * The next row, or null after the last one.
   *
   * @throws IOException when the rest of the file cannot be read
   */
  SourceRow next() throws IOException;

  /** What was found out about the file and may be told, in sentences without its content. */
  List<String> notes();
}
