package vn.cds.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static vn.cds.notifier.TestAlerts.MONDAY;
import static vn.cds.notifier.TestAlerts.fired;
import static vn.cds.notifier.TestAlerts.resolved;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.alerts.AlertSilence;
import vn.cds.contract.alerts.AlertTopics;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.alerts.Severity;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.contract.settings.Secret;
import vn.cds.contract.time.VietnamTime;
import vn.cds.notifier.WebReceiver.Answer;
import vn.cds.notifier.WebReceiver.Request;
import vn.cds.notifier.configuration.DeliveryChannel;
import vn.cds.notifier.configuration.NotifierConfiguration;
import vn.cds.notifier.configuration.QuietHours;
import vn.cds.notifier.configuration.Recipient;
import vn.cds.notifier.delivery.StatusServer;
import vn.cds.notifier.ledger.Ledger;
import vn.cds.notifier.transport.Delivery;
import vn.cds.notifier.transport.WebhookTransport;

/** The notifier between a real Kafka and real receivers. */
class NotifierTest {
  private static final Duration TICK = Duration.ofSeconds(5);
  private static AlertKafka kafka;

  @TempDir static Path brokerDirectory;
  @TempDir Path dir;

  private final ManualClock clock = new ManualClock(MONDAY);

  @BeforeAll
  static void startKafka() {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(3));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    kafka = new AlertKafka(brokerDirectory);
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @BeforeEach
  void emptyTopics() throws Exception {
    kafka.reset();
  }

  private Notifier start(Recipient... recipients) {
    return Notifier.start(TestAlerts.configuration(kafka.bootstrapServers(), recipients), clock);
  }

  private static Recipient stream(WebReceiver receiver) {
    return TestAlerts.recipient("program", Recipient.Mode.STREAM, receiver.channel());
  }

  /** Simulated time runs until it is so. */
  private void runUntil(ThrowingRunnable condition) {
    await()
        .untilAsserted(
            () -> {
              clock.advance(TICK);
              condition.run();
            });
  }

  private void run(Duration time) {
    Instant end = clock.instant().plus(time);
    runUntil(
        () -> {
          clock.advance(TICK.multipliedBy(5));
          assertThat(clock.instant()).isAfter(end);
        });
  }

  @Test
  void triesAgainUntilTheReceiverTakesItAndKeepsTheOrder() throws Exception {
    try (WebReceiver receiver = new WebReceiver(clock);
        Notifier notifier = start(stream(receiver))) {
      receiver.script(
          new Answer(500, null),
          new Answer(429, "120"),
          new Answer(0, null),
          new Answer(200, null));
      AlertTransition first = fired("38", "14758", Severity.WARNING, MONDAY);
      kafka.publish(first);
      runUntil(() -> assertThat(receiver.requests()).isNotEmpty());
      kafka.publish(resolved(first, clock.instant()));
      runUntil(() -> assertThat(receiver.told()).hasSize(2));

      List<Request> requests = receiver.requests();
      assertThat(receiver.told()).containsExactly("fired 14758", "resolved 14758");
      assertThat(requests.subList(0, 4)).extracting(Request::id).containsOnly(requests.get(0).id());
      assertThat(requests.get(4).id()).isNotEqualTo(requests.get(0).id());
      assertThat(Duration.between(requests.get(1).at(), requests.get(2).at()))
          .isGreaterThanOrEqualTo(Duration.ofMinutes(2));
      requests.forEach(NotifierTest::assertSigned);
      await()
          .untilAsserted(
              () ->
                  assertThat(kafka.deliveries())
                      .extracting(Delivery::status, Delivery::attempts)
                      .containsExactlyInAnyOrder(
                          tuple(Delivery.Status.DELIVERED, 4),
                          tuple(Delivery.Status.DELIVERED, 1)));
    }
  }

  private static void assertSigned(Request request) {
    String[] parts =
        request.headers().getFirst(WebhookTransport.SIGNATURE_HEADER).split("[=,]", -1);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec("key-of-the-receiver".getBytes(StandardCharsets.UTF_8), "x"));
      mac.update((parts[1] + '.').getBytes(StandardCharsets.UTF_8));
      assertThat(parts[3]).isEqualTo(HexFormat.of().formatHex(mac.doFinal(request.body())));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    assertThat(Long.parseLong(parts[1]))
        .isBetween(MONDAY.getEpochSecond(), request.at().getEpochSecond());
  }

  @Test
  void aThousandCommunesAreOneMessagePerProvinceAndInterval() throws Exception {
    List<Unit> units =
        Roster.bundled().units(VietnamTime.localDay(MONDAY)).stream().limit(1000).toList();
    Set<String> provinces = new TreeSet<>();
    units.forEach(unit -> provinces.add(unit.provinceCode()));
    try (WebReceiver receiver = new WebReceiver(clock);
        Notifier notifier = start(stream(receiver))) {
      kafka.publish(
          units.stream()
              .map(unit -> fired(unit.provinceCode(), unit.code(), Severity.WARNING, MONDAY))
              .toArray(AlertTransition[]::new));
      runUntil(() -> assertThat(receiver.told()).hasSize(1000));
      assertThat(receiver.told()).doesNotHaveDuplicates();
      Map<String, Instant> last = new TreeMap<>();
      for (Request request : receiver.requests()) {
        Instant before = last.put(request.json().path("province").asText(), request.at());
        if (before != null) {
          assertThat(Duration.between(before, request.at()))
              .isGreaterThanOrEqualTo(NotifierConfiguration.GROUP_INTERVAL);
        }
      }
      assertThat(last.keySet()).isEqualTo(provinces);
    }
  }

  @Test
  void deliversEverythingOnceAndInOrderWhenMailWasDownForTenMinutes() throws Exception {
    int port = freePort();
    NotifierConfiguration base =
        TestAlerts.configuration(
            kafka.bootstrapServers(),
            TestAlerts.recipient(
                "leader", Recipient.Mode.IMMEDIATE, new DeliveryChannel.Mail("leader@example.vn")));
    NotifierConfiguration configuration =
        withSmtp(
            base,
            new NotifierConfiguration.Smtp(
                "127.0.0.1",
                port,
                NotifierConfiguration.Security.NONE,
                null,
                null,
                "canh-bao@example.vn",
                null));
    GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", "smtp"));
    try (Notifier notifier = Notifier.start(configuration, clock)) {
      AlertTransition first = fired("38", "14758", Severity.WARNING, MONDAY);
      kafka.publish(first);
      runUntil(() -> assertThat(kafka.deliveries()).isNotEmpty());
      kafka.publish(
          fired("38", "14761", Severity.CRITICAL, MONDAY),
          fired("38", "14764", Severity.NOTICE, MONDAY),
          resolved(first, clock.instant()));
      run(Duration.ofMinutes(10));
      runUntil(
          () -> {
            Delivery delivery = kafka.deliveries().get(0);
            assertThat(delivery.status()).isEqualTo(Delivery.Status.RETRYING);
            assertThat(delivery.lastError()).contains("the mail was not taken");
          });
      server.start();
      runUntil(() -> assertThat(server.getReceivedMessages()).hasSize(2));
      run(Duration.ofHours(1));
      MimeMessage[] mails = server.getReceivedMessages();
      assertThat(mails).hasSize(2);
      assertThat(mails[0].getSubject()).contains("Phường 14758 –");
      assertThat(mails[1].getSubject()).contains("1 cảnh báo mới, 1 cảnh báo đã hết");
      assertThat(mails[1].getHeader("References", null)).contains(mails[0].getMessageID());
    } finally {
      server.stop();
    }
  }

  @Tag("slow")
  @Test
  void aKillBetweenSendingAndRecordingCostsOneCopyWithTheSameId() throws Exception {
    try (WebReceiver receiver = new WebReceiver(Clock.systemUTC())) {
      receiver.script(new Answer(0, null));
      Path file = configurationFile(receiver.url());
      kafka.publish(fired("38", "14758", Severity.WARNING, Instant.now()));
      Process first = process(file);
      await().until(() -> !receiver.requests().isEmpty());
      first.destroyForcibly().waitFor();
      Process second = process(file);
      await().until(() -> receiver.requests().size() == 2);
      AlertTransition next = fired("38", "14761", Severity.WARNING, Instant.now());
      kafka.publish(next);
      await().until(() -> receiver.requests().size() == 3);
      second.destroy();
      assertThat(second.waitFor()).as(Files.readString(dir.resolve("log"))).isNotEqualTo(3);
      List<Request> requests = receiver.requests();
      assertThat(requests.get(1).id()).isEqualTo(requests.get(0).id());
      assertThat(requests.get(1).body()).isEqualTo(requests.get(0).body());
      assertThat(receiver.told()).containsExactly("fired 14758", "fired 14761");
      assertThat(kafka.deliveries())
          .extracting(Delivery::status)
          .containsOnly(Delivery.Status.DELIVERED);
    }
  }

  private Path configurationFile(URI url) throws IOException {
    Files.writeString(dir.resolve("key"), "key-of-the-receiver");
    return Files.writeString(
        dir.resolve("notifier.yaml"),
        """
        format: 1
        kafka:
          bootstrap_servers: %s
        board: https://board.example.vn/
        group_wait: PT0S
        group_interval: PT0S
        recipients:
          - name: program
            channel: webhook
            url: %s
            key: file:key
            delivery: stream
        """
            .formatted(kafka.bootstrapServers(), url));
  }

  private Process process(Path configuration) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            NotifierMain.class.getName(),
            "--config",
            configuration.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolve("log").toFile()))
        .start();
  }

  @Test
  void aRestartForgetsNothingAndRepeatsNothing() throws Exception {
    try (WebReceiver receiver = new WebReceiver(clock)) {
      AlertTransition first = fired("38", "14758", Severity.WARNING, MONDAY);
      AlertTransition second = fired("38", "14761", Severity.WARNING, MONDAY);
      try (Notifier notifier = start(stream(receiver))) {
        kafka.publish(first, second);
        runUntil(() -> assertThat(receiver.told()).hasSize(2));
        await()
            .untilAsserted(
                () ->
                    assertThat(kafka.deliveries())
                        .allMatch(delivery -> delivery.status() == Delivery.Status.DELIVERED));
      }
      AlertTransition third = fired("38", "14764", Severity.WARNING, clock.instant());
      kafka.publish(resolved(first, clock.instant()), third, first, second);
      try (Notifier notifier = start(stream(receiver))) {
        runUntil(() -> assertThat(receiver.told()).hasSize(4));
        run(Duration.ofMinutes(20));
        assertThat(receiver.told().subList(2, 4))
            .containsExactlyInAnyOrder("resolved 14758", "fired 14764");
        assertThat(receiver.told()).hasSize(4);
      }
    }
  }

  @Test
  void saysHowItIs() throws Exception {
    try (WebReceiver receiver = new WebReceiver(clock)) {
      receiver.script(new Answer(500, null));
      try (Notifier notifier = start(stream(receiver))) {
        String at = "http://127.0.0.1:" + notifier.listensOn().getPort();
        assertThat(get(at + "/healthz")).isEqualTo("200 ok\n");
        assertThat(get(at + "/readyz")).isEqualTo("200 ok\n");
        kafka.publish(fired("38", "14758", Severity.WARNING, MONDAY));
        runUntil(() -> assertThat(receiver.told()).hasSize(1));
        await()
            .untilAsserted(
                () ->
                    assertThat(get(at + "/metrics"))
                        .contains(
                            "cds_notifier_open_alerts 1.0\n",
                            "cds_notifier_alert_job_silent 1.0\n",
                            "cds_notifier_attempts_total{recipient=\"program\",result=\"failed\"} 1.0\n",
                            "cds_notifier_attempts_total{recipient=\"program\",result=\"delivered\"} 1.0\n",
                            "cds_notifier_delivery_seconds_count{recipient=\"program\"} 1\n",
                            "cds_notifier_pending{recipient=\"program\"} 0.0\n",
                            "cds_notifier_undelivered_seconds{recipient=\"program\"} 0.0\n"));
      }
    }
  }

  @Test
  void isNotReadyBeforeItHasReadEverything() throws Exception {
    try (StatusServer status = new StatusServer(new InetSocketAddress("127.0.0.1", 0))) {
      String at = "http://127.0.0.1:" + status.address().getPort();
      assertThat(get(at + "/healthz")).isEqualTo("200 ok\n");
      assertThat(get(at + "/readyz")).isEqualTo("503 starting\n");
      assertThatThrownBy(() -> new StatusServer(status.address()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot listen on");
    }
  }

  private static String get(String url) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  @Test
  void aSilenceOfTheTopicStandsAtOnceAndAfterARestartUntilItIsEnded() throws Exception {
    AlertSilence silence =
        new AlertSilence(
            new UUID(0, 1),
            "An",
            "moves",
            MONDAY,
            MONDAY.plus(Duration.ofDays(9)),
            null,
            "38",
            "14758",
            null);
    try (WebReceiver receiver = new WebReceiver(clock)) {
      try (Notifier notifier = start(stream(receiver))) {
        kafka.silence(silence);
        kafka.publish(fired("01", "00004", Severity.WARNING, MONDAY));
        runUntil(() -> assertThat(receiver.told()).containsExactly("fired 00004"));
        kafka.publish(
            fired("38", "14758", Severity.CRITICAL, MONDAY),
            fired("38", "14761", Severity.WARNING, MONDAY));
        runUntil(() -> assertThat(receiver.told()).hasSize(2));
        run(Duration.ofMinutes(20));
      }
      try (Notifier notifier = start(stream(receiver))) {
        run(Duration.ofMinutes(20));
        assertThat(receiver.told()).containsExactly("fired 00004", "fired 14761");
        kafka.silence(silence.endedAt(clock.instant(), "Bình"));
        runUntil(
            () ->
                assertThat(receiver.told())
                    .containsExactly("fired 00004", "fired 14761", "fired 14758"));
      }
    }
  }

  @Tag("slow")
  @Test
  void aSecondNotifierIsRefusedByNameAndTheFirstGoesOn() throws Exception {
    try (WebReceiver receiver = new WebReceiver(clock);
        Notifier first = start(stream(receiver))) {
      assertThatThrownBy(() -> start(stream(receiver)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Another notifier is at work")
          .hasMessageContaining("process " + ProcessHandle.current().pid() + " at 127.0.0.1")
          .hasMessageContaining("--no-notifier");
      kafka.publish(fired("38", "14758", Severity.WARNING, MONDAY));
      runUntil(() -> assertThat(receiver.told()).containsExactly("fired 14758"));
      first.check();
    }
  }

  /** Two that start in the same moment, or one that Kafka took for dead. */
  @Test
  void whoeverOpensTheLedgerLaterTakesOver() throws Exception {
    try (WebReceiver receiver = new WebReceiver(clock);
        Notifier first = start(stream(receiver));
        Ledger later =
            Ledger.open(
                Map.of(NotifierConfiguration.BOOTSTRAP_SERVERS, kafka.bootstrapServers()))) {
      kafka.publish(fired("38", "14758", Severity.WARNING, MONDAY));
      runUntil(
          () ->
              assertThatThrownBy(first::check)
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("Another notifier has started"));
    }
  }

  @Test
  void poisonGoesToTheDeadLettersAndEverythingElseIsDelivered() throws Exception {
    AlertTransition good = fired("38", "14758", Severity.WARNING, MONDAY);
    String json = new String(good.encode(), StandardCharsets.UTF_8);
    Map<String, String> poison = new LinkedHashMap<>();
    poison.put("is not JSON", "{");
    poison.put(
        "unit is", json.replace("\"unit\":\"14758\"", "\"unit\":\"14758\\nBcc: x@example.vn\""));
    poison.put("province is", json.replace("\"province\":\"38\"", "\"province\":\"\u202e83\""));
    poison.put("indicator is", json.replace("\"indicator\":\"on-time\"", "\"indicator\":\"a b\""));
    poison.put(
        "at is", json.replaceFirst("\"at\":\"[^\"]*", "\"at\":\"+999999999-12-31T23:59:59Z"));
    poison.put("value is", json.replaceFirst("\"value\":[0-9.]+", "\"value\":1e999"));
    try (WebReceiver one = new WebReceiver(clock);
        WebReceiver other = new WebReceiver(clock)) {
      Recipient[] both = {
        stream(one), TestAlerts.recipient("other", Recipient.Mode.STREAM, other.channel())
      };
      poison.forEach((what, record) -> kafka.publish(AlertTopics.TRANSITIONS, what, record));
      kafka.publish(AlertTopics.HEARTBEATS, "38", "{}");
      kafka.publish(AlertTopics.SILENCES, "x", "[]");
      kafka.publish(AlertTopics.DELIVERIES, "x", "{\"schema_version\":1,\"delivery\":\"x\"}");
      kafka.publish(good);
      int refused = poison.size() + 3;
      try (Notifier notifier = start(both)) {
        runUntil(() -> assertThat(one.told()).containsExactly("fired 14758"));
        runUntil(() -> assertThat(other.told()).containsExactly("fired 14758"));
        assertThat(kafka.records(AlertTopics.DEAD_LETTERS)).hasSize(refused);
        assertThat(get("http://127.0.0.1:" + notifier.listensOn().getPort() + "/metrics"))
            .contains("cds_notifier_unreadable_records_total " + refused + ".0\n");
        poison.forEach((what, record) -> kafka.publish(AlertTopics.TRANSITIONS, what, record));
        kafka.publish(fired("38", "14761", Severity.WARNING, clock.instant()));
        runUntil(() -> assertThat(one.told()).containsExactly("fired 14758", "fired 14761"));
        runUntil(() -> assertThat(other.told()).containsExactly("fired 14758", "fired 14761"));
      }
      List<String> letters = kafka.records(AlertTopics.DEAD_LETTERS);
      assertThat(letters).hasSize(refused + poison.size());
      for (String what : poison.keySet()) {
        assertThat(letters).anyMatch(letter -> letter.contains(what));
      }
      assertThat(letters)
          .allMatch(letter -> !letter.contains("\u202e") && !letter.contains("\\n"))
          .anyMatch(letter -> letter.contains("\"topic\":\"cds.alert-deliveries\""));
    }
  }

  /** A name is for people: the alert is told, the name is cleaned. */
  @Test
  void namesWithLineBreaksAndHiddenCharactersAreToldClean() throws Exception {
    AlertTransition good = fired("38", "14758", Severity.WARNING, MONDAY);
    String json =
        new String(good.encode(), StandardCharsets.UTF_8)
            .replace("Phường 14758", "Ph\u200bường\\r\\nBcc: x@example.vn\\ud800")
            .replace("Tỷ lệ hồ sơ", "\u202eTỷ lệ\u2029hồ sơ\\u0007");
    Path mailbox = dir.resolve("mailbox");
    Path webhooks = dir.resolve("webhooks.jsonl");
    try (Notifier notifier =
        Notifier.start(
            NotifierConfiguration.local(
                kafka.bootstrapServers(), TestAlerts.BOARD, "38", mailbox, webhooks),
            clock)) {
      kafka.publish(AlertTopics.TRANSITIONS, good.identity(), json);
      runUntil(() -> assertThat(webhooks).exists());
      runUntil(() -> assertThat(mailbox).isNotEmptyDirectory());
    }
    assertThat(Files.readString(webhooks))
        .contains("Phường  Bcc: x@example.vn\uFFFD", "Tỷ lệ hồ sơ đúng hạn")
        .doesNotContain("\u202e", "\u200b", "\\n");
    try (Stream<Path> files = Files.list(mailbox);
        InputStream in = Files.newInputStream(files.findFirst().orElseThrow())) {
      MimeMessage mail = new MimeMessage(Session.getInstance(new Properties()), in);
      assertThat(mail.getHeader("Bcc")).isNull();
      String plain = (String) ((MimeMultipart) mail.getContent()).getBodyPart(0).getContent();
      assertThat(plain.lines()).noneMatch(line -> line.startsWith("Bcc"));
      assertThat(mail.getSubject() + plain)
          .contains("Phường  Bcc: x@example.vn\uFFFD", "Tỷ lệ hồ sơ đúng hạn")
          .doesNotContain("\u202e", "\u200b", "\u2029", "\u0007");
    }
  }

  @Test
  void aHeartbeatFromTheFutureHidesNoSilence() throws Exception {
    try (WebReceiver operators = new WebReceiver(clock)) {
      kafka.beat("38", MONDAY.plus(Duration.ofDays(3650)));
      try (Notifier notifier = start(operator(operators.channel()))) {
        runUntil(() -> assertThat(operators.told()).containsExactly("fired 00"));
      }
    }
  }

  @Test
  void tellsOperatorsThatTheAlertJobIsSilentAndOthersNothing() throws Exception {
    try (WebReceiver operators = new WebReceiver(clock);
        WebReceiver pings = new WebReceiver(clock);
        WebReceiver officials = new WebReceiver(clock)) {
      Recipient operator = operator(operators.channel());
      NotifierConfiguration base =
          TestAlerts.configuration(kafka.bootstrapServers(), operator, stream(officials));
      NotifierConfiguration configuration =
          new NotifierConfiguration(
              base.kafka(),
              base.board(),
              base.groupWait(),
              base.timeout(),
              base.digestTimes(),
              null,
              List.of(),
              new NotifierConfiguration.Watching(NotifierConfiguration.SILENT_AFTER, pings.url()),
              base.recipients(),
              List.of(),
              null);
      kafka.publish(fired("38", "14758", Severity.NOTICE, MONDAY));
      kafka.beat("38", MONDAY);
      kafka.beat("01", MONDAY);
      try (Notifier notifier = Notifier.start(configuration, clock)) {
        runUntil(
            () -> {
              kafka.beat("38", clock.instant());
              kafka.beat("01", clock.instant());
              assertThat(pings.requests()).hasSizeGreaterThanOrEqualTo(2);
            });
        runUntil(
            () -> {
              kafka.beat("38", clock.instant());
              assertThat(operators.told()).containsExactly("fired 00");
            });
        int pinged = pings.requests().size();
        run(Duration.ofMinutes(5));
        assertThat(pings.requests()).hasSize(pinged);
      }
      try (Notifier notifier = Notifier.start(configuration, clock)) {
        run(Duration.ofMinutes(6));
        assertThat(operators.told()).as("a restart tells nothing twice").hasSize(1);
        runUntil(
            () -> {
              kafka.beat("38", clock.instant());
              kafka.beat("01", clock.instant());
              assertThat(operators.told()).containsExactly("fired 00", "resolved 00");
            });
        assertThat(officials.told()).containsExactly("fired 14758");
      }
    }
  }

  private static Recipient operator(DeliveryChannel channel) {
    return new Recipient(
        "operators",
        Set.of("99"),
        Set.of(),
        Severity.CRITICAL,
        channel,
        Locale.ENGLISH,
        Recipient.Mode.IMMEDIATE,
        new QuietHours.OutsideWorkingHours(),
        false,
        true,
        NotifierConfiguration.GROUP_INTERVAL);
  }

  @Test
  void reachesTheReceiverWithinFiveSeconds() throws Exception {
    Clock system = Clock.systemUTC();
    try (WebReceiver receiver = new WebReceiver(system)) {
      Recipient at =
          new Recipient(
              "program",
              Set.of(),
              Set.of(),
              Severity.NOTICE,
              receiver.channel(),
              Locale.ENGLISH,
              Recipient.Mode.STREAM,
              new QuietHours.None(),
              false,
              false,
              Duration.ZERO);
      try (Notifier notifier =
          Notifier.start(TestAlerts.configuration(kafka.bootstrapServers(), at), system)) {
        List<String> units =
            Roster.bundled().units(VietnamTime.localDay(MONDAY)).stream()
                .limit(200)
                .map(Unit::code)
                .toList();
        for (String unit : units) {
          kafka.publish(fired("38", unit, Severity.WARNING, system.instant()));
        }
        await().until(() -> receiver.told().size() == units.size());
        List<Long> delays = new ArrayList<>();
        for (Request request : receiver.requests()) {
          request
              .json()
              .path("alerts")
              .forEach(
                  alert ->
                      delays.add(
                          Duration.between(
                                  OffsetDateTime.parse(alert.path("transition").path("at").asText())
                                      .toInstant(),
                                  request.at())
                              .toMillis()));
        }
        long[] sorted = delays.stream().mapToLong(Long::longValue).sorted().toArray();
        long p99 = sorted[sorted.length * 99 / 100];
        System.out.println("decided to received: p50 " + sorted[100] + " ms, p99 " + p99 + " ms");
        assertThat(p99).isLessThanOrEqualTo(5000);
      }
    }
  }

  @Test
  void secretsAppearInNoLogAndNoLedger() throws Exception {
    StringWriter log = new StringWriter();
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    WriterAppender appender =
        WriterAppender.createAppender(
            PatternLayout.newBuilder().withPattern("%p %c %m%n%throwable").build(),
            null,
            log,
            "all",
            false,
            true);
    appender.start();
    context.getConfiguration().getRootLogger().addAppender(appender, Level.DEBUG, null);
    Configurator.setLevel("vn.cds", Level.DEBUG);
    Configurator.setLevel("jakarta", Level.DEBUG);
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    server.setUser("someone@example.vn", "someone", "canary-of-the-server");
    server.start();
    try (WebReceiver receiver = new WebReceiver(clock)) {
      receiver.script(new Answer(500, null), new Answer(500, null));
      URI url = receiver.url().resolve("/canary-token");
      NotifierConfiguration base =
          TestAlerts.configuration(
              kafka.bootstrapServers(),
              TestAlerts.recipient(
                  "program",
                  Recipient.Mode.STREAM,
                  new DeliveryChannel.Webhook(url, new Secret("canary-key"))),
              TestAlerts.recipient(
                  "leader", Recipient.Mode.STREAM, new DeliveryChannel.Mail("leader@example.vn")));
      NotifierConfiguration configuration =
          withSmtp(
              base,
              new NotifierConfiguration.Smtp(
                  "127.0.0.1",
                  server.getSmtp().getPort(),
                  NotifierConfiguration.Security.NONE,
                  "someone",
                  new Secret("canary-password"),
                  "canh-bao@example.vn",
                  null));
      try (Notifier notifier = Notifier.start(configuration, clock)) {
        kafka.publish(fired("38", "14758", Severity.WARNING, MONDAY));
        runUntil(
            () -> {
              assertThat(receiver.told()).hasSize(1);
              assertThat(kafka.deliveries())
                  .anyMatch(delivery -> delivery.attempts() > 1 && delivery.isOnItsWay());
            });
      }
    } finally {
      context.getConfiguration().getRootLogger().removeAppender("all");
      Configurator.setLevel("vn.cds", Level.WARN);
      server.stop();
    }
    assertThat(log.toString()).contains("not delivered").contains("started recipients=2");
    assertThat(log.toString()).doesNotContainIgnoringCase("canary");
    assertThat(kafka.records(AlertTopics.DELIVERIES))
        .isNotEmpty()
        .noneMatch(record -> record.contains("canary"));
  }

  private static NotifierConfiguration withSmtp(
      NotifierConfiguration base, NotifierConfiguration.Smtp smtp) {
    return new NotifierConfiguration(
        base.kafka(),
        base.board(),
        base.groupWait(),
        base.timeout(),
        base.digestTimes(),
        smtp,
        List.of(),
        base.watching(),
        base.recipients(),
        List.of(),
        null);
  }

  @Test
  void writesAMailboxAndALogOfWebhooksForTheDemo() throws Exception {
    Path mailbox = dir.resolve("mailbox");
    Path webhooks = dir.resolve("webhooks.jsonl");
    NotifierConfiguration configuration =
        NotifierConfiguration.local(
            kafka.bootstrapServers(), TestAlerts.BOARD, "38", mailbox, webhooks);
    try (Notifier notifier = Notifier.start(configuration, clock)) {
      kafka.publish(
          fired("38", "14758", Severity.WARNING, MONDAY),
          fired("01", "00004", Severity.WARNING, MONDAY));
      runUntil(() -> assertThat(webhooks).exists());
      runUntil(() -> assertThat(mailbox).isNotEmptyDirectory());
      run(Duration.ofMinutes(1));
      assertThat(Files.readAllLines(webhooks)).hasSize(1);
      Path mail;
      try (Stream<Path> files = Files.list(mailbox)) {
        mail = files.findFirst().orElseThrow();
      }
      try (InputStream in = Files.newInputStream(mail)) {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), in);
        assertThat(message.getSubject()).contains("Phường 14758");
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
