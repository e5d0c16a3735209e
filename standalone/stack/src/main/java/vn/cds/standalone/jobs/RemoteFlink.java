package vn.cds.standalone.jobs;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.messages.webmonitor.JobDetails;
import org.apache.flink.runtime.rest.messages.EmptyMessageParameters;
import org.apache.flink.runtime.rest.messages.EmptyRequestBody;
import org.apache.flink.runtime.rest.messages.JobExceptionsHeaders;
import org.apache.flink.runtime.rest.messages.JobsOverviewHeaders;
import org.apache.flink.runtime.rest.messages.job.JobExceptionsMessageParameters;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;

/** A Flink cluster that runs somewhere else, at its REST address. Thread-safe. */
public final class RemoteFlink implements AutoCloseable {
  /** Of a question. Shorter than the time limit of the health check in docker-compose.yml. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(8);

  /** Of a connection on which nothing is sent and nothing comes. */
  private static final Duration SILENCE_LIMIT = Duration.ofMinutes(2);

  private final URI rest;
  private final RestClusterClient<String> client;

  /**
   * Of a cluster that need not run yet.
   *
   * @throws UserError when the address is none
   */
  public RemoteFlink(URI rest) {
    if (rest.getHost() == null) {
      throw UserError.usage("--flink must look like http://host:8081, it is " + rest);
    }
    this.rest = rest;
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.ADDRESS, rest.getHost());
    configuration.set(
        RestOptions.PORT, rest.getPort() < 0 ? RestOptions.PORT.defaultValue() : rest.getPort());
    // That a cluster is not there is told after seconds; the default tries for a minute.
    configuration.set(RestOptions.RETRY_MAX_ATTEMPTS, 3);
    configuration.set(RestOptions.RETRY_DELAY, Duration.ofSeconds(1));
    configuration.set(RestOptions.IDLENESS_TIMEOUT, SILENCE_LIMIT);
    try {
      client = new RestClusterClient<>(configuration, "remote");
    } catch (Exception e) {
      throw new IllegalStateException("there is no client for Flink: " + Failures.message(e), e);
    }
  }

  /**
   * Every job that the cluster knows of, those that have ended, too.
   *
   * @throws UserError when the cluster does not answer
   */
  public List<JobDetails> jobs() throws InterruptedException {
    return List.copyOf(
        answer(
                client.sendRequest(
                    JobsOverviewHeaders.getInstance(),
                    EmptyMessageParameters.getInstance(),
                    EmptyRequestBody.getInstance()),
                "list its jobs")
            .getJobs());
  }

  /**
   * Waits until a job runs with all its tasks, twice a second apart; of bounded input it may also
   * have finished.
   *
   * @param patience after which it is given up
   * @return why it does not run, as what follows its name; empty when it does
   */
  public Optional<String> whyNotRunning(JobID job, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean ran = false;
    while (true) {
      Optional<String> fault;
      try {
        // Flink lists it a moment after it has taken it.
        Optional<JobDetails> run = run(job);
        if (run.isPresent() && run.get().getStatus().isGloballyTerminalState()) {
          return run.get().getStatus() == JobStatus.FINISHED
              ? Optional.empty()
              : Optional.of("failed: " + failure(job).orElse("it is " + run.get().getStatus()));
        }
        Optional<String> failure = run.isPresent() ? lastFailureOfTasks(job) : Optional.empty();
        if (failure.isPresent()) {
          return Optional.of("does not come to run: " + failure.get());
        }
        fault = run.map(JobKeeper::fault).orElse(Optional.of("is not listed"));
      } catch (UserError e) { // busy perhaps; asked again
        fault = Optional.of("was submitted, and then: " + e.getMessage());
      }
      if (fault.isEmpty() && ran) {
        return fault;
      }
      ran = fault.isEmpty();
      if (System.nanoTime() > deadline) {
        return Optional.of(fault.orElse("is running") + ", after " + patience.toSeconds() + " s");
      }
      TimeUnit.SECONDS.sleep(1);
    }
  }

  private Optional<JobDetails> run(JobID job) throws InterruptedException {
    return jobs().stream().filter(one -> one.getJobId().equals(job)).findAny();
  }

  /** Empty when none has failed so far. */
  private Optional<String> lastFailureOfTasks(JobID job) throws InterruptedException {
    JobExceptionsMessageParameters parameters = new JobExceptionsMessageParameters();
    parameters.jobPathParameter.resolve(job);
    return answer(
            client.sendRequest(
                JobExceptionsHeaders.getInstance(), parameters, EmptyRequestBody.getInstance()),
            "say what failed in job " + job)
        .getExceptionHistory()
        .getEntries()
        .stream()
        .map(entry -> Failures.messageOf(entry.getStacktrace()))
        .findFirst();
  }

  /**
   * Ends a job without a savepoint, if it has not ended.
   *
   * @return whether it has ended or is about to
   */
  public boolean end(JobID job) throws InterruptedException {
    try {
      Optional<JobDetails> run = run(job);
      if (run.isEmpty() || !run.get().getStatus().isGloballyTerminalState()) {
        answer(client.cancel(job), "cancel job " + job);
      }
      return true;
    } catch (UserError e) {
      return false;
    }
  }

  /** Why a job that has ended failed; empty when it did not fail. */
  public Optional<String> failure(JobID job) throws InterruptedException {
    return answer(client.requestJobResult(job), "say how job " + job + " ended")
        .getSerializedThrowable()
        .map(Failures::message);
  }

  /**
   * How a job goes on from a savepoint or checkpoint, which Flink then neither owns nor deletes.
   *
   * @param path as the cluster sees it; null: the job begins from nothing
   */
  public static SavepointRestoreSettings restoring(String path, boolean allowNonRestoredState) {
    return path == null
        ? SavepointRestoreSettings.none()
        : SavepointRestoreSettings.forPath(path, allowNonRestoredState, RecoveryClaimMode.NO_CLAIM);
  }

  /**
   * Submits a job and returns as soon as Flink has taken it; its state is restored later. There is
   * no time limit but the client's own, for a submission that was given up could still arrive.
   *
   * @throws UserError when the jar is not one of this version or Flink does not take the job
   */
  public JobID submit(StreamJob job, Path jar, JobOptions options, SavepointRestoreSettings restore)
      throws InterruptedException {
    JobJar.check(jar);
    StreamExecutionEnvironment environment = new StreamExecutionEnvironment(options.flink());
    job.build(environment, options);
    JobGraph graph = environment.getStreamGraph().getJobGraph();
    graph.addJar(new org.apache.flink.core.fs.Path(jar.toUri()));
    graph.setSavepointRestoreSettings(restore);
    try {
      return client.submitJob(graph).get();
    } catch (ExecutionException e) {
      throw failed("take the job", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private <T> T answer(CompletableFuture<T> answer, String what) throws InterruptedException {
    try {
      return answer.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failed(what, e);
    } catch (TimeoutException e) {
      throw UserError.environment(
          "Flink at %s did not %s within %d s".formatted(rest, what, ANSWER_WITHIN.toSeconds()), e);
    }
  }

  private UserError failed(String what, ExecutionException e) {
    return UserError.environment(
        "Flink at %s did not %s: %s".formatted(rest, what, Failures.message(e)), e);
  }
}
