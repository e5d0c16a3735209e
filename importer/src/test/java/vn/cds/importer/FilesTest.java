package vn.cds.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as systems write them, with a mapping that says nothing of how they are written. */
class FilesTest {
  static final String MAPPING =
      """
      commune_code.constant = 14797
      procedure_code.constant = 1.000001
      dossier_code.column = Mã hồ sơ
      dossier_code.prefix = H56.14797-
      submitted_at.column = Ngày tiếp nhận
      due_at.column = Ngày hẹn trả
      done_at.column = Ngày trả kết quả
      channel.column = Hình thức
      event.registered.at = submitted_at
      event.done.at = done_at
      """;

  static final String TABLE =
      """
      Mã hồ sơ;Ngày tiếp nhận;Ngày hẹn trả;Ngày trả kết quả;Hình thức;Ghi chú
      251001-0001;01/10/2025 08:15;03/10/2025 17:00;02/10/2025 16:00;Trực tuyến;ổn
      251001-0002;01/10/2025 09:00;03/10/2025 17:00;04/10/2025 09:00;Trực tiếp;đủ
      251002-0003;02/10/2025 10:30;06/10/2025 17:00;;Bưu chính;được
      """;

  /** On time 1, late 1, open 1. */
  static final String RIGHT = "3 1 1 0 1 | 3 3 0 0";

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-16"})
  void unicodeWithAndWithoutAMark(String encoding) throws IOException {
    byte[] bytes = TABLE.getBytes(Charset.forName(encoding));
    assertThat(imported("a.csv", bytes).figures()).isEqualTo(RIGHT);
    String marked = encoding.equals("UTF-16") ? TABLE : "\uFEFF" + TABLE;
    Imported imported = imported("b.csv", marked.getBytes(Charset.forName(encoding)));
    assertThat(imported.figures()).isEqualTo(RIGHT);
    assertThat(imported.preview().channels()).containsOnlyKeys("online", "counter", "postal");
  }

  @Test
  void windows1258IsFoundOut() throws IOException {
    Imported imported = imported("a.csv", windows1258(TABLE));
    assertThat(imported.figures()).isEqualTo(RIGHT);
    assertThat(imported.preview().channels()).containsOnlyKeys("online", "counter", "postal");
    assertThat(imported.counts().notes().toString()).contains("encoding windows-1258");
  }

  /** Windows-1258 has letters with a roof, and tone marks beside them. */
  private static byte[] windows1258(String text) {
    StringBuilder apart = new StringBuilder();
    Charset charset = Charset.forName("windows-1258");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (charset.newEncoder().canEncode(c)) {
        apart.append(c);
        continue;
      }
      String marks = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD);
      char tone = 0;
      StringBuilder base = new StringBuilder();
      for (int m = 0; m < marks.length(); m++) {
        char mark = marks.charAt(m);
        if ("\u0300\u0301\u0303\u0309\u0323".indexOf(mark) >= 0) {
          tone = mark;
        } else {
          base.append(mark);
        }
      }
      apart.append(Normalizer.normalize(base, Normalizer.Form.NFC)).append(tone == 0 ? "" : tone);
    }
    return apart.toString().getBytes(charset);
  }

  @Test
  void fontsAreReadWhenNamedAndAskedForOtherwise() throws IOException {
    // As iconv writes "Mã hồ sơ;Ngày tiếp nhận;..." in TCVN, and as VNI fonts have it.
    String tcvn3 =
        "M· hå s¬;Ngµy tiÕp nhËn;Ngµy hÑn tr¶;Ngµy tr¶ kÕt qu¶;H×nh thøc\n"
            + "251001-0001;01/10/2025 08:15;03/10/2025 17:00;02/10/2025 16:00;Trùc tuyÕn\n";
    String vni =
        "Maõ hoà sô;Ngaøy tieáp nhaän;Ngaøy heïn traû;Ngaøy traû keát quaû;Hình thöùc\n"
            + "251001-0001;01/10/2025 08:15;03/10/2025 17:00;02/10/2025 16:00;Tröïc tuyeán\n";
    for (String[] font : new String[][] {{"TCVN3", tcvn3}, {"VNI", vni}}) {
      byte[] bytes = font[1].getBytes(StandardCharsets.ISO_8859_1);
      assertThatThrownBy(() -> imported(font[0] + ".csv", bytes))
          .isInstanceOf(UnusableInput.class)
          .hasMessageContaining("csv.encoding = " + font[0]);
      Imported imported =
          imported(font[0] + "2.csv", bytes, "csv.encoding = " + font[0] + "\n" + MAPPING);
      assertThat(imported.figures()).isEqualTo("1 1 0 0 0 | 1 1 0 0");
      assertThat(imported.preview().channels()).containsOnlyKeys("online");
    }
  }

  @Test
  void anEncodingThatIsNotThatOfTheFileIsTold() throws IOException {
    assertThatThrownBy(
            () -> imported("a.csv", windows1258(TABLE), "csv.encoding = UTF-8\n" + MAPPING))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("not in the encoding UTF-8")
        .hasMessageContaining("windows-1258");
  }

  @Test
  void aBrokenByteRejectsItsRowOnlyWhenItIsReadThere() throws IOException {
    byte[] bytes = TABLE.getBytes(StandardCharsets.UTF_8);
    String text = TABLE.replace("Trực tiếp", "Tr\u0001c tiếp").replace("đủ", "\u0002");
    byte[] broken = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < broken.length; i++) {
      broken[i] = broken[i] == 1 || broken[i] == 2 ? (byte) 0xFF : broken[i];
    }
    assertThat(bytes).isNotEqualTo(broken);
    Imported imported = imported("a.csv", broken);
    assertThat(imported.figures()).isEqualTo("2 1 0 0 1 | 3 2 1 0");
    assertThat(imported.preview().rejects().get(0).detail())
        .contains("\"Hình thức\" (column 5) holds bytes that are not in the encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {",", "\t", "|", ";"})
  void theDelimiterIsFoundOut(String delimiter) throws IOException {
    assertThat(imported("a.csv", utf8(TABLE.replace(";", delimiter))).figures()).isEqualTo(RIGHT);
    byte[] told = utf8("sep=" + delimiter + "\r\n" + TABLE.replace(";", delimiter));
    assertThat(imported("b.csv", told).figures()).isEqualTo(RIGHT);
  }

  @Test
  void compressedAndPacked() throws IOException {
    ByteArrayOutputStream gz = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gz)) {
      out.write(utf8(TABLE));
    }
    assertThat(imported("a.csv.gz", gz.toByteArray()).figures()).isEqualTo(RIGHT);
    String second = TABLE.replace("251001-", "251101-").replace("251002-", "251102-");
    byte[] zip = zip("một.csv", utf8(TABLE), "sub/hai.csv", utf8(second), "đọc.pdf", utf8("%PDF"));
    Imported imported = imported("a.zip", zip);
    assertThat(imported.figures()).isEqualTo("6 2 2 0 2 | 6 6 0 0");
    assertThat(imported.counts().notes().toString())
        .contains("not read, as it is no table: đọc.pdf");
  }

  @Test
  void aFileInAnArchiveThatCannotBeReadIsTold() throws IOException {
    Imported imported = imported("a.zip", zip("a.csv", utf8(TABLE), "b.csv", utf8("%PDF-1.7")));
    assertThat(imported.figures()).isEqualTo("3 1 1 0 1 | 4 3 1 0");
    assertThat(imported.preview().rejects().get(0).detail()).contains("is a PDF");
  }

  static byte[] zip(Object... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < entries.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) entries[i]));
        zip.write((byte[]) entries[i + 1]);
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void aWorkbookWithSeveralSheets() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Workbook workbook = new Workbook(bytes, "test", "1.0")) {
      Worksheet guide = workbook.newWorksheet("Hướng dẫn");
      guide.value(0, 0, "Xuất từ hệ thống một cửa");
      Worksheet october = workbook.newWorksheet("Tháng 10");
      october.value(0, 0, "BÁO CÁO");
      fill(october, 2, "251001-0001", 45931.34375, 45933.708333333336, 45932.416666666664);
      october.value(4, 0, "Tổng cộng");
      october.value(4, 1, 1);
      Worksheet november = workbook.newWorksheet("Tháng 11");
      fill(november, 0, "251101-0001", 45962.34375, 45964.708333333336, 45965.416666666664);
    }
    Imported imported = imported("a.xlsx", bytes.toByteArray());
    assertThat(imported.figures()).isEqualTo("2 1 1 0 0 | 5 2 0 3");
    assertThat(imported.counts().leftOut().toString())
        .contains("NO_HEADER, count=1")
        .contains("a.xlsx:Hướng dẫn:1")
        .contains("TOTAL, count=1");
    Imported one = imported("b.xlsx", bytes.toByteArray(), "table.sheets = Tháng 11\n" + MAPPING);
    assertThat(one.figures()).isEqualTo("1 0 1 0 0 | 1 1 0 0");
  }

  /** As programs write it that know little of Excel. */
  @Test
  void aWorkbookWithoutStyles() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (String line : TABLE.lines().toList()) {
      rows.append("<row>");
      for (String cell : line.split(";", -1)) {
        rows.append("<c t='inlineStr'><is><t>").append(cell).append("</t></is></c>");
      }
      rows.append("</row>");
    }
    byte[] workbook = workbook("<worksheet><sheetData>" + rows + "</sheetData></worksheet>");
    assertThat(imported("a.xlsx", workbook).figures()).isEqualTo(RIGHT);
  }

  @Test
  void aWorkbookThatIsNoneSaysWhatToDo() throws IOException {
    byte[] empty = zip("xl/workbook.xml", utf8("<workbook/>"));
    assertThatThrownBy(() -> imported("a.xlsx", empty))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("save it as .xlsx");
    byte[] broken = workbook("<worksheet><sheetData><row><c");
    assertThatThrownBy(() -> imported("b.xlsx", broken))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("b.xlsx");
  }

  static byte[] workbook(String sheet) throws IOException {
    String types = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    String relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    return zip(
        "[Content_Types].xml",
        utf8(
            "<Types><Override PartName='/xl/workbook.xml' ContentType='"
                + types
                + "sheet.main+xml'/><Override PartName='/xl/worksheets/sheet1.xml' ContentType='"
                + types
                + "worksheet+xml'/></Types>"),
        "xl/workbook.xml",
        utf8(
            "<workbook xmlns:r='"
                + relations
                + "'><sheets><sheet name='Hồ sơ' sheetId='1' r:id='r1'/></sheets></workbook>"),
        "xl/_rels/workbook.xml.rels",
        utf8(
            "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml'/></Relationships>"),
        "xl/worksheets/sheet1.xml",
        utf8(sheet));
  }

  private static void fill(
      Worksheet sheet, int row, String code, double received, double due, double done) {
    String[] header = TABLE.lines().findFirst().orElseThrow().split(";");
    for (int i = 0; i < header.length; i++) {
      sheet.value(row, i, header[i]);
    }
    sheet.value(row + 1, 0, code);
    sheet.value(row + 1, 1, received);
    sheet.style(row + 1, 1).format("dd/mm/yyyy hh:mm").set();
    sheet.value(row + 1, 2, due);
    sheet.value(row + 1, 3, done);
    sheet.value(row + 1, 4, "Trực tuyến");
  }

  /** A cell without t is a number. A formula whose result is an empty text is one. */
  @Test
  void aCellOfAWorkbookIsNeverEmptyUnseen() throws IOException {
    String due = "<c><v>45933</v></c>";
    for (String cell :
        new String[] {
          "<c><f>B2+2</f></c>", // of scripts
          "<c><f>B2+2</f><v></v></c>",
          "<c s='0' t='n'><f>B2+2</f><v/></c>",
          "<c t='n'><v>mai</v></c>",
          "<c t='b'><v>mai</v></c>",
          "<c t='e'><v>#REF!</v></c>"
        }) {
      byte[] workbook = workbook(sheet(row("1-1", due), row("1-2", cell)));
      Imported imported = imported("a.xlsx", workbook);
      assertThat(imported.figures()).as(cell).isEqualTo("1 0 0 0 1 | 2 1 1 0");
      assertThat(imported.preview().rejects().get(0).detail())
          .startsWith("\"Ngày hẹn trả\" (column C) holds ")
          .contains(cell.contains("<f>") ? "save it" : "no time");
    }
    String empty = "<c t='str'><f>IF(A2=0,1,\"\")</f><v></v></c>";
    Imported excel = imported("b.xlsx", workbook(sheet(row("1-1", due), row("1-2", empty))));
    assertThat(excel.figures()).isEqualTo("2 0 0 0 2 | 2 2 0 0");
    byte[] script = workbook(sheet(row("1-1", due), row("1-2", "<c><f>IF(1,1,\"\")</f></c>")));
    assertThat(imported("c.xlsx", script, MAPPING.replaceAll("(?m)^due_at.*", "")).figures())
        .as("of columns that are not read")
        .isEqualTo("2 0 0 0 2 | 2 2 0 0");
  }

  @Test
  void aWorkbookWithAnUnknownCellSaysWhatToDo() {
    String day = "<c t='d'><v>2025-10-03</v></c>";
    assertThatThrownBy(() -> imported("a.xlsx", workbook(sheet(row("1-1", day)))))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("open the workbook in Excel or LibreOffice");
  }

  private static String sheet(String... rows) {
    StringBuilder header = new StringBuilder();
    for (String name : TABLE.lines().findFirst().orElseThrow().split(";")) {
      header.append("<c t='inlineStr'><is><t>").append(name).append("</t></is></c>");
    }
    return "<worksheet><sheetData><row>%s</row>%s</sheetData></worksheet>"
        .formatted(header, String.join("", rows));
  }

  private static String row(String code, String due) {
    return "<row><c t='inlineStr'><is><t>%s</t></is></c><c><v>45931</v></c>%s</row>"
        .formatted(code, due);
  }

  @Test
  void aFormulaWithoutAResultInAnOpenDocumentSpreadsheet() throws IOException {
    StringBuilder header = new StringBuilder();
    for (String name : TABLE.lines().findFirst().orElseThrow().split(";")) {
      header.append(odsCell("", name));
    }
    String received = " office:value-type='float' office:value='45931'";
    StringBuilder rows = new StringBuilder();
    for (String due :
        new String[] {
          odsCell(" table:formula='of:=[.B2]+2'", ""),
          odsCell(" table:formula='of:=[.B2]+2' office:value-type='string'", ""),
          odsCell(" office:value-type='float' office:value='NaN'", "mai"),
          odsCell(" office:value-type='float' office:value='mai'", "mai")
        }) {
      rows.append(odsRow(odsCell("", "1-" + rows.length()) + odsCell(received, "1/10") + due));
    }
    String content =
        """
        <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
        <office:body><office:spreadsheet><table:table table:name="Sheet1">%s</table:table></office:spreadsheet></office:body></office:document-content>
        """
            .formatted(odsRow(header.toString()) + rows);
    Imported imported =
        imported("a.ods", zip("mimetype", utf8("x"), "content.xml", utf8(content.strip())));
    assertThat(imported.rejects()).containsExactly("2 INVALID_FORMAT", "5 INVALID_FORMAT");
    assertThat(imported.preview().rejects().get(0).detail()).contains("formula without a result");
    assertThat(imported.figures()).isEqualTo("2 0 0 0 2 | 4 2 2 0");
  }

  private static String odsRow(String cells) {
    return "<table:table-row>" + cells + "</table:table-row>";
  }

  private static String odsCell(String attributes, String text) {
    return "<table:table-cell%s><text:p>%s</text:p></table:table-cell>".formatted(attributes, text);
  }

  @Test
  void anOpenDocumentSpreadsheet() throws IOException {
    String content =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
        <office:body><office:spreadsheet><table:table table:name="Sheet1">
        <table:table-row><table:table-cell office:value-type="string"><text:p>BÁO CÁO</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>
        <table:table-row><table:table-cell><text:p>Mã hồ sơ</text:p></table:table-cell><table:table-cell><text:p>Ngày tiếp nhận</text:p></table:table-cell><table:table-cell><text:p>Ngày hẹn trả</text:p></table:table-cell><table:table-cell><text:p>Ngày trả kết quả</text:p></table:table-cell><table:table-cell><text:p>Hình thức</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><text:p>251001-0001</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2025-10-01T08:15:00"><text:p>01/10/25</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="45933.708333333336"><text:p>45933.71</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2025-10-03"><text:p>03/10/25</text:p></table:table-cell><table:table-cell table:number-columns-repeated="1020"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>
        </table:table></office:spreadsheet></office:body></office:document-content>
        """;
    Imported imported =
        imported("a.ods", zip("mimetype", utf8("x"), "content.xml", utf8(content.strip())));
    assertThat(imported.figures()).isEqualTo("1 1 0 0 0 | 2 1 0 1");
    assertThat(imported.counts().leftOut().toString()).contains("a.ods:Sheet1:1");
  }

  @Test
  void aHeaderOverTwoLinesWithColumnNumbersBelowAndRepeatedPages() throws IOException {
    String table =
        """
        UBND PHƯỜNG;;;;;
        ;;;;;
        STT;Mã hồ sơ;Thời gian;;;Hình thức
        ;;Ngày tiếp nhận;Ngày hẹn trả;Ngày trả kết quả;
        (1);(2);(3);(4);(5);(6)
        1;251001-0001;01/10/2025 08:15;03/10/2025 17:00;02/10/2025 16:00;Trực tuyến
        STT;Mã hồ sơ;Thời gian;;;Hình thức
        ;;Ngày tiếp nhận;Ngày hẹn trả;Ngày trả kết quả;
        2;251001-0002;01/10/2025 09:00;03/10/2025 17:00;04/10/2025 09:00;Trực tiếp
        Tổng số hồ sơ: 2;;;;;
        """;
    Imported imported = imported("a.csv", utf8(table));
    assertThat(imported.figures()).isEqualTo("2 1 1 0 0 | 8 2 0 6");
    assertThat(imported.counts().leftOut().toString())
        .contains("COLUMN_NUMBERS, count=1")
        .contains("REPEATED_HEADER, count=2")
        .contains("TOTAL, count=1");
  }

  @Test
  void anUnclosedQuoteCostsItsOwnRow() throws IOException {
    String table =
        """
        Mã hồ sơ;Ngày tiếp nhận;Ngày hẹn trả;Ngày trả kết quả;Hình thức;Ghi chú
        1-1;01/10/2025 08:15;03/10/2025 17:00;02/10/2025 16:00;Trực tuyến;"thiếu giấy
        1-2;01/10/2025 09:00;03/10/2025 17:00;04/10/2025 09:00;Trực tiếp;"nhiều
        dòng"
        1-3;02/10/2025 10:30;06/10/2025 17:00;;Bưu chính;hộ "Tám"
        1-4;02/10/2025 10:30;06/10/2025 17:00;;Bưu chính;"hộ ""Tám"" bổ sung"
        1-5;02/10/2025 10:30;06/10/2025 17:00;;Bưu chính;"không đóng
        """;
    Imported imported = imported("a.csv", utf8(table));
    assertThat(imported.figures()).isEqualTo("3 0 1 0 2 | 5 3 2 0");
    assertThat(imported.rejects()).containsExactly("2 UNREADABLE_ROW", "7 UNREADABLE_ROW");
  }

  @Test
  void rowsThatDoNotFitTheirHeaderAreRejected() throws IOException {
    String table =
        TABLE
            + "251002-0004;02/10/2025 10:30\n"
            + "251002-0005;02/10/2025 10:30;06/10/2025 17:00;;Bưu chính;a;b\n";
    Imported imported = imported("a.csv", utf8(table));
    assertThat(imported.figures()).isEqualTo("3 1 1 0 1 | 5 3 2 0");
    assertThat(imported.rejects()).containsExactly("5 UNREADABLE_ROW", "6 UNREADABLE_ROW");
  }

  @Test
  void aColumnThatStandsTwiceIsNamedWithItsNumber() throws IOException {
    byte[] table = utf8(TABLE.replace("Ghi chú", "Ngày hẹn trả"));
    assertThatThrownBy(() -> imported("a.csv", table))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("Ngày hẹn trả [1]");
    String mapping = MAPPING.replace("column = Ngày hẹn trả", "column = Ngày hẹn trả [1]");
    assertThat(imported("b.csv", table, mapping).figures()).isEqualTo(RIGHT);
  }

  @Test
  void columnsThatAreNotThereAreToldAllAtOnce() throws IOException {
    byte[] table = utf8(TABLE.replace("Ngày hẹn trả", "Hẹn trả").replace("Hình thức", "Kênh"));
    assertThatThrownBy(() -> imported("a.csv", table))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining(
            "mapping.properties:6:17: the column 'Ngày hẹn trả' is not in the file; the nearest is"
                + " Hẹn trả")
        .hasMessageContaining("mapping.properties:8:18: the column 'Hình thức' is not in the file")
        .hasMessageContaining("a.csv:1 has: Mã hồ sơ, Ngày tiếp nhận, Hẹn trả");
  }

  @Test
  void cellsOfDataAreNotToldWhereAHeaderIsMissing() throws IOException {
    String data =
        """
        BÁO CÁO THÁNG 10/2025;;;;;
        000.01-1;Nguyễn Văn A;0912345678;01/10/2025;Trực tuyến;ổn
        Trần Thị B;Thôn Đông;chưa có;;;
        000.01-2;Lê Văn C;0987654321;02/10/2025;Trực tiếp;
        """;
    assertThatThrownBy(() -> imported("a.csv", utf8(data)))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("the column 'Mã hồ sơ' is not in the file. Looked at")
        .hasMessageContaining("a.csv: no row looks like a header")
        .hasMessageContaining("add a line with the names of the columns")
        .hasMessageNotContaining("Văn")
        .hasMessageNotContaining("Trần Thị B")
        .hasMessageNotContaining("0912345678");
    String strange = "BÁO CÁO THÁNG 10/2025;;\nCode;Received;Citizen\n1-1;01/10/2025;Văn A\n";
    assertThatThrownBy(() -> imported("b.csv", utf8(strange)))
        .hasMessageContaining("b.csv:2 has: Code, Received, Citizen")
        .hasMessageNotContaining("Văn A");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%PDF-1.7", "<html><table><tr><td>1</td></tr></table>", "<?xml version='1.0'?>"})
  void aFileThatIsNoTableSaysWhatToDo(String content) {
    assertThatThrownBy(() -> imported("a.xls", utf8(content)))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining(".xlsx");
  }

  @Test
  void emptyMissingAndOldFilesSayWhatToDo() {
    assertThatThrownBy(() -> imported("a.csv", new byte[0])).hasMessageContaining("is empty");
    byte[] ole2 = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 1};
    assertThatThrownBy(() -> imported("a.xls", ole2)).hasMessageContaining("Save it as .xlsx");
    assertThatThrownBy(() -> imported("a.xlsx", utf8("PK\u0003\u0004 cut")))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> Imported.of(mapping(MAPPING), dir.resolve("none.csv")))
        .hasMessageContaining("there is no file");
  }

  @Test
  void aFileThatIsCutKeepsWhatWasRead() throws IOException {
    StringBuilder many = new StringBuilder(TABLE);
    for (int i = 0; i < 20_000; i++) {
      many.append("2511-").append(i * 7919L % 100_000).append(";02/10/2025 10:30;;;Trực tiếp;\n");
    }
    ByteArrayOutputStream gz = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gz)) {
      out.write(utf8(many.toString()));
    }
    byte[] cut = java.util.Arrays.copyOf(gz.toByteArray(), gz.size() * 3 / 4);
    Imported imported = imported("a.csv.gz", cut);
    assertThat(imported.counts().read())
        .isGreaterThan(100)
        .isEqualTo(imported.counts().counted() + imported.counts().rejected());
    assertThat(imported.rejects()).last().asString().contains("UNREADABLE_FILE");
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Imported imported(String name, byte[] content) throws IOException {
    return imported(name, content, MAPPING);
  }

  private Imported imported(String name, byte[] content, String mapping) throws IOException {
    return Imported.of(mapping(mapping), Files.write(dir.resolve(name), content));
  }

  private Path mapping(String text) throws IOException {
    return Files.writeString(dir.resolve("mapping.properties"), text);
  }
}
