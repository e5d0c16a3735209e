package vn.cds.notifier.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import vn.cds.contract.alerts.Severity;
import vn.cds.contract.alerts.Word;
import vn.cds.contract.settings.Faults;
import vn.cds.contract.settings.Secret;
import vn.cds.contract.settings.SettingsFile;
import vn.cds.contract.settings.YamlMapping;
import vn.cds.notifier.configuration.NotifierConfiguration.Alertmanager;
import vn.cds.notifier.configuration.NotifierConfiguration.Security;
import vn.cds.notifier.configuration.NotifierConfiguration.Smtp;
import vn.cds.notifier.configuration.NotifierConfiguration.Watching;

/** Reads the file of the notifier and notes every fault with its line. */
final class ConfigurationReader {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,40}");
  private static final Pattern ADDRESS = Pattern.compile("[^@\\s<>,]+@[^@\\s<>,]+");
  private static final Pattern DAILY = Pattern.compile("(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)");
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

  private final SettingsFile source;
  private final Faults faults;

  ConfigurationReader(Path file, Map<String, String> environment) {
    source = new SettingsFile(file, environment);
    faults = source.faults();
  }

  NotifierConfiguration read() {
    YamlMapping root =
        source.root(
            "format",
            "kafka",
            "board",
            "group_wait",
            "group_interval",
            "timeout",
            "digests",
            "smtp",
            "alertmanagers",
            "watchdog",
            "recipients",
            "silences",
            "listen");
    faults.throwIfAny();
    root.known("format", value -> value.equals("1") ? value : null, "1");
    Duration interval = interval(root, NotifierConfiguration.GROUP_INTERVAL);
    Smtp smtp = root.isEmpty("smtp") ? null : smtp(root);
    NotifierConfiguration configuration =
        new NotifierConfiguration(
            kafka(root),
            root.known("board", ConfigurationReader::directory, "an address such as https://host/"),
            duration(root, "group_wait", NotifierConfiguration.GROUP_WAIT, LONGEST_WAIT),
            duration(root, "timeout", NotifierConfiguration.TIMEOUT, LONGEST_WAIT),
            digests(root),
            smtp,
            alertmanagers(root),
            watching(root),
            recipients(root, interval, smtp),
            silences(root),
            root.optional(
                "listen", null, ConfigurationReader::socket, "an address such as 127.0.0.1:9095"));
    faults.throwIfAny();
    return configuration;
  }

  private Map<String, String> kafka(YamlMapping root) {
    Map<String, String> settings = new HashMap<>();
    if (root.isEmpty("kafka")) {
      return settings;
    }
    YamlMapping kafka = root.mapping("kafka", "bootstrap_servers", "properties_file");
    if (kafka == null) {
      return settings;
    }
    if (!kafka.isEmpty("properties_file")) {
      Path path = source.path(kafka, "properties_file");
      Properties properties = new Properties();
      if (path != null) {
        try (InputStream in = Files.newInputStream(path)) {
          properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
          kafka.fault("properties_file", "cannot be read; name a file of Kafka's client settings.");
        }
      }
      properties.stringPropertyNames().forEach(k -> settings.put(k, properties.getProperty(k)));
    }
    if (!kafka.isEmpty("bootstrap_servers")) {
      settings.put(NotifierConfiguration.BOOTSTRAP_SERVERS, kafka.text("bootstrap_servers"));
    }
    return settings;
  }

  private List<LocalTime> digests(YamlMapping root) {
    if (root.isEmpty("digests")) {
      return NotifierConfiguration.DIGEST_TIMES;
    }
    TreeSet<LocalTime> times = new TreeSet<>();
    for (YamlMapping.Item item : root.items("digests")) {
      LocalTime time = time(item.text());
      if (time == null) {
        faults.add(item.line(), "digests has \"" + item.text() + "\"; write a time such as 07:30.");
      } else {
        times.add(time);
      }
    }
    return List.copyOf(times);
  }

  private Smtp smtp(YamlMapping root) {
    YamlMapping smtp =
        root.mapping("smtp", "host", "port", "security", "user", "password", "from", "ca_file");
    if (smtp == null) {
      return null;
    }
    String host = smtp.text("host");
    Security security =
        smtp.known(
            "security",
            word ->
                switch (word) {
                  case "starttls" -> Security.STARTTLS;
                  case "tls" -> Security.TLS;
                  case "none" -> Security.NONE;
                  default -> null;
                },
            "starttls, tls or none");
    Integer port = smtp.known("port", ConfigurationReader::port, "a port, 1 to 65535");
    if (security == Security.NONE && host != null && !isLoopback(host)) {
      smtp.fault("security", "is none, but " + host + " is another machine; use starttls or tls.");
    }
    boolean login = !smtp.isEmpty("user");
    String user = login ? smtp.text("user") : null;
    Secret password = login || !smtp.isEmpty("password") ? source.secret(smtp, "password") : null;
    if (password != null && !login) {
      smtp.fault("password", "stands without user; give both or none.");
    }
    String from = smtp.known("from", ConfigurationReader::address, "a mail address");
    Path caFile = smtp.isEmpty("ca_file") ? null : source.path(smtp, "ca_file");
    return port == null ? null : new Smtp(host, port, security, user, password, from, caFile);
  }

  private List<Alertmanager> alertmanagers(YamlMapping root) {
    List<Alertmanager> servers = new ArrayList<>();
    for (YamlMapping entry : root.mappings("alertmanagers", "url", "bearer_token")) {
      URI url = entry.known("url", ConfigurationReader::directory, "an address, http or https");
      Secret token = entry.isEmpty("bearer_token") ? null : source.secret(entry, "bearer_token");
      servers.add(new Alertmanager(url, token));
    }
    return List.copyOf(servers);
  }

  private Watching watching(YamlMapping root) {
    if (root.isEmpty("watchdog")) {
      return new Watching(NotifierConfiguration.SILENT_AFTER, null);
    }
    YamlMapping watchdog = root.mapping("watchdog", "silent_after", "ping_url");
    if (watchdog == null) {
      return null;
    }
    return new Watching(
        duration(watchdog, "silent_after", NotifierConfiguration.SILENT_AFTER, LONGEST_INTERVAL),
        watchdog.isEmpty("ping_url") ? null : secretUrl(watchdog, "ping_url"));
  }

  private List<Recipient> recipients(YamlMapping root, Duration interval, Smtp smtp) {
    List<Recipient> recipients = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlMapping entry :
        root.mappings(
            "recipients",
            "name",
            "provinces",
            "communes",
            "minimum_severity",
            "channel",
            "to",
            "url",
            "key",
            "directory",
            "file",
            "locale",
            "delivery",
            "quiet_hours",
            "wake_for_critical",
            "operator",
            "group_interval")) {
      String name =
          entry.known(
              "name",
              text -> NAME.matcher(text).matches() ? text : null,
              "a word of small letters, digits and -");
      if (name != null && !names.add(name)) {
        entry.fault("name", "\"" + name + "\" stands twice; each recipient has a name of its own.");
      }
      Set<String> provinces = codes(entry, "provinces", 2);
      Set<String> communes = codes(entry, "communes", 5);
      if (provinces.isEmpty() && !communes.isEmpty()) {
        entry.fault(
            "communes", "stands without provinces; name theirs, for alerts of their feeds.");
      }
      recipients.add(
          new Recipient(
              name,
              provinces,
              communes,
              entry.optional(
                  "minimum_severity",
                  Severity.NOTICE,
                  word(Severity.values()),
                  "notice, warning or critical"),
              channel(entry, smtp),
              entry.optional(
                  "locale", Locale.forLanguageTag("vi"), ConfigurationReader::locale, "vi or en"),
              entry.optional(
                  "delivery",
                  Recipient.Mode.IMMEDIATE,
                  word(Recipient.Mode.values()),
                  "immediate, digest or stream"),
              entry.optional(
                  "quiet_hours",
                  new QuietHours.None(),
                  ConfigurationReader::quietHours,
                  "none, outside-working-hours, or a span such as 21:00-06:00"),
              flag(entry, "wake_for_critical"),
              flag(entry, "operator"),
              interval(entry, interval)));
    }
    return List.copyOf(recipients);
  }

  private DeliveryChannel channel(YamlMapping entry, Smtp smtp) {
    String kind =
        entry.known(
            "channel",
            word ->
                List.of("mail", "webhook", "mail-folder", "webhook-log").contains(word)
                    ? word
                    : null,
            "mail, webhook, mail-folder or webhook-log");
    if (kind == null) {
      return null;
    }
    return switch (kind) {
      case "mail" -> mail(entry, smtp);
      case "webhook" -> webhook(entry);
      case "mail-folder" -> new DeliveryChannel.MailFolder(source.path(entry, "directory"));
      default -> new DeliveryChannel.WebhookLog(source.path(entry, "file"));
    };
  }

  private DeliveryChannel mail(YamlMapping entry, Smtp smtp) {
    if (smtp == null) {
      entry.fault("channel", "is mail, but smtp is absent or has faults; describe the server.");
    }
    return new DeliveryChannel.Mail(
        entry.known("to", ConfigurationReader::address, "one mail address"));
  }

  private DeliveryChannel webhook(YamlMapping entry) {
    URI url = secretUrl(entry, "url");
    Secret key = source.secret(entry, "key");
    return url == null || key == null ? null : new DeliveryChannel.Webhook(url, key);
  }

  private List<Silence> silences(YamlMapping root) {
    List<Silence> silences = new ArrayList<>();
    for (YamlMapping entry :
        root.mappings("silences", "owner", "reason", "until", "rule", "province", "unit")) {
      if (entry.isEmpty("rule") && entry.isEmpty("province") && entry.isEmpty("unit")) {
        entry.fault("owner", "silences everything; name a rule, a province or a unit.");
      }
      silences.add(
          new Silence(
              entry.text("owner"),
              entry.text("reason"),
              Instant.MIN,
              entry.known(
                  "until",
                  ConfigurationReader::instant,
                  "a time with its offset such as 2026-10-05T17:00:00+07:00"),
              entry.isEmpty("rule") ? null : entry.text("rule"),
              entry.isEmpty("province") ? null : entry.text("province"),
              entry.isEmpty("unit") ? null : entry.text("unit")));
    }
    return List.copyOf(silences);
  }

  /** An address that may hold a token: then it is a secret. */
  private URI secretUrl(YamlMapping mapping, String key) {
    String text = mapping.text(key);
    if (text == null) {
      return null;
    }
    boolean elsewhere = text.startsWith("env:") || text.startsWith("file:");
    if (elsewhere) {
      Secret secret = source.secret(mapping, key);
      if (secret == null) {
        return null;
      }
      text = secret.reveal();
    }
    URI url = url(text);
    if (url == null) {
      mapping.fault(key, "is not an address such as https://host/path.");
    } else if (!elsewhere && url.getRawQuery() != null) {
      mapping.fault(key, "has a query, which may hold a token; write env:NAME or file:PATH.");
    }
    return url;
  }

  private Set<String> codes(YamlMapping entry, String key, int digits) {
    Set<String> codes = new TreeSet<>();
    for (YamlMapping.Item item : entry.items(key)) {
      if (item.text().matches("\\d{" + digits + "}")) {
        codes.add(item.text());
      } else {
        faults.add(
            item.line(), key + " has \"" + item.text() + "\"; a code has " + digits + " digits.");
      }
    }
    return Set.copyOf(codes);
  }

  private static Duration interval(YamlMapping mapping, Duration whenEmpty) {
    return duration(mapping, "group_interval", whenEmpty, LONGEST_INTERVAL);
  }

  private static Duration duration(
      YamlMapping mapping, String key, Duration whenEmpty, Duration longest) {
    return mapping.optional(
        key,
        whenEmpty,
        text -> {
          try {
            Duration duration = Duration.parse(text);
            return duration.isNegative() || duration.compareTo(longest) > 0 ? null : duration;
          } catch (DateTimeException e) {
            return null;
          }
        },
        "a duration from PT0S to " + longest);
  }

  private static boolean flag(YamlMapping mapping, String key) {
    Boolean flag =
        mapping.optional(
            key,
            false,
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> null;
                },
            "true or false");
    return Boolean.TRUE.equals(flag);
  }

  private static <W extends Word> Function<String, W> word(W[] words) {
    return text -> {
      for (W word : words) {
        if (word.word().equals(text)) {
          return word;
        }
      }
      return null;
    };
  }

  private static Locale locale(String text) {
    return text.equals("vi") || text.equals("en") ? Locale.forLanguageTag(text) : null;
  }

  private static QuietHours quietHours(String text) {
    if (text.equals("none")) {
      return new QuietHours.None();
    }
    if (text.equals("outside-working-hours")) {
      return new QuietHours.OutsideWorkingHours();
    }
    var span = DAILY.matcher(text);
    if (!span.matches()) {
      return null;
    }
    LocalTime from = time(span.group(1));
    LocalTime to = time(span.group(2));
    return from == null || to == null || from.equals(to) ? null : new QuietHours.Daily(from, to);
  }

  private static LocalTime time(String text) {
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static InetSocketAddress socket(String text) {
    int colon = text.lastIndexOf(':');
    Integer port = port(text.substring(colon + 1));
    return colon < 1 || port == null ? null : new InetSocketAddress(text.substring(0, colon), port);
  }

  private static Integer port(String text) {
    if (!text.matches("\\d{1,5}")) {
      return null;
    }
    int port = Integer.parseInt(text);
    return port >= 1 && port <= 65_535 ? port : null;
  }

  private static String address(String text) {
    return ADDRESS.matcher(text).matches() ? text : null;
  }

  /** An address below which others lie. */
  private static URI directory(String text) {
    return url(text.endsWith("/") ? text : text + "/");
  }

  /** Null unless http or https with a host and without a password. */
  private static URI url(String text) {
    try {
      URI url = URI.create(text);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      return web && url.getHost() != null && url.getRawUserInfo() == null ? url : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
