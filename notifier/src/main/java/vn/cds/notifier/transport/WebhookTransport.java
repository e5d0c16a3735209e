package vn.cds.notifier.transport;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import vn.cds.notifier.configuration.DeliveryChannel;

/** Posts JSON, signed with the key that the receiver shares. */
public final class WebhookTransport implements Transport {
  public static final String ID_HEADER = "X-CDS-Delivery-Id";
  public static final String SIGNATURE_HEADER = "X-CDS-Signature";
  private static final String HMAC = "HmacSHA256";
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofDays(1);

  private final DeliveryChannel.Webhook webhook;
  private final WebhookBody body;
  private final HttpClient http;
  private final Duration timeout;
  private final Clock clock;

  WebhookTransport(
      DeliveryChannel.Webhook webhook,
      WebhookBody body,
      HttpClient http,
      Duration timeout,
      Clock clock) {
    this.webhook = webhook;
    this.body = body;
    this.http = http;
    this.timeout = timeout;
    this.clock = clock;
  }

  @Override
  public void send(OutgoingMessage message) throws DeliveryFailed {
    byte[] content = body.of(message);
    HttpRequest request =
        HttpRequest.newBuilder(webhook.url())
            .timeout(timeout)
            .header("Content-Type", "application/json; charset=utf-8")
            .header(ID_HEADER, message.delivery().id().toString())
            .header(SIGNATURE_HEADER, signature(content))
            .POST(HttpRequest.BodyPublishers.ofByteArray(content))
            .build();
    HttpResponse<Void> response;
    try {
      response = http.send(request, HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      throw new DeliveryFailed("no answer", Duration.ZERO, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeliveryFailed("interrupted", Duration.ZERO, e);
    }
    if (response.statusCode() / 100 != 2) {
      throw new DeliveryFailed("answer " + response.statusCode(), retryAfter(response), null);
    }
  }

  /** {@code t=<Unix seconds>,v1=<hex of HMAC-SHA256(key, t + "." + body)>}. */
  private String signature(byte[] content) {
    String seconds = Long.toString(clock.instant().getEpochSecond());
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(webhook.key().reveal().getBytes(StandardCharsets.UTF_8), HMAC));
      mac.update((seconds + '.').getBytes(StandardCharsets.UTF_8));
      return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(content));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }

  /** Seconds or a date, as RFC 9110 has it; zero when it is absent or neither. */
  private Duration retryAfter(HttpResponse<?> response) {
    String text = response.headers().firstValue("Retry-After").orElse("").strip();
    Duration asked = Duration.ZERO;
    if (text.matches("\\d{1,9}")) {
      asked = Duration.ofSeconds(Long.parseLong(text));
    } else if (!text.isEmpty()) {
      try {
        asked =
            Duration.between(
                clock.instant(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
      } catch (DateTimeException e) {
        return Duration.ZERO; // then the backoff decides
      }
    }
    return asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked;
  }
}
