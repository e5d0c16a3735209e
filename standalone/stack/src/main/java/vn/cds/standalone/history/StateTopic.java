package vn.cds.standalone.history;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import vn.cds.importer.source.ReadSources;
import vn.cds.importer.state.KnownStates;
import vn.cds.standalone.Consumers;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.kafka.Topics;

/**
 * A topic of imports, read as far as it is committed: what earlier ones left, wherever they ran.
 */
final class StateTopic {
  /**
   * How long no record may come. Longer than an import that was killed keeps its transaction open,
   * behind which nothing can be read.
   */
  private static final Duration PATIENCE = StateWriter.TRANSACTION_TIMEOUT.plusSeconds(60);

  private final KafkaConnection kafka;
  private final String name;

  StateTopic(KafkaConnection kafka, String name) {
    this.kafka = kafka;
    this.name = name;
  }

  /**
   * Takes all states that are committed now. A topic that does not exist has none.
   *
   * @throws UserError when Kafka does not answer
   */
  void readInto(KnownStates known) throws InterruptedException {
    readInto((key, value) -> known.load(key, value));
  }

  /** As {@link #readInto(KnownStates)}, with what was read of files and views. */
  void readInto(KnownStates known, ReadSources sources) throws InterruptedException {
    readInto(
        (key, value) -> {
          known.load(key, value);
          sources.load(key, value);
        });
  }

  /** As {@link #readInto(KnownStates)}, what was read of files and views alone. */
  void readInto(ReadSources sources) throws InterruptedException {
    readInto((key, value) -> sources.load(key, value));
  }

  private void readInto(BiConsumer<String, byte[]> reader) throws InterruptedException {
    read(
        true,
        record -> {
          reader.accept(new String(record.key(), StandardCharsets.UTF_8), record.value());
          return true;
        });
  }

  /**
   * Checks that events come with states, without which they cannot be taken back.
   *
   * @param topic of the events of the kind
   * @throws UserError when they do not
   */
  static void checkEvents(KafkaConnection kafka, String topic, KnownStates known)
      throws InterruptedException {
    boolean[] events = {false};
    if (!known.kindIsKnown()) {
      new StateTopic(kafka, topic)
          .read(
              true,
              record -> {
                events[0] = true;
                return false;
              });
    }
    if (events[0]) {
      throw UserError.usage(
          "the topic "
              + topic
              + " has events of an earlier import, and "
              + Topics.IMPORT_STATES
              + " does not have their states: an earlier version imported them, or that topic was"
              + " deleted. They could not be taken back and would count twice. Import all exports"
              + " into a new directory");
    }
  }

  /**
   * Returns when all records that are there now can be read: Kafka ends a transaction shortly after
   * its producer was told that it is committed.
   *
   * @throws UserError when Kafka does not answer, or a transaction stays open
   */
  static void awaitCommitted(KafkaConnection kafka, String topic) throws InterruptedException {
    new StateTopic(kafka, topic).read(false, record -> true);
  }

  /**
   * @param whole whether all records are wanted, not the last one of each partition alone
   * @param reader says whether it wants more
   */
  private void read(boolean whole, Predicate<ConsumerRecord<byte[], byte[]>> reader)
      throws InterruptedException {
    Map<String, Object> client = kafka.settings();
    client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        Consumers.committed(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> ends = ends();
      consumer.assign(ends.keySet());
      if (whole) {
        consumer.seekToBeginning(ends.keySet());
      } else {
        ends.forEach((p, end) -> consumer.seek(p, Math.max(0, end - 1)));
      }
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      // The ends are those of all records: what is committed behind an open transaction is waited
      // for.
      while (ends.keySet().stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(200));
        for (ConsumerRecord<byte[], byte[]> record : records) {
          if (!reader.test(record)) {
            return;
          }
        }
        if (!records.isEmpty()) {
          deadline = System.nanoTime() + PATIENCE.toNanos();
        } else if (System.nanoTime() > deadline) {
          throw unreadable(
              "it has sent no record for "
                  + PATIENCE.toSeconds()
                  + " s; is a transaction open there?",
              null);
        }
      }
    } catch (KafkaException e) {
      throw unreadable(Failures.message(e), e);
    }
  }

  /** The offsets behind the last records of a topic. */
  static Map<TopicPartition, Long> ends(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .forEach(p -> wanted.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin.listOffsets(wanted).all().get().forEach((p, info) -> ends.put(p, info.offset()));
    return ends;
  }

  private Map<TopicPartition, Long> ends() throws InterruptedException {
    try (Admin admin = kafka.admin()) {
      return ends(admin, name);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Map.of();
      }
      throw unreadable(Failures.message(e), e);
    }
  }

  private UserError unreadable(String why, Exception cause) {
    return UserError.environment(
        ("Kafka at %s does not give the topic %s: %s. Check that it runs there and that no other"
                + " import does, then run this one again: it goes on from what was taken")
            .formatted(kafka, name, why),
        cause);
  }
}
