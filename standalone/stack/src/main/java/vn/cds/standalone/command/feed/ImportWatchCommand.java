package vn.cds.standalone.command.feed;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.VietnamTime;
import vn.cds.standalone.StopSignal;
import vn.cds.standalone.command.option.DriverFolder;
import vn.cds.standalone.command.option.KafkaAddress;
import vn.cds.standalone.command.option.MetricsAddress;
import vn.cds.standalone.command.option.ReferenceFiles;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.jobs.ReadinessPage;
import vn.cds.standalone.watch.ExportSender;
import vn.cds.standalone.watch.ImportMetrics;
import vn.cds.standalone.watch.ImportService;

/** Exports that come by themselves. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = {
      "Import files that are put into folders, and database views by their schedule, into a board"
          + " that runs. Ends with Ctrl-C; the next start goes on from there, on whatever machine.",
      "",
      "Each mapping has a folder of its name in --folder: the files of DIR/land/ are read with"
          + " land.properties, and moved to DIR/land/done or DIR/land/failed with a report. A mapping"
          + " with view.url is read by its schedule, view.every or view.at (docs/import.md)."
    },
    footer = {
      "",
      "Examples:",
      "  ./cds import watch --folder inbox --mapping land.properties --kafka kafka:9092",
      "  ./cds import watch --folder inbox --mapping mappings --data data    all in ./mappings, into a"
          + " demo"
    })
final class ImportWatchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KafkaAddress kafka;
  @Mixin private ReferenceFiles reference;
  @Mixin private DriverFolder drivers;
  @Mixin private MetricsAddress metrics;

  @Option(
      names = "--folder",
      required = true,
      paramLabel = "DIR",
      description = "Has, or gets, a folder for each mapping.")
  private Path folder;

  @Option(
      names = "--mapping",
      required = true,
      paramLabel = "FILE",
      description =
          "A mapping, or a folder with mappings called NAME.properties. May be given several times.")
  private List<Path> mappings;

  @Option(
      names = "--settle",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "How long size and time of a file must not have changed before it is read. Default:"
              + " ${DEFAULT-VALUE}.")
  private int settle;

  @Option(
      names = "--port",
      description =
          "Answer /readyz on this port of 127.0.0.1: 200 when nothing keeps files and views from"
              + " being imported, otherwise 503 with the reasons.")
  private Integer port;

  @Override
  public Integer call() throws InterruptedException {
    if (settle < 1) {
      throw UserError.usage("--settle is at least 1");
    }
    PrintWriter out = spec.commandLine().getOut();
    Clock clock = Clock.systemUTC();
    Consumer<String> log =
        line ->
            out.println(
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        clock
                            .instant()
                            .truncatedTo(ChronoUnit.SECONDS)
                            .atOffset(VietnamTime.OFFSET))
                    + "  "
                    + line);
    InetSocketAddress metricsAddress = metrics.socket();
    ImportMetrics counts = new ImportMetrics();
    Roster roster = reference.roster();
    ImportService service =
        new ImportService(
            folder,
            mappings,
            Duration.ofSeconds(settle),
            new ExportSender(
                kafka.unchecked(), roster, reference.formerUnits(roster), drivers.drivers(), clock),
            clock,
            log,
            counts);
    CountDownLatch stop = StopSignal.latch();
    try (counts;
        ReadinessPage page = port == null ? null : new ReadinessPage(port, service::faults)) {
      if (metricsAddress != null) {
        counts.listen(metricsAddress, service::faults);
      }
      do {
        service.round();
      } while (!stop.await(1, TimeUnit.SECONDS));
    }
    log.accept("stopped");
    return ExitCode.OK;
  }
}
