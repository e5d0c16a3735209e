package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.alerts.AlertJobs;
import vn.cds.contract.code.PaymentCategory;
import vn.cds.contract.code.PaymentMethod;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.codec.EventEncoder;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.contract.time.VietnamTime;
import vn.cds.metrics.MetricJob;
import vn.cds.notifier.Notifier;
import vn.cds.notifier.configuration.NotifierConfiguration;
import vn.cds.standalone.error.ExitCode;

/**
 * From the event that decides, given to Kafka, to the receiver's acknowledgement, less the hold:
 * metric job, alert job and notifier on one machine, with the waiting times they have by default:
 * {@code mvn -pl standalone/stack test -Dtest=AlertLatencyBenchmark -Dcds.alerts.bench=true}.
 */
@EnabledIfSystemProperty(named = "cds.alerts.bench", matches = "true")
class AlertLatencyBenchmark {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int ALERTS = 120;
  private static final Duration APART = Duration.ofMillis(400);

  /** Of the rules of the demo. */
  private static final Duration HOLD = Duration.ofMinutes(1);

  private static final int PAYMENTS = 12;

  /** By commune, when its last failed payment was acknowledged by Kafka, and its alert answered. */
  private final Map<String, Instant> decided = new ConcurrentHashMap<>();

  private final Map<String, Instant> acknowledged = new ConcurrentHashMap<>();

  @TempDir Path dir;

  @Test
  void fromTheEventToTheReceiver() throws Exception {
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::receive);
    receiver.start();
    ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
    try (EmbeddedStack stack =
        EmbeddedStack.builder(dir.resolve("data"))
            .jobs(MetricJob.PAYMENTS, AlertJobs.INSTANCE)
            .start()) {
      Path rules = dir.resolve("rules.yaml");
      try (InputStream bundled =
          EmbeddedStack.class.getResourceAsStream("command/demo-alert-rules.yaml")) {
        Files.copy(bundled, rules);
      }
      String servers = stack.kafka().bootstrapServers();
      CommandLine published =
          CommandLine.run(
              "rules", "publish", rules, "--by", "a", "--reason", "b", "--kafka", servers);
      assertThat(published.exitCode()).as(published.err()).isEqualTo(ExitCode.OK);
      List<String> communes =
          Roster.bundled().units("38", VietnamTime.localDay(Instant.now())).stream()
              .limit(ALERTS)
              .map(Unit::code)
              .toList();
      try (Notifier notifier = Notifier.start(configuration(servers, receiver), Clock.systemUTC());
          TopicWriter writer = TopicWriter.open(servers, List.of(EventStream.PAYMENTS.topic()))) {
        fail(writer, "00000"); // none of the communes: everything is warm before the first
        for (int i = 0; i < communes.size(); i++) {
          String commune = communes.get(i);
          sender.schedule(
              () -> fail(writer, commune),
              Duration.ofSeconds(20).plus(APART.multipliedBy(i)).toMillis(),
              TimeUnit.MILLISECONDS);
        }
        await().atMost(PATIENCE).until(() -> acknowledged.size() == communes.size());
        notifier.check();
      }
    } finally {
      sender.shutdownNow();
      receiver.stop(0);
    }
    long[] millis =
        decided.entrySet().stream()
            .filter(entry -> acknowledged.containsKey(entry.getKey()))
            .mapToLong(
                entry ->
                    Duration.between(entry.getValue(), acknowledged.get(entry.getKey()))
                        .minus(HOLD)
                        .toMillis())
            .sorted()
            .toArray();
    System.out.printf(
        "%d alerts, from the deciding event to the acknowledgement, less the hold: p50 %d ms, p95"
            + " %d ms, p99 %d ms, most %d ms%n",
        millis.length,
        millis[millis.length / 2],
        millis[millis.length * 95 / 100],
        millis[millis.length * 99 / 100],
        millis[millis.length - 1]);
    assertThat(millis.length).isEqualTo(ALERTS);
    assertThat(millis[millis.length * 99 / 100]).isLessThanOrEqualTo(5_000);
    assertThat(Arrays.stream(millis).min().orElseThrow()).isNotNegative();
  }

  private NotifierConfiguration configuration(String servers, HttpServer receiver)
      throws IOException {
    Files.writeString(dir.resolve("key"), "key-of-the-receiver");
    Path file =
        Files.writeString(
            dir.resolve("notifier.yaml"),
            """
            format: 1
            kafka: {bootstrap_servers: "%s"}
            board: https://board.example.vn/
            recipients:
              - name: program
                channel: webhook
                url: http://127.0.0.1:%d/
                key: file:key
                delivery: stream
                group_interval: PT0S
            """
                .formatted(servers, receiver.getAddress().getPort()));
    return NotifierConfiguration.read(file, Map.of());
  }

  /** Payments that fail; the last of them is in Kafka when this returns. */
  private void fail(TopicWriter writer, String commune) {
    Instant now = Instant.now();
    for (int i = 0; i < PAYMENTS; i++) {
      PaymentEvent failed =
          PaymentEvent.builder()
              .eventId(UUID.randomUUID())
              .occurredAt(now)
              .communeCode(commune)
              .status(PaymentStatus.FAILED)
              .paymentId(commune + "-" + i)
              .startedAt(now)
              .category(PaymentCategory.FEE)
              .method(PaymentMethod.QR)
              .amountVnd(20_000L)
              .build();
      writer.send(
          EventStream.PAYMENTS.topic(),
          commune.getBytes(StandardCharsets.UTF_8),
          EventEncoder.encode(failed));
    }
    decided.put(commune, Instant.now());
    writer.flush();
  }

  private void receive(HttpExchange exchange) throws IOException {
    JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
    Instant now = Instant.now();
    body.path("alerts")
        .forEach(alert -> acknowledged.putIfAbsent(unit(alert.path("transition")), now));
  }

  private static String unit(JsonNode transition) {
    return transition.path("unit").asText();
  }
}
