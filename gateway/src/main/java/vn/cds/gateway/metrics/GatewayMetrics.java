package vn.cds.gateway.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.DoubleSupplier;
import vn.cds.gateway.record.RecordFault;

/**
 * The gateway's metrics for Prometheus, served at {@code /metrics} of an address of their own: they
 * name the sources, which is nothing for those who send.
 */
public final class GatewayMetrics implements AutoCloseable {

  /** The label of requests without a valid token. */
  public static final String UNKNOWN_SOURCE = "";

  private static final String NAME = "cds_gateway_";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests =
      Counter.builder()
          .name(NAME + "requests_total")
          .help("Requests to send events, by source and HTTP status.")
          .labelNames("source", "status")
          .register(registry);
  private final Counter accepted =
      Counter.builder()
          .name(NAME + "accepted_records_total")
          .help("Records that Kafka has acknowledged.")
          .labelNames("source", "stream")
          .register(registry);
  private final Counter refused =
      Counter.builder()
          .name(NAME + "refused_records_total")
          .help("Records that were not taken, by the code of their fault.")
          .labelNames("source", "stream", "code")
          .register(registry);
  private final Histogram seconds =
      Histogram.builder()
          .name(NAME + "request_seconds")
          .help("From the headers of a request until its answer.")
          .classicOnly()
          .classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
          .register(registry);
  private HTTPServer server;

  /** A value that is asked for whenever Prometheus does. */
  public void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(NAME + name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  public void answered(String source, int status, long nanos) {
    requests.labelValues(source, Integer.toString(status)).inc();
    seconds.observe(nanos / 1e9);
  }

  public void accepted(String source, String stream, int records) {
    accepted.labelValues(source, stream).inc(records);
  }

  public void refused(String source, String stream, List<RecordFault> faults) {
    for (RecordFault fault : faults) {
      refused.labelValues(source, stream, fault.code()).inc();
    }
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
          "The gateway cannot serve its metrics on %s: %s. Choose another address."
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
