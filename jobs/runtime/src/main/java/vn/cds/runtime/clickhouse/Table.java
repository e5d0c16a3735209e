package vn.cds.runtime.clickhouse;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.types.Row;

/**
 * A ClickHouse table as a job writes it: its columns in the order of the fields of each {@link
 * Row}. Immutable.
 */
public final class Table implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final List<String> columns;
  private final List<TypeInformation<?>> types;

  private Table(String name, List<String> columns, List<TypeInformation<?>> types) {
    this.name = name;
    this.columns = columns;
    this.types = types;
  }

  public static Table named(String name) {
    return new Table(name, List.of(), List.of());
  }

  public Table text(String column) {
    return with(column, Types.STRING);
  }

  public Table texts(String... names) {
    Table table = this;
    for (String column : names) {
      table = table.text(column);
    }
    return table;
  }

  /** A local day, as {@link java.time.LocalDate}. */
  public Table day(String column) {
    return with(column, Types.LOCAL_DATE);
  }

  /** An instant, which may be null. */
  public Table time(String column) {
    return with(column, Types.INSTANT);
  }

  public Table times(String... names) {
    Table table = this;
    for (String column : names) {
      table = table.time(column);
    }
    return table;
  }

  /** Floating-point numbers, which may be null. */
  public Table doubles(String... names) {
    Table table = this;
    for (String column : names) {
      table = table.with(column, Types.DOUBLE);
    }
    return table;
  }

  /** Decimal numbers, as {@link java.math.BigDecimal}, which may be null. */
  public Table decimals(String... names) {
    Table table = this;
    for (String column : names) {
      table = table.with(column, Types.BIG_DEC);
    }
    return table;
  }

  /** A 64-bit integer. */
  public Table number(String column) {
    return with(column, Types.LONG);
  }

  public Table numbers(String... names) {
    return numbers(List.of(names));
  }

  public Table numbers(List<String> names) {
    Table table = this;
    for (String column : names) {
      table = table.number(column);
    }
    return table;
  }

  /** An array of texts. */
  public Table textArray(String column) {
    return with(column, Types.OBJECT_ARRAY(Types.STRING));
  }

  /** Arrays of 64-bit integers. */
  public Table numberArrays(List<String> names) {
    Table table = this;
    for (String column : names) {
      table = table.with(column, Types.PRIMITIVE_ARRAY(Types.LONG));
    }
    return table;
  }

  private Table with(String column, TypeInformation<?> type) {
    List<String> newColumns = new ArrayList<>(columns);
    List<TypeInformation<?>> newTypes = new ArrayList<>(types);
    newColumns.add(column);
    newTypes.add(type);
    return new Table(name, newColumns, newTypes);
  }

  public String name() {
    return name;
  }

  public List<String> columns() {
    return List.copyOf(columns);
  }

  /** The type of its rows. */
  public TypeInformation<Row> type() {
    return Types.ROW_NAMED(columns.toArray(String[]::new), types.toArray(TypeInformation[]::new));
  }
}
