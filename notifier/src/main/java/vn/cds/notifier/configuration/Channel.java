package vn.cds.notifier.configuration;

import java.net.URI;
import java.nio.file.Path;
import vn.cds.contract.Secret;

/** How a recipient is reached. */
public sealed interface Channel {

  /**
   * Mail through the SMTP server of the configuration.
   *
   * @param to the address
   */
  record Mail(String to) implements Channel {}

  /**
   * POST of JSON.
   *
   * @param url may hold a token, so it is never shown
   * @param key of the signature
   */
  record Webhook(URI url, Secret key) implements Channel {
    @Override
    public String toString() {
      return "Webhook[" + url.getHost() + "]";
    }
  }

  /** Mails as files, for demonstrations. */
  record MailFolder(Path directory) implements Channel {}

  /** Bodies of webhooks as lines of a file, for demonstrations. */
  record WebhookLog(Path file) implements Channel {}
}
