package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.flink.FlinkCluster;
import vn.cds.standalone.flink.FlinkSettings;
import vn.cds.standalone.flink.InProcessFlink;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;
import vn.cds.testkit.TestClickHouse;
import vn.cds.testkit.TestKafka;

/**
 * Every command on every fault of a server that it needs: one sentence with the address, the cause
 * and the next step, the exit code of the environment, and nothing done. The other servers are
 * real.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandFaultsTest {
  private static final Path RULES =
      Path.of(
          System.getProperty("cds.root"),
          "jobs/alerts/src/main/resources/vn/cds/alerts/alert-rules.yaml");

  /** They also ask servers that are well, which a busy machine keeps from answering at once. */
  private static final List<String> WITH_GOOD_ONES = List.of("declare", "status", "submit");

  /** What is said of each, and the next step. */
  private static final Map<String, String> CAUSES =
      Map.of(
          "away", "cannot be reached: nothing listens there. Is it running",
          "unknown", "no address is known for the name nowhere.invalid. Is it running",
          "silent", "takes connections but does not answer within [15] s. Is this the port of",
          "breaking off",
              "(takes connections but does not answer within|breaks off).*Is this the port of",
          "another", "does not answer.*Is this the port of",
          "tls", "speaks TLS, and was asked without. (Give the port|Write https://)");

  @TempDir static Path dir;
  private final Map<String, BadServer> bad = new LinkedHashMap<>();
  private EmbeddedKafka kafka;
  private EmbeddedClickHouse clickHouse;
  private FlinkCluster flink;
  private Path events;
  private Path options;
  private Path notifier;

  @BeforeAll
  void startTheGoodAndTheBad() throws Exception {
    bad.put("away", BadServer.away());
    bad.put("unknown", BadServer.unknown());
    bad.put("silent", BadServer.silent());
    bad.put("breaking off", BadServer.breakingOff());
    bad.put("another", BadServer.another());
    bad.put("tls", BadServer.tls(dir));
    kafka = TestKafka.emptied();
    Topics.create(kafka.bootstrapServers(), 1);
    TestClickHouse.emptied();
    clickHouse = TestClickHouse.server();
    flink =
        InProcessFlink.start(
            new FlinkSettings(dir.resolve("flink"), 0, 1, MemorySize.ofMebiBytes(16)));
    events = Files.writeString(dir.resolve("events.jsonl"), "{}\n");
    options =
        Files.writeString(dir.resolve("job.properties"), jobOptions(kafka.bootstrapServers()));
    notifier =
        Files.writeString(
            dir.resolve("notifier.yaml"), "format: 1\nboard: http://127.0.0.1:8080/\n");
  }

  @AfterAll
  void stop() throws Exception {
    flink.close();
    for (BadServer server : bad.values()) {
      server.close();
    }
  }

  private String jobOptions(String servers) {
    return "kafka.bootstrap.servers=%s\nclickhouse.url=%s\nclickhouse.user=%s\nclickhouse.password.file=%s\nexecution.checkpointing.interval=1 h\n"
        .formatted(
            servers, clickHouse.jdbcUrl("cds"), clickHouse.user(), clickHouse.passwordFile());
  }

  // --- The table ---

  /**
   * Every command at a server that is away, and the first command of each server at every bad one.
   */
  private Stream<Arguments> someCommandsAndFaults() {
    Set<String> servers = new HashSet<>();
    return commandsAndFaults()
        .filter(
            cell ->
                cell.get()[3].equals("away")
                    || servers.add(cell.get()[1].toString() + cell.get()[3]));
  }

  private Stream<Arguments> commandsAndFaults() {
    List<Arguments> cells = new ArrayList<>();
    for (String fault : bad.keySet()) {
      String at = bad.get(fault).address();
      kafkaCommands(at)
          .forEach((name, words) -> cells.add(Arguments.of(name, "Kafka", at, fault, words)));
      clickHouseCommands("http://" + at)
          .forEach(
              (name, words) ->
                  cells.add(Arguments.of(name, "ClickHouse", "http://" + at, fault, words)));
      flinkCommands("http://" + at)
          .forEach(
              (name, words) ->
                  cells.add(Arguments.of(name, "Flink", "http://" + at, fault, words)));
    }
    return cells.stream();
  }

  @ParameterizedTest(name = "{0}, {1} {3}")
  @MethodSource("someCommandsAndFaults")
  void saysWhichServerWhyAndWhatToDo(
      String command, String server, String at, String fault, List<Object> words) {
    assertSays(command, server, at, fault, words);
  }

  @Tag("slow")
  @ParameterizedTest(name = "{0}, {1} {3}")
  @MethodSource("commandsAndFaults")
  void eachCommandSaysOfEachFaultWhichServerWhyAndWhatToDo(
      String command, String server, String at, String fault, List<Object> words) {
    assertSays(command, server, at, fault, words);
  }

  private void assertSays(
      String command, String server, String at, String fault, List<Object> words) {
    List<Object> all = new ArrayList<>(words);
    // A fifth of it is left to ask for TLS, which takes seconds on a busy machine.
    int tls = server.equals("Kafka") ? 30 : 15;
    int others = WITH_GOOD_ONES.contains(command) ? 5 : 1;
    all.addAll(List.of("--within", fault.equals("tls") ? tls : others));

    CommandLine run = CommandLine.run(all.toArray());

    System.out.printf("%-18s %-10s %-13s %s", command, server, fault, run.err());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(run.out()).isIn("", "thanh-hoa.csv: 21 figures, all valid\n");
    assertThat(run.err().strip())
        .startsWith("Error: " + server + " at " + at + " ")
        .matches("(?s).*" + CAUSES.get(fault) + ".*")
        .doesNotContain("Exception:", "\n", "\tat ");
  }

  private Map<String, List<Object>> kafkaCommands(String at) {
    Map<String, List<Object>> commands = new LinkedHashMap<>();
    commands.put("send", List.of("send", "--kafka", at, events));
    commands.put(
        "simulate", List.of("simulate", "--scenario", "mixed", "--events", 10, "--kafka", at));
    commands.put("silences list", List.of("silences", "list", "--kafka", at));
    commands.put(
        "silences add",
        List.of(
            "silences",
            "add",
            "--owner",
            "An",
            "--reason",
            "test",
            "--until",
            "2099-01-01T00:00",
            "--province",
            "38",
            "--kafka",
            at));
    commands.put("silences end", List.of("silences", "end", "5b0c", "--by", "An", "--kafka", at));
    commands.put(
        "rules publish",
        List.of("rules", "publish", "--by", "An", "--reason", "test", "--kafka", at, RULES));
    commands.put("notify", List.of("notify", "--config", notifier, "--kafka", at));
    commands.put(
        "declare", list(List.of("declare", "--kafka", at, figures()), goodTables("--clickhouse")));
    commands.put(
        "status",
        list(
            List.of("status", "--kafka", at, "--flink", flink.restUrl()),
            goodTables("--clickhouse")));
    commands.put(
        "submit",
        List.of(
            "submit",
            "--flink",
            flink.restUrl(),
            "--job",
            "payments",
            "--jar",
            events,
            "--options",
            options,
            "--set",
            "kafka.bootstrap.servers=" + at));
    return commands;
  }

  private Map<String, List<Object>> clickHouseCommands(String at) {
    Map<String, List<Object>> commands = new LinkedHashMap<>();
    commands.put("migrate", List.of("migrate", "--clickhouse", at));
    commands.put(
        "indicators check", List.of("indicators", "check", "--loaded", "--clickhouse", at));
    commands.put("indicators diff", List.of("indicators", "diff", "--clickhouse", at));
    commands.put(
        "indicators load",
        List.of("indicators", "load", "--by", "An", "--reason", "test", "--clickhouse", at));
    commands.put(
        "report", List.of("report", "--period", "2026-10", "--province", "38", "--clickhouse", at));
    commands.put(
        "rules dry-run",
        List.of(
            "rules",
            "dry-run",
            RULES,
            "--from",
            "2026-10-01",
            "--to",
            "2026-10-02",
            "--clickhouse",
            at));
    commands.put(
        "declare",
        List.of("declare", "--clickhouse", at, "--kafka", kafka.bootstrapServers(), figures()));
    commands.put(
        "status",
        List.of(
            "status",
            "--clickhouse",
            at,
            "--kafka",
            kafka.bootstrapServers(),
            "--flink",
            flink.restUrl()));
    return commands;
  }

  private Map<String, List<Object>> flinkCommands(String at) {
    Map<String, List<Object>> commands = new LinkedHashMap<>();
    commands.put(
        "submit",
        List.of(
            "submit", "--flink", at, "--job", "payments", "--jar", events, "--options", options));
    commands.put("keep --check", List.of("keep", "--check", "--flink", at));
    commands.put(
        "status",
        list(
            List.of("status", "--flink", at, "--kafka", kafka.bootstrapServers()),
            goodTables("--clickhouse")));
    return commands;
  }

  private List<Object> goodTables(String option) {
    return List.of(
        option,
        clickHouse.httpUrl(),
        "--user",
        clickHouse.user(),
        "--password-file",
        clickHouse.passwordFile());
  }

  private static List<Object> list(List<Object> first, List<Object> second) {
    List<Object> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }

  private static Path figures() {
    return Path.of(System.getProperty("cds.root"), "examples/declared/thanh-hoa.csv");
  }

  // --- What only some servers can do ---

  @Test
  void aPasswordThatIsRefused() throws IOException {
    Path wrong = Files.writeString(dir.resolve("wrong"), "not this one");
    clickHouseCommands(clickHouse.httpUrl())
        .forEach(
            (name, words) -> {
              CommandLine run =
                  CommandLine.run(
                      list(words, List.of("--user", clickHouse.user(), "--password-file", wrong))
                          .toArray());
              assertThat(run.exitCode()).as(name).isEqualTo(ExitCode.ENVIRONMENT);
              assertThat(run.err())
                  .as(name)
                  .startsWith(
                      "Error: ClickHouse at "
                          + clickHouse.httpUrl()
                          + " does not let the user "
                          + clickHouse.user()
                          + " in. Correct the user, and the password")
                  .doesNotContain("not this one");
            });
  }

  @Test
  void plainTextWhereTlsWasMeant() {
    String at = "https://" + URI.create(clickHouse.httpUrl()).getAuthority();
    clickHouseCommands(at)
        .forEach(
            (name, words) -> {
              CommandLine run = CommandLine.run(words.toArray());
              assertThat(run.exitCode()).as(name).isEqualTo(ExitCode.ENVIRONMENT);
              assertThat(run.err())
                  .as(name)
                  .startsWith("Error: ClickHouse at " + at + " does not speak TLS. Write http://");
            });
    CommandLine keep = CommandLine.run("keep", "--check", "--flink", "https://127.0.0.1:1");
    assertThat(keep.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(keep.err()).contains("must look like http://host:8081");
  }

  @Test
  void aCertificateThatNobodyTrusts() {
    String at = "https://" + bad.get("tls").address();
    CommandLine run = CommandLine.run("migrate", "--clickhouse", at);
    assertThat(run.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(run.err())
        .startsWith("Error: ClickHouse at " + at + " shows a certificate that Java does not trust")
        .contains("-Djavax.net.ssl.trustStore=FILE");
  }

  @Test
  void anAddressThatIsNone() {
    CommandLine send = CommandLine.run("send", "--kafka", "kafka", events);
    assertThat(send.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(send.err()).contains("must look like host:9092").contains("it is kafka");
  }

  @Test
  void aTopicThatIsMissing() {
    CommandLine send =
        CommandLine.run(
            "send", "--kafka", kafka.bootstrapServers(), "--topic", "cds.nowhere", events);
    assertThat(send.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(send.err())
        .startsWith(
            "Error: Kafka at "
                + kafka.bootstrapServers()
                + " does not have all of the topics"
                + " cds.nowhere. Create them");
  }

  @Test
  void aTopicThatIsMissingToThoseWhoReadIt() throws IOException {
    try (EmbeddedKafka empty = EmbeddedKafka.start(dir.resolve("empty"))) {
      String at = empty.bootstrapServers();
      Map<String, List<Object>> commands = kafkaCommands(at);
      for (String name : List.of("silences list", "silences add", "rules publish", "send")) {
        CommandLine run = CommandLine.run(commands.get(name).toArray());
        assertThat(run.exitCode()).as(name).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(run.err())
            .as(name)
            .startsWith("Error: Kafka at " + at + " does not have all of the topics cds.");
      }
    }
  }

  /** Needs the right to mount: a file system of 128 MB that a file then fills. */
  @Test
  @Tag("slow")
  void aKafkaWhoseDiskIsFull() throws Exception {
    Path disk = Files.createDirectory(dir.resolve("disk"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", disk.toString()) == 0);
    try (EmbeddedKafka full = EmbeddedKafka.start(disk.resolve("kafka"))) {
      String at = full.bootstrapServers();
      Topics.create(at, 1);
      fill(disk.resolve("filler"));
      Map<String, List<Object>> commands = kafkaCommands(at);
      Path many = Files.write(dir.resolve("many.jsonl"), Collections.nCopies(10_000, "{}"));
      commands.put("send", List.of("send", "--kafka", at, many));
      for (String name :
          List.of("send", "simulate", "silences add", "rules publish", "declare", "notify")) {
        List<Object> words = list(commands.get(name), List.of("--within", 5));
        if (List.of("send", "simulate", "declare").contains(name)) {
          words.addAll(List.of("--patience", 5));
        }
        CommandLine run = CommandLine.run(words.toArray());
        System.out.printf("%-18s Kafka      full          %s", name, run.err());
        assertThat(run.exitCode()).as(name).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(run.err().strip().lines().reduce((first, last) -> last))
            .as(name)
            .hasValueSatisfying(
                error ->
                    assertThat(error)
                        .startsWith("Error: Kafka at " + at)
                        .contains("disk full")
                        .doesNotContain("Exception"));
      }
    } finally {
      run("umount", "--lazy", disk.toString());
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private static void fill(Path file) throws IOException {
    byte[] block = new byte[1 << 12];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  @Test
  void aPasswordThatCannotBeSentIsNotTold() throws IOException {
    Path password = Files.writeString(dir.resolve("unsendable"), "mật khẩu");
    CommandLine run =
        CommandLine.run(
            "migrate", "--clickhouse", clickHouse.httpUrl(), "--password-file", password, "-v");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("cannot be sent").doesNotContain("khẩu");
  }

  @Test
  void anAnswerThatDoesNotEnd() throws Exception {
    try (BadServer endless = BadServer.endless()) {
      String at = "http://" + endless.address();
      CommandLine run = CommandLine.run("keep", "--check", "--flink", at, "--within", 1);
      assertThat(run.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
      assertThat(run.err())
          .startsWith(
              "Error: Flink at " + at + " takes connections but does not answer within 1 s");
    }
  }

  @Test
  void aTimeThatIsNone() {
    CommandLine send = CommandLine.run("send", "--kafka", "127.0.0.1:1", "--within", "0", events);
    assertThat(send.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(send.err()).contains("--within must lie between");
  }
}
