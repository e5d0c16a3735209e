package vn.cds.notifier.ledger;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import vn.cds.contract.alerts.AlertTopics;
import vn.cds.notifier.configuration.NotifierConfiguration;

/**
 * Membership in the consumer group of the notifier that works, so that a second one is refused.
 * Nothing is read through it. Kafka itself notices that a member has died.
 */
public final class NotifierGroup implements AutoCloseable {
  static final String NAME = "cds-notifier";

  /** Kafka removes a member that was killed after this time. */
  private static final Duration SESSION = Duration.ofSeconds(10);

  private static final Duration HEARTBEAT = SESSION.dividedBy(3);
  private static final Duration PATIENCE = SESSION.plusSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final long TIMEOUT_SECONDS = 30;
  private static final String CLIENT = "cds-notifier-";

  private final KafkaConsumer<String, byte[]> member;

  private NotifierGroup(KafkaConsumer<String, byte[]> member) {
    this.member = member;
  }

  /**
   * Joins when no other notifier is at work; waits for one that may just have been killed.
   *
   * @throws IllegalStateException when another one works, with who it is and what to do, or Kafka
   *     does not let this one in
   */
  public static NotifierGroup join(Map<String, String> kafka) {
    Properties client = new Properties();
    client.putAll(kafka);
    String servers = kafka.get(NotifierConfiguration.BOOTSTRAP_SERVERS);
    try {
      awaitNoOther(client, servers);
      return enter(client, servers);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      throw new IllegalStateException(
          "Kafka at %s does not let the notifier into its consumer group %s: %s. It needs the right to describe and read that group."
              .formatted(
                  servers,
                  NAME,
                  cause.getMessage() == null
                      ? cause.getClass().getSimpleName()
                      : cause.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while joining the group of notifiers", e);
    }
  }

  private static void awaitNoOther(Properties client, String servers)
      throws ExecutionException, InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Admin admin = Admin.create(client)) {
      for (Collection<MemberDescription> others = members(admin);
          !others.isEmpty();
          others = members(admin)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "Another notifier is at work on the Kafka at %s: %s. Two would tell people everything twice: stop that one first. A ./cds demo has one of its own unless it is started with --no-notifier."
                  .formatted(servers, names(others)));
        }
        Thread.sleep(PAUSE.toMillis());
      }
    }
  }

  private static Collection<MemberDescription> members(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return admin
          .describeConsumerGroups(List.of(NAME))
          .all()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .get(NAME)
          .members();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return List.of();
      }
      throw e;
    }
  }

  private static String names(Collection<MemberDescription> members) {
    return members.stream()
        .map(
            member ->
                member.clientId().replaceFirst("^" + CLIENT, "process ")
                    + " at "
                    + member.host().replaceFirst("^/", ""))
        .collect(Collectors.joining(", "));
  }

  private static NotifierGroup enter(Properties client, String servers) {
    Properties settings = new Properties();
    settings.putAll(client);
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, NAME);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, CLIENT + ProcessHandle.current().pid());
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION.toMillis());
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) HEARTBEAT.toMillis());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    try {
      Entrance entrance = new Entrance(consumer);
      consumer.subscribe(List.of(AlertTopics.DELIVERIES), entrance);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
      while (!entrance.passed) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "Kafka at %s did not let the notifier into the group %s within %d s. Is the broker running?"
                  .formatted(servers, NAME, TIMEOUT_SECONDS));
        }
        consumer.poll(TopicReader.POLL);
      }
      return new NotifierGroup(consumer);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** Notes that the group has admitted the member, and that nothing is to be fetched for it. */
  private static final class Entrance implements ConsumerRebalanceListener {
    private final KafkaConsumer<String, byte[]> member;
    private boolean passed;

    Entrance(KafkaConsumer<String, byte[]> member) {
      this.member = member;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      member.pause(partitions);
      passed = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
  }

  /** Keeps the membership. Must be called often, or Kafka takes this member for dead. */
  public void stay() {
    member.poll(Duration.ZERO);
  }

  @Override
  public void close() {
    member.close();
  }
}
