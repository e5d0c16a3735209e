package vn.cds.runtime.clickhouse;

import java.io.Serializable;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Row;
import vn.cds.runtime.options.JobOptions;

/**
 * The way into ClickHouse. Rows are absolute and versioned, so writing one twice changes nothing:
 * at least once is enough. Whatever the database refuses after the retries fails the job loudly;
 * nothing is dropped.
 */
public final class ClickHouseSink {
  private ClickHouseSink() {}

  /**
   * Attaches the sink of a table whose rows hold no events; name and uid are {@code write-<table>}.
   */
  public static void attach(DataStream<Row> rows, JobOptions options, Table table) {
    attach(rows, options, table, row -> new TimedRow(row, RowTimes.NONE));
  }

  /**
   * Attaches the sink of one table and measures the latency of its rows; name and uid are {@code
   * write-<table>}.
   */
  public static void attachTimed(DataStream<TimedRow> rows, JobOptions options, Table table) {
    attach(rows, options, table, row -> row);
  }

  /** Makes rows of what a job holds in another class. */
  public interface ToRow<T> extends Serializable {
    TimedRow of(T value);
  }

  /**
   * Attaches the sink of one table to a stream of anything that is a row of it, and measures the
   * latency of the rows; name and uid are {@code write-<table>}.
   */
  public static <T> void attach(
      DataStream<T> values, JobOptions options, Table table, ToRow<T> toRow) {
    ClickHouseConnections connections =
        new ClickHouseConnections(options, table.name(), table.columns());
    JdbcSink<T> sink =
        JdbcSink.<T>builder()
            .withExecutionOptions(
                JdbcExecutionOptions.builder()
                    .withBatchSize(options.get(JobOptions.SINK_BATCH_ROWS))
                    .withBatchIntervalMs(flushMillis(options))
                    .withMaxRetries(options.get(JobOptions.SINK_RETRIES))
                    .build())
            .withQueryStatement(
                "INSERT INTO " + table.name(),
                (statement, value) -> statement.unwrap(BinaryInsert.class).add(toRow.of(value)))
            .buildAtLeastOnce(connections);
    String name = "write-" + table.name().replace('_', '-');
    values.sinkTo(new MeasuredSink<>(sink, connections)).name(name).uid(name);
  }

  /**
   * Changed rows come all at once, every emit interval: written a thirtieth of it later at most,
   * they wait little and still go in one or two inserts.
   */
  private static long flushMillis(JobOptions options) {
    return Math.max(10, Math.min(1000, options.get(JobOptions.EMIT_INTERVAL).toMillis()) / 30);
  }
}
