package vn.cds.runtime.clickhouse;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientConfigProperties;
import com.clickhouse.jdbc.DriverProperties;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads an address as clickhouse-jdbc writes it: {@code
 * jdbc:clickhouse:[http:|https:]//HOST[:PORT][,HOST[:PORT]...][/PATH]/DATABASE[?OPTION=VALUE&...]}.
 * The driver itself gives its client to nobody, and the client uses one server.
 */
final class ClickHouseAddress {
  private static final int HTTP_PORT = 8123;
  private static final int HTTPS_PORT = 8443;

  /** What stands before the servers, the servers, and what stands behind them. */
  private static final Pattern SERVERS = Pattern.compile("(.*?//)([^/?]*)(.*)");

  private ClickHouseAddress() {}

  /** An address of each server that an address names, in its order. */
  static List<String> ofEachServer(String address) {
    Matcher parts = SERVERS.matcher(address);
    return parts.matches()
        ? Stream.of(parts.group(2).split(",", -1))
            .map(server -> parts.group(1) + server.strip() + parts.group(3))
            .toList()
        : List.of(address);
  }

  /**
   * Sets the endpoint of an address with one server, database and options of a client; options of
   * the address override those that it has.
   *
   * @throws IllegalArgumentException when the address has another form
   */
  static void set(Client.Builder client, String address) {
    URI uri =
        URI.create(
            address.replaceFirst("^jdbc:(clickhouse|ch):", "").replaceFirst("^//", "http://"));
    if (uri.getRawAuthority() == null) {
      throw new IllegalArgumentException("It names no server: " + address);
    }
    Map<String, String> options = options(uri.getRawQuery());
    boolean secure =
        "https".equals(uri.getScheme())
            || Boolean.parseBoolean(options.get(DriverProperties.SECURE_CONNECTION.getKey()));
    String path = uri.getRawPath();
    int beforeDatabase = Math.max(0, path.lastIndexOf('/'));
    client.addEndpoint(
        (secure ? "https://" : "http://")
            + uri.getRawAuthority()
            + (uri.getPort() >= 0 ? "" : ":" + (secure ? HTTPS_PORT : HTTP_PORT))
            + path.substring(0, beforeDatabase));
    if (beforeDatabase + 1 < path.length()) {
      client.setDefaultDatabase(decoded(path.substring(beforeDatabase + 1)));
    }
    for (String settings : List.of("custom_http_params", "custom_settings")) {
      ClientConfigProperties.toKeyValuePairs(options.getOrDefault(settings, ""))
          .forEach(client::serverSetting);
    }
    // The others of the driver say how it answers queries; the client refuses them.
    for (DriverProperties ofDriver : DriverProperties.values()) {
      options.remove(ofDriver.getKey());
    }
    client.setOptions(options);
  }

  private static Map<String, String> options(String query) {
    Map<String, String> options = new HashMap<>();
    if (query != null) {
      for (String option : query.split("&", -1)) {
        String[] parts = option.split("=", 2);
        if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
          throw new IllegalArgumentException("The option \"" + option + "\" must be NAME=VALUE");
        }
        options.put(decoded(parts[0]), decoded(parts[1]));
      }
    }
    return options;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
