package vn.cds.standalone.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  @TempDir Path dir;

  @Test
  void recordsClusterAndAddressSurviveARestart() throws Exception {
    String address;
    String clusterId;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir)) {
      Topics.create(kafka.bootstrapServers());
      address = kafka.bootstrapServers();
      clusterId = clusterId(address);
      send(address, Topics.PAYMENTS, "before".getBytes(StandardCharsets.UTF_8));
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir)) {
      Topics.create(kafka.bootstrapServers());
      assertThat(kafka.bootstrapServers()).isEqualTo(address);
      assertThat(clusterId(address)).isEqualTo(clusterId);
      send(address, Topics.PAYMENTS, "after".getBytes(StandardCharsets.UTF_8));
      assertThat(values(address, Topics.PAYMENTS)).containsExactlyInAnyOrder("before", "after");
    }
  }

  @Tag("slow")
  @Test
  void recordsSurviveKill9() throws Exception {
    Process broker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                dir.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String address = null;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(broker.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("address ")) {
          address = line.substring("address ".length());
          break;
        }
      }
      assertThat(address).isNotNull();
      send(address, Topics.DOCUMENTS, "kept".getBytes(StandardCharsets.UTF_8));
    } finally {
      broker.destroyForcibly().waitFor();
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir)) {
      assertThat(kafka.bootstrapServers()).isEqualTo(address);
      assertThat(values(address, Topics.DOCUMENTS)).containsExactly("kept");
    }
  }

  @Test
  void twoBrokersLiveSideBySide() throws Exception {
    try (EmbeddedKafka one = EmbeddedKafka.start(dir.resolve("one"));
        EmbeddedKafka two = EmbeddedKafka.start(dir.resolve("two"))) {
      Topics.create(one.bootstrapServers(), 1);
      Topics.create(two.bootstrapServers(), 2);
      send(one.bootstrapServers(), Topics.PAYMENTS, new byte[] {'1'});
      send(two.bootstrapServers(), Topics.PAYMENTS, new byte[] {'2'});
      assertThat(values(one.bootstrapServers(), Topics.PAYMENTS)).containsExactly("1");
      assertThat(values(two.bootstrapServers(), Topics.PAYMENTS)).containsExactly("2");
    }
  }

  @Test
  void theBrokerGivesTheTimeAndTakesLargeRecords() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir)) {
      String address = kafka.bootstrapServers();
      Topics.create(address);
      Instant before = Instant.now().minusMillis(1);
      byte[] large = new byte[10 << 20];
      send(address, Topics.SERVICE_REQUESTS, large);
      ConsumerRecord<byte[], byte[]> record = records(address, Topics.SERVICE_REQUESTS).get(0);
      assertThat(record.value()).hasSameSizeAs(large);
      assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
      assertThat(Instant.ofEpochMilli(record.timestamp())).isBetween(before, Instant.now());
    }
  }

  @Test
  void aTopicWithoutAppendTimeIsRefused() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(Topics.PAYMENTS, 1, (short) 1))).all().get();
      assertThatThrownBy(() -> Topics.create(kafka.bootstrapServers()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(Topics.PAYMENTS)
          .hasMessageContaining("LogAppendTime");
    }
  }

  @Test
  void aTakenPortIsSaidPlainly() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedKafka.start(dir, taken.getLocalPort()))
          .hasMessageContaining("port " + taken.getLocalPort() + " is taken");
    }
  }

  @Test
  void aDirectoryInUseIsSaidPlainly() {
    try (EmbeddedKafka first = EmbeddedKafka.start(dir)) {
      assertThat(first.port()).isPositive();
      assertThatThrownBy(() -> EmbeddedKafka.start(dir))
          .hasMessageContaining("another broker uses this directory");
    }
  }

  /** A broker in a process of its own, to be killed. */
  public static final class BrokerProcess {
    private BrokerProcess() {}

    public static void main(String[] args) throws InterruptedException {
      try (EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]))) {
        Topics.create(kafka.bootstrapServers());
        System.out.println("address " + kafka.bootstrapServers());
        System.out.flush();
        Thread.currentThread().join();
      }
    }
  }

  private static String clusterId(String address) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      return admin.describeCluster().clusterId().get();
    }
  }

  private static void send(String address, String topic, byte[] value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", address, "max.request.size", 16 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, value)).get();
    }
  }

  private static List<String> values(String address, String topic) {
    return records(address, topic).stream()
        .map(r -> new String(r.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(String address, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", address, "max.partition.fetch.bytes", 16 << 20),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }
}
