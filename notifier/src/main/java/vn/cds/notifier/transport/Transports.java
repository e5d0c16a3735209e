package vn.cds.notifier.transport;

import java.net.http.HttpClient;
import java.time.Clock;
import vn.cds.notifier.configuration.DeliveryChannel;
import vn.cds.notifier.configuration.NotifierConfiguration;

/** The transport of each channel. */
public final class Transports {
  private static final String LOCAL_SENDER = "cds@localhost";

  private Transports() {}

  public static Transport to(
      DeliveryChannel channel, NotifierConfiguration configuration, HttpClient http, Clock clock) {
    if (channel instanceof DeliveryChannel.Mail mail) {
      NotifierConfiguration.Smtp smtp = configuration.smtp();
      return new SmtpTransport(
          smtp,
          configuration.timeout(),
          new MailWriter(configuration.board(), smtp.from()),
          mail.to());
    }
    WebhookBody body = new WebhookBody(configuration.board());
    if (channel instanceof DeliveryChannel.Webhook webhook) {
      return new WebhookTransport(webhook, body, http, configuration.timeout(), clock);
    }
    if (channel instanceof DeliveryChannel.MailFolder folder) {
      MailWriter writer = new MailWriter(configuration.board(), LOCAL_SENDER);
      return new MailFolderTransport(folder.directory(), writer);
    }
    return new WebhookLogTransport(((DeliveryChannel.WebhookLog) channel).file(), body);
  }
}
