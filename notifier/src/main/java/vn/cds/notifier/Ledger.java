package vn.cds.notifier;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import vn.cds.contract.alerts.AlertTopics;

/**
 * What was sent and taken, in a compacted topic of one partition. Written within transactions:
 * Kafka then sees to it that of two notifiers only the one that started last can write, and none
 * sends what it could not write before.
 */
final class Ledger implements AutoCloseable {
  private static final String TRANSACTIONAL_ID = "cds-notifier";
  private static final TopicPartition PARTITION = new TopicPartition(AlertTopics.DELIVERIES, 0);
  private static final long TIMEOUT_SECONDS = 30;

  /** A digest of every rule of every commune of the country. */
  private static final int LARGEST = 4 << 20;

  private final KafkaProducer<String, byte[]> producer;

  private Ledger(KafkaProducer<String, byte[]> producer) {
    this.producer = producer;
  }

  /**
   * Makes the topic when it is absent and takes over from a notifier that may still run.
   *
   * @throws IllegalStateException when Kafka does not answer, or the topic is not compacted
   */
  static Ledger open(Map<String, String> kafka) {
    Properties client = new Properties();
    client.putAll(kafka);
    prepareTopic(client);
    client.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
    client.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
    client.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST);
    KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (RuntimeException e) {
      producer.close();
      throw e;
    }
    return new Ledger(producer);
  }

  private static void prepareTopic(Properties client) {
    try (Admin admin = Admin.create(client)) {
      NewTopic topic =
          new NewTopic(AlertTopics.DELIVERIES, 1, (short) -1)
              .configs(
                  Map.of(
                      TopicConfig.CLEANUP_POLICY_CONFIG,
                      TopicConfig.CLEANUP_POLICY_COMPACT,
                      TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                      Integer.toString(LARGEST)));
      try {
        admin.createTopics(List.of(topic)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
        check(admin);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "Kafka at "
              + client.get(NotifierConfiguration.BOOTSTRAP_SERVERS)
              + " does not let the notifier see or make the topic "
              + AlertTopics.DELIVERIES
              + ". Is the address right, and is the broker running?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while preparing the ledger", e);
    }
  }

  private static void check(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, AlertTopics.DELIVERIES);
    String policy =
        admin
            .describeConfigs(List.of(topic))
            .all()
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .get(topic)
            .get(TopicConfig.CLEANUP_POLICY_CONFIG)
            .value();
    int partitions =
        admin
            .describeTopics(List.of(AlertTopics.DELIVERIES))
            .allTopicNames()
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .get(AlertTopics.DELIVERIES)
            .partitions()
            .size();
    if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT) || partitions != 1) {
      throw new IllegalStateException(
          "The topic "
              + AlertTopics.DELIVERIES
              + " must have one partition and cleanup.policy=compact, not "
              + partitions
              + " and "
              + policy
              + ": otherwise it forgets what was delivered. Delete it or set it so.");
    }
  }

  /** The latest entry of each key, in the order in which they were written. */
  static List<LedgerEntry> read(Consumer<String, byte[]> consumer) {
    Map<String, LedgerEntry> latest = new LinkedHashMap<>();
    Topic.readToEnd(
        consumer,
        List.of(PARTITION),
        entry -> {
          latest.remove(entry.key());
          if (entry.value() != null) {
            latest.put(entry.key(), LedgerEntry.decode(entry.value()));
          }
        });
    return List.copyOf(latest.values());
  }

  /** Returns when Kafka has the entry. */
  void write(LedgerEntry entry) {
    send(Map.of(entry.key(), entry.encode()));
  }

  /** Removes entries. */
  void forget(List<String> keys) {
    if (!keys.isEmpty()) {
      Map<String, byte[]> tombstones = new HashMap<>();
      keys.forEach(key -> tombstones.put(key, null));
      send(tombstones);
    }
  }

  private void send(Map<String, byte[]> records) {
    try {
      producer.beginTransaction();
      records.forEach(
          (key, value) ->
              producer.send(
                  new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), key, value)));
      producer.commitTransaction();
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw new IllegalStateException(
          "Another notifier has started on this Kafka and took over; this one ends.", e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
