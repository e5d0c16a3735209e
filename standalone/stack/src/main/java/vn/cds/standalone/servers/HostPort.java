package vn.cds.standalone.servers;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.cds.standalone.error.UserError;

/** Where a server listens. */
record HostPort(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:[A-Z_]+://)?(\\[[0-9a-fA-F:.]+]|[^:/\\[\\]]+):(\\d{1,5})");
  private static final int HIGHEST_PORT = 65_535;

  /**
   * Kafka's form.
   *
   * @throws UserError when it is another
   */
  static List<HostPort> list(String bootstrapServers) {
    return Arrays.stream(bootstrapServers.split(","))
        .map(String::strip)
        .map(
            text -> {
              Matcher form = FORM.matcher(text);
              if (!form.matches() || Integer.parseInt(form.group(2)) > HIGHEST_PORT) {
                throw UserError.usage(
                    "Kafka's address must look like host:9092, or several joined by commas; it is "
                        + bootstrapServers);
              }
              return new HostPort(form.group(1), Integer.parseInt(form.group(2)));
            })
        .toList();
  }

  static HostPort of(URI uri, int defaultPort) {
    return new HostPort(uri.getHost(), uri.getPort() < 0 ? defaultPort : uri.getPort());
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
