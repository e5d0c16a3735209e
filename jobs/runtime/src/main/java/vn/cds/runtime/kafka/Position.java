package vn.cds.runtime.kafka;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple5;
import org.apache.flink.types.Row;
import vn.cds.runtime.clickhouse.Table;

/** How far a job has read one partition, and how many records it found there. */
final class Position {
  /** The partition was read before anybody noted its position. */
  static final long UNKNOWN = -1;

  static final Table TABLE =
      Table.named("topic_position")
          .text("topic")
          .numbers("partition", "version")
          .text("job")
          .numbers("first_offset", "next_offset", "records");

  /** Topic, partition, first offset, next offset, records. */
  static final TypeInformation<Tuple5<String, Integer, Long, Long, Long>> STATE =
      Types.TUPLE(Types.STRING, Types.INT, Types.LONG, Types.LONG, Types.LONG);

  private static final int GENERATION_SHIFT = 56;

  private final String topic;
  private final int partition;
  private long first;
  private long next;
  private long records;
  private boolean changed;

  /**
   * @param first where reading begins, or {@link #UNKNOWN}: then it is the first record that comes
   */
  Position(String topic, int partition, long first) {
    this.topic = topic;
    this.partition = partition;
    this.first = first;
    this.next = first;
  }

  static Position of(Tuple5<String, Integer, Long, Long, Long> state) {
    Position position = new Position(state.f0, state.f1, state.f2);
    position.next = state.f3;
    position.records = state.f4;
    return position;
  }

  Tuple5<String, Integer, Long, Long, Long> state() {
    return Tuple5.of(topic, partition, first, next, records);
  }

  boolean isOf(InputRecord record) {
    return partition == record.partition() && topic.equals(record.topic());
  }

  Position further(Position other) {
    return next >= other.next ? this : other;
  }

  /** Takes note of a record; those of a partition come in the order of their offsets. */
  void read(long offset) {
    if (first == UNKNOWN) {
      first = offset;
    }
    next = offset + 1;
    records++;
    changed = true;
  }

  /** Its row is to be written even if nothing more is read. */
  void touch() {
    changed = first != UNKNOWN;
  }

  /** Whether the row differs from the one that was taken last. */
  boolean isChanged() {
    return changed;
  }

  /**
   * The row of {@link #TABLE}. What lies between two offsets never changes, so that of two rows the
   * one that is further stands, whichever run wrote it.
   */
  Row takeRow(int generation, String job) {
    changed = false;
    return Row.of(
        topic,
        (long) partition,
        (long) generation << GENERATION_SHIFT | next,
        job,
        first,
        next,
        records);
  }
}
