package vn.cds.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The pages beside the leaderboard in a real Chromium, on a real ClickHouse. */
class PagesTest {

  private static final String COMMUNE = "/communes/" + TestProvince.HAC_THANH;

  private static TestProvince province;
  private static Board board;
  private static BoardBrowser browser;

  @BeforeAll
  static void start() {
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    province = new TestProvince();
    province.fillPages(2026);
    board = province.board().operator(true).sourceTopic(TestSources::everyState).start();
    browser = new BoardBrowser();
  }

  @AfterAll
  static void stop() {
    browser.close();
    board.close();
  }

  @AfterEach
  void nothingWentWrong() {
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void everyNumberIsTwoClicksFromItsWindows() {
    Page page = open("/");
    page.locator("tr[data-code='14797'] .name").click();
    page.locator(".detail").getByText("Hồ sơ giải quyết đúng hạn").click();
    assertThat(page).hasURL(Pattern.compile("/communes/14797\\?indicator=2\\.1$"));
    assertThat(page.locator("h1")).hasText("Phường Hạc Thành");
    assertThat(page.locator(".windows")).containsText("hồ sơ xong đúng hạn");
    assertThat(page.locator(".windows tbody tr").first()).containsText("20/11/2026");
    page.goBack();
    assertThat(page.locator("tr[data-code]")).hasCount(166);
    page.goForward();
    assertThat(page.locator(".windows")).isVisible();
  }

  @Tag("slow")
  @Test
  void aCommuneExplainsItsScore() {
    Page page = open(COMMUNE + "?period=year");
    Locator row = page.locator("tr[data-indicator='2.1']");
    assertThat(row).containsText("Hồ sơ giải quyết đúng hạn");
    assertThat(row).containsText(Pattern.compile("\\d+,\\d\\d / 20"));
    // Indicators without data are there too, and say so.
    assertThat(page.locator("tr[data-indicator='3.5a']")).containsText("chưa được khai báo");
    assertThat(page.locator("tr.group").filter(text("Số hoá hồ sơ"))).containsText("/ 22");
    double won = 0;
    for (String points :
        page.locator("tr[data-indicator] td:nth-last-child(2)").allTextContents()) {
      String number = points.strip().split("[ \\u00a0]")[0].replace(',', '.');
      won += number.startsWith("–") ? 0 : Double.parseDouble(number);
    }
    String score = page.locator("dl b").nth(1).textContent();
    assertThat(won)
        .isCloseTo(
            Double.parseDouble(score.split(" ")[0].replace(',', '.')),
            org.assertj.core.data.Offset.offset(0.06));
    assertThat(page.locator(".card").filter(text("theo thời gian")))
        .containsText("Trung vị toàn tỉnh");
    assertThat(page.locator("h3.late")).containsText("Quá hạn: 4");
    assertThat(page.locator("h3.suspected")).containsText("Nghi lỗi đồng bộ: 2");
    assertThat(page.locator("h3.soon")).containsText("Đến hạn trong 24 giờ tới: 2");
    Locator declared = page.locator(".card").filter(text("Số liệu khai báo"));
    assertThat(declared).containsText("Quyết định 12/QĐ-UBND");
    assertThat(declared).containsText("01/11/2026");
    assertThat(page.locator("dl")).not().containsText("NaN");
    page.getByLabel("So sánh trong").selectOption("kind");
    assertThat(page).hasURL(Pattern.compile("peers=kind"));
    assertThat(page.locator("dt").first()).hasText("Hạng trong nhóm");
    page.getByLabel("Bộ chỉ số").selectOption("qd-1829");
    assertThat(page).hasURL(Pattern.compile("frame=qd-1829"));
    assertThat(page.locator("tr[data-indicator='1829.electricity-cashless']")).containsText("đạt");
  }

  @Tag("slow")
  @Test
  void nothingOnACommunesPageContradictsItself() {
    Random random = new Random(7);
    province.insert(
        "service_request_cohort",
        List.of(
            province
                .cohort(TestProvince.BIM_SON, TestProvince.TODAY, 100, 0.8, random)
                .put("rated", 13)
                .put("dissatisfied", 3)
                .put("version", 3_000_000),
            province
                .cohort(TestProvince.BIM_SON, TestProvince.TODAY.minusDays(1), 4, 0.8, random)
                .put("version", 3_000_000)));
    ObjectNode sentBack =
        province.dossier(
            TestProvince.BIM_SON,
            "H56.12.5-261120-0042",
            TestProvince.MORNING.plusSeconds(864_000),
            false);
    province.insert("dossier", List.of(sentBack.put("supplements", 2)));
    Page page = openOnceListed("14812", "H56.12.5-261120-0042");
    // 3 of 13 that were rated are dissatisfied, so 23,08 of 100.
    Locator satisfaction = page.locator("tr[data-indicator='5.4']");
    assertThat(satisfaction.locator("td").first()).hasText(Pattern.compile("^≈\\s\\d+$"));
    assertThat(page.locator("main")).containsText("≈ là số ước tính");
    // The formula of 2.1 is a sum that is divided.
    page.locator("tr[data-indicator='2.1'] button").click();
    assertThat(page.locator(".windows dl"))
        .containsText(Pattern.compile("\\(hồ sơ xong đúng hạn \\+ .* - .*\\) ÷"));
    // A score of four dossiers is no full point.
    assertThat(page.locator(".mark.small").first()).isVisible();
    assertThat(page.locator(".legend").first()).containsText("Dấu rỗng");
    // Overdue by its supplements, ten days before its due time.
    Locator row = page.locator("tr").filter(text("H56.12.5-261120-0042"));
    assertThat(row).containsText("yêu cầu bổ sung 2 lần");
    assertThat(row.locator("td").last()).hasText("chưa đến hạn");
    // An index without points ranks nobody, and does not say that there are no dossiers.
    page.getByLabel("Bộ chỉ số").selectOption("qd-1829");
    assertThat(page.locator("tr[data-indicator='1829.electricity-cashless']")).isVisible();
    assertThat(page.locator("dl").first()).containsText("100");
    assertThat(page.locator("dl").first()).not().containsText("chưa có hồ sơ trong kỳ");
  }

  @Tag("slow")
  @Test
  void whatIsOfTheCountryOrOfNoPeriodSaysSo() {
    Page page = open("/data");
    assertThat(page.locator(".eyebrow")).hasText("Cả nước");
    assertThat(page.locator(".period")).containsText("Số liệu lúc");
    assertThat(page.locator(".periods")).hasCount(0);
    assertThat(page.locator(".card").filter(text("Độ mới theo nguồn")).locator("h2"))
        .containsText("Thanh H");
    page.locator("nav").getByText("Tiến độ công nhận").click();
    assertThat(page.locator(".steps").first()).isVisible();
    assertThat(page.locator(".periods")).hasCount(0);
    Page map = open("/map?province=VN&indicator=3.6");
    assertThat(map.locator(".cell").first()).isVisible();
    assertThat(map.locator("main")).containsText("Tỷ lệ chung");
    assertThat(map.locator("main")).not().containsText(Pattern.compile("toàn tỉnh|của tỉnh"));
  }

  @Tag("slow")
  @Test
  void anotherFrameKeepsItsHeadingUntilItsFiguresAreThere() {
    Page page = open(COMMUNE);
    List<Route> held = new ArrayList<>();
    page.route(Pattern.compile("/explanation\\?.*frame=qd-1829"), held::add);
    page.getByLabel("Bộ chỉ số").selectOption("qd-1829");
    page.waitForCondition(() -> held.size() == 1);
    assertThat(page.locator("main")).hasAttribute("aria-busy", "true");
    assertThat(page.locator("tr[data-indicator='2.1']")).isVisible();
    assertThat(page.locator("main")).containsText("Theo Quyết định 766");
    held.get(0).resume();
    assertThat(page.locator("tr[data-indicator='1829.electricity-cashless']")).isVisible();
    assertThat(page.locator("main")).containsText("Theo Quyết định 1829");
    assertThat(page.locator("main")).hasAttribute("aria-busy", "false");
  }

  @Test
  void theMethodsAreAllThere() {
    Page page = open("/methods");
    assertThat(page.locator("tbody tr").filter(text("4.5b")))
        .containsText("hồ sơ xác thực với dữ liệu dân cư");
    assertThat(page.locator("main")).containsText("Quyết định 766/QĐ-TTg, chỉ số 2.1");
    assertThat(page.locator("main")).containsText("Tính được 50 trên 100 điểm");
    assertThat(page.locator(".loads li")).hasCount(1);
    assertThat(page.locator(".loads")).containsText("Phiên bản công thức 1");
  }

  @Test
  void communesAreCompared() {
    Page page = open("/compare");
    assertThat(page.locator("main")).containsText("Chọn từ hai đến năm");
    page.locator("#pick").fill("hac thanh");
    page.locator(".found button").first().click();
    page.locator("#pick").fill("bim son");
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile("communes=14797,14812$"));
    assertThat(page.locator(".scroll thead th").filter(text("Phường Hạc Thành")).last())
        .isVisible();
    assertThat(page.locator("tr").filter(text("2.1")).first()).containsText("n = ");
    assertThat(page.locator(".legend")).containsText("Trung vị toàn tỉnh");
    page.getByLabel("Bỏ Phường Bỉm Sơn").click();
    assertThat(page.locator("main")).containsText("Chọn từ hai đến năm");
  }

  @Test
  void laggardsThatTouchStandOut() throws IOException {
    Page page = open("/map");
    assertThat(page.locator(".cell")).hasCount(166);
    page.getByLabel("Chỉ số").selectOption("3.6");
    assertThat(page).hasURL(Pattern.compile("/map\\?indicator=3\\.6$"));
    assertThat(page.locator("figure h2").first()).containsText("3.6 Hồ sơ thanh toán trực tuyến");
    assertThat(page.locator(".cell.behind").first()).isVisible();
    assertThat(page.locator("ol li").first()).containsText("đơn vị");
    assertThat(page.locator(".cell.hollow").first()).isVisible();
    // Every mark of the funnel is also a row of its table.
    int marks = page.locator(".mark").count();
    page.getByText("Xem dạng bảng").last().click();
    assertThat(page.locator("figure").last().locator("tbody tr")).hasCount(marks);
    Download picture = page.waitForDownload(() -> page.getByText("Lưu ảnh").first().click());
    assertThat(picture.suggestedFilename()).startsWith("3-6-Hồ-sơ").endsWith(".png");
    assertThat(picture.path()).content(StandardCharsets.ISO_8859_1).startsWith("\u0089PNG");
    Download shares = page.waitForDownload(() -> page.getByText(Pattern.compile("^CSV")).click());
    assertThat(shares.suggestedFilename()).startsWith("funnel-").endsWith(".csv");
    assertThat(shares.path())
        .content()
        .contains("Chỉ số;3.6 Hồ sơ thanh toán trực tuyến", "Số liệu lúc")
        .contains("Mã đơn vị;Tên;Tử số;Mẫu số;Tỷ lệ");
    assertThat(Files.readString(shares.path()).lines().filter(line -> line.matches("38;\\d{5};.*")))
        .hasSize(marks);
    page.locator(".cell.behind").first().click();
    assertThat(page).hasURL(Pattern.compile("/communes/\\d{5}\\?indicator=3\\.6$"));
  }

  @Test
  void recognitionIsShownAgainstItsTarget() {
    Page page = open("/recognition?period=year");
    assertThat(page.locator("tbody tr").filter(text("2026")).first()).containsText("46");
    assertThat(page.locator("main")).containsText("Quyết định 12/QĐ-UBND");
    assertThat(page.locator(".steps").first()).isVisible();
  }

  @Tag("slow")
  @Test
  void aDeadDatabaseIsSaidOnEveryPageAndHeals() {
    Page page = open("/recognition?period=year");
    browser.serverMayBeAway();
    province.clickHouse.kill();
    assertThat(page.locator(".connection"))
        .hasText(
            "Không đọc được cơ sở dữ liệu",
            new LocatorAssertions.HasTextOptions().setTimeout(60_000));
    assertThat(page.locator(".steps").first()).isVisible();
    // What was read just before is still given for some seconds.
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> page.request().get(board.url() + "/api/v1/data-health").status() == 503);
    page.locator("nav").getByText("Chất lượng dữ liệu").click();
    assertThat(page.locator(".notice").filter(text("Không tải được phần này")).first()).isVisible();
    province.clickHouse.restart();
    assertThat(page.locator(".sample").first())
        .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(120_000));
    assertThat(page.locator(".notice"))
        .hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(120_000));
  }

  @Tag("slow")
  @Test
  void aWallTurnsByItself() {
    Page page = open("/data?wall=data,methods&every=3");
    assertThat(page.locator("nav")).isHidden();
    assertThat(page.locator("form")).isHidden();
    assertThat(page.locator("h1")).hasText("Cách tính");
    assertThat(page.locator("h1")).hasText("Chất lượng dữ liệu");
    page.getByLabel("Rời màn hình lớn").click();
    assertThat(page.locator("nav")).isVisible();
  }

  @Tag("slow")
  @Test
  void theKeyboardAloneIsEnough() {
    Page page = open("/");
    page.locator("nav a").nth(1).focus();
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile("/map$"));
    assertThat(page.locator("#main")).isFocused();
    page.goBack();
    page.locator("tr[data-code='14797'] .name").focus();
    page.keyboard().press("Enter");
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile("/communes/14797$"));
    page.locator("tr[data-indicator='3.6'] button").focus();
    page.keyboard().press("Enter");
    assertThat(page.locator(".windows")).isVisible();
    page.keyboard().press("Enter");
    assertThat(page.locator(".windows")).hasCount(0);
  }

  @Test
  void alertsAreListedAndLeadToTheirEvidence() {
    Page page = open("/");
    assertThat(page.locator("tr[data-code='14797'] .alerts")).containsText("1");
    page.locator("nav").getByText("Cảnh báo").click();
    assertThat(page).hasURL(Pattern.compile("/alerts$"));
    Locator alert = page.locator("tbody tr").filter(text("Phường Hạc Thành")).first();
    assertThat(alert).containsText("nghiêm trọng");
    assertThat(alert).containsText("71 %");
    alert.getByText("Phường Hạc Thành").click();
    assertThat(page).hasURL(Pattern.compile("/communes/14797\\?indicator=2\\.1$"));
    assertThat(page.locator(".windows")).isVisible();
    assertThat(page.locator("tr").filter(text("Tồn đọng tăng"))).containsText("đã khắc phục");
    page.goBack();
    Locator silences = page.locator(".card").filter(text("Tạm dừng báo"));
    assertThat(silences.locator("tbody tr").first()).containsText("đang hiệu lực");
    assertThat(silences).containsText("kết thúc sớm bởi Lê Thị B");
  }

  @Tag("slow")
  @Test
  void listsSayHowManyThereAreAndWhereTheRestIs() throws IOException {
    String commune = province.communes.get(40).code();
    province.overdue(commune, 219, false);
    province.overdue(commune, 275, true);
    Page page = openOnceListed(commune, "H56.%s.s-0274".formatted(commune));
    assertThat(page.locator("h3.late")).hasText("Quá hạn: 219");
    assertThat(page.locator("h3.late + .part")).hasText("Hiện 200 trên 219; tệp tải về có tất cả.");
    assertThat(page.locator("h3.suspected")).hasText("Nghi lỗi đồng bộ: 275");
    assertThat(page.locator("h3.suspected ~ .part").last())
        .hasText("Hiện 0 trên 275; tệp tải về có tất cả.");
    Locator dossiers = page.locator(".card").filter(text("Hồ sơ quá hạn và sắp đến hạn"));
    assertThat(dossiers.locator("tbody tr")).hasCount(200);
    Download file = page.waitForDownload(() -> dossiers.getByText(Pattern.compile("^CSV")).click());
    assertThat(
            Files.readString(file.path()).lines().filter(line -> line.contains("H56." + commune)))
        .hasSize(494);
    show(page, "/alerts");
    assertThat(page.locator("h3.late")).hasText(Pattern.compile("Quá hạn: 2\\d\\d"));
    assertThat(page.locator("dl")).containsText("nghiêm trọng");
  }

  @Test
  void whatHappensNowIsShownTheBusiestFirst() {
    Page page = open("/live");
    assertThat(page.locator("h1")).hasText("10 phút qua");
    Locator first = page.locator("tbody tr").first();
    assertThat(first.locator("th")).containsText("Hạc Thành");
    // 48 of each stream; 36 online, 39 on time, 9 late, 36 of 48 payments cashless, 24 documents
    // done.
    assertThat(first.locator("td"))
        .hasText(new String[] {"144", "48", "75 %", "39", "9", "48", "75 %", "48", "24"});
    page.getByLabel("Khoảng thời gian").selectOption("60");
    assertThat(page).hasURL(Pattern.compile("/live\\?minutes=60$"));
    assertThat(page.locator("h1")).hasText("60 phút qua");
    page.locator(".province select").selectOption("01");
    assertThat(page).hasURL(Pattern.compile("/live\\?province=01&minutes=60$"));
    assertThat(page.locator("main")).containsText("Chưa có sự kiện nào trong 60 phút qua.");
    page.goBack();
    first.getByRole(AriaRole.LINK).click();
    assertThat(page).hasURL(Pattern.compile("/communes/14797$"));
  }

  @Test
  void everyRecordIsAccountedFor() {
    Page page = open("/data");
    assertThat(page.locator("tbody tr").filter(text("Hồ sơ thủ tục")).first())
        .containsText("đang gửi");
    assertThat(page.locator("tbody tr").filter(text("UNKNOWN_COMMUNE")))
        .containsText("mã xã không có trong danh mục");
    assertThat(page.locator(".sample").first()).containsText("Mã xã không có trong danh mục");
  }

  @Test
  void retractionsAreCountedAndWhatIsLeftToDoIsListed() throws IOException {
    Page page = open("/data");
    Locator card = page.locator(".card").filter(text("Sự kiện được rút lại"));
    assertThat(card.locator("tbody").first().locator("tr").nth(2).locator("td"))
        .hasText(new String[] {"2", "1", "1", "0"});
    assertThat(card.locator("tbody").first().locator("tr").nth(1).locator("td"))
        .hasText(new String[] {"1", "1", "0", "1"});
    Locator listed = card.locator("tbody").last().locator("tr");
    assertThat(listed).hasCount(2);
    assertThat(listed.first()).containsText("HD-0003");
    assertThat(listed.first()).containsText("thành công");
    assertThat(listed.first()).containsText("09:30 18/11/2026");
    assertThat(listed.first()).containsText("Cần tính lại");
    // Known only to the day.
    assertThat(listed.last().locator("td").nth(3)).hasText("17/11/2026");
    assertThat(listed.last()).containsText("Không thấy sự kiện");
    Download file = page.waitForDownload(() -> card.getByText(Pattern.compile("^CSV")).click());
    assertThat(Files.readString(file.path()))
        .contains(
            ";H56.12.5-261110-0002;done;17/11/2026;", ";HD-0003;succeeded;18/11/2026 09:30:00;")
        .doesNotContain("H56.12.5-261110-0001");
    show(page, "/data?lang=en");
    assertThat(page.locator(".card").filter(text("Events taken back")))
        .containsText("Event not found: 1.");
  }

  @Test
  void sourcesThatNeedSomebodyComeFirst() {
    Page page = open("/sources");
    Locator rows = page.locator("tbody tr");
    assertThat(rows.locator("th"))
        .hasText(
            new String[] {
              "documents.hac-thanh", "stuck", "new-vendor", "national", "one-stop", "former"
            });
    assertThat(rows.nth(0)).containsText("không gửi dữ liệu");
    // Only the day of its newest event is known.
    assertThat(rows.nth(0).locator("td").nth(2)).containsText("18/11/2026");
    assertThat(rows.nth(0).locator("td").nth(2)).not().containsText("23:59");
    assertThat(rows.nth(1)).containsText("có gửi nhưng không được tiếp nhận");
    assertThat(rows.nth(2)).containsText("chưa gửi lần nào");
    assertThat(rows.nth(5)).containsText("đã hết quyền gửi");
    rows.nth(1).locator("a").click();
    assertThat(page).hasURL(Pattern.compile("/sources/stuck$"));
    assertThat(page.locator("h1")).hasText("stuck");
    assertThat(page.locator("main")).containsText("không bản ghi nào được tiếp nhận");
    assertThat(page.locator("tbody th")).containsText("MISSING_FIELD");
    assertThat(page.locator("tbody td"))
        .hasText(new String[] {"4.321", "commune_code: Thiếu một trường bắt buộc."});
    page.locator("details a").click();
    assertThat(page).hasURL(Pattern.compile("/communes/14797$"));
    show(page, "/sources/stuck?lang=en");
    assertThat(page.locator("tbody tr")).containsText("commune_code is absent or null; send it.");
  }

  @Test
  void withoutAGatewayThePageSaysWhatToDo() {
    try (Board without = province.board().start();
        Board idle = province.board().sourceTopic(TestSources::new).start()) {
      Page page = browser.page(1440, 1000, 1, ColorScheme.LIGHT);
      show(without, page, "/sources");
      assertThat(page.locator(".notice")).containsText("--kafka HOST:PORT");
      show(idle, page, "/sources");
      assertThat(page.locator(".notice")).containsText("./cds gateway --sources FILE");
      show(page, "/sources?province=04");
      assertThat(page.locator("main")).containsText("Chưa có nguồn nào được cấp quyền");
    }
  }

  @Tag("slow")
  @Test
  void daysAreShownAsDays() throws IOException {
    String commune = province.communes.get(50).code();
    for (int back = -1; back <= 2; back++) {
      province.dueOn(commune, "H56.d-000" + (2 - back), TestProvince.TODAY.minusDays(back));
    }
    Page page = openOnceListed(commune, "H56.d-0000");
    Locator dossiers = page.locator(".card").filter(text("Hồ sơ quá hạn và sắp đến hạn"));
    assertThat(dossiers.locator("h3.late")).hasText("Quá hạn: 2");
    assertThat(dossiers.locator("tbody").first().locator("tr").first().locator("td"))
        .hasText(new String[] {"18/11/2026", "18/11/2026", "2 ngày"});
    assertThat(dossiers.locator("tbody").first().locator("tr").last().locator("td"))
        .hasText(new String[] {"18/11/2026", "19/11/2026", "1 ngày"});
    // Due today: until the end of it. What is due tomorrow is due in more than 24 hours.
    assertThat(dossiers.locator("tbody").last().locator("tr")).hasCount(1);
    assertThat(dossiers.locator("tbody").last().locator("td"))
        .hasText(new String[] {"18/11/2026", "20/11/2026", "trong hôm nay"});
    Download file = page.waitForDownload(() -> dossiers.getByText(Pattern.compile("^CSV")).click());
    assertThat(Files.readString(file.path()))
        .contains("18/11/2026;;18/11/2026;", "18/11/2026;;19/11/2026;", "18/11/2026;;20/11/2026;")
        .doesNotContain("23:59", "00:00:00");
  }

  @Tag("slow")
  @Test
  void axeFindsNothingAndNothingOverflowsOnAnyPage() {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      Page page = browser.page(1440, 900, 1, scheme);
      for (String address :
          List.of(
              COMMUNE + "?period=week&indicator=2.1",
              "/methods?lang=en",
              "/compare?communes=14797,14812&period=week",
              "/map?indicator=3.6",
              "/alerts?period=month",
              "/recognition?period=year",
              "/live",
              "/data?lang=en",
              "/sources",
              "/sources/one-stop?lang=en")) {
        page.setViewportSize(1440, 900);
        show(page, address);
        assertThat(BoardBrowser.violations(page)).as("%s %s", scheme, address).isEmpty();
        if (scheme == ColorScheme.LIGHT) {
          // The theme changes colours alone.
          for (int width : new int[] {320, 390, 768, 3840}) {
            page.setViewportSize(width, 900);
            assertThat(BoardBrowser.overflow(page)).as("%s at %d px", address, width).isEmpty();
          }
          page.setViewportSize(390, 900);
          assertThat(BoardBrowser.violations(page)).as("%s on a phone", address).isEmpty();
        }
      }
    }
  }

  private static Locator.FilterOptions text(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private Page open(String address) {
    Page page = browser.page(1440, 1000, 1, ColorScheme.LIGHT);
    show(page, address);
    return page;
  }

  /**
   * A commune's page, once an answer about the dossiers of its province from before is not kept.
   */
  private Page openOnceListed(String commune, String dossier) {
    Page page = open("/");
    String list =
        board.url() + "/api/v1/overdue-dossiers?due_within_hours=24&limit=1000&commune=" + commune;
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> page.request().get(list).text().contains(dossier));
    show(page, "/communes/" + commune);
    return page;
  }

  /** Goes somewhere and waits until all of it is there. */
  static void show(Page page, String address) {
    show(board, page, address);
  }

  /** Goes somewhere on a board. */
  static void show(Board board, Page page, String address) {
    page.navigate(board.url() + address);
    assertThat(page.locator(".connection.open")).hasCount(1);
    assertThat(page.locator("h1")).not().hasText("…");
    assertThat(page.locator(".skeleton, .wait")).hasCount(0);
  }
}
