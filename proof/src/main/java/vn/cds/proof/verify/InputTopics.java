package vn.cds.proof.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import vn.cds.contract.EventStream;
import vn.cds.proof.oracle.RawRecord;

/** What Kafka holds in the input topics, and how far the jobs say they have read. */
public final class InputTopics implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Admin admin;

  public InputTopics(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                10_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
  }

  /** The three input topics. */
  public static List<String> names() {
    return Stream.of(EventStream.values()).map(EventStream::topic).toList();
  }

  /** The offset after the last record of each partition of these topics. */
  public Map<TopicPartition, Long> endOffsets(List<String> topics) {
    return consumer.endOffsets(partitions(topics));
  }

  /** How many records each topic holds: end offsets minus begin offsets. */
  public Map<String, Long> produced() {
    Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions(names()));
    Map<String, Long> produced = new TreeMap<>();
    endOffsets(names())
        .forEach(
            (partition, end) ->
                produced.merge(partition.topic(), end - begin.get(partition), Long::sum));
    return produced;
  }

  /** How many records of these topics the group has not committed yet. */
  public long lag(String group, List<String> topics) {
    Map<TopicPartition, OffsetAndMetadata> committed;
    try {
      committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "Kafka did not tell the offsets of " + group + ": " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking Kafka", e);
    }
    return endOffsets(topics).entrySet().stream()
        .mapToLong(
            end -> {
              OffsetAndMetadata offset = committed.get(end.getKey());
              return end.getValue() - (offset == null ? 0 : offset.offset());
            })
        .sum();
  }

  /** Gives every record that is there now, partition by partition as Kafka has them. */
  public void readAll(Consumer<RawRecord> to) {
    Map<TopicPartition, Long> left = new HashMap<>(endOffsets(names()));
    consumer.assign(left.keySet());
    consumer.seekToBeginning(left.keySet());
    left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    while (!left.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (left.containsKey(partition)) {
          to.accept(
              new RawRecord(
                  record.topic(),
                  record.partition(),
                  record.offset(),
                  Instant.ofEpochMilli(record.timestamp()),
                  record.value()));
          if (record.offset() + 1 >= left.get(partition)) {
            left.remove(partition);
          }
        }
      }
    }
  }

  private List<TopicPartition> partitions(List<String> topics) {
    return topics.stream()
        .flatMap(topic -> consumer.partitionsFor(topic).stream())
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
  }
}
