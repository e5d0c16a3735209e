package vn.cds.standalone.topic;

import java.util.Set;

/**
 * What an operator allows to be done to topics that hold records.
 *
 * @param addPartitions topics that may get more partitions
 * @param deleteOld topics of which Kafka may delete what is older than they shall keep
 */
public record Consent(Set<String> addPartitions, Set<String> deleteOld) {
  /** Nothing. */
  public static final Consent NONE = new Consent(Set.of(), Set.of());
}
