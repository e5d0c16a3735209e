package vn.cds.alerts.judge;

import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import vn.cds.alerts.input.RuleRecord;
import vn.cds.alerts.rules.definition.RuleSet;

/**
 * The rules in force, in broadcast state: those of the topic with the highest version; those of the
 * release until the topic has some.
 */
final class RulesInForce {
  private static final MapStateDescriptor<String, String> DESCRIPTOR =
      new MapStateDescriptor<>(
          "standing-rules", StringSerializer.INSTANCE, StringSerializer.INSTANCE);
  private static final String YAML = "yaml";
  private static final String ORIGIN = "origin";
  private static final String TOPIC = "topic";
  private static final String RELEASE = "release";

  private final BroadcastState<String, String> state;
  private RuleSet rules;

  RulesInForce(OperatorStateStore store) throws Exception {
    state = store.getBroadcastState(DESCRIPTOR);
    if (state.get(YAML) == null) {
      put(RuleSet.bundledText(), RELEASE);
    }
    rules = RuleSet.parse(RuleSet.FILE, state.get(YAML));
  }

  /**
   * The rules in force; after a restore those that decided the restored episodes, until something
   * changes.
   */
  RuleSet rules() {
    return rules;
  }

  /**
   * Takes the rules of a newer release in place of those of an older one.
   *
   * @return whether others stand now
   */
  boolean acceptRelease() throws Exception {
    if (!state.get(ORIGIN).equals(RELEASE) || state.get(YAML).equals(RuleSet.bundledText())) {
      return false;
    }
    put(RuleSet.bundledText(), RELEASE);
    rules = RuleSet.bundled();
    return true;
  }

  /**
   * Takes a file of the topic unless it is faulty or has no higher version.
   *
   * @return whether others stand now
   */
  boolean accept(RuleRecord published) throws Exception {
    boolean first = state.get(ORIGIN).equals(RELEASE);
    if (!published.fault().isEmpty() || (!first && published.version() <= rules.version())) {
      return false;
    }
    put(published.yaml(), TOPIC);
    rules = RuleSet.parse(RuleSet.FILE, published.yaml());
    return true;
  }

  private void put(String yaml, String origin) throws Exception {
    state.put(YAML, yaml);
    state.put(ORIGIN, origin);
  }
}
