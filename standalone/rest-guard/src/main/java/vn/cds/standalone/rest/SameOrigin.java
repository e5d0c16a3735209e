package vn.cds.standalone.rest;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What a web page from elsewhere may not do with an address that its visitor can reach: neither
 * through a name of its own that leads there (DNS rebinding), nor by a request from its own origin,
 * nor by an address that changes something when it is merely opened.
 */
final class SameOrigin {
  /** Numeric addresses, which cannot be rebound: no name of another site stands for them. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.%]+]");

  private static final Pattern PORT = Pattern.compile(":[0-9]+$");

  /** Addresses of Flink that change something by a GET, made for the proxies of YARN. */
  private static final Pattern CHANGES = Pattern.compile("(?i).*/yarn-(cancel|stop)/*(\\?.*)?");

  private final Set<String> hosts = new HashSet<>(Set.of("localhost"));

  /**
   * @param hosts further names that lead here
   * @param own the name that the server knows itself by
   */
  SameOrigin(Collection<String> hosts, Optional<String> own) {
    hosts.forEach(host -> this.hosts.add(host.toLowerCase(Locale.ROOT)));
    own.ifPresent(host -> this.hosts.add(host.toLowerCase(Locale.ROOT)));
  }

  /**
   * Why a request is refused, or empty.
   *
   * @param header finds a header's value by its name; null when it is absent
   */
  Optional<String> refusal(String method, String path, UnaryOperator<String> header) {
    String given = header.apply("Host");
    String host = given == null ? "" : given.toLowerCase(Locale.ROOT);
    String name = PORT.matcher(host).replaceFirst("");
    if (!ADDRESS.matcher(name).matches() && !hosts.contains(name)) {
      return Optional.of(
          "This is not known as \"" + name + "\". Add the name to cds.rest.hosts of this Flink.");
    }
    String origin = header.apply("Origin");
    if (origin != null
        && !origin.equalsIgnoreCase("http://" + host)
        && !origin.equalsIgnoreCase("https://" + host)) {
      return Optional.of("Pages from elsewhere may not ask here.");
    }
    String site = header.apply("Sec-Fetch-Site");
    boolean opened = "navigate".equals(header.apply("Sec-Fetch-Mode")) && method.equals("GET");
    if (site != null && !site.equals("same-origin") && !site.equals("none") && !opened) {
      return Optional.of("Pages from elsewhere may not ask here.");
    }
    if (method.equals("GET") && CHANGES.matcher(path).matches()) {
      return Optional.of("Nothing is changed by a GET. Cancel with PATCH, or with flink cancel.");
    }
    return Optional.empty();
  }
}
