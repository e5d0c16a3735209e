package vn.cds.standalone.history;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import vn.cds.contract.event.EventStream;
import vn.cds.importer.state.ImportRecord;
import vn.cds.importer.state.StateChange;
import vn.cds.importer.state.StateSink;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;

/**
 * Sends the events and retractions of an import together with the states that they lead to, in
 * transactions: after a crash both are there or neither. Of one kind and source one import writes
 * at a time; the later one stops the earlier one.
 */
final class StateWriter implements StateSink, AutoCloseable {
  /** Where in the export a record comes from, {@code file:line}: a header of the record. */
  static final String SOURCE_HEADER = "source";

  /** After which Kafka gives up the transaction of an import that was killed. */
  static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(2);

  /** About 3 MB. */
  private static final int CHANGES_IN_TRANSACTION = 2_000;

  private final String bootstrapServers;
  private final String eventTopic;
  private final String stateTopic;
  private final KafkaProducer<byte[], byte[]> producer;
  private int changes;
  private boolean failed;

  private StateWriter(
      String bootstrapServers,
      String eventTopic,
      String stateTopic,
      KafkaProducer<byte[], byte[]> producer) {
    this.bootstrapServers = bootstrapServers;
    this.eventTopic = eventTopic;
    this.stateTopic = stateTopic;
    this.producer = producer;
  }

  /**
   * Ends what an earlier import of the same kind and source has begun: from here on what is
   * committed is all that there is of it, and the earlier import can commit nothing.
   *
   * @param source of the exports; empty when it has no name
   * @throws UserError when Kafka does not answer
   */
  static StateWriter open(
      String bootstrapServers,
      String eventTopic,
      String stateTopic,
      EventStream kind,
      String source) {
    Map<String, Object> client = new HashMap<>();
    client.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    client.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG, "cds-import/" + kind.wireName() + "/" + source);
    int millis = (int) TRANSACTION_TIMEOUT.toMillis();
    client.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, millis);
    client.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    client.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    client.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    client.put(ProducerConfig.LINGER_MS_CONFIG, 50);
    client.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    StateWriter writer =
        new StateWriter(
            bootstrapServers,
            eventTopic,
            stateTopic,
            new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer()));
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
    try {
      if (changes == 0) {
        producer.beginTransaction();
      }
      for (ImportRecord record : change.records()) {
        List<Header> headers =
            record.source() == null
                ? List.of()
                : List.of(new RecordHeader(SOURCE_HEADER, bytes(record.source())));
        producer.send(
            new ProducerRecord<>(
                eventTopic, null, bytes(record.communeCode()), record.json(), headers));
      }
      producer.send(new ProducerRecord<>(stateTopic, bytes(change.key()), change.value()));
      if (++changes == CHANGES_IN_TRANSACTION) {
        commit();
      }
    } catch (KafkaException e) {
      throw failure(e);
    }
  }

  /**
   * Returns when Kafka has all changes for good.
   *
   * @throws UserError when it has not
   */
  void commit() {
    if (changes > 0) {
      try {
        producer.commitTransaction();
      } catch (KafkaException e) {
        throw failure(e);
      }
      changes = 0;
    }
  }

  /** What was not committed is gone, as after a crash. */
  @Override
  public void close() {
    if (changes > 0 && !failed) {
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
    Throwable root = Failures.root(e);
    if (root instanceof ProducerFencedException || root instanceof InvalidProducerEpochException) {
      return UserError.environment(
          "another import of the same kind and source has begun at "
              + bootstrapServers
              + ", and this one has stopped. Run it again when the other has ended: it goes on from"
              + " what was taken",
          e);
    }
    return UserError.environment(
        "Kafka at "
            + bootstrapServers
            + " did not take the import: "
            + Failures.message(e)
            + ". Run it again: it goes on from what was taken",
        e);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
