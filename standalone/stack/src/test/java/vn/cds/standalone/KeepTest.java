package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.messages.webmonitor.JobDetails;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;
import vn.cds.standalone.clickhouse.FreePort;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.flink.FlinkCluster;
import vn.cds.standalone.flink.FlinkSettings;
import vn.cds.standalone.flink.InProcessFlink;
import vn.cds.standalone.jobs.JobKeeper;
import vn.cds.standalone.jobs.ReadinessPage;
import vn.cds.standalone.jobs.RemoteFlink;

/** Jobs that count numbers, under the names of the real ones, on a Flink of this process. */
class KeepTest {
  private static final int SLOTS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final StreamJob DOCUMENTS = new Numbers("documents", Long.MAX_VALUE);
  private static final StreamJob PAYMENTS = new Numbers("payments", Long.MAX_VALUE);
  private static final StreamJob ALERTS = new Numbers("alerts", Long.MAX_VALUE);
  private static final StreamJob WITHOUT_TOPIC =
      new StreamJob() {
        @Override
        public String jobName() {
          return "service-requests";
        }

        @Override
        public List<String> topics(JobOptions options) {
          return List.of();
        }

        @Override
        public void build(StreamExecutionEnvironment environment, JobOptions options) {
          throw new IllegalStateException("its topic is missing");
        }
      };

  @TempDir static Path shared;
  private static FlinkCluster cluster;
  private static Path jar;

  /** Goes with the class: a job that is ending may still write into it. */
  private Path dir;

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private RemoteFlink flink;
  private Path state;
  private Path options;

  @BeforeAll
  static void startCluster() throws IOException {
    cluster = start(0);
    jar = shared.resolve("job.jar");
    String name = ExitCode.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream ours = ExitCode.class.getResourceAsStream("/" + name)) {
      out.putNextEntry(new JarEntry(name));
      ours.transferTo(out);
    }
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void prepare() throws IOException {
    dir = Files.createTempDirectory(shared, "case");
    flink = new RemoteFlink(cluster.restUrl());
    state = Files.createDirectories(dir.resolve("state"));
    options =
        Files.writeString(
            dir.resolve("job.properties"),
            """
            kafka.bootstrap.servers=nobody:9092
            clickhouse.url=jdbc:clickhouse://nobody:8123/cds
            execution.checkpointing.interval=1 h
            execution.checkpointing.externalized-checkpoint-retention=RETAIN_ON_CANCELLATION
            """);
  }

  @AfterEach
  void endJobs() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    for (JobDetails job : flink.jobs()) {
      if (!job.getStatus().isGloballyTerminalState()) {
        end(job.getJobId());
      }
    }
    flink.close();
  }

  @Test
  void whatIsMissingIsSubmittedOnceAndWhatIsHeldIsNot() throws Exception {
    // Without a pause between the rounds: what is on its way must not be sent again.
    keep(keeper(WITHOUT_TOPIC, DOCUMENTS, PAYMENTS), DOCUMENTS, PAYMENTS);

    assertThat(running()).containsExactlyInAnyOrder("cds-documents", "cds-payments");
    assertThat(said)
        .contains("starting documents from nothing", "starting payments from nothing")
        .contains(
            "service-requests could not be started, which is tried again: its topic is missing");
    assertThat(said.stream().filter(line -> line.startsWith("starting documents"))).hasSize(1);
  }

  @Tag("slow")
  @Test
  void aRunningJobIsFoundAmongFortyLaterOnesThatHaveEnded() throws Exception {
    submit(PAYMENTS);
    for (int i = 0; i < 40; i++) {
      submit(new Numbers("payments", 0));
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(flink.jobs())
                    .filteredOn(JobDetails::getStatus, JobStatus.FINISHED)
                    .hasSizeGreaterThanOrEqualTo(40));

    // In this order: when documents are submitted, payments would have been.
    keep(keeper(PAYMENTS, DOCUMENTS), PAYMENTS, DOCUMENTS);

    assertThat(running()).containsExactlyInAnyOrder("cds-documents", "cds-payments");
    assertThat(said).doesNotContain("starting payments from nothing");
  }

  @Test
  void aSecondCopyIsTold() throws Exception {
    submit(PAYMENTS);
    submit(PAYMENTS);
    assertThat(JobKeeper.faults(List.of(PAYMENTS), flink.jobs()))
        .singleElement()
        .asString()
        .startsWith("payments runs 2 times and writes everything twice: cancel all but one of [");
  }

  @Test
  void aJobWithoutSlotsIsNotReady() throws Exception {
    submit(DOCUMENTS);
    // Both would ask for the slots at once otherwise, and which of them goes without is luck.
    await()
        .atMost(PATIENCE)
        .until(() -> JobKeeper.faults(List.of(DOCUMENTS), flink.jobs()).isEmpty());
    JobID waiting = submit(ALERTS, Map.of("parallelism.default", Integer.toString(SLOTS + 1)));
    ReadinessPage page =
        open(
            new ReadinessPage(0, () -> JobKeeper.faults(List.of(DOCUMENTS, ALERTS), flink.jobs())));
    String fault = "alerts waits for slots: %d of %d tasks run\n".formatted(SLOTS - 1, SLOTS + 1);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              CommandLine check = check("documents,alerts");
              assertThat(check.out()).isEqualTo(fault);
              assertThat(check.exitCode()).isEqualTo(ExitCode.FAILED);
            });
    assertThat(cluster.client().getJobStatus(waiting).get(1, TimeUnit.MINUTES))
        .as("what Flink says of it")
        .isEqualTo(JobStatus.RUNNING);
    HttpResponse<String> answer = get(page.url());
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo(fault);

    end(waiting);
    assertThat(check("documents,alerts").out())
        .isEqualTo("alerts does not run: its last run is CANCELED\n");
    assertThat(check("documents").exitCode()).as("alerts is held").isEqualTo(ExitCode.OK);
    submit(ALERTS);
    await().atMost(PATIENCE).until(() -> get(page.url()).statusCode() == 200);
    assertThat(check("documents, alerts").exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aJobGoesOnFromItsNewestState() throws Exception {
    JobKeeper keeper = keeper(DOCUMENTS);
    keep(keeper, DOCUMENTS);
    JobID first = id(DOCUMENTS);
    checkpoint(first);
    String newest = state(DOCUMENTS, first, checkpoint(first)).toUri().toString();
    end(first);

    keep(keeper, DOCUMENTS);
    keeper.round(); // it may not have told yet what was seen running a moment after its last round

    assertThat(said).contains("starting documents from " + newest).endsWith("every job runs");
    assertThat(get(cluster.restUrl().resolve("/jobs/" + id(DOCUMENTS) + "/checkpoints")).body())
        .containsPattern("\"restored\":\\{[^}]*" + first);
  }

  @Test
  void aJobIsNeverStartedWithoutTheStateItHas() throws Exception {
    JobKeeper keeper = keeper(DOCUMENTS);
    Path state1 = Files.createDirectories(state.resolve("documents/savepoints/savepoint-1"));
    Files.writeString(state1.resolve("_metadata"), "broken");
    untilToldAgain(
        keeper,
        "documents could not be started",
        "cannot read the checkpoint " + state1,
        "move it away");
    assertThat(running()).isEmpty();

    // Now one that can be read, but belongs to another job.
    JobID other = submit(PAYMENTS);
    await().atMost(PATIENCE).until(() -> faults(PAYMENTS).isEmpty());
    long number = checkpoint(other);
    end(other);
    Files.delete(state1.resolve("_metadata"));
    Files.copy(state(PAYMENTS, other, number).resolve("_metadata"), state1.resolve("_metadata"));
    untilToldAgain(keeper, "documents failed: ", "allowNonRestoredState");
    assertThat(said)
        .contains("starting documents from " + state1.toUri())
        .doesNotContain("starting documents from nothing");
  }

  @Test
  void aStateDirectoryThatIsNotMountedIsNotAnEmptyOne() throws Exception {
    Files.delete(state);
    JobKeeper keeper = keeper(DOCUMENTS);
    keeper.round();
    await().atMost(PATIENCE).until(() -> said.size() > 1);
    assertThat(said)
        .last()
        .asString()
        .isEqualTo(
            "documents could not be started, which is tried again: "
                + state
                + " is no directory: mount there what the cluster has under this path");
  }

  @Test
  void everyJobComesBackAfterTheClusterWasLost() throws Exception {
    int port = FreePort.choose();
    RemoteFlink own = open(new RemoteFlink(URI.create("http://127.0.0.1:" + port)));
    JobKeeper keeper = keeper(own, DOCUMENTS, PAYMENTS, ALERTS);
    List<String> starts = new ArrayList<>();
    try (FlinkCluster first = start(port)) {
      keep(keeper, own, DOCUMENTS, PAYMENTS, ALERTS);
      for (JobDetails run : own.jobs()) {
        first
            .client()
            .triggerCheckpoint(run.getJobId(), CheckpointType.DEFAULT)
            .get(1, TimeUnit.MINUTES);
        starts.add(
            "starting %s from .*/checkpoints/%s/chk-.*"
                .formatted(run.getJobName().substring("cds-".length()), run.getJobId()));
      }
    }
    said.clear();
    keeper.round();
    assertThat(said).singleElement().asString().contains("did not list its jobs");
    try (FlinkCluster second = start(port)) {
      keep(keeper, own, DOCUMENTS, PAYMENTS, ALERTS);
    }
    assertThat(starts)
        .hasSize(3)
        .allSatisfy(start -> assertThat(said).anySatisfy(line -> assertThat(line).matches(start)));
  }

  @Test
  void theCommandSaysWhatIsMissing() {
    CommandLine keep = CommandLine.run("keep", "--flink", cluster.restUrl());
    assertThat(keep.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(keep.err()).contains("--state and --options are needed");
    CommandLine unknown = check("payments,demands");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err()).contains("'demands' is not one of documents, payments");
    CommandLine nobody = CommandLine.run("keep", "--check", "--flink", "http://127.0.0.1:1");
    assertThat(nobody.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(nobody.err())
        .contains("Flink at http://127.0.0.1:1 cannot be reached: nothing listens there");
  }

  // --- What the tests are made of ---

  /** A job of one task, which stops at the limit or goes on for ever. */
  private record Numbers(String jobName, long limit) implements StreamJob {
    @Override
    public List<String> topics(JobOptions options) {
      return List.of();
    }

    @Override
    public void build(StreamExecutionEnvironment environment, JobOptions options) {
      Configuration configuration = new Configuration();
      configuration.set(PipelineOptions.NAME, flinkName());
      environment.configure(configuration);
      environment
          .fromSource(
              new NumberSequenceSource(0, limit), WatermarkStrategy.noWatermarks(), "numbers")
          .uid(jobName)
          .map(KeepTest::slowly)
          .sinkTo(new DiscardingSink<>());
    }
  }

  /** Leaves the processor to the others. */
  private static long slowly(long number) throws InterruptedException {
    Thread.sleep(10);
    return number;
  }

  private static FlinkCluster start(int port) throws IOException {
    return InProcessFlink.start(
        new FlinkSettings(
            Files.createTempDirectory(shared, "flink"), port, SLOTS, MemorySize.ofMebiBytes(16)));
  }

  private JobKeeper keeper(StreamJob... jobs) {
    return keeper(flink, jobs);
  }

  private JobKeeper keeper(RemoteFlink of, StreamJob... jobs) {
    Map<StreamJob, Path> jars = new LinkedHashMap<>();
    for (StreamJob job : jobs) {
      jars.put(job, jar);
    }
    return open(new JobKeeper(of, jars, state, options, Map.of(), said::add));
  }

  private <T extends AutoCloseable> T open(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private void keep(JobKeeper keeper, StreamJob... until) {
    keep(keeper, flink, until);
  }

  private static void keep(JobKeeper keeper, RemoteFlink of, StreamJob... until) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              keeper.round();
              assertThat(JobKeeper.faults(List.of(until), of.jobs())).isEmpty();
            });
  }

  /** Until a line that begins so, and has these parts, was told more than once. */
  private void untilToldAgain(JobKeeper keeper, String beginning, String... parts) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              keeper.round();
              assertThat(
                      said.stream()
                          .filter(line -> line.startsWith(beginning))
                          .filter(line -> Stream.of(parts).allMatch(line::contains)))
                  .hasSizeGreaterThan(1);
            });
  }

  private JobID submit(StreamJob job) throws InterruptedException {
    return submit(job, Map.of());
  }

  private JobID submit(StreamJob job, Map<String, String> settings) throws InterruptedException {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put(
        "execution.checkpointing.dir",
        state.resolve(job.jobName()).resolve("checkpoints").toUri().toString());
    return flink.submit(job, jar, JobOptions.load(options, all), SavepointRestoreSettings.none());
  }

  private List<String> faults(StreamJob job) throws InterruptedException {
    return JobKeeper.faults(List.of(job), flink.jobs());
  }

  private List<String> running() throws InterruptedException {
    return flink.jobs().stream()
        .filter(job -> !job.getStatus().isGloballyTerminalState())
        .map(JobDetails::getJobName)
        .toList();
  }

  private JobID id(StreamJob job) throws InterruptedException {
    return flink.jobs().stream()
        .filter(run -> run.getJobName().equals(job.flinkName()))
        .filter(run -> run.getStatus() == JobStatus.RUNNING)
        .findAny()
        .orElseThrow()
        .getJobId();
  }

  /** Takes one and returns its number. */
  private static long checkpoint(JobID job) throws Exception {
    return cluster.client().triggerCheckpoint(job, CheckpointType.DEFAULT).get(1, TimeUnit.MINUTES);
  }

  private Path state(StreamJob job, JobID run, long checkpoint) {
    return state
        .resolve(job.jobName())
        .resolve("checkpoints")
        .resolve(run.toString())
        .resolve("chk-" + checkpoint);
  }

  private static void end(JobID job) throws Exception {
    cluster.client().cancel(job).get(1, TimeUnit.MINUTES);
    cluster.client().requestJobResult(job).get(1, TimeUnit.MINUTES);
  }

  private static CommandLine check(String jobs) {
    return CommandLine.run("keep", "--check", "--flink", cluster.restUrl(), "--jobs", jobs);
  }

  private static HttpResponse<String> get(URI url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
  }
}
