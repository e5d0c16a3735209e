package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTest {
  private static final Path ROOT = Path.of(System.getProperty("cds.root"));
  private static final Path EXAMPLE = ROOT.resolve("examples/municipal-receipts");
  private static final Path LOG = ROOT.resolve("../shared/data/municipal-receipts.csv").normalize();

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
    CommandLine run = importLog(LOG);
    assertFigures(run);
    assertThat(run.out())
        .containsPattern(LOG + ":910 +H00-CASE-10862 +END_BEFORE_START")
        .containsPattern(LOG + ":[0-9]+ +H00-CASE-8267 +END_BEFORE_START.*, said by 3 lines");
  }

  @Test
  void aShuffledCopyWithDoubledLinesGivesTheSame() throws IOException {
    assumeTrue(Files.exists(LOG), () -> "not checked: there is no " + LOG);
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    assertFigures(importLog(shuffled(new Random(seed))));
  }

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
    List<String> lines = run.out().lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
    assertThat(lines).contains(EXPECTED);
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
