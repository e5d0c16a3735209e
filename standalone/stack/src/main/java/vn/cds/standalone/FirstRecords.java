package vn.cds.standalone;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks at one record of a partition: the first from an offset on. */
final class FirstRecords {
  private static final Duration POLL = Duration.ofMillis(100);

  private FirstRecords() {}

  /**
   * The offset of the first committed record of each partition.
   *
   * @param from where to begin; an offset that Kafka no longer holds is given back
   * @param until where a partition is given up, and what is given for it then
   * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
   */
  static Map<TopicPartition, Long> committed(
      Map<String, Object> settings,
      Map<TopicPartition, Long> from,
      Map<TopicPartition, Long> until,
      Duration timeout) {
    if (from.isEmpty()) {
      return Map.of();
    }
    try (KafkaConsumer<byte[], byte[]> consumer =
        Consumers.committed(
            little(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> held = new HashMap<>(from);
      consumer
          .beginningOffsets(from.keySet())
          .forEach(
              (partition, begin) ->
                  held.computeIfPresent(partition, (p, offset) -> offset < begin ? null : offset));
      Map<TopicPartition, Long> first = new HashMap<>(from);
      held.keySet().forEach(partition -> first.put(partition, until.get(partition)));
      first.putAll(read(consumer, held, until, ConsumerRecord::offset, timeout));
      return first;
    }
  }

  /**
   * When the record at each offset arrived, whether its transaction is over or not.
   *
   * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
   */
  static Map<TopicPartition, Instant> ofOpenTransactions(
      Map<String, Object> settings, Map<TopicPartition, Long> at, Duration timeout) {
    if (at.isEmpty()) {
      return Map.of();
    }
    try (KafkaConsumer<byte[], byte[]> consumer = Consumers.ofOpenTransactions(little(settings))) {
      return read(
          consumer, at, Map.of(), record -> Instant.ofEpochMilli(record.timestamp()), timeout);
    }
  }

  private static Map<String, Object> little(Map<String, Object> settings) {
    Map<String, Object> client = new HashMap<>(settings);
    client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    client.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    client.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    client.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL.toMillis());
    client.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4096);
    return client;
  }

  private static <T> Map<TopicPartition, T> read(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> from,
      Map<TopicPartition, Long> until,
      Function<ConsumerRecord<byte[], byte[]>, T> what,
      Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    consumer.assign(from.keySet());
    from.forEach(consumer::seek);
    Map<TopicPartition, T> found = new HashMap<>();
    Set<TopicPartition> waiting = new HashSet<>(from.keySet());
    while (!waiting.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("No record of " + waiting + " came within " + timeout);
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        found.putIfAbsent(
            new TopicPartition(record.topic(), record.partition()), what.apply(record));
      }
      waiting.removeIf(
          partition ->
              found.containsKey(partition)
                  || consumer.position(partition) >= until.getOrDefault(partition, Long.MAX_VALUE));
      consumer.assign(waiting);
    }
    return found;
  }
}
