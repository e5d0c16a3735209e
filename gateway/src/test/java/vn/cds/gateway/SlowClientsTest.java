package vn.cds.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.cds.gateway.source.Source;

/** Clients that send slowly, or nothing more, and the others. */
class SlowClientsTest {
  private static final String JSON = "application/json";
  private static final String TOKEN = TestGateway.newToken();
  private static final String OTHER = TestGateway.newToken();

  /** More than the gateway has threads. */
  private static final int SLOW_CLIENTS = 90;

  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void disconnect() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** Sends the headers of a request with a body of this length, and the beginning of the body. */
  private Socket begin(TestGateway gateway, String token, int length, String beginning)
      throws IOException {
    URI url = URI.create(gateway.gateway.url());
    Socket socket = new Socket();
    sockets.add(socket);
    socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
    String head =
        """
        POST /v1/events/payments HTTP/1.1
        Host: gateway
        Authorization: Bearer %s
        Content-Type: application/json
        Content-Length: %d

        """
            .formatted(token, length)
            .replace("\n", "\r\n");
    send(socket, head + beginning);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private static String read(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readNBytes(12), StandardCharsets.UTF_8);
  }

  private static double metric(TestGateway gateway, String name) throws Exception {
    String text =
        java.net.http.HttpClient.newHttpClient()
            .send(
                java.net.http.HttpRequest.newBuilder(
                        URI.create(
                            "http://127.0.0.1:" + gateway.gateway.metricsPort() + "/metrics"))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    return text.lines()
        .filter(line -> line.startsWith("cds_gateway_" + name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElseThrow(() -> new AssertionError(text));
  }

  @Test
  void manySlowOnesDoNotHoldUpAQuickOneAndAreAnsweredWhenTheyAreDone() throws Exception {
    try (TestGateway gateway =
        TestGateway.start(
            builder -> builder.metrics(new InetSocketAddress("127.0.0.1", 0)),
            TestGateway.source("slow", TOKEN),
            TestGateway.source("quick", OTHER))) {
      String event = TestEvents.payment(UUID.randomUUID(), TestEvents.COMMUNE);
      for (int i = 0; i < SLOW_CLIENTS; i++) {
        begin(gateway, TOKEN, event.length(), event.substring(0, 100));
      }
      await().until(() -> metric(gateway, "bytes_in_flight") == 100.0 * SLOW_CLIENTS);
      assertThat(gateway.post(OTHER, JSON, event).statusCode()).isEqualTo(202);
      for (Socket socket : sockets) {
        send(socket, event.substring(100));
      }
      for (Socket socket : sockets) {
        assertThat(read(socket)).isEqualTo("HTTP/1.1 202");
      }
      await().until(() -> metric(gateway, "bytes_in_flight") == 0);
      await().until(() -> metric(gateway, "open_requests") == 0);
    }
  }

  @Test
  void aBodyThatDoesNotComeIsGivenUpAndSoIsOneWhoseClientHasGone() throws Exception {
    try (TestGateway gateway =
        TestGateway.start(
            builder ->
                builder
                    .bodyGrace(Duration.ofMillis(500))
                    .metrics(new InetSocketAddress("127.0.0.1", 0)),
            TestGateway.source("slow", TOKEN))) {
      Socket stuck = begin(gateway, TOKEN, 1_000, "{");
      assertThat(read(stuck)).isEqualTo("HTTP/1.1 408");
      begin(gateway, TOKEN, 1_000, "{").close();
      await().until(() -> metric(gateway, "open_requests") == 0);
      assertThat(metric(gateway, "bytes_in_flight")).isZero();
    }
  }

  @Test
  void bytesInFlightAreLimitedAndOneSourceLeavesHalfToTheOthers() throws Exception {
    int half = 100_000;
    try (TestGateway gateway =
        TestGateway.start(
            builder ->
                builder
                    .mostBytesInFlight(2L * half)
                    .bodyGrace(Duration.ofMinutes(1))
                    .metrics(new InetSocketAddress("127.0.0.1", 0)),
            TestGateway.source("greedy", TOKEN),
            TestGateway.source("other", OTHER))) {
      begin(gateway, TOKEN, Source.USUAL_BODY_BYTES, " ".repeat(half));
      await().until(() -> metric(gateway, "bytes_in_flight") == half);
      HttpResponse<String> busy =
          gateway.post(TOKEN, JSON, TestEvents.payment(UUID.randomUUID(), TestEvents.COMMUNE));
      assertThat(busy.statusCode()).isEqualTo(503);
      assertThat(busy.headers().firstValue("Retry-After")).contains("1");
      assertThat(TestGateway.json(busy).get("error").asText()).isEqualTo("busy");
      assertThat(
              gateway
                  .post(OTHER, JSON, TestEvents.payment(UUID.randomUUID(), TestEvents.COMMUNE))
                  .statusCode())
          .isEqualTo(202);
      disconnect(); // closing would wait for it
    }
  }

  @Test
  void aSourceMayHaveAHundredRequestsOpen() throws Exception {
    try (TestGateway gateway =
        TestGateway.start(
            builder -> builder.metrics(new InetSocketAddress("127.0.0.1", 0)),
            TestGateway.source("busy", TOKEN),
            TestGateway.source("other", OTHER))) {
      for (int i = 0; i < 100; i++) {
        begin(gateway, TOKEN, 1_000, "{");
      }
      await().until(() -> metric(gateway, "open_requests") == 100);
      String event = TestEvents.payment(UUID.randomUUID(), TestEvents.COMMUNE);
      assertThat(gateway.post(TOKEN, JSON, event).statusCode()).isEqualTo(429);
      assertThat(gateway.post(OTHER, JSON, event).statusCode()).isEqualTo(202);
      disconnect(); // closing would wait for them
    }
  }

  private static boolean isEndedThoughItSends(Socket socket) throws IOException {
    try {
      send(socket, "x");
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false; // neither answered nor ended
    } catch (SocketException e) {
      return true;
    }
  }

  /** A connection that goes on with its headers for ever. */
  @Test
  void headersWithoutAnEndEndTheConnection() throws Exception {
    try (TestGateway gateway =
        TestGateway.start(
            builder -> builder.mostForHeaders(Duration.ofSeconds(1)),
            TestGateway.source("slow", TOKEN))) {
      URI url = URI.create(gateway.gateway.url());
      Socket socket = new Socket(url.getHost(), url.getPort());
      sockets.add(socket);
      socket.setSoTimeout(50);
      send(socket, "POST /v1/events/payments HTTP/1.1\r\nHost: gateway\r\nX: ");
      await().pollInterval(Duration.ofMillis(50)).until(() -> isEndedThoughItSends(socket));
    }
  }
}
