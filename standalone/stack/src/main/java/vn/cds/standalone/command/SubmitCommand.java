package vn.cds.standalone.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.alerts.AlertJobs;
import vn.cds.metrics.MetricJob;
import vn.cds.runtime.JobOptions;
import vn.cds.runtime.StreamJob;
import vn.cds.standalone.ExitCode;
import vn.cds.standalone.UserError;
import vn.cds.standalone.flink.Failures;

/** A job for a Flink cluster that runs somewhere else. */
@Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    description = {
      "Submit a job to a running Flink cluster through its REST address, as 'flink run'"
          + " does. The job graph is made here, so Kafka must be reachable from here, too;"
          + " Flink's upload endpoint may be off."
    },
    footer = {
      "",
      "Examples:",
      "  ./cds submit --rest http://jobmanager:8081 --job service-requests --options job.properties",
      "  ./cds submit --rest http://jobmanager:8081 --job payments --options job.properties \\",
      "      --set run.generation=1 --savepoint s3://state/savepoint-1 --parallelism 4"
    })
public final class SubmitCommand implements Callable<Integer> {
  private static final int TIMEOUT_SECONDS = 120;

  @Spec private CommandSpec spec;

  @Option(
      names = "--rest",
      required = true,
      paramLabel = "URL",
      description = "The JobManager's REST address, for example http://localhost:8081.")
  private URI rest;

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description =
          "The jar with the jobs and all they need, of the same version as this command. Default:"
              + " the one this project builds, jobs/metrics/target/cds-metrics-*-job.jar, for alerts"
              + " jobs/alerts/target/cds-alerts-*-job.jar.")
  private Path jar;

  @Option(
      names = "--job",
      required = true,
      description = "documents, payments, service-requests, declared-figures or alerts.",
      converter = JobConverter.class)
  private StreamJob job;

  @Option(
      names = "--options",
      required = true,
      paramLabel = "FILE",
      description =
          "The job's options; jobs/metrics/src/main/resources/job.properties is the manual.")
  private Path options;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "An option that replaces that of the file. May be repeated.")
  private Map<String, String> settings = new TreeMap<>();

  @Option(
      names = "--savepoint",
      paramLabel = "PATH",
      description = "Go on from this savepoint or checkpoint, as the cluster sees its path.")
  private String savepoint;

  @Option(
      names = "--allow-non-restored-state",
      description = "Start although the savepoint holds state of operators that no longer exist.")
  private boolean allowNonRestoredState;

  @Option(names = "--parallelism", paramLabel = "N", description = "Default: the cluster's.")
  private Integer parallelism;

  /** Reads the name of a job. */
  static final class JobConverter implements picocli.CommandLine.ITypeConverter<StreamJob> {
    private static final List<StreamJob> JOBS =
        Stream.concat(Stream.of(MetricJob.values()), Stream.of(AlertJobs.INSTANCE)).toList();

    @Override
    public StreamJob convert(String name) {
      return JOBS.stream()
          .filter(j -> j.jobName().equals(name))
          .findAny()
          .orElseThrow(
              () ->
                  new picocli.CommandLine.TypeConversionException(
                      "'"
                          + name
                          + "' is not one of "
                          + JOBS.stream()
                              .map(StreamJob::jobName)
                              .collect(Collectors.joining(", "))));
    }
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.ADDRESS, host());
    configuration.set(RestOptions.PORT, port());
    // One failed try is told at once; the default tries for a minute.
    configuration.set(RestOptions.RETRY_MAX_ATTEMPTS, 3);
    try (RestClusterClient<String> client = new RestClusterClient<>(configuration, "remote")) {
      await(client.getClusterOverview(), "answer");
      JobGraph graph = graph();
      JobID id = await(client.submitJob(graph), "take the job");
      out.println("job " + id + " runs, see " + rest.resolve("/#/job/running/" + id));
    }
    return ExitCode.OK;
  }

  private JobGraph graph() {
    Path file = jar();
    JobJar.check(file);
    JobOptions jobOptions = JobOptions.load(options, overrides());
    StreamExecutionEnvironment environment = new StreamExecutionEnvironment(jobOptions.flink());
    job.build(environment, jobOptions);
    JobGraph graph = environment.getStreamGraph().getJobGraph();
    graph.addJar(new org.apache.flink.core.fs.Path(file.toUri()));
    if (savepoint != null) {
      graph.setSavepointRestoreSettings(
          SavepointRestoreSettings.forPath(
              savepoint, allowNonRestoredState, RecoveryClaimMode.NO_CLAIM));
    }
    return graph;
  }

  private Map<String, String> overrides() {
    Map<String, String> overrides = new TreeMap<>(settings);
    if (parallelism != null) {
      overrides.put(CoreOptions.DEFAULT_PARALLELISM.key(), parallelism.toString());
    }
    return overrides;
  }

  private Path jar() {
    if (jar != null) {
      if (!Files.isReadable(jar)) {
        throw UserError.usage("there is no readable jar " + jar.toAbsolutePath());
      }
      return jar;
    }
    String module = job == AlertJobs.INSTANCE ? "alerts" : "metrics";
    Path target = Path.of(System.getProperty("cds.root", "."), "jobs", module, "target");
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(f -> f.getFileName().toString().endsWith("-job.jar"))
          .findAny()
          .orElseThrow(() -> new NoSuchFileException("*-job.jar"));
    } catch (NoSuchFileException e) {
      throw UserError.environment(
          "there is no job jar in "
              + target
              + ". Build it with ./cds build, or name one with --jar",
          e);
    } catch (IOException e) {
      throw UserError.environment("cannot look for the job jar: " + e.getMessage(), e);
    }
  }

  private String host() {
    if (rest.getHost() == null) {
      throw UserError.usage("--rest must look like http://host:8081, it is " + rest);
    }
    return rest.getHost();
  }

  private int port() {
    return rest.getPort() < 0 ? RestOptions.PORT.defaultValue() : rest.getPort();
  }

  private <T> T await(java.util.concurrent.CompletableFuture<T> answer, String what)
      throws InterruptedException {
    try {
      return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw UserError.environment(
          "Flink at " + rest + " did not " + what + ": " + Failures.message(e), e);
    } catch (TimeoutException e) {
      throw UserError.environment(
          "Flink at " + rest + " did not " + what + " within " + TIMEOUT_SECONDS + " s", e);
    }
  }
}
