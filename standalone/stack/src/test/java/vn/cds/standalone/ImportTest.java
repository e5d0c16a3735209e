package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.catalogue.Catalogue;
import vn.cds.contract.time.VietnamTime;
import vn.cds.sql.CatalogueLoader;
import vn.cds.sql.Database;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Row;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.error.ExitCode;

class ImportTest {
  private static final Path ROOT = Path.of(System.getProperty("cds.root"));
  private static final Path EXAMPLE = ROOT.resolve("examples/municipal-receipts");
  private static final Path LOG = ROOT.resolve("../shared/data/municipal-receipts.csv").normalize();

  /** Small files, each after a fault from the field. */
  private static final Path CASES = ROOT.resolve("importer/src/test/resources/import").normalize();

  /** Computed independently; see the README beside the log. */
  private static final String[] EXPECTED = {
    "all 1,434 950 377 0 107 2",
    "online 1,271 846 321 0 104 2",
    "counter 110 69 39 0 2 0",
    "postal 53 35 17 0 1 0",
    "2010-10 85 49 35 0 1 0",
    "2010-11 112 81 30 0 1 0",
    "2010-12 132 82 49 0 1 0",
    "2011-01 80 59 21 0 0 0",
    "2011-02 108 74 33 0 1 0",
    "2011-03 130 87 43 0 0 0",
    "2011-04 100 64 34 0 2 0",
    "2011-05 86 49 34 0 3 0",
    "2011-06 106 73 26 0 7 1",
    "2011-07 119 83 32 0 4 0",
    "2011-08 31 20 9 0 2 0",
    "2011-09 94 76 9 0 9 0",
    "2011-10 107 81 16 0 10 0",
    "2011-11 86 59 6 0 21 0",
    "2011-12 47 12 0 0 35 1",
    "2012-01 11 1 0 0 10 0",
    "received 1434, on time 950, late 377, open 107, rejected 2"
  };

  @TempDir Path dir;

  @Test
  void theMunicipalLogGivesTheFiguresComputedElsewhere() throws IOException {
    assumeTrue(Files.exists(LOG), () -> "not checked: there is no " + LOG);
    Path data = dir.resolve("log");
    CommandLine run = importLog(LOG, "--data", data);
    assertFigures(run);
    assertThat(run.out())
        .containsPattern(LOG + ":910 +H00-CASE-10862 +END_BEFORE_START")
        .containsPattern(LOG + ":[0-9]+ +H00-CASE-8267 +END_BEFORE_START.*, said by 3 lines");
    assertStandings(data);
  }

  /**
   * Indicator 2.1 as the log stood at three dates: done in time and open in time, of those
   * received. Decision 766 is of 2022, so a catalogue is loaded that begins before the log.
   */
  private static void assertStandings(Path data) throws IOException {
    String text =
        Catalogue.bundled().text().replace("effective_from: 2022-", "effective_from: 2002-");
    try (EmbeddedClickHouse clickHouse = EmbeddedClickHouse.start(data.resolve("clickhouse"))) {
      Database database =
          Database.of(clickHouse.httpUrl(), clickHouse.user(), clickHouse.password());
      long catalogue =
          CatalogueLoader.load(
              database, Catalogue.parse("2002", text), "test", "history", Clock.systemUTC());
      try (NamedQueries queries = NamedQueries.of(database)) {
        for (LocalDate day :
            List.of(
                LocalDate.of(2011, 6, 30), LocalDate.of(2012, 1, 31), LocalDate.of(2012, 12, 31))) {
          Instant at = VietnamTime.startOfDay(day.plusDays(1)).minusMillis(1);
          Row standing =
              queries
                  .run(
                      "explanation",
                      Map.of(
                          "communes",
                          "00001",
                          "province",
                          "00",
                          "from_day",
                          LocalDate.of(2010, 1, 1),
                          "to_day",
                          LocalDate.of(2013, 1, 1),
                          "at",
                          at,
                          "frame",
                          "qd-766",
                          "catalogue",
                          catalogue,
                          "peers",
                          "province",
                          "minimum_n",
                          30))
                  .get(0);
          int place = standing.list("ids").indexOf("2.1");
          long[] expected = standing(at);
          System.out.printf("2.1 on %s: %d of %d%n", day, expected[0], expected[1]);
          assertThat(
                  List.of(
                      standing.list("numerators").get(place),
                      standing.list("denominators").get(place)))
              .as("in time and received, on %s", day)
              .containsExactly((double) expected[0], (double) expected[1]);
        }
      }
    }
  }

  /** In time, and received, computed from the log alone: an end before its start is none. */
  private static long[] standing(Instant at) throws IOException {
    DateTimeFormatter form =
        new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .appendPattern("XXX")
            .toFormatter(Locale.ROOT);
    Set<String> received = new HashSet<>();
    Set<String> inTime = new HashSet<>();
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (var parser = format.parse(Files.newBufferedReader(LOG))) {
      for (CSVRecord row : parser) {
        Instant start = OffsetDateTime.parse(row.get("case:startdate"), form).toInstant();
        Instant due = OffsetDateTime.parse(row.get("case:deadline"), form).toInstant();
        String end = row.get("case:enddate");
        Instant ended = end.isEmpty() ? Instant.MAX : OffsetDateTime.parse(end, form).toInstant();
        if (start.isAfter(at)) {
          continue;
        }
        received.add(row.get("case:concept:name"));
        boolean done = ended.isBefore(at) && !ended.isBefore(start);
        if (done ? !ended.isAfter(due) : !due.isBefore(at)) {
          inTime.add(row.get("case:concept:name"));
        }
      }
    }
    return new long[] {inTime.size(), received.size()};
  }

  @Tag("slow")
  @Test
  void aShuffledCopyWithDoubledLinesGivesTheSame() throws IOException {
    assumeTrue(Files.exists(LOG), () -> "not checked: there is no " + LOG);
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    assertFigures(importLog(shuffled(new Random(seed))));
  }

  @Tag("slow")
  @Test
  void rowsThatAreNoRowsAreListedWithTheirLine() throws IOException {
    Path csv = dir.resolve("small.csv");
    Files.writeString(
        csv,
        """
        case:concept:name,case:startdate,case:deadline,case:enddate,case:channel
        case-1,2011-10-11 13:42:22.688000+02:00,2011-12-06 13:41:31+01:00,2011-11-01 10:00:00+01:00,Desk
        case-2,2011-10-11 13:42:22.688000+02:00
        case-3,yesterday,,,Desk
        case-4,2011-10-11 13:42:22.688000+02:00,2011-12-06 13:41:31+01:00,,Carrier pigeon
        """);
    Path rejects = dir.resolve("rejects.csv");
    CommandLine run = importLog(csv, "--rejects", rejects, "--data", dir.resolve("history"));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out())
        .contains("received 1, on time 1, late 0, open 0, rejected 3")
        .contains(csv + ":3  -  UNREADABLE_ROW (the row has 2 columns, the header 5)")
        .contains(csv + ":4  H00-CASE-3  INVALID_FORMAT")
        .contains(csv + ":5  H00-CASE-4  UNKNOWN_ENUM_VALUE");
    assertThat(Files.readAllLines(rejects)).hasSize(4);

    // The same file once more into the same directory: nothing new.
    assertThat(importLog(csv, "--data", dir.resolve("history")).out())
        .contains("received 1, on time 1, late 0, open 0, rejected 3");
  }

  @Tag("slow")
  @Test
  void rowsWithoutATimeOfReceiptAreListedWithTheirLine() {
    CommandLine run = importCase("rows-without-start", "in.csv");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out())
        .contains("received 1, on time 1, late 0, open 0, rejected 3")
        .contains("rows read 4, counted 1, rejected 3, left out 0")
        .contains("in.csv:3  H56-2  MISSING_FIELD")
        .contains("in.csv:4  H56-3  MISSING_FIELD")
        .contains("in.csv:5  H56-4  MISSING_FIELD");
  }

  /** What is due on a day is due by its end; who finished on the day is not blamed. */
  @Tag("slow")
  @Test
  void aTimeWithoutAClockIsADay() {
    CommandLine run = importCase("due-date", "in.csv");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("received 5, on time 4, late 1, open 0, rejected 0");
  }

  @Tag("slow")
  @Test
  void daysThatStandForNoTimeAreNone() {
    CommandLine run = importCase("sentinel-dates", "in.csv");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.FAILED);
    assertThat(lines(run))
        .contains("all 3 1 0 1 1 1")
        .contains("rows read 4, counted 3, rejected 1, left out 0")
        .contains("times read as none by time.none: 3")
        .anyMatch(line -> line.contains("in.csv:5 H56-4 MISSING_FIELD"));
  }

  @Tag("slow")
  @Test
  void whatExcelSavesIsCounted() {
    CommandLine run = importCase("excel-report", "in.csv");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(lines(run))
        .contains("received 2, on time 1, late 1, open 0, rejected 0")
        .contains("rows read 6, counted 2, rejected 0, left out 4");
  }

  @Tag("slow")
  @Test
  void aFileWithADayThatClickHouseCannotHoldHasASummary() {
    CommandLine run = importCase("sentinel-dates", "min9999.csv");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.FAILED);
    assertThat(lines(run))
        .contains("received 1, on time 1, late 0, open 0, rejected 1")
        .contains("rows read 2, counted 1, rejected 1, left out 0")
        .anyMatch(line -> line.contains("min9999.csv:3 H56-4 MISSING_FIELD"));
  }

  @Test
  void eachRowIsCountedRejectedOrLeftOutByARuleThatIsNamed() throws IOException {
    Path mapping = dir.resolve("done-only.properties");
    Files.writeString(
        mapping,
        Files.readString(CASES.resolve("rows-without-start/mapping.properties"))
            .replace("event.registered.at = submitted_at", "time.none = 1999-09-09"));
    Path csv = dir.resolve("odd.csv");
    Files.writeString(
        csv,
        """
        ma,nhan,hen,tra
        1,2025-10-01 08:00:00,2025-10-03 17:00:00,2025-10-02 10:00:00
        2,2025-10-01 08:00:00,2025-10-03 17:00:00,
        3,2025-10-01 08:00:00,1999-09-09 00:00:00,1999-09-09 23:59:59
        4,9999-12-31 00:00:00,2025-10-03 17:00:00,2025-10-02 10:00:00
        5,0001-01-01 00:00:00,2025-10-03 17:00:00,2025-10-02 10:00:00
        ,,2025-10-03 17:00:00,
        ,,2025-10-04 17:00:00,
        """);
    CommandLine run = CommandLine.run("import", "--mapping", mapping, csv);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.FAILED);
    assertThat(lines(run))
        .contains("received 1, on time 1, late 0, open 0, rejected 4")
        .contains("rows read 7, counted 1, rejected 4, left out 2")
        .anyMatch(
            line ->
                line.startsWith(
                    "left out 2: rows in which every time named by event.STATUS.at is empty"))
        .contains("times read as none by time.none: 2")
        .anyMatch(line -> line.contains("odd.csv:5 H56-4 OUT_OF_RANGE"))
        .anyMatch(line -> line.contains("odd.csv:6 H56-5 OUT_OF_RANGE"))
        .anyMatch(line -> line.contains("odd.csv:7 - MISSING_FIELD"))
        .anyMatch(line -> line.contains("odd.csv:8 - MISSING_FIELD"));
  }

  /** October and then November is November, and the other way round, too. */
  @Tag("slow")
  @Test
  void theNewestExportSaysHowADossierIs() {
    String november = "received 3, on time 1, late 0, open 2, rejected 0";
    Path data = dir.resolve("forward");
    assertThat(corrected(data, "2026-10-31", "october.csv"))
        .contains("received 3, on time 1, late 1, open 1, rejected 0")
        .contains("events: 5 new, 0 taken back, 0 unchanged");
    assertThat(corrected(data, "2026-11-20", "november.csv"))
        .contains(november)
        .contains("online 1 0 0 0 1 0")
        .contains("events: 2 new, 3 taken back, 2 unchanged");
    assertThat(corrected(data, "2026-10-31", "october.csv"))
        .contains(november)
        .contains("rows read 3, counted 0, rejected 0, left out 3")
        .contains("events: 0 new, 0 taken back, 4 unchanged");
  }

  private static List<String> corrected(Path data, String date, String file) {
    Path folder = CASES.resolve("corrected-export");
    CommandLine run =
        CommandLine.run(
            "import",
            "--mapping",
            folder.resolve("mapping.properties"),
            "--data",
            data,
            "--as-of",
            date,
            folder.resolve(file));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    return lines(run);
  }

  private static CommandLine importCase(String name, String file) {
    Path folder = CASES.resolve(name);
    return CommandLine.run(
        "import", "--mapping", folder.resolve("mapping.properties"), folder.resolve(file));
  }

  private static List<String> lines(CommandLine run) {
    return run.out().lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
  }

  private static CommandLine importLog(Path csv, Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "import",
                "--mapping",
                EXAMPLE.resolve("mapping.properties"),
                "--roster",
                EXAMPLE.resolve("units.csv")));
    arguments.addAll(List.of(more));
    arguments.add(csv);
    return CommandLine.run(arguments.toArray());
  }

  private static void assertFigures(CommandLine run) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.FAILED);
    assertThat(lines(run)).contains(EXPECTED);
  }

  /** The rows in another order, a fifth of them twice. */
  private Path shuffled(Random random) throws IOException {
    Path copy = dir.resolve("shuffled.csv");
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (var parser = format.parse(Files.newBufferedReader(LOG));
        CSVPrinter printer =
            CSVFormat.DEFAULT
                .builder()
                .setHeader(parser.getHeaderNames().toArray(String[]::new))
                .get()
                .print(Files.newBufferedWriter(copy))) {
      List<CSVRecord> rows = new ArrayList<>(parser.getRecords());
      Collections.shuffle(rows, random);
      rows.addAll(List.copyOf(rows.subList(0, rows.size() / 5)));
      Collections.shuffle(rows, random);
      for (CSVRecord row : rows) {
        printer.printRecord(row);
      }
    }
    return copy;
  }
}
