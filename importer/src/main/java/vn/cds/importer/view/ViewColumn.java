package vn.cds.importer.view;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Locale;

/**
 * A column of a view.
 *
 * @param label its name in the database
 */
record ViewColumn(String label, Kind kind) {
  /** {@code datetimeoffset} of SQL Server, {@code TIMESTAMP WITH [LOCAL] TIME ZONE} of Oracle. */
  private static final int SQL_SERVER_OFFSET = -155;

  private static final int ORACLE_ZONE = -101;
  private static final int ORACLE_LOCAL_ZONE = -102;

  /** What a column holds. */
  enum Kind {
    NUMBER,
    DAY,
    TIME,
    TIME_WITH_ZONE,
    TRUTH,
    BYTES,
    TEXT
  }

  /**
   * @param index from 1
   */
  static ViewColumn of(ResultSetMetaData columns, int index) throws SQLException {
    String type = columns.getColumnTypeName(index).toLowerCase(Locale.ROOT);
    return new ViewColumn(columns.getColumnLabel(index), kind(columns.getColumnType(index), type));
  }

  private static Kind kind(int type, String name) {
    return switch (type) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.NUMERIC,
          Types.DECIMAL,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE ->
          Kind.NUMBER;
      case Types.BIT, Types.BOOLEAN -> Kind.TRUTH;
      case Types.DATE -> Kind.DAY;
      case Types.TIMESTAMP -> name.equals("timestamptz") ? Kind.TIME_WITH_ZONE : Kind.TIME;
      case Types.TIMESTAMP_WITH_TIMEZONE, SQL_SERVER_OFFSET, ORACLE_ZONE, ORACLE_LOCAL_ZONE ->
          Kind.TIME_WITH_ZONE;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> Kind.BYTES;
      default -> Kind.TEXT;
    };
  }

  /** Whether greater values can be asked for. */
  boolean canGrow() {
    return kind == Kind.NUMBER
        || kind == Kind.DAY
        || kind == Kind.TIME
        || kind == Kind.TIME_WITH_ZONE;
  }

  /** The value as the mapping reads it; empty when there is none. */
  String cell(ResultSet row, int index) throws SQLException {
    Object value =
        switch (kind) {
          case BYTES -> null;
          case TRUTH -> truth(row, index);
          case DAY, TIME, TIME_WITH_ZONE -> moment(row, index);
          default -> value(row, index);
        };
    return value == null ? "" : text(value);
  }

  /**
   * A value that can be compared with others of the column; null when there is none.
   *
   * @throws DateTimeException or {@link SQLDataException} when it is a day that no calendar has
   */
  Comparable<?> value(ResultSet row, int index) throws SQLException {
    return switch (kind) {
      case NUMBER -> row.getBigDecimal(index);
      case DAY -> row.getObject(index, LocalDate.class);
      case TIME -> row.getObject(index, LocalDateTime.class);
      case TIME_WITH_ZONE -> row.getObject(index, OffsetDateTime.class);
      default -> row.getString(index);
    };
  }

  /** A day that no calendar has, such as 2025-10-00 in MySQL, is told as it is written. */
  private Object moment(ResultSet row, int index) throws SQLException {
    try {
      return value(row, index);
    } catch (DateTimeException | SQLDataException e) {
      return row.getString(index);
    }
  }

  private static Boolean truth(ResultSet row, int index) throws SQLException {
    boolean truth = row.getBoolean(index);
    return row.wasNull() ? null : truth;
  }

  /** The value as a text that {@link #parse} reads. */
  static String text(Object value) {
    return value instanceof BigDecimal number
        ? number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString()
        : value.toString();
  }

  /**
   * A value of the column from its text.
   *
   * @throws RuntimeException when it is none
   */
  Comparable<?> parse(String text) {
    return switch (kind) {
      case NUMBER -> new BigDecimal(text);
      case DAY -> LocalDate.parse(text);
      case TIME -> LocalDateTime.parse(text);
      case TIME_WITH_ZONE -> OffsetDateTime.parse(text);
      default -> text;
    };
  }

  /** Gives a value of the column to a statement. */
  void bind(PreparedStatement statement, int index, String text) throws SQLException {
    Object value = parse(text);
    if (value instanceof BigDecimal number) {
      statement.setBigDecimal(index, number);
    } else {
      statement.setObject(index, value);
    }
  }
}
