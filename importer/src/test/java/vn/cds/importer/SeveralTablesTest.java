package vn.cds.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
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

  private Imported imported(String name, byte[] content) throws IOException {
    return Imported.of(
        Files.writeString(dir.resolve("mapping.properties"), FilesTest.MAPPING),
        Files.write(dir.resolve(name), content));
  }
}
