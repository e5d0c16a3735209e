package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.view.JdbcDrivers;
import vn.cds.sql.Database;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.kafka.Topics;
import vn.cds.standalone.watch.ExportSender;
import vn.cds.standalone.watch.ImportMetrics;
import vn.cds.standalone.watch.ImportService;
import vn.cds.testkit.TestClickHouse;

/**
 * Imports through TLS and a log-in, as an account that may do what docs/kafka.md names and nothing
 * else.
 */
@Timeout(300)
class SecuredImportTest {
  private static final Path CASE =
      Path.of(System.getProperty("cds.root"))
          .resolve("importer/src/test/resources/import/corrected-export");
  private static final String EVENTS = Topics.IMPORTED_SERVICE_REQUESTS;

  @TempDir static Path dir;
  private static SecuredKafka kafka;
  private static Path client;

  @BeforeAll
  static void start() throws Exception {
    kafka = new SecuredKafka(dir);
    Topics.create(kafka.open(), 1);
    kafka.user("importer", "S3cret");
    client = kafka.client("importer", "S3cret");
    allow("importer");
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  /** Exactly what docs/kafka.md says that an importer needs. */
  private static void allow(String user) {
    kafka.allowAll("--account", "importer", "--principal", "importer=User:" + user);
  }

  /** The position of a job that has counted all that will be imported. */
  private static void counted() throws ExecutionException, InterruptedException {
    kafka
        .admin
        .alterConsumerGroupOffsets(
            "cds-service-requests",
            Map.of(new TopicPartition(EVENTS, 0), new OffsetAndMetadata(1_000)))
        .all()
        .get();
  }

  @Test
  void everyStepOfAnImportLogsIn() throws Exception {
    counted();
    TopicPartition partition = new TopicPartition(EVENTS, 0);
    long end =
        kafka
            .admin
            .listOffsets(Map.of(partition, OffsetSpec.latest()))
            .partitionResult(partition)
            .get()
            .offset();
    Database tables = TestClickHouse.emptied();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:clickhouse:" + tables.url() + "/" + tables.name(),
                tables.user(),
                tables.password());
        Statement statement = connection.createStatement()) {
      // The second event that will be sent is one that the job refuses.
      statement.execute(
          "INSERT INTO dead_letter (topic, partition, offset, code, detail, payload) VALUES ('"
              + EVENTS
              + "', 0, "
              + (end + 1)
              + ", 'FROM_FUTURE', 'occurred_at is yet to come', '{}')");
    }
    CommandLine dry = run("--dry-run", "--as-of", "2026-10-31", CASE.resolve("october.csv"));
    assertThat(dry.out()).as(dry.err()).contains("events: would be 5 new");
    CommandLine october =
        run(
            "--as-of",
            "2026-10-31",
            "--clickhouse",
            tables.url(),
            "--user",
            tables.user(),
            "--password-file",
            TestClickHouse.server().passwordFile(),
            CASE.resolve("october.csv"));
    assertThat(october.exitCode()).as(october.err()).isEqualTo(ExitCode.FAILED);
    assertThat(october.out())
        .contains("events: 5 new, 0 taken back, 0 unchanged")
        .containsPattern("october.csv:[0-9].*FROM_FUTURE");
    CommandLine november = run("--as-of", "2026-11-29", CASE.resolve("november.csv"));
    assertThat(november.exitCode()).as(november.err()).isEqualTo(ExitCode.OK);
    assertThat(november.out()).contains("events: 2 new, 3 taken back, 2 unchanged");
    CommandLine back = run("--take-back");
    assertThat(back.exitCode()).as(back.err()).isEqualTo(ExitCode.OK);
    assertThat(back.out()).contains("events: 0 new, 4 taken back, 0 unchanged");
  }

  @Tag("slow")
  @Test
  void aServiceThatIsNotLetInWaitsAndGoesOn() throws Exception {
    Path mapping =
        Files.writeString(
            dir.resolve("watched.properties"),
            Files.readString(CASE.resolve("mapping.properties")) + "source = watched\n");
    List<String> log = new ArrayList<>();
    Roster roster = Roster.bundled();
    kafka.user("watcher", "another");
    ImportService service =
        new ImportService(
            dir.resolve("inbox"),
            List.of(mapping),
            Duration.ofMillis(1),
            new ExportSender(
                new KafkaConnection(
                    kafka.servers(), SecuredKafka.settings(kafka.client("watcher", "S3cret"))),
                roster,
                FormerUnits.of(roster),
                new JdbcDrivers(dir.resolve("none")),
                Clock.systemUTC()),
            Clock.systemUTC(),
            log::add,
            new ImportMetrics());
    service.round();
    Path folder = dir.resolve("inbox/watched");
    Files.copy(CASE.resolve("november.csv"), folder.resolve("november.csv"));
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              service.round();
              assertThat(log)
                  .last()
                  .asString()
                  .startsWith("waiting for Kafka: Kafka at " + kafka.servers())
                  .contains("refuses the log-in", "Correct the user and the password");
            });
    kafka.user("watcher", "S3cret");
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              service.round();
              assertThat(log)
                  .last()
                  .asString()
                  .contains("does not have the topics", "let the account describe them");
            });
    assertThat(folder.resolve("november.csv")).exists();
    allow("watcher");
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              service.round();
              assertThat(folder.resolve("done/november.csv")).exists();
            });
    assertThat(log).last().asString().contains("imported november.csv: 3 rows read");
    assertThat(String.join("\n", log)).doesNotContain("S3cret");
  }

  /** It waits for an answer before it asks for TLS. */
  @Tag("slow")
  @Test
  void aKafkaThatSpeaksTlsSaysSo() {
    CommandLine plain = run(Map.of(), "--take-back");
    assertThat(plain.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(plain.err())
        .contains("speaks TLS, and was asked without")
        .contains("--kafka-properties");
  }

  @Test
  void eachFaultIsToldWithWhatToDo() throws Exception {
    Path wrong = kafka.client("stranger", "no");
    CommandLine refused = run(Map.of("--kafka-properties", wrong), "--take-back");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(refused.err()).contains("refuses the log-in").doesNotContain("password=");
    Path missing = dir.resolve("missing.properties");
    CommandLine unread = run(Map.of("--kafka-properties", missing), "--take-back");
    assertThat(unread.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(unread.err()).contains("cannot read " + missing);
    Path odd =
        Files.writeString(dir.resolve("odd.properties"), Files.readString(client) + "acks=1");
    CommandLine unusable = run(Map.of("--kafka-properties", odd), "--take-back");
    assertThat(unusable.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(unusable.err())
        .contains("the settings of Kafka's clients cannot be used to send an import")
        .contains("without also enabling idempotence");
    kafka.forbid(ResourceType.TRANSACTIONAL_ID);
    try {
      CommandLine noRight = run("--take-back");
      assertThat(noRight.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
      assertThat(noRight.err())
          .contains("does not let the account write the import")
          .contains("the transactional id cds-import/service-requests/");
    } finally {
      allow("importer");
    }
    CommandLine alone =
        CommandLine.run(
            "import",
            "--mapping",
            CASE.resolve("mapping.properties"),
            "--kafka-properties",
            client,
            CASE.resolve("october.csv"));
    assertThat(alone.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(alone.err()).contains("--kafka-properties goes with --kafka");
  }

  private static CommandLine run(Object... arguments) {
    return run(Map.of("--kafka-properties", client), arguments);
  }

  private static CommandLine run(Map<String, Path> security, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("import", "--kafka", kafka.servers()));
    all.addAll(List.of("--mapping", CASE.resolve("mapping.properties"), "--patience", 20));
    security.forEach((option, file) -> all.addAll(List.of(option, file)));
    all.addAll(List.of(arguments));
    return CommandLine.run(all.toArray());
  }
}
