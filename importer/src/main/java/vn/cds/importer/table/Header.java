package vn.cds.importer.table;

import java.util.List;
import vn.cds.importer.file.SourceRow;
import vn.cds.importer.file.Table;

/**
 * Where the wanted columns are in a table.
 *
 * @param rows the lines it takes, one to three
 * @param names of the columns as people read them; empty where there is none
 * @param columns the index of each wanted column, in their order
 */
public record Header(Table table, List<SourceRow> rows, List<String> names, int[] columns) {

  /** Columns up to the last one with a name. */
  public int width() {
    return names.size();
  }

  public long lastLine() {
    return rows.get(rows.size() - 1).line();
  }

  /** How people find a wanted column: its name and place. */
  public String describe(int wanted) {
    return "\"" + names.get(columns[wanted]) + "\" (column " + table.column(columns[wanted]) + ")";
  }
}
