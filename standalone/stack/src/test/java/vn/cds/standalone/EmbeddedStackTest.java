package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import vn.cds.contract.event.EventStream;
import vn.cds.metrics.MetricJob;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.kafka.Topics;
import vn.cds.standalone.servers.ServerChecks;

/** The real parts, small. */
class EmbeddedStackTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int EVENTS = 600;

  @TempDir Path dir;

  @Tag("slow")
  @Test
  void aStackGoesOnWhereItWasCutOff() throws Exception {
    assertGoesOn(
        "chk-",
        // Closed without a savepoint: as after kill -9.
        stack -> stack.jobs().values().forEach(stack::checkpoint));
  }

  @Tag("slow")
  @Test
  void aStackGoesOnWhereItStopped() throws Exception {
    assertGoesOn("savepoint-", stack -> assertThat(stack.stopJobs()).isEmpty());
  }

  /**
   * @param state in the name of the state from which the second stack goes on
   * @param end what is done to the first stack before it is closed
   */
  private void assertGoesOn(String state, Consumer<EmbeddedStack> end) throws Exception {
    Path data = dir.resolve("data");
    List<Path> files = simulate();
    List<StackStatus.Stream> once;
    try (EmbeddedStack stack = stack(data).start()) {
      send(stack, files);
      once = awaitNoGap(stack);
      end.accept(stack);
    }
    // Copies of every record: a stack that had forgotten them would count them.
    try (EmbeddedStack stack = stack(data).start()) {
      for (MetricJob job : MetricJob.values()) {
        assertThat(stack.newestState(job).orElseThrow().toString()).contains(state);
      }
      send(stack, files);
      List<StackStatus.Stream> twice = awaitNoGap(stack);
      for (int i = 0; i < twice.size(); i++) {
        assertThat(twice.get(i).produced()).isEqualTo(2 * once.get(i).produced());
        assertThat(twice.get(i).counted()).isEqualTo(once.get(i).counted()).isPositive();
      }
      CommandLine status = CommandLine.run("status", "--data", data);
      assertThat(status.exitCode()).as(status.err()).isEqualTo(ExitCode.OK);
      assertThat(status.out())
          .contains("\"cds.payments\" : " + twice.get(1).produced())
          .contains("\"gap\" : 0")
          .contains("\"too_late\"")
          .contains("\"state\" : \"RUNNING\"");
    }
  }

  @Tag("slow")
  @Test
  void aJobSurvivesItsTaskManager() throws Exception {
    List<Path> files = simulate();
    try (EmbeddedStack stack =
        EmbeddedStack.builder(dir.resolve("data"))
            .jobs(MetricJob.PAYMENTS)
            .taskManagerProcesses(1)
            .slots(1)
            .jobOption("restart-strategy.type", "fixed-delay")
            .jobOption("restart-strategy.fixed-delay.attempts", "1000")
            .jobOption("restart-strategy.fixed-delay.delay", "500 ms")
            .start()) {
      long victim = stack.taskManagerPids().get(0);
      assertThat(stack.killTaskManager()).isEqualTo(victim);
      assertThat(ProcessHandle.of(victim).map(ProcessHandle::isAlive).orElse(false)).isFalse();
      send(stack, files);
      awaitPayments(stack, 0);
      long produced = status(stack).get(1).produced();

      // One that ends by itself, and not at its start.
      long second = stack.taskManagerPids().get(0);
      ProcessHandle process = ProcessHandle.of(second).orElseThrow();
      Instant begin = process.info().startInstant().orElseThrow();
      await().atMost(PATIENCE).until(() -> begin.plusSeconds(12).isBefore(Instant.now()));
      process.destroyForcibly();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(stack.taskManagerPids()).hasSize(1).doesNotContain(second));
      send(stack, files);
      awaitPayments(stack, produced);
    }
  }

  /**
   * @param before as many records were produced before
   */
  private static void awaitPayments(EmbeddedStack stack, long before) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              StackStatus.Stream payments = status(stack).get(1);
              assertThat(payments.produced()).isGreaterThan(before);
              assertThat(payments.gap()).isZero();
            });
  }

  @Test
  void theLogIsInTheDataDirectory() throws Exception {
    DataDirectory data = DataDirectory.open(dir.resolve("logged"));
    CommandLog.writeTo(data.log());
    LoggerFactory.getLogger(EmbeddedStackTest.class).info("a known line");
    assertThat(Files.readString(data.log())).contains("a known line").contains("INFO");
    data.close();
  }

  @Test
  void theTopicsAreThoseOfTheContract() {
    assertThat(Topics.all())
        .containsAll(Arrays.stream(EventStream.values()).map(EventStream::topic).toList());
  }

  private static EmbeddedStack.Builder stack(Path data) {
    return EmbeddedStack.builder(data).jobs(MetricJob.values());
  }

  private List<Path> simulate() {
    Path directory = dir.resolve("events");
    CommandLine simulate =
        CommandLine.run(
            "simulate",
            "--scenario",
            "mixed",
            "--seed",
            "1",
            "--events",
            EVENTS,
            "--until",
            Instant.now(),
            "--faults",
            "duplicates=0.05,malformed=0.02",
            "--out",
            directory);
    assertThat(simulate.exitCode()).as(simulate.err()).isEqualTo(ExitCode.OK);
    return Arrays.stream(EventStream.values())
        .map(stream -> directory.resolve(stream.wireName() + ".jsonl"))
        .toList();
  }

  private static void send(EmbeddedStack stack, List<Path> files) {
    for (int i = 0; i < files.size(); i++) {
      CommandLine send =
          CommandLine.run(
              "send",
              "--kind",
              EventStream.values()[i].wireName(),
              "--kafka",
              stack.kafka().bootstrapServers(),
              files.get(i));
      assertThat(send.exitCode()).as(send.err()).isEqualTo(ExitCode.OK);
      assertThat(send.out()).matches("(?s)sent [1-9][0-9]* records to .*");
    }
  }

  private static List<StackStatus.Stream> awaitNoGap(EmbeddedStack stack) {
    AtomicReference<List<StackStatus.Stream>> last = new AtomicReference<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              last.set(status(stack));
              assertThat(last.get())
                  .allSatisfy(
                      stream -> {
                        assertThat(stream.produced()).isPositive();
                        assertThat(stream.gap()).isZero();
                      });
            });
    return last.get();
  }

  private static List<StackStatus.Stream> status(EmbeddedStack stack) throws InterruptedException {
    return StackStatus.read(
            KafkaConnection.of(stack.kafka().bootstrapServers()),
            stack.database(),
            stack.flinkRestUrl(),
            ServerChecks.WITHIN,
            Clock.systemUTC())
        .streams();
  }
}
