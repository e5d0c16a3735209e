package vn.cds.runtime.clickhouse;

import java.io.Serializable;
import java.util.List;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.JdbcStatementBuilder;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.apache.flink.connector.jdbc.datasource.statements.SimpleJdbcQueryStatement;
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

  /** The times of what is new in a row. */
  public interface Times<T> extends Serializable {
    RowTimes of(T row);
  }

  /**
   * Attaches the sink of a table whose rows hold no events; name and uid are {@code write-<table>}.
   */
  public static void attach(DataStream<Row> rows, JobOptions options, Table table) {
    attach(rows, options, table.name(), table.columns(), RowBinder::bind, row -> RowTimes.NONE);
  }

  /**
   * Attaches the sink of one table and measures the latency of its rows; name and uid are {@code
   * write-<table>}.
   */
  public static void attachTimed(DataStream<TimedRow> rows, JobOptions options, Table table) {
    attach(
        rows,
        options,
        table.name(),
        table.columns(),
        (statement, row) -> RowBinder.bind(statement, row.values()),
        TimedRow::times);
  }

  /**
   * Attaches the sink of one table; name and uid are {@code write-<table>}.
   *
   * @param columns the table's columns, in the order in which {@code binder} sets the parameters
   */
  public static <T> void attach(
      DataStream<T> rows,
      JobOptions options,
      String table,
      List<String> columns,
      JdbcStatementBuilder<T> binder,
      Times<T> times) {
    JdbcSink<T> sink =
        new MeasuredSink<>(
            new ClickHouseConnections(options, table, columns),
            JdbcExecutionOptions.builder()
                .withBatchSize(options.get(JobOptions.SINK_BATCH_ROWS))
                .withBatchIntervalMs(flushMillis(options))
                .withMaxRetries(options.get(JobOptions.SINK_RETRIES))
                .build(),
            new SimpleJdbcQueryStatement<>(
                "INSERT INTO " + table,
                (statement, row) -> {
                  binder.accept(statement, row);
                  ((BinaryInsert) statement).setTimes(times.of(row));
                }));
    String name = "write-" + table.replace('_', '-');
    rows.sinkTo(sink).name(name).uid(name);
  }

  /**
   * Changed rows come all at once, every emit interval: written a thirtieth of it later at most,
   * they wait little and still go in one or two inserts.
   */
  private static long flushMillis(JobOptions options) {
    return Math.max(10, Math.min(1000, options.get(JobOptions.EMIT_INTERVAL).toMillis()) / 30);
  }
}
