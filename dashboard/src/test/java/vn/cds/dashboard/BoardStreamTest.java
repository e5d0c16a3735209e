package vn.cds.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BoardStreamTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String TODAY = "?province=38&period=today";

  private static TestProvince province;
  private Board board;

  @BeforeAll
  static void startClickHouse() {
    // A busy machine is slow; what never comes fails all the same.
    Awaitility.setDefaultTimeout(Duration.ofMinutes(3));
    province = new TestProvince();
    province.fill(1);
  }

  @BeforeEach
  void start() {
    board = province.board().start();
  }

  @AfterEach
  void stop() {
    board.close();
  }

  @Test
  void onlyChangedRowsTravelAndWithinASecondOrTwo() throws Exception {
    JsonNode before = leaderboard();
    try (Listener listener = listen("&after=" + before.get("id").asText(), null)) {
      await().until(() -> listener.has("heartbeat"));
      assertThat(listener.has("snapshot")).as("nothing was missed").isFalse();

      long start = System.nanoTime();
      province.excels(TestProvince.HAC_THANH, 400);
      Received change =
          await()
              .pollInterval(Duration.ofMillis(20))
              .until(() -> listener.changeOf(TestProvince.HAC_THANH), found -> found != null);
      System.out.printf("written to pushed: %.0f ms%n", (System.nanoTime() - start) / 1e6);

      assertThat(change.data.get("rows").size()).as("rows that travel").isLessThan(166);
      JsonNode row = change.row(TestProvince.HAC_THANH);
      assertThat(row.get("rank").asInt()).isEqualTo(1);
      assertThat(row.get("points").asDouble()).isEqualTo(50);
      assertThat(row.get("n").asInt()).isEqualTo(400);
    }
  }

  @Test
  void whoComesBackMissesNothingAndGetsNothingTwice() throws Exception {
    List<String> ids = new CopyOnWriteArrayList<>();
    String last;
    try (Listener first = listen("&after=" + leaderboard().get("id").asText(), null)) {
      province.excels(TestProvince.HAC_THANH, 100);
      await().until(() -> first.changeOf(TestProvince.HAC_THANH) != null);
      ids.addAll(first.ids());
      last = first.ids().get(first.ids().size() - 1);
    }
    // Another reader keeps the poller going meanwhile.
    try (Listener other = listen("", null)) {
      await().until(() -> other.has("snapshot"));
      for (int received = 101; received <= 103; received++) {
        province.excels(TestProvince.HAC_THANH, received);
        int wanted = received;
        await().until(() -> other.lastN(TestProvince.HAC_THANH) == wanted);
      }
      try (Listener back = listen("", last)) {
        await().until(() -> back.lastN(TestProvince.HAC_THANH) == 103);
        assertThat(back.has("snapshot")).isFalse();
        ids.addAll(back.ids());
      }
    }
    List<Long> numbers = ids.stream().map(id -> Long.parseLong(id.split("-")[1])).toList();
    for (int i = 1; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).as("ids %s", ids).isEqualTo(numbers.get(i - 1) + 1);
    }
  }

  @Test
  void anUnknownIdGetsTheWholeBoard() throws Exception {
    try (Listener listener = listen("", "abc-17")) {
      await().until(() -> listener.has("snapshot"));
      assertThat(listener.first("snapshot").data.get("rows")).hasSize(166);
    }
    try (Listener listener = listen("", "nonsense \u00e9")) {
      await().until(() -> listener.has("snapshot"));
    }
  }

  @Tag("slow")
  @Test
  void manyReadersCostNoMoreThanOne() throws Exception {
    List<Listener> listeners = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        listeners.add(listen("", null));
      }
      await().until(() -> listeners.stream().allMatch(listener -> listener.has("snapshot")));
      long before = queries();
      long start = System.nanoTime();
      await()
          .until(() -> listeners.stream().allMatch(listener -> listener.count("heartbeat") >= 2));
      double seconds = (System.nanoTime() - start) / 1e9;
      // A poll is three queries: the leaderboard, the latest load of the catalogue and the age of
      // the data; our own questions are two more.
      assertThat(queries() - before).isLessThanOrEqualTo((long) (3 * (seconds + 1)) + 2);

      province.excels(TestProvince.HAC_THANH, 222);
      await()
          .until(
              () ->
                  listeners.stream()
                      .allMatch(listener -> listener.lastN(TestProvince.HAC_THANH) == 222));
    } finally {
      listeners.forEach(Listener::close);
    }
  }

  @Test
  void aDeadDatabaseIsSaidAndTheLastGoodFiguresStay() throws Exception {
    JsonNode before = leaderboard();
    try (Listener listener = listen("", null)) {
      await().until(() -> listener.has("snapshot"));
      province.clickHouse.kill();
      await().until(() -> "false".equals(listener.freshness()));

      JsonNode during = leaderboard();
      assertThat(during.get("fresh").asBoolean()).isFalse();
      assertThat(during.get("rows")).isEqualTo(before.get("rows"));
      await().until(() -> get("/readyz").statusCode() == 503);
      assertThat(get("/healthz").statusCode()).isEqualTo(200);
      HttpResponse<String> other = get("/api/v1/board?province=01");
      assertThat(other.statusCode()).isEqualTo(503);
      assertThat(JSON.readTree(other.body()).get("error").asText())
          .isEqualTo("database_unavailable");

      province.clickHouse.restart();
      await().until(() -> "true".equals(listener.freshness()));
      province.excels(TestProvince.HAC_THANH, 321);
      await().until(() -> listener.lastN(TestProvince.HAC_THANH) == 321);
    }
  }

  @Tag("slow")
  @Test
  void aStreamOpensBeforeClickHouseCouldBeRead() throws Exception {
    province.clickHouse.kill();
    try (Board started = province.board().start();
        Listener listener = listen(started, "", null);
        Listener other = listen(started, "&after=abc-17", null)) {
      await().until(() -> "false".equals(listener.freshness()));
      assertThat(listener.has("snapshot")).isFalse();
      province.clickHouse.restart();
      await().until(() -> listener.has("snapshot") && other.has("snapshot"));
      assertThat(listener.lastRow(TestProvince.HAC_THANH)).isNotNull();
      await().until(() -> "true".equals(listener.freshness()));
      assertThat(listener.count("snapshot")).isEqualTo(1);
    }
  }

  @Test
  void anOverdueDossierCostsPointsAsTimePasses() throws Exception {
    province.opens(TestProvince.BIM_SON, 100, province.clock.instant().plusSeconds(5));
    try (Listener listener = listen("", null)) {
      await().until(() -> listener.has("snapshot"));
      assertThat(listener.indicator(TestProvince.BIM_SON, "2.1")).isEqualTo(100);
      await().until(() -> listener.indicator(TestProvince.BIM_SON, "2.1") == 99);
    }
  }

  private long queries() {
    return Long.parseLong(
        province.execute("SELECT value FROM system.events WHERE event = 'SelectQuery'", ""));
  }

  private JsonNode leaderboard() throws Exception {
    return JSON.readTree(get("/api/v1/board" + TODAY).body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(board.url() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private Listener listen(String more, String lastEventId) throws Exception {
    return listen(board, more, lastEventId);
  }

  private static Listener listen(Board board, String more, String lastEventId) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(board.url() + "/api/v1/stream" + TODAY + more));
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<InputStream> response =
        HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    return new Listener(response.body());
  }

  private record Received(String id, String event, JsonNode data) {

    JsonNode row(String code) {
      if (data.has("rows")) {
        for (JsonNode row : data.get("rows")) {
          if (row.get("code").asText().equals(code)) {
            return row;
          }
        }
      }
      return null;
    }
  }

  /** Reads a stream as a browser does. */
  private static final class Listener implements AutoCloseable {

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final InputStream stream;

    Listener(InputStream stream) {
      this.stream = stream;
      Thread thread = new Thread(this::read, "listener");
      thread.setDaemon(true);
      thread.start();
    }

    private void read() {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        String id = null;
        String event = null;
        String line;
        while ((line = lines.readLine()) != null) {
          if (line.startsWith("id: ")) {
            id = line.substring(4);
          } else if (line.startsWith("event: ")) {
            event = line.substring(7);
          } else if (line.startsWith("data: ")) {
            received.add(new Received(id, event, JSON.readTree(line.substring(6))));
            id = null;
          }
        }
      } catch (IOException e) { // closed: that is how a test leaves
        return;
      }
    }

    boolean has(String event) {
      return count(event) > 0;
    }

    long count(String event) {
      return received.stream().filter(entry -> entry.event.equals(event)).count();
    }

    Received first(String event) {
      return received.stream().filter(entry -> entry.event.equals(event)).findFirst().orElseThrow();
    }

    List<String> ids() {
      return received.stream().map(Received::id).filter(id -> id != null).toList();
    }

    Received changeOf(String code) {
      return received.stream()
          .filter(entry -> entry.event.equals("change") && entry.row(code) != null)
          .findFirst()
          .orElse(null);
    }

    JsonNode lastRow(String code) {
      return received.stream()
          .map(entry -> entry.row(code))
          .filter(row -> row != null)
          .reduce((earlier, later) -> later)
          .orElse(null);
    }

    int lastN(String code) {
      JsonNode row = lastRow(code);
      return row == null ? -1 : row.get("n").asInt();
    }

    double indicator(String code, String id) {
      JsonNode row = lastRow(code);
      if (row != null) {
        for (JsonNode indicator : row.get("indicators")) {
          if (indicator.get("id").asText().equals(id)) {
            return indicator.get("numerator").asDouble();
          }
        }
      }
      return -1;
    }

    String freshness() {
      return received.stream()
          .filter(entry -> entry.data.has("fresh"))
          .map(entry -> entry.data.get("fresh").asText())
          .reduce((earlier, later) -> later)
          .orElse(null);
    }

    @Override
    public void close() {
      try {
        stream.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
