package vn.cds.notifier.delivery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves the state of the notifier: {@code /healthz}, {@code /readyz} and {@code /metrics} of
 * Prometheus. Recipients are given by name, never by address.
 */
public final class StatusServer implements AutoCloseable {
  /**
   * Without a finished round for so long it is not ready. A round takes a tenth of a second, longer
   * only while Kafka does not answer.
   */
  private static final Duration READY_WITHIN = Duration.ofSeconds(15);

  /** Without a finished round for so long it is stuck and must be restarted. */
  private static final Duration ALIVE_WITHIN = Duration.ofMinutes(2);

  private static final String NAME = "cds_notifier_";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Gauge open = gauge("open_alerts", "Alerts that are open.");
  private final Gauge silent =
      gauge("alert_job_silent", "1 while a province has no heartbeat of the alert job, else 0.");
  private final Gauge pending =
      Gauge.builder()
          .name(NAME + "pending")
          .help("Beginnings and ends that wait to be told.")
          .labelNames("recipient")
          .register(registry);
  private final Gauge undelivered =
      Gauge.builder()
          .name(NAME + "undelivered_seconds")
          .help("How long the message on its way is not taken; 0 when there is none.")
          .labelNames("recipient")
          .register(registry);
  private final Counter attempts =
      Counter.builder()
          .name(NAME + "attempts_total")
          .help("Attempts to deliver a message, by how they ended: delivered, failed, abandoned.")
          .labelNames("recipient", "result")
          .register(registry);
  private final Histogram taken =
      Histogram.builder()
          .name(NAME + "delivery_seconds")
          .help("From the plan of a message until the receiver took it.")
          .labelNames("recipient")
          .classicOnly()
          .classicUpperBounds(0.1, 0.5, 1, 2, 5, 30, 300, 3600)
          .register(registry);
  private final Counter unreadable =
      Counter.builder()
          .name(NAME + "unreadable_records_total")
          .help("Records of Kafka that could not be used and went to the dead-letter topic.")
          .register(registry);

  private final HttpServer server;
  private final ExecutorService threads;
  private volatile long lastRound;
  private volatile boolean started;

  /**
   * Listens from now on.
   *
   * @param address null: does not listen, and only counts
   * @throws IllegalStateException when the address is taken or not of this machine
   */
  public StatusServer(InetSocketAddress address) {
    lastRound = System.nanoTime();
    if (address == null) {
      server = null;
      threads = null;
      return;
    }
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new IllegalStateException(
          "The notifier cannot listen on %s: %s. Choose another address under listen."
              .formatted(address, e.getMessage()),
          e);
    }
    threads = Executors.newFixedThreadPool(2, StatusServer::daemon);
    server.setExecutor(threads);
    server.createContext("/healthz", exchange -> answer(exchange, fault(ALIVE_WITHIN)));
    server.createContext(
        "/readyz", exchange -> answer(exchange, started ? fault(READY_WITHIN) : "starting"));
    server.createContext("/metrics", new MetricsHandler(registry));
    server.start();
  }

  /** Shows a recipient before anything happened, so that a first failure is an increase. */
  void recipient(String name) {
    taken.initLabelValues(name);
    for (String result : List.of("delivered", "failed", "abandoned")) {
      attempts.initLabelValues(name, result);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "notifier-status");
    thread.setDaemon(true);
    return thread;
  }

  private Gauge gauge(String name, String help) {
    return Gauge.builder().name(NAME + name).help(help).register(registry);
  }

  /** Why it is not well: no round has ended for so long; null when one has. */
  private String fault(Duration within) {
    Duration since = Duration.ofNanos(System.nanoTime() - lastRound);
    return since.compareTo(within) <= 0
        ? null
        : "no round for " + since.toSeconds() + " s: Kafka does not answer, or it is stuck";
  }

  private static void answer(HttpExchange exchange, String fault) throws IOException {
    try (exchange) {
      byte[] text = (fault == null ? "ok\n" : fault + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(fault == null ? 200 : 503, text.length);
      exchange.getResponseBody().write(text);
    }
  }

  /** Where it listens; null when nowhere. */
  public InetSocketAddress address() {
    return server == null ? null : server.getAddress();
  }

  /** Everything that stands in Kafka was read. */
  public void started() {
    started = true;
    round();
  }

  /** A round has ended. */
  public void round() {
    lastRound = System.nanoTime();
  }

  public void alerts(int openAlerts, boolean jobSilent) {
    open.set(openAlerts);
    silent.set(jobSilent ? 1 : 0);
  }

  /**
   * Notes the state of the queue of a recipient.
   *
   * @param plannedAt of the message on its way; null: there is none
   */
  void queue(String recipient, int waiting, Instant plannedAt, Instant now) {
    pending.labelValues(recipient).set(waiting);
    undelivered
        .labelValues(recipient)
        .set(plannedAt == null ? 0 : Duration.between(plannedAt, now).toMillis() / 1000.0);
  }

  void delivered(String recipient, Duration time) {
    attempts.labelValues(recipient, "delivered").inc();
    taken.labelValues(recipient).observe(time.toMillis() / 1000.0);
  }

  void failed(String recipient) {
    attempts.labelValues(recipient, "failed").inc();
  }

  void abandoned(String recipient) {
    attempts.labelValues(recipient, "abandoned").inc();
  }

  public void unreadable() {
    unreadable.inc();
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
