package vn.cds.contract.kafka;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import vn.cds.contract.file.DataText;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.contract.settings.Faults;
import vn.cds.contract.settings.Nearest;
import vn.cds.contract.settings.YamlMapping;

/**
 * The topics of the project as they shall be in Kafka, from {@code topics.yaml}, and what an
 * operator's own file says otherwise.
 */
public final class TopicPlan {
  /** The bundled file. */
  public static final String FILE = "topics.yaml";

  /** Kafka's name of the setting that every topic has in the same way. */
  public static final String TIMESTAMP_TYPE = "message.timestamp.type";

  /** Its value: the append time of the broker. */
  public static final String APPEND_TIME = "LogAppendTime";

  /** Kafka's settings that a file may hold, all but the cleanup policy also an operator's. */
  private static final List<String> SETTINGS =
      List.of(
          "retention.ms",
          "retention.bytes",
          "segment.bytes",
          "segment.ms",
          "compression.type",
          "max.message.bytes",
          "min.insync.replicas",
          "min.cleanable.dirty.ratio",
          "min.compaction.lag.ms",
          "max.compaction.lag.ms",
          "delete.retention.ms",
          "unclean.leader.election.enable",
          "remote.storage.enable",
          "local.retention.ms",
          "local.retention.bytes");

  private static final String PARTITIONS = "partitions";
  private static final String MIN_INSYNC = "min_insync_replicas";
  private static final String MESSAGE_BYTES = "message_bytes";
  private static final String TOPICS = "topics";

  /** Of a number in the file. */
  private static final int MOST = 999_999_999;

  private final int partitions;
  private final int minInsyncReplicas;
  private final int messageBytes;
  private final Map<String, Topic> topics;

  private TopicPlan(
      int partitions, int minInsyncReplicas, int messageBytes, Map<String, Topic> topics) {
    this.partitions = partitions;
    this.minInsyncReplicas = minInsyncReplicas;
    this.messageBytes = messageBytes;
    this.topics = topics;
  }

  /** The plan of this release. */
  public static TopicPlan bundled() {
    return read(FILE, DataText.bundled(FILE), null);
  }

  /**
   * This plan with what an operator's file says otherwise: partitions, and settings of topics that
   * the plan has. The cleanup policy and the append time are the programs' own.
   *
   * @throws InvalidDataFile with every fault
   */
  public TopicPlan with(Path file) {
    return read(file.getFileName().toString(), DataText.read(file), this);
  }

  /**
   * This plan with another number of partitions.
   *
   * @param least at least so many for the topics that no file gives a number
   */
  public TopicPlan withPartitions(int least) {
    Map<String, Topic> changed = new LinkedHashMap<>();
    topics.forEach(
        (name, topic) ->
            changed.put(
                name,
                topic.partitions() == partitions
                    ? new Topic(name, topic.purpose(), least, topic.config())
                    : topic));
    return new TopicPlan(least, minInsyncReplicas, messageBytes, changed);
  }

  /** All topics, inputs first. */
  public List<Topic> topics() {
    return List.copyOf(topics.values());
  }

  /**
   * A topic of the plan.
   *
   * @throws IllegalArgumentException when the plan has no such topic
   */
  public Topic topic(String name) {
    Topic topic = topics.get(name);
    if (topic == null) {
      throw new IllegalArgumentException(FILE + " has no topic " + name);
    }
    return topic;
  }

  /** The partitions of a topic that no file gives a number; at least so many. */
  public int partitions() {
    return partitions;
  }

  /**
   * How many copies must be written before a record counts as taken.
   *
   * @param replicas of the topic
   * @return at least 1, and less than {@code replicas} if there are several: one may be away
   */
  public int minInsyncReplicas(int replicas) {
    return Math.max(1, Math.min(minInsyncReplicas, replicas - 1));
  }

  /** So large a record must be taken, in bytes with Kafka's overhead; brokers may take larger. */
  public int messageBytes() {
    return messageBytes;
  }

  /**
   * @param base null for the bundled file, which must be whole
   */
  private static TopicPlan read(String file, String text, TopicPlan base) {
    Faults faults = new Faults(file);
    TopicPlan plan = new Reader(faults, base).read(text);
    faults.throwIfAny();
    return plan;
  }

  private record Reader(Faults faults, TopicPlan base) {
    TopicPlan read(String text) {
      YamlMapping root =
          YamlMapping.root(text, faults, "format", PARTITIONS, MIN_INSYNC, MESSAGE_BYTES, TOPICS);
      if (root == null) {
        return null;
      }
      root.known("format", format -> format.equals("1") ? format : null, "1");
      int partitions = number(root, PARTITIONS, base == null ? 0 : base.partitions);
      TopicPlan start =
          base == null
              ? new TopicPlan(partitions, 0, 0, Map.of())
              : base.withPartitions(partitions);
      Map<String, Topic> topics = new LinkedHashMap<>(start.topics);
      Set<String> named = new HashSet<>();
      for (YamlMapping at : root.mappings(TOPICS, "name", "purpose", PARTITIONS, "config")) {
        Topic topic = topic(at, start);
        if (topic != null && !named.add(topic.name())) {
          at.fault("name", topic.name() + " stands twice; keep one.");
        } else if (topic != null) {
          topics.put(topic.name(), topic);
        }
      }
      return new TopicPlan(
          partitions,
          number(root, MIN_INSYNC, base == null ? 0 : base.minInsyncReplicas),
          number(root, MESSAGE_BYTES, base == null ? 0 : base.messageBytes),
          topics);
    }

    /** Null after noting a fault. */
    private Topic topic(YamlMapping at, TopicPlan start) {
      String name = at.text("name");
      Topic before = name == null ? null : start.topics.get(name);
      if (name == null) {
        return null;
      }
      if (base != null && before == null) {
        at.fault(
            "name",
            name
                + " is no topic of the project; the nearest is "
                + Nearest.of(name, start.topics.keySet())
                + ". Correct or remove it.");
        return null;
      }
      Map<String, String> config = new TreeMap<>();
      if (before == null) {
        config.put(TIMESTAMP_TYPE, APPEND_TIME);
      } else {
        config.putAll(before.config());
      }
      if (base == null || !at.isEmpty("config")) {
        config.putAll(config(at));
      }
      return new Topic(
          name,
          at.isEmpty("purpose") && before != null ? before.purpose() : at.text("purpose"),
          number(at, PARTITIONS, before == null ? start.partitions : before.partitions()),
          Collections.unmodifiableMap(config));
    }

    private Map<String, String> config(YamlMapping topic) {
      List<String> keys = new ArrayList<>(SETTINGS);
      if (base == null) {
        keys.add(Topic.CLEANUP);
      }
      YamlMapping config = topic.mapping("config", keys.toArray(String[]::new));
      Map<String, String> settings = new TreeMap<>();
      if (config != null) {
        keys.stream()
            .filter(key -> !config.isEmpty(key))
            .forEach(key -> settings.put(key, config.text(key)));
      }
      return settings;
    }

    private static int number(YamlMapping at, String key, int otherwise) {
      Integer number = at.optional(key, otherwise, Reader::positive, "a number from 1 to " + MOST);
      return number == null ? otherwise : number;
    }

    /** Null for a text that is no such number. */
    private static Integer positive(String text) {
      return text.matches("[1-9][0-9]{0,8}") ? Integer.valueOf(text) : null;
    }
  }
}
