package vn.cds.importer.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.importer.mapping.ExportDate;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.preview.ImportPreview;
import vn.cds.importer.row.RowReject;

/**
 * Rows of one date place a dossier in two communes. The jobs would count it in both, so it is
 * counted in the commune of the greater code, whatever the order of the rows.
 */
class DossierInTwoCommunesTest {
  private static final EventStream KIND = EventStream.SERVICE_REQUESTS;
  private static final ExportDate OCTOBER = ExportDate.parse("2026-10-31").orElseThrow();
  private static final ExportDate NOVEMBER = ExportDate.parse("2026-11-30").orElseThrow();
  private static final String HEADER = "ma,xa,nhan,hen,tra\n";
  private static final String LESSER = "1,14758,01/10/2026 08:00,,05/10/2026 10:00\n";
  private static final String GREATER = "1,14797,01/10/2026 08:00,09/10/2026 17:00,\n";
  private static final String NEIGHBOUR = "2,14758,02/10/2026 08:00,,\n";

  private static final String KEY = "service-requests//entity/H56-1";

  @TempDir Path dir;
  private int files;

  @Test
  void rowsOfOneFileInAnyOrder() throws IOException {
    TreeSet<String> alone = said(imported(OCTOBER, GREATER + NEIGHBOUR));
    for (String rows : List.of(LESSER + NEIGHBOUR + GREATER, GREATER + NEIGHBOUR + LESSER)) {
      ImportedTopics topics = new ImportedTopics();
      ImportedTopics.Result result = topics.run(mapping(""), OCTOBER, csv(rows));
      assertThat(said(topics)).isEqualTo(alone);
      assertThat(List.of(result.rows().counted(), result.rows().rejected()))
          .containsExactly(2L, 1L);
      assertThat(result.preview().rejects())
          .isNotEmpty()
          .allMatch(reject -> reject.code().equals("CONFLICTING_DUPLICATE"))
          .allMatch(reject -> reject.detail().contains("in the commune 147"));
      assertThat(result.preview().communes().keySet()).containsExactly("14758", "14797");
      assertThat(result.preview().all()).isEqualTo(new ImportPreview.Line(2, 0, 0, 0, 2));
    }
  }

  @Test
  void rowsOfTwoImportsInAnyOrder() throws IOException {
    TreeSet<String> alone = said(imported(OCTOBER, GREATER));
    for (List<String> order : List.of(List.of(LESSER, GREATER), List.of(GREATER, LESSER))) {
      ImportedTopics topics = new ImportedTopics();
      for (String rows : order) {
        topics.run(mapping(""), OCTOBER, csv(rows));
      }
      assertThat(said(topics)).isEqualTo(alone);
      int records = topics.records();
      List<RowReject> rejects = topics.run(mapping(""), OCTOBER, csv(LESSER)).preview().rejects();
      assertThat(topics.records()).as("once more").isEqualTo(records);
      assertThat(rejects)
          .hasSize(2)
          .allMatch(reject -> reject.detail().contains("in the commune 14797"))
          .allMatch(reject -> reject.detail().contains("--again"));
      topics.runAgain(mapping(""), OCTOBER, csv(LESSER));
      assertThat(said(topics)).isEqualTo(said(imported(OCTOBER, LESSER)));
    }
  }

  @Test
  void aNewerExportMovesIt() throws IOException {
    ImportedTopics topics = imported(OCTOBER, GREATER);
    ImportedTopics.Result moved = topics.run(mapping(""), NOVEMBER, csv(LESSER));
    assertThat(moved.preview().rejects()).isEmpty();
    assertThat(said(topics)).isEqualTo(said(imported(NOVEMBER, LESSER)));
  }

  @Test
  void withoutADateWhatIsKnownIsKept() throws IOException {
    ImportedTopics topics = imported(ExportDate.NONE, LESSER);
    TreeSet<String> before = said(topics);
    ImportedTopics.Result other = topics.run(mapping(""), ExportDate.NONE, csv(GREATER));
    assertThat(said(topics)).isEqualTo(before);
    assertThat(other.preview().rejects())
        .hasSize(1)
        .allMatch(reject -> reject.detail().contains("Give the dates"));
    assertThat(said(imported(ExportDate.NONE, LESSER + GREATER)))
        .isEqualTo(said(imported(ExportDate.NONE, GREATER)));
  }

  @Test
  void anEventOfALogIsInOneCommune() throws IOException {
    String log = "export.unit = event";
    for (String rows : List.of(LESSER + GREATER, GREATER + LESSER)) {
      ImportedTopics topics = new ImportedTopics();
      topics.run(mapping(log), OCTOBER, csv(rows));
      assertThat(topics.counted(KIND)).extracting(Event::communeCode).contains("14797").hasSize(2);
      assertThat(said(topics)).filteredOn(text -> text.contains("status=REGISTERED")).hasSize(1);
    }
  }

  /** Versions before 1.1.0 united the rows of both communes, and of two with one id took one. */
  @Test
  void whatAnEarlierVersionUnitedIsCorrectedByTheNextImport() throws IOException {
    String greater = GREATER.replace(",\n", ",06/10/2026 10:00\n");
    TreeSet<String> right = said(imported(OCTOBER, greater));
    for (boolean receiptOfLesser : List.of(true, false)) {
      for (String next : List.of(greater, LESSER + greater, greater + LESSER)) {
        ImportedTopics topics = new ImportedTopics();
        topics.leaveBehind(KEY, united(greater, receiptOfLesser));
        topics.run(mapping(""), OCTOBER, csv(next));
        assertThat(said(topics)).isEqualTo(right);
        int records = topics.records();
        topics.run(mapping(""), OCTOBER, csv(next));
        assertThat(topics.records()).as("once more").isEqualTo(records);
      }
      ImportedTopics topics = new ImportedTopics();
      topics.leaveBehind(KEY, united(greater, receiptOfLesser));
      topics.run(mapping(""), NOVEMBER, csv(LESSER));
      assertThat(said(topics)).isEqualTo(said(imported(NOVEMBER, LESSER)));
    }
  }

  /** Both ends, and one receipt. */
  private EntityState united(String greater, boolean receiptOfLesser) throws IOException {
    SortedMap<UUID, ToldEvent> events = new TreeMap<>();
    for (String row : receiptOfLesser ? List.of(greater, LESSER) : List.of(LESSER, greater)) {
      events.putAll(StateCodec.read(imported(OCTOBER, row).states().get(KEY)).told().events());
    }
    SortedMap<UUID, Integer> standing = new TreeMap<>();
    events.keySet().forEach(id -> standing.put(id, 0));
    return new EntityState(Told.of(OCTOBER, events), standing, new TreeMap<>());
  }

  private static TreeSet<String> said(ImportedTopics topics) {
    return topics.said(KIND);
  }

  private ImportedTopics imported(ExportDate date, String rows) throws IOException {
    ImportedTopics topics = new ImportedTopics();
    topics.run(mapping(""), date, csv(rows));
    return topics;
  }

  private Path csv(String rows) throws IOException {
    return Files.writeString(dir.resolve(++files + ".csv"), HEADER + rows);
  }

  private Mapping mapping(String more) throws IOException {
    return Mapping.read(
        Files.writeString(
            dir.resolve("mapping.properties"),
            """
            commune_code.column = xa
            procedure_code.constant = 1.000001
            dossier_code.column = ma
            dossier_code.prefix = H56-
            submitted_at.column = nhan
            due_at.column = hen
            done_at.column = tra
            event.registered.at = submitted_at
            event.done.at = done_at
            """
                + more));
  }
}
