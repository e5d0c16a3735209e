package vn.cds.dashboard.api.query;

import java.time.Instant;
import java.util.Map;

/**
 * What Kafka says of the topics that the metric jobs read. The part of a topic's name after the
 * last dot is the wire name of its stream. Thread-safe.
 */
public interface InputTopics {

  /** A partition of a topic. */
  record Partition(String topic, int number) {}

  /**
   * What a partition holds.
   *
   * @param end the offset after the last record, committed or not
   * @param nextRecord before this offset no committed record lies that was not read yet
   * @param openSince when the first record of a transaction arrived that is neither committed nor
   *     aborted: nothing behind it can be read. Null when there is none
   */
  record Held(long end, long nextRecord, Instant openSince) {}

  /**
   * What the partitions hold now.
   *
   * @param read how far each was read; those that are not named were not read
   * @throws Unavailable when Kafka does not answer
   */
  Map<Partition, Held> held(Map<Partition, Long> read);

  /**
   * The offset before which a job has certainly counted and written everything: that of its last
   * checkpoint. Partitions without a checkpoint are left out.
   *
   * @throws Unavailable when Kafka does not answer
   */
  Map<Partition, Long> settled();

  /** Kafka does not answer. */
  final class Unavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The message says where it was asked. */
    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
