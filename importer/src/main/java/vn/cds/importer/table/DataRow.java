package vn.cds.importer.table;

import vn.cds.importer.file.SourceRow;

/**
 * A row of data.
 *
 * @param header null in a table without one, whose rows have a fault
 * @param fault why it is no row of its table, a part of a sentence; null when it is
 */
public record DataRow(Header header, SourceRow source, String fault) {

  /** The text of a wanted column. */
  public String cell(int wanted) {
    return source.cell(header.columns()[wanted]);
  }

  /** Whether a workbook holds a wanted column as a number. */
  public boolean isNumber(int wanted) {
    return source.isNumber(header.columns()[wanted]);
  }

  /** {@code file:line}. */
  public String place() {
    return source.table().place(source.line());
  }
}
