package vn.cds.standalone.watch;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.history.RunningSummary;

/**
 * The metrics of the import service for Prometheus. A mapping is told by its name; files and what
 * stands in them are not told. docs/metrics.md lists them. Thread-safe.
 */
public final class ImportMetrics implements AutoCloseable {
  private static final String NAME = "cds_import_";
  private static final String MAPPING = "mapping";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter exports =
      Counter.builder()
          .name(NAME + "exports_total")
          .help("Files and readings of views, by result: imported, repeated, failed.")
          .labelNames(MAPPING, "result")
          .register(registry);
  private final Counter rows = counter("rows_total", "Rows that were read.");
  private final Counter rejected = counter("rejected_rows_total", "Rows with a reject.");
  private final Counter events = counter("events_total", "Events that were sent.");
  private final Counter retractions =
      counter("retractions_total", "Events that were taken back since the export lacks them.");
  private final Gauge lastSuccess =
      Gauge.builder()
          .name(NAME + "last_success_timestamp_seconds")
          .help("When an export was last imported, seconds since 1970; 0: not since the start.")
          .labelNames(MAPPING)
          .register(registry);
  private final Histogram seconds =
      Histogram.builder()
          .name(NAME + "export_seconds")
          .help("How long the import of an export took.")
          .classicOnly()
          .classicUpperBounds(1, 5, 30, 60, 300, 900, 3600)
          .register(registry);
  private HTTPServer server;

  private Counter counter(String name, String help) {
    return Counter.builder().name(NAME + name).help(help).labelNames(MAPPING).register(registry);
  }

  /** Shows a mapping before anything came, so that its first failure is an increase. */
  void known(String mapping) {
    for (String result : List.of("imported", "repeated", "failed")) {
      exports.initLabelValues(mapping, result);
    }
    List.of(rows, rejected, events, retractions).forEach(all -> all.initLabelValues(mapping));
    lastSuccess.initLabelValues(mapping);
  }

  void imported(String mapping, RunningSummary summary, Duration took, Instant now) {
    exports.labelValues(mapping, "imported").inc();
    rows.labelValues(mapping).inc(summary.rows().read());
    rejected.labelValues(mapping).inc(summary.rejects().rows());
    events.labelValues(mapping).inc(summary.changes().events());
    retractions.labelValues(mapping).inc(summary.changes().retractions());
    lastSuccess.labelValues(mapping).set(now.getEpochSecond());
    seconds.observe(took.toMillis() / 1000.0);
  }

  /** An export whose content was imported before. It shows that exports come. */
  void repeated(String mapping, Instant now) {
    exports.labelValues(mapping, "repeated").inc();
    lastSuccess.labelValues(mapping).set(now.getEpochSecond());
  }

  void failed(String mapping) {
    exports.labelValues(mapping, "failed").inc();
  }

  /**
   * Serves them.
   *
   * @param faults what keeps the service from importing now
   * @throws UserError when the address is taken or not of this machine
   */
  public void listen(InetSocketAddress address, Supplier<List<String>> faults) {
    GaugeWithCallback.builder()
        .name(NAME + "faults")
        .help("What keeps files and views from being imported now, as /readyz lists it.")
        .callback(callback -> callback.call(faults.get().size()))
        .register(registry);
    try {
      server =
          HTTPServer.builder()
              .inetAddress(address.getAddress())
              .port(address.getPort())
              .registry(registry)
              .buildAndStart();
    } catch (IOException e) {
      throw UserError.environment(
          "cannot serve metrics on %s (%s): choose another address with --metrics"
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
