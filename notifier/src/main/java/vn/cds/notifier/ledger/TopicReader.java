package vn.cds.notifier.ledger;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Reads topics without a consumer group: each start reads them from the beginning. */
public final class TopicReader {
  public static final Duration POLL = Duration.ofMillis(100);

  private TopicReader() {}

  /**
   * The partitions of a topic.
   *
   * @throws IllegalStateException when there is no such topic
   */
  public static List<TopicPartition> partitions(Consumer<?, ?> consumer, String topic) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions == null || partitions.isEmpty()) {
      throw new IllegalStateException(
          "Kafka has no topic " + topic + ". Create the project's topics and start the alert job.");
    }
    return partitions.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
  }

  /**
   * Reads what the partitions hold now. Afterwards the consumer has these partitions alone, at
   * their ends.
   */
  public static <V> void readToEnd(
      Consumer<String, V> consumer,
      Collection<TopicPartition> partitions,
      java.util.function.Consumer<ConsumerRecord<String, V>> reader) {
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(POLL).forEach(reader);
    }
  }
}
