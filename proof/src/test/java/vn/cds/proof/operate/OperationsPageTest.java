package vn.cds.proof.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import vn.cds.standalone.clickhouse.FreePort;

/**
 * Carries out docs/operations.md from the tables to the last replay, with the commands that stand
 * there, but for what other tests carry out.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class OperationsPageTest {
  private static final Path ROOT = Path.of(System.getProperty("cds.root"));

  /** Docker: deploy/rehearsal/rehearse, and RunbooksTest without an engine. */
  private static final Set<String> DOCKER = Set.of("Docker");

  /** Of one machine: ImportTest, RunningImportTest and ImportServiceTest. */
  private static final String NOT_HERE = "./cds import ";

  private static final String SUBMITTING = "Submitting";
  private static final String SAVEPOINTS = "Savepoints and upgrades";
  private static final String FIGURES = "Declaring figures";
  private static final String INDICATORS = "Indicators";
  private static final String DEAD_LETTERS = "Dead letters";

  private final long seed = Long.getLong("cds.operate.seed", System.nanoTime() & 0xFFFF);
  private OperatedStack stack;
  private DocumentedCommands page;
  private String status;

  @BeforeAll
  void start() throws Exception {
    System.out.println("seed " + seed + " (repeat with -Dcds.operate.seed=" + seed + ")");
    Path file = ROOT.resolve("docs/operations.md");
    page = new DocumentedCommands(file);
    stack = new OperatedStack("operations-page", 2 * OperatedStack.JOBS.size());
    stack.properties(
        Files.readString(
            stack.directory().resolve("jobs/metrics/src/main/resources/job.properties")));
    String text = Files.readString(file);
    stack.properties(
        text.substring(text.indexOf("### The options file"), text.indexOf("### Submitting")));
    stack.option("execution.checkpointing.interval", "2 s");
    status = page.take(DEAD_LETTERS, " status ");
  }

  @AfterAll
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  @Order(1)
  void theTablesAreMadeAndTheJobsSubmitted() throws Exception {
    assertThat(
            stack.run(
                page.take("A job on a running Flink cluster", " migrate "),
                "CDS_CLICKHOUSE_PASSWORD=... ",
                ""))
        .contains("is ready");
    assertThat(stack.run(page.take(SUBMITTING, "flink run"))).contains("JobID");
    stack.awaitJobs(List.of("service-requests"));
    stack.run(
        "flink cancel --jobmanager jobmanager:8081 " + stack.runningJobs().get("service-requests"));
    for (String job : OperatedStack.JOBS) {
      assertThat(
              stack.run(
                  page.take(SUBMITTING, "submit --flink http://jobmanager:8081 --job " + job)))
          .contains(" runs, see ");
    }
    assertThat(stack.run(page.take(SUBMITTING, "--check"))).isEmpty();
  }

  @Test
  @Order(2)
  void rejectedRecordsAreFoundMendedAndSentAgain() throws Exception {
    stack.run(
        "./cds simulate --scenario mixed --events 3000 --faults all --seed %d --kafka kafka-1:9092"
            .formatted(seed));
    String noTime =
        event("H56-1")
            .replaceFirst("\"occurred_at\": \"[^\"]*\"", "\"occurred_at\": \"yesterday\"");
    write("broken.jsonl", noTime + "\n");
    stack.run("./cds send --kind service-requests --kafka kafka-1:9092 broken.jsonl");
    stack.awaitClosedBooks(status);
    assertThat(stack.run(page.take(DEAD_LETTERS, "any(detail)"))).contains("cds.service-requests");
    assertThat(stack.run(page.take(DEAD_LETTERS, "commune_code"))).contains("occurred_at");
    assertThat(stack.run(page.take("Taking events back", "retraction_current"))).isNotNull();

    write("mended.jsonl", event("H56-1") + "\n");
    stack.run(page.take(DEAD_LETTERS, " send "));
    stack.awaitClosedBooks(status);
    assertThat(
            stack.run("SELECT count() FROM dossier_current WHERE dossier_code = 'H56-1'").strip())
        .isEqualTo("1");
  }

  @Test
  @Order(3)
  void anOpenTransactionIsFoundAndEnded() throws Exception {
    String section = "Sources that write in transactions";
    try (KafkaProducer<byte[], byte[]> source =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.bootstrapServers(), "transactional.id", "forgotten"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      source.initTransactions();
      source.beginTransaction();
      RecordMetadata open =
          source
              .send(new ProducerRecord<>("cds.payments", "{}".getBytes(StandardCharsets.UTF_8)))
              .get();
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> assertThat(stack.run(status)).contains("\"topic\" : \"cds.payments\""));
      assertThat(stack.run(page.take(section, " list"))).contains("forgotten");
      stack.run(page.take(section, "find-hanging"));
      stack.run(
          page.take(section, " abort "),
          "--partition 2",
          "--partition " + open.partition(),
          "--start-offset 456",
          "--start-offset " + open.offset());
      stack.awaitClosedBooks(status);
    }
  }

  @Test
  @Order(4)
  void aJobIsStoppedWithASavepointAndGoesOnWithAnotherParallelism() throws Exception {
    String id = OperatedStack.jobs(stack.run(page.take(SAVEPOINTS, "flink list"))).get("payments");
    Matcher path =
        Pattern.compile("file:\\S+/savepoints/savepoint-\\S+")
            .matcher(stack.run(page.take(SAVEPOINTS, "flink stop"), "JOB_ID", id));
    assertThat(path.find()).isTrue();
    assertThat(stack.run(page.take(SAVEPOINTS, " migrate "))).contains("is up to date");
    stack.run(
        page.take(SAVEPOINTS, " submit ") + " --parallelism 1",
        "s3://state/savepoints/savepoint-1",
        path.group());
    stack.run(
        "./cds simulate --scenario mixed --events 1000 --faults all --seed %d --kafka kafka-1:9092"
            .formatted(seed + 1));
    stack.awaitClosedBooks(status);
    audit();
  }

  @Test
  @Order(5)
  void figuresAreDeclared() throws Exception {
    Path examples = ROOT.resolve("examples/declared/tay-ninh.csv");
    write("figures.csv", Files.readString(examples));
    assertThat(stack.run(page.take(FIGURES, "--dry-run"))).contains("nothing was sent");
    assertThat(stack.run(page.take(FIGURES, "--user reader figures.csv"))).contains("3 new");

    write(
        "figures.csv",
        Files.readString(
                ROOT.resolve("jobs/contract/src/main/resources/vn/cds/contract/figures.csv"))
            + "reading_rooms,Số phòng đọc,Reading rooms,count,value,Sở Văn hoá\n");
    List<String> lines = Files.readAllLines(examples);
    String head = lines.stream().filter(line -> line.startsWith("unit_level")).findFirst().get();
    String row = lines.stream().filter(line -> line.contains("app_accounts")).findFirst().get();
    write("mine.csv", head + "\n" + row.replace("app_accounts", "reading_rooms") + "\n");
    stack.run(page.take(FIGURES, "migrate "));
    stack.option("figures.file", stack.directory().resolve("figures.csv").toString());
    resubmit("declared-figures");
    assertThat(stack.run(page.take(FIGURES, "mine.csv"))).contains("1 new");
  }

  @Test
  @Order(6)
  void theCatalogueOfIndicatorsIsChangedAndShown() throws Exception {
    stack.run(page.take(INDICATORS, "cp "));
    Path ours = stack.directory().resolve("ours.yaml");
    Files.writeString(ours, Files.readString(ours).replaceFirst("from: 90", "from: 91"));
    stack.run(page.take(INDICATORS, " check "));
    assertThat(stack.run(page.take(INDICATORS, " diff "))).contains("~");
    assertThat(stack.run(page.take(INDICATORS, "indicators load"))).contains("2");
    assertThat(stack.run(page.take(INDICATORS, "sha256"))).contains("Quyết định 12/QĐ-UBND");
    assertThat(stack.run(page.take(INDICATORS, "SELECT text"), "load = 3", "load = 2"))
        .isEqualTo(Files.readString(ours) + "\n");
  }

  @Test
  @Order(7)
  void theReportIsPrintedAndProgramsRead() throws Exception {
    stack.run(page.take("Reports and API", " report "));
    assertThat(stack.directory().resolve("reports")).isNotEmptyDirectory();

    int port = FreePort.choose();
    stack.place("https://board.example.vn", "http://127.0.0.1:" + port);
    write("password", "a password of the board");
    write(
        "board-users",
        stack.run("./cds password board --password-file " + stack.directory().resolve("password")));
    write(
        "access.yaml",
        "format: 1\npasswords_file: board-users\ngrants:\n  - user: board\n    role: administrator\n");
    stack.startInBackground(
        page.take("Who may come in", "./cds board") + " --port " + port, "board.log");
    for (String call : page.takeAll("Reports and API")) {
      if (call.startsWith("curl")) {
        String authenticated =
            call.replace(
                "-u board",
                "-sS --fail-with-body -H 'X-Request-Id: operations-page' -u 'board:a password of the board'");
        await()
            .atMost(Duration.ofMinutes(1))
            .untilAsserted(() -> assertThat(stack.attempt(authenticated).exitCode()).isZero());
      }
    }
    String asked = page.take("Logs", "system.query_log");
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(stack.run(asked, "4bf92f3577b34da6a3ce929d0e0e4736", "operations-page"))
                    .contains("request operations-page"));
  }

  @Test
  @Order(8)
  void anAccountMayImport() throws Exception {
    write("admin.properties", "");
    for (String right : List.of("--topic", "--transactional-id", "--group")) {
      assertThat(stack.run(page.take("Import", right + " cds"))).contains("User:importer");
    }
  }

  @Test
  @Order(9)
  void aSourceSendsThroughTheGateway() throws Exception {
    int port = FreePort.choose();
    stack.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=gateway"
            + " -keyout gateway.key -out gateway.crt");
    stack.run(page.take("Gateway", "add --file sources.yaml --name one-stop"));
    stack.run(page.take("Gateway", "documents.hac-thanh"));
    stack.run(
        page.take("Gateway", "docker compose run"), "/sources/", stack.directory() + "/docker-");
    String token = stack.run(page.take("Gateway", " rotate ")).strip();
    stack.startInBackground(
        page.take("Gateway", "--certificate").replace("8443", Integer.toString(port)),
        "gateway.log");
    write("event.json", event("H56-2"));
    String send =
        "curl -sS -k --fail-with-body -H 'Authorization: Bearer "
            + token
            + "' -H 'Content-Type: application/json' --data-binary @event.json"
            + " https://127.0.0.1:"
            + port
            + "/v1/events/service-requests";
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(stack.attempt(send).out()).contains("\"accepted\":1"));
    assertThat(stack.run(page.take("Gateway", " list ")))
        .contains("one-stop", "documents.hac-thanh");
    stack.run(page.take("Gateway", " end "));
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(stack.attempt(send).out()).contains("bad_token"));
    stack.awaitClosedBooks(status);
  }

  @Test
  @Order(10)
  void whatDoesNotRunIsStarted() throws Exception {
    String alerts = stack.runningJobs().get("alerts");
    stack.run(page.take(SAVEPOINTS, "flink stop"), "JOB_ID", alerts);
    assertThat(stack.attempt(page.take(SUBMITTING, "--check")).out()).contains("alerts");
    Process keep = stack.startInBackground(page.take(SUBMITTING, "--state /state"), "keep.log");
    stack.awaitJobs(OperatedStack.JOBS);
    keep.destroy();
    assertThat(keep.waitFor(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  @Order(11)
  void theTopicsAreReplayed() throws Exception {
    String before = counted();
    stopServiceRequests();
    List<String> replays = page.takeAll("Replay from the start");
    stack.run(replays.get(0));
    stack.awaitClosedBooks(status);
    audit();
    assertThat(counted()).isEqualTo(before);

    stopServiceRequests();
    stack.run(page.take("Raising the generation", "run.generation=1"));
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(counted()).isEqualTo(before));
    stack.awaitClosedBooks(status);

    stopServiceRequests();
    assertThat(stack.run(replays.get(1) + " --set run.generation=1")).contains(" runs, see ");
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(stack.runningJobs()).doesNotContainKey("service-requests"));
  }

  @Test
  @Order(12)
  void theRulesOfPrometheusAreChecked() throws Exception {
    stack.run(page.take("Docker", "promtool check"));
    stack.run(page.take("Docker", "promtool test"));
  }

  @Test
  @Order(13)
  void everyCommandWasCarriedOut() {
    assertThat(page.untaken(DOCKER)).allMatch(command -> command.startsWith(NOT_HERE));
  }

  // --- Steps ---

  private void audit() throws Exception {
    String audit =
        stack.run(
            "./cds audit --kafka kafka-1:9092 --clickhouse http://clickhouse:8123 --user reader"
                + " --options my.properties");
    assertThat(audit).endsWith("\n0 differences\n");
  }

  private String counted() throws Exception {
    return stack.run("SELECT sum(received), sum(done_on_time) FROM service_request_cohort_current");
  }

  private void stopServiceRequests() throws Exception {
    stack.run(
        "flink cancel --jobmanager jobmanager:8081 " + stack.runningJobs().get("service-requests"));
  }

  private void resubmit(String job) throws Exception {
    String stopped =
        stack.run(page.take(SAVEPOINTS, "flink stop"), "JOB_ID", stack.runningJobs().get(job));
    Matcher path = Pattern.compile("file:\\S+savepoint-\\S+").matcher(stopped);
    assertThat(path.find()).isTrue();
    stack.run(
        page.take(SUBMITTING, "submit --flink http://jobmanager:8081 --job " + job)
            + " --savepoint "
            + path.group());
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(stack.directory().resolve(file), text);
  }

  /** A dossier that was received a moment ago in a commune of Thanh Hoá. */
  private static String event(String dossier) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);
    return """
        {"schema_version": 1, "event_id": "00000000-0000-4000-8000-%012d", "occurred_at": "%s", \
        "commune_code": "14758", "status": "accepted", "dossier_code": "%s", \
        "procedure_code": "1.004616", "submitted_at": "%s", "due_at": "%s"}"""
        .formatted(dossier.hashCode() & 0xFFFF, now, dossier, now, now.plus(5, ChronoUnit.DAYS));
  }
}
