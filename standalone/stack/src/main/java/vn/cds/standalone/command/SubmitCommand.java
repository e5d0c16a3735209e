package vn.cds.standalone.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CoreOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.runtime.kafka.KafkaInput;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;
import vn.cds.standalone.command.option.FlinkAddress;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.jobs.JobJar;
import vn.cds.standalone.jobs.Jobs;
import vn.cds.standalone.jobs.RemoteFlink;
import vn.cds.standalone.servers.ServerChecks;

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
      "  ./cds submit --flink http://jobmanager:8081 --job service-requests --options job.properties",
      "  ./cds submit --flink http://jobmanager:8081 --job payments --options job.properties \\",
      "      --set run.generation=1 --savepoint s3://state/savepoint-1 --parallelism 4"
    })
public final class SubmitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private FlinkAddress address;

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
      converter = Jobs.class)
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

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description =
          "How long to wait until all tasks of the job run; it is cancelled after that. Default:"
              + " ${DEFAULT-VALUE}.")
  private long patience;

  @Override
  public Integer call() throws InterruptedException {
    JobOptions given = JobOptions.load(options, overrides());
    Path file = JobJar.of(job, jar);
    try (RemoteFlink flink = address.connect()) {
      checkKafka(given);
      JobID id = submit(flink, file, given);
      Optional<String> fault = flink.whyNotRunning(id, Duration.ofSeconds(patience));
      if (fault.isPresent()) {
        throw UserError.failed(
            "job %s %s. %s; see %s"
                .formatted(
                    id,
                    fault.get(),
                    flink.end(id)
                        ? "It has ended, nothing runs"
                        : "It may still run: cancel it before you submit it again",
                    address.page("/#/overview")));
      }
      spec.commandLine()
          .getOut()
          .println("job " + id + " runs, see " + address.page("/#/job/running/" + id));
    }
    return ExitCode.OK;
  }

  private JobID submit(RemoteFlink flink, Path file, JobOptions given) throws InterruptedException {
    try {
      return flink.submit(
          job, file, given, RemoteFlink.restoring(savepoint, allowNonRestoredState));
    } catch (IllegalStateException e) { // Kafka is not as the job needs it; says what to do
      throw UserError.environment(e.getMessage(), e);
    }
  }

  /** The job's graph is made here, with what Kafka says. */
  private void checkKafka(JobOptions given) {
    Map<String, String> client = new TreeMap<>();
    Properties properties = KafkaInput.clientProperties(given);
    properties
        .stringPropertyNames()
        .forEach(name -> client.put(name, properties.getProperty(name)));
    ServerChecks.kafka(given.get(JobOptions.KAFKA_SERVERS), client, address.within());
  }

  private Map<String, String> overrides() {
    Map<String, String> overrides = new TreeMap<>(settings);
    if (parallelism != null) {
      overrides.put(CoreOptions.DEFAULT_PARALLELISM.key(), parallelism.toString());
    }
    return overrides;
  }
}
