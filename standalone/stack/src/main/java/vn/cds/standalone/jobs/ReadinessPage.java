package vn.cds.standalone.jobs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;

/**
 * {@code /readyz} on a port of 127.0.0.1: 200 when there is no fault, otherwise 503 with the
 * faults. They are looked for when somebody asks, so no answer is older than its question.
 */
public final class ReadinessPage implements AutoCloseable {
  private final HttpServer server;

  /**
   * Listens from now on.
   *
   * @param port 0: a free one
   * @param faults an exception is one, too
   * @throws UserError when the port is taken
   */
  public ReadinessPage(int port, Callable<List<String>> faults) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw UserError.environment(
          "cannot listen on port %d (%s): choose another one with --port"
              .formatted(port, e.getMessage()),
          e);
    }
    server.createContext("/readyz", exchange -> answer(exchange, find(faults)));
    server.start();
  }

  /** Where it answers. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/readyz");
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** Whoever cannot look knows of no job that runs. */
  private static List<String> find(Callable<List<String>> faults) {
    try {
      return faults.call();
    } catch (Exception e) {
      return List.of(e instanceof UserError ? e.getMessage() : Failures.message(e));
    }
  }

  private static void answer(HttpExchange exchange, List<String> faults) throws IOException {
    try (exchange) {
      String body = faults.isEmpty() ? "ok" : String.join("\n", faults);
      byte[] text = (body + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(faults.isEmpty() ? 200 : 503, text.length);
      exchange.getResponseBody().write(text);
    }
  }
}
