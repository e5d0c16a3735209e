package vn.cds.gateway.publish;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import vn.cds.contract.text.RequestId;

/**
 * Writes records to Kafka and says when all in-sync replicas have them. Never reads or logs them. A
 * producer that Kafka refuses for good is replaced. Thread-safe.
 */
public final class KafkaPublisher implements AutoCloseable {

  /** Kafka has taken a record within this time, or the request is refused. */
  public static final Duration DELIVERY = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(KafkaPublisher.class);
  private static final Duration REQUEST = Duration.ofSeconds(4);

  /** Only before the topics are known: buffers are larger than what may be under way. */
  private static final Duration LONGEST_BLOCK = Duration.ofSeconds(2);

  private static final Duration CLOSE = Duration.ofSeconds(15);
  private static final int LINGER_MILLIS = 2;
  private static final int BATCH_BYTES = 128 << 10;
  private static final long SPARE_BYTES = 32L << 20;

  private final Map<String, Object> settings;
  private final AtomicReference<KafkaProducer<byte[], byte[]>> producer;
  private volatile boolean closing;
  private final AtomicLong lastTaken = new AtomicLong(System.nanoTime());

  /**
   * A record for Kafka.
   *
   * @param value null: of a compacted topic, nothing stands under the key any more
   */
  public record Outgoing(String key, byte[] value) {}

  /**
   * Kafka need not be there yet.
   *
   * @param client further settings of Kafka's clients, such as how to log in
   * @param mostBytesInFlight that requests may hold at once
   */
  public KafkaPublisher(
      String bootstrapServers, Map<String, String> client, long mostBytesInFlight) {
    settings = new HashMap<>(client);
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST.toMillis());
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, LONGEST_BLOCK.toMillis());
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2 * mostBytesInFlight + SPARE_BYTES);
    // A topic without traffic stays known, so that sending never waits for its description.
    settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(365).toMillis());
    producer = new AtomicReference<>(open());
  }

  private KafkaProducer<byte[], byte[]> open() {
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** The settings of Kafka's clients, which may hold passwords. */
  Map<String, Object> settings() {
    return settings;
  }

  /** Makes a topic known, so that {@link #send} does not wait for it. */
  void prepare(String topic) {
    producer.get().partitionsFor(topic);
  }

  /** When Kafka last took something, by {@link System#nanoTime()}; at first when this was made. */
  long lastTaken() {
    return lastTaken.get();
  }

  /**
   * Sends records; those with one key stay in their order. Each carries the id of the request that
   * this thread answers, if any, as a header.
   *
   * @return completed when Kafka has all of them, or exceptionally when it has not taken each
   */
  public CompletableFuture<Acknowledged> send(String topic, List<Outgoing> records) {
    Delivery delivery = new Delivery(records.size());
    KafkaProducer<byte[], byte[]> current = producer.get();
    Iterable<Header> headers = headers();
    for (Outgoing record : records) {
      Exception failure = delivery.failure.get();
      if (failure != null) { // each further one might have to wait as long
        delivery.failed(failure);
        continue;
      }
      byte[] key = record.key().getBytes(StandardCharsets.UTF_8);
      try {
        current.send(
            new ProducerRecord<>(topic, null, key, record.value(), headers),
            (metadata, refusal) -> {
              if (refusal == null) {
                lastTaken.set(System.nanoTime());
                delivery.taken(metadata.timestamp());
              } else {
                replaceAfter(refusal, current);
                delivery.failed(refusal);
              }
            });
      } catch (RuntimeException e) { // a closed producer, or one that Kafka refuses for good
        replaceAfter(e, current);
        delivery.failed(e);
      }
    }
    return delivery.answer;
  }

  private static Iterable<Header> headers() {
    String request = MDC.get(RequestId.KEY);
    return request == null
        ? List.of()
        : List.of(new RecordHeader(RequestId.KEY, request.getBytes(StandardCharsets.UTF_8)));
  }

  private void replaceAfter(Exception failure, KafkaProducer<byte[], byte[]> broken) {
    boolean mayPass =
        failure instanceof RetriableException
            || failure instanceof RecordTooLargeException
            || failure instanceof TopicAuthorizationException
            || failure instanceof InvalidTopicException;
    if (mayPass || closing || producer.get() != broken) {
      return;
    }
    KafkaProducer<byte[], byte[]> next = open();
    if (producer.compareAndSet(broken, next)) {
      LOG.warn("Kafka refuses this producer, another one goes on: {}", failure.toString());
      // Not by its own thread, which calls this.
      Thread closing = new Thread(() -> broken.close(Duration.ZERO), "gateway-close-producer");
      closing.setDaemon(true);
      closing.start();
    } else {
      next.close(Duration.ZERO);
    }
  }

  /** The records of one request. */
  private static final class Delivery {
    private final CompletableFuture<Acknowledged> answer = new CompletableFuture<>();
    private final AtomicInteger open;
    private final AtomicLong appendTime = new AtomicLong();
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    Delivery(int records) {
      open = new AtomicInteger(records);
    }

    void taken(long timestamp) {
      appendTime.accumulateAndGet(timestamp, Math::max);
      end();
    }

    void failed(Exception why) {
      failure.compareAndSet(null, why);
      end();
    }

    private void end() {
      if (open.decrementAndGet() > 0) {
        return;
      }
      Exception why = failure.get();
      if (why == null) {
        answer.complete(new Acknowledged(Instant.ofEpochMilli(appendTime.get())));
      } else {
        answer.completeExceptionally(why);
      }
    }
  }

  /** Waits a while for what is under way. */
  @Override
  public void close() {
    closing = true;
    producer.get().close(CLOSE);
  }
}
