package vn.cds.dashboard.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import vn.cds.sql.Row;

/** Makes records of rows: each field is the column of its name. */
public final class RowReader {

  /** The moment of the figures, which is told once for all rows. */
  public static final String AS_OF = "as_of";

  private RowReader() {}

  /**
   * A row as a record.
   *
   * @throws java.util.NoSuchElementException when a field that cannot be left out has no column
   */
  public static <R extends Record> R read(Class<R> type, Row row) {
    return RecordShape.of(type)
        .make(
            type,
            field ->
                field.unwrapped()
                    ? read(field.component().getType().asSubclass(Record.class), row)
                    : field.leftOut()
                        ? null
                        : value(row.plain(field.name()), field.component().getGenericType()));
  }

  /** A value of a column; what cannot be computed is null. */
  private static Object value(Object plain, Type type) {
    if (plain == null) {
      return null;
    }
    if (type instanceof ParameterizedType list) {
      List<Object> entries = new ArrayList<>(); // perhaps with nulls
      ((List<?>) plain)
          .forEach(entry -> entries.add(value(entry, list.getActualTypeArguments()[0])));
      return entries;
    }
    if (type instanceof Class<?> known && known.isRecord()) {
      return tuple(known.asSubclass(Record.class), (List<?>) plain);
    }
    if (type == Long.class || type == long.class) {
      return ((Number) plain).longValue();
    }
    if (type == Integer.class || type == int.class) {
      return ((Number) plain).intValue();
    }
    if (type == Double.class || type == double.class) {
      double number = ((Number) plain).doubleValue();
      return Double.isFinite(number) ? number : null;
    }
    if (type == Boolean.class || type == boolean.class) {
      return plain instanceof Number number ? number.intValue() != 0 : "true".equals(plain);
    }
    return plain;
  }

  /** ClickHouse's tuples come without names: their elements are the fields in their order. */
  private static <R extends Record> R tuple(Class<R> type, List<?> elements) {
    RecordShape shape = RecordShape.of(type);
    return shape.make(
        type,
        field ->
            value(elements.get(shape.fields().indexOf(field)), field.component().getGenericType()));
  }
}
