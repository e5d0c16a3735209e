package vn.cds.notifier.transport;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Writes messages as mails of text and HTML. The Message-ID is made from the delivery, so that a
 * mail that arrives twice can be recognised. Mails about an episode refer to its name, and its end
 * replies to the mail about its beginning: mail programs show them as one thread.
 */
final class MailWriter {
  private static final String UTF_8 = StandardCharsets.UTF_8.name();

  /** Longer lists of references make servers refuse a mail. */
  private static final int MOST_REFERENCES = 20;

  private final String from;
  private final String domain;
  private final MessageText text;

  MailWriter(URI board, String from) {
    this.from = from;
    this.domain = from.substring(from.indexOf('@') + 1);
    this.text = new MessageText(board);
  }

  MimeMessage write(OutgoingMessage message, String to, Session session) throws MessagingException {
    MessageText.Written written = text.write(message);
    MimeMessage mail = new WithOwnId(session, messageId(message.delivery().id()));
    mail.setFrom(new InternetAddress(from));
    mail.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
    mail.setSubject(written.subject(), UTF_8);
    mail.setSentDate(Date.from(message.at()));
    mail.setHeader(WebhookTransport.ID_HEADER, message.delivery().id().toString());
    mail.setHeader("Auto-Submitted", "auto-generated");
    List<String> references = references(message.entries());
    if (!references.isEmpty()) {
      mail.setHeader("In-Reply-To", references.get(references.size() - 1));
      mail.setHeader("References", String.join("\r\n ", references));
    }
    MimeBodyPart plain = new MimeBodyPart();
    plain.setText(written.plain(), UTF_8);
    MimeBodyPart html = new MimeBodyPart();
    html.setText(written.html(), UTF_8, "html");
    MimeMultipart both = new MimeMultipart("alternative");
    both.addBodyPart(plain);
    both.addBodyPart(html);
    mail.setContent(both);
    mail.saveChanges();
    return mail;
  }

  /** The names of the episodes, then the mails that told their beginnings. */
  private List<String> references(List<OutgoingMessage.Entry> entries) {
    Set<String> references = new LinkedHashSet<>();
    for (OutgoingMessage.Entry entry :
        entries.subList(0, Math.min(entries.size(), MOST_REFERENCES / 2))) {
      references.add("<episode." + entry.alert().episode() + '@' + domain + '>');
    }
    for (OutgoingMessage.Entry entry : entries) {
      if (entry.toldBy() != null && references.size() < MOST_REFERENCES) {
        references.add(messageId(entry.toldBy()));
      }
    }
    return List.copyOf(references);
  }

  private String messageId(UUID delivery) {
    return '<' + delivery.toString() + '@' + domain + '>';
  }

  /** Jakarta Mail makes an id of its own otherwise. */
  private static final class WithOwnId extends MimeMessage {
    private final String id;

    WithOwnId(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
