package vn.cds.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import vn.cds.contract.Event;
import vn.cds.contract.EventEncoder;
import vn.cds.runtime.options.JobOptions;
import vn.cds.sql.Database;
import vn.cds.sql.Migrator;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;

/** A real Kafka and a real ClickHouse with the project's topics and tables. */
final class Parts implements AutoCloseable {
  private static final int PARTITIONS = 3;
  private final EmbeddedKafka kafka;
  private final EmbeddedClickHouse clickHouse;
  private final KafkaProducer<String, byte[]> producer;

  Parts(Path directory) throws IOException {
    kafka = EmbeddedKafka.start(Files.createDirectories(directory.resolve("kafka")));
    clickHouse = EmbeddedClickHouse.start(Files.createDirectories(directory.resolve("clickhouse")));
    Topics.create(kafka.bootstrapServers(), PARTITIONS);
    Migrator.migrate(
        Database.of(clickHouse.httpUrl(), clickHouse.user(), clickHouse.password()), line -> {});
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "linger.ms",
                "5",
                "max.request.size",
                "16777216"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** Makes another database with the project's tables. */
  void migrate(String database) {
    Migrator.migrate(
        new Database(clickHouse.httpUrl(), clickHouse.user(), clickHouse.password(), database),
        line -> {});
  }

  /** Makes another topic, kept like the inputs. */
  void createInput(String topic) {
    Topics.createInputs(kafka.bootstrapServers(), List.of(topic), PARTITIONS);
  }

  /** Address of a database for the jobs. */
  String url(String database) {
    return clickHouse.jdbcUrl(database);
  }

  /** Number of records in a topic. */
  long records(String topic) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
      }
      return admin.listOffsets(latest).all().get().values().stream()
          .mapToLong(end -> end.offset())
          .sum();
    }
  }

  JobOptions options(String... keysAndValues) {
    Map<String, String> values = new TreeMap<>();
    values.put("kafka.bootstrap.servers", kafka.bootstrapServers());
    values.put("clickhouse.url", clickHouse.jdbcUrl("cds"));
    values.put("clickhouse.user", clickHouse.user());
    if (clickHouse.passwordFile() != null) {
      values.put("clickhouse.password.file", clickHouse.passwordFile().toString());
    }
    values.put("emit.interval", "100 ms");
    values.put("execution.checkpointing.interval", "500 ms");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return JobOptions.load(null, values);
  }

  void send(List<? extends Event> events) throws ExecutionException, InterruptedException {
    List<Future<?>> sent = new ArrayList<>();
    for (Event event : events) {
      sent.add(
          producer.send(
              new ProducerRecord<>(
                  event.stream().topic(), event.communeCode(), EventEncoder.encode(event))));
    }
    await(sent);
  }

  /** Where the record went, once it is there. */
  Future<RecordMetadata> sendLater(String topic, String key, byte[] value) {
    return producer.send(new ProducerRecord<>(topic, key, value));
  }

  void sendBytes(String topic, String key, byte[] value)
      throws ExecutionException, InterruptedException {
    await(List.of(producer.send(new ProducerRecord<>(topic, key, value))));
  }

  private static void await(List<Future<?>> sent) throws ExecutionException, InterruptedException {
    for (Future<?> one : sent) {
      one.get();
    }
  }

  /** A producer whose records count when it commits them. */
  KafkaProducer<String, byte[]> transactional(String id) {
    KafkaProducer<String, byte[]> transactional =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", id),
            new StringSerializer(),
            new ByteArraySerializer());
    transactional.initTransactions();
    return transactional;
  }

  /** The rows of a query, their columns joined by a bar. */
  List<String> rows(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                clickHouse.jdbcUrl("cds"), clickHouse.user(), clickHouse.password());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.append(i == 1 ? "" : "|").append(result.getString(i));
        }
        rows.add(row.toString());
      }
      return rows;
    }
  }

  @Override
  public void close() {
    producer.close();
    clickHouse.close();
    kafka.close();
  }
}
