package vn.cds.standalone.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.CoreOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.alerts.AlertJobs;
import vn.cds.runtime.options.StreamJob;
import vn.cds.standalone.command.option.FlinkAddress;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.jobs.JobJar;
import vn.cds.standalone.jobs.JobKeeper;
import vn.cds.standalone.jobs.Jobs;
import vn.cds.standalone.jobs.ReadinessPage;
import vn.cds.standalone.jobs.RemoteFlink;

/** Jobs that are to run always, on a Flink cluster that runs somewhere else. */
@Command(
    name = "keep",
    mixinStandardHelpOptions = true,
    description = {
      "Keep jobs running on a Flink session cluster: whatever is missing is submitted from its"
          + " newest checkpoint or savepoint, or from nothing when it has never had one. A job that"
          + " was stopped is missing, too: leave it out of --jobs to hold it. Ends with Ctrl-C; the"
          + " jobs go on."
    },
    footer = {
      "",
      "Examples:",
      "  ./cds keep --flink http://jobmanager:8081 --state /state --options job.properties",
      "  ./cds keep --flink http://jobmanager:8081 --check        do all of them run, with all tasks?"
    })
public final class KeepCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private FlinkAddress address;

  @Option(
      names = "--jobs",
      split = ",",
      paramLabel = "JOB",
      description = "The jobs to keep, joined by commas. Default: all five.",
      converter = Jobs.class)
  private List<StreamJob> jobs = Jobs.ALL;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "The directory with the checkpoints (DIR/JOB/checkpoints) and savepoints of the jobs,"
              + " under the same path here and on the cluster.")
  private Path state;

  @Option(
      names = "--options",
      paramLabel = "FILE",
      description = "The jobs' options, read for each submission; see ./cds submit --help.")
  private Path options;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "An option that replaces that of the file, for all jobs. May be repeated.")
  private Map<String, String> settings = new TreeMap<>();

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "The jar of the metric jobs. Default: the one this project builds.")
  private Path jar;

  @Option(
      names = "--alert-jar",
      paramLabel = "FILE",
      description = "The jar of the alert job. Default: the one this project builds.")
  private Path alertJar;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Of each job. Default: the cluster's.")
  private Integer parallelism;

  @Option(
      names = "--pause",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "Between two looks. Default: ${DEFAULT-VALUE}.")
  private int pause;

  @Option(
      names = "--port",
      description =
          "Answer /readyz on this port of 127.0.0.1: 200 while --check would succeed, otherwise 503"
              + " with the reasons.")
  private Integer port;

  @Option(
      names = "--check",
      description =
          "Submit nothing: say which of the jobs do not run with all their tasks, and why, and end"
              + " with 1 when there are any.")
  private boolean check;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (RemoteFlink flink = check ? address.connect() : address.connectLater()) {
      if (check) {
        List<String> faults = JobKeeper.faults(jobs, flink.jobs());
        faults.forEach(out::println);
        return faults.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
      }
      if (state == null || options == null || pause < 1) {
        throw UserError.usage("--state and --options are needed, and a --pause of at least 1");
      }
      try (JobKeeper keeper = keeper(flink, out);
          ReadinessPage page = port == null ? null : page(flink)) {
        while (true) {
          // The jobs of a JobManager that was lost start as soon as there is one again.
          boolean answered = keeper.round();
          TimeUnit.SECONDS.sleep(answered ? pause : 1);
        }
      }
    }
  }

  private JobKeeper keeper(RemoteFlink flink, PrintWriter out) {
    Map<StreamJob, Path> jars = new LinkedHashMap<>();
    for (StreamJob job : jobs) {
      jars.put(job, JobJar.of(job, job == AlertJobs.INSTANCE ? alertJar : jar));
    }
    Map<String, String> overrides = new TreeMap<>(settings);
    if (parallelism != null) {
      overrides.put(CoreOptions.DEFAULT_PARALLELISM.key(), parallelism.toString());
    }
    return new JobKeeper(flink, jars, state.toAbsolutePath(), options, overrides, out::println);
  }

  private ReadinessPage page(RemoteFlink flink) {
    return new ReadinessPage(port, () -> JobKeeper.faults(jobs, flink.jobs()));
  }
}
