package vn.cds.notifier.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Appends what a webhook would get to a file, a line each. */
final class WebhookLogTransport implements Transport {
  private final Path file;
  private final WebhookBody body;

  WebhookLogTransport(Path file, WebhookBody body) {
    this.file = file;
    this.body = body;
  }

  @Override
  public void send(OutgoingMessage message) throws DeliveryFailed {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes(body.of(message));
    line.write('\n');
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, line.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new DeliveryFailed("the file cannot be written", Duration.ZERO, e);
    }
  }
}
