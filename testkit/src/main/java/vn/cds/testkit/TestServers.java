package vn.cds.testkit;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import vn.cds.contract.codec.EventEncoder;
import vn.cds.contract.event.Event;
import vn.cds.sql.Database;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;

/**
 * The Kafka and the ClickHouse that the tests of a JVM share, with the project's topics and tables,
 * all empty. Jobs of an earlier test must have ended.
 */
public class TestServers implements AutoCloseable {
  private static final int PARTITIONS = 3;

  private final EmbeddedKafka kafka;
  private final EmbeddedClickHouse clickHouse;
  private final KafkaProducer<String, byte[]> producer;

  /** Takes the servers over from the test before. */
  public TestServers() {
    kafka = TestKafka.emptied();
    Topics.create(kafka.bootstrapServers(), PARTITIONS);
    TestClickHouse.emptied();
    clickHouse = TestClickHouse.server();
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

  /** Host and port of Kafka. */
  public final String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** Makes or empties another database with the project's tables. */
  public final void createDatabase(String name) {
    TestClickHouse.emptied(name);
  }

  /** Makes another topic, kept like the inputs. */
  public final void createInput(String topic) {
    Topics.createInputs(kafka.bootstrapServers(), List.of(topic), PARTITIONS);
  }

  /** Address of a database for the jobs. */
  public final String url(String database) {
    return clickHouse.jdbcUrl(database);
  }

  /** Options that lead jobs here, and others; a later value of a key counts. */
  public final Map<String, String> jobOptions(String... keysAndValues) {
    Map<String, String> values = new TreeMap<>();
    values.put("kafka.bootstrap.servers", kafka.bootstrapServers());
    values.put("clickhouse.url", url(Database.DEFAULT_NAME));
    values.put("clickhouse.user", clickHouse.user());
    if (clickHouse.passwordFile() != null) {
      values.put("clickhouse.password.file", clickHouse.passwordFile().toString());
    }
    values.put("emit.interval", "100 ms");
    values.put("execution.checkpointing.interval", "500 ms");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return values;
  }

  /** Sends events to their topics and returns when they are there. */
  public final void send(List<? extends Event> events)
      throws ExecutionException, InterruptedException {
    List<Future<?>> sent = new ArrayList<>();
    for (Event event : events) {
      sent.add(sendLater(event.stream().topic(), event.communeCode(), EventEncoder.encode(event)));
    }
    for (Future<?> one : sent) {
      one.get();
    }
  }

  /** Where the record went, once it is there. */
  public final Future<RecordMetadata> sendLater(String topic, String key, byte[] value) {
    return producer.send(new ProducerRecord<>(topic, key, value));
  }

  /** Sends a record and returns when it is there. */
  public final void send(String topic, String key, byte[] value, String... headersAndValues)
      throws ExecutionException, InterruptedException {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
    for (int i = 0; i < headersAndValues.length; i += 2) {
      record
          .headers()
          .add(headersAndValues[i], headersAndValues[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    producer.send(record).get();
  }

  /** A producer whose records count when it commits them. */
  public final KafkaProducer<String, byte[]> transactional(String id) {
    KafkaProducer<String, byte[]> transactional =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", id),
            new StringSerializer(),
            new ByteArraySerializer());
    transactional.initTransactions();
    return transactional;
  }

  /** Number of records in a topic of the project. */
  public final long records(String topic) throws ExecutionException, InterruptedException {
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

  /** The values of all that a topic holds now. */
  public final List<byte[]> values(String topic) {
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

  /** The rows of a query in the project's database, their columns joined by a bar. */
  public final List<String> rows(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                url(Database.DEFAULT_NAME), clickHouse.user(), clickHouse.password());
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
  }
}
