package vn.cds.importer.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.importer.mapping.ExportDate;
import vn.cds.importer.mapping.Mapping;

/**
 * Random exports in any order, overlap and repetition, against the newest rows, those of one
 * commune, alone.
 */
class ExportStatesPropertyTest {
  private static final EventStream KIND = EventStream.SERVICE_REQUESTS;
  private static final List<String> COMMUNES = List.of("14797", "14758", "14812");
  private static final int ROUNDS = 12;

  @TempDir Path dir;

  /** A dossier as one export has it; a cell of null is empty. */
  private record Row(String code, String commune, String received, String due, String done) {
    String csv() {
      return String.join(
          ",", code, commune, received, due == null ? "" : due, done == null ? "" : done);
    }

    boolean readable() {
      return !received.equals("broken");
    }

    boolean isInGreaterCommuneThan(Row other) {
      return Integer.parseInt(commune) > Integer.parseInt(other.commune);
    }

    /** What it comes to, worked out without the importer. */
    List<String> events() {
      List<String> events = new ArrayList<>();
      if (readable()) {
        events.add(text("H56-" + code, commune, "registered", received, due));
        if (done != null) {
          events.add(text("H56-" + code, commune, "done", done, due));
        }
      }
      return events;
    }
  }

  /**
   * @param day of October 2026
   * @param namesAll whether every row names its dossier
   */
  private record Export(int day, List<Row> rows, boolean namesAll, Path file) {}

  @ParameterizedTest
  @ValueSource(strings = {"kept", "retracted"})
  void anyOrderOverlapAndRepetitionComesToTheNewestRows(String missing) throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Mapping mapping = mapping(missing);
    for (int round = 0; round < ROUNDS; round++) {
      List<Export> exports = exports(random, round);
      TreeSet<String> expected = expected(exports, missing.equals("retracted"));
      for (int order = 0; order < 3; order++) {
        ImportedTopics topics = new ImportedTopics();
        List<Export> sequence = sequence(exports, random);
        for (int i = 0; i < sequence.size(); ) {
          int end = Math.min(sequence.size(), i + 1 + random.nextInt(3));
          topics.run(mapping, ExportDate.NONE, files(sequence.subList(i, end)));
          i = end;
        }
        String where = "seed %d, round %d, %s".formatted(seed, round, days(sequence));
        assertThat(said(topics)).as(where).isEqualTo(expected);
        int records = topics.records();
        topics.run(mapping, ExportDate.NONE, files(sequence));
        assertThat(topics.records()).as("all once more, %s", where).isEqualTo(records);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kept", "retracted"})
  void afterACrashAnywhereTheSameCommandEndsInTheSame(String missing) throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Mapping mapping = mapping(missing);
    for (int round = 0; round < 3; round++) {
      List<Export> exports = exports(random, round);
      ImportedTopics before = new ImportedTopics();
      int first = random.nextInt(exports.size());
      before.run(mapping, ExportDate.NONE, files(exports.subList(0, first)));
      Path[] rest = files(exports.subList(first, exports.size()));
      TreeSet<String> expected = expected(exports, missing.equals("retracted"));
      int perCommit = 1 + random.nextInt(4);
      boolean crashed = true;
      for (int most = 0; crashed; most++) {
        ImportedTopics topics = before.copy();
        try {
          topics.run(mapping, ExportDate.NONE, perCommit, most, rest);
          crashed = false;
        } catch (ImportedTopics.Crash e) {
          topics.run(mapping, ExportDate.NONE, rest);
        }
        assertThat(said(topics))
            .as("seed %d, round %d, after %d changes", seed, round, most)
            .isEqualTo(expected);
      }
    }
  }

  /** A crash, and then another export: what was broken off may be imported later or never. */
  @Test
  void afterACrashAnotherExportComesToItsNewestRows() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Mapping mapping = mapping("retracted");
    for (int round = 0; round < 8; round++) {
      List<Export> exports = exports(random, round);
      ImportedTopics topics = new ImportedTopics();
      for (Export export : sequence(exports, random)) {
        try {
          topics.run(mapping, ExportDate.NONE, 2, random.nextInt(6), export.file());
        } catch (ImportedTopics.Crash e) {
          // The next export is imported.
        }
      }
      topics.run(mapping, ExportDate.NONE, files(exports));
      assertThat(said(topics))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(expected(exports, true));
    }
  }

  private List<Export> exports(Random random, int round) throws IOException {
    List<Export> exports = new ArrayList<>();
    Row[][][] rows = new Row[8][6][];
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      int day = 1 + random.nextInt(7);
      List<Row> listed = new ArrayList<>();
      for (int dossier = 0; dossier < 6; dossier++) {
        if (rows[day][dossier] == null) {
          rows[day][dossier] = rowsOfOneDay(random, dossier);
        }
        for (Row row : rows[day][dossier]) {
          if (random.nextInt(3) > 0) {
            listed.add(row);
          }
        }
      }
      Collections.shuffle(listed, random);
      boolean namesAll = random.nextInt(5) > 0;
      StringBuilder csv = new StringBuilder("ma,xa,nhan,hen,tra\n");
      listed.forEach(row -> csv.append(row.csv()).append('\n'));
      csv.append(namesAll ? "" : ",14797,02/10/2026 08:00,,\n");
      Path file = dir.resolve("%d-%d-2026-10-%02d.csv".formatted(round, i, day));
      Files.writeString(file, csv);
      exports.add(new Export(day, List.copyOf(listed), namesAll, file));
    }
    return exports;
  }

  /** At most one in a commune; some dossiers are in several on one day. */
  private static Row[] rowsOfOneDay(Random random, int dossier) {
    int home = random.nextInt(12) < 10 ? dossier % 3 : random.nextInt(3);
    int communes = random.nextInt(5) > 0 ? 1 : 2 + random.nextInt(2);
    Row[] rows = new Row[communes];
    for (int i = 0; i < communes; i++) {
      rows[i] = row(random, dossier, COMMUNES.get((home + i) % COMMUNES.size()));
    }
    return rows;
  }

  private static Row row(Random random, int dossier, String commune) {
    return new Row(
        Integer.toString(dossier),
        commune,
        random.nextInt(10) == 0 ? "broken" : "0" + (1 + random.nextInt(2)) + "/10/2026 08:00",
        random.nextInt(3) == 0 ? null : "0" + (3 + random.nextInt(2)) + "/10/2026 17:00",
        random.nextInt(2) == 0 ? null : "0" + (3 + random.nextInt(2)) + "/10/2026 10:00");
  }

  private static List<Export> sequence(List<Export> exports, Random random) {
    List<Export> sequence = new ArrayList<>(exports);
    for (Export export : exports) {
      if (random.nextInt(3) == 0) {
        sequence.add(export);
      }
    }
    Collections.shuffle(sequence, random);
    return sequence;
  }

  private static TreeSet<String> expected(List<Export> exports, boolean retracted) {
    TreeSet<String> expected = new TreeSet<>();
    for (int dossier = 0; dossier < 6; dossier++) {
      String code = Integer.toString(dossier);
      Row newest = null;
      int told = 0;
      int listed = 0;
      for (Export export : exports) {
        for (Row row : export.rows()) {
          if (row.code().equals(code)) {
            listed = Math.max(listed, export.day());
            if (row.readable()
                && (export.day() > told
                    || (export.day() == told && row.isInGreaterCommuneThan(newest)))) {
              told = export.day();
              newest = row;
            }
          }
        }
      }
      if (newest != null && !(retracted && vanished(newest.commune(), listed, exports))) {
        expected.addAll(newest.events());
      }
    }
    return expected;
  }

  private static boolean vanished(String commune, int listed, List<Export> exports) {
    return exports.stream()
        .anyMatch(
            export ->
                export.day() > listed
                    && export.namesAll()
                    && export.rows().stream()
                        .anyMatch(row -> row.readable() && row.commune().equals(commune)));
  }

  private static TreeSet<String> said(ImportedTopics topics) {
    TreeSet<String> said = new TreeSet<>();
    for (Event event : topics.counted(KIND)) {
      ServiceRequestEvent request = (ServiceRequestEvent) event;
      String at = form(request.occurredAt().toString());
      String due = request.dueAt() == null ? null : form(request.dueAt().toString());
      assertThat(
              said.add(
                  text(
                      request.dossierCode(),
                      request.communeCode(),
                      request.status().wireName(),
                      at,
                      due)))
          .isTrue();
    }
    return said;
  }

  /** {@code 2026-10-03T17:00:00+07:00} as the export writes it. */
  private static String form(String time) {
    return time.substring(8, 10) + "/10/2026 " + time.substring(11, 16);
  }

  private static String text(String code, String commune, String status, String at, String due) {
    return String.join(" ", code, commune, status, at, "due", due);
  }

  private static List<Integer> days(List<Export> exports) {
    return exports.stream().map(Export::day).toList();
  }

  private static Path[] files(List<Export> exports) {
    return exports.stream().map(Export::file).toArray(Path[]::new);
  }

  private Mapping mapping(String missing) throws IOException {
    Path file = dir.resolve("mapping.properties");
    Files.writeString(
        file,
        """
        export.date_in_name = yyyy-MM-dd
        export.missing = %s
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
            .formatted(missing));
    return Mapping.read(file);
  }
}
