package vn.cds.notifier.transport;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Properties;
import vn.cds.contract.time.VietnamTime;

/** Writes each mail to a file; a further attempt overwrites it. */
final class MailFolderTransport implements Transport {
  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final ZoneOffset OFFSET = VietnamTime.OFFSET;

  private final Path directory;
  private final MailWriter writer;

  MailFolderTransport(Path directory, MailWriter writer) {
    this.directory = directory;
    this.writer = writer;
  }

  @Override
  public void send(OutgoingMessage message) throws DeliveryFailed {
    Delivery delivery = message.delivery();
    String name = NAME.format(delivery.plannedAt().atOffset(OFFSET)) + '-' + delivery.id();
    try {
      Files.createDirectories(directory);
      MimeMessage mail =
          writer.write(
              message,
              message.recipient().name() + "@localhost",
              Session.getInstance(new Properties()));
      Path unfinished = directory.resolve(name + ".tmp");
      try (OutputStream out = Files.newOutputStream(unfinished)) {
        mail.writeTo(out);
      }
      Files.move(unfinished, directory.resolve(name + ".eml"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | MessagingException e) {
      throw new DeliveryFailed("the mail cannot be written", Duration.ZERO, e);
    }
  }
}
