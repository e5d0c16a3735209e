package vn.cds.gateway.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka now and then whether it has the topics, so that requests are refused at once while it
 * is away. One thread calls {@link #ask}; the answers are for all.
 */
public final class KafkaProbe implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaProbe.class);
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final KafkaPublisher publisher;
  private final List<String> topics;
  private final String bootstrapServers;
  private final Admin admin;
  private volatile Answer answer;

  /**
   * @param fault null: Kafka has the topics
   * @param asked by {@link System#nanoTime()}
   */
  private record Answer(String fault, long asked) {}

  public KafkaProbe(KafkaPublisher publisher, List<String> topics) {
    this.publisher = publisher;
    this.topics = List.copyOf(topics);
    Map<String, Object> settings = new HashMap<>(publisher.settings());
    bootstrapServers = (String) settings.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG);
    settings.keySet().retainAll(AdminClientConfig.configNames());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    admin = Admin.create(settings);
    answer = new Answer("Kafka at " + bootstrapServers + " was not asked yet", System.nanoTime());
  }

  /** Asks; takes some seconds when Kafka is away. */
  public void ask() {
    long begun = System.nanoTime();
    String fault = null;
    try {
      admin.describeTopics(topics).allTopicNames().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      topics.forEach(publisher::prepare);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      String why = cause.getMessage() == null ? "" : ": " + cause.getMessage();
      fault =
          "Kafka at "
              + bootstrapServers
              + " does not answer or lacks a topic ("
              + cause.getClass().getSimpleName()
              + why
              + ")";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    String before = answer.fault();
    answer = new Answer(fault, begun);
    if (fault == null && before != null) {
      LOG.info("Kafka at {} has the topics", bootstrapServers);
    } else if (fault != null && !fault.equals(before)) {
      LOG.warn("{}; requests are refused until it does", fault);
    }
  }

  /** Why nothing can be written at present; null when it can, as far as is known. */
  public String fault() {
    Answer last = answer;
    boolean tookSomethingSince = publisher.lastTaken() - last.asked() > 0;
    return last.fault() == null || tookSomethingSince ? null : last.fault();
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
