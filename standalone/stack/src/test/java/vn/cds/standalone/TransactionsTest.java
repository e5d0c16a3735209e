package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.code.Gateway;
import vn.cds.contract.code.PaymentCategory;
import vn.cds.contract.code.PaymentMethod;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.codec.EventEncoder;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.dashboard.Board;
import vn.cds.metrics.MetricJob;
import vn.cds.runtime.options.JobOptions;
import vn.cds.standalone.servers.ServerChecks;

/** The books of a topic into which a source writes in transactions, as the board shows them. */
class TransactionsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String COMMUNE = "14758";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private int sent;

  @Tag("slow")
  @Test
  void theBooksCloseAndAnOpenTransactionIsNamed() throws Exception {
    try (EmbeddedStack stack = start();
        KafkaInputTopics kafka = inputTopics(stack);
        Board board = board(stack, kafka);
        KafkaProducer<String, byte[]> source = producer(stack, "source");
        KafkaProducer<String, byte[]> other = producer(stack, "other")) {
      abort(source, 3);
      commit(source, 3);
      // Offsets 3 and 7 are ends of transactions; nothing committed comes behind the last of them.
      JsonNode books = awaitSettled(board, 3);
      assertThat(books.get("produced").asLong()).isEqualTo(8);
      assertThat(books.get("without_record").asLong()).isEqualTo(5);

      source.beginTransaction();
      RecordMetadata first = send(source, 2);
      commit(other, 1);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                JsonNode health = health(board);
                JsonNode open = health.get("open_transactions");
                assertThat(open).hasSize(1);
                assertThat(open.at("/0/topic").asText()).isEqualTo(EventStream.PAYMENTS.topic());
                assertThat(open.at("/0/partitions").asInt()).isEqualTo(1);
                assertThat(Instant.parse(open.at("/0/since").asText()))
                    .isEqualTo(Instant.ofEpochMilli(first.timestamp()));
                JsonNode payments = payments(health);
                assertThat(payments.get("counted").asLong()).isEqualTo(3);
                assertThat(payments.get("waiting").asLong())
                    .as("what another source committed behind it waits, too")
                    .isEqualTo(4);
                assertThat(payments.get("gap").asLong()).isZero();
              });

      source.commitTransaction();
      books = awaitSettled(board, 6);
      assertThat(books.get("produced").asLong()).isEqualTo(13);
      assertThat(books.get("without_record").asLong()).isEqualTo(7);
      assertThat(health(board).get("open_transactions")).isEmpty();
      assertThat(stack.stopJobs()).isEmpty();
    }
    try (EmbeddedStack stack = start();
        KafkaInputTopics kafka = inputTopics(stack);
        Board board = board(stack, kafka);
        KafkaProducer<String, byte[]> source = producer(stack, "source")) {
      commit(source, 1);
      abort(source, 1);
      JsonNode books = awaitSettled(board, 7);
      assertThat(books.get("produced").asLong()).isEqualTo(17);
      assertThat(books.get("without_record").asLong()).isEqualTo(10);
    }
  }

  private EmbeddedStack start() throws Exception {
    return EmbeddedStack.builder(dir.resolve("data"))
        .jobs(MetricJob.PAYMENTS)
        .jobOption("execution.checkpointing.interval", "500 ms")
        .start();
  }

  private static KafkaInputTopics inputTopics(EmbeddedStack stack) {
    return new KafkaInputTopics(
        KafkaConnection.of(stack.kafka().bootstrapServers()),
        JobOptions.KAFKA_GROUP.defaultValue(),
        ServerChecks.WITHIN);
  }

  private static Board board(EmbeddedStack stack, KafkaInputTopics kafka) {
    return Board.builder(stack.database()).port(0).inputTopics(() -> kafka).start();
  }

  private static KafkaProducer<String, byte[]> producer(EmbeddedStack stack, String id) {
    KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.kafka().bootstrapServers(), "transactional.id", id),
            new StringSerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  private void abort(KafkaProducer<String, byte[]> source, int records) throws Exception {
    source.beginTransaction();
    send(source, records);
    source.abortTransaction();
  }

  private void commit(KafkaProducer<String, byte[]> source, int records) throws Exception {
    source.beginTransaction();
    send(source, records);
    source.commitTransaction();
  }

  /**
   * Waits for each, or an aborted record might never have been sent; gives the place of the first.
   */
  private RecordMetadata send(KafkaProducer<String, byte[]> source, int records)
      throws ExecutionException, InterruptedException {
    RecordMetadata first = null;
    for (int i = 0; i < records; i++) {
      PaymentEvent paid =
          PaymentEvent.builder()
              .eventId(new UUID(7, ++sent))
              .occurredAt(now.minusSeconds(60))
              .communeCode(COMMUNE)
              .status(PaymentStatus.SUCCEEDED)
              .paymentId("P" + sent)
              .startedAt(now.minusSeconds(60))
              .category(PaymentCategory.FEE)
              .method(PaymentMethod.CARD)
              .gateway(Gateway.NATIONAL)
              .amountVnd(10_000L)
              .build();
      RecordMetadata at =
          source
              .send(
                  new ProducerRecord<>(
                      EventStream.PAYMENTS.topic(), COMMUNE, EventEncoder.encode(paid)))
              .get();
      first = first == null ? at : first;
    }
    return first;
  }

  /** The accounts of payments once so many are counted, none waits, and there is no gap. */
  private static JsonNode awaitSettled(Board board, long counted) {
    AtomicReference<JsonNode> books = new AtomicReference<>();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              books.set(payments(health(board)));
              assertThat(books.get().get("counted").asLong()).isEqualTo(counted);
              assertThat(books.get().get("waiting").asLong()).isZero();
              assertThat(books.get().get("gap").asLong()).isZero();
            });
    return books.get();
  }

  private static JsonNode payments(JsonNode health) {
    return health.at("/records/1");
  }

  private static JsonNode health(Board board) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(board.url() + "/api/v1/data-health")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}
