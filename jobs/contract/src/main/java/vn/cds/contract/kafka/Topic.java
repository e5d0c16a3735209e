package vn.cds.contract.kafka;

import java.util.Map;

/**
 * A topic as it shall be.
 *
 * @param name in Kafka
 * @param purpose what lies in it, a sentence for operators
 * @param partitions at least so many
 * @param config Kafka's settings of the topic by their names in Kafka; times in milliseconds, -1
 *     without end
 */
public record Topic(String name, String purpose, int partitions, Map<String, String> config) {
  static final String CLEANUP = "cleanup.policy";

  /** Whether Kafka keeps only the latest record of each key, at least of old ones. */
  public boolean isCompacted() {
    return config.get(CLEANUP).contains("compact");
  }
}
