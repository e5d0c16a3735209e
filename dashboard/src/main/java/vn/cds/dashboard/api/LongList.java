package vn.cds.dashboard.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A list that may be long, row by row. The queries of such lists say in columns {@code total_...},
 * the same in each row, how many rows there are, also behind their limit.
 *
 * @param source gives each row to somebody
 * @param most rows that it gives
 */
record LongList(Consumer<Consumer<Map<String, Object>>> source, int most) {

  private static final String TOTAL = "total_";
  private static final String ALL = "rows";

  void forEach(Consumer<Map<String, Object>> rows) {
    source.accept(rows);
  }

  LongList map(UnaryOperator<Map<String, Object>> change) {
    return new LongList(rows -> source.accept(row -> rows.accept(change.apply(row))), most);
  }

  /**
   * What an answer says of a list: {@code totals} of all there are, by kind and of all {@code
   * rows}, and {@code rows}, its beginning.
   *
   * @param beginning of the list
   * @param kinds of rows that the query tells totals of
   */
  static Map<String, Object> answer(List<Map<String, Object>> beginning, List<String> kinds) {
    Map<String, Object> totals = new LinkedHashMap<>();
    for (String kind : kinds) {
      totals.put(kind, beginning.isEmpty() ? 0 : beginning.get(0).get(TOTAL + kind));
    }
    totals.put(ALL, beginning.isEmpty() ? 0 : all(beginning.get(0)));
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("totals", totals);
    data.put(
        ALL,
        beginning.stream()
            .map(
                row -> {
                  Map<String, Object> own = new LinkedHashMap<>(row);
                  own.keySet().removeIf(column -> column.startsWith(TOTAL));
                  return own;
                })
            .toList());
    return data;
  }

  /** How many rows there are in all, as any of them says. */
  static long all(Map<String, Object> row) {
    return ((Number) row.get(TOTAL + ALL)).longValue();
  }

  /** The columns of a row but its totals. */
  static List<String> columns(Map<String, Object> row) {
    List<String> columns = new ArrayList<>(row.keySet());
    columns.removeIf(column -> column.startsWith(TOTAL));
    return columns;
  }
}
