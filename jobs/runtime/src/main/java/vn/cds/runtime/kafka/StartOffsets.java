package vn.cds.runtime.kafka;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import vn.cds.runtime.options.JobOptions;

/**
 * The offsets at which a job without state begins, worked out when it is submitted: a job that
 * fails before its first checkpoint begins there again, and its books begin there, too.
 */
final class StartOffsets {
  private final Admin admin;
  private final List<TopicPartition> partitions;

  private StartOffsets(Admin admin, List<TopicPartition> partitions) {
    this.admin = admin;
    this.partitions = partitions;
  }

  /**
   * Asks Kafka.
   *
   * @param position as the option {@link JobOptions#START} says it
   * @param group whose committed offsets count for the position {@code committed}
   */
  static Map<TopicPartition, Long> of(
      Admin admin, Collection<String> topics, String position, String group)
      throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions =
        admin.describeTopics(topics).allTopicNames().get().values().stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(p -> new TopicPartition(topic.name(), p.partition())))
            .toList();
    return new StartOffsets(admin, partitions).at(position, group);
  }

  private Map<TopicPartition, Long> at(String position, String group)
      throws ExecutionException, InterruptedException {
    return switch (position) {
      case "committed" -> {
        Map<TopicPartition, Long> offsets = list(OffsetSpec.earliest());
        offsets.putAll(committed(group));
        yield offsets;
      }
      case "earliest" -> list(OffsetSpec.earliest());
      case "latest" -> list(OffsetSpec.latest());
      default -> {
        Map<TopicPartition, Long> offsets = list(OffsetSpec.latest());
        list(OffsetSpec.forTimestamp(Instant.parse(position).toEpochMilli()))
            .forEach(
                (partition, offset) -> {
                  if (offset >= 0) {
                    offsets.put(partition, offset);
                  }
                });
        yield offsets;
      }
    };
  }

  private Map<TopicPartition, Long> list(OffsetSpec which)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(partition, which));
    Map<TopicPartition, ListOffsetsResultInfo> found =
        admin
            .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .all()
            .get();
    Map<TopicPartition, Long> offsets = new HashMap<>();
    found.forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  private Map<TopicPartition, Long> committed(String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      for (TopicPartition partition : partitions) {
        OffsetAndMetadata offset = committed.get(partition);
        if (offset != null) {
          offsets.put(partition, offset.offset());
        }
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw e;
      }
    }
    return offsets;
  }
}
