package vn.cds.importer.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.event.EventStream;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.mapping.ExportDate;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.row.RowCounts;
import vn.cds.importer.row.RowEvent;
import vn.cds.importer.row.RowReject;
import vn.cds.importer.row.RowSink;

/** The rules of docs/import.md, "States, not events", one by one. */
class ExportStatesTest {
  private static final EventStream KIND = EventStream.SERVICE_REQUESTS;
  private static final ExportDate OCTOBER = date("2026-10-31");
  private static final ExportDate NOVEMBER = date("2026-11-30");
  private static final Path CASE = Path.of("src/test/resources/import/corrected-export");
  private static final String HEADER = "ma,nhan,hen,tra\n";
  private static final String OPEN = "1,01/10/2026 08:00,09/10/2026 17:00,\n";
  private static final String DONE = "1,01/10/2026 08:00,09/10/2026 17:00,01/10/2026 10:00\n";
  private static final String PROLONGED = "1,01/10/2026 08:00,31/12/2026 17:00,\n";

  @TempDir Path dir;
  private final ImportedTopics topics = new ImportedTopics();
  private int files;

  @Test
  void aCorrectedExportComesToWhatItsNewestMonthSays() {
    Mapping mapping = Mapping.read(CASE.resolve("mapping.properties"));
    Path october = CASE.resolve("october.csv");
    Path november = CASE.resolve("november.csv");
    ImportedTopics alone = new ImportedTopics();
    alone.run(mapping, NOVEMBER, november);
    // Worked out by hand: 1 open, due at the end of the year; 2 done on 5 October; 3 open.
    assertThat(alone.said(KIND))
        .hasSize(4)
        .anyMatch(
            said ->
                said.contains("H56-1,")
                    && said.contains("dueAt=2026-12-31T17:00:00+07:00")
                    && said.contains("channel=ONLINE"))
        .anyMatch(said -> said.contains("H56-2,") && said.contains("doneAt=2026-10-05T10:00"))
        .filteredOn(said -> said.contains("status=DONE"))
        .hasSize(1);

    ImportedTopics forward = new ImportedTopics();
    forward.run(mapping, OCTOBER, october);
    assertThat(forward.said(KIND)).hasSize(5).isNotEqualTo(alone.said(KIND));
    forward.run(mapping, NOVEMBER, november);
    assertThat(forward.said(KIND)).isEqualTo(alone.said(KIND));

    ImportedTopics backward = new ImportedTopics();
    backward.run(mapping, NOVEMBER, november);
    ImportedTopics.Result older = backward.run(mapping, OCTOBER, october);
    assertThat(backward.said(KIND)).isEqualTo(alone.said(KIND));
    assertThat(older.rows().leftOut().toString()).contains("OLDER, count=3");
    assertThat(older.counts()).isEqualTo(new StateCounts(0, 0, 4, 0, 0, 0));
  }

  @Test
  void eachReturnOfAnEarlierStateCounts() throws IOException {
    TreeSet<String> open = after("2026-10-01", OPEN);
    TreeSet<String> done = after("2026-10-02", DONE);
    TreeSet<String> prolonged = after("2026-10-03", PROLONGED);
    assertThat(List.of(open.size(), done.size(), prolonged.size())).containsExactly(1, 2, 1);
    assertThat(after("2026-10-04", OPEN)).isEqualTo(open);
    assertThat(after("2026-10-05", DONE)).isEqualTo(done);
    assertThat(after("2026-10-06", PROLONGED)).isEqualTo(prolonged);
    assertThat(after("2026-10-07", OPEN)).isEqualTo(open);
  }

  @Test
  void whatWasTakenBackCountsWhenItIsImportedAgain() throws IOException {
    run("2026-10-01", DONE, "export.missing = retracted");
    TreeSet<String> done = topics.said(KIND);
    ImportedTopics.Result gone =
        run("2026-10-02", "2,01/10/2026 08:00,,\n", "export.missing = retracted");
    assertThat(gone.counts()).isEqualTo(new StateCounts(1, 2, 0, 1, 1, 0));
    assertThat(topics.said(KIND)).hasSize(1);
    run("2026-10-03", DONE, "export.missing = retracted");
    assertThat(topics.said(KIND)).containsAll(done).hasSize(2);
  }

  @Test
  void aSourceIsTakenBackAsAWhole() throws IOException {
    Mapping mapping = Mapping.read(CASE.resolve("mapping.properties"));
    topics.run(mapping, OCTOBER, CASE.resolve("october.csv"));
    TreeSet<String> october = topics.said(KIND);
    assertThat(topics.takeBack(mapping)).isEqualTo(october.size());
    assertThat(topics.said(KIND)).isEmpty();
    assertThat(topics.takeBack(mapping)).as("nothing stands").isZero();
    topics.run(mapping, OCTOBER, CASE.resolve("october.csv"));
    assertThat(topics.said(KIND)).isEqualTo(october);
  }

  @Test
  void theFirstIdsAreThoseOfEarlierVersionsAndLaterOnesAreNew() throws IOException {
    run("2026-10-01", OPEN);
    UUID first = topics.counted(KIND).get(0).eventId();
    assertThat(first).hasToString("985972be-2da3-5e31-80e0-cad34688b451");
    run("2026-10-02", PROLONGED);
    UUID second = topics.counted(KIND).get(0).eventId();
    assertThat(second).isNotEqualTo(first);
    run("2026-10-03", OPEN);
    assertThat(topics.counted(KIND).get(0).eventId()).isNotIn(first, second);
  }

  @Test
  void aSourceWithANameHasIdsAndStatesOfItsOwn() throws IOException {
    run("2026-10-01", OPEN);
    run("2026-10-01", PROLONGED, "source = land-registry");
    assertThat(topics.counted(KIND)).hasSize(2);
    assertThat(topics.states().keySet())
        .containsExactly(
            "service-requests//entity/H56-1", "service-requests/land-registry/entity/H56-1");
  }

  @Test
  void aDossierThatVanishesIsKept() throws IOException {
    run("2026-10-01", OPEN);
    ImportedTopics.Result next = run("2026-10-02", "2,01/10/2026 08:00,,\n");
    assertThat(topics.counted(KIND)).hasSize(2);
    assertThat(next.counts()).isEqualTo(new StateCounts(1, 0, 0, 1, 0, 0));
  }

  @Test
  void anExportWithARowThatNamesNoDossierTakesNothingBack() throws IOException {
    run("2026-10-01", OPEN, "export.missing = retracted");
    run("2026-10-02", "2,01/10/2026 08:00,,\n,01/10/2026 08:00,,\n", "export.missing = retracted");
    assertThat(topics.counted(KIND)).hasSize(2);
  }

  @Test
  void aSheetWithoutTheColumnsTakesNothingBackUnlessTheMappingExcludesIt() throws IOException {
    String retracted = "export.missing = retracted";
    topics.run(mapping(retracted), date("2026-10-01"), workbook("ma"));
    assertThat(topics.counted(KIND)).hasSize(2);
    ImportedTopics.Result renamed =
        topics.run(mapping(retracted), date("2026-10-02"), workbook("code"));
    assertThat(topics.counted(KIND)).hasSize(2);
    assertThat(renamed.rows().notes().toString()).contains("table.sheets");
    topics.run(mapping(retracted + "\ntable.sheets = one"), date("2026-10-03"), workbook("code"));
    assertThat(topics.counted(KIND)).hasSize(1);
  }

  /** Dossier 1 in the sheet one, dossier 2 in the sheet two. */
  private Path workbook(String codeInTwo) throws IOException {
    Path file = dir.resolve(++files + ".xlsx");
    try (OutputStream bytes = Files.newOutputStream(file);
        Workbook workbook = new Workbook(bytes, "test", "1.0")) {
      for (String name : List.of("one", "two")) {
        Worksheet sheet = workbook.newWorksheet(name);
        String header = name.equals("one") ? HEADER : HEADER.replace("ma", codeInTwo);
        String row = name.equals("one") ? OPEN : OPEN.replaceFirst("1", "2");
        for (int line = 0; line < 2; line++) {
          String[] cells = List.of(header, row).get(line).strip().split(",");
          for (int i = 0; i < cells.length; i++) {
            sheet.value(line, i, cells[i]);
          }
        }
      }
    }
    return file;
  }

  @Test
  void aRowThatCannotBeReadSaysNothingOfTheNextOne() throws IOException {
    Path file = dir.resolve("done-only.properties");
    Files.writeString(file, keys("").replace("event.registered.at = submitted_at\n", ""));
    Mapping doneOnly = Mapping.read(file);
    topics.run(doneOnly, date("2026-10-01"), csv(DONE));
    topics.run(doneOnly, date("2026-10-02"), csv("9\n" + OPEN));
    assertThat(topics.counted(KIND)).as("its end is cleared").isEmpty();
    topics.run(doneOnly, date("2026-10-03"), csv(DONE));
    topics.run(doneOnly, date("2026-10-04"), csv("9\n"), csv(OPEN));
    assertThat(topics.counted(KIND)).as("in the next file").isEmpty();
  }

  /** A row of a log is rejected before it is counted, and counted before it is left out. */
  @Test
  void eachRowOfALogIsCountedOnce() throws IOException {
    String log = "export.unit = event";
    run("2026-10-31", OPEN, log);
    run("2026-11-30", "1,02/10/2026 08:00,09/10/2026 17:00,05/10/2026 10:00\n", log);
    RowCounts conflict =
        run("2026-10-31", "1,01/10/2026 08:00,31/12/2026 17:00,05/10/2026 10:00\n", log).rows();
    assertThat(List.of(conflict.rejected(), conflict.leftOutRows(), conflict.counted()))
        .containsExactly(1L, 0L, 0L);
    RowCounts taken =
        run("2026-10-31", "1,03/10/2026 08:00,09/10/2026 17:00,05/10/2026 10:00\n", log).rows();
    assertThat(List.of(taken.rejected(), taken.leftOutRows(), taken.counted()))
        .containsExactly(0L, 0L, 1L);
  }

  /** The mapping was wrong, and the same export is imported with the right one. */
  @Test
  void aCorrectedMappingReplacesWhatItSaidBefore() throws IOException {
    for (String day : List.of("2026-10-31", "")) {
      ExportDate date = day.isEmpty() ? ExportDate.NONE : date(day);
      Path export = csv("1,03/10/2026 08:00,12/12/2026 17:00,04/10/2026 10:00\n");
      ImportedTopics right = new ImportedTopics();
      right.run(mapping(""), date, export);
      Mapping wrongTimes = mapping("time.order = month-first");
      Mapping wrongField = mapping("channel.constant = online");
      for (Mapping wrong : List.of(wrongTimes, wrongField)) {
        ImportedTopics corrected = new ImportedTopics();
        corrected.run(wrong, date, export);
        ImportedTopics.Result both = corrected.run(mapping(""), date, export);
        assertThat(both.counts().differing() + both.preview().rejects().size()).isPositive();
        ImportedTopics.Result result = corrected.runAgain(mapping(""), date, export);
        assertThat(corrected.said(KIND)).isEqualTo(right.said(KIND));
        assertThat(result.preview().rejects()).isEmpty();
        assertThat(result.counts().differing()).isZero();
        int records = corrected.records();
        corrected.runAgain(mapping(""), date, export);
        corrected.run(mapping(""), date, export);
        assertThat(corrected.records()).as("once more").isEqualTo(records);
      }
    }
  }

  @Test
  void whatIsImportedAgainReplacesNothingOfAnotherDateOrDossier() throws IOException {
    run("2026-10-01", OPEN + "2,01/10/2026 08:00,,\n");
    run("2026-10-02", DONE);
    TreeSet<String> before = topics.said(KIND);
    topics.runAgain(mapping(""), date("2026-10-01"), csv(PROLONGED));
    topics.runAgain(mapping(""), date("2026-10-01"), csv("2,soon,,\n"));
    assertThat(topics.said(KIND)).isEqualTo(before);
    // Rows of one command are united, in whatever files.
    topics.runAgain(mapping(""), date("2026-10-02"), csv(PROLONGED), csv(OPEN));
    ImportedTopics other = new ImportedTopics();
    other.run(mapping(""), date("2026-10-02"), csv(OPEN), csv(PROLONGED));
    assertThat(topics.said(KIND)).containsAll(other.said(KIND)).hasSize(2);
  }

  /** A column that does not tell dossiers apart makes one dossier of all rows. */
  @Test
  void whatIsTooLargeForKafkaIsRejectedRowByRow() throws IOException {
    // The place of a row is a part of the state, so a long path needs fewer rows.
    Path folder = dir;
    for (int i = 0; i < 10; i++) {
      folder = Files.createDirectory(folder.resolve("x".repeat(200)));
    }
    int rowsOfOne = 400;
    StringBuilder rows = new StringBuilder(HEADER);
    LocalDateTime first = LocalDateTime.of(2026, 1, 1, 8, 0);
    for (int i = 0; i < rowsOfOne; i++) {
      rows.append("1,").append(first.plusMinutes(i)).append(",,\n");
    }
    rows.append("2,01/10/2026 08:00,,\n");
    Path file = Files.writeString(folder.resolve("a.csv"), rows);
    for (ExportDate date : List.of(OCTOBER, NOVEMBER)) {
      ImportedTopics.Result result = topics.run(mapping(""), date, file);
      RowReject reject = result.preview().rejects().get(0);
      assertThat(reject.code()).isEqualTo(RowReject.TOO_MANY_EVENTS);
      assertThat(reject.place()).matches(".*a\\.csv:[0-9]{3}");
      assertThat(reject.detail()).contains("dossier_code.column");
      assertThat(reject.entity()).isEqualTo("H56-1");
      assertThat(result.preview().rejects()).hasSize((int) result.rows().rejected());
      assertThat(result.rows().counted() + result.rows().rejected()).isEqualTo(rowsOfOne + 1);
      assertThat(topics.said(KIND)).anyMatch(said -> said.contains("H56-2,"));
      assertThat(topics.states().values())
          .allMatch(state -> state.length <= ExportStates.MOST_BYTES);
    }
    // What is taken back leaves ids behind.
    topics.takeBack(mapping(""));
    assertThat(topics.states().values()).allMatch(state -> state.length <= ExportStates.MOST_BYTES);
  }

  @Test
  void aConflictWithAnEarlierImportNamesTheRemedy() throws IOException {
    run("2026-10-01", OPEN);
    ImportedTopics.Result other = run("2026-10-01", PROLONGED);
    assertThat(other.preview().rejects().get(0).detail()).contains("--again");
    assertThat(other.counts().differing()).isEqualTo(1);
  }

  @Test
  void rowsOfOneDateThatDifferComeToTheSameInAnyOrder() throws IOException {
    run("2026-10-01", OPEN + PROLONGED);
    TreeSet<String> together = topics.said(KIND);
    assertThat(together).hasSize(1);
    for (List<String> order : List.of(List.of(OPEN, PROLONGED), List.of(PROLONGED, OPEN))) {
      ImportedTopics others = new ImportedTopics();
      int rejected = 0;
      for (String rows : order) {
        rejected +=
            others.run(mapping(""), date("2026-10-01"), csv(rows)).preview().rejects().size();
      }
      assertThat(others.said(KIND)).isEqualTo(together);
      assertThat(rejected).isEqualTo(1);
    }
  }

  @Test
  void anExportWithoutADateAddsAndChangesNothing() throws IOException {
    run("", OPEN);
    TreeSet<String> open = topics.said(KIND);
    ImportedTopics.Result other = run("", PROLONGED + "2,01/10/2026 08:00,,\n");
    assertThat(topics.said(KIND)).containsAll(open).hasSize(2);
    assertThat(other.preview().rejects()).hasSize(1);
    assertThat(other.preview().rejects().get(0).code()).isEqualTo("CONFLICTING_DUPLICATE");
    assertThat(other.preview().rejects().get(0).detail()).contains("Give the dates");
    // Any date is newer than none.
    run("2026-10-01", PROLONGED);
    assertThat(topics.said(KIND)).hasSize(2).doesNotContainAnyElementsOf(open);
    assertThatThrownBy(() -> run("", OPEN))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("--as-of");
  }

  @Test
  void aLogListsEachEventOnce() throws IOException {
    String log = "export.unit = event";
    run("2026-10-31", DONE, log);
    run("2026-11-30", "1,01/10/2026 08:00,09/10/2026 17:00,06/10/2026 11:00\n", log);
    assertThat(topics.counted(KIND)).as("registered, done, done").hasSize(3);
    run("2026-12-01", PROLONGED, log);
    assertThat(topics.said(KIND))
        .hasSize(3)
        .filteredOn(said -> said.contains("status=REGISTERED"))
        .allMatch(said -> said.contains("dueAt=2026-12-31"));
  }

  @Test
  void anEndThatIsClearedIsTakenBack() throws IOException {
    Path mapping = dir.resolve("done-only.properties");
    Files.writeString(mapping, keys("").replace("event.registered.at = submitted_at\n", ""));
    topics.run(Mapping.read(mapping), date("2026-10-01"), csv(DONE));
    assertThat(topics.counted(KIND)).hasSize(1);
    topics.run(Mapping.read(mapping), date("2026-10-02"), csv(OPEN));
    assertThat(topics.counted(KIND)).isEmpty();
  }

  @Test
  void whatIsRightInARowIsItsState() throws IOException {
    run("2026-10-01", DONE);
    run("2026-10-02", "1,01/10/2026 08:00,09/10/2026 17:00,soon\n");
    assertThat(topics.counted(KIND)).as("no end").hasSize(1);
    run("2026-10-03", DONE);
    run("2026-10-04", "1,soon,09/10/2026 17:00,\n");
    assertThat(topics.counted(KIND)).as("as before").hasSize(2);
  }

  @Test
  void severalExportsOfOneCommandSendTheNewestAlone() throws IOException {
    Mapping mapping = mapping("export.date_in_name = dd-MM-yyyy");
    Path older = dir.resolve("a 30-10-2026.csv");
    Path newer = dir.resolve("b 31-10-2026.csv");
    Files.writeString(older, HEADER + OPEN);
    Files.writeString(newer, HEADER + DONE);
    ImportedTopics.Result result = topics.run(mapping, ExportDate.NONE, older, newer);
    assertThat(result.counts()).isEqualTo(new StateCounts(2, 0, 0, 0, 0, 0));
    assertThat(result.rows().leftOut().toString()).contains("OLDER, count=1");
    assertThatThrownBy(() -> topics.run(mapping, ExportDate.NONE, csv(OPEN)))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("the name has no date of the form dd-MM-yyyy");
    assertThatThrownBy(() -> run("2027-01-02", OPEN))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("2027-01-02, is yet to come");
  }

  @Test
  void anotherUnitThanThatOfEarlierExportsIsRefused() throws IOException {
    run("2026-10-01", DONE);
    assertThatThrownBy(() -> run("2026-10-02", DONE, "export.unit = event"))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("had export.unit = dossier");
    run("2026-10-02", DONE, "source = log", "export.unit = event");
    assertThatThrownBy(() -> run("2026-10-03", DONE, "source = log"))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("had export.unit = event");
  }

  @Test
  void aStateOfALaterVersionStopsTheImport() throws IOException {
    KnownStates known = new KnownStates(KIND, "");
    known.load("service-requests//entity/H56-1", "{\"format\":2}".getBytes(StandardCharsets.UTF_8));
    ExportStates states =
        new ExportStates(
            known,
            mapping("").export(),
            false,
            new RowSink() {
              @Override
              public void event(RowEvent event, String place) {
                // Not asked.
              }

              @Override
              public void reject(RowReject reject) {
                // Not asked.
              }
            });
    assertThatThrownBy(() -> states.endOfRow("H56-1", "a.csv:2"))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("format is not 1");
  }

  /** The golden state of format 1: an import of a later version goes on from it. */
  @Test
  void theStateIsWrittenAndReadAsItIsDocumented() throws IOException {
    run("2026-10-01", OPEN);
    run("2026-10-02", PROLONGED);
    String state =
        new String(topics.states().get("service-requests//entity/H56-1"), StandardCharsets.UTF_8);
    assertThat(state.replaceAll("\"source\":\"[^\"]*/", "\"source\":\""))
        .isEqualTo(
            "{\"format\":1,\"as_of\":\"2026-10-02\",\"events\":[{\"standing\":1,"
                + "\"source\":\"2.csv:2\",\"event\":{\"schema_version\":1,"
                + "\"event_id\":\"985972be-2da3-5e31-80e0-cad34688b451\","
                + "\"occurred_at\":\"2026-10-01T08:00:00+07:00\",\"commune_code\":\"14797\","
                + "\"status\":\"registered\",\"dossier_code\":\"H56-1\","
                + "\"procedure_code\":\"1.000001\",\"submitted_at\":\"2026-10-01T08:00:00+07:00\","
                + "\"due_at\":\"2026-12-31T17:00:00+07:00\"}}]}");
    EntityState read = StateCodec.read(state.getBytes(StandardCharsets.UTF_8));
    assertThat(new String(StateCodec.write(read), StandardCharsets.UTF_8)).isEqualTo(state);
  }

  @Test
  void aDossierTakesLittleMemory() throws IOException {
    int dossiers = 2_000;
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < dossiers; i++) {
      rows.append("%d-%04d,%02d/10/2026 %02d:%02d,".formatted(i, i, 1 + i % 9, 8 + i % 9, i % 60))
          .append(
              "%02d/10/2026 17:00,%02d/10/2026 1%d:0%d%n"
                  .formatted(15 + i % 9, 11 + i % 9, i % 8, i % 9));
    }
    run("2026-10-31", rows.toString());
    KnownStates known = new KnownStates(KIND, "");
    topics.states().forEach(known::load);
    assertThat(known.size()).isEqualTo(dossiers);
    assertThat(known.packedBytes() / dossiers).as("bytes of a state").isLessThan(260);
  }

  private TreeSet<String> after(String day, String rows) throws IOException {
    run(day, rows);
    return topics.said(KIND);
  }

  private ImportedTopics.Result run(String day, String rows, String... keys) throws IOException {
    ExportDate date = day.isEmpty() ? ExportDate.NONE : date(day);
    return topics.run(mapping(String.join("\n", keys)), date, csv(rows));
  }

  private Path csv(String rows) throws IOException {
    Path file = dir.resolve(++files + ".csv");
    Files.writeString(file, HEADER + rows);
    return file;
  }

  private Mapping mapping(String keys) throws IOException {
    Path file = dir.resolve("mapping.properties");
    Files.writeString(file, keys(keys));
    return Mapping.read(file);
  }

  private static String keys(String more) {
    return """
    commune_code.constant = 14797
    procedure_code.constant = 1.000001
    dossier_code.column = ma
    dossier_code.prefix = H56-
    submitted_at.column = nhan
    due_at.column = hen
    done_at.column = tra
    event.registered.at = submitted_at
    event.done.at = done_at
    """
        + more
        + "\n";
  }

  private static ExportDate date(String text) {
    return ExportDate.parse(text).orElseThrow();
  }
}
