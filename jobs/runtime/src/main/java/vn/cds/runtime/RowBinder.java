package vn.cds.runtime;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.apache.flink.types.Row;

/**
 * Binds the fields of a row, in order. Times go as {@link java.time.Instant}: any other class
 * depends on the zone of the machine.
 */
final class RowBinder {
  private RowBinder() {}

  static void bind(PreparedStatement statement, Row row) throws SQLException {
    for (int i = 0; i < row.getArity(); i++) {
      Object value = row.getField(i);
      if (value instanceof Long number) {
        statement.setLong(i + 1, number);
      } else if (value instanceof String text) {
        statement.setString(i + 1, text);
      } else if (value == null) {
        statement.setNull(i + 1, Types.NULL);
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }
}
