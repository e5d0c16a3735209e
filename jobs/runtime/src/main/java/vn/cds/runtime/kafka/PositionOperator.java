package vn.cds.runtime.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.java.tuple.Tuple5;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Row;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.common.TopicPartition;

/**
 * Hands records on and notes how far each partition was read, so that the books can tell offsets
 * without a committed record from records that are missing. A row per partition that was read on
 * leaves before each checkpoint barrier, which is as often as the committed offsets of the group
 * change.
 */
final class PositionOperator extends AbstractStreamOperator<InputRecord>
    implements OneInputStreamOperator<InputRecord, InputRecord> {
  private static final long serialVersionUID = 1L;
  static final OutputTag<Row> POSITIONS = new OutputTag<>("positions", Position.TABLE.type());

  private final String job;
  private final int generation;

  /** Where a job without state begins to read; a partition that is missing here is new. */
  private final HashMap<TopicPartition, Long> starts;

  private transient ListState<Tuple5<String, Integer, Long, Long, Long>> state;
  private transient Map<TopicPartition, Position> positions;

  /** Records come in batches of one partition. */
  private transient Position current;

  PositionOperator(String job, int generation, Map<TopicPartition, Long> starts) {
    this.job = job;
    this.generation = generation;
    this.starts = new HashMap<>(starts);
  }

  /**
   * Every subtask takes all positions and writes all of them: partitions move between subtasks when
   * a job is restored, and of two positions the one that is further is right.
   */
  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    positions = new HashMap<>();
    state =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("positions", Position.STATE));
    for (Tuple5<String, Integer, Long, Long, Long> restored : state.get()) {
      positions.merge(
          new TopicPartition(restored.f0, restored.f1), Position.of(restored), Position::further);
    }
    if (positions.isEmpty()) {
      starts.forEach(
          (partition, start) -> {
            // A savepoint of a release that noted no positions does not say how far it had read.
            long first = context.isRestored() ? Position.UNKNOWN : start;
            positions.put(partition, new Position(partition.topic(), partition.partition(), first));
          });
    }
    if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
      positions.values().forEach(Position::touch);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<Tuple5<String, Integer, Long, Long, Long>> all = new ArrayList<>();
    positions.values().forEach(position -> all.add(position.state()));
    state.update(all);
  }

  @Override
  public void processElement(StreamRecord<InputRecord> element) {
    InputRecord record = element.getValue();
    if (current == null || !current.isOf(record)) {
      current =
          positions.computeIfAbsent(
              new TopicPartition(record.topic(), record.partition()),
              partition -> new Position(partition.topic(), partition.partition(), 0));
    }
    current.read(record.offset());
    output.collect(element);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    emit();
  }

  @Override
  public void finish() throws Exception {
    emit();
    super.finish();
  }

  private void emit() {
    for (Position position : positions.values()) {
      if (position.isChanged()) {
        output.collect(POSITIONS, new StreamRecord<>(position.takeRow(generation, job)));
      }
    }
  }
}
