package vn.cds.proof.verify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import vn.cds.contract.event.EventStream;
import vn.cds.standalone.TopicWriter;

/**
 * Writes as the sources together do: some records outside of transactions, some in transactions,
 * and between them transactions that are aborted. Those hold copies of records that were sent, and
 * the same records under new ids: each would change a figure if it were counted.
 */
final class TransactionWriter implements AutoCloseable {
  private static final String TRANSACTIONAL_ID = "verify";
  private static final int COPIED = 10;

  /** One event of so many is imported. */
  private static final int IMPORTED = 5;

  private static final int COPIED_BYTES = 10_000;
  private static final Pattern EVENT_ID =
      Pattern.compile("(?<=\"event_id\":\")[0-9a-fA-F-]{36}(?=\")");

  private final String bootstrapServers;
  private final TopicWriter plain;
  private final KafkaProducer<byte[], byte[]> transactional;
  private final Random random;
  private final int longestRun;
  private final Set<EventStream> imported;
  private final ArrayDeque<ProducerRecord<byte[], byte[]>> recent = new ArrayDeque<>();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private int left;
  private boolean inTransaction;

  /**
   * @param longestRun at most so many records are sent in one transaction, or outside of any
   * @param imported of these some events come as an import tells them, with their copies and
   *     retractions
   */
  TransactionWriter(String bootstrapServers, long seed, int longestRun, Set<EventStream> imported) {
    this.bootstrapServers = bootstrapServers;
    this.random = new Random(seed);
    this.longestRun = longestRun;
    this.imported = imported;
    plain = TopicWriter.open(bootstrapServers, InputTopics.names());
    transactional = producer(bootstrapServers);
    transactional.initTransactions();
  }

  private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            TRANSACTIONAL_ID,
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            600_000,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            ProducerConfig.LINGER_MS_CONFIG,
            50,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            16 << 20),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  void send(EventStream stream, byte[] key, byte[] value) {
    String topic =
        imported.contains(stream) && isImported(value)
            ? InputTopics.ofImports(stream)
            : stream.topic();
    if (left == 0) {
      commit();
      if (random.nextBoolean()) {
        abort();
      }
      left = 1 + random.nextInt(longestRun);
      inTransaction = random.nextBoolean();
      if (inTransaction) {
        transactional.beginTransaction();
      }
    }
    left--;
    if (inTransaction) {
      sendInTransaction(new ProducerRecord<>(topic, key, value));
    } else {
      plain.send(topic, key, value);
    }
    if (value != null && value.length <= COPIED_BYTES) {
      recent.add(new ProducerRecord<>(topic, key, value));
      if (recent.size() > COPIED) {
        recent.remove();
      }
    }
  }

  /** The same of all records of an event, whose first copy leaves its mark. */
  private static boolean isImported(byte[] value) {
    if (value == null) {
      return false;
    }
    Matcher id = EVENT_ID.matcher(new String(value, StandardCharsets.ISO_8859_1));
    return id.find() && id.group().toLowerCase(Locale.ROOT).hashCode() % IMPORTED == 0;
  }

  private void abort() {
    List<ProducerRecord<byte[], byte[]>> never = new ArrayList<>(recent);
    for (ProducerRecord<byte[], byte[]> record : recent) {
      String fresh = new UUID(random.nextLong(), random.nextLong()).toString();
      never.add(
          new ProducerRecord<>(
              record.topic(),
              record.key(),
              EVENT_ID
                  .matcher(new String(record.value(), StandardCharsets.ISO_8859_1))
                  .replaceFirst(fresh)
                  .getBytes(StandardCharsets.ISO_8859_1)));
    }
    transactional.beginTransaction();
    never.forEach(this::sendInTransaction);
    // What was not sent yet would never be.
    transactional.flush();
    transactional.abortTransaction();
  }

  private void sendInTransaction(ProducerRecord<byte[], byte[]> record) {
    transactional.send(
        record,
        (metadata, e) -> {
          if (e != null) {
            failure.compareAndSet(null, e);
          }
        });
  }

  private void commit() {
    if (inTransaction) {
      transactional.commitTransaction();
      inTransaction = false;
    }
    left = 0;
    Exception e = failure.get();
    if (e != null) {
      throw new IllegalStateException("Kafka did not take a record: " + e.getMessage(), e);
    }
  }

  /** Returns when Kafka has every record sent so far, committed. */
  void flush() {
    commit();
    plain.flush();
  }

  /** Returns when the ends of all transactions are written, too. */
  @Override
  public void close() {
    flush();
    transactional.close();
    plain.close();
    // The coordinator answers the next producer of this id when it is done with the last one.
    try (KafkaProducer<byte[], byte[]> next = producer(bootstrapServers)) {
      next.initTransactions();
    }
  }
}
