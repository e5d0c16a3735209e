package vn.cds.runtime.clickhouse;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.metadata.NoSuchColumnException;
import com.clickhouse.client.api.metadata.TableSchema;
import com.clickhouse.data.ClickHouseColumn;
import com.clickhouse.data.ClickHouseFormat;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * Inserts into named columns of one table, in ClickHouse's RowBinary format. The driver would send
 * text, which takes twice the work here and a fifth more in the server. Its own binary statement (a
 * beta) does not tell the server which columns it sends, so a table may have no others, and one
 * that is added meanwhile would shift what is read.
 *
 * <p>It stands behind the {@link PreparedStatement} of the JDBC sink and is had from it by {@code
 * unwrap}.
 */
final class BinaryInsert {
  private final Client client;
  private final String table;
  private final List<String> columns;
  private final RowLatency latency;

  /** Those of the table; null until the server was asked. */
  private List<ClickHouseColumn> types;

  /** Null when there are no rows. */
  private BinaryRows rows;

  private List<RowTimes> times = new ArrayList<>();

  /**
   * Asks nothing of the server: the sink prepares anew while the server is down, and only what
   * fails with a row is tried again.
   */
  private BinaryInsert(Client client, String table, List<String> columns, RowLatency latency) {
    this.client = client;
    this.table = table;
    this.columns = columns;
    this.latency = latency;
  }

  /**
   * A connection whose every statement is such an insert, whatever its SQL. It can do what the JDBC
   * sink asks of it, and no more; the client is closed by whoever made it.
   *
   * @param latency of rows that have times; null when none has
   */
  static Connection connection(
      Client client, String table, List<String> columns, RowLatency latency) {
    return only(
        Connection.class,
        Map.of(
            "prepareStatement",
            sql -> new BinaryInsert(client, table, columns, latency).statement()));
  }

  private PreparedStatement statement() {
    return only(
        PreparedStatement.class,
        Map.of(
            "unwrap", type -> this,
            "addBatch", none -> null, // add has done it
            "executeBatch", none -> send(),
            "close", none -> null));
  }

  private interface Call {
    Object with(Object[] arguments) throws SQLException;
  }

  private static <T> T only(Class<T> type, Map<String, Call> calls) {
    return type.cast(
        Proxy.newProxyInstance(
            BinaryInsert.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Call call = calls.get(method.getName());
              if (call == null) {
                throw new UnsupportedOperationException("Inserts have no " + method);
              }
              return call.with(arguments);
            }));
  }

  /**
   * Adds a row to those that are sent next.
   *
   * @throws SQLException when the server does not tell the types of the columns, or a value does
   *     not suit its column; all rows that were added are forgotten, since the sink adds them again
   */
  void add(TimedRow row) throws SQLException {
    if (types == null) {
      types = types();
    }
    if (rows == null) {
      rows = new BinaryRows(types);
    }
    try {
      rows.add(row.values());
    } catch (IOException | RuntimeException e) {
      forget();
      throw new SQLException("A row for the table " + table + " cannot be written", e);
    }
    if (latency != null) {
      times.add(row.times());
    }
  }

  /**
   * @throws SQLException when the server does not answer, or lacks the table or one of the columns
   */
  private List<ClickHouseColumn> types() throws SQLException {
    try {
      TableSchema all = client.getTableSchema(table, client.getDefaultDatabase());
      return columns.stream().map(all::getColumnByName).toList();
    } catch (NoSuchColumnException e) {
      throw new SQLException(
          "The table "
              + table
              + " of ClickHouse is older than this job: "
              + e.getMessage()
              + ". Run `./cds migrate`, then start the job again",
          e);
    } catch (RuntimeException e) {
      throw new SQLException(
          "ClickHouse does not tell the columns of the table " + table + ": " + e.getMessage(), e);
    }
  }

  private void forget() {
    rows = null;
    times = new ArrayList<>();
  }

  /**
   * Sends the rows and returns when ClickHouse has acknowledged them. They are forgotten in any
   * case: the sink adds them again when it tries again.
   */
  private int[] send() throws SQLException {
    if (rows == null) {
      return new int[0];
    }
    BinaryRows batch = rows;
    List<RowTimes> timesOfBatch = times;
    forget();
    insert(batch);
    if (latency != null) {
      latency.written(timesOfBatch);
    }
    int[] written = new int[batch.count()];
    Arrays.fill(written, Statement.SUCCESS_NO_INFO);
    return written;
  }

  private void insert(BinaryRows batch) throws SQLException {
    try {
      client
          .insert(table, columns, batch::writeTo, ClickHouseFormat.RowBinary, new InsertSettings())
          .get()
          .close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("Interrupted while writing to the table " + table, e);
    } catch (ExecutionException e) {
      throw refused(e.getCause());
    } catch (RuntimeException e) { // of the client, which also asks for the answer
      throw refused(e);
    }
  }

  /** What the sink tries again. */
  private SQLException refused(Throwable cause) {
    return new SQLException(
        "ClickHouse did not take rows of the table " + table + ": " + cause.getMessage(), cause);
  }
}
