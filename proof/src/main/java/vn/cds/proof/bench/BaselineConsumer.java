package vn.cds.proof.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.Roster;

/**
 * Consumers that only poll, or poll and decode: no job can be faster. Each thread has its share of
 * the partitions and reads them from the beginning to the end.
 */
final class BaselineConsumer {
  private static final Duration POLL = Duration.ofMillis(100);

  private final String bootstrapServers;
  private final Map<TopicPartition, Long> ends;
  private final int threads;

  /**
   * @param ends the partitions to read and where each ends
   */
  BaselineConsumer(String bootstrapServers, Map<TopicPartition, Long> ends, int threads) {
    this.bootstrapServers = bootstrapServers;
    this.ends = ends;
    this.threads = threads;
  }

  /** Reads every record and looks at none. */
  long poll() throws InterruptedException {
    return run(() -> (record, stream) -> true);
  }

  /**
   * Decodes every record.
   *
   * @return how many there were
   * @throws IllegalStateException when one does not decode: the events of a benchmark are valid
   */
  long pollAndDecode() throws InterruptedException {
    Roster roster = Roster.bundled();
    return run(
        () -> {
          Map<EventStream, EventDecoder<?>> decoders = new EnumMap<>(EventStream.class);
          for (EventStream stream : EventStream.values()) {
            decoders.put(stream, EventDecoder.of(stream, roster));
          }
          return (record, stream) ->
              decoders
                      .get(stream)
                      .decode(record.value(), Instant.ofEpochMilli(record.timestamp()))
                      .event()
                  != null;
        });
  }

  /** What is done with a record; says whether it is good. */
  private interface Use {
    boolean accept(ConsumerRecord<byte[], byte[]> record, EventStream stream);
  }

  private interface UseFactory {
    Use create();
  }

  private long run(UseFactory uses) throws InterruptedException {
    List<TopicPartition> partitions =
        ends.keySet().stream()
            .sorted(
                java.util.Comparator.comparing(TopicPartition::topic)
                    .thenComparingInt(TopicPartition::partition))
            .toList();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Long>> tasks = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        List<TopicPartition> own = new ArrayList<>();
        for (TopicPartition partition : partitions) {
          if (partition.partition() % threads == thread) {
            own.add(partition);
          }
        }
        tasks.add(() -> consume(own, uses.create()));
      }
      long total = 0;
      for (Future<Long> task : executor.invokeAll(tasks)) {
        total += task.get();
      }
      return total;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a consumer failed: " + e.getCause().getMessage(), e);
    } finally {
      executor.shutdownNow();
    }
  }

  private long consume(List<TopicPartition> partitions, Use use) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                4 << 20,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                10_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long wanted = partitions.stream().mapToLong(ends::get).sum();
      long count = 0;
      while (count < wanted) {
        var records = consumer.poll(POLL);
        for (TopicPartition partition : records.partitions()) {
          EventStream stream = EventStream.ofTopic(partition.topic());
          for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
            if (!use.accept(record, stream)) {
              throw new IllegalStateException("not a valid event: " + record);
            }
            count++;
          }
        }
      }
      return count;
    }
  }
}
