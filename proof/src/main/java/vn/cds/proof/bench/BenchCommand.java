package vn.cds.proof.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.standalone.cli.Subcommand;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** {@code ./cds bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measure the whole service-request job (de-duplication, three windows, cohorts, ClickHouse,"
          + " checkpoints every 10 s) beside consumers that only poll, or poll and decode.",
      "",
      "Everything runs in one JVM over the same records, each kind once to warm up, and then in"
          + " rounds of one run each; the median of the rounds counts. CPU seconds are those of this process, with the Kafka"
          + " broker in it; ClickHouse is a process of its own and is told apart."
    },
    footer = {
      "",
      "Example: ./cds bench --events 5000000 --variants heap,rocksdb --profile bench.jfr"
    })
public final class BenchCommand implements Subcommand {
  private static final Set<String> VARIANTS = Set.of("heap", "rocksdb", "heap-all", "rocksdb-all");

  /** What the state of an event and its share of everything else take on the heap. */
  private static final long HEAP_BYTES_PER_EVENT = 700;

  @Spec private CommandSpec spec;

  @Option(
      names = "--events",
      description = "How many to produce. Default: ${DEFAULT-VALUE}.",
      defaultValue = "5000000")
  private long events;

  @Option(
      names = "--runs",
      description = "Rounds, each with a measured run of every kind. Default: ${DEFAULT-VALUE}.",
      defaultValue = "3")
  private int runs;

  @Option(
      names = "--variants",
      split = ",",
      description =
          "State backends: heap, rocksdb; with -all also a row per dossier and the metrics topic."
              + " Default: ${DEFAULT-VALUE}.",
      defaultValue = "heap,rocksdb,heap-all")
  private List<String> variants;

  @Option(
      names = "--parallelism",
      description = "Of the job, and threads of the consumers. Default: ${DEFAULT-VALUE}.",
      defaultValue = "2")
  private int parallelism;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "An option of the job, for example --set entity.rows=false.")
  private Map<String, String> jobOptions = new TreeMap<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the stack keeps its data; emptied first. Default: ${DEFAULT-VALUE}.",
      defaultValue = "data/bench")
  private Path data;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description =
          "Write a Flight Recorder file per variant and print the packages with most samples.")
  private Path profile;

  @Override
  public Integer call() throws Exception {
    if (events < 1000 || runs < 1 || parallelism < 1) {
      throw UserError.usage("--events must be at least 1000, --runs and --parallelism at least 1");
    }
    for (String variant : variants) {
      if (!VARIANTS.contains(variant)) {
        throw UserError.usage("there is no variant " + variant + "; choose of " + VARIANTS);
      }
    }
    long needed = 512 + events * HEAP_BYTES_PER_EVENT / 1_000_000;
    if (Runtime.getRuntime().maxMemory() / 1_000_000 < needed) {
      throw UserError.environment(
          "%,d events need about %d MB of heap. Say: CDS_JAVA_OPTS=-Xmx%dm ./cds bench ..."
              .formatted(events, needed, needed * 5 / 4));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT, "%,d events, %d runs of each, parallelism %d%n", events, runs, parallelism);
    new Bench(events, runs, variants, parallelism, jobOptions, data, profile, out).run();
    return ExitCode.OK;
  }
}
