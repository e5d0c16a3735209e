package vn.cds.proof.verify;

import java.lang.management.ManagementFactory;
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
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.common.TopicPartition;
import vn.cds.contract.event.EventStream;
import vn.cds.metrics.MetricJob;
import vn.cds.proof.ClickHouseReader;
import vn.cds.proof.cluster.Poll;
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
import vn.cds.standalone.KafkaConnection;

/**
 * One run with faults: events through a real system while parts of it are killed, then the
 * comparison with the oracle.
 *
 * @param events distinct events
 * @param faults what the simulator does wrong
 * @param kills how often each part is killed
 * @param importerKills of a process that imports exports beside these events; with 0 there is none
 * @param data where the importer finds its exports, in a directory that is emptied first
 * @param log hears the progress
 */
public record FaultRun(
    long seed,
    long events,
    Faults faults,
    Map<FaultSchedule.Victim, Integer> kills,
    int importerKills,
    Path data,
    RunLog log) {

  /** What a run shows. */
  public record Outcome(OracleCheck check, Recoveries recoveries) {}

  /** Any table of which every shard holds rows. */
  private static final String READ_TABLE = "dossier";

  private static final Duration RECOVERY_TIMEOUT = Duration.ofMinutes(5);

  /** Records a second at most, so that the run is long enough for all faults. */
  private static final double FASTEST = 20_000;

  /**
   * A transaction, or a run of records outside of transactions, has at most one in so many of all
   * records.
   */
  private static final long RUNS_OF_RECORDS = 50;

  /**
   * Runs it.
   *
   * @param target with empty topics and tables
   * @throws IllegalStateException when the target does not recover or a job gives up
   */
  public Outcome run(FaultTarget target) throws InterruptedException {
    Recoveries recoveries = new Recoveries();
    if (importerKills == 0) {
      disturb(target, recoveries);
      return new Outcome(compare(target, record -> {}), recoveries);
    }
    try (KilledImporter importer =
        new KilledImporter(kafkaOf(target), importerKills, seed, data.resolve("importer"), log)) {
      CompletableFuture<Void> imported = importer.start();
      disturb(target, recoveries);
      imported.join();
      OracleCheck check = compare(target, importer::accept);
      log.say("importing the same once more, undisturbed");
      return new Outcome(check.with(importer.compare(OracleCheck.SHOWN)), recoveries);
    }
  }

  private static String kafkaOf(FaultTarget target) {
    return target.options(MetricJob.DOCUMENTS).get(JobOptions.KAFKA_SERVERS);
  }

  /**
   * Compares all tables.
   *
   * @param records hears every record that is counted
   */
  private OracleCheck compare(FaultTarget target, Consumer<RawRecord> records) {
    try (InputTopics topics = new InputTopics(KafkaConnection.of(kafkaOf(target)))) {
      log.say("reading the records for the oracle");
      OracleOptions options = oracleOptions(target.options(MetricJob.SERVICE_REQUESTS));
      Oracle oracle = new Oracle(options, Units.bundled(), WorkingTime.bundled());
      Map<TopicPartition, InputTopics.Contents> contents =
          topics.readAll(records.andThen(oracle::accept));
      awaitConsumed(target, topics, contents);
      log.say("comparing");
      return OracleCheck.of(oracle.expected(), target.clickHouse(), contents);
    }
  }

  /** Sends everything, with the faults in between. */
  private void disturb(FaultTarget target, Recoveries recoveries) {
    Simulator simulator =
        Simulator.of(
            SimulationOptions.builder("mixed")
                .seed(seed)
                .events(events)
                .until(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .faults(faults)
                .build());
    List<FaultSchedule.Step> steps = FaultSchedule.of(seed, events, kills);
    double pace =
        Math.min(FASTEST, events / (target.perFault().toSeconds() * (steps.size() + 1.0)));
    try (PacedSender sender =
        new PacedSender(
            simulator,
            new TransactionWriter(
                kafkaOf(target),
                seed,
                (int) (events / RUNS_OF_RECORDS) + 1,
                imported(target.options(MetricJob.DOCUMENTS))),
            pace)) {
      Instant since = Instant.now();
      for (int i = 0; i < steps.size(); i++) {
        FaultSchedule.Step step = steps.get(i);
        sender.sendUntil(step.afterRecords()).join();
        awaitWell(target, since);
        long next = i + 1 < steps.size() ? steps.get(i + 1).afterRecords() : events;
        CompletableFuture<Long> sending =
            sender.sendUntil(step.afterRecords() + (next - step.afterRecords()) * 3 / 4);
        Poll.pause(step.delay());
        FaultTarget.Strike strike = target.strike(step);
        since = Instant.now();
        log.say("fault %d of %d: %s", i + 1, steps.size(), strike.what());
        awaitWell(target, since);
        Duration took = Duration.between(strike.at(), Instant.now());
        recoveries.add(step.victim(), took);
        log.say(
            "all jobs are well, %s s after the kill; %,d kB of state; load of the machine %.1f",
            Recoveries.seconds(took), stateBytes(target) / 1000, load());
        sending.join();
      }
      log.say("sent %,d records", sender.sendUntil(Long.MAX_VALUE).join());
    }
  }

  /**
   * How many processes had something to do in the last minute, of all on this machine: with more of
   * them than cores everything takes longer. Below 0 when the system does not say.
   */
  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
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

  /** Of the last checkpoints of all jobs. */
  private static long stateBytes(FaultTarget target) {
    return target.jobs().values().stream()
        .mapToLong(job -> target.flink().checkpointSize(job).fullBytes())
        .sum();
  }

  /**
   * Waits until the tables can be read, all tasks run, and a checkpoint that began after that
   * moment is complete. The tables are asked because a job without rows to write does not miss
   * them.
   */
  private static void awaitWell(FaultTarget target, Instant since) {
    ClickHouseReader tables = target.clickHouse();
    Poll.until(
        () -> tables.canRead(READ_TABLE),
        RECOVERY_TIMEOUT,
        () -> "ClickHouse cannot be read after the last fault; the log of this process says why");
    for (Map.Entry<StreamJob, JobID> job : target.jobs().entrySet()) {
      Poll.until(
          () -> target.flink().isWellSince(job.getValue(), since),
          RECOVERY_TIMEOUT,
          () ->
              "%s did not complete a checkpoint after the last fault; it failed of: %s"
                  .formatted(job.getKey(), target.flink().lastFailure(job.getValue())));
    }
  }

  /**
   * Waits until a complete checkpoint of every job stands behind the last record. Rows leave the
   * jobs before the checkpoint's barrier does and are in ClickHouse before it is complete, so
   * nothing is under way then.
   */
  private void awaitConsumed(
      FaultTarget target, InputTopics topics, Map<TopicPartition, InputTopics.Contents> contents) {
    Instant start = Instant.now();
    long records = contents.values().stream().mapToLong(InputTopics.Contents::records).sum();
    Duration timeout = RECOVERY_TIMEOUT.plusSeconds(records / 500);
    for (StreamJob job : target.jobs().keySet()) {
      JobOptions options = target.options(job);
      String group = options.get(JobOptions.KAFKA_GROUP) + "-" + job.jobName();
      Map<TopicPartition, InputTopics.Contents> read = new HashMap<>(contents);
      read.keySet().removeIf(partition -> !job.topics(options).contains(partition.topic()));
      Poll.until(
          () -> topics.lag(group, read) == 0, timeout, () -> job + " did not read all records");
    }
    awaitWell(target, Instant.now());
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
}
