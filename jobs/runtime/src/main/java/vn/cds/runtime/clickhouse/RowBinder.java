package vn.cds.runtime.clickhouse;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.apache.flink.types.Row;

/**
 * Binds the fields of a row, in order. Times go as {@link java.time.Instant}: any other class
 * depends on the zone of the machine.
 */
final class RowBinder {
  private RowBinder() {}

  static void bind(PreparedStatement statement, Row row) throws SQLException {
    for (int i = 0; i < row.getArity(); i++) {
      statement.setObject(i + 1, row.getField(i));
    }
  }
}
