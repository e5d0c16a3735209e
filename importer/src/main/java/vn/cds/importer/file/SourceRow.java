package vn.cds.importer.file;

import java.util.BitSet;
import java.util.List;

/**
 * A row as it stands in a file.
 *
 * @param line its first line, from 1; the row's number in a sheet
 * @param cells texts, never null; fewer than the header has when the row ends early
 * @param numbers cells that a workbook holds as numbers; null when there are none
 * @param fault why the row cannot be read, a part of a sentence; null when it can. The cells are
 *     empty then
 */
public record SourceRow(Table table, long line, List<String> cells, BitSet numbers, String fault) {
  /** What stands in a cell with a formula that no program has worked out; no text holds it. */
  public static final String NO_RESULT = "\uFFFC";

  /** The text of a column, counted from 0; empty behind the end of the row. */
  public String cell(int column) {
    return column < cells.size() ? cells.get(column) : "";
  }

  /** Whether a workbook holds this cell as a number. */
  public boolean isNumber(int column) {
    return numbers != null && numbers.get(column);
  }

  /** Whether no cell holds more than spaces. */
  public boolean isBlank() {
    for (int i = 0; i < cells.size(); i++) {
      if (!cells.get(i).isBlank()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the cells may be names of columns: those of data have digits, and must never be told as
   * names.
   */
  public boolean mayBeNames() {
    return cells.stream().allMatch(cell -> cell.chars().filter(Character::isDigit).count() < 4);
  }
}
