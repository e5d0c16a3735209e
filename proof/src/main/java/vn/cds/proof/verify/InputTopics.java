package vn.cds.proof.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import vn.cds.contract.event.EventStream;
import vn.cds.proof.oracle.input.RawRecord;
import vn.cds.runtime.options.JobOptions;
import vn.cds.standalone.Consumers;
import vn.cds.standalone.KafkaConnection;

/** What Kafka holds in the input topics, and how far the jobs say they have read. */
public final class InputTopics implements AutoCloseable {
  /**
   * What one partition holds.
   *
   * @param begin its first offset
   * @param next the offset after the last committed record; {@code begin} when there is none
   * @param end the offset after everything
   * @param records committed ones
   */
  public record Contents(long begin, long next, long end, long records) {
    Contents with(long offset) {
      return new Contents(begin, offset + 1, end, records + 1);
    }
  }

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Admin admin;

  public InputTopics(KafkaConnection kafka) {
    Map<String, Object> settings = kafka.settings();
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    consumer =
        Consumers.committed(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    admin = kafka.admin();
  }

  /** The three live topics, then those of imports. */
  public static List<String> names() {
    return Stream.concat(
            Stream.of(EventStream.values()).map(EventStream::topic), imports().stream())
        .toList();
  }

  /** Those of imports. */
  static List<String> imports() {
    return Stream.of(EventStream.values()).map(InputTopics::ofImports).toList();
  }

  /** The topic of imports of a stream. */
  static String ofImports(EventStream stream) {
    return JobOptions.IMPORT_TOPIC_PREFIX.defaultValue() + stream.wireName();
  }

  /** The offset after the last record of each partition of these topics. */
  public Map<TopicPartition, Long> endOffsets(List<String> topics) {
    return consumer.endOffsets(partitions(topics));
  }

  /** How many offsets a topic has, with those of transactions that are open or were aborted. */
  long offsets(String topic) {
    return answer(
            "the ends of " + topic,
            admin
                .listOffsets(
                    partitions(List.of(topic)).stream()
                        .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                .all())
        .values()
        .stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }

  /**
   * How many records the group has not committed yet.
   *
   * @param contents of the partitions that it reads
   */
  public long lag(String group, Map<TopicPartition, Contents> contents) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        answer(
            "the offsets of " + group,
            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    return contents.entrySet().stream()
        .mapToLong(
            partition -> {
              OffsetAndMetadata offset = committed.get(partition.getKey());
              Contents held = partition.getValue();
              return held.next() - (offset == null ? held.begin() : offset.offset());
            })
        .sum();
  }

  /**
   * Gives every committed record that is there now, partition by partition as Kafka has them.
   *
   * @return what each partition holds
   */
  public Map<TopicPartition, Contents> readAll(Consumer<RawRecord> to) {
    List<TopicPartition> partitions = partitions(names());
    Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    Map<TopicPartition, Contents> contents = new HashMap<>();
    begin.forEach(
        (partition, offset) ->
            contents.put(partition, new Contents(offset, offset, end.get(partition), 0)));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    // Behind the last committed record only the position says that there is no other.
    while (partitions.stream().anyMatch(p -> consumer.position(p) < end.get(p))) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        to.accept(
            new RawRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                record.value()));
        contents.computeIfPresent(
            new TopicPartition(record.topic(), record.partition()),
            (partition, held) -> held.with(record.offset()));
      }
    }
    return contents;
  }

  private static <T> T answer(String what, KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "Kafka did not tell " + what + ": " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking Kafka", e);
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
