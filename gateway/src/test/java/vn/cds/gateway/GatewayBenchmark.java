package vn.cds.gateway;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.gateway.source.Source;
import vn.cds.gateway.source.SourcesFile;

/**
 * Batches at a constant rate, through the gateway and by a bare producer: from the moment when a
 * batch is due until it is acknowledged. Kafka, gateway and client are three processes.
 *
 * <pre>
 * mvn -q -pl gateway test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 * java -cp "gateway/target/classes:gateway/target/test-classes:$(cat gateway/target/classpath)" \
 *     vn.cds.gateway.GatewayBenchmark
 * </pre>
 */
public final class GatewayBenchmark {
  private static final int BATCH = 100;
  private static final int BATCHES_PER_SECOND = 50;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration MEASURED = Duration.ofSeconds(30);
  private static final String TOKEN = TestGateway.newToken();

  private GatewayBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("cds-gateway-benchmark");
    int kafkaPort = freePort();
    int gatewayPort = freePort();
    SourcesFile sources = new SourcesFile(directory.resolve("sources.yaml"), Roster.bundled());
    sources.change(
        true, none -> List.of(TestGateway.source("one", TOKEN, 100_000, Source.USUAL_BODY_BYTES)));
    GatewayProcess kafka = GatewayProcess.kafka(directory.resolve("kafka"), kafkaPort);
    GatewayProcess gateway = GatewayProcess.gateway(kafkaPort, sources.path(), gatewayPort);
    kafka.start();
    gateway.start();
    try {
      HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      URI url = URI.create("http://127.0.0.1:" + gatewayPort);
      Awaitility.await()
          .ignoreExceptions()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  http.send(
                              HttpRequest.newBuilder(url.resolve("/readyz")).build(),
                              HttpResponse.BodyHandlers.discarding())
                          .statusCode()
                      == 200);
      try (KafkaProducer<String, byte[]> producer = producer(kafkaPort)) {
        for (int round = 1; round <= 2; round++) {
          measure("gateway", batch -> throughGateway(http, url, batch));
          measure("bare producer", batch -> byProducer(producer, batch));
        }
      }
    } finally {
      gateway.kill();
      kafka.kill();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static KafkaProducer<String, byte[]> producer(int port) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            "127.0.0.1:" + port,
            "acks",
            "all",
            "compression.type",
            "lz4",
            "linger.ms",
            2,
            "batch.size",
            128 << 10),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  private record Event(String commune, String json) {}

  private static CompletableFuture<Void> throughGateway(
      HttpClient http, URI url, List<Event> batch) {
    String body = String.join("\n", batch.stream().map(Event::json).toList());
    return http.sendAsync(
            HttpRequest.newBuilder(url.resolve("/v1/events/payments"))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .thenAccept(
            answer -> {
              if (answer.statusCode() != 202) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
              }
            });
  }

  private static CompletableFuture<Void> byProducer(
      KafkaProducer<String, byte[]> producer, List<Event> batch) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    AtomicInteger open = new AtomicInteger(batch.size());
    for (Event event : batch) {
      producer.send(
          new ProducerRecord<>("cds.payments", event.commune(), TestEvents.bytes(event.json())),
          (metadata, failure) -> {
            if (failure != null) {
              done.completeExceptionally(failure);
            } else if (open.decrementAndGet() == 0) {
              done.complete(null);
            }
          });
    }
    return done;
  }

  private static void measure(String what, Function<List<Event>, CompletableFuture<Void>> send)
      throws Exception {
    Random random = new Random(1);
    List<Unit> communes =
        Roster.bundled().allUnits().stream()
            .filter(unit -> unit.provinceCode().equals("38"))
            .toList();
    int warmUp = (int) WARM_UP.toSeconds() * BATCHES_PER_SECOND;
    int measured = (int) MEASURED.toSeconds() * BATCHES_PER_SECOND;
    long[] nanos = new long[measured];
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    long begun = System.nanoTime();
    for (int i = 0; i < warmUp + measured; i++) {
      List<Event> batch = new ArrayList<>(BATCH);
      for (int j = 0; j < BATCH; j++) {
        String commune = communes.get(random.nextInt(communes.size())).code();
        UUID id = new UUID(random.nextLong(), random.nextLong());
        batch.add(new Event(commune, TestEvents.payment(id, commune)));
      }
      long due = begun + i * (1_000_000_000L / BATCHES_PER_SECOND);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        NANOSECONDS.sleep(left);
      }
      int place = i - warmUp;
      answers.add(
          send.apply(batch)
              .thenRun(
                  () -> {
                    if (place >= 0) {
                      nanos[place] = System.nanoTime() - due;
                    }
                  }));
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get();
    Arrays.sort(nanos);
    System.out.printf(
        "%s: %d records/s in batches of %d: p50 %.1f ms, p99 %.1f ms, most %.1f ms%n",
        what,
        BATCH * BATCHES_PER_SECOND,
        BATCH,
        nanos[measured / 2] / 1e6,
        nanos[measured * 99 / 100] / 1e6,
        nanos[measured - 1] / 1e6);
  }
}
