package vn.cds.proof.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * Carries out the runbooks for bad days, with the commands of their pages, on one stack: each
 * begins with figures that the oracle has confirmed, does the harm, mends it as the page says, and
 * lets the oracle and the books judge again. What only a container engine can do (images, git
 * checkout between releases) is left to {@code deploy/rehearsal/rehearse}.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class RunbooksTest {
  private static final Path RUNBOOKS = Path.of(System.getProperty("cds.root"), "docs/runbooks");
  private static final String LOOK = "First look";
  private static final String MEND = "Mend";
  private static final String CHECK = "Check";
  private static final String LIST =
      "docker compose exec jobmanager flink list --jobmanager localhost:8081";

  private final long seed = Long.getLong("cds.operate.seed", System.nanoTime() & 0xFFFF);
  private OperatedStack stack;

  @BeforeAll
  void start() throws Exception {
    System.out.println("seed " + seed + " (repeat with -Dcds.operate.seed=" + seed + ")");
    stack = new OperatedStack("runbooks", OperatedStack.JOBS.size());
    stack.run("docker compose up -d");
    stack.awaitJobs(OperatedStack.JOBS);
    send(seed, 2_000);
  }

  @AfterAll
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  @Order(1)
  void aWrongFormulaWasPublished() throws Exception {
    DocumentedCommands page = page("wrong-formula-published");
    Path wrong = stack.directory().resolve("wrong.yaml");
    Files.writeString(wrong, bundledCatalogue().replaceFirst("from: 90", "from: 99"));
    stack.run(
        "./cds indicators load wrong.yaml --clickhouse http://127.0.0.1:8123 --user migrator"
            + " --by An --reason mistake");

    for (String command : page.takeAll(LOOK)) {
      assertThat(stack.run(command)).isNotBlank();
    }
    for (String command : page.takeAll(MEND)) {
      stack.run(command.replace("load = 3", "load = 1").replace("load 3", "load 1"));
    }
    assertThat(Files.readString(stack.directory().resolve("earlier.yaml")).strip())
        .isEqualTo(bundledCatalogue().strip());
    assertThat(rows("SELECT max(load) FROM catalogue_load")).isEqualTo("3");
    checkBooks(page);
    assertThat(stack.directory().resolve("reports")).isNotEmptyDirectory();
    assertThat(page.untaken(Set.of())).isEmpty();
  }

  @Test
  @Order(2)
  void aTopicIsPoisoned() throws Exception {
    DocumentedCommands page = page("poisoned-topic");
    Path poison = stack.directory().resolve("poison.jsonl");
    Files.writeString(
        poison, "not json\n{}\n" + "[".repeat(5_000) + "\n{\"schema_version\": 99}\n");
    stack.run("./cds send --kind payments --kafka 127.0.0.1:9092 poison.jsonl");
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () ->
                assertThat(
                        rows(
                            "SELECT count() FROM dead_letter_current WHERE topic = 'cds.payments' AND append_time > now() - INTERVAL 5 MINUTE"))
                    .isNotEqualTo("0"));
    assertThat(stack.run(page.take(LOOK, "dead_letter_current"))).contains("cds.payments");
    page.takeAll(LOOK).forEach(this::run);
    page.takeAll(MEND).forEach(this::run);
    checkAll(page);
    assertThat(stack.runningJobs().keySet()).containsAll(OperatedStack.JOBS);
    assertThat(page.untaken(Set.of())).isEmpty();
  }

  @Test
  @Order(3)
  void theCheckpointsAreLost() throws Exception {
    DocumentedCommands page = page("restore-checkpoints");
    stack.awaitCheckpoints();
    stack.run("docker compose stop jobs");
    cancelJobs();
    try (Stream<Path> files = Files.walk(stack.state())) {
      for (Path file : files.filter(file -> file.endsWith("_metadata")).toList()) {
        Files.writeString(file, "lost");
      }
    }
    // It goes on in vain.
    stack.run("docker compose up -d jobs");
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () ->
                Pattern.compile("could not be started|failed: ")
                    .matcher(Files.readString(stack.directory().resolve("jobs.log")))
                    .find());

    // There is no savepoint yet, which the look tells.
    for (String command : page.takeAll(LOOK)) {
      stack.attempt(command);
    }
    stack.option("start.position", "earliest");
    for (String command : page.takeAll(MEND)) {
      if (command.contains("/state/payments")) {
        for (String job : OperatedStack.JOBS) {
          stack.run(command.replace("payments", job));
        }
      } else {
        stack.run(command);
      }
    }
    stack.awaitJobs(OperatedStack.JOBS);
    checkAll(page);
    assertThat(page.untaken(Set.of())).isEmpty();
  }

  @Test
  @Order(4)
  void clickHouseIsLost() throws Exception {
    DocumentedCommands page = page("restore-clickhouse");
    String before = counted();
    page.takeAll(LOOK).forEach(this::run);
    Files.writeString(
        stack.directory().resolve("ours.yaml"),
        bundledCatalogue().replaceFirst("from: 90", "from: 91"));
    stack.awaitCheckpoints();
    stack.option("start.position", "earliest");
    for (String command : page.takeAll(MEND)) {
      if (command.contains("JOB_ID")) {
        forEachJob(command);
      } else {
        stack.run(command);
      }
    }
    stack.awaitJobs(OperatedStack.JOBS);
    checkAll(page);
    assertThat(counted()).isEqualTo(before);
    assertThat(rows("SELECT reason FROM catalogue_load ORDER BY load DESC LIMIT 1"))
        .isEqualTo("after the loss of ClickHouse");
    assertThat(page.untaken(Set.of())).isEmpty();
  }

  /** The jobs of the same release again; {@link UpgradeTest} is about another one. */
  @Test
  @Order(5)
  void anUpgradeAndTheWayBack() throws Exception {
    DocumentedCommands page = page("upgrade-and-rollback");
    stack.run(page.take(LOOK, " status "));
    stack.run(page.take(LOOK, " ps"));
    for (int way = 0; way < 2; way++) {
      stack.option("start.position", null);
      stack.run(page.take(MEND, "stop jobs"));
      stack.run(page.take(MEND, "flink list"));
      forEachJob(page.take(MEND, "flink stop"));
      assertThat(stack.runningJobs()).isEmpty();
      send(seed + 10 + way, 500);
      stack.run(page.take(MEND, "up -d --build").replace(" --build", ""));
      stack.awaitJobs(OperatedStack.JOBS);
      assertThat(Files.readString(stack.directory().resolve("jobs.log")))
          .contains("savepoints/savepoint-");
      checkAll(page);
    }
    assertThat(page.untaken(Set.of()))
        .containsExactly(
            "git describe --always", "git checkout v1.1.0", "deploy/docker/prepare.sh");
  }

  @Test
  @Order(6)
  void aDossierIsErased() throws Exception {
    DocumentedCommands page = page("erase");
    String dossier =
        rows(
            "SELECT dossier_code FROM dossier_current WHERE submitted_by_day = 0"
                + " ORDER BY submitted_at DESC LIMIT 1");
    stack.place("/tmp/offsets.json", stack.directory().resolve("offsets.json").toString());
    List<String> looks = page.takeAll(LOOK).stream().map(look -> quickly(look, dossier)).toList();
    assertThat(stack.run(looks.get(0))).contains(dossier);
    String records = looks.get(3).replace("grep -aFc", "grep -aF");
    List<String> places = stack.run(records).lines().toList();
    assertThat(places).isNotEmpty();

    Files.write(
        stack.directory().resolve("retractions.jsonl"),
        places.stream()
            .map(line -> line.substring(line.indexOf('{')))
            .filter(event -> !event.contains("\"retracted\""))
            .distinct()
            .map(event -> "{\"retracted\": true, " + event.substring(1))
            .toList());
    stack.run(page.take(MEND, "retractions.jsonl"));
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(stack.run(looks.get(0))).isEmpty());

    stack.run(page.take(MEND, "ALTER TABLE dossier"), "H56-1", dossier);
    stack.run(page.take(MEND, "ALTER TABLE retraction"), "H56-1", dossier);
    stack.run(page.take(MEND, "ALTER TABLE dead_letter"), "H56-1", dossier);

    stack.awaitClosedBooks(page.take(CHECK, " status "));
    stack.run("docker compose stop jobs");
    forEachJob(savepoint());
    Set<String> partitions = new TreeSet<>();
    for (String line : stack.run(records).lines().toList()) {
      partitions.add(line.replaceFirst("(?s)^.*?Partition:(\\d+).*$", "$1"));
    }
    assertThat(partitions).isNotEmpty();
    for (String partition : partitions) {
      stack.run(
          quickly(page.take(MEND, "--partition 2"), dossier)
              .replace("--partition 2", "--partition " + partition));
      stack.run(page.take(MEND, "offsets.json"), "\"partition\": 2", "\"partition\": " + partition);
      stack.run(page.take(MEND, "9092 others.jsonl"));
      stack.run(page.take(MEND, "shred"));
    }

    stack.option("run.generation", "1");
    stack.option("start.position", "earliest");
    stack.option("lateness.limited", "false");
    Files.copy(
        stack.directory().resolve("deploy/docker/job.properties"),
        stack.directory().resolve("erased.properties"));
    moveStateAway();
    stack.run("docker compose up -d");
    stack.awaitJobs(OperatedStack.JOBS);
    stack.awaitClosedBooks(page.take(CHECK, " status "));
    stack.run("docker compose stop jobs");
    forEachJob(savepoint());
    stack.option("start.position", null);
    stack.option("lateness.limited", null);
    stack.run("docker compose up -d");
    stack.awaitJobs(OperatedStack.JOBS);
    stack.run(page.take(MEND, "rm -r /state/replayed"));

    for (String look : looks) {
      assertThat(stack.attempt(look).out().strip()).as(look).isIn("", "0");
    }
    stack.awaitClosedBooks(page.take(CHECK, " status "));
    OperatedStack.Outcome audit =
        stack.attempt(
            page.take(CHECK, "audit") + " --patience 20",
            "deploy/docker/job.properties",
            "erased.properties");
    System.out.println(audit.out());
    assertThat(audit.out()).doesNotContainPattern("(?m)^\\S*(cohort|dossier) \\[");
    assertThat(page.untaken(Set.of())).isEmpty();
  }

  @Test
  @Order(7)
  void kafkaIsLost() throws Exception {
    DocumentedCommands page = page("restore-kafka");
    String before = counted();
    stack.awaitCheckpoints();
    List<String> mend = page.takeAll(MEND);
    page.takeAll(LOOK).forEach(this::run);
    stack.run(mend.get(0));
    stack.run(mend.get(1));
    forEachJob(mend.get(2));
    stack.run("docker compose rm --stop --force kafka");
    stack.run("docker volume rm cds_kafka");
    stack.run(mend.get(3));
    stack.run(mend.get(4));
    moveStateAway();
    stack.option("start.position", "earliest");
    stack.run(mend.get(5));
    stack.awaitJobs(OperatedStack.JOBS);
    assertThat(counted()).isEqualTo(before);
    assertThat(stack.run(page.take(CHECK, " status "))).containsPattern("\"gap\" : -\\d+");
    send(seed + 100, 200);
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(counted()).isNotEqualTo(before));
    assertThat(page.untaken(Set.of())).isEmpty();
  }

  // --- Steps ---

  private void send(long seed, int events) throws Exception {
    stack.run(
        "./cds simulate --scenario mixed --events %d --faults all --seed %d --kafka 127.0.0.1:9092"
            .formatted(events, seed));
  }

  /** The books and what else the page tells to look at. */
  private void checkBooks(DocumentedCommands page) throws Exception {
    for (String command : page.takeAll(CHECK)) {
      if (command.contains(" status ")) {
        stack.awaitClosedBooks(command);
      } else {
        stack.run(command);
      }
    }
  }

  /** The books, and every row. */
  private void checkAll(DocumentedCommands page) throws Exception {
    stack.awaitClosedBooks(page.take(CHECK, " status "));
    String audit = stack.run(page.take(CHECK, " audit "));
    assertThat(audit.strip().lines().reduce((a, b) -> b).orElse("")).isEqualTo("0 differences");
  }

  private void run(String command) {
    try {
      stack.run(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void forEachJob(String command) throws Exception {
    stack.forEachJob(LIST, command);
  }

  private static String savepoint() throws IOException {
    return page("upgrade-and-rollback").take(MEND, "flink stop");
  }

  private void cancelJobs() throws Exception {
    forEachJob(page("restore-clickhouse").take(MEND, "flink cancel"));
  }

  private void moveStateAway() throws Exception {
    stack.run(page("restore-clickhouse").take(MEND, "/state/replayed"));
  }

  /** With another dossier, and without waiting half a minute for a record that does not come. */
  private static String quickly(String command, String dossier) {
    return command.replace("H56-1", dossier).replace("--timeout-ms 30000", "--timeout-ms 8000");
  }

  /** What a reader sees of the figures. */
  private String counted() throws Exception {
    return rows(
        "SELECT sum(received), sum(done_on_time), count() FROM service_request_cohort_current");
  }

  private String rows(String query) throws Exception {
    return stack.run(query).strip();
  }

  private static DocumentedCommands page(String name) throws IOException {
    return new DocumentedCommands(RUNBOOKS.resolve(name + ".md"));
  }

  private static String bundledCatalogue() throws IOException {
    return Files.readString(
        Path.of(System.getProperty("cds.root"))
            .resolve("jobs/contract/src/main/resources/vn/cds/contract/indicators.yaml"));
  }
}
