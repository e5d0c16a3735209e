package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;

/** A Kafka that stops taking records: it refuses them, or is away for a while. */
class SendTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String PROBE = "probe";

  @TempDir static Path dir;
  private static EmbeddedKafka kafka;
  private static Admin admin;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(dir.resolve("kafka"));
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    topic(PROBE);
  }

  @AfterAll
  static void stop() {
    admin.close();
    kafka.close();
  }

  @Test
  void saysHowManyWereTakenAndFromWhichLineToGoOn() throws Exception {
    topic("stopping");
    Path pipe = dir.resolve("events.jsonl");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<CommandLine> run =
        CompletableFuture.supplyAsync(() -> send("stopping", pipe, "--patience", 180));
    try (OutputStream lines = Files.newOutputStream(pipe)) {
      lines.write("{\"a\":1}\n\n{\"a\":2}\n".getBytes(StandardCharsets.UTF_8));
      lines.flush();
      await().atMost(PATIENCE).until(() -> end("stopping") == 2);
      takes("stopping", false);
      lines.write("{\"a\":3}\n{\"a\":4}\n".getBytes(StandardCharsets.UTF_8));
    }

    CommandLine stopped = run.get(3, TimeUnit.MINUTES);
    assertThat(stopped.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(stopped.out()).isEmpty();
    assertThat(stopped.err())
        .contains("Error: Kafka at " + kafka.bootstrapServers() + " did not take a record: ")
        .contains("2 records were taken")
        .contains("To go on: ./cds send --from-line 4 ");

    takes("stopping", true);
    Path again =
        Files.writeString(
            dir.resolve("again.jsonl"), "{\"a\":1}\n\n{\"a\":2}\n{\"a\":3}\n{\"a\":4}\n");
    CommandLine rest = send("stopping", again, "--from-line", 4);
    assertThat(rest.exitCode()).as(rest.err()).isEqualTo(ExitCode.OK);
    assertThat(rest.out()).startsWith("sent 2 records to stopping");
    assertThat(end("stopping")).isEqualTo(4);
  }

  @Test
  void waitsWithALineOfProgress() throws Exception {
    Path data = dir.resolve("away");
    EmbeddedKafka away = EmbeddedKafka.start(data);
    String servers = away.bootstrapServers();
    Topics.create(servers, 1);
    List<String> told = new CopyOnWriteArrayList<>();
    try (TopicWriter writer =
        TopicWriter.unchecked(
            KafkaConnection.of(servers), TopicWriter.PATIENCE, Duration.ofMillis(50), told::add)) {
      writer.send(Topics.DOCUMENTS, null, "{}".getBytes(StandardCharsets.UTF_8)).get();
      away.close();
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> writer.send(Topics.DOCUMENTS, null, "{}".getBytes(StandardCharsets.UTF_8)));
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  told.contains(
                      "waiting for Kafka at "
                          + servers
                          + ", which has taken 1 of 2 records and none lately; is it busy, or its"
                          + " disk full?"));
      try (EmbeddedKafka back = EmbeddedKafka.start(data)) {
        assertThat(back.bootstrapServers()).isEqualTo(servers);
        sending.get(3, TimeUnit.MINUTES);
        writer.flush();
        assertThat(writer.acknowledged()).isEqualTo(2);
      }
    }
  }

  @Test
  void aRunOfLinesThatIsNoneIsRefused() {
    CommandLine run = send("busy", dir.resolve("nothing"), "--from-line", 0);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--from-line begins at 1");
  }

  private static CommandLine send(String topic, Path file, String option, Object value) {
    return CommandLine.run(
        "send", "--kafka", kafka.bootstrapServers(), "--topic", topic, option, value, file);
  }

  private static void topic(String name) throws Exception {
    admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
    await()
        .atMost(PATIENCE)
        .until(() -> admin.listTopics().names().get().contains(name) && end(name) == 0);
  }

  /** While records may have one byte at most, none is taken. */
  private static void takes(String topic, boolean records) throws Exception {
    ConfigEntry wanted = new ConfigEntry("max.message.bytes", records ? "100000" : "1");
    Collection<AlterConfigOp> change = List.of(new AlterConfigOp(wanted, AlterConfigOp.OpType.SET));
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    admin.incrementalAlterConfigs(Map.of(resource, change)).all().get();
    // The broker takes changes in their order: when it obeys this one, it obeys that one, too.
    ConfigResource probe = new ConfigResource(ConfigResource.Type.TOPIC, PROBE);
    admin.incrementalAlterConfigs(Map.of(probe, change)).all().get();
    await().atMost(PATIENCE).until(() -> isTaken() == records);
  }

  private static boolean isTaken() throws InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "retries", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(PROBE, new byte[1])).get();
      return true;
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(RecordTooLargeException.class);
      return false;
    }
  }

  private static long end(String topic) throws Exception {
    TopicPartition partition = new TopicPartition(topic, 0);
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .get()
        .offset();
  }
}
