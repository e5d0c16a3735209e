package vn.cds.notifier.ledger;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import vn.cds.contract.alerts.AlertTopics;
import vn.cds.contract.kafka.Topic;
import vn.cds.contract.kafka.TopicPlan;
import vn.cds.notifier.configuration.NotifierConfiguration;

/**
 * What was sent, what was taken and what could not be used, in compacted topics. Written in
 * transactions: if two notifiers run in spite of {@link NotifierGroup}, Kafka fences the one that
 * started first, and no message is sent before its entry is written.
 */
public final class Ledger implements AutoCloseable {
  private static final String TRANSACTIONAL_ID = "cds-notifier";
  private static final long TIMEOUT_SECONDS = 30;

  private final KafkaProducer<String, byte[]> producer;

  private Ledger(KafkaProducer<String, byte[]> producer) {
    this.producer = producer;
  }

  /** Opens the ledger and fences a notifier that may still run. */
  public static Ledger open(Map<String, String> kafka) {
    Properties client = new Properties();
    client.putAll(kafka);
    client.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
    client.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
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

  /**
   * Creates the topics that are missing.
   *
   * @throws IllegalStateException when Kafka does not answer, or a topic is not compacted
   */
  public static void prepareTopics(Map<String, String> kafka) {
    Properties client = new Properties();
    client.putAll(kafka);
    try (Admin admin = Admin.create(client)) {
      prepare(admin, AlertTopics.DELIVERIES);
      prepare(admin, AlertTopics.DEAD_LETTERS);
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      throw new IllegalStateException(
          "Kafka at "
              + client.get(NotifierConfiguration.BOOTSTRAP_SERVERS)
              + " does not let the notifier see or make the topics "
              + AlertTopics.DELIVERIES
              + " and "
              + AlertTopics.DEAD_LETTERS
              + ": "
              + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
              + ". Is the address right, is the broker running, and is its disk full?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while preparing the ledger", e);
    }
  }

  private static void prepare(Admin admin, String name)
      throws ExecutionException, InterruptedException, TimeoutException {
    // An account that may not make topics need not: they are there.
    if (!admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS).contains(name)) {
      Topic planned = TopicPlan.bundled().topic(name);
      NewTopic topic =
          new NewTopic(name, planned.partitions(), (short) -1).configs(planned.config());
      try {
        admin.createTopics(List.of(topic)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
    check(admin, name);
  }

  private static void check(Admin admin, String topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    String policy = settings(admin, topic).get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (!policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new IllegalStateException(
          "The topic "
              + topic
              + " has cleanup.policy="
              + policy
              + ", so it forgets what was written. Set it to compact,delete.");
    }
  }

  /** The controller knows a topic that was just made before each broker does. */
  private static Config settings(Admin admin, String name)
      throws ExecutionException, InterruptedException, TimeoutException {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (true) {
      try {
        return admin
            .describeConfigs(List.of(topic))
            .all()
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .get(topic);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(20);
      }
    }
  }

  /**
   * The latest entry of each key.
   *
   * @param unreadable takes each record that is no entry, and why
   * @throws IllegalStateException when an entry is of a later release
   */
  public static List<LedgerEntry> read(
      Consumer<String, byte[]> consumer,
      BiConsumer<ConsumerRecord<String, byte[]>, InvalidLedgerEntry> unreadable) {
    Map<String, LedgerEntry> latest = new HashMap<>();
    TopicReader.readToEnd(
        consumer,
        TopicReader.partitions(consumer, AlertTopics.DELIVERIES),
        message -> {
          if (message.value() == null) {
            latest.remove(message.key());
            return;
          }
          try {
            LedgerEntry entry = LedgerEntry.decode(message.value());
            latest.put(entry.key(), entry);
          } catch (InvalidLedgerEntry e) {
            unreadable.accept(message, e);
          }
        });
    return List.copyOf(latest.values());
  }

  /** Returns when Kafka has the entry. */
  public void write(LedgerEntry entry) {
    write(List.of(new ProducerRecord<>(AlertTopics.DELIVERIES, entry.key(), entry.encode())));
  }

  /** Returns when Kafka has the dead letters. */
  public void writeDeadLetters(Collection<DeadLetter> letters) {
    write(
        letters.stream()
            .map(one -> new ProducerRecord<>(AlertTopics.DEAD_LETTERS, one.key(), one.encode()))
            .toList());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a failure to send fails the commit
  private void write(List<ProducerRecord<String, byte[]>> records) {
    try {
      producer.beginTransaction();
      records.forEach(producer::send);
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
