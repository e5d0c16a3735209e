package vn.cds.standalone.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import vn.cds.contract.kafka.Topic;
import vn.cds.contract.kafka.TopicPlan;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.kafka.Topics;

/** The project's topics in a Kafka, held against their plan. To be closed; not thread-safe. */
public final class ClusterTopics implements AutoCloseable {
  /** As many copies as a Kafka of several brokers keeps, unless the operator says otherwise. */
  private static final int USUAL_REPLICAS = 3;

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final KafkaConnection kafka;
  private final Duration within;
  private final Admin admin;

  /**
   * Connects.
   *
   * @param within how long each answer may take
   */
  public ClusterTopics(KafkaConnection kafka, Duration within) {
    this.kafka = kafka;
    this.within = within;
    this.admin = Admin.create(kafka.settings(within));
  }

  /**
   * Three copies, or as many as there are brokers.
   *
   * @throws UserError when Kafka does not answer
   */
  public int usualReplicas() {
    return Math.min(USUAL_REPLICAS, answer(admin.describeCluster().nodes()).size());
  }

  /**
   * All differences between Kafka and the plan.
   *
   * @param replicas copies that each topic shall have
   * @param consent decides what is offered to be mended
   * @throws UserError when Kafka does not answer, or does not let the account look
   */
  public List<Difference> compare(TopicPlan plan, int replicas, Consent consent) {
    return new TopicComparison(plan, replicas, consent).differences(found(plan));
  }

  private Map<String, TopicComparison.Found> found(TopicPlan plan) {
    Set<String> names = new HashSet<>(answer(admin.listTopics().names()));
    names.retainAll(plan.topics().stream().map(Topic::name).toList());
    Map<String, TopicDescription> descriptions =
        answer(admin.describeTopics(names).allTopicNames());
    Map<ConfigResource, Config> configs =
        answer(admin.describeConfigs(names.stream().map(ClusterTopics::resource).toList()).all());
    Set<String> filled = filled(descriptions.values());
    Map<String, TopicComparison.Found> found = new HashMap<>();
    descriptions.forEach(
        (name, description) ->
            found.put(
                name,
                new TopicComparison.Found(
                    description, configs.get(resource(name)), filled.contains(name))));
    return found;
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  /** The topics that hold a record. */
  private Set<String> filled(Collection<TopicDescription> topics) {
    List<TopicPartition> partitions =
        topics.stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(p -> new TopicPartition(topic.name(), p.partition())))
            .toList();
    Map<TopicPartition, Long> begins = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
    return partitions.stream()
        .filter(partition -> begins.get(partition) < ends.get(partition))
        .map(TopicPartition::topic)
        .collect(Collectors.toSet());
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, ListOffsetsResultInfo> found =
        answer(
            admin
                .listOffsets(
                    partitions.stream().collect(Collectors.toMap(one -> one, one -> which)))
                .all());
    return found.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  /**
   * Makes the topics that are missing, then alters what may be altered.
   *
   * @param onlyMissing whether topics that are there stay as they are
   * @param told each change that was made, a line
   * @return what is different still
   * @throws UserError when Kafka does not answer or refuses a change; what was told is made
   */
  public List<Difference> apply(
      TopicPlan plan, int replicas, Consent consent, boolean onlyMissing, Consumer<String> told) {
    create(compare(plan, replicas, consent), told);
    if (onlyMissing) {
      return compare(plan, replicas, consent);
    }
    List<Difference> mended =
        compare(plan, replicas, consent).stream().filter(one -> one.fix() != null).toList();
    addPartitions(mended);
    alter(mended);
    mended.forEach(one -> told.accept(one.topic() + ": " + one.what() + ": done"));
    return awaitMended(plan, replicas, consent);
  }

  /** A broker knows a change shortly after the controller has taken it. */
  private List<Difference> awaitMended(TopicPlan plan, int replicas, Consent consent) {
    long deadline = System.nanoTime() + within.toNanos();
    List<Difference> left = compare(plan, replicas, consent);
    while (left.stream().anyMatch(one -> one.fix() != null) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(PAUSE.toNanos());
      left = compare(plan, replicas, consent);
    }
    return left;
  }

  private void create(List<Difference> differences, Consumer<String> told) {
    List<NewTopic> missing = new ArrayList<>();
    for (Difference difference : differences) {
      if (difference.fix() instanceof Difference.Creation creation) {
        missing.add(creation.topic());
      }
    }
    admin
        .createTopics(missing)
        .values()
        .forEach(
            (topic, created) -> {
              try {
                answer(created);
                told.accept(topic + ": created");
              } catch (UserError e) {
                // Somebody else was faster.
                if (!(Failures.root(e) instanceof TopicExistsException)) {
                  throw e;
                }
              }
            });
    awaitLeaders(missing.stream().map(NewTopic::name).toList());
  }

  private void awaitLeaders(List<String> topics) {
    try {
      Topics.awaitLeaders(admin, topics);
    } catch (ExecutionException | TimeoutException e) {
      throw refused(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.environment("interrupted while waiting for new topics", e);
    }
  }

  private void addPartitions(List<Difference> differences) {
    Map<String, NewPartitions> more = new HashMap<>();
    for (Difference difference : differences) {
      if (difference.fix() instanceof Difference.MorePartitions partitions) {
        more.put(difference.topic(), NewPartitions.increaseTo(partitions.total()));
      }
    }
    answer(admin.createPartitions(more).all());
    awaitLeaders(List.copyOf(more.keySet()));
  }

  private void alter(List<Difference> differences) {
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new LinkedHashMap<>();
    for (Difference difference : differences) {
      if (difference.fix() instanceof Difference.Setting setting) {
        changes
            .computeIfAbsent(resource(difference.topic()), topic -> new ArrayList<>())
            .add(
                new AlterConfigOp(
                    new ConfigEntry(setting.key(), setting.value()), AlterConfigOp.OpType.SET));
      }
    }
    answer(admin.incrementalAlterConfigs(changes).all());
  }

  private <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw refused(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.environment("interrupted while asking Kafka at " + kafka, e);
    }
  }

  private UserError refused(Exception e) {
    return UserError.environment(
        Failures.root(e) instanceof AuthorizationException
            ? "Kafka at %s does not let the account: %s. Give it the rights that ./cds topics acls --account admin prints"
                .formatted(kafka, Failures.message(e))
            : "Kafka at %s refuses: %s. See its log; what was done stays, and the command can be run again"
                .formatted(kafka, Failures.message(e)),
        e);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
