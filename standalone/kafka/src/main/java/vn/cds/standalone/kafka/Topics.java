package vn.cds.standalone.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import vn.cds.contract.kafka.Topic;
import vn.cds.contract.kafka.TopicPlan;

/**
 * The names of the project's topics, and how a Kafka on one machine gets them as {@link TopicPlan}
 * says.
 */
public final class Topics {
  private static final TopicPlan PLAN = TopicPlan.bundled();

  public static final String DOCUMENTS = "cds.documents";
  public static final String PAYMENTS = "cds.payments";
  public static final String SERVICE_REQUESTS = "cds.service-requests";
  public static final String DECLARED_FIGURES = "cds.declared-figures";
  public static final String IMPORTED_DOCUMENTS = "cds.import.documents";
  public static final String IMPORTED_PAYMENTS = "cds.import.payments";
  public static final String IMPORTED_SERVICE_REQUESTS = "cds.import.service-requests";

  /** What exports told that were imported. */
  public static final String IMPORT_STATES = "cds.import-states";

  public static final String DEAD_LETTERS = "cds.dead-letters";
  public static final String TOO_LATE = "cds.too-late";
  public static final String METRICS = "cds.metrics";
  public static final String ALERT_RULES = "cds.alert-rules";
  public static final String ALERT_SILENCES = "cds.alert-silences";
  public static final String ALERTS = "cds.alerts";
  public static final String ALERT_HEARTBEATS = "cds.alert-heartbeats";
  public static final String ALERT_DELIVERIES = "cds.alert-deliveries";
  public static final String ALERT_DEAD_LETTERS = "cds.alert-dead-letters";

  /** What each source may send to the gateways, and what it sent; the last of each. */
  public static final String SOURCES = "cds.sources";

  /** What a laptop's demo and the tests use. */
  public static final int DEFAULT_PARTITIONS = PLAN.partitions();

  private static final long TIMEOUT_SECONDS = 30;

  private Topics() {}

  /** All topics of the project, inputs first. */
  public static List<String> all() {
    return PLAN.topics().stream().map(Topic::name).toList();
  }

  /** Creates with {@link #DEFAULT_PARTITIONS} what is missing and checks what is there. */
  public static void create(String bootstrapServers) {
    create(bootstrapServers, DEFAULT_PARTITIONS);
  }

  /**
   * Creates the topics that are missing, with one replica, and checks those that exist.
   *
   * @param partitions for new topics; topics that exist keep theirs
   * @throws IllegalStateException when the broker does not answer within 30 seconds, or a topic
   *     exists whose records do not carry the append time
   */
  public static void create(String bootstrapServers, int partitions) {
    create(
        bootstrapServers,
        partitions,
        PLAN.topics().stream().collect(Collectors.toMap(Topic::name, Topic::config)));
  }

  /**
   * Creates and checks, as {@link #create(String, int)} does, further topics that are kept like the
   * project's inputs, for example those of an import.
   */
  public static void createInputs(String bootstrapServers, List<String> topics, int partitions) {
    create(
        bootstrapServers,
        partitions,
        topics.stream()
            .collect(
                Collectors.toMap(topic -> topic, topic -> PLAN.topic(SERVICE_REQUESTS).config())));
  }

  /**
   * Checks that topics exist and carry the append time.
   *
   * @param client the settings of Kafka's clients, {@code bootstrap.servers} among them
   * @throws IllegalStateException when they do not, the broker does not answer within 30 seconds or
   *     does not let the account look at them
   */
  public static void require(Map<String, ?> client, List<String> topics) {
    Object bootstrapServers = client.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
    try (Admin admin = Admin.create(within(client))) {
      List<String> missing = new ArrayList<>(topics);
      missing.removeAll(admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
      if (!missing.isEmpty()) {
        throw new IllegalStateException(
            "Kafka at "
                + bootstrapServers
                + " does not have the topics "
                + String.join(", ", missing)
                + ". Create them with ./cds topics apply; where there are access rights, let the account"
                + " describe them");
      }
      check(admin, topics);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "Kafka at "
              + bootstrapServers
              + " did not say how the topics are set: "
              + (e.getCause() == null ? e : e.getCause()).getMessage()
              + ". Is it running, and may the account describe the topics "
              + String.join(", ", topics)
              + " and their configuration?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for topics", e);
    }
  }

  private static Map<String, Object> within(Map<String, ?> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        (int) TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
    return settings;
  }

  private static void create(
      String bootstrapServers, int partitions, Map<String, Map<String, String>> configs) {
    try (Admin admin =
        Admin.create(
            within(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers)))) {
      int created = createMissing(admin, partitions, configs);
      awaitLeaders(admin, configs.keySet());
      if (created < configs.size()) {
        check(admin, configs.keySet());
      }
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      throw new IllegalStateException(
          "Kafka at "
              + bootstrapServers
              + " did not create the topics: "
              + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
              + ". Is the address right, and is the broker running?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating topics", e);
    }
  }

  private static int createMissing(
      Admin admin, int partitions, Map<String, Map<String, String>> configs)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<NewTopic> wanted = new ArrayList<>();
    configs.forEach(
        (topic, config) -> wanted.add(new NewTopic(topic, partitions, (short) 1).configs(config)));
    CreateTopicsResult result = admin.createTopics(wanted);
    int created = 0;
    for (KafkaFuture<Void> topic : result.values().values()) {
      try {
        topic.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        created++;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
    return created;
  }

  /**
   * Waits until topics that were just made can be used: the controller knows a topic before the
   * broker serves it, and a record that is sent at once would be refused.
   */
  public static void awaitLeaders(Admin admin, Collection<String> names)
      throws ExecutionException, InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (true) {
      try {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        admin
            .describeTopics(names)
            .allTopicNames()
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .values()
            .forEach(
                topic ->
                    topic
                        .partitions()
                        .forEach(
                            p ->
                                ends.put(
                                    new TopicPartition(topic.name(), p.partition()),
                                    OffsetSpec.latest())));
        admin.listOffsets(ends).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(20);
      }
    }
  }

  private static void check(Admin admin, Collection<String> names)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<ConfigResource> topics =
        names.stream().map(t -> new ConfigResource(ConfigResource.Type.TOPIC, t)).toList();
    Map<ConfigResource, Config> configs =
        admin.describeConfigs(topics).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    List<String> wrong = new ArrayList<>();
    for (ConfigResource topic : topics) {
      String type = configs.get(topic).get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value();
      if (!type.equals(TopicPlan.APPEND_TIME)) {
        wrong.add(topic.name());
      }
    }
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(
          "these topics do not carry the append time: "
              + String.join(", ", wrong)
              + ". Set message.timestamp.type=LogAppendTime on them; records that are already there"
              + " keep the time their producer gave, so make new topics if there are any");
    }
  }
}
