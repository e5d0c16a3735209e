package vn.cds.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.cds.contract.roster.Province;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.api.request.Catalogues;
import vn.cds.dashboard.report.LeadershipReport;
import vn.cds.dashboard.report.ReportPage;
import vn.cds.dashboard.report.ReportWorkbook;
import vn.cds.dashboard.score.Standing;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Period;

/** The report of a seeded province: its page in a real Chromium, its workbook read back. */
class LeadershipReportTest {

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private static TestProvince province;
  private static LeadershipReport report;

  @BeforeAll
  static void read() {
    province = new TestProvince();
    province.fill(1829);
    province.excels(TestProvince.HAC_THANH, 500);
    // 3 of 13 rated dossiers, scaled up to 100: no whole number of people.
    province.insert(
        "service_request_cohort",
        List.of(
            province
                .cohort(
                    province.communes.get(5).code(), TestProvince.TODAY, 100, 0.8, new Random(3))
                .put("rated", 13)
                .put("dissatisfied", 3)
                .put("version", 3_000_000)));
    province.opens(TestProvince.BIM_SON, 60, TestProvince.MORNING.minusSeconds(86_400));
    report = report("today");
  }

  private static LeadershipReport report(String period) {
    Province thanhHoa =
        Roster.bundled().provinces().stream()
            .filter(known -> known.code().equals(TestProvince.THANH_HOA))
            .findFirst()
            .orElseThrow();
    Instant at = province.clock.instant();
    try (NamedQueries queries = NamedQueries.of(province.database)) {
      return LeadershipReport.read(
          queries,
          new Catalogues(province.database).of(0),
          thanhHoa,
          Period.parse(period, province.clock),
          at,
          30);
    }
  }

  @Test
  void tellsWhoLeadsWhoMovedAndWhatIsMissing() {
    assertThat(report.communes()).hasSize(166);
    assertThat(report.before().fromDay()).isEqualTo(LocalDate.of(2026, 11, 19));
    LeadershipReport.Commune first = report.ranked().get(0);
    assertThat(first.standing().communeCode()).isEqualTo(TestProvince.HAC_THANH);
    assertThat(first.standing().rank()).isEqualTo(1);
    assertThat(first.standing().score()).isEqualTo(100);
    assertThat(first.scoreClass()).isEqualTo("Xuất sắc");
    assertThat(report.ranked()).extracting(LeadershipReport.Commune::movement).doesNotContainNull();
    assertThat(report.coverage().computable()).isEqualTo(50);
    assertThat(report.coverage().of()).isEqualTo(100);
    assertThat(report.coverage().reporting()).isBetween(150L, 166L);
    double absent =
        report.coverage().missing().stream()
            .filter(missing -> missing.points() != null)
            .mapToDouble(LeadershipReport.Missing::points)
            .sum();
    assertThat(absent).isEqualTo(50);
    // The open dossier of Bỉm Sơn is past its time; the cohort says how many are open.
    Standing late =
        report.communes().stream()
            .map(LeadershipReport.Commune::standing)
            .filter(standing -> standing.communeCode().equals(TestProvince.BIM_SON))
            .findFirst()
            .orElseThrow();
    assertThat(late.overdueProper()).isEqualTo(1);
  }

  @Test
  void lossesAreOfSumsOverAllCommunes() {
    LeadershipReport.Loss onTime =
        report.losses().stream().filter(loss -> loss.id().equals("2.1")).findFirst().orElseThrow();
    long received = report.communes().stream().mapToLong(commune -> commune.standing().n()).sum();
    assertThat(onTime.denominator()).isEqualTo(received);
    assertThat(onTime.rate()).isEqualTo(onTime.numerator() / received);
    // Won in hundredths of a point, as a commune wins them.
    assertThat(onTime.lost()).isEqualTo((2_000 - Math.rint(2_000 * onTime.rate())) / 100);
    assertThat(onTime.formulaVersion()).isEqualTo("1/2022-06-23");
    LeadershipReport.Loss satisfied =
        report.losses().stream().filter(loss -> loss.id().equals("5.4")).findFirst().orElseThrow();
    assertThat(satisfied.numerator()).isNotEqualTo(Math.rint(satisfied.numerator()));
    assertThat(ReportPage.of(report)).containsPattern("≈ [0-9.]+ / ");
    assertThat(report.losses())
        .extracting(LeadershipReport.Loss::lost)
        .filteredOn(lost -> lost != null)
        .isSortedAccordingTo((one, other) -> Double.compare(other, one));
  }

  @Test
  void aPeriodWithoutDataIsSaid() {
    LeadershipReport empty = report("2020-Q2");
    assertThat(empty.ranked()).isEmpty();
    assertThat(ReportPage.of(empty))
        .contains("Quý II năm 2020", "Chưa có đơn vị nào đủ dữ liệu", "Không có hồ sơ quá hạn")
        .doesNotContain("TẠM TÍNH");
  }

  @Test
  void thePageNeedsNothingElseAndEscapesNames() {
    String page = ReportPage.of(report);
    assertThat(page)
        .contains(
            "Thanh Hoá",
            "TẠM TÍNH",
            "50 trên 100 điểm tính được",
            "Chưa được khai báo: ",
            "Số liệu tính đến",
            "Phiên bản công thức 1",
            "Nhóm cuối",
            "Các chỉ số mất điểm",
            "theo số liệu chốt cuối kỳ",
            "≈ là số ước tính",
            "1/2022-06-23",
            "Ngày 20/11/2026",
            "Quyết định 766/QĐ-TTg")
        .doesNotContain("http:", "https:", "src=", "<script", "{{", "null");
    LeadershipReport.Commune hostile =
        new LeadershipReport.Commune(standing("<img src=x>&", 1, "", 50, 1.0, 2, 50.0), "", 3);
    assertThat(ReportPage.of(with(List.of(hostile))))
        .contains("&lt;img src")
        .doesNotContain("<img");
  }

  @Test
  void theWorkbookHoldsEveryCommuneAndNoFormula() throws Exception {
    LeadershipReport.Commune hostile =
        new LeadershipReport.Commune(
            standing("=HYPERLINK(\"x\")", null, "no_data", 0, null, 0, null), "", -3);
    List<LeadershipReport.Commune> communes = new ArrayList<>(report.communes());
    communes.add(hostile);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ReportWorkbook.write(with(communes), out);
    try (ReadableWorkbook workbook =
        new ReadableWorkbook(new ByteArrayInputStream(out.toByteArray()))) {
      assertThat(workbook.getSheets().map(sheet -> sheet.getName()))
          .containsExactly("Tổng quan", "Xếp hạng", "Điểm mất", "Chưa tính được");
      List<Row> rows = workbook.findSheet("Xếp hạng").orElseThrow().read();
      assertThat(rows).hasSize(168);
      assertThat(rows.get(1).getCellText(2)).isEqualTo(report.ranked().get(0).standing().name());
      assertThat(rows.get(1).getCell(6).getType()).isEqualTo(CellType.NUMBER);
      assertThat(rows.get(1).getCellAsNumber(6).orElseThrow().doubleValue()).isEqualTo(100);
      assertThat(rows.get(167).getCellText(2)).isEqualTo("'=HYPERLINK(\"x\")");
      assertThat(rows.get(167).getCellText(4)).as("points of nothing computable").isEmpty();
      assertThat(rows.get(167).getCellAsNumber(8).orElseThrow().intValue()).isEqualTo(-3);
      for (Row row : rows) {
        row.stream()
            .filter(cell -> cell != null)
            .forEach(cell -> assertThat(cell.getType()).isNotEqualTo(CellType.FORMULA));
      }
      assertThat(workbook.getFirstSheet().read())
          .extracting(row -> row.getCellText(0))
          .contains("Phiên bản công thức", "Tử số có phần lẻ");
      List<Row> losses = workbook.findSheet("Điểm mất").orElseThrow().read();
      assertThat(losses).hasSize(report.losses().size() + 1);
    }
  }

  @Test
  void thePageFitsOnOneSheetOfPaper() throws Exception {
    Files.createDirectories(SCREENSHOTS);
    Path file = SCREENSHOTS.resolve("report.html");
    Files.writeString(file, ReportPage.of(report));
    try (Playwright playwright =
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser =
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions()
                        .setExecutablePath(BoardBrowser.chromium())
                        .setArgs(List.of("--no-sandbox", "--disable-gpu")))) {
      Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(794, 1123));
      List<String> complaints = new ArrayList<>();
      page.onConsoleMessage(message -> complaints.add(message.text()));
      page.onRequest(
          request -> {
            if (!request.url().startsWith("file:")) {
              complaints.add(request.url());
            }
          });
      page.navigate(file.toUri().toString());
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(SCREENSHOTS.resolve("report.png"))
              .setFullPage(true));
      byte[] pdf =
          page.pdf(
              new Page.PdfOptions()
                  .setPath(SCREENSHOTS.resolve("report.pdf"))
                  .setPreferCSSPageSize(true));
      assertThat(complaints).isEmpty();
      assertThat((Integer) page.evaluate("document.documentElement.scrollWidth - innerWidth"))
          .isLessThanOrEqualTo(0);
      assertThat(new String(pdf, StandardCharsets.ISO_8859_1).split("/Type /Page\\b"))
          .as("pages")
          .hasSize(2);
      page.evaluate(Files.readString(Path.of("web", "node_modules", "axe-core", "axe.min.js")));
      assertThat(
              (List<?>)
                  page.evaluate(
                      "async () => (await axe.run()).violations.map(v => v.id + ': ' +"
                          + " v.nodes[0].html)"))
          .isEmpty();
    }
  }

  private static Standing standing(
      String name,
      Integer rank,
      String reason,
      long n,
      Double points,
      double computable,
      Double score) {
    return new Standing(
        "38",
        "00001",
        name,
        "xa",
        null,
        "",
        rank,
        reason,
        n,
        points,
        computable,
        null,
        score,
        "",
        List.of(),
        null,
        0L,
        null,
        null,
        List.of(),
        0L,
        0L,
        0L,
        1,
        report.at(),
        null);
  }

  private static LeadershipReport with(List<LeadershipReport.Commune> communes) {
    return new LeadershipReport(
        report.province(),
        report.period(),
        report.before(),
        report.at(),
        report.load(),
        report.frame(),
        report.minimumN(),
        communes,
        report.losses(),
        report.coverage());
  }
}
