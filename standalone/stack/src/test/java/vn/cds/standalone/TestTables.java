package vn.cds.standalone;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import vn.cds.sql.Database;

/** Looks into tables. */
final class TestTables {
  private TestTables() {}

  /**
   * Rows of a table.
   *
   * @param from its name; a condition may follow
   */
  static long count(Database tables, String from) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:clickhouse:" + tables.url() + "/" + tables.name(),
                tables.user(),
                tables.password());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count() FROM " + from)) {
      result.next();
      return result.getLong(1);
    }
  }
}
