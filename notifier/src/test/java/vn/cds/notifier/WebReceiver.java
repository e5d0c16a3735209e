package vn.cds.notifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import vn.cds.contract.settings.Secret;
import vn.cds.notifier.configuration.DeliveryChannel;
import vn.cds.notifier.transport.WebhookTransport;

/** A server that answers as its script says, and 200 when that is at its end. */
final class WebReceiver implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Clock clock;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What came, and what it was answered. */
  record Request(Instant at, Headers headers, byte[] body, Answer answer) {
    String id() {
      return headers.getFirst(WebhookTransport.ID_HEADER);
    }

    JsonNode json() {
      try {
        return new ObjectMapper().readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * An answer.
   *
   * @param status 0: none, ever
   * @param retryAfter null: none
   */
  record Answer(int status, String retryAfter) {}

  WebReceiver(Clock clock) throws IOException {
    this.clock = clock;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
  }

  DeliveryChannel.Webhook channel() {
    return new DeliveryChannel.Webhook(url(), new Secret("key-of-the-receiver"));
  }

  void script(Answer... answers) {
    script.addAll(List.of(answers));
  }

  List<Request> requests() {
    return requests;
  }

  /** Of the requests that were answered with 200, each alert as kind and unit. */
  List<String> told() {
    return requests.stream()
        .filter(request -> request.answer().status() == 200)
        .flatMap(request -> request.json().path("alerts").valueStream())
        .map(a -> a.path("kind").asText() + ' ' + a.path("transition").path("unit").asText())
        .toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Answer next = script.poll();
    Answer answer = next == null ? new Answer(200, null) : next;
    requests.add(new Request(clock.instant(), exchange.getRequestHeaders(), body, answer));
    if (answer.status() == 0) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    } else {
      if (answer.retryAfter() != null) {
        exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
      }
      exchange.sendResponseHeaders(answer.status(), -1);
    }
    exchange.close();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
