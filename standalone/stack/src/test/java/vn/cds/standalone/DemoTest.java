package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.alerts.AlertTopics;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.alerts.RuleScope;
import vn.cds.contract.alerts.Severity;
import vn.cds.metrics.MetricJob;
import vn.cds.standalone.cli.Cds;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.servers.ServerChecks;

/** The demo as a user runs it, in a process that can be killed. */
@Tag("slow")
class DemoTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Pattern BOARD = Pattern.compile("Board +(http://\\S+)");
  private static final int COMMUNES = 166;

  private static final byte[] FIRED =
      new AlertTransition(
              new UUID(0, 1),
              AlertTransition.Kind.FIRED,
              "on-time-below-target",
              1,
              1,
              "Tỷ lệ hồ sơ đúng hạn dưới mục tiêu",
              "Share of dossiers done on time is below the target",
              "14758",
              "Phường Hạc Thành",
              RuleScope.COMMUNE,
              "38",
              "on-time",
              Severity.CRITICAL,
              Instant.EPOCH,
              Instant.EPOCH,
              0.5,
              40L,
              null,
              null,
              0.9,
              null,
              0.5,
              null)
          .encode();

  @TempDir Path dir;

  private Process demo;
  private Path output;

  @AfterEach
  void end() throws InterruptedException {
    if (demo != null && demo.isAlive()) {
      demo.destroyForcibly().waitFor();
    }
  }

  @Test
  void theDemoRanksAndLosesNothingWhenKilledOrStopped() throws Exception {
    start("first.txt");
    assertRanking();
    await().atMost(PATIENCE).until(() -> text().contains("Notifier  "));
    aSecondNotifierIsRefused();
    whenTheNotifierEndsTheOthersGoOn();
    demo.destroyForcibly().waitFor();

    start("second.txt");
    assertThat(text()).contains("Job documents  resumed").contains("Job payments  resumed");
    assertRanking();
    // As Ctrl-C does.
    demo.destroy();
    assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(text()).contains("jobs stopped").contains("goes on from here");
    assertThat(demo.exitValue()).isEqualTo(ExitCode.OK);

    try (EmbeddedStack stack =
        EmbeddedStack.builder(dir.resolve("data")).jobs(MetricJob.values()).start()) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(
              () ->
                  assertThat(
                          StackStatus.read(
                                  KafkaConnection.of(stack.kafka().bootstrapServers()),
                                  stack.database(),
                                  stack.flinkRestUrl(),
                                  ServerChecks.WITHIN,
                                  Clock.systemUTC())
                              .streams())
                      .allSatisfy(
                          stream -> {
                            assertThat(stream.produced()).isPositive();
                            assertThat(stream.gap()).isZero();
                          }));
    }
  }

  private void aSecondNotifierIsRefused() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("notifier.yaml"), "format: 1\nboard: http://127.0.0.1:8080\n");
    CommandLine second = CommandLine.run("notify", "--config", file, "--data", dir.resolve("data"));
    assertThat(second.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(second.err())
        .contains("Another notifier is at work", "process " + demo.pid() + " at 127.0.0.1");
  }

  /** Another process that takes the ledger over makes the demo's notifier end at its next alert. */
  private void whenTheNotifierEndsTheOthersGoOn() throws Exception {
    Map<String, Object> client =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            DataDirectory.readAddresses(dir.resolve("data")).get("kafka"),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            "cds-notifier");
    try (KafkaProducer<String, byte[]> thief =
        new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
      thief.initTransactions();
      thief.beginTransaction();
      thief.send(new ProducerRecord<>(AlertTopics.TRANSITIONS, "x", FIRED)).get();
      thief.commitTransaction();
      await()
          .atMost(PATIENCE)
          .until(() -> text().contains("took over; this one ends. Everything else goes on"));
    }
    assertThat(demo.isAlive()).isTrue();
    assertRanking();
  }

  private void start(String name) throws IOException {
    output = dir.resolve(name);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("@" + Path.of(System.getProperty("cds.root"), "standalone/stack/jvm.options"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Cds.class.getName()));
    command.addAll(
        List.of("demo", "--port", "0", "--data", dir.resolve("data").toString(), "--rate", "20"));
    demo =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(demo.isAlive()).as(text()).isTrue();
              assertThat(text()).contains("the first commune is ranked");
            });
  }

  private void assertRanking() throws IOException, InterruptedException {
    // Who does not follow the board gets scores that are some seconds old.
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              JsonNode rows = ask("/api/v1/board?province=38&period=today").path("rows");
              assertThat(rows).hasSize(COMMUNES);
              assertThat(StreamSupport.stream(rows.spliterator(), false))
                  .anySatisfy(row -> assertThat(row.path("rank").isNumber()).isTrue());
            });
    // While events come in, some are on their way, and none is missing.
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              for (JsonNode stream : ask("/api/v1/data-health").path("records")) {
                assertThat(stream.path("produced").asLong()).as("%s", stream).isPositive();
                assertThat(stream.path("gap").isIntegralNumber()).as("%s", stream).isTrue();
                assertThat(stream.path("gap").asLong()).as("%s", stream).isZero();
              }
            });
  }

  private JsonNode ask(String path) throws IOException, InterruptedException {
    Matcher board = BOARD.matcher(text());
    assertThat(board.find()).as(text()).isTrue();
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(board.group(1) + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private String text() throws IOException {
    return Files.exists(output) ? Files.readString(output) : "";
  }
}
