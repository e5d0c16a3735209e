package vn.cds.standalone.jobs;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.messages.webmonitor.JobDetails;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.flink.SavedStates;

/**
 * Keeps jobs running on a Flink session cluster: whatever is missing - the first time, after the
 * JobManager was lost, after an upgrade - is submitted from its newest checkpoint or savepoint, or
 * from nothing when it has never had one. A job is never started without the state it has.
 *
 * <p>Rounds are made by one thread.
 */
public final class JobKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobKeeper.class);

  /**
   * So that a job whose submission takes long does not hold up the others. Not all at once: each
   * jar on its way lies in the JobManager's temporary directory, which is small in Docker.
   */
  private static final int SUBMISSIONS_AT_ONCE = 2;

  /**
   * The rounds between two starts of a job that does not come to run, at most. Each start costs the
   * cluster memory for the classes of the jar.
   */
  private static final int LONGEST_WAIT = 6;

  private final RemoteFlink flink;
  private final Map<StreamJob, Path> jars;
  private final Path state;
  private final Path options;
  private final Map<String, String> overrides;
  private final Consumer<String> log;
  private final ExecutorService submitter = Executors.newFixedThreadPool(SUBMISSIONS_AT_ONCE);
  private final Set<StreamJob> beingSubmitted = ConcurrentHashMap.newKeySet();
  private final Map<StreamJob, Attempts> attempts = new HashMap<>();
  private List<String> lastFaults;
  private long round;

  /**
   * Of jobs that nobody else submits.
   *
   * @param jars the jobs to keep, each with the jar it is submitted from
   * @param state a directory with one below it for each job's checkpoints and savepoints, under the
   *     same path here and on the cluster
   * @param options read anew for each submission
   * @param overrides laid on top of the options
   * @param log is told what is done and what goes wrong
   */
  public JobKeeper(
      RemoteFlink flink,
      Map<StreamJob, Path> jars,
      Path state,
      Path options,
      Map<String, String> overrides,
      Consumer<String> log) {
    this.flink = flink;
    this.jars = new LinkedHashMap<>(jars);
    this.state = state;
    this.options = options;
    this.overrides = Map.copyOf(overrides);
    this.log = log;
  }

  /**
   * Looks once, and begins to submit what is missing. What goes wrong is told, and tried again: in
   * the next round at first, then less often.
   *
   * @return whether the cluster answered
   */
  public boolean round() throws InterruptedException {
    // Before the list is made: a job that is taken meanwhile does not stand in it.
    List<StreamJob> idle =
        jars.keySet().stream().filter(job -> !beingSubmitted.contains(job)).toList();
    List<JobDetails> listed;
    try {
      listed = flink.jobs();
    } catch (UserError e) {
      tellFaults(List.of(e.getMessage()));
      return false;
    }
    tellFaults(faults(jars.keySet(), listed));
    round++;
    for (StreamJob job : idle) {
      if (fault(job, listed).isEmpty()) {
        attempts.remove(job);
      } else if (running(job, listed).isEmpty()) {
        Attempts before = attempts.getOrDefault(job, Attempts.NONE);
        if (round >= before.nextRound()) {
          attempts.put(job, before.another(round));
          Optional<JobDetails> last = last(job, listed);
          beingSubmitted.add(job);
          submitter.execute(() -> start(job, last));
        }
      }
    }
    return true;
  }

  /** To start a job since it last ran with all its tasks. */
  private record Attempts(int count, long nextRound) {
    static final Attempts NONE = new Attempts(0, 0);

    Attempts another(long round) {
      return new Attempts(count + 1, round + Math.min(1 << Math.min(count, 3), LONGEST_WAIT));
    }
  }

  /**
   * What is wrong with jobs, in a sentence each; empty when each runs once, with all its tasks.
   *
   * @param listed by Flink
   */
  public static List<String> faults(Iterable<StreamJob> jobs, List<JobDetails> listed) {
    List<String> faults = new ArrayList<>();
    for (StreamJob job : jobs) {
      fault(job, listed).ifPresent(fault -> faults.add(job.jobName() + " " + fault));
    }
    return faults;
  }

  /** Gives up submissions under way; the jobs go on. */
  @Override
  public void close() {
    submitter.shutdownNow();
  }

  private static Optional<String> fault(StreamJob job, List<JobDetails> listed) {
    List<JobDetails> running = running(job, listed);
    if (running.isEmpty()) {
      return Optional.of(
          "does not run"
              + last(job, listed)
                  .map(ended -> ": its last run is " + ended.getStatus())
                  .orElse(""));
    }
    if (running.size() > 1) {
      return Optional.of(
          "runs %d times and writes everything twice: cancel all but one of %s"
              .formatted(running.size(), running.stream().map(JobDetails::getJobId).toList()));
    }
    return fault(running.get(0));
  }

  /** What is wrong with a run that has not ended; empty when it runs with all its tasks. */
  static Optional<String> fault(JobDetails run) {
    int tasks = run.getNumTasks();
    int runningTasks = tasks(run, ExecutionState.RUNNING);
    if (run.getStatus() == JobStatus.RUNNING && runningTasks == tasks && tasks > 0) {
      return Optional.empty();
    }
    String what = "is " + run.getStatus();
    if (run.getStatus() == JobStatus.RUNNING) {
      int withoutSlot = tasks(run, ExecutionState.CREATED) + tasks(run, ExecutionState.SCHEDULED);
      what = withoutSlot > 0 ? "waits for slots" : "starts";
    }
    return Optional.of(
        tasks == 0 ? what : "%s: %d of %d tasks run".formatted(what, runningTasks, tasks));
  }

  private static int tasks(JobDetails run, ExecutionState state) {
    return run.getTasksPerState()[state.ordinal()];
  }

  /** Those that have not ended for good; one that restarts by itself has not. */
  private static List<JobDetails> running(StreamJob job, List<JobDetails> listed) {
    return listed.stream()
        .filter(run -> run.getJobName().equals(job.flinkName()))
        .filter(run -> !run.getStatus().isGloballyTerminalState())
        .toList();
  }

  private static Optional<JobDetails> last(StreamJob job, List<JobDetails> listed) {
    return listed.stream()
        .filter(run -> run.getJobName().equals(job.flinkName()))
        .max(Comparator.comparingLong(JobDetails::getStartTime));
  }

  private void tellFaults(List<String> faults) {
    if (faults.equals(lastFaults)) {
      return;
    }
    faults.forEach(log);
    if (faults.isEmpty()) {
      log.accept("every job runs");
    }
    lastFaults = faults;
  }

  private void start(StreamJob job, Optional<JobDetails> last) {
    try {
      if (last.isPresent() && last.get().getStatus() == JobStatus.FAILED) {
        log.accept(job.jobName() + " failed: " + failure(last.get()));
      }
      Optional<String> from = newestState(job);
      log.accept("starting " + job.jobName() + " from " + from.orElse("nothing"));
      flink.submit(
          job, jars.get(job), options(job), RemoteFlink.restoring(from.orElse(null), false));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.info("{} could not be started", job.jobName(), e);
      log.accept(job.jobName() + " could not be started, which is tried again: " + reason(e));
    } finally {
      beingSubmitted.remove(job);
    }
  }

  private String failure(JobDetails run) throws InterruptedException {
    try {
      return flink.failure(run.getJobId()).orElse("no reason is known");
    } catch (UserError e) {
      return e.getMessage();
    }
  }

  private JobOptions options(StreamJob job) {
    Map<String, String> all = new HashMap<>(overrides);
    all.put(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY.key(),
        directory(job).resolve("checkpoints").toUri().toString());
    return JobOptions.load(options, all);
  }

  /** As the cluster names it. */
  private Optional<String> newestState(StreamJob job) {
    // A volume that is not mounted would look like jobs that never ran.
    if (!Files.isDirectory(state)) {
      throw UserError.environment(
          state + " is no directory: mount there what the cluster has under this path");
    }
    try {
      return SavedStates.newest(directory(job)).map(path -> path.toUri().toString());
    } catch (UncheckedIOException e) {
      throw UserError.environment(e.getMessage(), e);
    }
  }

  private Path directory(StreamJob job) {
    return state.resolve(job.jobName());
  }

  /** Whole sentences of ours as they stand; of others, what lies at the root. */
  private static String reason(RuntimeException e) {
    return e instanceof UserError || e instanceof InvalidDataFile
        ? e.getMessage()
        : Failures.message(e);
  }
}
