package vn.cds.standalone.command.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.command.alert.RulesTopic;
import vn.cds.standalone.servers.ServerChecks;

/**
 * The alert rules of a demo with a story. Those of the release wait for working hours and judge
 * whole days, which is too long for a demo.
 */
final class DemoRules {
  private static final String FILE = "demo-alert-rules.yaml";

  private DemoRules() {}

  /** Publishes them, unless they or later ones stand already. */
  static void publish(String bootstrapServers) throws InterruptedException {
    RulesTopic topic = new RulesTopic(KafkaConnection.of(bootstrapServers), ServerChecks.WITHIN);
    String text = text();
    if (topic.standing().version() < RuleSet.parse(FILE, text).version()) {
      topic.publish(text, "./cds demo", "a story is told");
    }
  }

  static String text() {
    try (InputStream in =
        DemoRules.class.getResourceAsStream("/vn/cds/standalone/command/" + FILE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The bundled " + FILE + " cannot be read.", e);
    }
  }
}
