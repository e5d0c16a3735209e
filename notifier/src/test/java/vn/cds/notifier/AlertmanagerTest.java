package vn.cds.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.cds.notifier.TestAlerts.fired;
import static vn.cds.notifier.TestAlerts.resolved;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.alerts.Severity;
import vn.cds.contract.settings.Secret;
import vn.cds.notifier.alert.KnownAlerts;
import vn.cds.notifier.alert.OwnAlert;
import vn.cds.notifier.configuration.NotifierConfiguration;
import vn.cds.notifier.delivery.Backoff;
import vn.cds.notifier.delivery.Redactor;

/** Debian's Alertmanager with the configuration of deploy/alertmanager, hastened. */
class AlertmanagerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Path CONFIGURATION =
      Path.of(System.getProperty("cds.root"), "deploy/alertmanager/alertmanager.yml");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService senders = Executors.newCachedThreadPool();
  private final KnownAlerts alerts = new KnownAlerts();
  private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);
  private WebReceiver receiver;
  private Process alertmanager;
  private int port;
  private AlertmanagerMirror mirror;
  private Duration ahead = Duration.ZERO;
  private boolean watched = true;

  @BeforeEach
  void startAlertmanager() throws IOException {
    receiver = new WebReceiver(Clock.systemUTC());
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Files.writeString(
        dir.resolve("alertmanager.yml"),
        Files.readString(CONFIGURATION)
            .replaceAll("(?m)^    # (?=webhook_configs:| {2})", "    ")
            .replace("http://127.0.0.1:9099/", receiver.url().resolve("/").toString())
            .replace("group_wait: 10s", "group_wait: 1s")
            .replace("group_interval: 5m", "group_interval: 1s"));
    run();
    mirror = mirror();
  }

  @AfterEach
  void stop() throws InterruptedException {
    alertmanager.destroyForcibly().waitFor();
    receiver.close();
    senders.shutdownNow();
  }

  private void run() throws IOException {
    alertmanager =
        new ProcessBuilder(
                binary(),
                "--config.file=" + dir.resolve("alertmanager.yml"),
                "--storage.path=" + dir.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolve("log").toFile()))
            .start();
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              assertThat(alertmanager.isAlive()).as(Files.readString(dir.resolve("log"))).isTrue();
              assertThat(get("-/ready").statusCode()).isEqualTo(200);
            });
  }

  private static String binary() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(directory -> Path.of(directory, "prometheus-alertmanager"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "prometheus-alertmanager is not installed. Debian: apt-get install"
                        + " prometheus-alertmanager"));
  }

  private AlertmanagerMirror mirror() {
    return new AlertmanagerMirror(
        new NotifierConfiguration.Alertmanager(
            URI.create("http://127.0.0.1:" + port + "/"), new Secret("token")),
        TestAlerts.configuration("nowhere:1"),
        http,
        new Backoff(new Random(1)),
        new Redactor(List.of()));
  }

  private void take(AlertTransition... transitions) {
    for (AlertTransition transition : transitions) {
      alerts.apply(transition).forEach(mirror::observe);
    }
  }

  private void runUntil(ThrowingRunnable condition) {
    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              mirror.step(alerts, watched, Instant.now().plus(ahead), senders);
              condition.run();
            });
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private List<JsonNode> inAlertmanager() throws IOException, InterruptedException {
    return JSON.readTree(get("api/v2/alerts").body()).valueStream().toList();
  }

  /** The alerts of the server as unit and state, without the watchdog. */
  private List<String> states() throws IOException, InterruptedException {
    return inAlertmanager().stream()
        .filter(alert -> alert.path("labels").has("unit"))
        .map(
            alert ->
                alert.path("labels").path("unit").asText()
                    + ' '
                    + alert.path("status").path("state").asText())
        .sorted()
        .toList();
  }

  /** What officials were told: status and unit, a list for each message. */
  private List<List<String>> messages() {
    return receiver.requests().stream()
        .map(WebReceiver.Request::json)
        .filter(json -> json.path("receiver").asText().equals("officials"))
        .map(
            json ->
                json.path("alerts")
                    .valueStream()
                    .map(
                        alert ->
                            alert.path("status").asText()
                                + ' '
                                + alert.path("labels").path("unit").asText())
                    .sorted()
                    .toList())
        .toList();
  }

  @Test
  void groupsByProvinceAndResolvesOnce() {
    AlertTransition first = fired("38", "14758", Severity.WARNING, start);
    take(
        first,
        fired("38", "14761", Severity.WARNING, start),
        fired("01", "00004", Severity.WARNING, start));
    runUntil(
        () ->
            assertThat(messages())
                .containsExactlyInAnyOrder(
                    List.of("firing 14758", "firing 14761"), List.of("firing 00004")));
    take(resolved(first, start.plusSeconds(30)));
    runUntil(() -> assertThat(messages()).hasSize(3));
    assertThat(messages().get(2)).containsExactly("firing 14761", "resolved 14758");
    runUntil(() -> assertThat(states()).containsExactly("00004 active", "14761 active"));
    ahead = Duration.ofMinutes(2);
    runUntil(() -> assertThat(states()).containsExactly("00004 active", "14761 active"));
    assertThat(messages().stream().flatMap(List::stream))
        .filteredOn(text -> text.startsWith("resolved"))
        .containsExactly("resolved 14758");
  }

  @Test
  void aFeedAlertInhibitsItsCommunesAndASilenceSilences() throws Exception {
    take(fired(TestAlerts.FEED, "38", "38", Severity.CRITICAL, start));
    runUntil(() -> assertThat(messages()).containsExactly(List.of("firing 38")));
    silence("01");
    take(
        fired("38", "14758", Severity.WARNING, start),
        fired("01", "00004", Severity.WARNING, start),
        fired("48", "20194", Severity.WARNING, start));
    runUntil(() -> assertThat(messages()).contains(List.of("firing 20194")));
    runUntil(
        () ->
            assertThat(states())
                .containsExactly(
                    "00004 suppressed", "14758 suppressed", "20194 active", "38 active"));
    assertThat(messages()).hasSize(2);
  }

  private void silence(String province) throws IOException, InterruptedException {
    String body =
        """
        {"matchers":[{"name":"province","value":"%s","isRegex":false,"isEqual":true}],
         "startsAt":"%s","endsAt":"%s","createdBy":"nguyen.van.a","comment":"the feed moves"}
        """
            .formatted(province, start, start.plusSeconds(3600));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v2/silences"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void bothSidesMayRestart() throws Exception {
    AlertTransition first = fired("38", "14758", Severity.WARNING, start);
    AlertTransition second = fired("38", "14761", Severity.WARNING, start);
    take(first, second);
    runUntil(() -> assertThat(states()).containsExactly("14758 active", "14761 active"));

    alertmanager.destroyForcibly().waitFor();
    take(fired("01", "00004", Severity.WARNING, start));
    for (int i = 0; i < 5; i++) {
      mirror.step(alerts, watched, Instant.now().plus(ahead), senders);
    }
    run();
    ahead = Duration.ofMinutes(10);
    runUntil(
        () -> assertThat(states()).containsExactly("00004 active", "14758 active", "14761 active"));

    // Another notifier, which only knows that the first is over: compaction took its beginning.
    KnownAlerts compacted = new KnownAlerts();
    compacted.apply(resolved(first, start.plusSeconds(30)));
    compacted.apply(second);
    mirror = mirror();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              mirror.step(compacted, watched, Instant.now(), senders);
              assertThat(states())
                  .as("what it does not know at all it leaves alone")
                  .containsExactly("00004 active", "14761 active");
            });
  }

  @Test
  void openAlertsAreSentAgainEveryMinute() throws Exception {
    take(fired("38", "14758", Severity.WARNING, start));
    runUntil(() -> assertThat(states()).containsExactly("14758 active"));
    Instant sent = endOfTheAlert();
    ahead = Duration.ofSeconds(50);
    for (int i = 0; i < 5; i++) {
      mirror.step(alerts, watched, Instant.now().plus(ahead), senders);
    }
    assertThat(endOfTheAlert()).isEqualTo(sent);
    ahead = Duration.ofSeconds(60);
    runUntil(() -> assertThat(endOfTheAlert()).isAfterOrEqualTo(sent.plusSeconds(60)));
  }

  /** As the notifier last said it; without the watchdog. */
  private Instant endOfTheAlert() throws IOException, InterruptedException {
    return inAlertmanager().stream()
        .filter(alert -> alert.path("labels").has("unit"))
        .map(alert -> OffsetDateTime.parse(alert.path("endsAt").asText()).toInstant())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDeadJobOrNotifierDoesNotLookLikeAllResolved() throws Exception {
    take(fired("38", "14758", Severity.WARNING, start));
    runUntil(() -> assertThat(inAlertmanager()).hasSize(2));
    Instant now = Instant.now();
    for (JsonNode alert : inAlertmanager()) {
      Instant end = OffsetDateTime.parse(alert.path("endsAt").asText()).toInstant();
      if (alert.path("labels").path("alertname").asText().equals(AlertmanagerMirror.WATCHDOG)) {
        assertThat(end).isBetween(now.plusSeconds(150), now.plusSeconds(190));
      } else {
        assertThat(end).isAfter(now.plus(Duration.ofHours(23)));
        assertThat(alert.path("generatorURL").asText())
            .isEqualTo("https://board.example.vn/?province=38&open=14758");
      }
    }
    runUntil(
        () ->
            assertThat(receiver.requests())
                .anyMatch(
                    request ->
                        request.json().path("receiver").asText().equals("dead-mans-switch")));
    watched = false;
    take(OwnAlert.fired(start, now));
    runUntil(
        () ->
            assertThat(receiver.requests())
                .anyMatch(request -> request.json().path("receiver").asText().equals("operators")));
    assertThat(states()).contains("14758 active", "00 active");
  }
}
