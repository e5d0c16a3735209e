package vn.cds.proof.verify;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import vn.cds.metrics.MetricJob;
import vn.cds.proof.ClickHouseReader;
import vn.cds.proof.cluster.FlinkRest;
import vn.cds.proof.cluster.Poll;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;
import vn.cds.standalone.EmbeddedStack;

/** The embedded stack with one TaskManager as a process; this one and ClickHouse can be killed. */
public final class StackTarget implements FaultTarget {
  private final EmbeddedStack stack;
  private final FlinkRest flink;

  private StackTarget(EmbeddedStack stack) {
    this.stack = stack;
    this.flink = new FlinkRest(stack::flinkRestUrl);
  }

  /**
   * Starts the stack with all metric jobs.
   *
   * @param stateBackend hashmap or rocksdb
   * @param jobOptions options of the jobs that are not the default
   * @param data emptied first
   */
  public static StackTarget start(
      Path data, int parallelism, String stateBackend, Map<String, String> jobOptions, RunLog log) {
    EmbeddedStack.Builder builder =
        EmbeddedStack.builder(data).jobOption(JobOptions.HISTORY_UNTIL.key(), "always");
    jobOptions.forEach(builder::jobOption);
    return new StackTarget(
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
            .start());
  }

  @Override
  public Map<StreamJob, JobID> jobs() {
    return stack.jobs();
  }

  @Override
  public JobOptions options(StreamJob job) {
    return stack.options(job, Map.of());
  }

  @Override
  public FlinkRest flink() {
    return flink;
  }

  @Override
  public ClickHouseReader clickHouse() {
    return ClickHouseReader.of(stack.clickHouse());
  }

  @Override
  public Duration perFault() {
    return Duration.ofSeconds(4);
  }

  @Override
  public Strike strike(FaultSchedule.Step step) {
    Instant at = Instant.now();
    switch (step.victim()) {
      case TASK_MANAGER -> {
        return new Strike("TaskManager (process %d) killed".formatted(stack.killTaskManager()), at);
      }
      case CLICKHOUSE -> {
        long pid = stack.clickHouse().pid();
        stack.clickHouse().kill();
        Poll.pause(step.outage());
        stack.clickHouse().restart();
        return new Strike(
            "ClickHouse (process %d) killed, restarted after %d ms"
                .formatted(pid, step.outage().toMillis()),
            at);
      }
      default -> throw new IllegalArgumentException("the stack has no " + step.victim());
    }
  }

  @Override
  public void close() {
    stack.close();
  }
}
