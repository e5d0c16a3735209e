package vn.cds.standalone.command.feed;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.cds.contract.codec.DeclaredFigureDecoder;
import vn.cds.contract.codec.DeclaredFigureFile;
import vn.cds.contract.codec.EventEncoder;
import vn.cds.contract.event.DeclaredFigure;
import vn.cds.contract.roster.Roster;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Row;
import vn.cds.sql.SqlFailure;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.TopicWriter;
import vn.cds.standalone.command.option.ReferenceFiles;
import vn.cds.standalone.command.option.StackAddress;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** Figures that no stream tells, from a file. */
@Command(
    name = "declare",
    mixinStandardHelpOptions = true,
    description = {
      "Declare figures that no stream tells: populations, teams, criteria, ranks, recognition. The"
          + " file is checked as a whole; when a row is wrong, nothing is sent. Then the command waits"
          + " until ClickHouse shows every figure.",
      "",
      "The columns are explained in docs/operations.md; examples/declared has files. Declaring a"
          + " file twice is harmless. A correction is a row with a later declared_at."
    },
    footer = {
      "",
      "Examples:",
      "  ./cds declare --dry-run figures.csv                only checks",
      "  ./cds declare examples/declared/thanh-hoa.csv      to the demo that runs in ./data",
      "  ./cds declare --kafka kafka:9092 --clickhouse http://clickhouse:8123 figures.csv"
    })
public final class DeclareCommand implements Callable<Integer> {
  private static final int IDS_PER_QUERY = 1_000;
  private static final int LINES_SHOWN = 40;

  @Spec private CommandSpec spec;
  @Mixin private StackAddress address;
  @Mixin private ReferenceFiles files;

  @Option(names = "--dry-run", description = "Check the file and send nothing.")
  private boolean dryRun;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description =
          "How long Kafka may take none of the figures, and then ClickHouse show no new one. Default:"
              + " ${DEFAULT-VALUE}.")
  private long patienceSeconds;

  @Parameters(paramLabel = "FILE.CSV", description = "UTF-8, with a header line.")
  private Path file;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Map<UUID, DeclaredFigure> figures = read();
    out.printf("%s: %d figures, all valid%n", file.getFileName(), figures.size());
    if (dryRun) {
      out.println("nothing was sent");
      return ExitCode.OK;
    }
    try (NamedQueries queries = NamedQueries.of(address.database())) {
      Map<UUID, Row> before = arrival(queries, figures.keySet());
      Set<UUID> missing = new LinkedHashSet<>(figures.keySet());
      missing.removeIf(id -> isStored(before.get(id)));
      send(missing.stream().map(figures::get).toList(), out);
      await(queries, before, missing, out);
      figures.values().stream()
          .limit(LINES_SHOWN)
          .forEach(figure -> print(figure, missing.contains(figure.declarationId()), out));
      if (figures.size() > LINES_SHOWN) {
        out.printf("and %d more%n", figures.size() - LINES_SHOWN);
      }
      out.printf("%d new, %d already there%n", missing.size(), figures.size() - missing.size());
    } catch (SqlFailure e) {
      throw UserError.environment(e.getMessage(), e);
    }
    return ExitCode.OK;
  }

  private Map<UUID, DeclaredFigure> read() {
    Roster roster = files.roster();
    DeclaredFigureDecoder decoder =
        new DeclaredFigureDecoder(roster, files.formerUnits(roster), files.figures());
    Map<UUID, DeclaredFigure> figures = new LinkedHashMap<>();
    for (DeclaredFigure figure :
        DeclaredFigureFile.read(file, decoder, Clock.systemUTC().instant())) {
      figures.put(figure.declarationId(), figure);
    }
    return figures;
  }

  private void send(List<DeclaredFigure> figures, PrintWriter out) {
    if (figures.isEmpty()) {
      return;
    }
    KafkaConnection kafka = address.kafka();
    try (TopicWriter writer =
        TopicWriter.open(
            kafka,
            List.of(DeclaredFigure.TOPIC),
            address.within(),
            Duration.ofSeconds(patienceSeconds),
            spec.commandLine().getErr()::println)) {
      for (DeclaredFigure figure : figures) {
        writer.send(
            DeclaredFigure.TOPIC,
            figure.key().getBytes(StandardCharsets.UTF_8),
            EventEncoder.encode(figure));
      }
      writer.flush();
    }
    out.printf("%d sent to %s at %s%n", figures.size(), DeclaredFigure.TOPIC, kafka);
    out.flush();
  }

  private void await(NamedQueries queries, Map<UUID, Row> before, Set<UUID> sent, PrintWriter out)
      throws InterruptedException {
    long lastProgress = System.nanoTime();
    Set<UUID> waiting = new LinkedHashSet<>(sent);
    while (!waiting.isEmpty()) {
      Map<UUID, Row> now = arrival(queries, waiting);
      now.forEach((id, row) -> refuseDeadLetter(row, before.get(id)));
      if (waiting.removeIf(id -> isStored(now.get(id)))) {
        lastProgress = System.nanoTime();
        out.printf("%d of %d are in ClickHouse%n", sent.size() - waiting.size(), sent.size());
        out.flush();
      } else if (System.nanoTime() - lastProgress > Duration.ofSeconds(patienceSeconds).toNanos()) {
        throw UserError.environment(
            waiting.size()
                + " figures were sent, but ClickHouse does not show them after "
                + patienceSeconds
                + " s. Does the job declared-figures run? Declaring the file again is safe");
      } else {
        TimeUnit.MILLISECONDS.sleep(250);
      }
    }
  }

  private static void refuseDeadLetter(Row row, Row before) {
    Instant refusedBefore = before == null ? Instant.EPOCH : before.instant("refused_at");
    if (!isStored(row) && row.instant("refused_at").isAfter(refusedBefore)) {
      throw UserError.usage(
          "the job refused "
              + row.text("declaration_id")
              + " as "
              + row.text("code")
              + ": "
              + row.text("detail")
              + " Give this command the same lists (--figures, --former-units, --roster) as the job");
    }
  }

  private static boolean isStored(Row row) {
    return row != null && row.flag("stored");
  }

  private static Map<UUID, Row> arrival(NamedQueries queries, Collection<UUID> ids) {
    Map<UUID, Row> rows = new LinkedHashMap<>();
    List<UUID> all = List.copyOf(ids);
    for (int i = 0; i < all.size(); i += IDS_PER_QUERY) {
      String part =
          all.subList(i, Math.min(all.size(), i + IDS_PER_QUERY)).stream()
              .map(id -> "'" + id + "'")
              .collect(Collectors.joining(",", "[", "]"));
      for (Row row : queries.run("declared_arrival", Map.of("ids", part))) {
        rows.put(UUID.fromString(row.text("declaration_id")), row);
      }
    }
    return rows;
  }

  private static void print(DeclaredFigure figure, boolean isNew, PrintWriter out) {
    String number =
        figure.value() == null
            ? text(figure.numerator()) + " of " + text(figure.denominator())
            : text(figure.value());
    out.printf(
        "  %-5s  %s %s  %s  %s: %s%n",
        isNew ? "new" : "there",
        figure.unitLevel().wireName(),
        figure.unit(),
        figure.figure(),
        figure.period(),
        number);
  }

  private static String text(BigDecimal number) {
    return number.toPlainString();
  }
}
