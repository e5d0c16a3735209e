package vn.cds.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.contract.time.VietnamTime;
import vn.cds.sql.CatalogueLoader;
import vn.cds.sql.Database;
import vn.cds.sql.Migrator;
import vn.cds.sql.RosterLoader;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;

/**
 * The board on a year of all communes: answers of the API at 50 requests a second, 500 open
 * streams, and the ranking of the whole country in a browser: {@code mvn -pl dashboard test
 * -Dtest=BoardBenchmark -Dcds.board.bench=true}. Board, readers, ClickHouse and Chromium share the
 * machine.
 */
@EnabledIfSystemProperty(named = "cds.board.bench", matches = "true")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoardBenchmark {

  private static final LocalDate TODAY = VietnamTime.localDay(Instant.now());
  private static final String COMMUNE = "14797";
  private static final Path FILLING =
      Path.of("..", "sql", "src", "test", "resources", "scores-benchmark");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path folder;
  private EmbeddedClickHouse clickHouse;
  private Board board;
  private final List<Unit> communes = Roster.bundled().units(TODAY);

  @BeforeAll
  void start() throws Exception {
    clickHouse = EmbeddedClickHouse.start(folder.resolve("clickhouse"));
    Database database = Database.of(clickHouse.httpUrl(), clickHouse.user(), clickHouse.password());
    Migrator.migrate(database, line -> {});
    RosterLoader.load(database, Roster.bundled());
    CatalogueLoader.loadBundledIfNone(database, Clock.systemUTC());
    LocalDate from = TODAY.withDayOfYear(1);
    for (LocalDate month = from; month.isBefore(from.plusYears(1)); month = month.plusMonths(1)) {
      for (String file : List.of("dossiers.sql", "days.sql")) {
        execute(
            Files.readString(FILLING.resolve(file))
                .replace(":from", "toDate('" + month + "')")
                .replace(":days", Integer.toString(month.lengthOfMonth())));
      }
      for (String table : List.of("service_request_cohort", "dossier")) {
        execute(
            "OPTIMIZE TABLE %s PARTITION %d%02d FINAL"
                .formatted(table, month.getYear(), month.getMonthValue()));
      }
    }
    for (String period : List.of("today", "week", "month", "quarter", "half_year", "year")) {
      execute("SYSTEM WAIT VIEW score_snapshot_" + period);
    }
    board = Board.builder(database).port(0).start();
  }

  @AfterAll
  void stop() {
    board.close();
    clickHouse.close();
  }

  // ---------------------------------------------------------------- answers

  private static final int PER_SECOND = 50;
  private static final Duration LENGTH = Duration.ofSeconds(60);

  /** An address that is asked for, of so many requests. */
  private record Kind(String name, int share, Supplier<String> address) {}

  @Test
  void answers() throws Exception {
    long seed = Long.getLong("cds.seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Kind> deck = new ArrayList<>();
    for (Kind kind : kinds(random)) {
      deck.addAll(Collections.nCopies(kind.share(), kind));
    }
    Map<String, Double> alone = new TreeMap<>();
    for (Kind kind : kinds(random)) {
      List<Double> times = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        long start = System.nanoTime();
        get(kind);
        times.add((System.nanoTime() - start) / 1e6);
      }
      alone.put(kind.name(), median(times));
    }
    System.out.println("milliseconds one at a time, median: " + alone);
    ask(deck, random, PER_SECOND / 2, Duration.ofSeconds(10));
    long queries = queries();
    Map<String, List<Double>> latencies = ask(deck, random, PER_SECOND, LENGTH);
    System.out.printf("%.1f queries/s%n", (queries() - queries) / (double) LENGTH.toSeconds());
    System.out.println("| address | requests | median | p95 | max |");
    List<Double> all = new ArrayList<>();
    latencies.forEach(
        (name, times) -> {
          all.addAll(times);
          print(name, times);
        });
    print("all", all);
  }

  /** What the pages ask for: four of five of the province of the board, the others of any. */
  private List<Kind> kinds(Random random) {
    List<String> periods =
        List.of(
            "today",
            TODAY.toString().substring(0, 7),
            TODAY.getYear() + "-Q" + (TODAY.getMonthValue() + 2) / 3,
            Integer.toString(TODAY.getYear()));
    List<Unit> own = Roster.bundled().units("38", TODAY);
    Supplier<Unit> commune =
        () ->
            random.nextInt(5) == 0
                ? communes.get(random.nextInt(communes.size()))
                : own.get(random.nextInt(own.size()));
    Supplier<String> province = () -> commune.get().provinceCode();
    Supplier<String> period = () -> "period=" + periods.get(random.nextInt(periods.size()));
    return List.of(
        new Kind(
            "board",
            20,
            () ->
                "board?province="
                    + province.get()
                    + "&period="
                    + List.of("today", "month", "quarter", "year").get(random.nextInt(4))),
        new Kind(
            "leaderboard", 6, () -> "leaderboard?province=" + province.get() + "&" + period.get()),
        new Kind("leaderboard, country", 1, () -> "leaderboard?province=VN&" + period.get()),
        new Kind("commune", 8, () -> "communes/" + commune.get().code() + "?" + period.get()),
        new Kind(
            "explanation",
            8,
            () -> "communes/" + commune.get().code() + "/explanation?" + period.get()),
        new Kind(
            "windows",
            3,
            () -> "communes/" + commune.get().code() + "/explanation/2.1?" + period.get()),
        new Kind(
            "trend",
            4,
            () -> "communes/" + commune.get().code() + "/trend?indicator=2.1&" + period.get()),
        new Kind(
            "score-history",
            4,
            () -> "score-history?province=" + province.get() + "&" + period.get()),
        new Kind("communes", 3, () -> "communes?province=" + province.get()),
        new Kind(
            "comparison",
            2,
            () -> {
              List<Unit> peers = Roster.bundled().units(province.get(), TODAY);
              return "comparison?communes="
                  + peers.get(0).code()
                  + ","
                  + peers.get(1 + random.nextInt(peers.size() - 1)).code()
                  + "&"
                  + period.get();
            }),
        new Kind("overdue-dossiers", 5, () -> "overdue-dossiers?commune=" + commune.get().code()),
        new Kind(
            "recognition",
            2,
            () -> "recognition?province=" + province.get() + "&period=" + TODAY.getYear()),
        new Kind("coverage", 2, () -> "coverage?province=" + province.get() + "&" + period.get()),
        new Kind("indicators", 5, () -> "indicators"),
        new Kind("catalogue-loads", 1, () -> "catalogue-loads"),
        new Kind("alerts", 6, () -> "alerts?province=" + province.get()),
        new Kind(
            "alerts/history",
            3,
            () -> "alerts/history?unit=" + commune.get().code() + "&" + period.get()),
        new Kind(
            "alerts/times",
            2,
            () -> "alerts/times?province=" + province.get() + "&" + period.get()),
        new Kind("data-age", 2, () -> "data-age?province=" + province.get()),
        new Kind("data-health", 3, () -> "data-health?province=" + province.get()),
        new Kind("dead-letters", 2, () -> "dead-letters"),
        new Kind("provinces", 4, () -> "provinces"));
  }

  private void get(Kind kind) throws IOException, InterruptedException {
    URI address = URI.create(board.url() + "/api/v1/" + kind.address().get());
    HttpResponse<byte[]> answer =
        HTTP.send(
            HttpRequest.newBuilder(address).header("Accept-Encoding", "gzip").build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      System.out.println(answer.statusCode() + " " + address);
    }
  }

  /** Requests that come at their time, whether or not those before are answered. */
  private Map<String, List<Double>> ask(
      List<Kind> deck, Random random, int perSecond, Duration length) throws Exception {
    Map<String, List<Double>> latencies = new ConcurrentHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(100);
    long start = System.nanoTime();
    for (int i = 0; i < perSecond * length.toSeconds(); i++) {
      Kind kind = deck.get(random.nextInt(deck.size()));
      long due = start + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
      LockSupport.parkNanos(due - System.nanoTime());
      threads.submit(
          () -> {
            get(kind);
            latencies
                .computeIfAbsent(
                    kind.name(), name -> Collections.synchronizedList(new ArrayList<>()))
                .add((System.nanoTime() - due) / 1e6);
            return null;
          });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    return new TreeMap<>(latencies);
  }

  // ---------------------------------------------------------------- streams

  private static final int STREAMS = 500;
  private static final int CHANGES = 15;
  private static final Pattern N = Pattern.compile("\"code\":\"" + COMMUNE + "\".*?\"n\":(\\d+)");

  @Test
  void streams() throws Exception {
    String address = board.url() + "/api/v1/stream?province=38&period=month";
    long heap = heap();
    List<Follower> followers = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      Follower follower = new Follower();
      followers.add(follower);
      HTTP.sendAsync(
          HttpRequest.newBuilder(URI.create(address)).build(),
          HttpResponse.BodyHandlers.fromLineSubscriber(follower));
    }
    await().atMost(60, TimeUnit.SECONDS).until(() -> followers.stream().allMatch(f -> f.n > 0));
    System.out.printf(
        "%d streams: %d kB of heap each, with their reader's side%n",
        STREAMS, (heap() - heap) / STREAMS / 1_000);

    Usage idle = new Usage();
    Thread.sleep(10_000);
    System.out.println("nothing changes: " + idle);

    Usage busy = new Usage();
    List<Double> all = new ArrayList<>();
    List<Double> last = new ArrayList<>();
    for (int change = 0; change < CHANGES; change++) {
      int wanted = followers.get(0).n + 1;
      followers.forEach(follower -> follower.times.clear());
      change("commune_code = '" + COMMUNE + "'", "received + 1 AS received");
      long written = System.nanoTime();
      await()
          .pollInterval(Duration.ofMillis(10))
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> followers.stream().allMatch(f -> f.times.containsKey(wanted)));
      List<Double> times =
          followers.stream().map(f -> (f.times.get(wanted) - written) / 1e6).sorted().toList();
      all.addAll(times);
      last.add(times.get(times.size() - 1));
      // At no fixed pace, so that nothing can keep time with the poller.
      Thread.sleep(500 + 137 * change % 1_000);
    }
    System.out.println("a change every two seconds or so: " + busy);
    System.out.println("| milliseconds from written to received | changes | median | p95 | max |");
    print("each stream", all);
    print("the last of all", last);
    List<String> gaps = followers.stream().flatMap(follower -> follower.gaps.stream()).toList();
    assertThat(gaps).as("ids that were left out or repeated").isEmpty();
  }

  /** Reads a stream line by line. */
  private static final class Follower implements Flow.Subscriber<String> {
    private final Map<Integer, Long> times = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> gaps = new ConcurrentLinkedQueue<>();
    private volatile int n;
    private long id = -1;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      if (line.startsWith("id: ")) {
        long next = Long.parseLong(line.substring(line.indexOf('-') + 1));
        if (id >= 0 && next != id + 1) {
          gaps.add(id + " " + next);
        }
        id = next;
      } else if (line.startsWith("data: ")) {
        Matcher found = N.matcher(line);
        if (found.find()) {
          n = Integer.parseInt(found.group(1));
          times.put(n, System.nanoTime());
        }
      }
    }

    @Override
    public void onError(Throwable failure) {
      gaps.add(failure.toString());
    }

    @Override
    public void onComplete() {
      gaps.add("ended");
    }
  }

  /** Queries and processor time since it was made. */
  private final class Usage {
    private final long begin = System.nanoTime();
    private final long queries = queries();
    private final long processor = processor();

    @Override
    public String toString() {
      double seconds = (System.nanoTime() - begin) / 1e9;
      return "%.2f queries/s, %.2f cores of board and readers"
          .formatted(
              (queries() - queries - 1) / seconds, (processor() - processor) / 1e9 / seconds);
    }
  }

  private static long processor() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  // ---------------------------------------------------------------- ranking

  private static final int SNAPSHOTS = 20;

  /** How long the page works on a change, and until the frame with it is drawn. */
  private static final String WATCH =
      """
      window.ranked = [];
      const listen = EventSource.prototype.addEventListener;
      EventSource.prototype.addEventListener = function (type, handler) {
        listen.call(this, type, type !== 'change' ? handler : event => {
          // Not by parsing: what that leaves behind would be collected while the page works.
          const rows = event.data.split('"code":').length - 1;
          const start = performance.now();
          let worked;
          handler(event);
          // Behind the microtasks in which the page is brought up to date.
          queueMicrotask(() => worked = performance.now() - start);
          // The next frame is the first one with the change; a message comes behind it.
          requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () =>
              window.ranked.push([rows, worked, performance.now() - start]);
            channel.port2.postMessage(0);
          });
        });
      };""";

  @Test
  void ranking() {
    try (BoardBrowser browser = new BoardBrowser()) {
      for (String province : List.of("VN", "38")) {
        Page page = browser.page(1440, 1000, 1, ColorScheme.LIGHT, ReducedMotion.NO_PREFERENCE);
        page.addInitScript(WATCH);
        page.navigate(board.url() + "/?period=quarter&province=" + province);
        page.waitForSelector("tr[data-code]");
        page.waitForSelector(".connection.open");
        int seen = 0;
        for (int snapshot = 1; snapshot <= SNAPSHOTS; snapshot++) {
          int share = 5 * snapshot;
          change(
              "1",
              "intDiv(handled * (cityHash64(commune_code, %d) %% 100), 100) AS done_on_time, handled - done_on_time AS done_late"
                  .formatted(share));
          int wanted = seen + 1;
          page.waitForCondition(
              () -> ((Number) page.evaluate("window.ranked.length")).intValue() >= wanted);
          page.waitForTimeout(700);
          seen = ((Number) page.evaluate("window.ranked.length")).intValue();
        }
        List<?> entries = (List<?>) page.evaluate("window.ranked");
        List<List<?>> large = new ArrayList<>();
        for (Object entry : entries) {
          List<?> values = (List<?>) entry;
          if (((Number) values.get(0)).intValue() > 100) {
            large.add(values);
          }
        }
        System.out.printf(
            "%s: %d changes, of %d rows in the median; %s rows are drawn%n",
            province,
            large.size(),
            (int) median(large.stream().map(v -> ((Number) v.get(0)).doubleValue()).toList()),
            page.locator("tr[data-code]").count());
        System.out.println("| milliseconds | changes | median | p95 | max |");
        print(
            "brought up to date",
            large.stream().map(v -> ((Number) v.get(1)).doubleValue()).toList());
        print("drawn", large.stream().map(v -> ((Number) v.get(2)).doubleValue()).toList());
        page.context().close();
      }
      assertThat(browser.complaints()).isEmpty();
    }
  }

  // ---------------------------------------------------------------- all

  /** Writes newer rows of today. */
  private void change(String which, String columns) {
    execute(
        "INSERT INTO service_request_cohort SELECT * REPLACE (version + 1 AS version, now() AS inserted_at, "
            + columns
            + ") FROM service_request_cohort FINAL WHERE day = '"
            + TODAY
            + "' AND "
            + which);
  }

  private long queries() {
    return Long.parseLong(
        execute("SELECT value FROM system.events WHERE event = 'SelectQuery'").strip());
  }

  private String execute(String statement) {
    URI address = URI.create(clickHouse.httpUrl() + "/?database=" + Database.DEFAULT_NAME);
    try {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(address)
                  .header("X-ClickHouse-User", clickHouse.user())
                  .header("X-ClickHouse-Key", clickHouse.password())
                  .POST(HttpRequest.BodyPublishers.ofString(statement))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return answer.body();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void print(String name, List<Double> times) {
    List<Double> sorted = times.stream().sorted().toList();
    System.out.printf(
        "| %s | %d | %.0f | %.0f | %.0f |%n",
        name,
        sorted.size(),
        median(sorted),
        sorted.get((int) Math.ceil(0.95 * sorted.size()) - 1),
        sorted.get(sorted.size() - 1));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
