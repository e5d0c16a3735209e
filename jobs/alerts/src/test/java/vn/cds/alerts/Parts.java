package vn.cds.alerts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import vn.cds.contract.alerts.AlertHeartbeat;
import vn.cds.contract.alerts.AlertTopics;
import vn.cds.contract.alerts.AlertTransition;
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
  private final KafkaProducer<byte[], byte[]> producer;

  Parts(Path directory) throws IOException {
    kafka = EmbeddedKafka.start(Files.createDirectories(directory.resolve("kafka")));
    clickHouse = EmbeddedClickHouse.start(Files.createDirectories(directory.resolve("clickhouse")));
    Topics.create(kafka.bootstrapServers(), PARTITIONS);
    Migrator.migrate(
        Database.of(clickHouse.httpUrl(), clickHouse.user(), clickHouse.password()), line -> {});
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
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
    values.put("start.position", "earliest");
    values.put("source.idle.after", "1 s");
    values.put("execution.checkpointing.interval", "500 ms");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return JobOptions.load(null, values);
  }

  /** Sends a record and returns when it is there. */
  void send(String topic, String key, byte[] value, String... headersAndValues) throws Exception {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, bytes(key), value);
    for (int i = 0; i < headersAndValues.length; i += 2) {
      record.headers().add(headersAndValues[i], bytes(headersAndValues[i + 1]));
    }
    producer.send(record).get();
  }

  List<AlertTransition> transitions() {
    return values(AlertTopics.TRANSITIONS).stream().map(AlertTransition::decode).toList();
  }

  List<AlertHeartbeat> heartbeats(String province) {
    return values(AlertTopics.HEARTBEATS).stream()
        .map(AlertHeartbeat::decode)
        .filter(beat -> beat.province().equals(province))
        .toList();
  }

  /** The values of all that a topic holds now. */
  List<byte[]> values(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<byte[]> values = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
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

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close();
    clickHouse.close();
    kafka.close();
  }
}
