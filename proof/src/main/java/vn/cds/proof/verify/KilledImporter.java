package vn.cds.proof.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.mapping.ExportDate;
import vn.cds.importer.mapping.Mapping;
import vn.cds.proof.Comparison;
import vn.cds.proof.oracle.Row;
import vn.cds.proof.oracle.TableShape;
import vn.cds.proof.oracle.TableShape.Column;
import vn.cds.proof.oracle.TableShape.Type;
import vn.cds.proof.oracle.input.RawRecord;
import vn.cds.standalone.DataDirectory;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.cli.Cds;
import vn.cds.standalone.flink.ChildMain;
import vn.cds.standalone.history.HistoryImport;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;

/**
 * {@code ./cds import} in a process of its own, which imports one export after the other, is killed
 * again and again, and is started again with the same command.
 */
final class KilledImporter implements AutoCloseable {
  private static final String TOPIC = InputTopics.ofImports(EventStream.SERVICE_REQUESTS);

  /** As {@code StateWriter} has them in a transaction; a change is a dossier, and has events. */
  private static final int CHANGES_PER_TRANSACTION = 2_000;

  /** The process, when there is nothing left to send, does not end within this time. */
  private static final int SHORTEST_RUN_MILLIS = 500;

  private static final int POLL_MILLIS = 10;

  /** Of Kafka, on a machine that is busy with all that is killed and started. */
  private static final String ANSWER_SECONDS = "300";

  /** Every record that the importer sent, as it is, and how often it is there. */
  private static final TableShape RECORDS =
      new TableShape(
          "imported_record",
          List.of(new Column("json", Type.TEXT)),
          List.of(new Column("times", Type.NUMBER)),
          List.of());

  private final String bootstrapServers;
  private final int kills;
  private final Random random;
  private final Path directory;
  private final RunLog log;
  private final SimulatedExports exports;
  private final Map<String, Row> found = new HashMap<>();
  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private volatile Process importer;
  private int killed;

  /**
   * @param kills at least 1
   * @param seed decides what the exports say, and when the importer is killed
   * @param directory for the exports, the log of the importer, and a Kafka; emptied first
   */
  KilledImporter(String bootstrapServers, int kills, long seed, Path directory, RunLog log) {
    this.bootstrapServers = bootstrapServers;
    this.kills = kills;
    this.random = new Random(seed);
    this.directory = directory;
    this.log = log;
    DataDirectory.delete(directory);
    // A kill takes one transaction with it, and lets about one be committed.
    this.exports =
        SimulatedExports.write(directory, seed, CHANGES_PER_TRANSACTION * (kills / 2 + 2));
  }

  /**
   * Begins.
   *
   * @return completes when all exports are imported and counted
   */
  CompletableFuture<Void> start() {
    return CompletableFuture.runAsync(this::run, executor);
  }

  private void run() {
    List<Path> files = exports.files();
    try (InputTopics topics = new InputTopics(KafkaConnection.of(bootstrapServers))) {
      for (int i = 0; i < files.size(); i++) {
        killUntil(kills * (i + 1) / files.size(), files.get(i), topics);
        importer = launch(files.get(i));
        importer.waitFor();
        requireDone();
        log.say("%s imported", files.get(i).getFileName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while exports were imported", e);
    }
  }

  /** Imports an export until so many kills are done in all. */
  private void killUntil(int all, Path export, InputTopics topics) throws InterruptedException {
    boolean imported = false;
    while (killed < all) {
      long before = topics.offsets(TOPIC);
      importer = launch(export);
      if (imported) {
        Thread.sleep(random.nextInt(SHORTEST_RUN_MILLIS));
      } else {
        long records = random.nextInt(2 * CHANGES_PER_TRANSACTION);
        while (importer.isAlive() && topics.offsets(TOPIC) - before < records) {
          Thread.sleep(POLL_MILLIS);
        }
      }
      if (importer.isAlive()) {
        importer.destroyForcibly().waitFor();
        killed++;
        log.say(
            "importer kill %d of %d: process %d, %s, after %,d records",
            killed, kills, importer.pid(), export.getFileName(), topics.offsets(TOPIC) - before);
      } else {
        requireDone();
        imported = true;
      }
    }
  }

  private void requireDone() {
    if (importer.exitValue() != 0) {
      throw new IllegalStateException(
          "./cds import ended with exit code %d; see %s"
              .formatted(importer.exitValue(), logFile()));
    }
  }

  private Path logFile() {
    return directory.resolve("importer.log");
  }

  private Process launch(Path export) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            ChildMain.class.getName(),
            Cds.class.getName(),
            "import",
            "--verbose",
            "--mapping",
            exports.mapping().toString(),
            "--kafka",
            bootstrapServers,
            "--within",
            ANSWER_SECONDS,
            export.toString());
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start ./cds import: " + e.getMessage(), e);
    }
  }

  /** Takes a record of the run; those that the importer did not send are of no interest. */
  void accept(RawRecord record) {
    add(found, record);
  }

  /**
   * Whether the importer sent what it sends when it is left alone: imports the same exports into
   * another Kafka and compares every record.
   */
  Comparison.Result compare(int shown) throws InterruptedException {
    Map<String, Row> expected = new HashMap<>();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      Topics.create(kafka.bootstrapServers());
      Mapping mapping = Mapping.read(exports.mapping());
      Roster roster = Roster.bundled();
      for (Path export : exports.files()) {
        HistoryImport.ofFiles(
                mapping, List.of(export), ExportDate.NONE, false, roster, FormerUnits.of(roster))
            .send(KafkaConnection.of(kafka.bootstrapServers()));
      }
      try (InputTopics topics = new InputTopics(KafkaConnection.of(kafka.bootstrapServers()))) {
        topics.readAll(record -> add(expected, record));
      }
    }
    return Comparison.compare(RECORDS, expected, found, shown);
  }

  private static void add(Map<String, Row> rows, RawRecord record) {
    if (!record.topic().equals(TOPIC) || record.value() == null) {
      return;
    }
    String json = new String(record.value(), StandardCharsets.UTF_8);
    if (json.contains("\"" + SimulatedExports.DOSSIER_PREFIX)) {
      Row row = rows.computeIfAbsent(json, key -> new Row(RECORDS));
      Long before = (Long) row.get("times");
      row.put("times", before == null ? 1L : before + 1);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    try {
      executor.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (importer != null) {
      importer.destroyForcibly();
    }
  }
}
