package vn.cds.dashboard;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real Chromium that looks at a board, and all that goes wrong in it: script errors, words on the
 * console, blocked content, requests to anybody else.
 */
final class BoardBrowser implements AutoCloseable {

  static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Path AXE = Path.of("web", "node_modules", "axe-core", "axe.min.js");

  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new ArrayList<>();
  private final List<BrowserContext> contexts = new ArrayList<>();
  private boolean serverMayBeAway;

  BoardBrowser() {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium())
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  /** From now on a server that does not answer is part of the test. */
  void serverMayBeAway() {
    serverMayBeAway = true;
  }

  /** What went wrong since the last call; closes all pages. */
  List<String> complaints() {
    contexts.forEach(BrowserContext::close);
    contexts.clear();
    serverMayBeAway = false;
    List<String> found = List.copyOf(complaints);
    complaints.clear();
    return found;
  }

  /** The server is meant to refuse something in this test. */
  void forgiveRefusals() {
    complaints.removeIf(complaint -> complaint.contains("400 (Bad Request)"));
  }

  /** An empty page, of somebody who wants nothing to move. */
  Page page(int width, int height, int scale, ColorScheme scheme) {
    return page(width, height, scale, scheme, ReducedMotion.REDUCE);
  }

  /** An empty page. */
  Page page(int width, int height, int scale, ColorScheme scheme, ReducedMotion motion) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setDeviceScaleFactor(scale)
                .setColorScheme(scheme)
                .setReducedMotion(motion)
                .setTimezoneId("America/New_York")
                .setLocale("en-US"));
    contexts.add(context);
    context.addInitScript(
        "document.addEventListener('securitypolicyviolation', e => console.error('blocked: ' +"
            + " e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile))");
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          boolean away = serverMayBeAway && message.text().startsWith("Failed to load resource");
          if (!away) {
            complaints.add("console: " + message.text());
          }
        });
    page.onPageError(error -> complaints.add("error: " + error));
    page.onRequest(
        request -> {
          if (!request.url().startsWith("http://127.0.0.1:")) {
            complaints.add("request: " + request.url());
          }
        });
    return page;
  }

  static void shoot(Page page, String name) {
    page.evaluate("document.fonts.ready");
    page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
  }

  /** What axe finds against WCAG 2.2 AA and its best practices. */
  static List<?> violations(Page page) {
    try {
      page.evaluate(Files.readString(AXE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return (List<?>)
        page.evaluate(
            "async () => (await axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a',"
                + " 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}}))"
                + ".violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0,"
                + " 160) + ' ' + n.failureSummary).join(' | '))");
  }

  /** What sticks out to the right of the window. */
  static List<?> overflow(Page page) {
    return (List<?>)
        page.evaluate(
            """
            () => {
              const all = [...document.querySelectorAll('body *')];
              const wide = document.documentElement.scrollWidth <= innerWidth ? [] : all.filter(
                e => e.getBoundingClientRect().right > innerWidth + 0.5 && !e.closest('.scroll *'));
              // The rows of the board are cut off at their edge.
              const cut = all.filter(e => e.matches('#board tbody') && e.scrollWidth > e.clientWidth);
              return [...wide, ...cut].slice(-5).map(e => e.outerHTML.slice(0, 160));
            }""");
  }

  static Path chromium() {
    for (String candidate :
        List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")) {
      if (Files.isExecutable(Path.of(candidate))) {
        return Path.of(candidate);
      }
    }
    throw new IllegalStateException(
        "The tests of the page need Chromium: apt-get install -y chromium fonts-noto-core");
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
