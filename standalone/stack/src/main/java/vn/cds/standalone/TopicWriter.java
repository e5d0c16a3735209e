package vn.cds.standalone;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.servers.ServerChecks;

/**
 * Sends records and accounts for each: Kafka has acknowledged it, or {@link #close()} and {@link
 * #flush()} fail. While Kafka is busy it waits, with a line of progress now and then. One thread
 * sends.
 */
public final class TopicWriter implements AutoCloseable {
  /** How long Kafka may take to acknowledge a record. */
  public static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final int LOOK_SECONDS = 10;
  private static final int REQUEST_MILLIS = 30_000;

  private final KafkaConnection kafka;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final ScheduledExecutorService watch;
  private final Duration patience;

  /** When a record was last taken, or nothing was on its way, by {@link System#nanoTime()}. */
  private long lastTaken = System.nanoTime();

  private TopicWriter(
      KafkaConnection kafka,
      KafkaProducer<byte[], byte[]> producer,
      Duration patience,
      Duration look,
      Consumer<String> progress) {
    this.kafka = kafka;
    this.producer = producer;
    this.patience = patience;
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "watch-sending");
              thread.setDaemon(true);
              return thread;
            });
    AtomicLong before = new AtomicLong();
    watch.scheduleWithFixedDelay(
        () -> tellIfStuck(before, progress), look.toMillis(), look.toMillis(), MILLISECONDS);
  }

  private void tellIfStuck(AtomicLong before, Consumer<String> progress) {
    long now = acknowledged.get();
    if (before.getAndSet(now) != now || sent.get() == now) {
      lastTaken = System.nanoTime();
      return;
    }
    progress.accept(
        "waiting for Kafka at %s, which has taken %d of %d records and none lately; is it busy, or its disk full?"
            .formatted(kafka, now, sent.get()));
    if (System.nanoTime() - lastTaken > patience.toNanos()) {
      giveUp();
    }
  }

  /**
   * Kafka's client keeps a record for ever while it waits for the producer's id, which a broker
   * with a full disk does not give: its delivery timeout does not count then.
   */
  private void giveUp() {
    failure.compareAndSet(
        null,
        new org.apache.kafka.common.errors.TimeoutException(
            "it took none for %d s. Is its disk full? See its log"
                .formatted(patience.toSeconds())));
    producer.close(Duration.ZERO);
  }

  /**
   * Connects, after checking that Kafka answers and has the topics.
   *
   * @throws UserError when it does not
   */
  public static TopicWriter open(String bootstrapServers, List<String> topics) {
    return open(
        KafkaConnection.of(bootstrapServers), topics, ServerChecks.WITHIN, PATIENCE, line -> {});
  }

  /**
   * Connects, after checking that Kafka answers and has the topics.
   *
   * @param within how long the answer may take
   * @param patience how long Kafka may take to acknowledge a record
   * @param progress told every ten seconds while Kafka takes none of the records that it was sent
   * @throws UserError when it does not
   */
  public static TopicWriter open(
      KafkaConnection kafka,
      List<String> topics,
      Duration within,
      Duration patience,
      Consumer<String> progress) {
    checkTopics(kafka, topics, within);
    Duration look = Duration.ofSeconds(Math.min(LOOK_SECONDS, patience.toSeconds()));
    return unchecked(kafka, patience, look, progress);
  }

  /**
   * @param look how often progress is looked for; tests do not wait for ten seconds
   */
  static TopicWriter unchecked(
      KafkaConnection kafka, Duration patience, Duration look, Consumer<String> progress) {
    Map<String, Object> client = kafka.settings();
    client.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    client.put(ProducerConfig.LINGER_MS_CONFIG, 50);
    client.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    client.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 << 20);
    int millis = (int) patience.toMillis();
    client.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    client.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    client.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(REQUEST_MILLIS, millis / 2));
    return new TopicWriter(
        kafka,
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer()),
        patience,
        look,
        progress);
  }

  /**
   * Checks that Kafka answers and has the topics.
   *
   * @param within how long the answer may take
   * @throws UserError when it does not
   */
  public static void checkTopics(KafkaConnection kafka, List<String> topics, Duration within) {
    try (Admin admin = Admin.create(kafka.settings(within))) {
      admin.describeTopics(topics).allTopicNames().get(within.toMillis(), MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw UserError.environment(
            "Kafka at "
                + kafka
                + " does not have all of the topics "
                + String.join(", ", topics)
                + ". Create them with ./cds topics apply",
            e);
      }
      throw unreachable(kafka, e);
    } catch (KafkaException | TimeoutException e) {
      throw unreachable(kafka, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while connecting to Kafka", e);
    }
  }

  private static UserError unreachable(KafkaConnection kafka, Exception e) {
    if (Failures.root(e) instanceof AuthorizationException) {
      return UserError.environment(
          "Kafka at "
              + kafka
              + " does not let the account: "
              + Failures.message(e)
              + ". Give it the rights that ./cds topics acls prints",
          e);
    }
    return UserError.environment(
        "Kafka does not answer at "
            + kafka
            + " ("
            + Failures.message(e)
            + "). Is it running, and is the address right?",
        e);
  }

  /**
   * Sends a record; waits only while the buffer is full.
   *
   * @return done when Kafka has it, or never will
   */
  public Future<RecordMetadata> send(String topic, byte[] key, byte[] value, Header... headers) {
    throwFailure();
    sent.incrementAndGet();
    try {
      return producer.send(
          new ProducerRecord<>(topic, null, key, value, List.of(headers)),
          (metadata, e) -> {
            if (e == null) {
              acknowledged.incrementAndGet();
            } else {
              failure.compareAndSet(null, e);
            }
          });
    } catch (KafkaException | IllegalStateException e) {
      throwFailure(); // given up meanwhile, which closes the client
      throw e;
    }
  }

  /** Records that Kafka has. */
  public long acknowledged() {
    return acknowledged.get();
  }

  /**
   * Returns when Kafka has every record sent so far.
   *
   * @throws UserError when it did not take one
   */
  public void flush() {
    producer.flush();
    throwFailure();
  }

  @Override
  public void close() {
    producer.close();
    watch.shutdownNow();
    throwFailure();
  }

  private void throwFailure() {
    Exception e = failure.get();
    if (e != null) {
      throw UserError.environment(
          "Kafka at "
              + kafka
              + " did not take a record: "
              + Failures.message(e)
              + ". "
              + acknowledged
              + " records were taken; sending all of them again is safe, copies are counted once",
          e);
    }
  }
}
