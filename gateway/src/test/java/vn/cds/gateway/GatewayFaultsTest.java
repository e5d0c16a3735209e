package vn.cds.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.roster.Roster;
import vn.cds.gateway.source.Source;
import vn.cds.gateway.source.SourcesFile;

/**
 * Every event that was answered with 202 is in Kafka as it was sent, whatever is killed meanwhile.
 */
class GatewayFaultsTest {
  private static final String TOKEN = TestGateway.newToken();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CLIENTS = 4;

  @TempDir private Path directory;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, String> accepted = new ConcurrentHashMap<>();
  private final Set<String> unexpected = ConcurrentHashMap.newKeySet();
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicBoolean done = new AtomicBoolean();
  private int gatewayPort;

  @Tag("slow")
  @Test
  void whatWasAcceptedIsInKafka() throws Exception {
    run(20_261_130L, 2);
  }

  @Tag("slow")
  @Test
  void whatWasAcceptedIsInKafkaAfterManyKills() throws Exception {
    run(System.nanoTime(), 25);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private void run(long seed, int kills) throws Exception {
    Random random = new Random(seed);
    int kafkaPort = freePort();
    gatewayPort = freePort();
    SourcesFile sources = new SourcesFile(directory.resolve("sources.yaml"), Roster.bundled());
    sources.change(
        true, none -> List.of(TestGateway.source("one", TOKEN, 100_000, Source.USUAL_BODY_BYTES)));
    GatewayProcess kafka = GatewayProcess.kafka(directory.resolve("kafka"), kafkaPort);
    GatewayProcess gateway = GatewayProcess.gateway(kafkaPort, sources.path(), gatewayPort);
    kafka.start();
    gateway.start();
    List<Thread> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        Random own = new Random(random.nextLong());
        Thread client = new Thread(() -> send(own), "client-" + i);
        clients.add(client);
        client.start();
      }
      awaitMore(50);
      for (int i = 0; i < kills; i++) {
        GatewayProcess victim = i == 1 || (i > 1 && random.nextInt(3) == 0) ? kafka : gateway;
        victim.kill();
        victim.start();
        awaitMore(20 + random.nextInt(100));
      }
      done.set(true);
      for (Thread client : clients) {
        client.join();
      }
      verify("127.0.0.1:" + kafkaPort, seed);
    } finally {
      done.set(true);
      gateway.kill();
      kafka.kill();
    }
  }

  /** Waits until so many more events were accepted. */
  private void awaitMore(int events) {
    int before = accepted.size();
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> accepted.size() >= before + events);
  }

  /** Sends batches, each again until it is answered with 202. */
  private void send(Random random) {
    while (!done.get()) {
      Map<String, String> batch = new LinkedHashMap<>();
      for (int i = 1 + random.nextInt(10); i > 0; i--) {
        UUID id = new UUID(random.nextLong(), random.nextLong());
        String space = " ".repeat(random.nextInt(20));
        batch.put(
            id.toString(),
            TestEvents.payment(id, TestEvents.COMMUNE).replace("\"fee\"", space + "\"fee\""));
      }
      String body = "[" + String.join(",", batch.values()) + "]";
      while (!done.get() && !isAccepted(body)) {
        refusals.incrementAndGet();
        pause();
      }
      if (!done.get()) {
        accepted.putAll(batch);
      }
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
                  .header("Authorization", "Bearer " + TOKEN)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 202 && answer.statusCode() != 503) {
        unexpected.add(answer.statusCode() + " " + answer.body());
      }
      return answer.statusCode() == 202;
    } catch (IOException e) { // killed
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void verify(String kafka, long seed) {
    Map<String, Set<String>> stored = new HashMap<>();
    for (ConsumerRecord<String, byte[]> record : TestGateway.records(kafka, "cds.payments")) {
      String text = new String(record.value(), StandardCharsets.UTF_8);
      assertThat(record.key()).isEqualTo(TestEvents.COMMUNE);
      stored.computeIfAbsent(id(text), absent -> new TreeSet<>()).add(text);
    }
    assertThat(unexpected).as("seed %d", seed).isEmpty();
    assertThat(accepted).as("seed %d", seed).isNotEmpty();
    accepted.forEach(
        (id, sent) -> assertThat(stored.get(id)).as("seed %d, %s", seed, id).containsExactly(sent));
    System.out.printf(
        "seed %d: %d events accepted, %d requests sent again%n",
        seed, accepted.size(), refusals.get());
  }

  private static String id(String event) {
    try {
      JsonNode json = TestGateway.JSON.readTree(event);
      return json.get("event_id").asText();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
