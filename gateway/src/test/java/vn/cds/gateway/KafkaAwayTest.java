package vn.cds.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;

/** A gateway that is there before Kafka, and after it. */
class KafkaAwayTest {
  private static final String TOKEN = TestGateway.newToken();

  @TempDir private Path directory;

  @Test
  void nothingIsAcceptedUntilKafkaIsThere() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    try (TestGateway gateway =
        new TestGateway(
            "127.0.0.1:" + port, builder -> builder, TestGateway.source("one", TOKEN))) {
      assertRefused(send(gateway));
      assertThat(gateway.get("/readyz").statusCode()).isEqualTo(503);
      assertThat(gateway.get("/livez").statusCode()).isEqualTo(200);
      try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, port)) {
        Topics.create(kafka.bootstrapServers(), 1);
        gateway.awaitReady();
        assertThat(send(gateway).statusCode()).isEqualTo(202);
      }
      assertRefused(send(gateway)); // at once or after the longest wait, but never with 202
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> gateway.get("/readyz").statusCode() == 503);
      assertRefused(send(gateway));
    }
  }

  private static HttpResponse<String> send(TestGateway gateway) {
    return gateway.post(
        TOKEN, "application/json", TestEvents.payment(UUID.randomUUID(), TestEvents.COMMUNE));
  }

  private static void assertRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(TestGateway.json(answer).get("error").asText()).isEqualTo("kafka_unavailable");
  }
}
