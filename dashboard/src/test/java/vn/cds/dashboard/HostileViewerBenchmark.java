package vn.cds.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.access.AccessConfiguration;
import vn.cds.dashboard.access.login.PasswordHash;

/**
 * How long twenty viewers wait while somebody attacks the board, as a ratio to how long they wait
 * without: {@code mvn -pl dashboard test -Dtest=HostileViewerBenchmark -Dcds.board.bench=true}.
 * Board, viewers, attacker and ClickHouse share the machine.
 */
@EnabledIfSystemProperty(named = "cds.board.bench", matches = "true")
class HostileViewerBenchmark {
  private static final int VIEWERS = 20;
  private static final Duration LENGTH = Duration.ofSeconds(20);
  private static final String PASSWORD = "correct horse";
  private static final List<String> PAGES =
      List.of(
          "board?province=38",
          "leaderboard?province=38",
          "communes/14797/explanation",
          "communes/14797/trend?indicator=2.1",
          "overdue-dossiers?commune=14797",
          "alerts?province=38",
          "me");

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger refused = new AtomicInteger();
  private Board board;

  /** Goes on until it is interrupted. */
  private interface Attack {
    void begin(ExecutorService threads) throws Exception;
  }

  @Test
  void measure() throws Exception {
    TestProvince province = new TestProvince();
    province.fillPages(38);
    board = province.board().access(access()).start();
    try {
      run(threads -> {}); // to be warm
      Map<String, Attack> attacks = new TreeMap<>();
      attacks.put("one viewer asks for the histories of years", this::histories);
      attacks.put("passwords guessed from 100 addresses", this::guesses);
      attacks.put("2,000 streams of one viewer", this::streams);
      attacks.put("1,500 slow connections", this::slowConnections);
      System.out.println(
          "| attack | answers | p95 alone, ms | p95 attacked, ms | ratio | refused | heap, MB |");
      for (Map.Entry<String, Attack> attack : attacks.entrySet()) {
        List<Double> alone = run(threads -> {});
        refused.set(0);
        List<Double> attacked = run(attack.getValue());
        double before = p95(alone);
        double during = p95(attacked);
        System.gc();
        System.out.printf(
            "| %s | %d | %.0f | %.0f | %.1f | %d | %d |%n",
            attack.getKey(),
            attacked.size(),
            before,
            during,
            during / before,
            refused.get(),
            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);
      }
    } finally {
      board.close();
    }
  }

  private AccessConfiguration access() throws IOException {
    StringBuilder users = new StringBuilder();
    for (int viewer = 0; viewer <= VIEWERS; viewer++) {
      users.append("v").append(viewer).append(":").append(PasswordHash.make(PASSWORD).text());
      users.append("\n");
    }
    Files.writeString(folder.resolve("users"), users);
    return AccessConfiguration.read(
        Files.writeString(
            folder.resolve("access.yaml"),
            """
            format: 1
            passwords_file: users
            proxies: [127.0.0.1]
            grants: [{user: "*", role: viewer, provinces: [all]}]
            """),
        Map.of(),
        Roster.bundled());
  }

  /** Milliseconds of each answer to the viewers, who ask for a page every half second. */
  private List<Double> run(Attack attack) throws Exception {
    ConcurrentLinkedQueue<Double> times = new ConcurrentLinkedQueue<>();
    ExecutorService attackers = Executors.newCachedThreadPool();
    ExecutorService viewers = Executors.newFixedThreadPool(VIEWERS);
    try {
      attack.begin(attackers);
      long begin = System.nanoTime();
      for (int viewer = 1; viewer <= VIEWERS; viewer++) {
        String name = "v" + viewer;
        int first = viewer;
        viewers.submit(
            () -> {
              for (int i = 0; System.nanoTime() - begin < LENGTH.toNanos(); i++) {
                long start = System.nanoTime();
                int status = get(PAGES.get((first + i) % PAGES.size()), name, PASSWORD, null);
                times.add((System.nanoTime() - start) / 1e6);
                if (status != 200) {
                  System.out.println("a viewer was answered " + status);
                }
                LockSupport.parkNanos(start + 500_000_000L - System.nanoTime());
              }
              return null;
            });
      }
      viewers.shutdown();
      viewers.awaitTermination(10, TimeUnit.MINUTES);
    } finally {
      attackers.shutdownNow();
      attackers.awaitTermination(1, TimeUnit.MINUTES);
    }
    return List.copyOf(times);
  }

  private int get(String path, String user, String password, String address)
      throws IOException, InterruptedException {
    return http.send(request(path, user, password, address), BodyHandlers.ofByteArray())
        .statusCode();
  }

  private HttpRequest request(String path, String user, String password, String address) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(board.url() + "/api/v1/" + path))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    return address == null ? request.build() : request.header("X-Forwarded-For", address).build();
  }

  private void histories(ExecutorService threads) {
    for (int at = 0; at < 32; at++) {
      int first = 2018 + at % 5;
      String period = "period=%d-01-01..%d-12-31".formatted(first, first + 4);
      String path =
          at % 2 == 0
              ? "score-history?province=VN&" + period
              : "communes/14797/trend?indicator=2.1&" + period;
      again(threads, () -> note(get(path, "v0", PASSWORD, null)));
    }
  }

  private void guesses(ExecutorService threads) {
    for (int at = 0; at < 100; at++) {
      String address = "10.1.2." + at;
      int guess = at;
      again(threads, () -> note(get("me", "v0", "guess" + guess, address)));
    }
  }

  private void streams(ExecutorService threads) {
    List<InputStream> open = new ArrayList<>();
    again(
        threads,
        () -> {
          if (open.size() < 2_000) {
            HttpResponse<InputStream> answer =
                http.send(
                    request("stream?province=38", "v0", PASSWORD, null),
                    BodyHandlers.ofInputStream());
            note(answer.statusCode());
            open.add(answer.body());
          } else {
            Thread.sleep(100);
          }
        });
  }

  private void slowConnections(ExecutorService threads) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      Socket socket = new Socket("127.0.0.1", board.port());
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
      sockets.add(socket);
    }
    again(
        threads,
        () -> {
          for (int i = 0; i < sockets.size(); i++) {
            try {
              sockets.get(i).getOutputStream().write('x');
            } catch (IOException e) {
              refused.incrementAndGet();
              sockets.set(i, new Socket("127.0.0.1", board.port()));
            }
          }
          Thread.sleep(1_000);
        });
  }

  private void note(int status) {
    if (status != 200) {
      refused.incrementAndGet();
    }
  }

  private interface Request {
    void send() throws Exception;
  }

  private static void again(ExecutorService threads, Request request) {
    threads.submit(
        () -> {
          try {
            while (!Thread.interrupted()) {
              request.send();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return null;
        });
  }

  private static double p95(List<Double> times) {
    List<Double> sorted = times.stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, (int) (sorted.size() * 0.95)));
  }
}
