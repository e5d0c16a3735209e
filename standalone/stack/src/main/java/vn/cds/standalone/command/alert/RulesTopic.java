package vn.cds.standalone.command.alert;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.contract.alerts.AlertTopics;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.standalone.KafkaConnection;

/** The topic that holds the rules in force. */
public final class RulesTopic {
  private final CompactedTopic topic;

  /**
   * @param within how long an answer of Kafka may take
   */
  public RulesTopic(KafkaConnection kafka, Duration within) {
    topic = new CompactedTopic(kafka, AlertTopics.RULES, within);
  }

  /** The rules in force: those with the highest version, or those of the release. */
  public RuleSet standing() {
    AtomicReference<RuleSet> standing = new AtomicReference<>();
    topic.read(
        record -> {
          RuleSet published = parse(record.value());
          RuleSet before = standing.get();
          if (published != null && (before == null || published.version() > before.version())) {
            standing.set(published);
          }
        });
    return standing.get() == null ? RuleSet.bundled() : standing.get();
  }

  /** Null when the job would refuse it, too. */
  private static RuleSet parse(String yaml) {
    try {
      return yaml == null ? null : RuleSet.parse(RuleSet.FILE, yaml);
    } catch (InvalidDataFile e) {
      return null;
    }
  }

  /** Publishes rules and returns when Kafka has them. */
  public void publish(String yaml, String by, String reason) throws InterruptedException {
    topic.write(
        AlertTopics.RULES_KEY,
        utf8(yaml),
        Map.of(AlertTopics.CHANGED_BY, utf8(by), AlertTopics.REASON, utf8(reason)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
