package vn.cds.standalone.history;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets of the records that an import sent to a topic, in which others write at the same
 * time. Takes two bits for each offset between its first and its last record.
 */
final class SentRecords {
  private final Map<TopicPartition, Offsets> partitions = new HashMap<>();

  private static final class Offsets {
    final long first;
    final BitSet all = new BitSet();
    final BitSet ofRows = new BitSet();

    Offsets(long first) {
      this.first = first;
    }

    boolean has(BitSet which, long offset) {
      return offset >= first
          && offset - first < all.length()
          && which.get(Math.toIntExact(offset - first));
    }
  }

  /**
   * Takes a record; those of a partition come in the order of their offsets.
   *
   * @param isOfRow whether it is an event of a row of this import
   */
  synchronized void add(TopicPartition partition, long offset, boolean isOfRow) {
    Offsets offsets = partitions.computeIfAbsent(partition, p -> new Offsets(offset));
    int position = Math.toIntExact(offset - offsets.first);
    offsets.all.set(position);
    offsets.ofRows.set(position, isOfRow);
  }

  /** Whether this import sent it. */
  synchronized boolean has(TopicPartition partition, long offset) {
    Offsets offsets = partitions.get(partition);
    return offsets != null && offsets.has(offsets.all, offset);
  }

  /** Whether it is an event of a row of this import. */
  synchronized boolean isOfRow(TopicPartition partition, long offset) {
    Offsets offsets = partitions.get(partition);
    return offsets != null && offsets.has(offsets.ofRows, offset);
  }

  /** The offset behind the last record of each partition. */
  synchronized Map<TopicPartition, Long> ends() {
    Map<TopicPartition, Long> ends = new HashMap<>();
    partitions.forEach(
        (partition, offsets) -> ends.put(partition, offsets.first + offsets.all.length()));
    return ends;
  }
}
