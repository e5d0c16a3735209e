package vn.cds.notifier.transport;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import vn.cds.notifier.configuration.NotifierConfiguration.Security;
import vn.cds.notifier.configuration.NotifierConfiguration.Smtp;

/** Sends mail through an SMTP server, a connection for each. */
final class SmtpTransport implements vn.cds.notifier.transport.Transport {
  private final Smtp smtp;
  private final MailWriter writer;
  private final String to;
  private final String protocol;
  private final Session session;

  /**
   * Prepares a connection for one address.
   *
   * @throws IllegalStateException when the certificates cannot be read
   */
  SmtpTransport(Smtp smtp, Duration timeout, MailWriter writer, String to) {
    this.smtp = smtp;
    this.writer = writer;
    this.to = to;
    this.protocol = smtp.security() == Security.TLS ? "smtps" : "smtp";
    this.session = Session.getInstance(settings(timeout));
  }

  private Properties settings(Duration patience) {
    Properties settings = new Properties();
    String prefix = "mail." + protocol + '.';
    String timeout = Long.toString(patience.toMillis());
    settings.put(prefix + "connectiontimeout", timeout);
    settings.put(prefix + "timeout", timeout);
    settings.put(prefix + "writetimeout", timeout);
    settings.put(prefix + "ssl.checkserveridentity", "true");
    settings.put(prefix + "auth", Boolean.toString(smtp.user() != null));
    if (smtp.security() == Security.STARTTLS) {
      settings.put(prefix + "starttls.enable", "true");
      settings.put(prefix + "starttls.required", "true");
    }
    if (smtp.caFile() != null) {
      settings.put(prefix + "ssl.socketFactory", trusting(smtp.caFile()));
    }
    return settings;
  }

  private static SSLSocketFactory trusting(Path caFile) {
    try (InputStream in = Files.newInputStream(caFile)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("ca-" + trusted.size(), one);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(
          "The certificates in " + caFile + " cannot be used; give a PEM file.", e);
    }
  }

  @Override
  public void send(OutgoingMessage message) throws DeliveryFailed {
    try (Transport transport = session.getTransport(protocol)) {
      MimeMessage mail = writer.write(message, to, session);
      String password = smtp.password() == null ? null : smtp.password().reveal();
      transport.connect(smtp.host(), smtp.port(), smtp.user(), password);
      transport.sendMessage(mail, mail.getAllRecipients());
    } catch (MessagingException e) {
      throw new DeliveryFailed("the mail was not taken", Duration.ZERO, e);
    }
  }
}
