package vn.cds.metrics.publish;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.types.Row;
import vn.cds.runtime.clickhouse.Table;
import vn.cds.runtime.clickhouse.TimedRow;

/**
 * Writes {@code {"table":…,"<column>":…}}: numbers as numbers, times and days as texts, arrays as
 * arrays.
 */
final class ToMessage implements MapFunction<TimedRow, MetricMessage> {
  private static final long serialVersionUID = 1L;
  private static final JsonFactory JSON = new JsonFactory();

  private final Table table;
  private transient String[] columns;

  ToMessage(Table table) {
    this.table = table;
  }

  @Override
  public MetricMessage map(TimedRow timed) throws IOException {
    Row row = timed.values();
    if (columns == null) {
      columns = table.columns().toArray(String[]::new);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("table", table.name());
      for (int i = 0; i < columns.length; i++) {
        json.writeFieldName(columns[i]);
        write(json, row.getField(i));
      }
      json.writeEndObject();
    }
    String key = table.name() + '/' + row.getField(0) + '/' + row.getField(1);
    return new MetricMessage(key.getBytes(StandardCharsets.UTF_8), bytes.toByteArray());
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof long[] numbers) {
      json.writeArray(numbers, 0, numbers.length);
    } else if (value instanceof String[] texts) {
      json.writeArray(texts, 0, texts.length);
    } else {
      json.writeString(value.toString());
    }
  }
}
