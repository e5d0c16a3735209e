package vn.cds.notifier;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import vn.cds.contract.alerts.AlertHeartbeat;
import vn.cds.contract.alerts.AlertSilence;
import vn.cds.contract.alerts.AlertTopics;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.notifier.ledger.Ledger;
import vn.cds.notifier.ledger.LedgerEntry;
import vn.cds.notifier.ledger.TopicReader;
import vn.cds.notifier.transport.Delivery;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;

/** A real broker with the topics of alerts. */
final class AlertKafka implements AutoCloseable {
  private final EmbeddedKafka broker;
  private final Properties client = new Properties();
  private KafkaProducer<String, byte[]> producer;

  AlertKafka(Path directory) {
    broker = EmbeddedKafka.start(directory);
    client.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
    producer = producer();
  }

  private KafkaProducer<String, byte[]> producer() {
    return new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /**
   * Empties every topic. The producer is made anew: the numbers that it gives to its records go on
   * across topics of one name, and a broker may refuse those of the new one for good.
   */
  void reset() throws ExecutionException, InterruptedException, TimeoutException {
    producer.close();
    try (Admin admin = Admin.create(client)) {
      Set<String> there = admin.listTopics().names().get();
      admin.deleteTopics(there).all().get();
      Awaitility.await().until(() -> admin.listTopics().names().get().isEmpty());
      Map<String, String> compacted = Map.of("cleanup.policy", "compact");
      admin
          .createTopics(
              List.of(
                  new NewTopic(AlertTopics.TRANSITIONS, 2, (short) 1).configs(compacted),
                  new NewTopic(AlertTopics.SILENCES, 2, (short) 1).configs(compacted),
                  new NewTopic(AlertTopics.HEARTBEATS, 1, (short) 1),
                  new NewTopic(AlertTopics.DELIVERIES, 4, (short) 1).configs(compacted)))
          .all()
          .get();
      Topics.awaitLeaders(
          admin,
          List.of(
              AlertTopics.TRANSITIONS,
              AlertTopics.SILENCES,
              AlertTopics.HEARTBEATS,
              AlertTopics.DELIVERIES));
    }
    producer = producer();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a test that waits for it notices
  void publish(AlertTransition... transitions) {
    for (AlertTransition transition : transitions) {
      producer.send(
          new ProducerRecord<>(
              AlertTopics.TRANSITIONS, transition.identity(), transition.encode()));
    }
    producer.flush();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a test that waits for it notices
  void silence(AlertSilence silence) {
    producer.send(
        new ProducerRecord<>(AlertTopics.SILENCES, silence.silence().toString(), silence.encode()));
    producer.flush();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a test that waits for it notices
  void beat(String province, Instant at) {
    producer.send(
        new ProducerRecord<>(
            AlertTopics.HEARTBEATS, province, new AlertHeartbeat(province, at, 0).encode()));
    producer.flush();
  }

  /** Something that the project did not write. */
  @SuppressWarnings("FutureReturnValueIgnored") // a test that waits for it notices
  void publish(String topic, String key, String value) {
    producer.send(new ProducerRecord<>(topic, key, value.getBytes(StandardCharsets.UTF_8)));
    producer.flush();
  }

  /** Everything that was ever written to a topic, in UTF-8. */
  List<String> records(String topic) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      TopicReader.readToEnd(
          consumer,
          TopicReader.partitions(consumer, topic),
          entry -> values.add(new String(entry.value(), StandardCharsets.UTF_8)));
    }
    return values;
  }

  List<Delivery> deliveries() {
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      return Ledger.read(consumer, (record, fault) -> {}).stream()
          .filter(LedgerEntry.OfDelivery.class::isInstance)
          .map(entry -> ((LedgerEntry.OfDelivery) entry).delivery())
          .toList();
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    Properties settings = new Properties();
    settings.putAll(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    producer.close();
    broker.close();
  }
}
