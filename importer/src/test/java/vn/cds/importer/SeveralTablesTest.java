package vn.cds.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files with several tables: a workbook with a sheet, an archive with a file for each commune. */
class SeveralTablesTest {
  private static final String HEADER = FilesTest.TABLE.lines().findFirst().orElseThrow();
  private static final String TWO_LINES =
      "Mã hồ sơ;Thời gian;;;Hình thức;\n;Ngày tiếp nhận;Ngày hẹn trả;Ngày trả kết quả;;";

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({"0, false", "4, false", "0, true", "4, true"})
  void aTableThatIsEmptyTakesNothingFromTheNext(int above, boolean twoLines) throws IOException {
    String empty = "BÁO CÁO;\n".repeat(above) + (twoLines ? TWO_LINES : HEADER) + "\n";
    List<String> tables = List.of(empty, FilesTest.TABLE, empty);
    // On time 1, late 1, open 1; what stands above the headers is left out.
    String right = "3 1 1 0 1 | %d 3 0 %d".formatted(3 + 2 * above, 2 * above);
    byte[] zip =
        FilesTest.zip(
            "1.csv", FilesTest.utf8(tables.get(0)),
            "2.csv", FilesTest.utf8(tables.get(1)),
            "3.csv", FilesTest.utf8(tables.get(2)));
    assertThat(imported("a.zip", zip).figures()).isEqualTo(right);
    assertThat(imported("a.xlsx", workbook(tables)).figures()).isEqualTo(right);
  }

  private static byte[] workbook(List<String> tables) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Workbook workbook = new Workbook(bytes, "test", "1.0")) {
      for (int t = 0; t < tables.size(); t++) {
        Worksheet sheet = workbook.newWorksheet("Xã " + t);
        List<String> lines = tables.get(t).lines().toList();
        for (int row = 0; row < lines.size(); row++) {
          String[] cells = lines.get(row).split(";");
          for (int column = 0; column < cells.length; column++) {
            sheet.value(row, column, cells[column].isEmpty() ? null : cells[column]);
          }
        }
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void aTableThatBreaksOffKeepsItsRowsBeforeTheBreak() throws IOException {
    byte[] cut = compressed(rows("C", 80));
    byte[] zip =
        FilesTest.zip(
            "a.csv", FilesTest.utf8(rows("A", 120)),
            "b.csv", FilesTest.utf8(rows("B", 60)),
            "c.csv.gz", Arrays.copyOf(cut, cut.length * 3 / 4));
    Imported imported = imported("a.zip", zip);
    assertThat(imported.preview().all().received()).isBetween(120 + 60 + 20L, 120 + 60 + 79L);
    assertThat(imported.counts().rejected()).isBetween(1L, 2L); // the last row may be cut, too
    assertThat(imported.counts().read())
        .isEqualTo(imported.counts().counted() + imported.counts().rejected());
    assertThat(imported.rejects()).last().asString().endsWith("UNREADABLE_FILE");
  }

  @Test
  void theOtherFilesOfAnArchiveAreReadWhenOneIsCutAtItsBegin() throws IOException {
    byte[] zip =
        FilesTest.zip(
            "a.csv", FilesTest.utf8(rows("A", 120)),
            "b.csv", FilesTest.utf8(rows("B", 60)),
            "c.csv.gz", Arrays.copyOf(compressed(rows("C", 80)), 5),
            "d.csv", FilesTest.utf8(rows("D", 70)));
    Imported imported = imported("a.zip", zip);
    assertThat(imported.figures()).isEqualTo("250 0 0 250 0 | 251 250 1 0");
    assertThat(imported.preview().rejects())
        .singleElement()
        .satisfies(
            reject -> {
              assertThat(reject.place()).contains("c.csv.gz");
              assertThat(reject.detail()).contains("Copy it again");
            });
  }

  private static String rows(String prefix, int count) {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    for (int i = 0; i < count; i++) {
      lines.add(
          "%s-%d;%02d/10/2025 08:15;;31/10/2025;Trực tuyến;%d"
              .formatted(prefix, i, 1 + i % 28, i * 7919L % 100_000));
    }
    return String.join("\n", lines) + "\n";
  }

  private static byte[] compressed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(FilesTest.utf8(text));
    }
    return bytes.toByteArray();
  }

  private Imported imported(String name, byte[] content) throws IOException {
    return Imported.of(
        Files.writeString(dir.resolve("mapping.properties"), FilesTest.MAPPING),
        Files.write(dir.resolve(name), content));
  }
}
