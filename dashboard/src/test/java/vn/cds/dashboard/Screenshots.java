package vn.cds.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Takes pictures of every page, on a phone, a desk and a wall, light and dark, in both languages,
 * of a province that was made up. Arguments: the folder to write to, then words of which each must
 * be in the name of a picture.
 */
final class Screenshots {

  private record Screen(String name, int width, int height, int scale) {}

  private static final List<Screen> SCREENS =
      List.of(
          new Screen("desktop", 1440, 1000, 1),
          new Screen("phone", 390, 844, 2),
          new Screen("wall", 3840, 2160, 1));

  private Screenshots() {}

  public static void main(String[] arguments) throws IOException {
    Path target = Path.of(arguments[0]);
    List<String> words = List.of(arguments).subList(1, arguments.length);
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    TestProvince province = new TestProvince();
    province.fillPages(2026);
    try (Board board = province.board().sourceTopic(TestSources::everyState).start();
        BoardBrowser browser = new BoardBrowser()) {
      shoot(board, browser, target, words);
      browser.complaints().forEach(System.err::println);
    }
  }

  private static Map<String, String> pages() {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("leaderboard", "/");
    pages.put("country", "/?province=VN&period=month");
    pages.put("detail", "/?open=" + TestProvince.HAC_THANH);
    pages.put("commune", "/communes/" + TestProvince.HAC_THANH + "?period=week&indicator=2.1");
    pages.put("map", "/map?indicator=3.6");
    pages.put("compare", "/compare?period=month&communes=14797,14812,16516");
    pages.put("alerts", "/alerts?period=month");
    pages.put("recognition", "/recognition?period=year");
    pages.put("live", "/live");
    pages.put("data", "/data");
    pages.put("sources", "/sources");
    pages.put("source", "/sources/one-stop");
    pages.put("silent-source", "/sources/documents.hac-thanh");
    pages.put("methods", "/methods");
    return pages;
  }

  private static void shoot(Board board, BoardBrowser browser, Path target, List<String> words) {
    for (Screen screen : SCREENS) {
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        Page page = browser.page(screen.width(), screen.height(), screen.scale(), scheme);
        for (Map.Entry<String, String> shown : pages().entrySet()) {
          for (String language : List.of("vi", "en")) {
            String name =
                String.join(
                    "-",
                    shown.getKey(),
                    screen.name(),
                    scheme.name().toLowerCase(Locale.ROOT),
                    language);
            if (!words.stream().allMatch(name::contains)) {
              continue;
            }
            String address = shown.getValue() + (shown.getValue().contains("?") ? "&" : "?");
            page.navigate(board.url() + address + (language.equals("en") ? "lang=en" : "lang=vi"));
            assertThat(page.locator(".connection.open")).hasCount(1);
            assertThat(page.locator(".skeleton, .wait")).hasCount(0);
            if (shown.getKey().matches("leaderboard|detail")) {
              assertThat(page.locator(".spark svg").first()).isAttached();
            }
            if (shown.getKey().equals("detail")) {
              page.locator(".opened").scrollIntoViewIfNeeded();
            }
            page.evaluate("document.fonts.ready");
            boolean whole = !screen.name().equals("wall");
            page.screenshot(
                new Page.ScreenshotOptions()
                    .setPath(target.resolve(name + ".png"))
                    .setFullPage(
                        whole && !shown.getKey().matches("leaderboard|country|detail|methods")));
            System.out.println(target.resolve(name + ".png"));
          }
        }
        page.context().close();
      }
    }
  }
}
