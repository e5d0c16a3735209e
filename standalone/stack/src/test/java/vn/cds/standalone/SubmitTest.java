package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.metrics.MetricJob;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.flink.FlinkProcesses;
import vn.cds.standalone.flink.FlinkSettings;
import vn.cds.standalone.flink.ProcessFlink;
import vn.cds.standalone.servers.ServerChecks;

/** The jar an operator submits, on a cluster that knows nothing of it. */
class SubmitTest {
  @TempDir Path dir;

  @Tag("slow")
  @Test
  void aJobRunsFromItsJar() throws Exception {
    onAClusterOfItsOwn(
        (stack, flink, jar, options) -> {
          CommandLine submitted = submit(flink.restUrl(), jar, options, "emit.interval=250 ms");
          assertThat(submitted.exitCode()).as(submitted.err()).isEqualTo(ExitCode.OK);
          assertThat(submitted.out()).matches("(?s)job [0-9a-f]{32} runs, see http://.*");

          twoPaymentsAreRejected(stack, flink.restUrl());
        });
  }

  @Tag("slow")
  @Test
  void whatCannotBeSubmittedIsSaidAndJobsThatRunAreKept() throws Exception {
    onAClusterOfItsOwn(
        (stack, flink, jar, options) -> {
          CommandLine wrong = submit(flink.restUrl(), jar, options, "emit.intervall=1 s");
          assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
          assertThat(wrong.err()).contains("unknown key emit.intervall", "emit.interval");
          assertThat(wrong.err()).doesNotContain("\tat ");

          CommandLine nowhere =
              submit(
                  flink.restUrl(),
                  jar,
                  options,
                  "emit.interval=250 ms",
                  "--savepoint",
                  dir.resolve("nowhere").toString());
          assertThat(nowhere.exitCode()).as(nowhere.err()).isEqualTo(ExitCode.FAILED);
          assertThat(nowhere.out()).isEmpty();
          assertThat(nowhere.err())
              .startsWith("Error: job ")
              .contains(" failed: ", "nowhere", "It has ended, nothing runs");

          CommandLine submitted = submit(flink.restUrl(), jar, options, "emit.interval=250 ms");
          assertThat(submitted.exitCode()).as(submitted.err()).isEqualTo(ExitCode.OK);
          theOthersAreKept(flink, jar, options);
        });
  }

  private interface Trial {
    void run(EmbeddedStack stack, ProcessFlink flink, Path jar, Path options) throws Exception;
  }

  private void onAClusterOfItsOwn(Trial trial) throws Exception {
    Path jar = JobJars.of("metrics");
    FlinkSettings settings =
        new FlinkSettings(dir.resolve("flink"), 0, 2, MemorySize.ofMebiBytes(16));
    try (EmbeddedStack stack = EmbeddedStack.builder(dir.resolve("data")).start();
        ProcessFlink flink =
            ProcessFlink.start(settings, 1, FlinkProcesses.classPathWithoutJobs())) {
      trial.run(stack, flink, jar, options(stack));
    }
  }

  /** As to the Flink of a demo, whose class path holds all that the jar brings along. */
  @Test
  @Tag("slow")
  void aJobRunsFromItsJarBesideThoseOfAStack() throws Exception {
    Path jar = JobJars.of("metrics");
    try (EmbeddedStack stack =
        EmbeddedStack.builder(dir.resolve("data")).jobs(MetricJob.DOCUMENTS).start()) {
      CommandLine submitted =
          submit(stack.flinkRestUrl(), jar, options(stack), "emit.interval=250 ms");
      assertThat(submitted.exitCode()).as(submitted.err()).isEqualTo(ExitCode.OK);
      twoPaymentsAreRejected(stack, stack.flinkRestUrl());
    }
  }

  private Path options(EmbeddedStack stack) throws IOException {
    return Files.writeString(
        dir.resolve("job.properties"),
        "kafka.bootstrap.servers="
            + stack.kafka().bootstrapServers()
            + "\nclickhouse.url="
            + stack.clickHouse().jdbcUrl(stack.database().name())
            + "\nclickhouse.user="
            + stack.clickHouse().user()
            + "\nclickhouse.password.file="
            + stack.clickHouse().passwordFile()
            + "\nexecution.checkpointing.interval=1 h\n");
  }

  private void twoPaymentsAreRejected(EmbeddedStack stack, URI flink) throws IOException {
    CommandLine send =
        CommandLine.run(
            "send",
            "--kind",
            "payments",
            "--kafka",
            stack.kafka().bootstrapServers(),
            Files.writeString(dir.resolve("broken.jsonl"), "{}\n\n[]\n"));
    assertThat(send.out()).startsWith("sent 2 records");
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              StackStatus status =
                  StackStatus.read(
                      KafkaConnection.of(stack.kafka().bootstrapServers()),
                      stack.database(),
                      flink,
                      ServerChecks.WITHIN,
                      Clock.systemUTC());
              assertThat(status.jobs()).extracting(StackStatus.Job::name).contains("cds-payments");
              assertThat(status.streams().get(1).rejected()).isEqualTo(2);
            });
  }

  /** The job that was submitted by hand is left alone. */
  private void theOthersAreKept(ProcessFlink flink, Path jar, Path options) throws Exception {
    String jobs = "documents,payments";
    CompletableFuture<CommandLine> keep = new CompletableFuture<>();
    Thread keeper =
        new Thread(
            () ->
                keep.complete(
                    CommandLine.run(
                        "keep",
                        "--flink",
                        flink.restUrl(),
                        "--state",
                        dir,
                        "--options",
                        options,
                        "--jar",
                        jar,
                        "--jobs",
                        jobs,
                        "--parallelism",
                        1,
                        "--pause",
                        1)));
    keeper.start();
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              CommandLine check =
                  CommandLine.run("keep", "--check", "--flink", flink.restUrl(), "--jobs", jobs);
              assertThat(check.exitCode()).as(check.out() + check.err()).isEqualTo(ExitCode.OK);
            });
    keeper.interrupt();
    assertThat(keep.get(1, TimeUnit.MINUTES).out())
        .contains("starting documents from nothing")
        .doesNotContain("starting payments");
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> assertThat(dir.resolve("documents/checkpoints")).isNotEmptyDirectory());
  }

  private static CommandLine submit(
      URI flink, Path jar, Path options, String setting, Object... more) {
    return CommandLine.run(
        Stream.concat(
                Stream.of(
                    "submit",
                    "--flink",
                    flink,
                    "--jar",
                    jar,
                    "--job",
                    "payments",
                    "--options",
                    options,
                    "--set",
                    setting,
                    "--set",
                    "parallelism.default=1"),
                Stream.of(more))
            .toArray());
  }
}
