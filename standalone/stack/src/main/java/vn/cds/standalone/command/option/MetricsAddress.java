package vn.cds.standalone.command.option;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.Option;
import vn.cds.standalone.error.UserError;

/** The option {@code --metrics}. */
public final class MetricsAddress {
  @Option(
      names = "--metrics",
      paramLabel = "HOST:PORT",
      description =
          "Where Prometheus reads /metrics (docs/metrics.md), without a password. Default: nowhere.")
  private String metrics;

  /**
   * Where to listen; null: nowhere.
   *
   * @throws UserError when it is no address
   */
  public InetSocketAddress socket() {
    if (metrics == null) {
      return null;
    }
    int colon = metrics.lastIndexOf(':');
    if (colon < 1 || !metrics.substring(colon + 1).matches("\\d{1,5}")) {
      throw UserError.usage("--metrics must look like 127.0.0.1:9096; it is " + metrics);
    }
    try {
      return new InetSocketAddress(
          InetAddress.getByName(metrics.substring(0, colon)),
          Integer.parseInt(metrics.substring(colon + 1)));
    } catch (UnknownHostException e) {
      throw UserError.usage("--metrics names a host that is not known: " + metrics, e);
    } catch (IllegalArgumentException e) {
      throw UserError.usage("--metrics needs a port of at most 65535; it is " + metrics, e);
    }
  }
}
