package vn.cds.standalone.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.standalone.Consumers;
import vn.cds.standalone.kafka.Topics;
import vn.cds.testkit.TestKafka;

/** How long an import takes from its start until Kafka has all; docs/benchmark.md has figures. */
@Tag("slow")
@EnabledIfSystemProperty(named = "cds.import.bench", matches = "true")
class ImportBenchmark {
  private static final long SEED = 7;
  private static final int ROUNDS = Integer.getInteger("cds.import.rounds", 1);
  private static final int ROWS = Integer.getInteger("cds.import.rows", 1_000_000);
  private static final int WORKBOOK_ROWS = Integer.getInteger("cds.import.workbook", 200_000);
  private static final String EVENTS = Topics.IMPORTED_SERVICE_REQUESTS;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm");
  private static final String[] COLUMNS = {
    "STT",
    "Mã hồ sơ",
    "Mã TTHC",
    "Người nộp",
    "Đơn vị tiếp nhận",
    "Hình thức tiếp nhận",
    "Ngày tiếp nhận",
    "Ngày hẹn trả",
    "Ngày trả kết quả",
    "Trạng thái"
  };
  private static final String[] COMMUNES = {
    "Phường Hạc Thành", "Phường Hàm Rồng", "UBND phường Bỉm Sơn", "Phường Tĩnh Gia"
  };
  private static final String MAPPING =
      """
      dossier_code.column = Mã hồ sơ
      procedure_code.column = Mã TTHC
      commune_name.column = Đơn vị tiếp nhận
      channel.column = Hình thức tiếp nhận
      submitted_at.column = Ngày tiếp nhận
      due_at.column = Ngày hẹn trả
      done_at.column = Ngày trả kết quả
      event.registered.at = submitted_at
      event.done.at = done_at
      """;

  @TempDir Path dir;

  @Test
  void csvBesideABareProducerOfTheSameRecords() throws Exception {
    Path csv = dir.resolve("dossiers.csv");
    try (BufferedWriter out = Files.newBufferedWriter(csv)) {
      out.write(String.join(";", COLUMNS) + "\n");
      Random random = new Random(SEED);
      for (int i = 0; i < ROWS; i++) {
        out.write(String.join(";", row(i, random)) + "\n");
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      String servers = TestKafka.emptied().bootstrapServers();
      Topics.create(servers);
      double imported = importing(servers, csv, "-Xmx1g");
      Path records = dir.resolve("records");
      long count = copy(servers, records);
      for (String topic : List.of("bare." + EVENTS, "bare." + Topics.IMPORT_STATES)) {
        Topics.createInputs(servers, List.of(topic), Topics.DEFAULT_PARTITIONS);
      }
      double bare =
          seconds(java("-Xmx1g", BareProducer.class.getName(), servers, records.toString()), "");
      say(
          "seed %d: %d rows, %d records of %.0f MB: import %.1f s, bare producer %.1f s, ratio %.2f"
              .formatted(
                  SEED, ROWS, count, Files.size(records) / 1e6, imported, bare, imported / bare));
    }
  }

  @Test
  void workbookIn512MegabytesOfHeap() throws Exception {
    Path xlsx = dir.resolve("dossiers.xlsx");
    try (OutputStream out = Files.newOutputStream(xlsx);
        Workbook workbook = new Workbook(out, "benchmark", "1.0")) {
      Worksheet sheet = workbook.newWorksheet("Hồ sơ");
      Random random = new Random(SEED);
      for (int i = -1; i < WORKBOOK_ROWS; i++) {
        String[] cells = i < 0 ? COLUMNS : row(i, random);
        for (int column = 0; column < cells.length; column++) {
          sheet.value(i + 1, column, cells[column]);
        }
        if (i % 1000 == 0) {
          sheet.flush();
        }
      }
    }
    String servers = TestKafka.emptied().bootstrapServers();
    Topics.create(servers);
    say(
        "seed %d: workbook of %d rows, %.0f MB, heap of 512 MB: import %.1f s"
            .formatted(
                SEED, WORKBOOK_ROWS, Files.size(xlsx) / 1e6, importing(servers, xlsx, "-Xmx512m")));
  }

  private static String[] row(int i, Random random) {
    LocalDateTime at = LocalDateTime.of(2026, 1, 1, 7, 0).plusMinutes(random.nextInt(300 * 1440));
    boolean done = random.nextInt(10) < 9;
    return new String[] {
      String.valueOf(i + 1),
      "H56.16-26-%07d".formatted(i),
      "1.00" + (4000 + random.nextInt(500)),
      "Nguyễn Văn A",
      COMMUNES[random.nextInt(COMMUNES.length)],
      random.nextBoolean() ? "Trực tuyến" : "Trực tiếp",
      TIME.format(at),
      TIME.format(at.plusDays(5)),
      done ? TIME.format(at.plusMinutes(random.nextInt(8 * 1440))) : "",
      done ? "Đã trả kết quả" : "Đang xử lý"
    };
  }

  /** Seconds from the start of the command until it says that Kafka has all. */
  private double importing(String servers, Path export, String heap) throws Exception {
    Path mapping = Files.writeString(dir.resolve("mapping.properties"), MAPPING);
    List<String> options =
        new ArrayList<>(
            List.of(heap, "-XX:+UseParallelGC", "-XX:NewRatio=1", "-XX:+ExitOnOutOfMemoryError"));
    String more = System.getProperty("cds.import.jvm", "");
    options.addAll(more.isEmpty() ? List.of() : List.of(more.split(" ")));
    options.addAll(
        List.of(
            "-Dcds.root=" + System.getProperty("cds.root"),
            "vn.cds.standalone.cli.Cds",
            "import",
            "--mapping",
            mapping.toString(),
            "--as-of",
            "2026-11-29",
            "--kafka",
            servers,
            export.toString()));
    return seconds(java(options.toArray(String[]::new)), " rows, sent ");
  }

  private static ProcessBuilder java(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  /**
   * Seconds from the start of a process until it has printed a line with this, after which it is
   * ended; or until it ends by itself, when this is empty.
   */
  private static double seconds(ProcessBuilder command, String line) throws Exception {
    long begin = System.nanoTime();
    Process process = command.start();
    StringBuilder printed = new StringBuilder();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String next = out.readLine();
      while (next != null) {
        printed.append(next).append('\n');
        if (!line.isEmpty() && next.contains(line)) {
          double seconds = (System.nanoTime() - begin) / 1e9;
          say(next + cpu(process.toHandle()));
          return seconds;
        }
        next = out.readLine();
      }
      assertThat(process.waitFor()).as(printed.toString()).isZero();
      assertThat(line).as(printed.toString()).isEmpty();
      return (System.nanoTime() - begin) / 1e9;
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static String cpu(ProcessHandle process) {
    return process
        .info()
        .totalCpuDuration()
        .map(used -> "; %.1f CPU seconds".formatted(used.toMillis() / 1e3))
        .orElse("");
  }

  /** All that the import sent, as {@link BareProducer} reads it. */
  private static long copy(String servers, Path to) throws IOException {
    long count = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
            Consumers.committed(
                Map.of("bootstrap.servers", servers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        DataOutputStream out =
            new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(to)))) {
      List<TopicPartition> partitions =
          Stream.of(EVENTS, Topics.IMPORT_STATES)
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          out.writeUTF("bare." + record.topic());
          out.writeInt(record.key().length);
          out.write(record.key());
          out.writeInt(record.value().length);
          out.write(record.value());
          count++;
        }
      }
    }
    return count;
  }

  /** Sends records of a file and does nothing else: the settings of the import, no transactions. */
  static final class BareProducer {
    private BareProducer() {}

    public static void main(String[] arguments) throws IOException {
      Map<String, Object> client = new HashMap<>(StateWriter.SPEED);
      client.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
      try (KafkaProducer<byte[], byte[]> producer =
              new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
          DataInputStream in =
              new DataInputStream(
                  new BufferedInputStream(Files.newInputStream(Path.of(arguments[1]))))) {
        while (in.available() > 0) {
          String topic = in.readUTF();
          byte[] key = in.readNBytes(in.readInt());
          producer.send(new ProducerRecord<>(topic, key, in.readNBytes(in.readInt())));
        }
      }
    }
  }

  private static void say(String line) {
    System.out.printf(
        Locale.ROOT,
        "%s load %.1f  %s%n",
        Instant.now(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        line);
  }
}
