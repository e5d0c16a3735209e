package vn.cds.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.inspect.Inspection;
import vn.cds.importer.inspect.InspectionReport;
import vn.cds.importer.inspect.MappingDraft;
import vn.cds.importer.mapping.Mapping;

class InspectionTest {
  /** As one-stop systems export it; names and numbers are invented. */
  private static final String EXPORT =
      """
      ỦY BAN NHÂN DÂN TỈNH;;;;;;;;;;;
      DANH SÁCH HỒ SƠ TIẾP NHẬN;;;;;;;;;;;
      STT;Mã hồ sơ;Mã TTHC;Tên thủ tục;Người nộp;Số CCCD;Đơn vị tiếp nhận;Hình thức tiếp nhận;Ngày tiếp nhận;Ngày hẹn trả;Ngày trả kết quả;Trạng thái
      1;H56.12-251001-0001;1.004616;Đăng ký khai sinh;Lê Thị Bí Mật;038123456789;UBND phường Hạc Thành;Trực tuyến;01/10/2025 08:15;03/10/2025 17:00;02/10/2025 16:00;Đã trả kết quả
      2;H56.12-251001-0002;1.004616;Đăng ký khai sinh;Trần Văn Kín;038123456780;UBND phường Hàm Rồng;Trực tiếp;01/10/2025 09:00;03/10/2025 17:00;04/10/2025 09:00;Đã trả kết quả
      3;H56.12-251002-0003;1.004616;Chứng thực;Phạm Thị Riêng;038123456781;UBND phường Hạc Thành;Nộp qua cổng;02/10/2025 10:30;06/10/2025 17:00;;Đang xử lý
      4;H56.12-251013-0004;2.000815;Chứng thực;Vũ Văn Tư;038123456782;UBND phường Hạc Tành;Trực tiếp;13/10/2025 10:30;16/10/2025 17:00;;Đang chờ ai đó
      Tổng cộng;4;;;;;;;;;;
      """;

  @TempDir Path dir;

  @Test
  void anExportIsMappedWithoutAnEdit() throws IOException {
    Path file = Files.writeString(dir.resolve("in.csv"), EXPORT);
    Inspection inspection = inspect(file);
    String report = report(inspection);
    assertThat(report)
        .contains("encoding UTF-8")
        .contains("delimiter ;")
        .contains("header in " + file + ":3")
        .containsPattern("dossier_code +Mã hồ sơ +high")
        .containsPattern("submitted_at +Ngày tiếp nhận +high")
        .containsPattern("Số CCCD +filled 100 % +12 digits")
        .containsPattern("Người nộp +filled 100 % +4 words \\| 3 words")
        .containsPattern("Đang xử lý +in_progress")
        .containsPattern("Đang chờ ai đó +not known")
        .containsPattern("Nộp qua cổng +not known")
        .contains("Communes: 2 of 3 names found")
        .contains("UBND phường Hạc Tành is not in the roster: Phường Hạc Thành (14797)");
    MappingDraft draft = new MappingDraft(inspection);
    assertThat(draft.isWhole()).isTrue();
    assertThat(report + draft.text())
        .as("no cell of a column that is not mapped is told")
        .doesNotContain("Bí Mật", "Trần Văn", "Riêng", "038123", "khai sinh", "0001", "08:15");
    Imported imported = Imported.of(write(draft.text()), file);
    assertThat(imported.figures()).isEqualTo("2 1 1 0 0 | 7 2 2 3");
    assertThat(imported.rejects()).containsExactly("6 UNKNOWN_ENUM_VALUE", "7 UNKNOWN_COMMUNE");
  }

  @Test
  void theDateOfTheExportIsProposed() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("in.csv"),
            EXPORT.replace(
                "DANH SÁCH HỒ SƠ TIẾP NHẬN",
                "DANH SÁCH HỒ SƠ (Số liệu tính đến ngày 31/10/2025). Ngày xuất: 01/11/2025"));
    Inspection inspection = inspect(file);
    assertThat(report(inspection)).contains("2025-10-31, behind \"tính đến ngày\"");
    Path mapping = write(new MappingDraft(inspection).text());
    assertThat(Mapping.read(mapping).export().date(file)).hasToString("2025-10-31");
    assertThat(new MappingDraft(inspect(Files.writeString(file, EXPORT))).text())
        .doesNotContain("export.date");
  }

  @Test
  void aReportWithATwoLineHeaderAndTheCommuneInItsTitle() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("in.csv"),
            """
            UBND PHƯỜNG HẠC THÀNH,,,,,
            STT,Số hồ sơ,Mã thủ tục,Thời gian,,
            ,,,Tiếp nhận,Hẹn trả,Trả kết quả
            1,1,1.004616,01/10/2025,03/10/2025,03/10/2025
            2,2,1.004616,01/10/2025,03/10/2025,04/10/2025
            """);
    Inspection inspection = inspect(file);
    MappingDraft draft = new MappingDraft(inspection);
    assertThat(draft.text())
        .contains("commune_code.constant = 14797")
        .contains("dossier_code.prefix = IMPORT-");
    assertThat(draft.isWhole()).as(report(inspection)).isTrue();
    assertThat(Imported.of(write(draft.text()), file).figures()).isEqualTo("2 1 1 0 0 | 3 2 0 1");
  }

  @Test
  void monthsBeforeDaysAndClocksAtMidnight() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("in.csv"),
            """
            case_enquiry_id,ward code,procedure code,open_dt,due date,closed_dt
            H1-1,14797,1.004616,10/01/2025 08:15:00 AM,10/13/2025 12:00:00 AM,10/13/2025 04:00:00 PM
            H1-2,14797,1.004616,10/02/2025 08:15:00 AM,10/13/2025 12:00:00 AM,10/14/2025 04:00:00 PM
            H1-3,14797,1.004616,10/03/2025 08:15:00 AM,10/14/2025 12:00:00 AM,
            """);
    Inspection inspection = inspect(file);
    MappingDraft draft = new MappingDraft(inspection);
    assertThat(draft.text())
        .as(report(inspection))
        .contains("time.order = month-first")
        .contains("due_at.midnight = day");
    assertThat(Imported.of(write(draft.text()), file).figures()).isEqualTo("3 1 1 0 1 | 3 3 0 0");
  }

  @Test
  void payments() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("in.csv"),
            """
            Mã giao dịch\tMã hồ sơ\tThời gian giao dịch\tLoại khoản thu\tPhương thức thanh toán\tSố tiền\tTrạng thái\tXã, phường
            GD1\tH56-1\t01/10/2025 08:15\tLệ phí\tChuyển khoản\t50.000\tThành công\tPhường Hạc Thành
            GD2\tH56-2\t01/10/2025 08:15\tPhí\tTiền mặt\t1.250.000\tThành công\tPhường Hàm Rồng
            GD3\t\t01/10/2025 08:15\tPhí\tTiền mặt\t5.000\tThất bại\tPhường Hàm Rồng
            """);
    Inspection inspection = inspect(file);
    MappingDraft draft = new MappingDraft(inspection);
    assertThat(draft.text()).as(report(inspection)).contains("kind = payments");
    Imported imported = Imported.of(write(draft.text()), file);
    assertThat(imported.counts().counted()).isEqualTo(3);
    assertThat(imported.preview().all().received()).isEqualTo(3);
  }

  @Test
  void documents() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("in.csv"),
            """
            Số ký hiệu;Mã cơ quan ban hành;Ngày văn bản;Loại văn bản;Ngày gửi;Ngày cập nhật;Trạng thái;Mã xã
            123/UBND-VP;H56.12;01/10/2025;Văn bản đến;01/10/2025 08:15;02/10/2025 08:15;Hoàn thành;14797
            124/UBND-VP;H56.12;01/10/2025;Văn bản đi;01/10/2025 08:15;02/10/2025 08:15;Đang xử lý;14758
            """);
    Inspection inspection = inspect(file);
    MappingDraft draft = new MappingDraft(inspection);
    assertThat(draft.text()).as(report(inspection)).contains("kind = documents");
    assertThat(Imported.of(write(draft.text()), file).counts().counted()).isEqualTo(2);
  }

  @Test
  void lettersOfAFontAreNamed() throws IOException {
    Path file = dir.resolve("in.csv");
    Files.write(
        file,
        ("M· hå s¬;M· thñ tôc;M· x·;Ngµy tiÕp nhËn;Ngµy hÑn tr¶\n"
                + "H1-1;1.004616;14797;01/10/2025 08:15;03/10/2025 17:00\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    MappingDraft draft = new MappingDraft(inspect(file));
    assertThat(draft.text()).contains("csv.encoding = TCVN3").contains("Ngày tiếp nhận");
    assertThat(Imported.of(write(draft.text()), file).figures()).isEqualTo("1 0 0 0 1 | 1 1 0 0");
  }

  @Test
  void theCasesOfTheField() throws IOException {
    for (String name :
        new String[] {
          "excel-report/in.csv", "excel-report/wrapped.csv", "decomposed-accents/in.csv"
        }) {
      Inspection inspection = inspect(Imported.resource(name));
      assertThat(new MappingDraft(inspection).text())
          .as(report(inspection))
          .contains("dossier_code.column = Mã hồ sơ")
          .contains("submitted_at.column = Ngày tiếp nhận")
          .contains("due_at.column = Ngày hẹn trả")
          .contains("done_at.column = Ngày trả kết quả")
          .contains("#procedure_code.constant = ");
    }
  }

  /** docs/import-guide.md is followed with it. */
  @Test
  void theExampleOfTheGuide() throws IOException {
    Path file =
        Path.of(System.getProperty("cds.root")).resolve("examples/one-stop-export/ho-so.xlsx");
    Inspection inspection = inspect(file);
    assertThat(report(inspection))
        .as("there is another Yên Định in Bắc Ninh; the column of provinces tells")
        .contains("Communes: 8 of 9 names found")
        .contains("Xã Hoằng Hoa Lộc is not in the roster")
        .doesNotContain("means several", "Nguyễn", "0380");
    MappingDraft draft = new MappingDraft(inspection);
    assertThat(draft.isWhole()).isTrue();
    assertThat(draft.text()).containsIgnoringCase("export.date_in_file = Ngày xuất");
    Imported imported = Imported.of(write(draft.text()), file);
    assertThat(imported.counts().rejected()).isEqualTo(2);
    assertThat(imported.rejects()).containsExactly("23 UNKNOWN_COMMUNE", "53 INVALID_FORMAT");
  }

  @Test
  void aFileWithoutAHeaderIsRefusedWithoutItsContent() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("in.csv"), "Lê Thị Bí Mật;038123456789\nTrần Văn Kín;038123456780\n");
    assertThatThrownBy(() -> inspect(file))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("looks like a header")
        .hasMessageNotContaining("Bí Mật");
  }

  @Test
  void windows1258IsTold() throws IOException {
    Path file = dir.resolve("in.csv");
    Files.write(
        file,
        "Ma~ hô`,ID,Deadline,Start date\nê,H1-1,01/10/2025,01/10/2025\nâ,H1-2,01/10/2025,01/10/2025\n"
            .getBytes(Charset.forName("windows-1258")));
    assertThat(report(inspect(file))).contains("encoding windows-1258");
  }

  private static Inspection inspect(Path file) {
    return Inspection.of(file, Roster.bundled(), FormerUnits.of(Roster.bundled()));
  }

  private static String report(Inspection inspection) {
    StringWriter out = new StringWriter();
    new InspectionReport(inspection).print(new PrintWriter(out, true));
    return out.toString();
  }

  private Path write(String mapping) throws IOException {
    return Files.writeString(dir.resolve("mapping.properties"), mapping);
  }
}
