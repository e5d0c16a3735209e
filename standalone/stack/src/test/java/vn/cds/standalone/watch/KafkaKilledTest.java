package vn.cds.standalone.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.view.JdbcDrivers;
import vn.cds.standalone.Consumers;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.kafka.Topics;
import vn.cds.testkit.KafkaProcess;

/** Kafka is killed while files are imported: nothing is lost, and nothing is sent twice. */
@Tag("slow")
@Timeout(1_800)
class KafkaKilledTest {
  private static final int FILES = 12;
  private static final int KILLS = 6;

  /** More than one transaction holds. */
  private static final int ROWS = 5_000;

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Roster ROSTER = Roster.bundled();

  @TempDir Path dir;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final AtomicBoolean stop = new AtomicBoolean();

  @Test
  void everyFileIsImportedOnce() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Path mapping =
        Files.writeString(
            dir.resolve("land.properties"),
            """
            commune_code.constant = 14797
            procedure_code.constant = 1.000001
            dossier_code.column = ma
            submitted_at.column = nhan
            done_at.column = tra
            event.registered.at = submitted_at
            event.done.at = done_at
            """);
    Path land = Files.createDirectories(dir.resolve("inbox/land"));
    try (KafkaProcess kafka = new KafkaProcess(dir.resolve("kafka"))) {
      kafka.start();
      ImportService service =
          new ImportService(
              dir.resolve("inbox"),
              List.of(mapping),
              Duration.ofMillis(1),
              new ExportSender(
                  KafkaConnection.of(kafka.bootstrapServers()),
                  ROSTER,
                  FormerUnits.of(ROSTER),
                  new JdbcDrivers(dir.resolve("drivers")),
                  Clock.systemUTC()),
              Clock.systemUTC(),
              this::tell,
              new ImportMetrics());
      Thread watching = new Thread(() -> watch(service), "watching");
      watching.start();
      try {
        for (int file = 0; file < FILES; file++) {
          write(land, file);
        }
        for (int kill = 0; kill < KILLS && !isDone(land); kill++) {
          awaitLine("importing", random.nextInt(3_000), land);
          int before = log.size();
          kafka.kill();
          tell("--- Kafka is killed");
          if (kill % 2 == 0) {
            await()
                .atMost(PATIENCE)
                .until(
                    () ->
                        log.subList(before, log.size()).stream()
                            .anyMatch(line -> line.startsWith("waiting for Kafka")));
            assertThat(service.faults()).singleElement().asString().contains("Kafka");
          }
          kafka.start();
          tell("--- Kafka is started");
        }
        await().atMost(PATIENCE).until(() -> isDone(land));
        await().atMost(PATIENCE).until(() -> service.faults().isEmpty());
      } finally {
        stop.set(true);
        watching.join();
      }
      assertThat(land.resolve("failed")).isEmptyDirectory();
      assertSentOnce(kafka.bootstrapServers());
    }
  }

  private void tell(String line) {
    System.out.println(line);
    log.add(line);
  }

  private void watch(ImportService service) {
    try {
      while (!stop.get()) {
        service.round();
        TimeUnit.MILLISECONDS.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Each file has dossiers of its own. */
  private static void write(Path land, int file) throws IOException {
    StringBuilder rows = new StringBuilder("ma,nhan,tra\n");
    for (int row = 0; row < ROWS; row++) {
      rows.append("H56-%d-%d,2025-10-01 08:00,2025-10-02 08:00%n".formatted(file, row));
    }
    Path part = Files.writeString(land.resolve(file + ".csv.part"), rows);
    Files.move(part, land.resolve(file + ".csv"));
  }

  private static boolean isDone(Path land) {
    for (int file = 0; file < FILES; file++) {
      if (!Files.exists(land.resolve("done/" + file + ".csv"))) {
        return false;
      }
    }
    return true;
  }

  /** Waits for another line, and a little longer, so that each step is met by a kill. */
  private void awaitLine(String part, int millis, Path land) throws InterruptedException {
    int before = log.size();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                isDone(land)
                    || log.subList(before, log.size()).stream()
                        .anyMatch(line -> line.contains(part)));
    TimeUnit.MILLISECONDS.sleep(millis);
  }

  private static void assertSentOnce(String servers) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Set<String> ids = new HashSet<>();
    Set<String> dossiers = new HashSet<>();
    List<String> twice = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        Consumers.committed(
            Map.of("bootstrap.servers", servers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          List.of(
              new TopicPartition(Topics.IMPORTED_SERVICE_REQUESTS, 0),
              new TopicPartition(Topics.IMPORTED_SERVICE_REQUESTS, 1));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          JsonNode event = json.readTree(record.value());
          assertThat(event.path("retracted").asBoolean()).isFalse();
          String id = event.get("event_id").asText();
          if (!ids.add(id)) {
            twice.add(id);
          }
          dossiers.add(event.get("dossier_code").asText());
        }
      }
    }
    assertThat(twice).isEmpty();
    assertThat(dossiers).hasSize(FILES * ROWS);
    assertThat(ids).hasSize(2 * FILES * ROWS);
  }
}
