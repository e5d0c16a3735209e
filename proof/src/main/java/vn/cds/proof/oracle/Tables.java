package vn.cds.proof.oracle;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The rows of every table: table, key, column, value. */
public final class Tables {
  private final Map<String, Map<String, Row>> rows = new LinkedHashMap<>();

  public Tables() {
    TableShape.ALL.forEach(shape -> rows.put(shape.table(), new HashMap<>()));
  }

  /** The rows of a table by their key, as {@link #key} writes it. */
  public Map<String, Row> rows(String table) {
    return rows.get(TableShape.of(table).table());
  }

  /**
   * A new row, all columns null.
   *
   * @throws IllegalStateException when there is a row with this key already
   */
  public Row add(String table, Object... key) {
    Row row = new Row(TableShape.of(table));
    if (rows.get(table).put(key(key), row) != null) {
      throw new IllegalStateException("two rows for " + key(key) + " in " + table);
    }
    return row;
  }

  /** The key of a row in one text: its parts in the order of the shape, with {@code |} between. */
  public static String key(Object... parts) {
    return Arrays.stream(parts).map(String::valueOf).collect(Collectors.joining("|"));
  }
}
