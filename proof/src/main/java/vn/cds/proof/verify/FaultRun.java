package vn.cds.proof.verify;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.common.TopicPartition;
import vn.cds.contract.event.EventStream;
import vn.cds.metrics.MetricJob;
import vn.cds.proof.ClickHouseReader;
import vn.cds.proof.oracle.Oracle;
import vn.cds.proof.oracle.WorkingTime;
import vn.cds.proof.oracle.input.OracleOptions;
import vn.cds.proof.oracle.input.RawRecord;
import vn.cds.proof.oracle.input.Units;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;
import vn.cds.simulator.SimulationOptions;
import vn.cds.simulator.Simulator;
import vn.cds.simulator.fault.Faults;
import vn.cds.standalone.EmbeddedStack;

/**
 * One run with faults: events through the real stack while parts of it are killed, then the
 * comparison with the oracle.
 *
 * @param events distinct events
 * @param faults what the simulator does wrong
 * @param kills of the TaskManager; with 0, ClickHouse is left alone too
 * @param importerKills of a process that imports exports beside these events; with 0 there is none
 * @param stateBackend hashmap or rocksdb
 * @param jobOptions options of the jobs that are not the default
 * @param data emptied first
 * @param log hears the progress
 */
public record FaultRun(
    long seed,
    long events,
    Faults faults,
    int kills,
    int importerKills,
    int parallelism,
    String stateBackend,
    Map<String, String> jobOptions,
    Path data,
    RunLog log) {

  private static final Duration RECOVERY_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(100);

  /** Records a second at most, so that the run is long enough for all faults. */
  private static final double FASTEST = 20_000;

  /**
   * A transaction, or a run of records outside of transactions, has at most one in so many of all
   * records.
   */
  private static final long RUNS_OF_RECORDS = 50;

  /** Sends at least this long between two faults. */
  private static final double SECONDS_PER_FAULT = 4;

  /**
   * Runs it.
   *
   * @throws IllegalStateException when the stack does not recover or a job gives up
   */
  public OracleCheck run() throws InterruptedException {
    EmbeddedStack.Builder builder =
        EmbeddedStack.builder(data).jobOption(JobOptions.HISTORY_UNTIL.key(), "always");
    jobOptions.forEach(builder::jobOption);
    try (EmbeddedStack stack =
        builder
            .reset(true)
            .parallelism(parallelism)
            .stateBackend(stateBackend)
            .taskManagerProcesses(1)
            .jobOption("execution.checkpointing.interval", "2 s")
            // However often parts are killed, the jobs come back, and soon.
            .jobOption("restart-strategy.type", "fixed-delay")
            .jobOption("restart-strategy.fixed-delay.attempts", "1000000")
            .jobOption("restart-strategy.fixed-delay.delay", "500 ms")
            .jobs(MetricJob.values())
            .progress((what, where, took) -> log.say("%s ready %s", what, where))
            .start()) {
      if (importerKills == 0) {
        disturb(stack);
        return compare(stack, record -> {});
      }
      try (KilledImporter importer =
          new KilledImporter(
              stack.kafka().bootstrapServers(),
              importerKills,
              seed,
              data.resolve("importer"),
              log)) {
        CompletableFuture<Void> imported = importer.start();
        disturb(stack);
        imported.join();
        OracleCheck check = compare(stack, importer::accept);
        log.say("importing the same once more, undisturbed");
        return check.with(importer.compare(OracleCheck.SHOWN));
      }
    }
  }

  /**
   * Compares all tables.
   *
   * @param records hears every record that is counted
   */
  private OracleCheck compare(EmbeddedStack stack, Consumer<RawRecord> records)
      throws InterruptedException {
    try (InputTopics topics = new InputTopics(stack.kafka().bootstrapServers())) {
      log.say("reading the records for the oracle");
      OracleOptions options = oracleOptions(stack.options(MetricJob.SERVICE_REQUESTS, Map.of()));
      Oracle oracle = new Oracle(options, Units.bundled(), WorkingTime.bundled());
      Map<TopicPartition, InputTopics.Contents> contents =
          topics.readAll(records.andThen(oracle::accept));
      awaitConsumed(stack, topics, contents);
      log.say("comparing");
      return OracleCheck.of(oracle.expected(), ClickHouseReader.of(stack.clickHouse()), contents);
    }
  }

  /** Sends everything, with the faults in between. */
  private void disturb(EmbeddedStack stack) throws InterruptedException {
    FlinkJobs jobs = new FlinkJobs(stack.flinkRestUrl());
    Simulator simulator =
        Simulator.of(
            SimulationOptions.builder("mixed")
                .seed(seed)
                .events(events)
                .until(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .faults(faults)
                .build());
    List<FaultSchedule.Step> steps = kills == 0 ? List.of() : FaultSchedule.of(seed, events, kills);
    double pace = Math.min(FASTEST, events / (SECONDS_PER_FAULT * (steps.size() + 1)));
    try (PacedSender sender =
        new PacedSender(
            simulator,
            new TransactionWriter(
                stack.kafka().bootstrapServers(),
                seed,
                (int) (events / RUNS_OF_RECORDS) + 1,
                imported(stack.options(MetricJob.DOCUMENTS, Map.of()))),
            pace)) {
      Instant since = Instant.now();
      for (int i = 0; i < steps.size(); i++) {
        FaultSchedule.Step step = steps.get(i);
        sender.sendUntil(step.afterRecords()).join();
        awaitWell(stack, jobs, since);
        long next = i + 1 < steps.size() ? steps.get(i + 1).afterRecords() : events;
        CompletableFuture<Long> sending =
            sender.sendUntil(step.afterRecords() + (next - step.afterRecords()) * 3 / 4);
        Thread.sleep(step.delay().toMillis());
        strike(stack, step, i + 1, steps.size());
        since = Instant.now();
        sending.join();
      }
      log.say("sent %,d records", sender.sendUntil(Long.MAX_VALUE).join());
      awaitWell(stack, jobs, since);
    }
  }

  /**
   * Of which streams the simulator tells some events as an import: an importer refuses a topic of
   * imports with events that no importer sent.
   */
  private Set<EventStream> imported(JobOptions options) {
    Set<EventStream> imported = EnumSet.noneOf(EventStream.class);
    if (options.historyUntil().isPresent()) {
      imported.addAll(List.of(EventStream.values()));
    }
    if (importerKills > 0) {
      imported.remove(EventStream.SERVICE_REQUESTS);
    }
    return imported;
  }

  private void strike(EmbeddedStack stack, FaultSchedule.Step step, int number, int all)
      throws InterruptedException {
    switch (step.victim()) {
      case TASK_MANAGER -> {
        long pid = stack.killTaskManager();
        log.say("fault %d of %d: TaskManager (process %d) killed", number, all, pid);
      }
      case CLICKHOUSE -> {
        long pid = stack.clickHouse().pid();
        stack.clickHouse().kill();
        Thread.sleep(step.outage().toMillis());
        stack.clickHouse().restart();
        log.say(
            "fault %d of %d: ClickHouse (process %d) killed, restarted after %d ms",
            number, all, pid, step.outage().toMillis());
      }
    }
  }

  private void awaitWell(EmbeddedStack stack, FlinkJobs jobs, Instant since)
      throws InterruptedException {
    for (Map.Entry<StreamJob, JobID> job : stack.jobs().entrySet()) {
      await(
          () -> jobs.isWellSince(job.getValue(), since),
          RECOVERY_TIMEOUT,
          () ->
              "%s did not complete a checkpoint after the last fault; it failed of: %s"
                  .formatted(job.getKey(), jobs.lastFailure(job.getValue())));
    }
  }

  /**
   * Waits until a complete checkpoint of every job stands behind the last record. Rows leave the
   * jobs before the checkpoint's barrier does and are in ClickHouse before it is complete, so
   * nothing is under way then.
   */
  private void awaitConsumed(
      EmbeddedStack stack, InputTopics topics, Map<TopicPartition, InputTopics.Contents> contents)
      throws InterruptedException {
    Instant start = Instant.now();
    long records = contents.values().stream().mapToLong(InputTopics.Contents::records).sum();
    Duration timeout = RECOVERY_TIMEOUT.plusSeconds(records / 500);
    for (Map.Entry<StreamJob, JobID> job : stack.jobs().entrySet()) {
      JobOptions options = stack.options(job.getKey(), Map.of());
      String group = options.get(JobOptions.KAFKA_GROUP) + "-" + job.getKey().jobName();
      Map<TopicPartition, InputTopics.Contents> read = new HashMap<>(contents);
      read.keySet()
          .removeIf(partition -> !job.getKey().topics(options).contains(partition.topic()));
      await(
          () -> topics.lag(group, read) == 0,
          timeout,
          () -> job.getKey() + " did not read all records");
      stack.checkpoint(job.getValue());
    }
    log.say("all records consumed %d ms later", Duration.between(start, Instant.now()).toMillis());
  }

  /** What of the jobs' options changes the figures. */
  static OracleOptions oracleOptions(JobOptions options) {
    return new OracleOptions(
        options.get(JobOptions.LATENESS_MINUTE),
        options.get(JobOptions.LATENESS_HOUR),
        options.get(JobOptions.LATENESS_DAY),
        options.get(JobOptions.COHORT_RETENTION),
        !options.get(JobOptions.LATENESS_LIMITED),
        options.historyUntil().orElse(null),
        options.get(JobOptions.GENERATION),
        options.get(JobOptions.SYNC_SUSPECT_AFTER));
  }

  private static void await(BooleanSupplier condition, Duration timeout, Supplier<String> otherwise)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "after %d s: %s".formatted(timeout.toSeconds(), otherwise.get()));
      }
      Thread.sleep(POLL.toMillis());
    }
  }
}
