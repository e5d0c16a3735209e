package vn.cds.standalone.topic;

import org.apache.kafka.clients.admin.NewTopic;

/**
 * What is otherwise in Kafka than it shall be.
 *
 * @param topic its name
 * @param what is different, as in "retention.ms is 1000 and shall be -1"
 * @param fix how {@code ./cds topics apply} mends it; null when it does not
 * @param todo what the operator does, a clause
 */
public record Difference(String topic, String what, Fix fix, String todo) {
  /** A change that loses nothing, or that the operator allowed. */
  public sealed interface Fix {}

  /** The topic is made. */
  record Creation(NewTopic topic) implements Fix {}

  /** It gets more partitions. */
  record MorePartitions(int total) implements Fix {}

  /** A setting gets another value. */
  record Setting(String key, String value) implements Fix {}

  static Difference mended(String topic, String what, Fix fix) {
    return new Difference(topic, what, fix, "./cds topics apply mends it");
  }

  static Difference left(String topic, String what, String todo) {
    return new Difference(topic, what, null, todo);
  }

  @Override
  public String toString() {
    return topic + ": " + what + "; " + todo;
  }
}
