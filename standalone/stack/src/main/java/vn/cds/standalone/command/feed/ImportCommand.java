package vn.cds.standalone.command.feed;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.mapping.ExportDate;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.view.ViewSource;
import vn.cds.standalone.DataDirectory;
import vn.cds.standalone.EmbeddedStack;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.command.option.DriverFolder;
import vn.cds.standalone.command.option.FormerUnitsFile;
import vn.cds.standalone.command.option.RosterFiles;
import vn.cds.standalone.command.option.StreamConverter;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.history.HistoryImport;
import vn.cds.standalone.history.ImportSummary;
import vn.cds.standalone.history.PreviewReport;
import vn.cds.standalone.history.Reject;
import vn.cds.standalone.history.RejectFile;
import vn.cds.standalone.history.RunningBoard;
import vn.cds.standalone.history.RunningSummary;

/** Exports of other systems. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Count the history in exports of a one-stop system (.csv, .csv.gz, .zip, .xlsx, .ods): the"
          + " rows become events in topics of imports. With --kafka, or with the --data directory"
          + " of a demo that runs, they are counted beside live events, on the same board."
          + " Otherwise a stack is started in --data, which counts them and nothing else.",
      "",
      "The mapping file says which column is what; docs/import.md explains every key, and inspect"
          + " proposes one. A line that stands twice is counted once.",
      "",
      "The newest export says how a dossier is: what changed since earlier imports into the same"
          + " directory becomes events and retractions. The date of an export comes from the"
          + " mapping, the file's name or --as-of."
    },
    subcommands = {ImportInspectCommand.class, ImportWatchCommand.class},
    footer = {
      "",
      "Examples:",
      "  ./cds import inspect 2024.xlsx --out mapping.properties",
      "      looks at a file nobody described and writes a mapping to edit",
      "  ./cds import --mapping mapping.properties --dry-run 2024.xlsx",
      "      what it would come to, per commune and per day; counts nothing",
      "  ./cds import --mapping mapping.properties --data data 2024.csv 2025.csv",
      "      into the demo that runs in ./data",
      "  ./cds import --mapping mapping.properties --kafka kafka:9092 \\",
      "      --clickhouse http://clickhouse:8123 --user reader --password-file FILE 2025.csv",
      "      into a cluster, or docker-compose",
      "  ./cds import --mapping mapping.properties 2024.csv 2025.csv",
      "      counts in a temporary stack, prints the summary, keeps nothing",
      "  ./cds import --mapping mapping.properties --data history 2024.csv",
      "      keeps Kafka's topics and ClickHouse's tables in ./history",
      "  ./cds import --mapping mapping.properties --data history --as-of 2026-11-30 november.csv",
      "      goes on from there: what November says otherwise than October",
      "  ./cds import --mapping view.properties --data data",
      "      the rows of a database view that the mapping names",
      "  ./cds import --mapping examples/municipal-receipts/mapping.properties \\",
      "      --roster examples/municipal-receipts/units.csv receipts.csv",
      "      with communes of its own (provinces.csv lies beside units.csv)",
      "",
      "Exit codes: 0 all rows counted; 1 some rejected, see the list; 2 the mapping or a file is"
          + " wrong;",
      "3 this machine does not give what is needed."
    })
public final class ImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--kind",
      converter = StreamConverter.class,
      description = "What the rows are, to be sure: refuses a mapping of another kind.")
  private EventStream kind;

  @Option(names = "--mapping", paramLabel = "FILE", description = "What is where. Required.")
  private Path mapping;

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      description =
          "The date of the exports, whatever the mapping says: what they say of a dossier replaces"
              + " what older exports said. 2026-10-31 is the end of that day; or a time,"
              + " 2026-10-31T18:00.")
  private String asOf;

  @Option(
      names = "--again",
      description =
          "The mapping or the files have been corrected: what they say of a dossier replaces what"
              + " earlier imports said of it with the same date. Without it, both hold.")
  private boolean again;

  @Option(
      names = "--take-back",
      description =
          "Take back everything that was imported of the mapping's kind and source, and forget it."
              + " Needs no file.")
  private boolean takeBack;

  @Option(
      names = "--dry-run",
      description =
          "Start, send and count nothing: print what it would come to, per commune and per day, and"
              + " what is rejected.")
  private boolean dryRun;

  @Mixin private BoardAddress address;

  @Mixin private RosterFiles rosterFiles;

  @Mixin private FormerUnitsFile formerUnits;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The directory of a demo that runs; or where everything of a stack of its own is kept."
              + " Default: a temporary directory.")
  private Path data;

  @Option(names = "--keep", description = "Keep the temporary directory and say where it is.")
  private boolean keep;

  @Option(
      names = "--rejects",
      paramLabel = "FILE",
      description = "Write all rejects to this CSV file, a line for each.")
  private Path rejects;

  @Mixin private DriverFolder drivers;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "The exports. At least one, unless the mapping names a view.")
  private List<Path> files;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (mapping == null) {
      throw UserError.usage(
          "--mapping FILE is missing. ./cds import inspect FILE proposes one for an export");
    }
    if (takeBack && (files != null || dryRun || again || asOf != null)) {
      throw UserError.usage(
          "--take-back takes back all of a kind and source: leave out files, --as-of, --again and"
              + " --dry-run");
    }
    Mapping read = Mapping.read(mapping);
    if (!takeBack && read.view() == null && (files == null || files.isEmpty())) {
      throw UserError.usage("name at least one file to import");
    }
    if (read.view() != null && (files != null || asOf != null || again)) {
      throw UserError.usage(
          "the rows are in the view that the mapping names, as it is now. Leave out files, --as-of"
              + " and --again, or view.url in the mapping");
    }
    Roster roster = rosterFiles.roster();
    FormerUnits former = formerUnits.of(roster);
    HistoryImport history =
        takeBack ? HistoryImport.takingBack(read, roster, former) : history(read, roster, former);
    if (kind != null && kind != history.kind()) {
      throw UserError.usage(
          "--kind is %s, but the mapping says kind = %s. Correct one of them"
              .formatted(kind.wireName(), history.kind().wireName()));
    }
    if (dryRun) {
      Optional<KafkaConnection> kafka = address.kafka(data);
      PreviewReport preview = kafka.isPresent() ? history.preview(kafka.get()) : history.preview();
      if (rejects != null) {
        write(preview.rejects());
      }
      preview.print(out);
      return preview.rejects().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
    Stopwatch stopwatch = new Stopwatch(out);
    Optional<RunningBoard> board = address.board(data);
    if (board.isPresent()) {
      RunningSummary summary = history.run(board.get(), stopwatch::step);
      if (rejects != null) {
        write(summary.rejects().all());
      }
      summary.print(out);
      return summary.rejects().all().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
    return countAlone(history, stopwatch, out);
  }

  private HistoryImport history(Mapping read, Roster roster, FormerUnits former) {
    return read.view() == null
        ? HistoryImport.ofFiles(read, files, date(), again, roster, former)
        : HistoryImport.ofView(
            read, new ViewSource(read, drivers.drivers(), Clock.systemUTC()), roster, former);
  }

  private int countAlone(HistoryImport history, Stopwatch stopwatch, PrintWriter out)
      throws IOException, InterruptedException {
    Path directory = data != null ? data : Files.createTempDirectory("cds-import-");
    boolean temporary = data == null && !keep;
    ImportSummary summary;
    try {
      if (data == null) {
        // An empty directory of our own.
        Files.delete(directory);
      }
      EmbeddedStack.Builder builder =
          EmbeddedStack.builder(directory)
              .logToFile()
              .parallelism(Math.min(4, Runtime.getRuntime().availableProcessors()))
              .progress((what, where, took) -> stopwatch.step(what + " " + where));
      if (rosterFiles.areGiven()) {
        builder.roster(rosterFiles.units(), rosterFiles.provinces());
      }
      try (EmbeddedStack stack = builder.start()) {
        summary = history.run(stack, stopwatch::step);
      }
    } finally {
      if (temporary) {
        DataDirectory.delete(directory);
      }
    }
    if (rejects != null) {
      write(summary.rejects().all());
    }
    if (!temporary) {
      out.println("kept in " + directory.toAbsolutePath());
    }
    summary.print(out);
    return summary.rejects().all().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private ExportDate date() {
    return asOf == null
        ? ExportDate.NONE
        : ExportDate.parse(asOf)
            .orElseThrow(
                () ->
                    UserError.usage(
                        "--as-of "
                            + asOf
                            + " is not a day or a time such as 2026-10-31 or 2026-10-31T18:00"));
  }

  private void write(List<Reject> list) {
    try {
      RejectFile.write(rejects, list);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + rejects + ": " + e.getMessage(), e);
    }
  }

  /** Prints each step with the seconds since the start. */
  private static final class Stopwatch {
    private final PrintWriter out;
    private final long begin = System.nanoTime();

    Stopwatch(PrintWriter out) {
      this.out = out;
    }

    void step(String what) {
      out.printf(java.util.Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - begin) / 1e9, what);
    }
  }
}
