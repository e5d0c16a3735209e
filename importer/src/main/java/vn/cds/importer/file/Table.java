package vn.cds.importer.file;

/**
 * A table: a text file, or a sheet of a workbook.
 *
 * @param file as it was named; a file in an archive is {@code archive.zip/name}
 * @param sheet null when the format has no sheets
 */
public record Table(String file, String sheet) {

  /** The place of a line, counted from 1: {@code file:line} or {@code file:sheet:line}. */
  public String place(long line) {
    return this + ":" + line;
  }

  /** How people find a column, counted from 0: its letters in a workbook, else its number. */
  public String column(int index) {
    if (sheet == null) {
      return Integer.toString(index + 1);
    }
    StringBuilder letters = new StringBuilder();
    for (int rest = index; rest >= 0; rest = rest / 26 - 1) {
      letters.insert(0, (char) ('A' + rest % 26));
    }
    return letters.toString();
  }

  @Override
  public String toString() {
    return sheet == null ? file : file + ":" + sheet;
  }
}
