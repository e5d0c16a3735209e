package vn.cds.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.cds.contract.catalogue.Catalogue;
import vn.cds.contract.codec.FaultCode;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.sql.CatalogueLoader;

/**
 * A Vietnamese page holds no English. A word is English when it stands in the English bundle or in
 * a sentence for programs, and in no Vietnamese text of the software nor in the data of the test.
 */
@Tag("slow")
class VietnamesePagesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Path BUNDLES = Path.of("web", "src", "lib", "i18n");
  private static final Pattern TEXT =
      Pattern.compile("^ +'[^']+': '((?:[^'\\\\]|\\\\.)*)',$", Pattern.MULTILINE);
  private static final Pattern WORD =
      Pattern.compile("(?<![\\w.@/_-])\\p{L}{2,}(?![\\w.@/_-]*[_@/\\d])");

  /** Of every English sentence. */
  private static final Set<String> COMMON =
      Set.of(
          "the", "is", "are", "not", "and", "of", "with", "must", "such", "there", "no", "from",
          "by", "first", "start");

  /** All that a page shows and says, without what is data for programs. */
  private static final String TEXTS =
      """
      () => {
        const texts = [document.title];
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
          const within = walk.currentNode.parentElement.closest('script, noscript, style, code, kbd, [lang="en"]');
          if (!within) texts.push(walk.currentNode.data);
        }
        for (const element of document.body.querySelectorAll('*')) {
          for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description']) {
            if (element.hasAttribute(name)) texts.push(element.getAttribute(name));
          }
        }
        return texts.map((text) => text.trim()).filter((text) => text);
      }
      """;

  private static TestProvince province;
  private static Board board;
  private static BoardBrowser browser;
  private static Set<String> english;

  @BeforeAll
  static void start() throws IOException {
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    province = new TestProvince();
    province.fillPages(77);
    CatalogueLoader.load(
        province.database,
        Catalogue.parse(
            "changed",
            Catalogue.bundled()
                .text()
                .replace("target: 0.8", "target: 0.9")
                .replace("en: Progress", "en: Pace")),
        "Đỗ Văn An",
        "Sở đề nghị",
        Clock.systemUTC());
    board = province.board().operator(true).sourceTopic(TestSources::everyState).start();
    browser = new BoardBrowser();
    english = new TreeSet<>(COMMON);
    english.addAll(words(bundle("en.ts")));
    for (FaultCode code : FaultCode.values()) {
      english.addAll(words(code.sentence()));
    }
    english.removeAll(words(bundle("vi.ts")));
    Catalogue catalogue = Catalogue.bundled();
    catalogue.frames().forEach(frame -> english.removeAll(words(frame.name().vi())));
    catalogue.indicators().forEach(indicator -> english.removeAll(words(indicator.name().vi())));
    Roster.bundled().allUnits().stream()
        .map(Unit::name)
        .forEach(name -> english.removeAll(words(name)));
    Roster.bundled().provinces().forEach(known -> english.removeAll(words(known.name())));
    assertThat(english).contains("the", "dossiers", "record", "leaderboard").doesNotContain("json");
  }

  @AfterAll
  static void stop() {
    browser.close();
    board.close();
  }

  private static String bundle(String name) throws IOException {
    return TEXT.matcher(Files.readString(BUNDLES.resolve(name)))
        .results()
        .map(hit -> hit.group(1).replaceAll("\\{\\w+}", " "))
        .collect(Collectors.joining("\n"));
  }

  private static Set<String> words(String text) {
    return WORD.matcher(text)
        .results()
        .map(MatchResult::group)
        .map(word -> word.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  private static List<String> englishOn(Page page) {
    List<?> texts = (List<?>) page.evaluate(TEXTS);
    assertThat(texts).hasSizeGreaterThan(10);
    return texts.stream()
        .map(Object::toString)
        .filter(text -> words(text).stream().anyMatch(english::contains))
        .map(text -> words(text).stream().filter(english::contains).toList() + " in: " + text)
        .distinct()
        .toList();
  }

  @Test
  void noPageHoldsEnglish() {
    String commune = "/communes/" + TestProvince.HAC_THANH;
    for (String address :
        List.of(
            "/",
            "/?open=14797",
            "/?province=VN",
            "/?period=year",
            "/map?indicator=3.6",
            commune,
            commune + "?period=year&indicator=2.1&frame=qd-1829",
            commune + "?period=year&indicator=1.4&frame=pillars",
            commune + "?frame=three-no",
            "/compare",
            "/compare?communes=14797,14812&period=week",
            "/recognition?period=year",
            "/alerts?period=month",
            "/live",
            "/data",
            "/sources",
            "/sources/one-stop",
            "/sources/documents.hac-thanh",
            "/methods",
            "/methods?frame=qd-1829",
            "/methods?frame=pillars")) {
      Page page = browser.page(1440, 1000, 1, ColorScheme.LIGHT);
      PagesTest.show(board, page, address);
      page.locator("details").all().forEach(part -> part.evaluate("part => (part.open = true)"));
      assertThat(englishOn(page)).as(address).isEmpty();
      page.close();
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void anUnknownAddressAndAnUnknownCommuneSayWhatToDo() throws Exception {
    for (String address : List.of("/nowhere", "/communes/abc", "/communes/99999")) {
      HttpResponse<String> page = get(address, "text/html,application/xhtml+xml,*/*;q=0.8");
      assertThat(page.statusCode()).as(address).isEqualTo(404);
      assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    }
    for (String address : List.of("/nowhere", "/api/v1/nothing", "/api/v1/communes/99999")) {
      HttpResponse<String> problem =
          get(address, address.startsWith("/api/") ? "text/html" : "application/json");
      assertThat(problem.statusCode()).as(address).isEqualTo(404);
      JsonNode body = JSON.readTree(problem.body());
      assertThat(body.get("error").asText()).isEqualTo("not_found");
      assertThat(body.path("parameter").asText())
          .isEqualTo(address.contains("99999") ? "code" : "");
      assertThat(body.get("detail").asText().contains("no commune 99999"))
          .isEqualTo(address.contains("99999"));
    }
    for (String address : List.of("/nowhere", "/communes/abc", "/communes/99999")) {
      Page page = browser.page(1440, 1000, 1, ColorScheme.LIGHT);
      page.navigate(board.url() + address);
      assertThat(page.locator("h1"))
          .hasText(
              address.endsWith("99999") ? "Không có đơn vị mang mã 99999" : "Không có trang này");
      assertThat(page.locator(".connection.open")).hasCount(1);
      assertThat(englishOn(page)).as(address).isEmpty();
      assertThat(BoardBrowser.violations(page)).as(address).isEmpty();
      page.locator("main input[type=search]").fill("hac thanh");
      page.locator("main form button").click();
      assertThat(page).hasURL(Pattern.compile("/\\?q=hac\\+thanh$"));
      page.navigate(board.url() + address + "?lang=en");
      assertThat(page.locator("h1"))
          .hasText(
              address.endsWith("99999")
                  ? "There is no commune with the code 99999"
                  : "There is no such page");
      page.locator("main section a").click();
      assertThat(page.locator("tr[data-code]")).hasCount(166);
      page.close();
    }
    browser.complaints(); // Chromium tells each answer 404
  }

  @Test
  void whatTheApiRefusesIsToldInVietnamese() {
    for (String address : List.of("/?period=custom", "/compare?communes=14797,99999")) {
      Page page = browser.page(1440, 1000, 1, ColorScheme.LIGHT);
      page.navigate(board.url() + address);
      assertThat(page.locator(".notice.error").first()).isVisible();
      assertThat(englishOn(page)).as(address).isEmpty();
      page.close();
    }
    browser.complaints(); // Chromium tells each answer 400 and 404
  }

  @Test
  void everyFaultOfARecordHasAVietnameseSentenceInExports() {
    ResourceBundle words =
        ResourceBundle.getBundle("vn.cds.dashboard.api.columns", new Locale("vi"));
    assertThat(Arrays.stream(FaultCode.values()).map(code -> "fault." + code))
        .allSatisfy(key -> assertThat(words.getString(key)).isNotBlank());
  }

  @Test
  void theExportOfRejectedRecordsIsVietnamese() throws Exception {
    String csv = get("/api/v1/dead-letters?format=csv&lang=vi", "*/*").body();
    assertThat(csv).contains("Thiếu một trường bắt buộc");
    Set<String> found =
        Stream.of(csv.split("[;\\r\\n]"))
            .flatMap(cell -> words(cell).stream())
            .filter(COMMON::contains)
            .collect(Collectors.toSet());
    assertThat(found).isEmpty();
  }

  private static HttpResponse<String> get(String path, String accept) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + board.port() + path))
            .header("Accept", accept)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
