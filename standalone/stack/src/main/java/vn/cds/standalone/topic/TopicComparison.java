package vn.cds.standalone.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import vn.cds.contract.kafka.Topic;
import vn.cds.contract.kafka.TopicPlan;

/**
 * Compares topics with their plan: all differences, each with what mends it. A setting counts as it
 * is in force, whether it is the topic's own or the brokers' default.
 */
final class TopicComparison {
  /** Of these more than planned is as good. */
  private static final Set<String> AT_LEAST =
      Set.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);

  /** Of these less than before deletes records. */
  private static final Set<String> KEPT =
      Set.of(TopicConfig.RETENTION_MS_CONFIG, TopicConfig.RETENTION_BYTES_CONFIG);

  private final TopicPlan plan;
  private final int replicas;
  private final Consent consent;

  /**
   * A topic as it is in Kafka.
   *
   * @param hasRecords whether any partition holds one
   */
  record Found(TopicDescription description, Config config, boolean hasRecords) {}

  TopicComparison(TopicPlan plan, int replicas, Consent consent) {
    this.plan = plan;
    this.replicas = replicas;
    this.consent = consent;
  }

  /**
   * All differences, topic by topic.
   *
   * @param found by name; without those that are missing
   */
  List<Difference> differences(Map<String, Found> found) {
    List<Difference> differences = new ArrayList<>();
    for (Topic topic : plan.topics()) {
      Found there = found.get(topic.name());
      if (there == null) {
        differences.add(
            Difference.mended(topic.name(), "is missing", new Difference.Creation(create(topic))));
      } else {
        comparePartitions(topic, there, differences);
        compareReplicas(topic, there, differences);
        compareSettings(topic, there, differences);
      }
    }
    return differences;
  }

  private NewTopic create(Topic topic) {
    return new NewTopic(topic.name(), topic.partitions(), (short) replicas).configs(config(topic));
  }

  /** What the plan says of the topic, and how many copies must be written. */
  private Map<String, String> config(Topic topic) {
    Map<String, String> config = new TreeMap<>(topic.config());
    config.putIfAbsent(
        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
        Integer.toString(plan.minInsyncReplicas(replicas)));
    return config;
  }

  private void comparePartitions(Topic topic, Found there, List<Difference> differences) {
    int has = there.description().partitions().size();
    if (has >= topic.partitions()) {
      return;
    }
    String what = "has %d partitions and shall have %d".formatted(has, topic.partitions());
    boolean allowed = !topic.isCompacted() && consent.addPartitions().contains(topic.name());
    if (!there.hasRecords() || allowed) {
      differences.add(
          Difference.mended(topic.name(), what, new Difference.MorePartitions(topic.partitions())));
    } else if (topic.isCompacted()) {
      differences.add(
          Difference.left(
              topic.name(),
              what,
              "a key that moves to another partition would keep its old record for ever, and readers"
                  + " could take that for the latest: leave it, and say partitions: "
                  + has
                  + " in your --file"));
    } else {
      differences.add(
          Difference.left(
              topic.name(),
              what,
              "communes move to other partitions then, and of two records with one event_id and other"
                  + " content, one from before and one from after, either may be the one that counts;"
                  + " copies still count once. If you want that: --add-partitions "
                  + topic.name()));
    }
  }

  private void compareReplicas(Topic topic, Found there, List<Difference> differences) {
    int fewest =
        there.description().partitions().stream()
            .mapToInt(partition -> partition.replicas().size())
            .min()
            .orElse(replicas);
    if (fewest < replicas) {
      differences.add(
          Difference.left(
              topic.name(),
              "has %d replicas and shall have %d".formatted(fewest, replicas),
              "add some with kafka-reassign-partitions.sh, or say what you want with"
                  + " --replication-factor"));
    }
  }

  private void compareSettings(Topic topic, Found there, List<Difference> differences) {
    Map<String, String> wanted = config(topic);
    wanted.putIfAbsent(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(plan.messageBytes()));
    wanted.forEach(
        (key, value) -> {
          String has =
              Optional.ofNullable(there.config().get(key)).map(ConfigEntry::value).orElse("unset");
          boolean own = topic.config().containsKey(key);
          if (!isAsWanted(key, has, value, own)) {
            differences.add(setting(topic, there, key, has, value));
          }
        });
  }

  /**
   * @param own whether the plan names the value for this very topic
   */
  private static boolean isAsWanted(String key, String has, String wanted, boolean own) {
    if (key.equals(TopicConfig.CLEANUP_POLICY_CONFIG)) {
      return policies(has).equals(policies(wanted));
    }
    return has.equals(wanted) || (AT_LEAST.contains(key) && !own && size(has) >= size(wanted));
  }

  private static Set<String> policies(String list) {
    return new TreeSet<>(List.of(list.split(" *, *")));
  }

  /** Of a number of which -1 is more than any other. */
  private static long size(String number) {
    long size = Long.parseLong(number);
    return size < 0 ? Long.MAX_VALUE : size;
  }

  private Difference setting(Topic topic, Found there, String key, String has, String wanted) {
    String what = "%s is %s and shall be %s".formatted(key, has, wanted);
    Difference mended = Difference.mended(topic.name(), what, new Difference.Setting(key, wanted));
    if (!there.hasRecords()) {
      return mended;
    }
    if (key.equals(TopicPlan.TIMESTAMP_TYPE)) {
      return Difference.left(
          topic.name(),
          what,
          "its records keep the time of their senders, by which the jobs would take them for early or"
              + " late: delete the topic, apply, and let the sources send again; or alter it with"
              + " kafka-configs.sh if that does not matter");
    }
    boolean deletes =
        key.equals(TopicConfig.CLEANUP_POLICY_CONFIG)
            || (KEPT.contains(key) && size(wanted) < size(has));
    return deletes && !consent.deleteOld().contains(topic.name())
        ? Difference.left(
            topic.name(),
            what,
            "Kafka then deletes records that it holds now. If you want that: --delete-old "
                + topic.name()
                + "; if not, say "
                + key
                + ": "
                + has
                + " in your --file")
        : mended;
  }
}
