package vn.cds.proof.verify;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import vn.cds.metrics.MetricJob;
import vn.cds.proof.ClickHouseReader;
import vn.cds.proof.cluster.Cluster;
import vn.cds.proof.cluster.FlinkRest;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;
import vn.cds.standalone.DataDirectory;

/** A {@link Cluster} with all metric jobs; every part of it but Kafka can be killed. */
public final class ClusterTarget implements FaultTarget {
  /** Within the data directory. */
  private static final String DIRECTORY = "cluster";

  /**
   * Shorter than operators are told, so that a run of minutes has many checkpoints, and what waits
   * for one soon has it.
   */
  private static final String CHECKPOINT_INTERVAL = "2 s";

  private final DataDirectory data;
  private final Cluster cluster;
  private final Map<String, String> jobOptions;
  private final Map<FaultSchedule.Victim, Integer> strikes =
      new EnumMap<>(FaultSchedule.Victim.class);

  private ClusterTarget(DataDirectory data, Cluster cluster, Map<String, String> jobOptions) {
    this.data = data;
    this.cluster = cluster;
    this.jobOptions = jobOptions;
  }

  /**
   * Starts the cluster with all metric jobs.
   *
   * @param data its directory {@code cluster} is emptied first
   * @param parallelism of each job
   * @param jobOptions options of the jobs that are not the default
   */
  public static ClusterTarget start(
      Path data, int parallelism, Map<String, String> jobOptions, RunLog log)
      throws InterruptedException {
    DataDirectory directory = DataDirectory.open(data);
    ClusterTarget target;
    try {
      Path own = directory.root().resolve(DIRECTORY);
      DataDirectory.delete(own);
      Map<String, String> options = new HashMap<>();
      options.put(JobOptions.HISTORY_UNTIL.key(), "always");
      options.put(CheckpointingOptions.CHECKPOINTING_INTERVAL.key(), CHECKPOINT_INTERVAL);
      options.putAll(jobOptions);
      target =
          new ClusterTarget(
              directory,
              Cluster.start(
                  own,
                  MetricJob.values().length,
                  parallelism,
                  (what, where, took) -> log.say("%s ready %s", what, where)),
              options);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
    try {
      Map<StreamJob, JobOptions> submitted = new HashMap<>();
      for (StreamJob job : MetricJob.values()) {
        submitted.put(job, target.options(job));
      }
      target.cluster.submit(submitted);
      log.say("%d jobs run", submitted.size());
      return target;
    } catch (RuntimeException | InterruptedException e) {
      target.close();
      throw e;
    }
  }

  @Override
  public Map<StreamJob, JobID> jobs() {
    return cluster.jobs();
  }

  @Override
  public JobOptions options(StreamJob job) {
    return cluster.options(job, jobOptions);
  }

  @Override
  public FlinkRest flink() {
    return cluster.flink();
  }

  @Override
  public ClickHouseReader clickHouse() {
    return ClickHouseReader.of(cluster.clickHouses().get(0));
  }

  /**
   * Longer than the jobs must have run for the delay before their next restart to be the shortest
   * one again ({@code restart-strategy.exponential-delay.reset-backoff-threshold}, a minute):
   * otherwise each recovery would be measured with the delay that the faults before it had built
   * up.
   */
  @Override
  public Duration perFault() {
    return Duration.ofSeconds(80);
  }

  @Override
  public Strike strike(FaultSchedule.Step step) {
    int earlier = strikes.merge(step.victim(), 1, Integer::sum) - 1;
    Instant at = Instant.now();
    Cluster.Victim killed =
        switch (step.victim()) {
          case JOB_MANAGER -> cluster.killLeader();
          case TASK_MANAGER -> cluster.killTaskManager(earlier);
          case CLICKHOUSE -> cluster.killClickHouse(earlier, step.outage());
          case ZOOKEEPER -> cluster.killZooKeeper(step.outage());
          case S3 -> cluster.killS3(step.outage());
        };
    String until =
        step.outage().isZero()
            ? "started again at once"
            : "restarted after " + step.outage().toMillis() + " ms";
    return new Strike(
        "%s (process %d) killed, %s".formatted(killed.name(), killed.pid(), until), at);
  }

  /** Prints how much memory each process has, how large the state is, and what ended by itself. */
  public void printSizes(PrintWriter out) {
    out.printf("%n%-28s %12s %12s%n", "process", "resident MB", "peak MB");
    cluster
        .memory()
        .forEach(
            memory ->
                out.printf(
                    "%-28s %,12d %,12d%n",
                    memory.process(), memory.residentMebibytes(), memory.peakMebibytes()));
    out.printf("%n%-28s %12s %12s%n", "last checkpoint of", "state kB", "written kB");
    jobs()
        .forEach(
            (job, id) -> {
              FlinkRest.CheckpointSize size = flink().checkpointSize(id);
              out.printf(
                  "%-28s %,12d %,12d%n",
                  job.jobName(), size.fullBytes() / 1000, size.writtenBytes() / 1000);
            });
    cluster
        .ownEnds()
        .forEach(
            (process, times) ->
                out.printf(
                    "%n%s ended by itself %d times and was started again%n", process, times));
    out.flush();
  }

  @Override
  public void close() {
    try {
      cluster.close();
    } finally {
      data.close();
    }
  }
}
