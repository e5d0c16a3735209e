package vn.cds.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.event.Event;
import vn.cds.metrics.count.RandomEvents;
import vn.cds.runtime.options.JobOptions;

/**
 * What an operator does to a job: stop and go on, rescale, begin in the middle. The tables must not
 * care.
 */
class RestoreTest {
  private static final long SEED = 20261008;
  private static final List<String> TABLES =
      List.of(
          "service_request_minute",
          "service_request_hour",
          "service_request_day",
          "service_request_cohort",
          "dossier");

  @RegisterExtension
  private static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(3)
              .build());

  @TempDir Path directory;

  @Test
  void savepointsAndRescalingShowTheSame() throws Exception {
    assertRestores("rocksdb");
  }

  @Tag("slow")
  @Test
  void savepointsAndRescalingOfStateOnTheHeapShowTheSame() throws Exception {
    assertRestores("hashmap");
  }

  private void assertRestores(String backend) throws Exception {
    System.out.println("seed " + SEED);
    try (Parts parts = new Parts()) {
      parts.createDatabase("other");
      List<Event> events = new RandomEvents(SEED).events(1500, Instant.now());
      List<Event> sent = new ArrayList<>(events);
      sent.addAll(events.subList(0, 200));
      Collections.shuffle(sent, new Random(SEED));
      Path savepoints = Files.createDirectories(directory.resolve("savepoints-" + backend));
      String savepoint = null;
      int third = sent.size() / 3;
      int[] parallelism = {2, 3, 2};
      for (int i = 0; i < parallelism.length; i++) {
        parts.send(sent.subList(i * third, i == 2 ? sent.size() : (i + 1) * third));
        savepoint =
            runUntilAllIsRead(
                parts,
                parts.options(
                    "parallelism.default",
                    Integer.toString(parallelism[i]),
                    "state.backend.type",
                    backend,
                    "start.position",
                    "earliest"),
                savepoint,
                savepoints);
      }
      runBounded(
          parts.options(
              "run.bounded",
              "true",
              "start.position",
              "earliest",
              "clickhouse.url",
              parts.url("other")));
      assertSameTables(parts);
    }
  }

  @Tag("slow")
  @Test
  void beginningInTheMiddleWithoutStateMakesNothingWorse() throws Exception {
    System.out.println("seed " + SEED);
    try (Parts parts = new Parts()) {
      parts.createDatabase("other");
      List<Event> events = new RandomEvents(SEED).events(600, Instant.now());
      parts.send(events.subList(0, 300));
      Instant middle = Instant.now();
      parts.send(events.subList(300, 600));
      for (String database : List.of("cds", "other")) {
        runBounded(
            parts.options(
                "run.bounded",
                "true",
                "start.position",
                "earliest",
                "clickhouse.url",
                parts.url(database)));
      }
      runBounded(parts.options("run.bounded", "true", "start.position", middle.toString()));
      assertSameTables(parts);
    }
  }

  private static void assertSameTables(Parts parts) throws Exception {
    for (String table : TABLES) {
      // Which copy of an event is read first may differ between partitions; the marks of arrival
      // follow it.
      String columns =
          "* EXCEPT (inserted_at"
              + (table.equals("dossier") ? ", first_arrival_at, last_arrival_at)" : ")");
      String query = "SELECT " + columns + " FROM %s." + table + " FINAL ORDER BY ALL";
      assertThat(parts.rows(query.formatted("cds")))
          .as(table)
          .isNotEmpty()
          .isEqualTo(parts.rows(query.formatted("other")));
    }
  }

  private static void runBounded(JobOptions options) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    MetricJobs.build(environment, MetricJob.SERVICE_REQUESTS, options);
    environment.execute();
  }

  private static String runUntilAllIsRead(
      Parts parts, JobOptions options, String savepoint, Path savepoints) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    MetricJobs.build(environment, MetricJob.SERVICE_REQUESTS, options);
    var graph = environment.getStreamGraph();
    if (savepoint != null) {
      graph.getJobConfiguration().set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
      graph.setSavepointRestoreSettings(
          org.apache.flink.runtime.jobgraph.SavepointRestoreSettings.forPath(savepoint));
    }
    JobClient client = environment.executeAsync(graph);
    long produced = parts.records("cds.service-requests");
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> {
              String seen =
                  parts
                      .rows("SELECT sum(counted) + sum(duplicates) FROM service_request_day FINAL")
                      .get(0);
              String rejected =
                  parts.rows("SELECT uniqExact(partition, offset) FROM dead_letter").get(0);
              return Long.parseLong(seen) + Long.parseLong(rejected) == produced;
            });
    return client
        .stopWithSavepoint(false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
        .get(60, TimeUnit.SECONDS);
  }
}
