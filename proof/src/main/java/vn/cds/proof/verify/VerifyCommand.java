package vn.cds.proof.verify;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.proof.verify.FaultSchedule.Victim;
import vn.cds.simulator.fault.Faults;
import vn.cds.standalone.cli.Subcommand;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** {@code ./cds verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Prove the counting: send simulated events in a bad order, with copies, late, broken and"
            + " retracted ones, through Kafka; kill the TaskManager and ClickHouse while the jobs"
            + " run; then compare every key of every table with an oracle that shares no code with"
            + " the jobs. With --cluster the jobs run as on several machines: two JobManagers with"
            + " ZooKeeper, three TaskManagers, checkpoints on S3, and the leading JobManager,"
            + " ZooKeeper and S3 are killed, too.",
    footer = {
      "",
      "The last line is the number of differences; the exit code is 0 when there are none.",
      "",
      "Examples:",
      "  ./cds verify --seed 7 --events 20000 --faults all",
      "  ./cds verify --seed 7 --events 6000 --kills 1 --importer-kills 5",
      "  ./cds verify --cluster --events 100000"
    })
public final class VerifyCommand implements Subcommand {
  /** How Flink keeps state. */
  public enum State {
    HEAP,
    ROCKSDB;

    String flinkName() {
      return this == HEAP ? "hashmap" : "rocksdb";
    }
  }

  /** The shuffled simulation, then the oracle's events and tables. */
  private static final long HEAP_BYTES_PER_EVENT = 3_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seed",
      description = "Decides events, order and faults. Default: ${DEFAULT-VALUE}.",
      defaultValue = "1")
  private long seed;

  @Option(
      names = "--events",
      description = "Distinct events of all three kinds. Default: ${DEFAULT-VALUE}.",
      defaultValue = "20000")
  private long events;

  @Option(
      names = "--faults",
      description =
          "What the simulator does wrong: all, none, or name=value with commas between."
              + " Default: ${DEFAULT-VALUE}.",
      defaultValue = "all")
  private String faults;

  @Option(
      names = "--cluster",
      description =
          "Processes of their own instead of the embedded stack; takes about 8 GB of memory and ten"
              + " minutes. How long each recovery took is printed, with the memory of each"
              + " process.")
  private boolean cluster;

  @Option(
      names = "--kills",
      description =
          "How often a TaskManager is killed; 0: nothing is killed. ClickHouse is killed once. With"
              + " --cluster, for five of them: the leading JobManager three times, ClickHouse"
              + " twice, ZooKeeper and S3 once each. Default: 3, with --cluster 5.")
  private Integer kills;

  @Option(
      names = "--importer-kills",
      description =
          "How often ./cds import is killed, which imports two exports of dossiers meanwhile; what"
              + " it sent is compared with what it sends undisturbed. With 0 nothing is imported by"
              + " it. Default: ${DEFAULT-VALUE}.",
      defaultValue = "0")
  private int importerKills;

  @Option(
      names = "--parallelism",
      description = "Of every job. Default: ${DEFAULT-VALUE}.",
      defaultValue = "2")
  private int parallelism;

  @Option(
      names = "--state-backend",
      description = "heap or rocksdb; with --cluster rocksdb alone. Default: ${DEFAULT-VALUE}.",
      defaultValue = "heap")
  private State state;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "An option of the jobs, for example --set lateness.minute=1min; the oracle follows it.")
  private Map<String, String> jobOptions = new TreeMap<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the stack keeps its data; emptied first. Default: ${DEFAULT-VALUE}.",
      defaultValue = "data/verify")
  private Path data;

  @Override
  public Integer call() throws Exception {
    int taskManagerKills = kills != null ? kills : cluster ? 5 : 3;
    if (events < 100 || taskManagerKills < 0 || importerKills < 0 || parallelism < 1) {
      throw UserError.usage(
          "--events must be at least 100, --kills and --importer-kills at least 0 and --parallelism"
              + " at least 1");
    }
    Faults simulated;
    try {
      simulated = Faults.parse(faults);
    } catch (IllegalArgumentException e) {
      throw UserError.usage("--faults " + faults + ": " + e.getMessage(), e);
    }
    long needed = 1_000 + events * HEAP_BYTES_PER_EVENT / 1_000_000;
    if (Runtime.getRuntime().maxMemory() / 1_000_000 < needed) {
      throw UserError.environment(
          "%,d events need about %d MB of heap. Say: CDS_JAVA_OPTS=-Xmx%dm ./cds verify ..."
              .formatted(events, needed, needed * 5 / 4));
    }
    PrintWriter out = spec.commandLine().getOut();
    Map<Victim, Integer> victims = victims(taskManagerKills);
    out.printf(
        Locale.ROOT,
        "seed %d, %,d events, parallelism %d, %s state, %s, %d kills of the importer%n",
        seed,
        events,
        parallelism,
        cluster ? "rocksdb" : state.name().toLowerCase(Locale.ROOT),
        FaultSchedule.inWords(victims),
        importerKills);
    RunLog log = new RunLog(out);
    FaultRun run = new FaultRun(seed, events, simulated, victims, importerKills, data, log);
    FaultRun.Outcome outcome;
    if (cluster) {
      try (ClusterTarget target = ClusterTarget.start(data, parallelism, jobOptions, log)) {
        outcome = run.run(target);
        target.printSizes(out);
      }
    } else {
      try (StackTarget target =
          StackTarget.start(data, parallelism, state.flinkName(), jobOptions, log)) {
        outcome = run.run(target);
      }
    }
    outcome.recoveries().print(out);
    outcome.check().print(out);
    return outcome.check().differences() == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private Map<Victim, Integer> victims(int taskManagerKills) {
    if (taskManagerKills == 0) {
      return Map.of();
    }
    if (!cluster) {
      return Map.of(Victim.TASK_MANAGER, taskManagerKills, Victim.CLICKHOUSE, 1);
    }
    return Map.of(
        Victim.TASK_MANAGER, taskManagerKills,
        Victim.JOB_MANAGER, share(taskManagerKills, 3),
        Victim.CLICKHOUSE, share(taskManagerKills, 2),
        Victim.ZOOKEEPER, share(taskManagerKills, 1),
        Victim.S3, share(taskManagerKills, 1));
  }

  /** So many for each five, rounded up. */
  private static int share(int taskManagerKills, int ofFive) {
    return (taskManagerKills * ofFive + 4) / 5;
  }
}
