package vn.cds.standalone.command;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import vn.cds.alerts.rules.RuleSet;
import vn.cds.contract.InvalidDataFile;
import vn.cds.contract.alerts.AlertTopics;
import vn.cds.standalone.UserError;
import vn.cds.standalone.flink.Failures;

/** The topic that holds the rules in force. */
final class RulesTopic {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final String bootstrapServers;

  RulesTopic(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** The rules that stand: those with the highest version, or those of the release. */
  RuleSet standing() {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "default.api.timeout.ms",
            (int) TIMEOUT.toMillis(),
            "allow.auto.create.topics",
            false);
    RuleSet standing = null;
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(AlertTopics.RULES).stream()
              .map(partition -> new TopicPartition(AlertTopics.RULES, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          RuleSet published = parse(record.value());
          if (published != null && (standing == null || published.version() > standing.version())) {
            standing = published;
          }
        }
      }
    } catch (KafkaException e) {
      throw unreachable(e);
    }
    return standing == null ? RuleSet.bundled() : standing;
  }

  /** Null when the job would not obey it either. */
  private static RuleSet parse(String yaml) {
    try {
      return yaml == null ? null : RuleSet.parse(RuleSet.FILE, yaml);
    } catch (InvalidDataFile e) {
      return null;
    }
  }

  /** Publishes rules and returns when Kafka has them. */
  void publish(String yaml, String by, String reason) throws InterruptedException {
    ProducerRecord<String, String> record =
        new ProducerRecord<>(AlertTopics.RULES, AlertTopics.RULES_KEY, yaml);
    record.headers().add(AlertTopics.CHANGED_BY, by.getBytes(StandardCharsets.UTF_8));
    record.headers().add(AlertTopics.REASON, reason.getBytes(StandardCharsets.UTF_8));
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(record).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw unreachable(e);
    }
  }

  private UserError unreachable(Exception e) {
    return UserError.environment(
        "Kafka at %s has no rules topic for us: %s. Is the address right, and does %s exist?"
            .formatted(bootstrapServers, Failures.message(e), AlertTopics.RULES),
        e);
  }
}
