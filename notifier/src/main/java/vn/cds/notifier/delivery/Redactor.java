package vn.cds.notifier.delivery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import vn.cds.contract.settings.Secret;
import vn.cds.contract.text.PlainText;

/** Takes secrets out of texts that others wrote, such as the answer of a server. */
public final class Redactor {
  private static final int LONGEST = 300;

  private final List<String> secrets = new ArrayList<>();

  public Redactor(Collection<Secret> secrets) {
    for (Secret secret : secrets) {
      String value = secret.reveal();
      this.secrets.add(value);
      // As SMTP carries it
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      this.secrets.add(Base64.getEncoder().encodeToString(bytes));
    }
    this.secrets.removeIf(String::isBlank);
  }

  /** What went wrong, without stack trace, secrets and line breaks. */
  public String describe(Throwable fault) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      String part =
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      if (text.indexOf(part) < 0) {
        text.append(text.isEmpty() ? "" : ": ").append(part);
      }
    }
    return redact(text.toString());
  }

  String redact(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, Secret.REDACTED);
    }
    clean = PlainText.clean(clean).replaceAll("\\s+", " ").strip();
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
  }
}
