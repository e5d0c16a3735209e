package vn.cds.runtime.clickhouse;

import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.jdbc.JdbcExactlyOnceOptions;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.apache.flink.connector.jdbc.core.datastream.sink.writer.JdbcWriter;
import org.apache.flink.connector.jdbc.core.datastream.sink.writer.JdbcWriterState;
import org.apache.flink.connector.jdbc.datasource.statements.JdbcQueryStatement;

/**
 * The JDBC sink, at least once, with {@link RowLatency} among the metrics of each writer. The JDBC
 * sink itself gives neither a statement nor a connection its metric group.
 */
final class MeasuredSink<T> extends JdbcSink<T> {
  private static final long serialVersionUID = 1L;

  /** The same object as that of the JDBC sink, also after both were serialized. */
  private final ClickHouseConnections connections;

  MeasuredSink(
      ClickHouseConnections connections,
      JdbcExecutionOptions execution,
      JdbcQueryStatement<T> insert) {
    super(
        DeliveryGuarantee.AT_LEAST_ONCE,
        connections,
        execution,
        JdbcExactlyOnceOptions.defaults(),
        insert);
    this.connections = connections;
  }

  /** Makes every writer, restored or not. */
  @Override
  public JdbcWriter<T> restoreWriter(WriterInitContext context, Collection<JdbcWriterState> state)
      throws IOException {
    connections.measure(
        new RowLatency(
            context.metricGroup(), context.getProcessingTimeService()::getCurrentProcessingTime));
    return super.restoreWriter(context, state);
  }
}
