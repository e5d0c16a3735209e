package vn.cds.proof.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import vn.cds.proof.ClickHouseReader;
import vn.cds.proof.cluster.FlinkRest;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;

/** A system with running jobs, parts of which can be killed. Its end ends all of it. */
public interface FaultTarget extends AutoCloseable {
  /**
   * What a fault did.
   *
   * @param what was killed and what became of it, as the log tells it
   * @param at when it was killed
   */
  record Strike(String what, Instant at) {}

  /** The jobs that run. */
  Map<StreamJob, JobID> jobs();

  /** What a job runs with. */
  JobOptions options(StreamJob job);

  FlinkRest flink();

  ClickHouseReader clickHouse();

  /** How long events shall flow for each fault, at least: the recovery falls into this time. */
  Duration perFault();

  /** Kills a part, and returns when it has been started again. */
  Strike strike(FaultSchedule.Step step);

  @Override
  void close();
}
