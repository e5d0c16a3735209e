package vn.cds.sql;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/** A row of a query's answer. Columns are asked for by name; an unknown name is an error. */
public final class Row {

  private final Map<String, Object> values;

  Row(Map<String, Object> values) {
    this.values = values;
  }

  /** Whether the column is null. */
  public boolean isNull(String column) {
    return value(column) == null;
  }

  /** A text, or null. */
  public String text(String column) {
    Object value = value(column);
    return value == null ? null : value.toString();
  }

  /** An integer; null is an error. */
  public long integer(String column) {
    return number(column).longValue();
  }

  /** An integer, or null. */
  public Long integerOrNull(String column) {
    return isNull(column) ? null : number(column).longValue();
  }

  /** A number; null is an error. */
  public double decimal(String column) {
    return number(column).doubleValue();
  }

  /** A number, or null. */
  public Double decimalOrNull(String column) {
    return isNull(column) ? null : number(column).doubleValue();
  }

  /** A flag; null is an error. */
  public boolean flag(String column) {
    return value(column) instanceof Boolean flag ? flag : number(column).longValue() != 0;
  }

  /** A local day, or null. */
  public LocalDate day(String column) {
    Object value = value(column);
    return value instanceof ZonedDateTime time ? time.toLocalDate() : (LocalDate) value;
  }

  /** An instant, or null. */
  public Instant instant(String column) {
    ZonedDateTime time = (ZonedDateTime) value(column);
    return time == null ? null : time.toInstant();
  }

  /**
   * The entries of an array. Entries of a tuple are lists of its elements, which are text, numbers
   * or null.
   */
  public List<Object> list(String column) {
    return entries((List<?>) value(column));
  }

  private static List<Object> entries(List<?> list) {
    return list.stream()
        .map(entry -> entry instanceof Object[] tuple ? (Object) Arrays.asList(tuple) : entry)
        .toList();
  }

  /** The names of the columns, in the order of the query. */
  public Set<String> columns() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /**
   * A value as it is: text, a number, a {@link LocalDate}, an {@link Instant}, null, or a list of
   * such; an entry of a tuple is a list of its elements.
   */
  public Object plain(String column) {
    return plain(value(column));
  }

  private static Object plain(Object value) {
    if (value instanceof ZonedDateTime time) {
      return time.toInstant();
    }
    if (value instanceof Object[] tuple) {
      return plain(Arrays.asList(tuple));
    }
    if (value instanceof List<?> list) {
      List<Object> entries = new ArrayList<>();
      list.forEach(entry -> entries.add(plain(entry)));
      return entries;
    }
    return value == null || value instanceof Number || value instanceof LocalDate
        ? value
        : value.toString();
  }

  private Number number(String column) {
    Object value = value(column);
    if (value instanceof Number number) {
      return number;
    }
    throw new IllegalStateException(
        "column " + column + " is " + (value == null ? "null" : value.getClass().getSimpleName()));
  }

  private Object value(String column) {
    if (!values.containsKey(column)) {
      throw new NoSuchElementException(
          "there is no column " + column + ", only " + values.keySet());
    }
    return values.get(column);
  }

  @Override
  public String toString() {
    Map<String, Object> shown = new LinkedHashMap<>(values);
    shown.replaceAll((column, value) -> value instanceof List<?> list ? entries(list) : value);
    return shown.toString();
  }
}
