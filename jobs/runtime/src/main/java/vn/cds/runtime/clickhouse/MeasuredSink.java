package vn.cds.runtime.clickhouse;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The JDBC sink with {@link RowLatency} among the metrics of each writer: the JDBC sink gives
 * neither a statement nor a connection its metric group. State and committables are those of the
 * JDBC sink, whose classes are internal and have no name here.
 *
 * @param <T> of the rows
 * @param <S> of the state of a writer
 * @param <C> of what is committed
 */
final class MeasuredSink<
        T, S, C, K extends Sink<T> & SupportsWriterState<T, S> & SupportsCommitter<C>>
    implements Sink<T>, SupportsWriterState<T, S>, SupportsCommitter<C> {
  private static final long serialVersionUID = 1L;

  private final K sink;

  /** The same object as that of the JDBC sink, also after both were serialized. */
  private final ClickHouseConnections connections;

  MeasuredSink(K sink, ClickHouseConnections connections) {
    this.sink = sink;
    this.connections = connections;
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    return restoreWriter(context, List.of());
  }

  @Override
  public StatefulSinkWriter<T, S> restoreWriter(WriterInitContext context, Collection<S> state)
      throws IOException {
    connections.measure(
        new RowLatency(
            context.metricGroup(), context.getProcessingTimeService()::getCurrentProcessingTime));
    return sink.restoreWriter(context, state);
  }

  @Override
  public SimpleVersionedSerializer<S> getWriterStateSerializer() {
    return sink.getWriterStateSerializer();
  }

  @Override
  public Committer<C> createCommitter(CommitterInitContext context) throws IOException {
    return sink.createCommitter(context);
  }

  @Override
  public SimpleVersionedSerializer<C> getCommittableSerializer() {
    return sink.getCommittableSerializer();
  }
}
