package vn.cds.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.roster.Roster;
import vn.cds.metrics.MetricJob;
import vn.cds.sql.Database;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;
import vn.cds.testkit.TestKafka;

/** The password of a job that runs is changed, as docs/operations.md says. */
@Tag("slow")
@Timeout(900)
@DisabledIfEnvironmentVariable(
    named = "CDS_CLICKHOUSE_URL",
    matches = ".+",
    disabledReason = "a server that is not ours has passwords of its own")
class ClickHouseRotationTest {
  @TempDir private Path dir;

  /** The file first, then the server. The job is one that ends when anything fails for good. */
  @Test
  void aJobGoesOnAndLosesNothing() throws Exception {
    EmbeddedKafka kafka = TestKafka.emptied();
    Topics.create(kafka.bootstrapServers(), 1);
    try (EmbeddedClickHouse server = EmbeddedClickHouse.start(dir.resolve("clickhouse"));
        TopicWriter writer = TopicWriter.open(kafka.bootstrapServers(), List.of(Topics.PAYMENTS))) {
      Tables.migrate(server, Roster.bundled());
      Database before = Tables.database(server);
      Map<String, String> options = LocalJob.options(kafka.bootstrapServers(), before);
      options.put("clickhouse.password.file", server.passwordFile().toString());
      options.put("restart-strategy.type", "none");
      options.put("sink.retries", "30");
      options.put("execution.checkpointing.timeout", "15 min");
      JobClient job = LocalJob.build(MetricJob.PAYMENTS, options).executeAsync("rotation");
      try {
        sendPayment(writer, "14758");
        awaitCommunes(before, 1);
        Files.writeString(server.passwordFile(), "changed");
        server.restart();
        assertThatThrownBy(() -> TestTables.count(before, "unit"))
            .satisfies(e -> assertThat(Failures.message(e)).contains("AUTHENTICATION_FAILED"));
        sendPayment(writer, "14797");
        awaitCommunes(Tables.database(server), 2);
        assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
      } finally {
        job.cancel().get();
      }
    }
  }

  private static void sendPayment(TopicWriter writer, String commune) throws Exception {
    Instant at = Instant.now().minusSeconds(60);
    String event =
        """
        {"schema_version": 1, "event_id": "%s", "occurred_at": "%s", "commune_code": "%s", \
        "status": "succeeded", "payment_id": "P-%s", "started_at": "%s", "category": "fee", \
        "method": "qr", "amount_vnd": 30000}"""
            .formatted(UUID.randomUUID(), at, commune, commune, at);
    writer.send(Topics.PAYMENTS, commune.getBytes(UTF_8), event.getBytes(UTF_8)).get();
  }

  private static void awaitCommunes(Database tables, long communes) {
    await()
        .atMost(Duration.ofMinutes(5))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        TestTables.count(tables, "(SELECT DISTINCT commune_code FROM payment_day)"))
                    .isEqualTo(communes));
  }
}
