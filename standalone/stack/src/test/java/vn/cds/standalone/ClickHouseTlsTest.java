package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.runtime.client.JobExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.metrics.MetricJob;
import vn.cds.sql.Database;
import vn.cds.standalone.cli.Cds;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;
import vn.cds.testkit.TestClickHouse;
import vn.cds.testkit.TestKafka;

/**
 * A ClickHouse that speaks TLS, with a certificate of an authority that Java does not know: as
 * docs/operations.md says, a job is told the authority in the address, a command by Java's own
 * settings.
 */
@Tag("slow")
@Timeout(600)
class ClickHouseTlsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path dir;
  private static TestAuthority authority;
  private static Database tables;
  private static TlsProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    authority = new TestAuthority(dir.resolve("keys"));
    tables = TestClickHouse.emptied();
    proxy = new TlsProxy(authority.keys("clickhouse"), URI.create(tables.url()));
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
  }

  @Test
  void aJobWritesToItAndToNoneThatItDoesNotTrust() throws Exception {
    EmbeddedKafka kafka = TestKafka.emptied();
    Topics.create(kafka.bootstrapServers(), 1);
    CommandLine simulate =
        CommandLine.run(
            "simulate", "--scenario", "mixed", "--events", 60, "--kafka", kafka.bootstrapServers());
    assertThat(simulate.exitCode()).as(simulate.err()).isEqualTo(ExitCode.OK);
    Map<String, String> options = LocalJob.options(kafka.bootstrapServers(), tables);
    String address = "jdbc:clickhouse:https://" + proxy.address() + "/" + tables.name();
    options.put("clickhouse.url", address);
    options.put("sink.retries", "1");
    options.put("restart-strategy.type", "none");
    // What Flink tells of a sink that gave up depends on how fast its TaskManager ends.
    assertThatThrownBy(() -> LocalJob.runToTheEnd(MetricJob.PAYMENTS, options))
        .isInstanceOf(JobExecutionException.class);
    assertThat(TestTables.count(tables, "payment_day")).isZero();
    options.put("clickhouse.url", address + "?sslrootcert=" + authority.certificate());
    LocalJob.runToTheEnd(MetricJob.PAYMENTS, options);
    assertThat(TestTables.count(tables, "payment_day")).isPositive();
  }

  @Test
  void theBoardAndTheMigrationTrustWhatJavaTrusts() throws Exception {
    Path trusted = authority.trustStore();
    Process stranger = command("", "migrate");
    String refusal = output(stranger);
    assertThat(stranger.exitValue()).as(refusal).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(refusal).contains("Error: ClickHouse at https://" + proxy.address());
    String trust =
        "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
            .formatted(trusted, TestAuthority.PASSWORD);
    Process migrate = command(trust, "migrate");
    String migrated = output(migrate);
    assertThat(migrate.exitValue()).as(migrated).isEqualTo(ExitCode.OK);

    Process board = command(trust, "board", "--port", "0");
    try {
      Matcher told =
          await()
              .atMost(PATIENCE)
              .until(
                  () ->
                      Pattern.compile("board on (http://\\S+)")
                          .matcher(Files.readString(log("board"))),
                  Matcher::find);
      HttpRequest ready = HttpRequest.newBuilder(URI.create(told.group(1) + "/readyz")).build();
      HttpClient http = HttpClient.newHttpClient();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                HttpResponse<String> answer =
                    http.send(ready, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
              });
    } finally {
      board.destroy();
      assertThat(board.waitFor(2, TimeUnit.MINUTES)).isTrue();
    }
  }

  /** In a process of its own: Java reads whom it trusts once. */
  private static Process command(String javaOptions, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dcds.root=" + System.getProperty("cds.root"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Cds.class.getName()));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "--clickhouse",
            "https://" + proxy.address(),
            "--user",
            tables.user(),
            "--password-file",
            TestClickHouse.server().passwordFile().toString()));
    File log = log(arguments[0]).toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
    builder.environment().put("JAVA_TOOL_OPTIONS", javaOptions);
    return builder.start();
  }

  private static Path log(String command) {
    return dir.resolve(command + ".log");
  }

  private static String output(Process migrate) throws Exception {
    assertThat(migrate.waitFor(3, TimeUnit.MINUTES)).isTrue();
    return Files.readString(log("migrate"));
  }
}
