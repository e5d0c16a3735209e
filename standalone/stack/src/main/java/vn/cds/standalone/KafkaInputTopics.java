package vn.cds.standalone;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import vn.cds.contract.event.EventStream;
import vn.cds.dashboard.api.query.InputTopics;
import vn.cds.standalone.error.Failures;

/** Asks Kafka about the topics {@code cds.*} of the three streams. Thread-safe; to be closed. */
public final class KafkaInputTopics implements InputTopics, AutoCloseable {
  private final KafkaConnection kafka;
  private final String group;
  private final Map<String, Object> settings;
  private final Duration within;

  /** Null until it is first needed: the board starts without Kafka. */
  private Admin admin;

  /**
   * Kafka need not be there yet.
   *
   * @param group prefix of the jobs' consumer groups, their option {@code kafka.group.id}
   * @param within how long an answer may take
   */
  public KafkaInputTopics(KafkaConnection kafka, String group, Duration within) {
    this.kafka = kafka;
    this.group = group;
    this.within = within;
    this.settings = kafka.settings(within);
  }

  private synchronized Admin admin() {
    if (admin == null) {
      try {
        admin = Admin.create(settings);
      } catch (KafkaException e) {
        throw unavailable(e);
      }
    }
    return admin;
  }

  @Override
  public Map<Partition, Held> held(Map<Partition, Long> read) {
    List<TopicPartition> partitions = partitions();
    // In this order what is committed meanwhile does not look as if it were still open.
    Map<TopicPartition, Long> ends = offsets(partitions, IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, Long> stable = offsets(partitions, IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Long> open = new HashMap<>(stable);
    open.entrySet().removeIf(entry -> entry.getValue() >= ends.get(entry.getKey()));
    Map<TopicPartition, Long> behind = new HashMap<>();
    for (TopicPartition partition : partitions) {
      Long from = read.get(named(partition));
      if (from != null && from < Math.min(stable.get(partition), ends.get(partition))) {
        behind.put(partition, from);
      }
    }
    Map<TopicPartition, Long> next;
    Map<TopicPartition, Instant> since;
    try {
      next = FirstRecords.committed(settings, behind, stable, within);
      since = FirstRecords.ofOpenTransactions(settings, open, within);
    } catch (KafkaException e) {
      throw unavailable(e);
    }
    Map<Partition, Held> held = new HashMap<>();
    for (TopicPartition partition : partitions) {
      Partition named = named(partition);
      long end = ends.get(partition);
      long before = Math.min(end, next.getOrDefault(partition, read.getOrDefault(named, 0L)));
      held.put(named, new Held(end, before, since.get(partition)));
    }
    return held;
  }

  @Override
  public Map<Partition, Long> settled() {
    Map<Partition, Long> settled = new HashMap<>();
    for (EventStream stream : EventStream.values()) {
      String job = group + "-" + stream.wireName();
      committed(job)
          .forEach(
              (partition, offset) -> {
                // A job may read other streams too; it counts its own.
                if (offset != null && partition.topic().endsWith("." + stream.wireName())) {
                  settled.put(named(partition), offset.offset());
                }
              });
    }
    return settled;
  }

  private static Partition named(TopicPartition partition) {
    return new Partition(partition.topic(), partition.partition());
  }

  /** Nothing for a job that has not completed a checkpoint yet. */
  private Map<TopicPartition, OffsetAndMetadata> committed(String job) {
    try {
      return answer(admin().listConsumerGroupOffsets(job).partitionsToOffsetAndMetadata());
    } catch (Unavailable e) {
      if (e.getCause() instanceof ExecutionException cause
          && cause.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw e;
    }
  }

  private List<TopicPartition> partitions() {
    List<String> topics =
        answer(admin().listTopics().names()).stream().filter(KafkaInputTopics::isInput).toList();
    return answer(admin().describeTopics(topics).allTopicNames()).values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
        .toList();
  }

  /** The ends: of all records, or of those before the first transaction that is open. */
  private Map<TopicPartition, Long> offsets(
      List<TopicPartition> partitions, IsolationLevel isolation) {
    Map<TopicPartition, ListOffsetsResultInfo> found =
        answer(
            admin()
                .listOffsets(
                    partitions.stream()
                        .collect(
                            Collectors.toMap(
                                Function.identity(), partition -> OffsetSpec.latest())),
                    new ListOffsetsOptions(isolation))
                .all());
    Map<TopicPartition, Long> offsets = new HashMap<>();
    found.forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  private static boolean isInput(String topic) {
    return topic.startsWith("cds.")
        && Arrays.stream(EventStream.values()).anyMatch(s -> topic.endsWith("." + s.wireName()));
  }

  private <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("Interrupted while asking Kafka at " + kafka, e);
    }
  }

  private Unavailable unavailable(Exception e) {
    return new Unavailable(
        "Kafka does not answer at " + kafka + " (" + Failures.message(e) + ")", e);
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
