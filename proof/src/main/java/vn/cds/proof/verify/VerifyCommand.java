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
import vn.cds.simulator.fault.Faults;
import vn.cds.standalone.cli.Subcommand;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** {@code ./cds verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Prove the counting: send simulated events in a bad order, with copies, late, broken and retracted ones,"
            + " through Kafka; kill the TaskManager and ClickHouse while the jobs run; then compare"
            + " every key of every table with an oracle that shares no code with the jobs.",
    footer = {
      "",
      "The last line is the number of differences; the exit code is 0 when there are none.",
      "",
      "Examples:",
      "  ./cds verify --seed 7 --events 20000 --faults all",
      "  ./cds verify --seed 7 --events 6000 --kills 1 --importer-kills 5"
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
      names = "--kills",
      description =
          "How often the TaskManager is killed; ClickHouse is killed once, unless this is 0."
              + " Default: ${DEFAULT-VALUE}.",
      defaultValue = "3")
  private int kills;

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
      description = "heap or rocksdb. Default: ${DEFAULT-VALUE}.",
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
    if (events < 100 || kills < 0 || importerKills < 0 || parallelism < 1) {
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
    out.printf(
        Locale.ROOT,
        "seed %d, %,d events, parallelism %d, %s state, %d kills of the TaskManager, %d of the"
            + " importer%n",
        seed,
        events,
        parallelism,
        state.name().toLowerCase(Locale.ROOT),
        kills,
        importerKills);
    OracleCheck check =
        new FaultRun(
                seed,
                events,
                simulated,
                kills,
                importerKills,
                parallelism,
                state.flinkName(),
                jobOptions,
                data,
                new RunLog(out))
            .run();
    check.print(out);
    return check.differences() == 0 ? ExitCode.OK : ExitCode.FAILED;
  }
}
