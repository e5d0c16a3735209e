package vn.cds.standalone.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.mapping.ExportDate;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.row.RowCounts;
import vn.cds.importer.row.RowReject;
import vn.cds.sql.Database;
import vn.cds.standalone.Consumers;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.kafka.Topics;
import vn.cds.testkit.TestClickHouse;
import vn.cds.testkit.TestKafka;

/** Rows read are rows counted, rejected and left out, whatever else the jobs refuse meanwhile. */
class RejectsTest {
  private static final Path CASE =
      Path.of(System.getProperty("cds.root"))
          .resolve("importer/src/test/resources/import/corrected-export");
  private static final TopicPartition EVENTS =
      new TopicPartition(Topics.IMPORTED_SERVICE_REQUESTS, 0);
  private static final Roster ROSTER = Roster.bundled();

  /** The tables are filled by hand: an event of a row, a retraction, and a record of others. */
  @Test
  void onlyRefusedEventsOfItsRowsAreTakenFromThoseCounted() throws Exception {
    Database tables = TestClickHouse.emptied();
    String servers = TestKafka.emptied().bootstrapServers();
    Topics.create(servers, 1);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin
          .alterConsumerGroupOffsets(
              "cds-service-requests", Map.of(EVENTS, new OffsetAndMetadata(1_000)))
          .all()
          .get();
    }
    KafkaConnection kafka = KafkaConnection.of(servers);
    RunningBoard board = new RunningBoard(kafka, "cds", tables, Duration.ofMinutes(1));
    run("october.csv", "2026-10-31").run(board, step -> {});
    long first = end(kafka);
    RunningSummary november =
        run("november.csv", "2026-11-30")
            .run(
                board,
                step -> {
                  if (step.equals("counted")) {
                    refuseSome(kafka, tables, first);
                  }
                });
    assertThat(november.changes().retractions()).isPositive();
    assertThat(november.rejects().ofRows())
        .singleElement()
        .satisfies(reject -> assertThat(reject.sources().get(0)).contains("november.csv:"));
    assertThat(november.rejects().ofEarlierRows())
        .singleElement()
        .satisfies(reject -> assertThat(reject.sources().get(0)).contains("october.csv:"));
    StringWriter text = new StringWriter();
    november.print(new PrintWriter(text, true));
    assertThat(text.toString())
        .contains("rows read 3, counted 2, rejected 1, left out 0")
        .containsPattern("Rejected:\\R.*november.csv:[0-9]")
        .containsPattern("rows of earlier imports.*:\\R.*october.csv:[0-9]")
        .doesNotContain("of others");
  }

  @Test
  void aBreakBehindARowIsARowOfItsOwn() {
    Reject row = reject("INVALID_FORMAT", "a.csv:9");
    Reject breaking = reject(RowReject.UNREADABLE_FILE, "a.csv:9");
    RowCounts counts = new RowCounts(9, 2, List.of(), 0, 0, List.of(), List.of());
    assertThat(Rejects.of(counts, List.of(row, breaking), List.of(), List.of()).rows())
        .isEqualTo(2);
    Reject byJobs = reject("UNIT_NOT_VALID", "a.csv:9");
    assertThat(Rejects.of(counts, List.of(row, breaking), List.of(byJobs), List.of()).rows())
        .as("another event of a row that is rejected")
        .isEqualTo(2);
    RowCounts counted = new RowCounts(9, 1, List.of(), 0, 0, List.of(), List.of());
    assertThat(Rejects.of(counted, List.of(breaking), List.of(byJobs, byJobs), List.of()).rows())
        .as("the last row, and the break")
        .isEqualTo(2);
  }

  private static HistoryImport run(String file, String date) {
    return HistoryImport.ofFiles(
        Mapping.read(CASE.resolve("mapping.properties")),
        List.of(CASE.resolve(file)),
        ExportDate.parse(date).orElseThrow(),
        false,
        ROSTER,
        FormerUnits.of(ROSTER));
  }

  private static void refuseSome(KafkaConnection kafka, Database tables, long first) {
    List<ConsumerRecord<byte[], byte[]>> sent = records(kafka, first);
    long event = offset(sent, false);
    long retraction = offset(sent, true);
    long foreign;
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            kafka.settings(), new ByteArraySerializer(), new ByteArraySerializer())) {
      foreign =
          producer
              .send(new ProducerRecord<>(EVENTS.topic(), "{}".getBytes(StandardCharsets.UTF_8)))
              .get()
              .offset();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    try (Connection connection = HistoryImport.connect(tables);
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO dead_letter (topic, partition, offset, code, detail, payload)"
                    + " VALUES (?, 0, ?, 'UNIT_NOT_VALID', ?, '{}')")) {
      for (long offset : new long[] {event, retraction, foreign}) {
        insert.setString(1, EVENTS.topic());
        insert.setLong(2, offset);
        insert.setString(3, offset == foreign ? "of others" : "a unit of another roster");
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static long offset(List<ConsumerRecord<byte[], byte[]>> sent, boolean retracted) {
    EventDecoder<?> decoder = EventDecoder.of(EventStream.SERVICE_REQUESTS, ROSTER);
    return sent.stream()
        .filter(
            record ->
                decoder.decode(record.value(), Instant.now()).event().retracted() == retracted)
        .findFirst()
        .orElseThrow()
        .offset();
  }

  private static long end(KafkaConnection kafka) {
    List<ConsumerRecord<byte[], byte[]>> all = records(kafka, 0);
    return all.get(all.size() - 1).offset() + 1;
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(KafkaConnection kafka, long first) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        Consumers.committed(
            kafka.settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(EVENTS));
      consumer.seek(EVENTS, first);
      long end = consumer.endOffsets(List.of(EVENTS)).get(EVENTS);
      while (consumer.position(EVENTS) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private static Reject reject(String code, String source) {
    return new Reject(code, "", null, null, null, List.of(source));
  }
}
