package vn.cds.alerts;

import java.util.List;
import java.util.Map;
import vn.cds.contract.alerts.AlertHeartbeat;
import vn.cds.contract.alerts.AlertTopics;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.runtime.options.JobOptions;
import vn.cds.testkit.TestServers;

/** The Kafka and the ClickHouse that the jobs of a test work on. */
final class Parts extends TestServers {
  JobOptions options(String... keysAndValues) {
    Map<String, String> values = jobOptions(keysAndValues);
    values.putIfAbsent("start.position", "earliest");
    values.putIfAbsent("source.idle.after", "1 s");
    return JobOptions.load(null, values);
  }

  List<AlertTransition> transitions() {
    return values(AlertTopics.TRANSITIONS).stream().map(AlertTransition::decode).toList();
  }

  List<AlertHeartbeat> heartbeats(String province) {
    return values(AlertTopics.HEARTBEATS).stream()
        .map(AlertHeartbeat::decode)
        .filter(beat -> beat.province().equals(province))
        .toList();
  }
}
