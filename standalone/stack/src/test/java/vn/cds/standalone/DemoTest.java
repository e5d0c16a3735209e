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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.metrics.MetricJob;

/** The demo as a user runs it, in a process that can be killed. */
class DemoTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Pattern BOARD = Pattern.compile("Board +(http://\\S+)");
  private static final int COMMUNES = 166;

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
                                  stack.kafka().bootstrapServers(),
                                  stack.database(),
                                  stack.flinkRestUrl(),
                                  Clock.systemUTC())
                              .streams())
                      .allSatisfy(
                          stream -> {
                            assertThat(stream.produced()).isPositive();
                            assertThat(stream.gap()).isZero();
                          }));
    }
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
