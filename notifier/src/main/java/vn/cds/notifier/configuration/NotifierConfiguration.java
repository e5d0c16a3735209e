package vn.cds.notifier.configuration;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import vn.cds.contract.alerts.Severity;
import vn.cds.contract.settings.Secret;

/**
 * What the notifier does; the resource {@code vn/cds/notifier/notifier.yaml} explains every key.
 *
 * @param kafka addresses and settings of Kafka's clients
 * @param board address of the board, for links; ends with a slash
 * @param groupWait how long the first alert of a province waits for others
 * @param timeout how long a receiver may take to answer
 * @param digestTimes local times of Vietnam
 * @param smtp null when nobody gets mail
 * @param listen address of health and metrics; null: none
 */
public record NotifierConfiguration(
    Map<String, String> kafka,
    URI board,
    Duration groupWait,
    Duration timeout,
    List<LocalTime> digestTimes,
    Smtp smtp,
    List<Alertmanager> alertmanagers,
    Watching watching,
    List<Recipient> recipients,
    List<Silence> silences,
    InetSocketAddress listen) {

  public static final Duration GROUP_WAIT = Duration.ofSeconds(2);
  static final Duration TIMEOUT = Duration.ofSeconds(10);
  public static final Duration GROUP_INTERVAL = Duration.ofMinutes(5);
  public static final Duration SILENT_AFTER = Duration.ofMinutes(3);
  public static final List<LocalTime> DIGEST_TIMES =
      List.of(LocalTime.of(7, 30), LocalTime.of(16, 30));
  public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

  /** How a connection is encrypted. */
  public enum Security {
    /** Encrypted from the first byte. */
    TLS,
    /** Encrypted before the login; a server that cannot is refused. */
    STARTTLS,
    /** Not encrypted: for a server on this machine alone. */
    NONE
  }

  /**
   * The mail server.
   *
   * @param user null: without login
   * @param password null: without login
   * @param caFile PEM certificates that are trusted in place of Java's; null: Java's
   */
  public record Smtp(
      String host,
      int port,
      Security security,
      String user,
      Secret password,
      String from,
      Path caFile) {}

  /**
   * A server that mirrors the open alerts.
   *
   * @param bearerToken null: none
   */
  public record Alertmanager(URI url, Secret bearerToken) {}

  /**
   * How the alert job is watched.
   *
   * @param pingUrl requested once a minute while the alert job judges every province; null: none
   */
  public record Watching(Duration silentAfter, URI pingUrl) {}

  /**
   * Reads a file.
   *
   * @param environment where {@code env:NAME} is looked up
   * @throws vn.cds.contract.file.InvalidDataFile with every fault and its line
   */
  public static NotifierConfiguration read(Path file, Map<String, String> environment) {
    return new ConfigurationReader(file, environment).read();
  }

  /**
   * Writes the messages about a province to files, for a demonstration: as an official gets them,
   * who is woken for critical alerts, and as a program does.
   *
   * @param board address of the board
   * @param mailbox directory of {@code .eml} files; made when it is absent
   * @param webhooks file of JSON, a line each
   */
  public static NotifierConfiguration local(
      String bootstrapServers, URI board, String province, Path mailbox, Path webhooks) {
    Recipient official =
        new Recipient(
            "official",
            Set.of(province),
            Set.of(),
            Severity.NOTICE,
            new DeliveryChannel.MailFolder(mailbox),
            Locale.forLanguageTag("vi"),
            Recipient.Mode.IMMEDIATE,
            new QuietHours.None(),
            true,
            true,
            GROUP_INTERVAL);
    Recipient program =
        new Recipient(
            "program",
            Set.of(province),
            Set.of(),
            Severity.NOTICE,
            new DeliveryChannel.WebhookLog(webhooks),
            Locale.forLanguageTag("vi"),
            Recipient.Mode.STREAM,
            new QuietHours.None(),
            true,
            true,
            Duration.ZERO);
    return new NotifierConfiguration(
        Map.of(BOOTSTRAP_SERVERS, bootstrapServers),
        board.resolve("/"),
        GROUP_WAIT,
        TIMEOUT,
        DIGEST_TIMES,
        null,
        List.of(),
        new Watching(SILENT_AFTER, null),
        List.of(official, program),
        List.of(),
        null);
  }

  /** The same on another Kafka. */
  public NotifierConfiguration withBootstrapServers(String servers) {
    Map<String, String> changed = new HashMap<>(kafka);
    changed.put(BOOTSTRAP_SERVERS, servers);
    return new NotifierConfiguration(
        changed,
        board,
        groupWait,
        timeout,
        digestTimes,
        smtp,
        alertmanagers,
        watching,
        recipients,
        silences,
        listen);
  }

  /** Kafka's addresses; null when the file names none. */
  public String bootstrapServers() {
    return kafka.get(BOOTSTRAP_SERVERS);
  }

  /** Everything that must not appear in a log or in the ledger. */
  public List<Secret> secrets() {
    List<Secret> secrets = new ArrayList<>();
    if (smtp != null && smtp.password() != null) {
      secrets.add(smtp.password());
    }
    for (Alertmanager server : alertmanagers) {
      if (server.bearerToken() != null) {
        secrets.add(server.bearerToken());
      }
    }
    if (watching.pingUrl() != null) {
      secrets.add(new Secret(watching.pingUrl().toString()));
    }
    for (Recipient recipient : recipients) {
      if (recipient.channel() instanceof DeliveryChannel.Webhook webhook) {
        secrets.add(webhook.key());
        secrets.add(new Secret(webhook.url().toString()));
      }
    }
    return secrets;
  }

  /** Without Kafka's settings, which may hold passwords. */
  @Override
  public String toString() {
    return recipients.size() + " recipients, " + alertmanagers.size() + " Alertmanagers";
  }
}
