package vn.cds.importer.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.file.FileStamp;
import vn.cds.importer.state.DatedFile;

class DateInFileTest {
  private static final String MAPPING =
      """
      commune_code.constant = 14797
      procedure_code.constant = 1.000001
      dossier_code.column = Mã hồ sơ
      submitted_at.column = Ngày tiếp nhận
      event.registered.at = submitted_at
      """;

  private static final String TABLE =
      "Mã hồ sơ;Ngày tiếp nhận;Ghi chú\nH1-1;01/10/2025;Ngày xuất: 02/10/2025\n";

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Ngày xuất|Ngày xuất: 31/10/2025 17:00|2025-10-31T17:00:00+07:00",
        "Ngày xuất:|Người xuất: A; ngày  xuất :31/10/2025, trang 1/20|2025-10-31",
        "Ngày xuất|Ngày xuất;;31/10/2025 05:00 CH;Đơn vị 7|2025-10-31T17:00:00+07:00",
        "tính đến|(Số liệu tính đến ngày 31/10/2025)|2025-10-31",
        "tính đến|Tính đến 17 giờ 00 ngày 31 tháng 10 năm 2025|2025-10-31T17:00:00+07:00",
        "Data as of|data as of 2025-10-31T10:00:00Z (UTC)|2025-10-31T17:00:00+07:00",
        "đến ngày|Từ ngày 01/10/2025 đến ngày 31/10/2025|2025-10-31",
        "In ngày|In ngày 20251031|2025-10-31",
        "hoà giải ngày|HÒA GIẢI NGÀY 31-10-2025|2025-10-31",
        "Ngày xuất|Ngày xuất: xem dưới. Ngày xuất: 31/10/2025|2025-10-31",
        "tính đến|(Tính đến 31/10/2025). In ngày 05/11/2025|2025-10-31",
      })
  void aDateIsFoundAboveTheHeader(String words, String above, String date) throws IOException {
    Path file = Files.writeString(dir.resolve("in.csv"), above + "\n" + TABLE);
    assertThat(rule("export.date_in_file = " + words).date(file)).hasToString(date);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Kỳ báo cáo: 31/10/2025|no row above the header has the words",
        "Ngày xuất: chưa rõ|in.csv:1 has no date behind",
        "Ngày xuất: 32/10/2025|in.csv:1 has not one date",
        "Ngày xuất: 31/10/2025 25:00|in.csv:1 has not one date",
        "Ngày xuất: 01/10/2025 - 31/10/2025|in.csv:1 has not one date",
        "Ngày xuất: 01/10/2025 đến ngày 31 tháng 10 năm 2025|in.csv:1 has not one date",
        "Ngày xuất: 45961 hồ sơ|in.csv:1 has not one date",
        "Ngày xuất: 01/01/1900|in.csv:1 has not one date",
        "Ngày xuất: 30/10/2025;Ngày xuất: 31/10/2025|two dates",
      })
  void aFileThatDoesNotTellIsRefused(String above, String fault) throws IOException {
    Path file = Files.writeString(dir.resolve("in.csv"), above + "\n" + TABLE);
    ExportRule rule = rule("export.date_in_file = Ngày xuất");
    assertThatThrownBy(() -> rule.date(file))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining(fault)
        .hasMessageContaining("'Ngày xuất'")
        .hasMessageContaining("--as-of");
  }

  @Test
  void theMappingSaysHowTimesAreWritten() throws IOException {
    Path file = Files.writeString(dir.resolve("in.csv"), "Exported: 10/05/2025 17:00\n" + TABLE);
    assertThat(
            rule("export.date_in_file = Exported\ntime.order = month-first\ntime.zone = UTC")
                .date(file))
        .hasToString("2025-10-06T00:00:00+07:00");
  }

  @Test
  void aWorkbookHoldsADateAsANumberPerhapsOnASheetOfItsOwn() throws IOException {
    Path file = dir.resolve("in.xlsx");
    try (OutputStream out = Files.newOutputStream(file);
        Workbook workbook = new Workbook(out, "test", "1.0")) {
      Worksheet about = workbook.newWorksheet("Thông tin");
      about.value(0, 0, "Ngày xuất");
      about.value(0, 1, LocalDateTime.of(2025, 10, 31, 17, 0));
      about.style(0, 1).format("dd/MM/yyyy HH:mm").set();
      Worksheet rows = workbook.newWorksheet("Hồ sơ");
      rows.value(0, 0, "Mã hồ sơ");
      rows.value(0, 1, "Ngày tiếp nhận");
      rows.value(1, 0, "H1-1");
      rows.value(1, 1, "01/10/2025");
    }
    assertThat(rule("export.date_in_file = Ngày xuất").date(file))
        .hasToString("2025-10-31T17:00:00+07:00");
  }

  @Test
  void filesOfAnArchiveWithTwoDatesAreRefused() throws IOException {
    Path file = dir.resolve("in.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String day : List.of("30", "31")) {
        zip.putNextEntry(new ZipEntry(day + ".csv"));
        zip.write(("Ngày xuất: " + day + "/10/2025;;\n" + TABLE).getBytes(StandardCharsets.UTF_8));
      }
    }
    assertThatThrownBy(() -> rule("export.date_in_file = Ngày xuất").date(file))
        .hasMessageContaining("two dates");
  }

  @Test
  void aDateThatIsYetToComeAndTheDateOfTheCommand() throws IOException {
    Path file = Files.writeString(dir.resolve("in.csv"), "Ngày xuất: 31/10/2025\n" + TABLE);
    ExportRule rule = rule("export.date_in_file = Ngày xuất");
    Instant before = Instant.parse("2025-10-30T00:00:00Z");
    assertThatThrownBy(() -> DatedFile.newestFirst(List.of(file), rule, ExportDate.NONE, before))
        .hasMessageContaining("is yet to come");
    ExportDate named = ExportDate.parse("2025-10-01").orElseThrow();
    assertThat(DatedFile.newestFirst(List.of(file), rule, named, before))
        .containsExactly(new DatedFile(file, named, FileStamp.of(file)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "export.date = 2025-10-31\nexport.date_in_file = Ngày xuất",
        "export.date_in_name = yyyy-MM-dd\nexport.date_in_file = Ngày xuất",
        "export.date_in_file =",
      })
  void aMappingThatSaysTwoThingsOrNoneIsRefused(String keys) {
    assertThatThrownBy(() -> rule(keys))
        .isInstanceOf(UnusableInput.class)
        .hasMessageMatching("(?s).*(export.date_in_file|name the words).*");
  }

  private ExportRule rule(String keys) throws IOException {
    return Mapping.read(Files.writeString(dir.resolve("mapping.properties"), MAPPING + keys + "\n"))
        .export();
  }
}
