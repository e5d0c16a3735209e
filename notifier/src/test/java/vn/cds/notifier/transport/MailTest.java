package vn.cds.notifier.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.cds.notifier.TestAlerts.MONDAY;
import static vn.cds.notifier.TestAlerts.fired;
import static vn.cds.notifier.TestAlerts.resolved;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.server.SMTPServer;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.alerts.Severity;
import vn.cds.contract.settings.Secret;
import vn.cds.notifier.TestAlerts;
import vn.cds.notifier.alert.Alert;
import vn.cds.notifier.configuration.DeliveryChannel;
import vn.cds.notifier.configuration.NotifierConfiguration.Security;
import vn.cds.notifier.configuration.NotifierConfiguration.Smtp;
import vn.cds.notifier.configuration.QuietHours;
import vn.cds.notifier.configuration.Recipient;

/** Mails, to a real SMTP server. */
class MailTest {
  private static final String TO = "lanh.dao@example.vn";
  private static final String PASSWORD = "canary-password";

  @TempDir Path dir;

  @Test
  void writesInTheReadersWordsAndThreadsByEpisode() throws Exception {
    GreenMail server = new GreenMail(setup(ServerSetup.PROTOCOL_SMTP));
    server.start();
    try {
      SmtpTransport transport = transport(server, Security.NONE, null);
      AlertTransition begin = fired("38", "14758", Severity.CRITICAL, MONDAY);
      Alert alert = Alert.open(begin);
      OutgoingMessage first = message("vi", Delivery.Kind.IMMEDIATE, alert, null);
      transport.send(first);
      Alert over = alert.closed(resolved(begin, MONDAY.plus(Duration.ofMinutes(90))));
      transport.send(message("en", Delivery.Kind.IMMEDIATE, over, first.delivery()));

      MimeMessage told = server.getReceivedMessages()[0];
      MimeMessage ended = server.getReceivedMessages()[1];
      assertThat(told.getSubject())
          .isEqualTo("[CĐS] Nghiêm trọng: Phường 14758 – Tỷ lệ hồ sơ đúng hạn dưới mục tiêu");
      assertThat(told.getMessageID()).isEqualTo("<" + first.delivery().id() + "@example.vn>");
      assertThat(told.getHeader("References", null))
          .isEqualTo("<episode." + begin.episode() + "@example.vn>");
      assertThat(part(told, 0))
          .contains("Thanh Hoá")
          .contains("NGHIÊM TRỌNG Phường 14758")
          .contains("Từ 06:00 05/10/2026.")
          .contains("Giá trị 61 % (n = 40), trong khoảng 46 % đến 74 %.")
          .contains("Mục tiêu 90 %. Trung vị các xã 97 %.")
          .contains("https://board.example.vn/?province=38&open=14758")
          .contains("Đang mở trong phạm vi của quý vị: 7");
      assertThat(part(told, 1))
          .contains("<a href=\"https://board.example.vn/?province&#x3D;38&amp;open&#x3D;14758\">");
      assertThat(ended.getSubject())
          .isEqualTo(
              "[CĐS] Resolved: Phường 14758 – Share of dossiers done on time is below the target");
      assertThat(ended.getHeader("In-Reply-To", null)).isEqualTo(told.getMessageID());
      assertThat(part(ended, 0))
          .contains(
              "From 06:00 05/10/2026 to 11:30 05/10/2026, for 5 h 30 min. Value 95 % (n = 44)")
          .contains("RESOLVED Phường 14758")
          .contains("Worst 50 %.");
    } finally {
      server.stop();
    }
  }

  @Test
  void digestsCountAndSortByProvinceAndSeverity() {
    AlertTransition notice = fired("38", "14758", Severity.NOTICE, MONDAY);
    AlertTransition critical = fired("38", "14761", Severity.CRITICAL, MONDAY);
    AlertTransition over = fired("01", "00004", Severity.WARNING, MONDAY);
    List<Alert> alerts =
        List.of(
            Alert.open(notice),
            Alert.open(critical),
            Alert.open(over).closed(resolved(over, MONDAY.plusSeconds(60))));
    MessageText.Written written =
        new MessageText(TestAlerts.BOARD).write(message("vi", Delivery.Kind.DIGEST, alerts, null));
    assertThat(written.subject())
        .isEqualTo("[CĐS] Bản tin 10:00 05/10/2026: 2 cảnh báo mới, 1 cảnh báo đã hết");
    assertThat(written.plain())
        .containsSubsequence("Hà Nội", "ĐÃ HẾT", "Thanh Hoá", "Phường 14761", "Phường 14758");
    assertThat(written.html()).contains("<html lang=\"vi\">").doesNotContain("{{");
  }

  @Test
  void speaksTlsWithServersThatItTrustsAlone() throws Exception {
    keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=mail", "-ext", "san=ip:127.0.0.1");
    keytool("-exportcert", "-rfc", "-file", dir.resolve("ca.pem").toString());
    System.setProperty("greenmail.tls.keystore.file", keystore());
    System.setProperty("greenmail.tls.keystore.password", "changeit");
    GreenMail server = new GreenMail(setup(ServerSetup.PROTOCOL_SMTPS));
    server.setUser(TO, "cds", PASSWORD);
    server.start();
    try {
      OutgoingMessage message =
          message(
              "vi",
              Delivery.Kind.IMMEDIATE,
              Alert.open(fired("38", "14758", Severity.WARNING, MONDAY)),
              null);
      transport(server, Security.TLS, dir.resolve("ca.pem")).send(message);
      assertThat(server.getReceivedMessages()).hasSize(1);
      assertThatThrownBy(() -> transport(server, Security.TLS, null).send(message))
          .isInstanceOf(DeliveryFailed.class);
      assertThat(server.getReceivedMessages()).hasSize(1);
    } finally {
      server.stop();
      System.clearProperty("greenmail.tls.keystore.file");
      System.clearProperty("greenmail.tls.keystore.password");
    }
  }

  @Test
  void encryptsByStarttlsWithServersThatItTrustsAlone() throws Exception {
    keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=mail", "-ext", "san=ip:127.0.0.1");
    keytool("-exportcert", "-rfc", "-file", dir.resolve("ca.pem").toString());
    List<String> logins = new CopyOnWriteArrayList<>();
    List<String> mails = new CopyOnWriteArrayList<>();
    SMTPServer server =
        SMTPServer.port(0)
            .bindAddress(InetAddress.getLoopbackAddress())
            .messageHandler(
                (context, from, to, data) -> mails.add(to + "\n" + new String(data, US_ASCII)))
            .authenticationHandlerFactory(
                new EasyAuthenticationHandlerFactory(
                    (user, password, context) -> logins.add(user + " " + password)))
            .requireAuth()
            .startTlsSocketFactory(keys())
            .requireTLS()
            .build();
    server.start();
    try {
      OutgoingMessage message =
          message(
              "vi",
              Delivery.Kind.IMMEDIATE,
              Alert.open(fired("38", "14758", Severity.WARNING, MONDAY)),
              null);
      int port = server.getPortAllocated();
      transport(port, Security.STARTTLS, dir.resolve("ca.pem")).send(message);
      assertThat(logins).containsExactly("cds " + PASSWORD);
      assertThat(mails).hasSize(1);
      assertThat(mails.get(0)).startsWith(TO).contains("Message-ID: <" + message.delivery().id());
      assertThatThrownBy(() -> transport(port, Security.STARTTLS, null).send(message))
          .isInstanceOf(DeliveryFailed.class);
      assertThat(mails).hasSize(1);
      assertThat(logins).hasSize(1);
    } finally {
      server.stop();
    }
  }

  private SSLContext keys() throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance(new File(keystore()), "changeit".toCharArray());
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void tellsNothingToAServerThatCannotEncrypt() {
    GreenMail server = new GreenMail(setup(ServerSetup.PROTOCOL_SMTP));
    server.setUser(TO, "cds", PASSWORD);
    server.start();
    try {
      OutgoingMessage message =
          message(
              "vi",
              Delivery.Kind.IMMEDIATE,
              Alert.open(fired("38", "14758", Severity.WARNING, MONDAY)),
              null);
      assertThatThrownBy(() -> transport(server, Security.STARTTLS, null).send(message))
          .isInstanceOf(DeliveryFailed.class)
          .hasStackTraceContaining("STARTTLS");
      assertThat(server.getReceivedMessages()).isEmpty();
    } finally {
      server.stop();
    }
  }

  private static ServerSetup setup(String protocol) {
    return new ServerSetup(0, "127.0.0.1", protocol);
  }

  private static SmtpTransport transport(GreenMail server, Security security, Path caFile) {
    boolean tls = security == Security.TLS;
    return transport((tls ? server.getSmtps() : server.getSmtp()).getPort(), security, caFile);
  }

  private static SmtpTransport transport(int port, Security security, Path caFile) {
    Smtp smtp =
        new Smtp(
            "127.0.0.1",
            port,
            security,
            security == Security.NONE ? null : "cds",
            security == Security.NONE ? null : new Secret(PASSWORD),
            "canh-bao@example.vn",
            caFile);
    MailWriter writer = new MailWriter(TestAlerts.BOARD, smtp.from());
    return new SmtpTransport(smtp, Duration.ofSeconds(10), writer, TO);
  }

  private static OutgoingMessage message(
      String language, Delivery.Kind kind, Alert alert, Delivery toldBy) {
    return message(language, kind, List.of(alert), toldBy);
  }

  private static OutgoingMessage message(
      String language, Delivery.Kind kind, List<Alert> alerts, Delivery toldBy) {
    List<OutgoingMessage.Entry> entries =
        alerts.stream()
            .map(
                alert ->
                    new OutgoingMessage.Entry(
                        alert.isOpen() ? AlertTransition.Kind.FIRED : AlertTransition.Kind.RESOLVED,
                        alert,
                        toldBy == null ? null : toldBy.id()))
            .toList();
    Recipient recipient =
        new Recipient(
            "leader",
            Set.of(),
            Set.of(),
            Severity.NOTICE,
            new DeliveryChannel.Mail(TO),
            Locale.forLanguageTag(language),
            Recipient.Mode.IMMEDIATE,
            new QuietHours.None(),
            false,
            false,
            Duration.ZERO);
    String province = kind == Delivery.Kind.DIGEST ? null : "38";
    List<Delivery.Item> items =
        entries.stream()
            .map(entry -> new Delivery.Item(entry.alert().episode(), entry.kind()))
            .toList();
    Delivery delivery = Delivery.planned("leader", kind, province, MONDAY, items);
    return new OutgoingMessage(delivery, recipient, entries, 0, 7, MONDAY);
  }

  private static String part(MimeMessage mail, int number) throws Exception {
    return (String) ((MimeMultipart) mail.getContent()).getBodyPart(number).getContent();
  }

  private String keystore() {
    return dir.resolve("mail.p12").toString();
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", keystore(), "-storepass", "changeit", "-alias", "mail"));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
