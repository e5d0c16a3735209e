package vn.cds.standalone.command.feed;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.contract.event.EventStream;
import vn.cds.simulator.SimulatedRecord;
import vn.cds.simulator.SimulationOptions;
import vn.cds.simulator.Simulator;
import vn.cds.simulator.Truth;
import vn.cds.simulator.fault.Faults;
import vn.cds.simulator.plan.Scenario;
import vn.cds.standalone.TopicWriter;
import vn.cds.standalone.command.option.KafkaAddress;
import vn.cds.standalone.command.option.RecordPatience;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** Invented communes, with the truth beside the events. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Send the events of a simulated province to Kafka, or write them to files: one per kind,"
          + " JSON lines, ready for ./cds send. The same seed and start give the same bytes."
    },
    footer = {
      "",
      "Examples:",
      "  ./cds simulate --scenario thanh-hoa-2022 --out year      a year, to year/*.jsonl",
      "  ./cds simulate --scenario mixed --events 100000 --faults all --truth truth.json",
      "                                                           to the demo that runs in ./data",
      "  ./cds simulate --scenario province-today --story lagging --truth truth.json",
      "                                                           a week in which some communes lag",
      "  ./cds simulate --scenario demo --rate 200 --kafka kafka:9092",
      "                                                           without end, in real time"
    })
public final class SimulateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KafkaAddress kafka;
  @Mixin private RecordPatience patience;

  @Option(
      names = "--scenario",
      required = true,
      completionCandidates = Scenarios.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private String scenario;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--province",
      paramLabel = "CODE",
      description = "Two digits, or all. Default: the scenario's own.")
  private String province;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "Distinct events. Default: as many as the scenario has.")
  private long events;

  @Option(
      names = "--from",
      paramLabel = "INSTANT",
      description =
          "The first moment, such as 2026-10-08T00:00:00Z. Default: now for demo; a week before the"
              + " end for province-today; thanh-hoa-2022 has its year.")
  private Instant from;

  @Option(
      names = "--until",
      paramLabel = "INSTANT",
      description = "The first moment after the last. Default: now; demo does not end.")
  private Instant until;

  @Option(
      names = "--rate",
      defaultValue = "50",
      description = "Events a second of the scenario demo. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--faults",
      defaultValue = "none",
      description = "none, all, or a list such as duplicates=0.05,late=0.1. Default: none.")
  private String faults;

  @Option(
      names = "--story",
      paramLabel = "NAME",
      description =
          "Anomalies of some communes: lagging, or lagging:CODE,CODE=ANOMALY,... for those of your"
              + " choice; a wrong ANOMALY lists them all. Which and when is in the truth file. Default:"
              + " nothing.")
  private String story;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write files here instead of sending to Kafka.")
  private Path directory;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description =
          "Write what must come out of it, as JSON. Default with --out: DIR/truth.json. With --story"
              + " also lags.csv beside it, for ./cds rules dry-run --truth.")
  private Path truth;

  /** The names in the help text. */
  static final class Scenarios implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Scenario.names().iterator();
    }
  }

  @Override
  public Integer call() throws IOException {
    Simulator simulator = simulator();
    PrintWriter out = spec.commandLine().getOut();
    long count = directory == null ? toKafka(simulator) : toFiles(simulator);
    Path truthFile = truth == null && directory != null ? directory.resolve("truth.json") : truth;
    if (truthFile != null) {
      Truth told = simulator.truth();
      told.write(truthFile);
      out.println("the truth is in " + truthFile);
      if (story != null) {
        Path lags = truthFile.resolveSibling("lags.csv");
        told.writeAnomalies(lags);
        out.println("who lags and when is in " + lags);
      }
    }
    out.printf("%d records, seed %d%n", count, seed);
    return ExitCode.OK;
  }

  private Simulator simulator() {
    try {
      SimulationOptions.Builder options =
          SimulationOptions.builder(scenario)
              .seed(seed)
              .events(events)
              .rate(rate)
              .faults(Faults.parse(faults))
              .story(story);
      if (province != null) {
        options.province(province);
      }
      times(options, Clock.systemUTC().instant());
      return Simulator.of(options.build());
    } catch (IllegalArgumentException e) {
      throw UserError.usage(e.getMessage(), e);
    }
  }

  private void times(SimulationOptions.Builder options, Instant now) {
    Instant first = from;
    Instant end = until;
    switch (scenario) {
      case "thanh-hoa-2022" -> {}
      case "demo" -> first = from == null ? now : from;
      case "province-today" -> {
        end = until == null ? now : until;
        first = from == null ? end.minus(Duration.ofDays(7)) : from;
      }
      default -> end = until == null && from == null ? now : until;
    }
    if (first != null) {
      options.from(first);
    }
    if (end != null) {
      options.until(end);
    }
  }

  private long toKafka(Simulator simulator) {
    try (TopicWriter writer =
        TopicWriter.open(
            kafka.connection(),
            Arrays.stream(EventStream.values()).map(EventStream::topic).toList(),
            kafka.within(),
            patience.limit(),
            spec.commandLine().getErr()::println)) {
      return new LiveSender(writer, Clock.systemUTC()).send(simulator, () -> false, record -> {});
    }
  }

  private long toFiles(Simulator simulator) throws IOException {
    Files.createDirectories(directory);
    Map<EventStream, OutputStream> files = new EnumMap<>(EventStream.class);
    long count = 0;
    try {
      for (EventStream stream : EventStream.values()) {
        files.put(
            stream,
            new BufferedOutputStream(
                Files.newOutputStream(directory.resolve(stream.wireName() + ".jsonl")), 1 << 16));
      }
      while (simulator.hasNext()) {
        SimulatedRecord record = simulator.next();
        // A record without a value, or with a line feed in it, cannot stand in a file of lines.
        if (isLine(record.value())) {
          files.get(record.stream()).write(record.value());
          files.get(record.stream()).write('\n');
          count++;
        }
      }
    } finally {
      for (OutputStream file : files.values()) {
        file.close();
      }
    }
    return count;
  }

  private static boolean isLine(byte[] value) {
    if (value == null || value.length == 0) {
      return false;
    }
    for (byte b : value) {
      if (b == '\n' || b == '\r') {
        return false;
      }
    }
    return true;
  }
}
