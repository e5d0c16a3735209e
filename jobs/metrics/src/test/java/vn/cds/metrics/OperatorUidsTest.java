package vn.cds.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A savepoint finds its state by uid. The committed list may grow; a line that changes or goes
 * makes every savepoint of earlier releases unreadable, so it needs a note in the CHANGELOG.
 */
class OperatorUidsTest {
  @Test
  void uidsAreTheCommittedOnes(@TempDir Path directory) throws Exception {
    TreeSet<String> uids = new TreeSet<>();
    try (Parts parts = new Parts()) {
      for (MetricJob job : MetricJob.values()) {
        StreamExecutionEnvironment environment =
            StreamExecutionEnvironment.createLocalEnvironment();
        MetricJobs.build(environment, job, parts.options());
        for (StreamNode node : environment.getStreamGraph().getStreamNodes()) {
          assertThat(node.getTransformationUID()).as("uid of %s in %s", node, job).isNotNull();
          uids.add(job.jobName() + "/" + node.getTransformationUID());
        }
      }
    }
    try (var committed = getClass().getResourceAsStream("/uids.txt")) {
      List<String> lines =
          new String(committed.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      assertThat(String.join("\n", uids)).isEqualTo(String.join("\n", lines));
    }
  }
}
