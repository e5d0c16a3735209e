package vn.cds.standalone.command.alert;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import vn.cds.standalone.Consumers;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.TopicWriter;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;

/** A compacted topic of rules or silences, as the commands read and write it. */
final class CompactedTopic {
  private final KafkaConnection kafka;
  private final String name;
  private final Duration within;

  /**
   * @param within how long an answer may take
   */
  CompactedTopic(KafkaConnection kafka, String name, Duration within) {
    this.kafka = kafka;
    this.name = name;
    this.within = within;
  }

  /** Reads all records that are there now; those of one key in the order they were written. */
  void read(Consumer<ConsumerRecord<String, String>> reader) {
    Map<String, Object> settings = kafka.settings();
    settings.put("default.api.timeout.ms", (int) within.toMillis());
    settings.put("allow.auto.create.topics", false);
    try (KafkaConsumer<String, String> consumer =
        Consumers.committed(settings, new StringDeserializer(), new StringDeserializer())) {
      TopicWriter.checkTopics(kafka, List.of(name), within);
      List<TopicPartition> partitions =
          consumer.partitionsFor(name).stream()
              .map(partition -> new TopicPartition(name, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + within.toNanos();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(200));
        records.forEach(reader);
        if (!records.isEmpty()) {
          deadline = System.nanoTime() + within.toNanos();
        } else if (System.nanoTime() > deadline) {
          throw new TimeoutException("it sends no records");
        }
      }
    } catch (KafkaException e) {
      throw unreachable(e);
    }
  }

  /**
   * Writes a record and returns when Kafka has it.
   *
   * @param headers names and their texts
   */
  void write(String key, byte[] value, Map<String, byte[]> headers) throws InterruptedException {
    TopicWriter.checkTopics(kafka, List.of(name), within);
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(name, key, value);
    headers.forEach(record.headers()::add);
    Map<String, Object> settings = kafka.settings();
    settings.put("max.block.ms", (int) within.toMillis());
    settings.put("delivery.timeout.ms", (int) within.toMillis());
    settings.put("request.timeout.ms", (int) within.toMillis() / 2);
    // A record that comes twice is the same one. With it the client would wait without end for the
    // id of a producer, which a full disk keeps Kafka from giving.
    settings.put("enable.idempotence", false);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(record).get();
    } catch (ExecutionException | KafkaException e) {
      if (Failures.root(e) instanceof RetriableException) {
        throw UserError.environment(
            "Kafka at %s did not say within %3$d s that it took the record for the topic %2$s: %4$s. Is its disk full, or does it lack replicas? See its log; look what stands before you do it again"
                .formatted(kafka, name, within.toSeconds(), Failures.message(e)),
            e);
      }
      throw unreachable(e);
    }
  }

  private UserError unreachable(Exception e) {
    return UserError.environment(
        "Kafka at %s does not serve the topic %s: %s. Is the address right, does the topic exist, and is its disk full?"
            .formatted(kafka, name, Failures.message(e)),
        e);
  }
}
