package vn.cds.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.access.AccessConfiguration;

/** What keeps one viewer from slowing the others. */
class BoardLimitsTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration LONG = Duration.ofMinutes(3);

  @TempDir static Path folder;
  private static TestProvince province;

  @BeforeAll
  static void start() {
    province = new TestProvince();
    province.fill(9);
  }

  private static Board board(String limits) throws IOException {
    return builder(limits).start();
  }

  private static Board.Builder builder(String limits) throws IOException {
    Path file = Files.createTempFile(folder, "access", ".yaml");
    Files.writeString(
        file,
        """
        format: 1
        trusted_proxy: {user_header: X-User}
        proxies: [127.0.0.0/8]
        limits: {%s}
        grants: [{user: "*", role: administrator}]
        """
            .formatted(limits));
    return province.board().access(AccessConfiguration.read(file, Map.of(), Roster.bundled()));
  }

  @Tag("slow")
  @Test
  void headersThatTrickleInEndTheirConnectionAndNoOther() throws Exception {
    try (Board board = province.board().start();
        Socket slow = new Socket("127.0.0.1", board.port());
        Socket empty = new Socket("127.0.0.1", board.port());
        Socket diligent = new Socket("127.0.0.1", board.port());
        Socket stream = new Socket("127.0.0.1", board.port())) {
      ask(stream, "/api/v1/stream");
      BufferedReader events = reader(stream);
      slow.getOutputStream().write("GET /healthz HTTP/1.1\r\nX-Slow: ".getBytes(US_ASCII));
      BufferedReader answers = reader(diligent);
      await()
          .atMost(LONG)
          .pollInterval(Duration.ofMillis(300))
          .until(
              () -> {
                ask(diligent, "/healthz");
                assertThat(nextStatus(answers)).isEqualTo("HTTP/1.1 200 OK");
                return isCut(slow, "x") && isCut(empty, "\r\n");
              });
      String event = events.readLine();
      while (!event.equals("event: heartbeat")) {
        event = events.readLine();
        assertThat(event).as("the stream goes on").isNotNull();
      }
    }
  }

  /** Whether the other side has ended the connection, which it is sent one thing more. */
  private static boolean isCut(Socket socket, String more) throws IOException {
    try {
      socket.getOutputStream().write(more.getBytes(US_ASCII));
      socket.setSoTimeout(1);
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void connectionsHaveATotal() throws Exception {
    try (Board board = board("connections: 2")) {
      Socket first = new Socket("127.0.0.1", board.port());
      try (Socket second = new Socket("127.0.0.1", board.port())) {
        for (Socket socket : List.of(first, second)) {
          ask(socket, "/healthz");
          assertThat(reader(socket).readLine()).isEqualTo("HTTP/1.1 200 OK");
        }
        try (Socket third = new Socket("127.0.0.1", board.port())) {
          ask(third, "/healthz");
          third.setSoTimeout(1_000);
          assertThatThrownBy(() -> third.getInputStream().read())
              .as("waits for a place")
              .isInstanceOf(SocketTimeoutException.class);
          first.close();
          third.setSoTimeout((int) LONG.toMillis());
          assertThat(reader(third).readLine()).isEqualTo("HTTP/1.1 200 OK");
        }
      } finally {
        first.close();
      }
    }
  }

  @Test
  void streamsHaveATotal() throws Exception {
    try (Board board = board("streams_of_all: 1")) {
      HttpResponse<java.io.InputStream> one =
          HTTP.send(
              request(board, "/api/v1/stream", "an"), HttpResponse.BodyHandlers.ofInputStream());
      try (java.io.InputStream open = one.body()) {
        assertThat(open.read()).isPositive();
        HttpResponse<String> two = get(board, "/api/v1/stream", "binh");
        assertThat(two.statusCode()).isEqualTo(503);
        assertThat(two.headers().firstValue("Retry-After")).isPresent();
      }
    }
  }

  @Test
  void questionsOfOnePersonAreAnsweredInTurnAndThoseOfOthersBesideThem() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    Board.Builder slow =
        builder("queries: 1")
            .inputTopics(
                () -> {
                  asked.countDown();
                  awaitUninterruptibly(answered);
                  return null;
                });
    try (Board board = slow.start()) {
      CompletableFuture<HttpResponse<String>> first = send(board, "/api/v1/data-health", "an");
      assertThat(asked.await(3, TimeUnit.MINUTES)).isTrue();
      CompletableFuture<HttpResponse<String>> next = send(board, "/api/v1/me", "an");
      assertThat(get(board, "/api/v1/me", "binh").statusCode()).isEqualTo(200);
      assertThat(get(board, "/", "an").statusCode()).as("asks nothing").isEqualTo(200);
      assertThat(next).as("has its turn later").isNotDone();
      answered.countDown();
      assertThat(first.join().statusCode()).isEqualTo(200);
      assertThat(next.join().statusCode()).isEqualTo(200);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CompletableFuture<HttpResponse<String>> send(
      Board board, String path, String user) {
    return HTTP.sendAsync(request(board, path, user), HttpResponse.BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/leaderboard?period=2000-01-01..2099-12-31",
        "/api/v1/communes/14797/trend?indicator=2.1&period=2019-01-01..2026-01-01",
        "/api/v1/score-history?period=2000-01-01..2099-12-31",
        "/api/v1/board?period=2000-01-01..2099-12-31",
        "/api/v1/stream?period=2000-01-01..2099-12-31",
      })
  void aPeriodHasALongestLength(String path) throws Exception {
    try (Board board = province.board().start()) {
      HttpResponse<String> refused = get(board, path, "");
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
      assertThat(refused.body()).contains("1827");
      assertThat(get(board, "/api/v1/leaderboard?period=2022-01-01..2026-12-31", "").statusCode())
          .as("five years")
          .isEqualTo(200);
    }
  }

  @Test
  void readinessCostsClickHouseTheSameHoweverManyAsk() throws Exception {
    try (Board board = province.board().start()) {
      assertThat(get(board, "/readyz", "").statusCode()).isEqualTo(200);
      long before = queries();
      long start = System.nanoTime();
      for (int asked = 0; asked < 300; asked++) {
        assertThat(get(board, "/readyz", "").statusCode()).isEqualTo(200);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      assertThat(queries() - before)
          .as("one in two seconds, and this question itself")
          .isLessThanOrEqualTo((long) (seconds / 2) + 2);
    }
  }

  private static long queries() {
    return Long.parseLong(
        province.execute("SELECT value FROM system.events WHERE event = 'SelectQuery'", ""));
  }

  private static void ask(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes(US_ASCII));
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
  }

  private static String nextStatus(BufferedReader answers) throws IOException {
    String line = answers.readLine();
    // It follows the body before it, which does not end its line.
    while (line != null && !line.contains("HTTP/1.1")) {
      line = answers.readLine();
    }
    return line == null ? null : line.substring(line.indexOf("HTTP/1.1"));
  }

  private static HttpRequest request(Board board, String path, String user) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(board.url() + path));
    return user.isEmpty() ? request.build() : request.header("X-User", user).build();
  }

  private static HttpResponse<String> get(Board board, String path, String user) throws Exception {
    return HTTP.send(request(board, path, user), HttpResponse.BodyHandlers.ofString());
  }
}
