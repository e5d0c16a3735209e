package vn.cds.standalone;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import vn.cds.dashboard.api.query.InputTopics;
import vn.cds.dashboard.api.query.SourceTopic;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.kafka.Topics;

/**
 * Reads the topic of the sources: the first time whole, afterwards what is new, and whole again
 * after a failure. It commits nothing and belongs to no group. Thread-safe; to be closed.
 */
public final class KafkaSourceTopic implements SourceTopic, AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConnection kafka;
  private final Map<String, Object> settings;
  private final Duration within;
  private final Map<String, byte[]> latest = new HashMap<>();

  /** Null until it is first needed, and after a failure. Guarded by this. */
  private KafkaConsumer<String, byte[]> consumer;

  /**
   * Kafka need not be there yet.
   *
   * @param within how long a reading may take
   */
  public KafkaSourceTopic(KafkaConnection kafka, Duration within) {
    this.kafka = kafka;
    this.within = within;
    this.settings = kafka.settings(within);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
  }

  @Override
  public synchronized Map<String, byte[]> latest() {
    try {
      if (consumer == null) {
        latest.clear();
        consumer =
            Consumers.committed(settings, new StringDeserializer(), new ByteArrayDeserializer());
      }
      readNew();
      return Map.copyOf(latest);
    } catch (KafkaException e) {
      close();
      throw new InputTopics.Unavailable(
          "Kafka does not answer at " + kafka + " (" + Failures.message(e) + ")", e);
    }
  }

  private void readNew() {
    Set<TopicPartition> partitions =
        consumer.partitionsFor(Topics.SOURCES).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .collect(Collectors.toSet());
    if (!partitions.equals(consumer.assignment())) {
      consumer.assign(partitions);
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long deadline = System.nanoTime() + within.toNanos();
    while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(Topics.SOURCES + " was not read within " + within);
      }
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (record.value() == null) {
          latest.remove(record.key());
        } else {
          latest.put(record.key(), record.value());
        }
      }
    }
  }

  @Override
  public synchronized void close() {
    if (consumer != null) {
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
      consumer = null;
    }
  }
}
