package vn.cds.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.metrics.MetricJob;
import vn.cds.standalone.EmbeddedStack;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.StackStatus;
import vn.cds.standalone.servers.ServerChecks;

/**
 * What a web page from elsewhere can do, in a real browser, with the ClickHouse and the Flink of a
 * stack that runs: from its own origin, and after its own name has been made to lead to this
 * machine (DNS rebinding). {@code deploy/knock} asks the same of any stack.
 */
class CrossOriginTest {
  private static final String ELSEWHERE = "elsewhere.example";

  private static final List<Path> CHROMIUMS =
      Stream.of("chromium", "chromium-browser", "google-chrome")
          .map(name -> Path.of("/usr/bin", name))
          .toList();

  /** What was answered as the page could read it, or why it could not. */
  private static final String FETCH =
      """
      async ([url, options]) => {
        try {
          const answer = await fetch(url, options);
          return answer.type + ' ' + answer.status + ' ' + (await answer.text());
        } catch (e) {
          return 'refused: ' + e.message;
        }
      }""";

  @TempDir Path dir;

  @Tag("slow")
  @Test
  void aPageFromElsewhereReadsAndChangesNothing() throws Exception {
    try (EmbeddedStack stack =
            EmbeddedStack.builder(dir.resolve("data")).jobs(MetricJob.DOCUMENTS).start();
        Playwright playwright =
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright.chromium().launch(chromium())) {
      String job = job(stack);
      HttpServer elsewhere = page();
      try {
        Page page = browser.newPage();
        page.navigate("http://" + ELSEWHERE + ":" + elsewhere.getAddress().getPort() + "/");
        fromItsOwnOrigin(page, stack, job);
        byItsOwnName(page, stack, job);
      } finally {
        elsewhere.stop(0);
      }
      assertThat(job(stack)).as("the job that runs").isEqualTo(job);
      try (Stream<Path> files = Files.walk(dir)) {
        assertThat(files.map(file -> file.getFileName().toString())).doesNotContain("planted.csv");
      }
    }
  }

  private static void fromItsOwnOrigin(Page page, EmbeddedStack stack, String job) {
    String clickHouse = stack.clickHouse().httpUrl();
    String flink = stack.flinkRestUrl().toString();
    String account = stack.clickHouse().user();
    for (String mode : List.of("cors", "no-cors")) {
      for (Object[] request :
          new Object[][] {
            {clickHouse + "/?query=SELECT%201", Map.of("mode", mode)},
            {clickHouse + "/?user=" + account, post(mode, "SELECT 1")},
            {clickHouse + "/", post(mode, "SELECT 1 INTO OUTFILE 'planted.csv'")},
            {clickHouse + "/", post(mode, "INSERT INTO FUNCTION file('planted.csv') SELECT 1")},
            {flink + "/jobs/overview", Map.of("mode", mode)},
            {flink + "/jobs/" + job + "/yarn-cancel", Map.of("mode", mode)},
            {flink + "/jobs/" + job + "/stop", post(mode, "{}")},
            {flink + "/jars/upload", post(mode, "jar")},
          }) {
        assertThat(page.evaluate(FETCH, request).toString())
            .as("%s of %s", mode, request[0])
            .matches("(?s)refused: .*|opaque 0 ");
      }
    }
    Map<String, Object> named =
        Map.of("headers", Map.of("X-ClickHouse-User", account, "X-ClickHouse-Key", "guess"));
    assertThat(page.evaluate(FETCH, new Object[] {clickHouse + "/?query=SELECT%201", named}))
        .asString()
        .startsWith("refused: ");
    Map<String, Object> patch = Map.of("method", "PATCH");
    assertThat(page.evaluate(FETCH, new Object[] {flink + "/jobs/" + job, patch}))
        .asString()
        .startsWith("refused: ");
    page.evaluate(
        "url => { document.body.innerHTML = '<img src=\"' + url + '\">'; }",
        flink + "/jobs/" + job + "/yarn-cancel");
    page.evaluate(
        """
        url => new Promise(done => {
          const frame = document.createElement('iframe');
          frame.onload = done;
          frame.src = url;
          document.body.append(frame);
        })""",
        flink + "/jobs/" + job + "/yarn-stop");
  }

  private static Map<String, Object> post(String mode, String body) {
    return Map.of("mode", mode, "method", "POST", "body", body);
  }

  /** The browser takes both for one origin then. */
  private static void byItsOwnName(Page page, EmbeddedStack stack, String job) {
    String clickHouse = rebound(URI.create(stack.clickHouse().httpUrl()));
    page.navigate(clickHouse + "/");
    for (Map<String, Object> options :
        List.<Map<String, Object>>of(
            Map.of(),
            Map.of("method", "POST", "body", "SELECT 1"),
            Map.of("headers", Map.of("X-ClickHouse-User", stack.clickHouse().user())))) {
      assertThat(page.evaluate(FETCH, new Object[] {clickHouse + "/?query=SELECT%201", options}))
          .asString()
          .startsWith("basic 404 ");
    }
    String flink = rebound(stack.flinkRestUrl());
    page.navigate(flink + "/");
    for (Object[] request :
        new Object[][] {
          {flink + "/jobs/overview", Map.of()},
          {flink + "/jobs/" + job + "/yarn-cancel", Map.of()},
          {flink + "/jobs/" + job, Map.of("method", "PATCH")},
        }) {
      assertThat(page.evaluate(FETCH, request).toString())
          .startsWith("basic 403 This is not known as \"" + ELSEWHERE);
    }
  }

  private static String rebound(URI here) {
    return "http://" + ELSEWHERE + ":" + here.getPort();
  }

  private static String job(EmbeddedStack stack) throws InterruptedException {
    await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> status(stack).jobs().stream().allMatch(job -> job.state().equals("RUNNING")));
    List<StackStatus.Job> jobs = status(stack).jobs();
    assertThat(jobs).hasSize(1);
    return jobs.get(0).id();
  }

  private static StackStatus status(EmbeddedStack stack) throws InterruptedException {
    return StackStatus.read(
        KafkaConnection.of(stack.kafka().bootstrapServers()),
        stack.database(),
        stack.flinkRestUrl(),
        ServerChecks.WITHIN,
        Clock.systemUTC());
  }

  private static HttpServer page() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] page = "<!doctype html><title>elsewhere</title>".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static BrowserType.LaunchOptions chromium() {
    return new BrowserType.LaunchOptions()
        .setExecutablePath(CHROMIUMS.stream().filter(Files::isExecutable).findFirst().orElseThrow())
        .setArgs(
            List.of(
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--host-resolver-rules=MAP " + ELSEWHERE + " 127.0.0.1"));
  }
}
