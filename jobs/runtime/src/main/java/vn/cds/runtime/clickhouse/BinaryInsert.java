package vn.cds.runtime.clickhouse;

import com.clickhouse.client.api.data_formats.RowBinaryFormatSerializer;
import com.clickhouse.client.api.data_formats.internal.SerializerUtils;
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
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
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
 * setInt}, {@code setString} and {@code setObject}, and leave by {@code executeBatch}, which also
 * measures their latency.
 */
final class BinaryInsert extends PreparedStatementImpl {
  private static final int TYPICAL_BYTES = 1 << 20;
  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ConnectionImpl connection;
  private final String table;
  private final List<String> columns;
  private final RowLatency latency;

  /** Those of the table; null until the server was asked. */
  private ClickHouseColumn[] types;

  private Object[] row;
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
  private int rows;
  private List<RowTimes> times = new ArrayList<>();
  private final byte[] word = new byte[Long.BYTES];

  /**
   * Asks nothing of the server: the sink prepares anew while the server is down, and only what
   * fails with a row is tried again.
   *
   * @param latency of the rows of which {@link #setTimes} tells the times; null when of none
   */
  BinaryInsert(
      ConnectionImpl connection, String sql, String table, List<String> columns, RowLatency latency)
      throws SQLException {
    super(connection, sql, new ParsedPreparedStatement());
    this.connection = connection;
    this.table = table;
    this.columns = columns;
    this.latency = latency;
  }

  /**
   * @throws SQLException when the server does not answer, or lacks the table or one of the columns
   */
  private ClickHouseColumn[] types() throws SQLException {
    try {
      TableSchema all = connection.getClient().getTableSchema(table, connection.getSchema());
      return columns.stream().map(all::getColumnByName).toArray(ClickHouseColumn[]::new);
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

  @Override
  public void setObject(int index, Object value) throws SQLException {
    if (types == null) {
      types = types();
      row = new Object[types.length];
    }
    row[index - 1] = value;
  }

  /** Tells the times of the row that is added next. */
  void setTimes(RowTimes ofRow) {
    times.add(ofRow);
  }

  @Override
  public void addBatch() throws SQLException {
    try {
      for (int i = 0; i < row.length; i++) {
        write(types[i], row[i]);
      }
      rows++;
    } catch (IOException | RuntimeException e) {
      forget();
      throw new SQLException("A row for the table " + table + " cannot be written", e);
    }
  }

  /**
   * The client writes any value. For 64-bit integers and times, which are nearly all, it goes a
   * long way; they are written here.
   */
  private void write(ClickHouseColumn type, Object value) throws IOException {
    if (!RowBinaryFormatSerializer.writeValuePreamble(bytes, false, type, value)) {
      return;
    }
    if (value instanceof Long number && isWord(type)) {
      writeWord(number);
    } else if (value instanceof long[] numbers && isWord(type.getNestedColumns().get(0))) {
      RowBinaryFormatSerializer.writeSize(bytes, numbers.length);
      for (long number : numbers) {
        writeWord(number);
      }
    } else if (value instanceof Instant time) {
      RowBinaryFormatSerializer times = new RowBinaryFormatSerializer(bytes);
      if (type.getDataType() == ClickHouseDataType.DateTime64) {
        times.writeDateTime64(time, type.getScale());
      } else {
        times.writeDateTime32(time);
      }
    } else if (value instanceof String text && type.getDataType() == ClickHouseDataType.UUID) {
      SerializerUtils.serializeData(bytes, UUID.fromString(text), type);
    } else {
      SerializerUtils.serializeData(bytes, value, type);
    }
  }

  private static boolean isWord(ClickHouseColumn type) {
    return type.getDataType() == ClickHouseDataType.Int64
        || type.getDataType() == ClickHouseDataType.UInt64;
  }

  private void writeWord(long value) {
    LITTLE_ENDIAN.set(word, 0, value);
    bytes.write(word, 0, word.length);
  }

  /** Whoever tries again adds its rows again. */
  private void forget() {
    bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
    rows = 0;
    times = new ArrayList<>();
  }

  @Override
  public int[] executeBatch() throws SQLException {
    int[] written = new int[rows];
    Arrays.fill(written, SUCCESS_NO_INFO);
    ByteArrayInputStream batch = new ByteArrayInputStream(bytes.toByteArray());
    List<RowTimes> timesOfBatch = times;
    forget();
    insert(batch);
    if (!timesOfBatch.isEmpty()) {
      latency.written(timesOfBatch);
    }
    return written;
  }

  /** Returns when ClickHouse has acknowledged the rows. */
  private void insert(ByteArrayInputStream batch) throws SQLException {
    try {
      connection
          .getClient()
          .insert(table, columns, batch, ClickHouseFormat.RowBinary, new InsertSettings())
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
