package vn.cds.notifier.configuration;

import java.net.URI;
import java.nio.file.Path;
import vn.cds.contract.settings.Secret;

/** How a recipient is reached. */
public sealed interface DeliveryChannel {

  /**
   * Mail through the SMTP server of the configuration.
   *
   * @param to the address
   */
  record Mail(String to) implements DeliveryChannel {}

  /**
   * POST of JSON.
   *
   * @param url may hold a token, so it is never shown
   * @param key of the signature
   */
  record Webhook(URI url, Secret key) implements DeliveryChannel {
    @Override
    public String toString() {
      return "Webhook[" + url.getHost() + "]";
    }
  }

  /** Mails as files, for demonstrations. */
  record MailFolder(Path directory) implements DeliveryChannel {}

  /** Bodies of webhooks as lines of a file, for demonstrations. */
  record WebhookLog(Path file) implements DeliveryChannel {}
}
