package vn.cds.standalone.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;
import vn.cds.standalone.clickhouse.FreePort;
import vn.cds.standalone.jobs.Jobs;
import vn.cds.testkit.TestServers;

/** All jobs on a Flink with the reporter: docs/metrics.md lists what it answers of them. */
@Tag("slow")
class FlinkMetricsTest {
  @TempDir Path dir;

  @Test
  void theJobs() throws Exception {
    int port = FreePort.choose();
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(CoreOptions.TMP_DIRS, dir.toString());
    configuration.set(CoreOptions.CLASSLOADER_RESOLVE_ORDER, "parent-first");
    configuration.setString(
        "metrics.reporter.prom.factory.class", PrometheusReporterFactory.class.getName());
    configuration.setString("metrics.reporter.prom.port", Integer.toString(port));
    try (TestServers servers = new TestServers();
        MiniCluster cluster =
            new MiniCluster(
                new MiniClusterConfiguration.Builder()
                    .setConfiguration(configuration)
                    .setNumTaskManagers(1)
                    .setNumSlotsPerTaskManager(Jobs.ALL.size())
                    .build())) {
      cluster.start();
      JobOptions options =
          JobOptions.load(
              null,
              servers.jobOptions(
                  "execution.checkpointing.dir", dir.resolve("checkpoints").toUri().toString()));
      for (StreamJob job : Jobs.ALL) {
        StreamExecutionEnvironment environment =
            StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setParallelism(1);
        job.build(environment, options);
        cluster.submitJob(environment.getStreamGraph().getJobGraph()).get();
      }
      // What waits is told from the first record on.
      servers.send("cds.payments", "14758", "{}".getBytes(StandardCharsets.UTF_8));
      Map<String, String> table = MetricsTable.of("Jobs");
      await()
          .atMost(Duration.ofMinutes(5))
          .untilAsserted(
              () -> {
                Map<String, String> answered = MetricsTable.answered(port);
                assertThat(answered.keySet()).containsAll(table.keySet());
                // Labels of the table are there; Flink has more.
                table.forEach(
                    (name, form) -> {
                      assertThat(answered.get(name))
                          .startsWith(form.substring(0, form.indexOf(' ')));
                      assertThat(words(answered.get(name))).as(name).containsAll(words(form));
                    });
                String text = MetricsTable.scrape(port);
                for (StreamJob job : Jobs.ALL) {
                  assertThat(text)
                      .containsPattern(
                          "flink_jobmanager_job_runningTime\\{[^}]*job_name=\""
                              + MetricsTable.jobLabel(job)
                              + "\"[^}]*} [1-9]");
                }
              });
    }
  }

  private static List<String> words(String form) {
    return List.of(form.replaceAll("[\\[\\],]", " ").strip().split("\\s+"));
  }
}
