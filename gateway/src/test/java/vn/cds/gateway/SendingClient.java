package vn.cds.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Sends batches of payments, each again until it is answered with 202. */
final class SendingClient implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int gatewayPort;
  private final String token;
  private final Random random;
  private final BooleanSupplier done;
  private final Listener listener;

  /** How often a batch was sent again. */
  final AtomicInteger again = new AtomicInteger();

  /** Hears what became of batches. */
  interface Listener {
    /**
     * @param events by their ids
     */
    void accepted(Map<String, String> events);

    /** An answer that is neither 202 nor 503. */
    void unexpected(String answer);
  }

  SendingClient(
      int gatewayPort, String token, Random random, BooleanSupplier done, Listener listener) {
    this.gatewayPort = gatewayPort;
    this.token = token;
    this.random = random;
    this.done = done;
    this.listener = listener;
  }

  @Override
  public void run() {
    while (!done.getAsBoolean()) {
      Map<String, String> batch = new LinkedHashMap<>();
      for (int i = 1 + random.nextInt(10); i > 0; i--) {
        UUID id = new UUID(random.nextLong(), random.nextLong());
        String space = " ".repeat(random.nextInt(20));
        batch.put(
            id.toString(),
            TestEvents.payment(id, TestEvents.COMMUNE).replace("\"fee\"", space + "\"fee\""));
      }
      String body = "[" + String.join(",", batch.values()) + "]";
      while (!isAccepted(body)) {
        if (done.getAsBoolean()) {
          return;
        }
        again.incrementAndGet();
        pause();
      }
      listener.accepted(batch);
    }
  }

  /** As a client that is told to come again later; shorter, for the sake of the test. */
  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isAccepted(String body) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + gatewayPort + "/v1/events/payments"))
                  .timeout(PATIENCE)
                  .header("Authorization", "Bearer " + token)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 202 && answer.statusCode() != 503) {
        listener.unexpected(answer.statusCode() + " " + answer.body());
      }
      return answer.statusCode() == 202;
    } catch (IOException e) { // killed
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
