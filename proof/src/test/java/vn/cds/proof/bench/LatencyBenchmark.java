package vn.cds.proof.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.codec.EventEncoder;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.VietnamTime;
import vn.cds.dashboard.Board;
import vn.cds.metrics.MetricJob;
import vn.cds.simulator.SimulatedRecord;
import vn.cds.simulator.SimulationOptions;
import vn.cds.simulator.Simulator;
import vn.cds.sql.Database;
import vn.cds.standalone.EmbeddedStack;
import vn.cds.standalone.TopicWriter;

/**
 * How long after an event is produced its figure is drawn in a browser, while the simulator sends
 * 2,000 events a second of all communes: {@code mvn -pl proof test -Dtest=LatencyBenchmark
 * -Dcds.latency.bench=true}. One commune sends nothing but marks, one dossier each, so that the
 * number of dossiers in its row says which mark is the latest to be seen. Kafka, Flink, ClickHouse,
 * the simulator, the board and Chromium share the machine.
 *
 * <p>{@code cds.latency.rate}, {@code cds.latency.marks} and {@code cds.latency.options} (options
 * of the jobs, {@code name=value} joined by semicolons) try other conditions.
 */
@EnabledIfSystemProperty(named = "cds.latency.bench", matches = "true")
class LatencyBenchmark {

  private static final String PROVINCE = "38";
  private static final String COMMUNE = "14797";
  private static final int WARM_UP_SECONDS = Integer.getInteger("cds.latency.warm-up", 90);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int RATE = Integer.getInteger("cds.latency.rate", 2_000);
  private static final int MARKS = Integer.getInteger("cds.latency.marks", 200);

  /**
   * From mark to mark: the golden section of a second. Rows leave and are asked for at the same
   * moment of each second, and how long a mark waits for that is half of what is measured; so every
   * part of the second gets as many marks, and the median does not hang on where chance put them.
   */
  private static final double PACE_MILLIS = 618.034;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** After a frame was drawn that shows another number: when, and which. */
  private static final String WATCH =
      """
      commune => {
        window.seen = [];
        let last = 0;
        new MutationObserver(() => {
          const row = document.querySelector(`tr[data-code='${commune}']`);
          const number = Number((row?.querySelector('td.n').textContent ?? '').replace(/\\D/g, ''));
          if (number <= last) return;
          last = number;
          // Rows out of sight are not drawn, and this one moves up with every mark.
          row.scrollIntoView({ block: 'center' });
          requestAnimationFrame(() => setTimeout(() => window.seen.push([number, Date.now()])));
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
      }""";

  @TempDir Path data;

  private final Map<Integer, Long> produced = new ConcurrentHashMap<>();
  private final Map<Integer, Long> written = new ConcurrentHashMap<>();
  private final Map<Integer, Long> pushed = new ConcurrentHashMap<>();
  private final Map<Integer, Long> drawn = new ConcurrentHashMap<>();
  private final List<Double> loads = new CopyOnWriteArrayList<>();
  private volatile boolean stopped;

  @Test
  void measure() throws Exception {
    long speed = fixedWork();
    EmbeddedStack.Builder builder =
        EmbeddedStack.builder(data).reset(true).jobs(MetricJob.values());
    for (String option : System.getProperty("cds.latency.options", "").split(";")) {
      if (!option.isEmpty()) {
        builder.jobOption(option.split("=")[0], option.split("=")[1]);
      }
    }
    try (EmbeddedStack stack = builder.start();
        Board board = Board.builder(stack.database()).port(0).defaultProvince(PROVINCE).start();
        TopicWriter writer =
            TopicWriter.open(
                stack.kafka().bootstrapServers(),
                Arrays.stream(EventStream.values()).map(EventStream::topic).toList());
        Playwright playwright =
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")))) {
      Page page = open(playwright, board);
      List<Thread> threads =
          List.of(
              thread("simulator", () -> simulate(stack.kafka().bootstrapServers())),
              thread("rows", () -> watchRows(stack)),
              thread("stream", () -> watchStream(board)),
              thread("load", this::watchLoad));
      page.waitForTimeout(1_000.0 * WARM_UP_SECONDS);
      loads.clear();
      Map<String, Duration> used = processorTime();
      Map<String, Long> work = events(stack);
      long begin = System.nanoTime();
      mark(writer, page);
      double seconds = (System.nanoTime() - begin) / 1e9;
      events(stack)
          .forEach((name, count) -> work.merge(name, count, (before, after) -> after - before));
      System.out.printf(
          "ClickHouse: %.0f inserts/s of %.1f ms, %.0f queries/s of %.1f ms, %.0f merges/s of %.1f ms%n",
          work.get("InsertQuery") / seconds,
          work.get("InsertQueryTimeMicroseconds") / 1e3 / work.get("InsertQuery"),
          work.get("SelectQuery") / seconds,
          work.get("SelectQueryTimeMicroseconds") / 1e3 / work.get("SelectQuery"),
          work.get("Merge") / seconds,
          (double) work.get("MergeTotalMilliseconds") / work.get("Merge"));
      processorTime()
          .forEach(
              (name, time) ->
                  System.out.printf(
                      "%s: %.2f cores%n",
                      name,
                      time.minus(used.getOrDefault(name, Duration.ZERO)).toMillis()
                          / 1e3
                          / seconds));
      long deadline = System.nanoTime() + LONGEST.toNanos();
      while (drawn.size() < MARKS && System.nanoTime() < deadline) {
        read(page);
        page.waitForTimeout(200);
      }
      stopped = true;
      for (Thread thread : threads) {
        thread.join();
      }
    }
    System.out.printf(
        "a fixed piece of work took %d ms before and %d ms after: how fast the machine was%n",
        speed, fixedWork());
    System.out.printf(
        "machine %.0f %% busy%n",
        100 * loads.stream().mapToDouble(Double::doubleValue).average().orElse(0));
    System.out.println("| milliseconds after it was produced | marks | p50 | p95 | p99 | max |");
    report("its row is in ClickHouse", written);
    report("it is pushed", pushed);
    report("it is drawn", drawn);
    assertThat(drawn).as("marks that were seen").hasSize(MARKS);
  }

  private static Page open(Playwright playwright, Board board) {
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    Page page = browser.newPage();
    page.navigate(board.url() + "/");
    page.waitForSelector("tr[data-code='" + COMMUNE + "']");
    page.waitForSelector(".connection.open");
    page.evaluate(WATCH, COMMUNE);
    return page;
  }

  /** Milliseconds that always the same work takes, the quickest of five, on one core. */
  private static long fixedWork() throws GeneralSecurityException {
    byte[] block = new byte[1 << 20];
    long quickest = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long start = System.nanoTime();
      MessageDigest digest = MessageDigest.getInstance("SHA3-256");
      for (int i = 0; i < 20; i++) {
        digest.update(block);
      }
      digest.digest();
      quickest = Math.min(quickest, (System.nanoTime() - start) / 1_000_000);
    }
    return quickest;
  }

  private Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Events of all communes but the one of the marks, each when it is due. */
  private void simulate(String bootstrapServers) {
    Simulator simulator =
        Simulator.of(
            SimulationOptions.builder("demo")
                .province("all")
                .rate(RATE)
                .from(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .backlog(false)
                .build());
    long start = System.nanoTime();
    try (TopicWriter writer =
        TopicWriter.open(
            bootstrapServers,
            Arrays.stream(EventStream.values()).map(EventStream::topic).toList())) {
      while (!stopped) {
        SimulatedRecord record = simulator.next();
        long early = Duration.between(Instant.now(), record.sendAt()).toNanos();
        if (early > 0) {
          LockSupport.parkNanos(early);
        }
        if (!COMMUNE.equals(record.key())) {
          writer.send(
              record.stream().topic(),
              record.key().getBytes(StandardCharsets.UTF_8),
              record.value());
        }
      }
      writer.flush();
      System.out.printf(
          "%.0f events/s beside the marks%n",
          writer.acknowledged() / ((System.nanoTime() - start) / 1e9));
    }
  }

  private void mark(TopicWriter writer, Page page) {
    long begin = System.currentTimeMillis();
    for (int number = 1; number <= MARKS; number++) {
      double due = begin + number * PACE_MILLIS;
      page.waitForTimeout(Math.max(0, due - System.currentTimeMillis()));
      Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      ServiceRequestEvent event =
          ServiceRequestEvent.builder()
              .eventId(new UUID(begin, number))
              .occurredAt(now)
              .communeCode(COMMUNE)
              .status(ServiceRequestStatus.REGISTERED)
              .dossierCode("H56.99-%06d-%d".formatted(now.getEpochSecond() % 1_000_000, number))
              .procedureCode("1.004616")
              .submittedAt(now)
              .build();
      produced.put(number, System.currentTimeMillis());
      writer.send(
          event.stream().topic(),
          COMMUNE.getBytes(StandardCharsets.UTF_8),
          EventEncoder.encode(event));
      // At once, as whoever has one event to tell; the events of all others go in batches.
      writer.flush();
    }
  }

  private void watchRows(EmbeddedStack stack) {
    String query =
        "SELECT max(received) FROM service_request_cohort WHERE commune_code = '%s' AND day = '%s'"
            .formatted(COMMUNE, VietnamTime.localDay(Instant.now()));
    Seen seen = new Seen(written);
    while (!stopped) {
      seen.accept(Long.parseLong(ask(stack, query).strip()));
      LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
    }
  }

  /** What ClickHouse did since it was started, by name. */
  private static Map<String, Long> events(EmbeddedStack stack) {
    Map<String, Long> events = new HashMap<>();
    ask(
            stack,
            "SELECT event, value FROM system.events WHERE event IN ('InsertQuery', 'SelectQuery', 'Merge',"
                + " 'InsertQueryTimeMicroseconds', 'SelectQueryTimeMicroseconds',"
                + " 'MergeTotalMilliseconds')")
        .lines()
        .forEach(line -> events.put(line.split("\t")[0], Long.parseLong(line.split("\t")[1])));
    return events;
  }

  private static String ask(EmbeddedStack stack, String query) {
    URI address =
        URI.create(
            stack.clickHouse().httpUrl()
                + "/?database="
                + Database.DEFAULT_NAME
                + "&query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8));
    try {
      return HTTP.send(
              HttpRequest.newBuilder(address)
                  .header("X-ClickHouse-User", stack.clickHouse().user())
                  .header("X-ClickHouse-Key", stack.clickHouse().password())
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void watchStream(Board board) {
    Seen seen = new Seen(pushed);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(board.url() + "/api/v1/stream")).build();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream()).body(),
                StandardCharsets.UTF_8))) {
      String line;
      while (!stopped && (line = lines.readLine()) != null) {
        if (line.startsWith("data: ") && line.contains("\"code\":\"" + COMMUNE + "\"")) {
          for (JsonNode row : JSON.readTree(line.substring("data: ".length())).path("rows")) {
            if (row.path("code").asText().equals(COMMUNE)) {
              seen.accept(row.path("n").asLong());
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watchLoad() {
    OperatingSystemMXBean machine =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    while (!stopped) {
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
      loads.add(machine.getCpuLoad());
    }
  }

  /** Of this process and those it started, by name. */
  private static Map<String, Duration> processorTime() {
    return Stream.concat(Stream.of(ProcessHandle.current()), ProcessHandle.current().descendants())
        .collect(
            Collectors.groupingBy(
                process ->
                    process.pid() == ProcessHandle.current().pid()
                        ? "Kafka, Flink, board, simulator"
                        : process.info().command().map(c -> c.replaceAll(".*/", "")).orElse("?"),
                TreeMap::new,
                Collectors.reducing(
                    Duration.ZERO,
                    process -> process.info().totalCpuDuration().orElse(Duration.ZERO),
                    Duration::plus)));
  }

  /** What the page has drawn since it was asked last. */
  private void read(Page page) {
    Seen seen = new Seen(drawn);
    for (Object entry : (List<?>) page.evaluate("window.seen")) {
      List<?> pair = (List<?>) entry;
      seen.accept(((Number) pair.get(0)).longValue(), ((Number) pair.get(1)).longValue());
    }
  }

  /** Every mark up to a number was seen, at the latest when the number was. */
  private static final class Seen implements LongConsumer {
    private final Map<Integer, Long> times;
    private int last;

    Seen(Map<Integer, Long> times) {
      this.times = times;
    }

    @Override
    public void accept(long number) {
      accept(number, System.currentTimeMillis());
    }

    void accept(long number, long at) {
      while (last < number) {
        times.putIfAbsent(++last, at);
      }
    }
  }

  private void report(String stage, Map<Integer, Long> times) {
    List<Long> sorted =
        times.entrySet().stream()
            .map(entry -> entry.getValue() - produced.get(entry.getKey()))
            .sorted()
            .toList();
    System.out.printf(
        "| %s | %d | %d | %d | %d | %d |%n",
        stage,
        sorted.size(),
        percentile(sorted, 0.5),
        percentile(sorted, 0.95),
        percentile(sorted, 0.99),
        percentile(sorted, 1));
  }

  private static long percentile(List<Long> sorted, double share) {
    return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
  }
}
