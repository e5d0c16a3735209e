package vn.cds.standalone.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CoreOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.runtime.JobOptions;
import vn.cds.runtime.StreamJob;
import vn.cds.standalone.ExitCode;
import vn.cds.standalone.jobs.JobJar;
import vn.cds.standalone.jobs.Jobs;
import vn.cds.standalone.jobs.RemoteFlink;

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

  @Override
  public Integer call() throws InterruptedException {
    try (RemoteFlink flink = address.connect()) {
      flink.checkAnswers();
      JobID id =
          flink.submit(
              job,
              JobJar.of(job, jar),
              JobOptions.load(options, overrides()),
              RemoteFlink.restoring(savepoint, allowNonRestoredState));
      spec.commandLine()
          .getOut()
          .println("job " + id + " runs, see " + address.page("/#/job/running/" + id));
    }
    return ExitCode.OK;
  }

  private Map<String, String> overrides() {
    Map<String, String> overrides = new TreeMap<>(settings);
    if (parallelism != null) {
      overrides.put(CoreOptions.DEFAULT_PARALLELISM.key(), parallelism.toString());
    }
    return overrides;
  }
}
