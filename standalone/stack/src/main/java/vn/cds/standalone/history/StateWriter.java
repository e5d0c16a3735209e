package vn.cds.standalone.history;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import vn.cds.contract.event.EventStream;
import vn.cds.importer.state.ImportRecord;
import vn.cds.importer.state.StateChange;
import vn.cds.importer.state.StateSink;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;

/**
 * Sends the events and retractions of an import together with the states that they lead to, in
 * transactions: after a crash both are there or neither. Of one kind and source one import writes
 * at a time; the later one stops the earlier one.
 *
 * <p>Changes are held in memory until a transaction is full, so that it takes no longer than
 * sending them: between two changes an import may look at millions of states.
 */
final class StateWriter implements StateSink, AutoCloseable {
  /** Where in the export a record comes from, {@code file:line}: a header of the record. */
  static final String SOURCE_HEADER = "source";

  /** After which Kafka gives up the transaction of an import that was killed. */
  static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(2);

  /** Of a transaction; usually about 3 MB. */
  private static final int MOST_CHANGES = 2_000;

  private static final long MOST_BYTES = 8 << 20;

  /**
   * What the producer sends. {@code ExportStates} keeps states far below; a topic may take less.
   */
  private static final int LARGEST_RECORD = 16 << 20;

  /** Settings of the producer that make it fast; the benchmark's peer has the same. */
  static final Map<String, Object> SPEED =
      Map.of(
          ProducerConfig.COMPRESSION_TYPE_CONFIG,
          "lz4",
          ProducerConfig.LINGER_MS_CONFIG,
          50,
          ProducerConfig.BATCH_SIZE_CONFIG,
          256 << 10);

  private final KafkaConnection kafka;
  private final String eventTopic;
  private final String stateTopic;
  private final String transactionalId;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<StateChange> held = new ArrayList<>();
  private long heldBytes;
  private long begun;
  private boolean open;
  private boolean failed;

  /** Events and retractions; the producer's thread adds them. */
  private final SentRecords sent = new SentRecords();

  /** Why Kafka does not take a record; null while it takes all. Set by the producer's thread. */
  private volatile Exception refused;

  /** Key of a record that Kafka does not take, as it is too large. Set by the producer's thread. */
  private volatile String tooLarge;

  private StateWriter(
      KafkaConnection kafka,
      String eventTopic,
      String stateTopic,
      String transactionalId,
      KafkaProducer<byte[], byte[]> producer) {
    this.kafka = kafka;
    this.eventTopic = eventTopic;
    this.stateTopic = stateTopic;
    this.transactionalId = transactionalId;
    this.producer = producer;
  }

  /**
   * Ends what an earlier import of the same kind and source has begun: from here on what is
   * committed is all that there is of it, and the earlier import can commit nothing.
   *
   * @param source of the exports; empty when it has no name
   * @throws UserError when Kafka does not answer, or the settings of its clients cannot be used
   */
  static StateWriter open(
      KafkaConnection kafka,
      String eventTopic,
      String stateTopic,
      EventStream kind,
      String source) {
    Map<String, Object> client = kafka.settings();
    String transactionalId = "cds-import/" + kind.wireName() + "/" + source;
    client.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    int millis = (int) TRANSACTION_TIMEOUT.toMillis();
    client.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, millis);
    client.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    client.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    client.putAll(SPEED);
    client.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD);
    KafkaProducer<byte[], byte[]> producer;
    try {
      producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw UserError.environment(
          "the settings of Kafka's clients cannot be used to send an import ("
              + Failures.message(e)
              + "). Correct them",
          e);
    }
    StateWriter writer = new StateWriter(kafka, eventTopic, stateTopic, transactionalId, producer);
    try {
      writer.producer.initTransactions();
      return writer;
    } catch (KafkaException e) {
      writer.producer.close(Duration.ZERO);
      throw writer.failure(e);
    }
  }

  /**
   * @throws UserError when Kafka did not take a record, or a later import has begun
   */
  @Override
  public void change(StateChange change) {
    held.add(change);
    heldBytes += change.value() == null ? 0 : change.value().length;
    if (held.size() == MOST_CHANGES || heldBytes >= MOST_BYTES) {
      commit();
    }
  }

  /**
   * Returns when Kafka has all changes for good.
   *
   * @throws UserError when it has not
   */
  void commit() {
    if (held.isEmpty()) {
      return;
    }
    begun = System.nanoTime();
    try {
      producer.beginTransaction();
      open = true;
      held.forEach(this::send);
      producer.commitTransaction();
      open = false;
    } catch (KafkaException e) {
      throw failure(e);
    }
    held.clear();
    heldBytes = 0;
  }

  private void send(StateChange change) {
    for (ImportRecord record : change.records()) {
      List<Header> headers =
          record.source() == null
              ? List.of()
              : List.of(new RecordHeader(SOURCE_HEADER, bytes(record.source())));
      send(
          change,
          record.isOfRow(),
          new ProducerRecord<>(
              eventTopic, null, bytes(record.communeCode()), record.json(), headers));
    }
    send(change, false, new ProducerRecord<>(stateTopic, bytes(change.key()), change.value()));
  }

  private void send(StateChange change, boolean isOfRow, ProducerRecord<byte[], byte[]> record) {
    if (refused != null) {
      // The client does not throw it: it would wait for each of the other records as long as for
      // the first one.
      throw new KafkaException(refused);
    }
    producer.send(
        record,
        (metadata, e) -> {
          if (e != null) {
            tooLarge = e instanceof RecordTooLargeException ? change.key() : tooLarge;
            refused = e;
          } else if (metadata.topic().equals(eventTopic)) {
            sent.add(
                new TopicPartition(eventTopic, metadata.partition()), metadata.offset(), isOfRow);
          }
        });
  }

  /** The events and retractions that were sent; committed or not. */
  SentRecords sent() {
    return sent;
  }

  /** What was not committed is gone, as after a crash. */
  @Override
  public void close() {
    if (open && !failed) {
      try {
        producer.abortTransaction();
      } catch (KafkaException e) {
        // The next import, or the time-out, ends the transaction.
      }
    }
    producer.close(failed ? Duration.ZERO : TRANSACTION_TIMEOUT);
  }

  private UserError failure(KafkaException e) {
    failed = true;
    if (tooLarge != null) {
      return UserError.usage(
          "the topic "
              + stateTopic
              + " or "
              + eventTopic
              + " does not take what is to be written of "
              + tooLarge
              + ", as it is too large. Nothing of this transaction was imported. Set"
              + " max.message.bytes of both topics to at least 1048588, Kafka's default, and run"
              + " the import again",
          e);
    }
    Throwable root = Failures.root(e);
    boolean givenUp = open && System.nanoTime() - begun >= TRANSACTION_TIMEOUT.toNanos();
    boolean fenced =
        root instanceof ProducerFencedException || root instanceof InvalidProducerEpochException;
    // Kafka says the same of a transaction that it has given up.
    if (fenced && !givenUp) {
      return UserError.environment(
          "another import of the same kind and source has begun at "
              + kafka
              + ", and this one has stopped. Run it again when the other has ended: it goes on from"
              + " what was taken",
          e);
    }
    if (root instanceof AuthorizationException) {
      return UserError.environment(
          ("Kafka at %s does not let the account write the import: %s. Give it Write on the topics %s"
                  + " and %s and on the transactional id %s, then run it again")
              .formatted(kafka, Failures.message(e), eventTopic, stateTopic, transactionalId),
          e);
    }
    return UserError.environment(
        "Kafka at "
            + kafka
            + " did not take the import: "
            + Failures.message(e)
            + ". Run it again: it goes on from what was taken",
        e);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
