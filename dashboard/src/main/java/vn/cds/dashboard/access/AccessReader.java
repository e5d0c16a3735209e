package vn.cds.dashboard.access;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.cds.contract.roster.Province;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.settings.Faults;
import vn.cds.contract.settings.Secret;
import vn.cds.contract.settings.SettingsFile;
import vn.cds.contract.settings.YamlMapping;
import vn.cds.dashboard.access.grant.Grant;
import vn.cds.dashboard.access.grant.Grants;
import vn.cds.dashboard.access.grant.Role;
import vn.cds.dashboard.access.limit.RateLimits;
import vn.cds.dashboard.access.login.OpenIdConnect;
import vn.cds.dashboard.access.login.PasswordHash;
import vn.cds.dashboard.access.login.Proxies;
import vn.cds.dashboard.access.login.Sessions;

/** Reads an access file and notes every fault with its line. */
final class AccessReader {

  private static final String ALL = "all";
  private static final String OIDC = "openid_connect";
  private static final String PROXY = "trusted_proxy";
  private static final String PASSWORDS = "passwords_file";
  private static final Duration LONGEST = Duration.ofDays(30);

  private final SettingsFile source;
  private final Set<String> provinces = new HashSet<>();
  private final Faults faults;

  AccessReader(Path file, Map<String, String> environment, Roster roster) {
    source = new SettingsFile(file, environment);
    roster.provinces().stream().map(Province::code).forEach(provinces::add);
    faults = source.faults();
  }

  AccessConfiguration read() {
    YamlMapping root =
        source.root("format", OIDC, PROXY, PASSWORDS, "proxies", "sessions", "limits", "grants");
    root.known("format", word -> word.equals("1") ? word : null, "1");
    long ways = List.of(OIDC, PROXY, PASSWORDS).stream().filter(way -> !root.isEmpty(way)).count();
    if (ways != 1) {
      faults.add(
          1, "must name one way to log in: " + String.join(", ", OIDC, PROXY, PASSWORDS) + ".");
    }
    Proxies proxies = proxies(root);
    if (!root.isEmpty(PROXY) && root.isEmpty("proxies")) {
      root.fault("proxies", "is empty; name the addresses of the proxy, such as 10.0.0.5.");
    }
    AccessConfiguration configuration =
        new AccessConfiguration(
            root.isEmpty(OIDC) ? null : openIdConnect(root),
            root.isEmpty(PROXY) ? null : proxy(root),
            root.isEmpty(PASSWORDS) ? null : passwords(root),
            false,
            proxies,
            sessions(root),
            limits(root),
            grants(root));
    faults.throwIfAny();
    return configuration;
  }

  private OpenIdConnect.Settings openIdConnect(YamlMapping root) {
    YamlMapping provider =
        root.mapping(
            OIDC,
            "issuer",
            "client_id",
            "client_secret",
            "board_url",
            "scopes",
            "user_claim",
            "name_claim",
            "groups_claim");
    if (provider == null) {
      return null;
    }
    String expected = "an address that begins with https:// (http:// only on this machine)";
    List<String> scopes = new ArrayList<>(List.of("openid"));
    provider.items("scopes").stream()
        .map(YamlMapping.Item::text)
        .filter(scope -> !scope.equals("openid"))
        .forEach(scopes::add);
    if (scopes.size() == 1) {
      scopes.add("profile");
    }
    return new OpenIdConnect.Settings(
        provider.known("issuer", AccessReader::web, expected),
        provider.text("client_id"),
        provider.isEmpty("client_secret") ? null : clientSecret(provider),
        provider.known("board_url", AccessReader::origin, expected + ", without a path"),
        scopes,
        name(provider, "user_claim", "preferred_username"),
        name(provider, "name_claim", "name"),
        name(provider, "groups_claim", "groups"));
  }

  private static AccessConfiguration.ProxyHeaders proxy(YamlMapping root) {
    YamlMapping proxy = root.mapping(PROXY, "user_header", "groups_header");
    String expected = "the name of a header";
    return proxy == null
        ? null
        : new AccessConfiguration.ProxyHeaders(
            proxy.known("user_header", AccessReader::header, expected),
            proxy.optional("groups_header", null, AccessReader::header, expected));
  }

  /** One user per line: name, colon, hash; lines that begin with # are comments. */
  private Map<String, PasswordHash> passwords(YamlMapping root) {
    Map<String, PasswordHash> users = new LinkedHashMap<>();
    Path path = source.path(root, PASSWORDS);
    List<String> lines;
    try {
      lines = path == null ? List.of() : Files.readAllLines(path);
    } catch (IOException e) {
      root.fault(PASSWORDS, "cannot be read; name a file with one user per line.");
      return users;
    }
    Faults ofFile = new Faults(path == null ? "" : path.getFileName().toString());
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int colon = line.indexOf(':');
      PasswordHash hash = PasswordHash.parse(line.substring(colon + 1));
      if (colon < 1 || hash == null) {
        ofFile.add(number, "is not NAME:HASH; take the line that ./cds password NAME prints.");
      } else if (users.put(line.substring(0, colon), hash) != null) {
        ofFile.add(number, "names a user a second time; keep one line.");
      }
    }
    ofFile.throwIfAny();
    if (users.isEmpty() && path != null) {
      root.fault(PASSWORDS, "names a file without users; add the line of ./cds password NAME.");
    }
    return users;
  }

  private Proxies proxies(YamlMapping root) {
    Proxies proxies = new Proxies();
    for (YamlMapping.Item item : root.items("proxies")) {
      if (Proxies.isTooWide(item.text())) {
        faults.add(
            item.line(),
            "proxies has \""
                + item.text()
                + "\", so anybody could say who they are; name the addresses of the proxy alone,"
                + " such as 10.0.0.5, or a block of /8 at the widest.");
      } else if (!proxies.add(item.text())) {
        faults.add(
            item.line(),
            "proxies has \"" + item.text() + "\"; write 10.0.0.5, 10.1.0.0/16 or fd00::/8.");
      }
    }
    return proxies;
  }

  private Sessions.Settings sessions(YamlMapping root) {
    Sessions.Settings absent = Sessions.Settings.DEFAULT;
    YamlMapping sessions =
        root.isEmpty("sessions") ? null : root.mapping("sessions", "idle", "longest");
    return sessions == null
        ? absent
        : new Sessions.Settings(
            duration(sessions, "idle", absent.idle()),
            duration(sessions, "longest", absent.longest()));
  }

  private RateLimits.Settings limits(YamlMapping root) {
    RateLimits.Settings absent = RateLimits.Settings.DEFAULT;
    YamlMapping limits =
        root.isEmpty("limits")
            ? null
            : root.mapping(
                "limits",
                "requests_per_second",
                "logins_per_minute",
                "streams",
                "queries",
                "streams_of_all",
                "connections");
    return limits == null
        ? absent
        : new RateLimits.Settings(
            number(limits, "requests_per_second", absent.requestsPerSecond()),
            number(limits, "logins_per_minute", absent.loginsPerMinute()),
            number(limits, "streams", absent.streams()),
            number(limits, "queries", absent.queries()),
            number(limits, "streams_of_all", absent.streamsOfAll()),
            number(limits, "connections", absent.connections()));
  }

  private Grants grants(YamlMapping root) {
    Map<String, List<Grant>> users = new LinkedHashMap<>();
    Map<String, List<Grant>> groups = new LinkedHashMap<>();
    List<YamlMapping> entries = root.mappings("grants", "user", "group", "role", "provinces");
    if (entries.isEmpty()) {
      root.fault("grants", "has no entry, so nobody could come in; add one.");
    }
    for (YamlMapping entry : entries) {
      if (entry.isEmpty("user") == entry.isEmpty("group")) {
        entry.fault("user", "or group: each grant is for one of the two; name it.");
        continue;
      }
      Role role = entry.known("role", AccessReader::role, "viewer, operator or administrator");
      Set<String> reach = reach(entry, role);
      boolean ofUser = !entry.isEmpty("user");
      String name = entry.text(ofUser ? "user" : "group");
      if (role == null || name == null) {
        continue;
      }
      (ofUser ? users : groups)
          .computeIfAbsent(name, absent -> new ArrayList<>())
          .add(new Grant(role, reach));
    }
    return new Grants(users, groups);
  }

  /** Null stands for all provinces. */
  private Set<String> reach(YamlMapping entry, Role role) {
    if (role == Role.ADMINISTRATOR) {
      if (!entry.isEmpty("provinces")) {
        entry.fault("provinces", "stands with an administrator, who may see all; remove it.");
      }
      return null;
    }
    if (entry.isEmpty("provinces")) {
      entry.fault("provinces", "is empty; write [38], [all], or [] for ranks alone.");
    }
    Set<String> reach = new HashSet<>();
    boolean all = false;
    for (YamlMapping.Item item : entry.items("provinces")) {
      if (item.text().equals(ALL)) {
        all = true;
      } else if (provinces.contains(item.text())) {
        reach.add(item.text());
      } else {
        faults.add(
            item.line(),
            "provinces has \"" + item.text() + "\"; write the two digits of a province, or all.");
      }
    }
    return all ? null : reach;
  }

  /** What a variable holds may end with a line break. */
  private Secret clientSecret(YamlMapping provider) {
    Secret secret = source.secret(provider, "client_secret");
    return secret == null ? null : new Secret(secret.reveal().strip());
  }

  private static String name(YamlMapping mapping, String key, String whenEmpty) {
    return mapping.isEmpty(key) ? whenEmpty : mapping.text(key);
  }

  private static Duration duration(YamlMapping mapping, String key, Duration whenEmpty) {
    return mapping.optional(
        key,
        whenEmpty,
        text -> {
          try {
            Duration duration = Duration.parse(text);
            boolean sensible = duration.toMinutes() >= 1 && duration.compareTo(LONGEST) <= 0;
            return sensible ? duration : null;
          } catch (DateTimeException e) {
            return null;
          }
        },
        "a duration from PT1M to PT720H");
  }

  private static int number(YamlMapping mapping, String key, int whenEmpty) {
    Integer number =
        mapping.optional(
            key,
            whenEmpty,
            text -> text.matches("[1-9][0-9]{0,5}") ? Integer.valueOf(text) : null,
            "a whole number from 1 to 999999");
    return number == null ? whenEmpty : number;
  }

  private static Role role(String word) {
    for (Role role : Role.values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    return null;
  }

  private static String header(String text) {
    return text.matches("[A-Za-z0-9-]{1,60}") ? text : null;
  }

  /** Null unless nobody on the way can read along. */
  private static URI web(String text) {
    try {
      URI url = URI.create(text);
      boolean safe =
          "https".equals(url.getScheme())
              || ("http".equals(url.getScheme()) && isLoopback(url.getHost()));
      return safe
              && url.getHost() != null
              && url.getRawUserInfo() == null
              && url.getRawQuery() == null
              && url.getRawFragment() == null
          ? url
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static URI origin(String text) {
    URI url = web(text);
    return url != null && url.getRawPath().isEmpty() ? url : null;
  }

  private static boolean isLoopback(String host) {
    try {
      return host != null && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
