package vn.cds.runtime;

import com.clickhouse.client.api.data_formats.RowBinaryFormatWriter;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.metadata.NoSuchColumnException;
import com.clickhouse.client.api.metadata.TableSchema;
import com.clickhouse.data.ClickHouseColumn;
import com.clickhouse.data.ClickHouseDataType;
import com.clickhouse.data.ClickHouseFormat;
import com.clickhouse.jdbc.ConnectionImpl;
import com.clickhouse.jdbc.PreparedStatementImpl;
import com.clickhouse.jdbc.internal.ParsedPreparedStatement;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

/**
 * Inserts into named columns of one table, in ClickHouse's RowBinary format. The driver would send
 * text, which takes twice the work here and a fifth more in the server. Its own binary statement (a
 * beta) does not tell the server which columns it sends, so a table may have no others, and one
 * that is added meanwhile would shift what is read.
 *
 * <p>Serves the sinks of this package and no more: values are set by {@code setLong}, {@code
 * setInt}, {@code setString} and {@code setObject}, and leave by {@code executeBatch}.
 */
final class BinaryInsert extends PreparedStatementImpl {
  private static final int TYPICAL_BYTES = 1 << 20;

  private final ConnectionImpl connection;
  private final String table;
  private final List<String> columns;
  private TableSchema schema;
  private ByteArrayOutputStream bytes;
  private RowBinaryFormatWriter writer;

  /**
   * Asks nothing of the server: the sink prepares anew while the server is down, and only what
   * fails with a row is tried again.
   */
  BinaryInsert(ConnectionImpl connection, String sql, String table, List<String> columns)
      throws SQLException {
    super(connection, sql, new ParsedPreparedStatement());
    this.connection = connection;
    this.table = table;
    this.columns = columns;
  }

  /**
   * Where the rows of the batch go.
   *
   * @throws SQLException when the server does not answer, or lacks the table or one of the columns
   */
  private RowBinaryFormatWriter writer() throws SQLException {
    if (writer == null) {
      if (schema == null) {
        schema = schema();
      }
      bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
      writer = new RowBinaryFormatWriter(bytes, schema, ClickHouseFormat.RowBinary);
    }
    return writer;
  }

  private TableSchema schema() throws SQLException {
    try {
      TableSchema all = connection.getClient().getTableSchema(table, connection.getSchema());
      List<ClickHouseColumn> named = columns.stream().map(all::getColumnByName).toList();
      return new TableSchema(table, null, connection.getSchema(), named);
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

  @Override
  public void setLong(int index, long value) throws SQLException {
    setObject(index, value);
  }

  @Override
  public void setInt(int index, int value) throws SQLException {
    setObject(index, value);
  }

  @Override
  public void setString(int index, String value) throws SQLException {
    setObject(index, value);
  }

  /** Null, and a UUID as text, are values like others. */
  @Override
  public void setObject(int index, Object value) throws SQLException {
    RowBinaryFormatWriter row = writer();
    if (value instanceof Instant time) {
      row.setValue(index, time.atZone(ZoneOffset.UTC));
    } else if (value instanceof String text
        && schema.getColumnByIndex(index).getDataType() == ClickHouseDataType.UUID) {
      row.setValue(index, UUID.fromString(text));
    } else {
      row.setValue(index, value);
    }
  }

  @Override
  public void addBatch() throws SQLException {
    try {
      writer().commitRow();
    } catch (IOException | RuntimeException e) {
      writer = null;
      throw new SQLException("A row for the table " + table + " cannot be written", e);
    }
  }

  @Override
  public int[] executeBatch() throws SQLException {
    int[] written = new int[writer().getRowCount()];
    Arrays.fill(written, SUCCESS_NO_INFO);
    ByteArrayInputStream rows = new ByteArrayInputStream(bytes.toByteArray());
    // Whoever tries again adds its rows again.
    writer = null;
    try (InsertResponse response =
        connection
            .getClient()
            .insert(table, columns, rows, ClickHouseFormat.RowBinary, new InsertSettings())
            .get()) {
      return written;
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
