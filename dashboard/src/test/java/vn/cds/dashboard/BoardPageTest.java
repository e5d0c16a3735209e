package vn.cds.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.text.Collator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.cds.contract.roster.Roster;

/**
 * The page in a real Chromium, on a real ClickHouse. After every test there must have been no
 * script error, nothing on the console, no blocked content and no request to anybody else.
 */
class BoardPageTest {

  private static final Locator.GetByTextOptions EXACTLY =
      new Locator.GetByTextOptions().setExact(true);

  private static TestProvince province;
  private static Board board;
  private static BoardBrowser browser;

  @BeforeAll
  static void start() {
    // A busy machine is slow; what never comes fails all the same.
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    province = new TestProvince();
    province.fill(2026);
    board = province.board().start();
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
  void allCommunesStandInOrderWithTheirPointsAndTheirAge() {
    Page page = open("/", 1440, 1000);
    assertThat(page.locator("h1")).hasText(Pattern.compile("Tỉnh Thanh H(óa|oá)"));
    assertThat(page.locator("tr[data-code]")).hasCount(166);
    assertThat(page.locator("tbody .place").first()).hasText("1");
    assertThat(page.locator("tr[data-code] td.score").first())
        .containsText(Pattern.compile("\\d+,\\d\\d\\s*/ 50"));
    assertThat(page.locator(".fresh")).containsText("Dữ liệu đến ");
    assertThat(page.locator(".fresh")).containsText("trễ ");
    assertThat(page.locator(".fresh")).containsText("nguồn 3/3");
    assertThat(page.locator(".connection")).containsText("Đang nối trực tiếp");
    assertThat(page.locator(".state.provisional")).hasText("tạm tính");
    assertThat(page.locator(".compared"))
        .hasText("Tăng, giảm hạng so với cuối ngày hôm qua, 19/11/2026");
    assertThat(page.locator("td.move").filter(text("tăng ")).first()).isVisible();
    assertThat(page.locator(".divider")).containsText("Cần ít nhất 30 hồ sơ");
    assertThat(page.locator(".unranked .reason").first()).containsText("chưa đủ dữ liệu");
    assertThat(page.locator("footer")).containsText("50 trên 100 điểm");
    assertThat(page.content()).doesNotContain("điểm 766");
    assertThat(page.locator("th.rank[aria-sort=ascending]")).hasCount(1);
  }

  @Test
  void anInsertedRowAppearsByItself() {
    Page page = open("/", 1440, 1000);
    long start = System.nanoTime();
    province.excels(TestProvince.HAC_THANH, 777);
    Locator row = row(page, TestProvince.HAC_THANH);
    assertThat(row.locator("td.n")).containsText("777");
    System.out.printf("written to visible: %.0f ms%n", (System.nanoTime() - start) / 1e6);
    assertThat(row.locator(".place")).hasText("1");
    assertThat(row.locator("td.score")).containsText("50,00");
    assertThat(row.locator("td.score")).containsText("Xuất sắc");
    assertThat(page.locator("tr[data-code]").first())
        .hasAttribute("data-code", TestProvince.HAC_THANH);
  }

  @Tag("slow")
  @Test
  void whereAllRowsMoveTheyAreDrawnAtOnce() {
    Page page = browser.page(1440, 1000, 1, ColorScheme.LIGHT, ReducedMotion.NO_PREFERENCE);
    page.navigate(board.url() + "/");
    assertThat(page.locator(".connection.open")).hasCount(1);
    // The last becomes the first, and all others go down by one.
    String last = page.locator("tbody:not(.unranked) [data-code]").last().getAttribute("data-code");
    page.evaluate(
        "last => new MutationObserver((_, observer) => {  if"
            + " (document.querySelector('tr[data-code]').dataset.code !== last) return; "
            + " observer.disconnect();  const start = performance.now();  requestAnimationFrame(()"
            + " => setTimeout(      () => window.drawnAfter = performance.now() -"
            + " start));}).observe(document.getElementById('board'), {childList: true, subtree:"
            + " true, attributes: true})",
        last);
    province.excels(last, 603);
    page.waitForCondition(() -> (boolean) page.evaluate("window.drawnAfter > 0"));
    double millis = ((Number) page.evaluate("window.drawnAfter")).doubleValue();
    System.out.printf("moved to drawn: %.0f ms%n", millis);
    assertThat(millis).isLessThan(2_000);
  }

  @Tag("slow")
  @Test
  void aDeadDatabaseIsSaidAndTheBoardRecovers() {
    Page page = open("/", 1440, 1000);
    String leader = page.locator("tr[data-code]").first().getAttribute("data-code");
    double top = page.locator("h1").boundingBox().y;
    browser.serverMayBeAway();
    Page other;
    province.clickHouse.kill();
    try {
      other = whileTheDatabaseIsDead(page, leader, top);
    } finally {
      // Whatever was seen: the other tests need it.
      province.clickHouse.restart();
    }
    assertThat(other.locator("tr[data-code]"))
        .hasCount(
            Roster.bundled().units("04", TestProvince.TODAY).size(),
            new LocatorAssertions.HasCountOptions().setTimeout(60_000));
    assertThat(page.locator(".connection"))
        .hasText("Đang nối trực tiếp", new LocatorAssertions.HasTextOptions().setTimeout(60_000));
    assertThat(page.locator(".detail")).hasCount(0);
    assertThat(page.locator("h1").boundingBox().y).isEqualTo(top);
  }

  /** A page of another province, which has no figures. */
  private Page whileTheDatabaseIsDead(Page page, String leader, double top) {
    // First it is said to be slow, only then that it cannot be read; and nothing beside says else.
    assertThat(page.locator(".connection")).hasText("Máy chủ trả lời chậm…");
    assertThat(page.locator(".connection"))
        .hasText(
            "Không đọc được cơ sở dữ liệu",
            new LocatorAssertions.HasTextOptions().setTimeout(60_000));
    assertThat(page.locator(".detail")).containsText(Pattern.compile("cách đây \\d+ s"));
    assertThat(page.locator(".fresh")).containsText("chưa cập nhật");
    assertThat(page.locator(".notice")).hasCount(0);
    assertThat(page.locator("h1").boundingBox().y).as("the page stands still").isEqualTo(top);
    assertThat(page.locator("tr[data-code]")).hasCount(166);
    assertThat(page.locator("tr[data-code]").first()).hasAttribute("data-code", leader);
    BoardBrowser.shoot(page, "state-stale");

    // A reader who comes now gets the last good figures too; one of another province an
    // explanation.
    Page late = visit("/", 1440, 1000);
    assertThat(late.locator("tr[data-code]")).hasCount(166);
    assertThat(late.locator(".detail"))
        .containsText(
            "số liệu đọc lúc", new LocatorAssertions.ContainsTextOptions().setTimeout(60_000));
    Page other = visit("/?province=04", 1440, 1000);
    assertThat(other.locator(".status"))
        .containsText(
            Pattern.compile("Không đọc được cơ sở dữ liệu\\s+trang sẽ tự thử lại"),
            new LocatorAssertions.ContainsTextOptions().setTimeout(60_000));
    BoardBrowser.shoot(other, "state-error");
    return other;
  }

  @Tag("slow")
  @Test
  void theServerGoesAwayAndComesBack() {
    int port;
    Page page;
    try (Board own = province.board().start()) {
      port = own.port();
      page = visit(own.url() + "/", 1440, 1000);
      assertThat(page.locator("tr[data-code]")).hasCount(166);
      browser.serverMayBeAway();
    }
    assertThat(page.locator(".connection")).hasText("Máy chủ trả lời chậm…");
    assertThat(page.locator(".connection"))
        .hasText(
            "Không liên lạc được với máy chủ",
            new LocatorAssertions.HasTextOptions().setTimeout(60_000));
    assertThat(page.locator("tr[data-code]")).hasCount(166);
    try (Board again = province.board().port(port).start()) {
      assertThat(page.locator(".connection"))
          .hasText("Đang nối trực tiếp", new LocatorAssertions.HasTextOptions().setTimeout(60_000));
      province.excels(TestProvince.BIM_SON, 555);
      assertThat(row(page, TestProvince.BIM_SON).locator("td.n")).containsText("555");
      page.close();
    }
  }

  @Test
  void anEmptyDayIsSaid() {
    Page page = open("/?province=01", 1440, 1000);
    assertThat(page.locator("tr[data-code]")).hasCount(126);
    assertThat(page.locator(".detail")).containsText("Chưa có hồ sơ nào trong kỳ này");
    assertThat(page.locator(".reason").first()).hasText("chưa có hồ sơ trong kỳ");
    BoardBrowser.shoot(page, "state-empty");
  }

  @Tag("slow")
  @Test
  void theHeadingChangesWithItsFigures() {
    Page page = open("/", 1440, 1000);
    List<Route> held = new ArrayList<>();
    page.route(Pattern.compile("/api/v1/board\\?.*period=(year|month)"), held::add);
    String points = page.locator("tr[data-code] td.score").first().innerText();

    page.locator(".periods").getByText("Năm").click();
    page.waitForCondition(() -> held.size() == 1);
    assertThat(page.locator("main")).hasAttribute("aria-busy", "true");
    assertThat(page.locator(".hero")).hasCSS("opacity", "0.45");
    assertThat(page.locator("#board")).hasCSS("opacity", "0.45");
    assertThat(page.locator("form")).hasCSS("opacity", "1");
    assertThat(page.locator(".period")).containsText("Hôm nay, 20/11/2026");
    assertThat(page.locator("tr[data-code] td.score").first()).hasText(points.strip());

    // Somebody changes their mind; what was chosen first answers last.
    page.locator(".periods").getByText("Tháng", EXACTLY).click();
    page.waitForCondition(() -> held.size() == 2);
    held.get(1).resume();
    assertThat(page.locator(".period")).containsText("Tháng, 01/11/2026 – 30/11/2026");
    assertThat(page.locator("main")).hasAttribute("aria-busy", "false");
    assertThat(page.locator("#board")).hasCSS("opacity", "1");
    held.get(0).resume();
    assertThat(page.locator(".period")).containsText("Tháng, 01/11/2026 – 30/11/2026");

    // Another province: its name stands with its communes.
    page.unroute(Pattern.compile("/api/v1/board\\?.*period=(year|month)"));
    page.route(Pattern.compile("/api/v1/board\\?province=01"), held::add);
    page.locator(".province select").selectOption("01");
    page.waitForCondition(() -> held.size() == 3);
    assertThat(page.locator("h1")).containsText("Thanh H");
    assertThat(page.locator("tr[data-code]")).hasCount(166);
    held.get(2).resume();
    assertThat(page.locator("h1")).containsText("Hà Nội");
    assertThat(page.locator("tr[data-code]")).hasCount(126);
  }

  @Test
  void filtersStandInTheAddressAndSearchNeedsNoMarks() {
    Page page = open("/", 1440, 1000);
    page.locator("#search").fill("hac thanh");
    assertThat(page.locator("tr[data-code]")).hasCount(1);
    assertThat(row(page, TestProvince.HAC_THANH)).isVisible();
    assertThat(page).hasURL(Pattern.compile("\\?q=hac\\+thanh$"));
    page.locator("#search").fill("dong");
    Locator names = page.locator(".name span");
    for (String name : names.allTextContents()) {
      assertThat(name).containsPattern("(?iu)(^| )[dđ][oôồốổỗộ]ng");
    }
    page.getByText("Bỏ lọc").click();

    page.locator(".kinds")
        .getByText("Phường", new Locator.GetByTextOptions().setExact(true))
        .click();
    assertThat(page).hasURL(Pattern.compile("kind=phuong"));
    int wards =
        (int) province.communes.stream().filter(unit -> unit.name().startsWith("Phường")).count();
    assertThat(page.locator("tr[data-code]")).hasCount(wards);
    page.goBack();
    assertThat(page.locator("tr[data-code]")).hasCount(166);
    page.goForward();
    assertThat(page.locator("tr[data-code]")).hasCount(wards);
  }

  @Tag("slow")
  @Test
  void filtersAndPeriodStandInTheAddressTogether() {
    Page page = open("/?kind=phuong", 1440, 1000);
    int wards = page.locator("tr[data-code]").count();
    page.locator(".periods").getByText("Năm").click();
    assertThat(page.locator(".period")).containsText("01/01/2026 – 31/12/2026");
    assertThat(page).hasURL(Pattern.compile("period=year&kind=phuong"));

    // The address alone shows the same to somebody else.
    Page shared = open(page.url().substring(board.url().length()), 1440, 1000);
    assertThat(shared.locator("tr[data-code]")).hasCount(wards);
    assertThat(shared.locator(".period")).containsText("01/01/2026 – 31/12/2026");

    page.goBack();
    assertThat(page.locator(".period")).containsText("Hôm nay, 20/11/2026");
    assertThat(page.locator("tr[data-code]")).hasCount(wards);
    page.goForward();
    assertThat(page.locator(".period")).containsText("01/01/2026 – 31/12/2026");
  }

  @Tag("slow")
  @Test
  void aCustomPeriodIsChosenByItsDays() {
    Page page = open("/", 1440, 1000);
    page.locator(".periods").getByText("Tuỳ chọn").click();
    page.getByLabel("Từ ngày").fill("2026-11-19");
    page.getByLabel("đến ngày").fill("2026-11-19");
    assertThat(page.locator(".period")).containsText("19/11/2026");
    assertThat(page.locator(".state")).hasText("kỳ đã kết thúc");
    assertThat(page).hasURL(Pattern.compile("period=custom&from=2026-11-19&to=2026-11-19"));
    // A period that the server refuses is explained, and there is a way back.
    Page wrong = visit("/?period=custom", 1440, 1000);
    assertThat(wrong.locator(".notice")).containsText("Không tải được bảng xếp hạng");
    wrong.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Về mặc định")).click();
    assertThat(wrong.locator("tr[data-code]")).hasCount(166);
    browser.forgiveRefusals();
  }

  @Test
  void aRowTellsWhereItsPointsWereLost() {
    Page page = open("/", 1440, 1000);
    Locator name = page.locator("tr[data-code] .name").nth(4);
    name.click();
    assertThat(name).hasAttribute("aria-expanded", "true");
    assertThat(page.locator(".detail")).containsText("Mất điểm nhiều nhất");
    // Names are those of the catalogue.
    assertThat(page.locator(".detail")).containsText("Khai thác, tái sử dụng dữ liệu số hoá");
    assertThat(page.locator(".detail tbody tr").first()).containsText("2.1");
    assertThat(page).hasURL(Pattern.compile("open=\\d{5}"));
    BoardBrowser.shoot(page, "detail");
    page.keyboard().press("Escape");
    assertThat(page.locator(".detail")).hasCount(0);
    assertThat(name).isFocused();
  }

  @Test
  void theKeyboardAloneIsEnough() {
    Page page = open("/", 1440, 1000);
    page.keyboard().press("Tab");
    assertThat(page.locator(".skip")).isFocused();
    page.keyboard().press("Enter");
    page.keyboard().press("Tab");
    assertThat(page.locator("th.rank button")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("th.rank")).hasAttribute("aria-sort", "descending");
    page.keyboard().press("Enter");
    assertThat(page.locator("th.rank")).hasAttribute("aria-sort", "ascending");
    page.locator("th.n button").focus();
    page.keyboard().press("Tab");
    assertThat(page.locator(".name").first()).isFocused();
    page.keyboard().press("ArrowDown");
    assertThat(page.locator(".name").nth(1)).isFocused();
    page.keyboard().press("End");
    assertThat(page.locator(".name").last()).isFocused();
    page.keyboard().press("Home");
    page.keyboard().press("Enter");
    assertThat(page.locator(".detail")).isVisible();
    page.keyboard().press("/");
    assertThat(page.locator("#search")).isFocused();
    page.keyboard().type("bim son");
    assertThat(page.locator("tr[data-code]")).hasCount(1);
  }

  @Tag("slow")
  @Test
  void columnsSortBothWays() {
    Page page = open("/?kind=xa", 1440, 1000);
    page.locator("thead th.unit button").click();
    assertThat(page.locator("thead th.unit")).hasAttribute("aria-sort", "ascending");
    assertThat(page).hasURL(Pattern.compile("sort=name"));
    List<String> names = page.locator("tbody:not(.unranked) .name span").allTextContents();
    Collator vietnamese = Collator.getInstance(new Locale("vi"));
    assertThat(
            names.indexOf(
                names.stream().filter(name -> name.startsWith("Đ")).findFirst().orElseThrow()))
        .isGreaterThan(lastOf(names, "C"));
    assertThat(vietnamese.compare(names.get(0), names.get(names.size() - 1))).isNegative();
    page.locator("th.n button").click();
    assertThat(page.locator("th.n")).hasAttribute("aria-sort", "descending");
    page.locator("th.n button").click();
    assertThat(page.locator("th.n")).hasAttribute("aria-sort", "ascending");
    assertThat(page).hasURL(Pattern.compile("sort=-n"));
  }

  @Test
  void rowsStandStillUnderTheFocusAndWhilePaused() {
    Page page = open("/", 1440, 1000);
    String code = page.locator("tr[data-code]").nth(9).getAttribute("data-code");
    Locator first = page.locator("tr[data-code]").first();
    String leader = first.getAttribute("data-code");
    page.locator("tr[data-code] .name").nth(3).focus();
    province.excels(code, 601);
    assertThat(page.locator(".held")).containsText("thay đổi — cập nhật");
    assertThat(first).hasAttribute("data-code", leader);
    page.locator(".held button").click();
    assertThat(row(page, code).locator("td.n")).containsText("601");

    page.getByLabel("Tạm dừng").click();
    assertThat(page.locator(".connection")).containsText("Đã tạm dừng");
    province.excels(code, 602);
    assertThat(page.locator(".held button")).containsText("thay đổi");
    assertThat(row(page, code).locator("td.n")).containsText("601");
    BoardBrowser.shoot(page, "paused");
    page.getByLabel("Tiếp tục").click();
    assertThat(row(page, code).locator("td.n")).containsText("602");
    assertThat(page.locator(".held")).hasCount(0);
  }

  @Test
  void englishIsCompleteAndStaysInTheAddress() {
    Page page = open("/", 1440, 1000);
    page.getByTitle("English").click();
    assertThat(page.locator("html")).hasAttribute("lang", "en");
    assertThat(page).hasURL(Pattern.compile("lang=en"));
    assertThat(page.locator("h1")).hasText("Thanh Hoa");
    assertThat(page.locator(".fresh")).containsText("Data up to ");
    assertThat(page.locator("tr[data-code] td.score").first())
        .containsText(Pattern.compile("\\d+\\.\\d\\d\\s*/ 50"));
    page.locator(".name").first().click();
    String text = page.locator("body").innerText();
    assertThat(text).doesNotContain("Hồ sơ", "Đúng hạn", "Xếp hạng", "điểm", "undefined");
    page.getByTitle("Tiếng Việt").click();
    assertThat(page.locator("html")).hasAttribute("lang", "vi");
  }

  @Tag("slow")
  @Test
  void aChosenThemeIsKept() {
    Page page = open("/", 1440, 1000);
    Locator button = page.getByLabel(Pattern.compile("^Giao diện"));
    button.click();
    assertThat(page.locator("html")).hasAttribute("data-theme", "light");
    button.click();
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    page.reload();
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    assertThat(page.getByLabel("Giao diện: tối")).isVisible();
  }

  @Tag("slow")
  @Test
  void axeFindsNothingInAnyThemeLanguageOrWidth() {
    // Few rows: axe looks at every one, and they are all alike.
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (String address :
          List.of("/?q=son", "/?lang=en&period=year&q=son", "/?province=01&q=b")) {
        Page page = open(address, 1440, 900, scheme);
        if (!address.contains("01")) {
          page.locator(".name").first().click();
          assertThat(page.locator(".detail")).isVisible();
        }
        page.getByLabel(Pattern.compile("Tạm dừng|Pause")).click();
        for (int width : new int[] {1440, 390}) {
          page.setViewportSize(width, 900);
          assertThat(BoardBrowser.violations(page))
              .as("%s %s %d", scheme, address, width)
              .isEmpty();
        }
      }
    }
  }

  @Test
  void nothingIsWiderThanTheScreen() {
    Page page = open("/?q=thanh&open=" + TestProvince.HAC_THANH, 1440, 900);
    for (int width : new int[] {320, 360, 390, 768, 1024, 1152, 1280, 1440, 1920, 2560, 3840}) {
      page.setViewportSize(width, 900);
      page.locator(".opened").scrollIntoViewIfNeeded();
      assertThat(BoardBrowser.overflow(page)).as("at %d px", width).isEmpty();
    }
  }

  @Test
  void thePageIsLightAndQuick() {
    Page page = open("/", 1440, 1000);
    Object bytes =
        page.evaluate(
            "performance.getEntriesByType('resource').filter(e => /\\.(js|css)$/.test(e.name))"
                + ".reduce((sum, e) => sum + e.transferSize, 0)");
    System.out.println("script and style, compressed: " + bytes + " bytes");
    assertThat(((Number) bytes).intValue()).isLessThan(90_000);
    Object paint =
        page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime");
    System.out.println("first contentful paint: " + paint + " ms");
  }

  @Tag("slow")
  @Test
  void thePageCanBePrinted() {
    Page page = open("/", 1440, 1000);
    Path paper = BoardBrowser.SCREENSHOTS.resolve("print.pdf");
    page.pdf(new Page.PdfOptions().setPath(paper).setFormat("A4").setLandscape(true));
    assertThat(paper).isNotEmptyFile();
  }

  private static int lastOf(List<String> names, String letter) {
    int last = -1;
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).startsWith(letter)) {
        last = i;
      }
    }
    return last;
  }

  private static Locator.FilterOptions text(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static Locator row(Page page, String code) {
    return page.locator("tr[data-code='" + code + "']");
  }

  private Page open(String address, int width, int height) {
    return open(address, width, height, ColorScheme.LIGHT);
  }

  /** Opens a page and waits until it shows communes and is connected. */
  private Page open(String address, int width, int height, ColorScheme scheme) {
    Page page = browser.page(width, height, 1, scheme);
    page.navigate(board.url() + address);
    assertThat(page.locator("tr[data-code]").first()).isVisible();
    assertThat(page.locator(".connection.open")).hasCount(1);
    return page;
  }

  private Page visit(String address, int width, int height) {
    Page page = browser.page(width, height, 1, ColorScheme.LIGHT);
    page.navigate(address.startsWith("http") ? address : board.url() + address);
    return page;
  }
}
