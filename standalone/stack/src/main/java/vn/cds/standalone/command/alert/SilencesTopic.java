package vn.cds.standalone.command.alert;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import vn.cds.contract.alerts.AlertSilence;
import vn.cds.contract.alerts.AlertTopics;
import vn.cds.contract.alerts.InvalidAlertMessage;
import vn.cds.standalone.KafkaConnection;

/** The topic that holds the silences. */
final class SilencesTopic {
  private final CompactedTopic topic;

  SilencesTopic(KafkaConnection kafka, Duration within) {
    topic = new CompactedTopic(kafka, AlertTopics.SILENCES, within);
  }

  /** All silences, each in its latest state. */
  Collection<AlertSilence> all() {
    Map<UUID, AlertSilence> silences = new LinkedHashMap<>();
    topic.read(
        record -> {
          AlertSilence silence = decode(record.value());
          if (silence != null) {
            silences.put(silence.silence(), silence);
          }
        });
    return silences.values();
  }

  /** Null when the notifier would refuse it, too. */
  private static AlertSilence decode(String json) {
    try {
      return json == null ? null : AlertSilence.decode(json.getBytes(StandardCharsets.UTF_8));
    } catch (InvalidAlertMessage e) {
      return null;
    }
  }

  /** Writes a silence in place of the one with its id, and returns when Kafka has it. */
  void write(AlertSilence silence) throws InterruptedException {
    topic.write(silence.silence().toString(), silence.encode(), Map.of());
  }
}
