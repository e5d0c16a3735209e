package vn.cds.standalone.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.view.JdbcDrivers;
import vn.cds.standalone.Consumers;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.kafka.Topics;
import vn.cds.testkit.TestKafka;

/** Files and views into a real Kafka. */
@Timeout(300)
class ImportServiceTest {
  private static final Duration SETTLE = Duration.ofSeconds(10);
  private static final String FIELDS =
      """
      commune_code.constant = 14797
      procedure_code.constant = 1.000001
      dossier_code.column = ma
      dossier_code.prefix = H56-
      submitted_at.column = nhan
      done_at.column = tra
      event.registered.at = submitted_at
      event.done.at = done_at
      """;
  private static final String HEADER = "ma,nhan,tra,nguoi\n";
  private static final String ROW_1 = "1,2025-10-01 08:00,2025-10-02 08:00,secret\n";
  private static final String ROW_2 = "2,2025-10-01 08:00,,secret\n";
  private static final Roster ROSTER = Roster.bundled();

  @TempDir Path dir;
  private final ManualClock clock = new ManualClock();
  private final List<String> log = new ArrayList<>();
  private final ImportMetrics metrics = new ImportMetrics();
  private String servers;
  private Path mapping;
  private Path land;

  @BeforeEach
  void prepare() throws IOException {
    servers = TestKafka.emptied().bootstrapServers();
    Topics.create(servers, 2);
    mapping = Files.writeString(dir.resolve("land.properties"), FIELDS);
    land = dir.resolve("inbox/land");
  }

  @Test
  void aFileIsImportedOnceItIsWholeAndItsContentNeverAgain() throws Exception {
    ImportService service = service("inbox");
    service.round();
    Files.writeString(land.resolve("a.csv"), HEADER + ROW_1);
    service.round();
    clock.advance(SETTLE.minusSeconds(1));
    service.round();
    append(land.resolve("a.csv"), ROW_2);
    service.round();
    clock.advance(SETTLE.minusMillis(1));
    service.round();
    assertThat(events()).isZero();
    clock.advance(Duration.ofMillis(1));
    service.round();
    assertThat(events()).isEqualTo(3);
    assertThat(names(land)).isEmpty();
    assertThat(names(land.resolve("done"))).containsExactly("a.csv", "a.csv.report.txt");
    assertThat(Files.readString(land.resolve("done/a.csv.report.txt")))
        .contains("a.csv: imported at ")
        .contains("rows read 2, counted 2, rejected 0, left out 0")
        .contains("events: 3 new, 0 taken back, 0 unchanged");
    assertThat(service.faults()).isEmpty();
    assertThat(log)
        .containsExactly(
            "land: watching " + land,
            "land: importing a.csv",
            "land: imported a.csv: 2 rows read, 0 with rejects, 3 events, 0 taken back; moved to"
                + " done");

    // Another machine, and another name.
    ImportService other = service("other");
    other.round();
    Path copy = dir.resolve("other/land/a.csv");
    Files.writeString(copy, HEADER + ROW_1 + ROW_2);
    settled(other);
    assertThat(Files.readString(dir.resolve("other/land/done/a.csv.report.txt")))
        .contains("its content was imported before, at ")
        .contains("as a.csv");
    // The same name with other content.
    Files.writeString(land.resolve("a.csv"), HEADER + ROW_1);
    settled(service);
    assertThat(names(land.resolve("done"))).contains("a.csv", "2-a.csv", "2-a.csv.report.txt");
    assertThat(events()).isEqualTo(3);
    // A corrected mapping reads it once more.
    Files.writeString(mapping, FIELDS + "channel.constant = online\n");
    Files.writeString(copy, HEADER + ROW_1);
    settled(other);
    assertThat(log.get(log.size() - 1)).contains("imported a.csv: 1 rows read");
  }

  @Test
  void rejectedRowsAndFilesThatCannotBeReadAreReported() throws Exception {
    ImportService service = service("inbox");
    service.round();
    Files.writeString(land.resolve("a.csv"), HEADER + ROW_1 + "3,yesterday,,secret\n");
    Files.writeString(land.resolve("b.pdf"), "%PDF-1.7");
    Files.writeString(land.resolve("c.csv"), "x,y\n1,secret\n");
    Files.writeString(land.resolve("d.csv.part"), HEADER);
    Files.writeString(land.resolve(".hidden.csv"), HEADER);
    Files.writeString(land.resolve("~$e.xlsx"), HEADER);
    Files.createSymbolicLink(land.resolve("f.csv"), mapping);
    settled(service);
    assertThat(names(land)).containsExactly(".hidden.csv", "d.csv.part", "f.csv", "~$e.xlsx");
    String report = Files.readString(land.resolve("done/a.csv.report.txt"));
    assertThat(report)
        .contains("a.csv:3  H56-3  INVALID_FORMAT (\"nhan\" (column 2) holds no time")
        .contains("rows read 2, counted 1, rejected 1, left out 0");
    assertThat(Files.readString(land.resolve("done/a.csv.rejects.csv")))
        .contains("a.csv:3,INVALID_FORMAT");
    assertThat(Files.readString(land.resolve("failed/b.pdf.report.txt")))
        .contains("is a PDF. Export the table as .xlsx or .csv");
    assertThat(Files.readString(land.resolve("failed/c.csv.report.txt")))
        .contains("the column 'ma' is not in the file");
    try (Stream<Path> files = Files.walk(land)) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*(report.txt|rejects.csv)")).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain("secret");
      }
    }
    assertThat(String.join("\n", log)).doesNotContain("secret");
    assertThat(service.faults()).isEmpty();
  }

  /** The service was killed between Kafka's answer and the move. */
  @Test
  void aFileThatWasSentAndNotMovedIsMovedAndNotSentAgain() throws Exception {
    ImportService service = service("inbox");
    service.round();
    Path file = Files.writeString(land.resolve("a.csv"), HEADER + ROW_1 + "3,yesterday,,secret\n");
    sender(servers).sendFile(Mapping.read(mapping), file);
    assertThat(events()).isEqualTo(2);
    settled(service);
    assertThat(events()).isEqualTo(2);
    assertThat(names(land.resolve("done")))
        .containsExactly("a.csv", "a.csv.rejects.csv", "a.csv.report.txt");
    assertThat(Files.readString(land.resolve("done/a.csv.rejects.csv")))
        .contains("a.csv:3,INVALID_FORMAT")
        .doesNotContain("secret");
    assertThat(Files.readString(land.resolve("done/a.csv.report.txt")))
        .contains("its content was imported before, at ")
        .contains("rows read 2, counted 1, rejected 1, left out 0")
        .contains("would be 0 new, 0 taken back, 2 unchanged");
  }

  @Test
  void aBrokenMappingHoldsItsFilesAndNoOthers() throws Exception {
    Path other = Files.writeString(dir.resolve("other.properties"), FIELDS + "source = other\n");
    ImportService service = service(servers, "inbox", List.of(mapping, other));
    Files.writeString(mapping, FIELDS + "colour = blue\n");
    service.round();
    Files.writeString(land.resolve("a.csv"), HEADER + ROW_1);
    Files.writeString(dir.resolve("inbox/other/b.csv"), HEADER + ROW_2);
    settled(service);
    assertThat(names(land)).containsExactly("a.csv");
    assertThat(names(dir.resolve("inbox/other/done"))).contains("b.csv");
    assertThat(service.faults())
        .singleElement()
        .asString()
        .contains("land: the mapping cannot be used")
        .contains("unknown key colour");
    Files.writeString(mapping, FIELDS);
    settled(service);
    assertThat(names(land.resolve("done"))).contains("a.csv");
    assertThat(service.faults()).isEmpty();
  }

  @Test
  void kafkaIsWaitedFor() throws Exception {
    servers = TestKafka.emptied().bootstrapServers();
    kafkaComes(servers);
  }

  /** A dead address is asked for half a minute. */
  @Tag("slow")
  @Test
  void aKafkaThatDoesNotAnswerIsWaitedFor() throws Exception {
    kafkaComes("127.0.0.1:1");
  }

  private void kafkaComes(String address) throws Exception {
    ImportService service = service(address, "inbox", List.of(mapping));
    service.round();
    Files.writeString(land.resolve("a.csv"), HEADER + ROW_1);
    settled(service);
    assertThat(service.faults()).singleElement().asString().contains("Kafka at " + address);
    assertThat(names(land)).containsExactly("a.csv");
    assertThat(names(land.resolve("failed"))).isEmpty();
    clock.advance(Duration.ofSeconds(30));
    service.round();
    assertThat(log.stream().filter(line -> line.startsWith("waiting for Kafka")).count()).isOne();
    Topics.create(servers, 2);
    ImportService later = address.equals(servers) ? service : service("inbox");
    settled(later);
    assertThat(names(land.resolve("done"))).contains("a.csv");
    assertThat(later.faults()).isEmpty();
  }

  @Tag("slow")
  @Test
  void aViewIsReadByItsScheduleFromWhereKafkaKnowsItWasRead() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      int port = postgres.getPort();
      sql(
          postgres,
          """
          CREATE TABLE dossier (ma text, nhan timestamp, tra timestamp, nguoi text, id int);
          INSERT INTO dossier VALUES ('1', '2025-10-01 08:00', NULL, 'secret', 1),
            ('2', '2025-10-01 08:00', '2025-10-02 08:00', 'secret', 2);
          CREATE VIEW cases AS SELECT * FROM dossier;
          """);
      Files.writeString(
          mapping,
          FIELDS
              + "view.url = jdbc:postgresql://127.0.0.1:"
              + port
              + "/postgres\nview.user = postgres\nview.table = cases\nview.growing = id\n"
              + "view.every = 1h\n");
      ImportService service = service("inbox");
      service.round();
      assertThat(events()).isEqualTo(3);
      assertThat(Files.readString(land.resolve("done/view.report.txt")))
          .contains("cases: imported at ")
          .contains("rows read 2, counted 2")
          .doesNotContain("secret");
      sql(
          postgres,
          "UPDATE dossier SET tra = '2025-10-05 08:00', id = 3 WHERE ma = '1'; DELETE FROM dossier"
              + " WHERE ma = '2'");
      clock.advance(Duration.ofMinutes(59));
      service.round();
      assertThat(events()).isEqualTo(3);
      // Another machine knows when it was read.
      ImportService other = service("other");
      other.round();
      assertThat(events()).isEqualTo(3);
      clock.advance(Duration.ofMinutes(1));
      other.round();
      assertThat(events()).as("nothing is taken back").isEqualTo(4);

      // The second reading began at the start, the third begins behind the first.
      sql(postgres, "INSERT INTO dossier VALUES ('4', '2025-10-06 08:00', NULL, 'secret', 1)");
      clock.advance(Duration.ofHours(1));
      other.round();
      assertThat(log.get(log.size() - 1))
          .isEqualTo("land: read cases: 1 rows read, 0 with rejects, 0 events, 0 taken back");
      assertThat(events()).isEqualTo(4);

      sql(postgres, "DROP VIEW cases");
      clock.advance(Duration.ofHours(1));
      other.round();
      assertThat(other.faults()).singleElement().asString().contains("\"cases\" does not exist");
      assertThat(Files.readString(dir.resolve("other/land/failed/view.report.txt")))
          .contains("\"cases\" does not exist");
      sql(postgres, "CREATE VIEW cases AS SELECT * FROM dossier");
      other.round();
      assertThat(other.faults()).as("it is tried again in a minute").hasSize(1);
      clock.advance(Duration.ofMinutes(1));
      other.round();
      assertThat(other.faults()).isEmpty();
    }
    clock.advance(Duration.ofHours(1));
    ImportService away = service("inbox");
    away.round();
    assertThat(away.faults()).singleElement().asString().contains("cannot be reached");
    assertThat(events()).isEqualTo(4);
  }

  private ImportService service(String inbox) {
    return service(servers, inbox, List.of(mapping));
  }

  private ImportService service(String address, String inbox, List<Path> mappings) {
    return new ImportService(
        dir.resolve(inbox), mappings, SETTLE, sender(address), clock, log::add, metrics);
  }

  private ExportSender sender(String address) {
    return new ExportSender(
        KafkaConnection.of(address),
        ROSTER,
        FormerUnits.of(ROSTER),
        new JdbcDrivers(dir.resolve("drivers")),
        clock);
  }

  private void settled(ImportService service) throws InterruptedException {
    service.round();
    clock.advance(SETTLE);
    service.round();
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
    // Two writes within the resolution of the file system.
    Files.setLastModifiedTime(
        file, FileTime.from(Files.getLastModifiedTime(file).toInstant().plusMillis(1)));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  /** How many events and retractions are committed. */
  private long events() {
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
      long count = 0;
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        count += consumer.poll(Duration.ofMillis(100)).count();
      }
      return count;
    }
  }

  private static void sql(EmbeddedPostgres postgres, String text) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }
}
