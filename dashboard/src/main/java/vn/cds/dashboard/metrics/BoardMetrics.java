package vn.cds.dashboard.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import vn.cds.dashboard.api.query.RecordAccounting;
import vn.cds.dashboard.api.query.RecordAccounting.Accounts;
import vn.cds.dashboard.cache.CachePolicy;
import vn.cds.dashboard.cache.CacheUse;
import vn.cds.sql.Row;
import vn.cds.sql.SqlFailure;

/**
 * The board's metrics for Prometheus, served at {@code /metrics} of an address of their own, which
 * asks nobody for a password. They name neither readers nor communes. docs/metrics.md lists them.
 * Thread-safe.
 */
public final class BoardMetrics implements AutoCloseable {

  /** What a request asks for: a part of the label {@code kind}. */
  public enum Kind {
    API,
    STREAM,
    PAGE;

    private final String label = name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Held for a second on purpose, which says nothing of the board. */
  private static final int TOO_MANY = 429;

  private static final String NAME = "cds_board_";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests =
      Counter.builder()
          .name(NAME + "requests_total")
          .help("Requests that were answered, by kind (api, stream, page) and HTTP status.")
          .labelNames("kind", "status")
          .register(registry);
  private final Histogram seconds =
      Histogram.builder()
          .name(NAME + "request_seconds")
          .help(
              "From the headers of a request to the API until its answer; streams and 429 are left out.")
          .classicOnly()
          .classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
          .register(registry);
  private final Gauge streams =
      Gauge.builder()
          .name(NAME + "open_streams")
          .help("Browsers that follow a leaderboard now.")
          .register(registry);
  private HTTPServer server;

  /** Those that the board counts by itself, and the use of its caches. */
  public BoardMetrics() {
    CounterWithCallback.builder()
        .name(NAME + "cache_requests_total")
        .help(
            "Answers that were asked of a cache, by result: hit, or miss, which reads ClickHouse.")
        .labelNames("cache", "result")
        .callback(
            callback -> {
              for (CachePolicy policy : CachePolicy.values()) {
                String cache = policy.name().toLowerCase(java.util.Locale.ROOT);
                CacheUse use = CacheUse.of(policy);
                callback.call(use.hits(), cache, "hit");
                callback.call(use.misses(), cache, "miss");
              }
            })
        .register(registry);
  }

  /** Asks, whenever Prometheus does, whether ClickHouse could be read when it was last tried. */
  public void clickHouse(BooleanSupplier available) {
    GaugeWithCallback.builder()
        .name(NAME + "clickhouse_available")
        .help("1 when ClickHouse could be read, 0 when not.")
        .callback(callback -> callback.call(available.getAsBoolean() ? 1 : 0))
        .register(registry);
  }

  /**
   * Reads, whenever Prometheus asks, when a row was last written.
   *
   * @param ages rows of the query {@code data_age}
   */
  public void latestRows(Supplier<List<Row>> ages) {
    GaugeWithCallback.builder()
        .name(NAME + "latest_row_timestamp_seconds")
        .help("When a row of the stream was last written, seconds since 1970; absent when never.")
        .labelNames("stream")
        .callback(
            callback ->
                readable(
                    ages,
                    row -> {
                      Instant writtenAt = row.instant("written_at");
                      if (writtenAt != null) {
                        callback.call(writtenAt.getEpochSecond(), row.text("stream"));
                      }
                    }))
        .register(registry);
  }

  /** Reads the books whenever Prometheus asks; what Kafka does not say is absent. */
  public void books(Supplier<RecordAccounting> books) {
    Supplier<List<Accounts>> accounts = () -> books.get().accounts();
    GaugeWithCallback.builder()
        .name(NAME + "books_records")
        .help("Records by stream and what became of them, over all provinces.")
        .labelNames("stream", "outcome")
        .callback(
            callback ->
                readable(
                    accounts,
                    row -> {
                      callback.call(row.counted(), row.stream(), "counted");
                      callback.call(row.duplicates(), row.stream(), "duplicate");
                      callback.call(row.deadLetters(), row.stream(), "dead_letter");
                      callback.call(row.tooLate(), row.stream(), "too_late");
                      callback.call(row.retractions(), row.stream(), "retraction");
                      if (row.waiting() != null) {
                        callback.call(row.waiting(), row.stream(), "waiting");
                      }
                    }))
        .register(registry);
    GaugeWithCallback.builder()
        .name(NAME + "books_gap_records")
        .help("Records that were produced and are nowhere; below 0: more accounted than produced.")
        .labelNames("stream")
        .callback(
            callback ->
                readable(
                    accounts,
                    row -> {
                      if (row.gap() != null) {
                        callback.call(row.gap(), row.stream());
                      }
                    }))
        .register(registry);
  }

  /** A database that is away leaves out these figures and no others. */
  private static <T> void readable(Supplier<List<T>> rows, Consumer<T> each) {
    List<T> read;
    try {
      read = rows.get();
    } catch (SqlFailure e) {
      return; // told by clickhouse_available, and by the log of Readiness
    }
    read.forEach(each);
  }

  /** Counts an answer. */
  public void answered(Kind kind, int status, long nanos) {
    requests.labelValues(kind.label, Integer.toString(status)).inc();
    if (kind == Kind.API && status != TOO_MANY) {
      seconds.observe(nanos / 1e9);
    }
  }

  public void streamOpened() {
    streams.inc();
  }

  public void streamClosed() {
    streams.dec();
  }

  /**
   * Serves them.
   *
   * @throws IllegalStateException when the address is taken or not of this machine
   */
  public void listen(InetSocketAddress address) {
    try {
      server =
          HTTPServer.builder()
              .inetAddress(address.getAddress())
              .port(address.getPort())
              .registry(registry)
              .buildAndStart();
    } catch (IOException e) {
      throw new IllegalStateException(
          "The board cannot serve its metrics on %s: %s. Choose another address with --metrics."
              .formatted(address, e.getMessage()),
          e);
    }
  }

  /** The port of the metrics; 0 when they are not served. */
  public int port() {
    return server == null ? 0 : server.getPort();
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop();
    }
  }
}
