package vn.cds.runtime.clickhouse;

import com.clickhouse.jdbc.ConnectionImpl;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;
import vn.cds.runtime.options.JobOptions;

/**
 * One connection per sink writer. The password is read on the task manager, so that no job graph
 * holds it.
 */
final class ClickHouseConnections implements JdbcConnectionProvider {
  private static final long serialVersionUID = 1L;
  private static final int VALID_TIMEOUT_SECONDS = 5;

  private final String url;
  private final String user;
  private final String passwordFile;
  private final String passwordVariable;
  private final String table;
  private final List<String> columns;
  private transient Connection connection;
  private transient RowLatency latency;

  /**
   * @param columns those of the table that are inserted, in the order of the parameters
   */
  ClickHouseConnections(JobOptions options, String table, List<String> columns) {
    this.table = table;
    this.columns = columns;
    url = options.get(JobOptions.CLICKHOUSE_URL);
    user = options.get(JobOptions.CLICKHOUSE_USER);
    passwordFile = options.get(JobOptions.CLICKHOUSE_PASSWORD_FILE);
    passwordVariable = options.get(JobOptions.CLICKHOUSE_PASSWORD_ENV);
  }

  /** Lets the statements of later connections measure the rows whose times they are told. */
  void measure(RowLatency latencyOfRows) {
    latency = latencyOfRows;
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public boolean isConnectionValid() throws SQLException {
    return connection != null && connection.isValid(VALID_TIMEOUT_SECONDS);
  }

  @Override
  public Connection getOrEstablishConnection() throws SQLException {
    if (connection == null) {
      Properties properties = new Properties();
      properties.setProperty("user", user);
      properties.setProperty("password", Secrets.read(passwordFile, passwordVariable));
      // A flush that returns must mean that the rows are there; 26.x would otherwise buffer them.
      properties.setProperty("clickhouse_setting_async_insert", "0");
      // Rows of a batch differ in their keys, nearly always; looking for those that do not is a
      // fifth of its work.
      properties.setProperty("clickhouse_setting_optimize_on_insert", "0");
      // A batch of a shuffled import touches every month of its years; the default limit is 100
      // partitions.
      properties.setProperty("clickhouse_setting_max_partitions_per_insert_block", "0");
      connection = new Inserts(url, properties);
    }
    return connection;
  }

  @Override
  public void closeConnection() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new IllegalStateException("The connection to ClickHouse cannot be closed", e);
      } finally {
        connection = null;
      }
    }
  }

  @Override
  public Connection reestablishConnection() throws SQLException {
    closeConnection();
    return getOrEstablishConnection();
  }

  /** Whose statements insert into the table of this sink. */
  private final class Inserts extends ConnectionImpl {
    Inserts(String url, Properties properties) throws SQLException {
      super(url, properties);
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
      return new BinaryInsert(this, sql, table, columns, latency);
    }
  }
}
