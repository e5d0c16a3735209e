package vn.cds.proof;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import vn.cds.proof.oracle.Row;
import vn.cds.proof.oracle.TableShape;

/** Compares what a table must hold with what it holds: every key, every column. */
public final class Comparison {

  /**
   * What came of one table.
   *
   * @param expectedRows how many rows the table must have
   * @param foundRows how many it has
   * @param count how many differences there are
   * @param first the first of them by key, at most as many as asked for
   */
  public record Result(
      String table, int expectedRows, int foundRows, long count, List<Difference> first) {}

  private Comparison() {}

  /**
   * @param shown how many differences to keep; all are counted
   */
  public static Result compare(
      TableShape shape, Map<String, Row> expected, Map<String, Row> found, int shown) {
    SortedMap<String, List<Difference>> byKey = new TreeMap<>();
    long count = 0;
    Set<String> keys = new HashSet<>(expected.keySet());
    keys.addAll(found.keySet());
    for (String key : keys) {
      List<Difference> differences = compare(shape, key, expected.get(key), found.get(key));
      count += differences.size();
      if (!differences.isEmpty()) {
        byKey.put(key, differences);
        if (byKey.size() > shown) {
          byKey.remove(byKey.lastKey());
        }
      }
    }
    return new Result(
        shape.table(),
        expected.size(),
        found.size(),
        count,
        byKey.values().stream().flatMap(List::stream).limit(shown).toList());
  }

  private static List<Difference> compare(TableShape shape, String key, Row expected, Row found) {
    if (expected == null || found == null) {
      return List.of(new Difference(shape.table(), key, null, expected, found));
    }
    List<Difference> differences = new ArrayList<>();
    for (TableShape.Column column : shape.columns()) {
      Object wanted = expected.get(column.name());
      Object value = found.get(column.name());
      if (Objects.equals(wanted, value)) {
        continue;
      }
      if (column.type() == TableShape.Type.BREAKDOWN) {
        differences.addAll(compareBreakdown(shape, key, figures(wanted), figures(value)));
      } else {
        differences.add(new Difference(shape.table(), key, column.name(), wanted, value));
      }
    }
    return differences;
  }

  private static List<Difference> compareBreakdown(
      TableShape shape, String key, Map<String, Long> expected, Map<String, Long> found) {
    List<Difference> differences = new ArrayList<>();
    Set<String> names = new TreeSet<>(expected.keySet());
    names.addAll(found.keySet());
    for (String name : names) {
      if (!Objects.equals(expected.get(name), found.get(name))) {
        differences.add(
            new Difference(shape.table(), key, name, expected.get(name), found.get(name)));
      }
    }
    return differences;
  }

  /** {@code by.received[channel:online] -> 3} and so on. */
  private static Map<String, Long> figures(Object breakdown) {
    Map<String, Long> figures = new TreeMap<>();
    if (breakdown instanceof Map<?, ?> byCode) {
      byCode.forEach(
          (code, entry) ->
              ((Map<?, ?>) entry)
                  .forEach(
                      (name, value) ->
                          figures.put(
                              TableShape.BY + "." + name + "[" + code + "]", (Long) value)));
    }
    return figures;
  }
}
