package vn.cds.gateway;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.Roster;
import vn.cds.gateway.source.Source;
import vn.cds.gateway.source.SourceToken;
import vn.cds.gateway.source.SourcesFile;
import vn.cds.gateway.source.Token;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;

/** A gateway on a real Kafka, which all tests of this JVM share, and what a source needs. */
final class TestGateway implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  private static EmbeddedKafka shared;

  final Path directory;
  final SourcesFile file;
  final Gateway gateway;
  private final HttpClient http = HttpClient.newHttpClient();

  TestGateway(String kafka, UnaryOperator<Gateway.Builder> settings, Source... sources) {
    try {
      directory = Files.createTempDirectory("cds-gateway");
      file = new SourcesFile(directory.resolve("sources.yaml"), Roster.bundled());
      file.change(true, none -> List.of(sources));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    gateway =
        settings
            .apply(Gateway.builder(kafka, file, Roster.bundled()).port(0).instance("test"))
            .start();
  }

  /** On the shared Kafka; ready. */
  static TestGateway start(Source... sources) {
    return start(builder -> builder, sources);
  }

  static TestGateway start(UnaryOperator<Gateway.Builder> settings, Source... sources) {
    TestGateway started = new TestGateway(kafka(), settings, sources);
    started.awaitReady();
    return started;
  }

  /** The address of the Kafka that tests share. */
  static synchronized String kafka() {
    if (shared == null) {
      try {
        shared = EmbeddedKafka.start(Files.createTempDirectory("cds-gateway-kafka"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Topics.create(shared.bootstrapServers(), 2);
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared.bootstrapServers();
  }

  /** A source of Thanh Hoá that may send payments and service requests. */
  static Source source(String name, String token) {
    return source(name, token, Source.USUAL_RECORDS_PER_SECOND, Source.USUAL_BODY_BYTES);
  }

  /** A source of another province. */
  static Source source(String name, String token, String province) {
    return source(name, token, Source.USUAL_RECORDS_PER_SECOND, Source.USUAL_BODY_BYTES, province);
  }

  static Source source(String name, String token, int recordsPerSecond, int bodyBytes) {
    return source(name, token, recordsPerSecond, bodyBytes, "38");
  }

  private static Source source(
      String name, String token, int recordsPerSecond, int bodyBytes, String province) {
    return new Source(
        name,
        new TreeSet<>(List.of(EventStream.PAYMENTS, EventStream.SERVICE_REQUESTS)),
        new TreeSet<>(List.of(province)),
        new TreeSet<>(),
        recordsPerSecond,
        bodyBytes,
        List.of(SourceToken.of(token, Instant.parse("2026-01-01T00:00:00Z"))),
        null);
  }

  void awaitReady() {
    await().atMost(Duration.ofSeconds(30)).until(() -> get("/readyz").statusCode() == 200);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(gateway.url() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Posts payments. */
  HttpResponse<String> post(String token, String type, String body) {
    return post(token, "payments", type, TestEvents.bytes(body));
  }

  HttpResponse<String> post(String token, String stream, String type, byte[] body) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/events/" + stream))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", type)
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static JsonNode json(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The records of a topic, read from the beginning to what is its end now. */
  static List<ConsumerRecord<String, byte[]>> records(String kafka, String topic) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", kafka);
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  static String newToken() {
    return Token.make();
  }

  @Override
  public void close() {
    gateway.close();
  }
}
