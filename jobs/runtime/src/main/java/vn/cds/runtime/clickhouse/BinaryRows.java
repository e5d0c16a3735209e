package vn.cds.runtime.clickhouse;

import com.clickhouse.client.api.data_formats.RowBinaryFormatSerializer;
import com.clickhouse.client.api.data_formats.RowBinaryFormatWriter;
import com.clickhouse.client.api.metadata.TableSchema;
import com.clickhouse.data.ClickHouseColumn;
import com.clickhouse.data.ClickHouseDataType;
import com.clickhouse.data.ClickHouseFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.flink.types.Row;

/**
 * Rows in ClickHouse's RowBinary format, in memory. Times go as {@link Instant}: any other class
 * depends on the zone of the machine.
 */
final class BinaryRows {
  private static final int TYPICAL_BYTES = 1 << 20;
  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
  private final RowBinaryFormatSerializer serializer = new RowBinaryFormatSerializer(bytes);
  private final List<ClickHouseColumn> columns;

  /** Of each column; they write any value that the client knows. */
  private final RowBinaryFormatWriter[] writers;

  private final byte[] word = new byte[Long.BYTES];
  private int rows;

  /**
   * @param columns in the order of the fields of each row
   */
  BinaryRows(List<ClickHouseColumn> columns) {
    this.columns = columns;
    writers =
        columns.stream()
            .map(
                column ->
                    new RowBinaryFormatWriter(
                        bytes, new TableSchema(List.of(column)), ClickHouseFormat.RowBinary))
            .toArray(RowBinaryFormatWriter[]::new);
  }

  /**
   * Adds a row. After an exception these rows are of no use.
   *
   * @throws RuntimeException of the client, when a value does not suit its column
   */
  void add(Row row) throws IOException {
    for (int i = 0; i < writers.length; i++) {
      write(i, row.getField(i));
    }
    rows++;
  }

  int count() {
    return rows;
  }

  void writeTo(OutputStream output) throws IOException {
    bytes.writeTo(output);
  }

  /**
   * The client's writer goes a long way with each value. Texts, 64-bit integers and times, which
   * are nearly all, are written here.
   */
  private void write(int i, Object value) throws IOException {
    ClickHouseColumn column = columns.get(i);
    ClickHouseDataType type = column.getDataType();
    if (value instanceof Long number && isWord(type)) {
      preamble(column, value);
      writeWord(number);
    } else if (value instanceof String text && type == ClickHouseDataType.String) {
      preamble(column, value);
      serializer.writeString(text);
    } else if (value instanceof long[] numbers
        && isWord(column.getNestedColumns().get(0).getDataType())) {
      preamble(column, value);
      RowBinaryFormatSerializer.writeSize(bytes, numbers.length);
      for (long number : numbers) {
        writeWord(number);
      }
    } else if (value instanceof Instant time && type == ClickHouseDataType.DateTime64) {
      preamble(column, value);
      serializer.writeDateTime64(time, column.getScale());
    } else if (value instanceof Instant time) {
      preamble(column, value);
      serializer.writeDateTime32(time);
    } else {
      boolean isTextOfId = value instanceof String && type == ClickHouseDataType.UUID;
      writers[i].setValue(1, isTextOfId ? UUID.fromString((String) value) : value);
      writers[i].commitRow();
    }
  }

  /** Says that a value that may be absent is there. */
  private void preamble(ClickHouseColumn column, Object value) throws IOException {
    RowBinaryFormatSerializer.writeValuePreamble(bytes, false, column, value);
  }

  private static boolean isWord(ClickHouseDataType type) {
    return type == ClickHouseDataType.Int64 || type == ClickHouseDataType.UInt64;
  }

  private void writeWord(long value) {
    LITTLE_ENDIAN.set(word, 0, value);
    bytes.write(word, 0, word.length);
  }
}
