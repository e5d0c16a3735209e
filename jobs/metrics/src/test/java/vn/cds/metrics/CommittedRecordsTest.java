package vn.cds.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.code.Gateway;
import vn.cds.contract.code.PaymentCategory;
import vn.cds.contract.code.PaymentMethod;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.codec.EventEncoder;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.runtime.kafka.KafkaInput;
import vn.cds.runtime.options.JobOptions;

/** A source that uses Kafka's transactions: what it aborts is not counted, and is accounted for. */
class CommittedRecordsTest {
  private static final String COMMUNE = "14758";
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final String COUNTED = "SELECT sum(counted) FROM payment_day FINAL";
  private static final String POSITIONS =
      "SELECT first_offset, next_offset, records FROM topic_position_current"
          + " WHERE topic = 'cds.payments' AND next_offset > 0";

  @RegisterExtension
  private static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(3)
              .build());

  private static final AtomicInteger READ = new AtomicInteger();

  @TempDir Path directory;
  private int sent;

  /** Offsets 0 to 2 are aborted by 3, 4 to 6 are committed by 7. */
  @Test
  void whatASourceAbortsIsNotCounted() throws Exception {
    Path client =
        Files.writeString(
            directory.resolve("client.properties"), "isolation.level=read_uncommitted\n");
    try (Parts parts = new Parts()) {
      try (KafkaProducer<String, byte[]> source = parts.transactional("source")) {
        abort(source, 3);
        commit(source, 3);
      }
      StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
      MetricJobs.build(
          environment,
          MetricJob.PAYMENTS,
          parts.options(
              "run.bounded",
              "true",
              "start.position",
              "earliest",
              "kafka.properties.file",
              client.toString()));
      environment.execute();

      assertThat(parts.rows(COUNTED)).containsExactly("3");
      assertThat(parts.rows(POSITIONS)).containsExactly("0|7|3");
      assertThat(parts.rows("SELECT count() FROM topic_position_current"))
          .as("partitions without records have a position, too")
          .containsExactly("3");
    }
  }

  @Tag("slow")
  @Test
  void positionsGoOnAfterASavepointInAnotherParallelism() throws Exception {
    Path savepoints = Files.createDirectories(directory.resolve("savepoints"));
    try (Parts parts = new Parts();
        KafkaProducer<String, byte[]> source = parts.transactional("source")) {
      String savepoint = null;
      for (int run = 1; run <= 3; run++) {
        abort(source, 2);
        commit(source, 5);
        savepoint =
            runUntilCounted(
                5 * run,
                parts,
                parts.options("parallelism.default", Integer.toString(1 + run % 3)),
                savepoint,
                savepoints);
        // Of each 9 offsets 5 are records: 2 aborted, the end of that transaction, and the end of
        // the other, which is behind the last record.
        assertThat(parts.rows(POSITIONS)).containsExactly("0|" + (9 * run - 1) + "|" + 5 * run);
      }
      abort(source, 1);
      commit(source, 1);
      StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
      MetricJobs.build(
          environment,
          MetricJob.PAYMENTS,
          parts.options(
              "run.bounded",
              "true",
              "start.position",
              "earliest",
              "run.generation",
              "1",
              "kafka.group.id",
              "replay"));
      environment.execute();
      assertThat(parts.rows(POSITIONS)).containsExactly("0|30|16");
    }
  }

  /** The source alone stands for a job of a release that noted no positions. */
  @Tag("slow")
  @Test
  void aSavepointWithoutPositionsRestoresAndTheyBeginAtTheFirstRecord() throws Exception {
    Path savepoints = Files.createDirectories(directory.resolve("savepoints"));
    try (Parts parts = new Parts();
        KafkaProducer<String, byte[]> source = parts.transactional("source")) {
      commit(source, 3);
      StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
      environment.setMaxParallelism(MetricJobs.MAXIMUM_PARALLELISM);
      KafkaInput.attach(
              environment,
              parts.options(),
              "payments",
              "payments",
              List.of(EventStream.PAYMENTS.topic()))
          .map(record -> READ.incrementAndGet())
          .sinkTo(new DiscardingSink<>());
      JobClient client = environment.executeAsync();
      await().atMost(Duration.ofMinutes(2)).until(() -> READ.get() == 3);
      String savepoint =
          client
              .stopWithSavepoint(
                  false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
              .get(2, TimeUnit.MINUTES);

      commit(source, 2);
      runUntilCounted(2, parts, parts.options(), savepoint, savepoints);
      assertThat(parts.rows(POSITIONS)).containsExactly("4|6|2");
    }
  }

  /** What notes the positions costs a call, and no way through buffers. */
  @Test
  void positionsAreNotedInTheThreadThatReads() throws Exception {
    try (Parts parts = new Parts()) {
      StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
      MetricJobs.build(environment, MetricJob.PAYMENTS, parts.options());
      assertThat(environment.getStreamGraph().getJobGraph().getVertices())
          .extracting(JobVertex::getName)
          .anySatisfy(
              chain ->
                  assertThat(chain)
                      .contains(
                          "read-payments",
                          "note-position-payments",
                          "decode-payments",
                          "write-topic-position"));
    }
  }

  private static String runUntilCounted(
      int counted, Parts parts, JobOptions options, String savepoint, Path savepoints)
      throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    MetricJobs.build(environment, MetricJob.PAYMENTS, options);
    var graph = environment.getStreamGraph();
    if (savepoint != null) {
      graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint, true));
    }
    JobClient client = environment.executeAsync(graph);
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> parts.rows(COUNTED).equals(List.of(Integer.toString(counted))));
    return client
        .stopWithSavepoint(false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
        .get(2, TimeUnit.MINUTES);
  }

  private void abort(KafkaProducer<String, byte[]> source, int records) throws Exception {
    source.beginTransaction();
    send(source, records);
    source.abortTransaction();
  }

  private void commit(KafkaProducer<String, byte[]> source, int records) throws Exception {
    source.beginTransaction();
    send(source, records);
    source.commitTransaction();
  }

  /** Waits for each, or an aborted record might never have been sent. */
  private void send(KafkaProducer<String, byte[]> source, int records) throws Exception {
    for (int i = 0; i < records; i++) {
      PaymentEvent paid =
          PaymentEvent.builder()
              .eventId(new UUID(7, ++sent))
              .occurredAt(NOW.minusSeconds(60))
              .communeCode(COMMUNE)
              .status(PaymentStatus.SUCCEEDED)
              .paymentId("P" + sent)
              .startedAt(NOW.minusSeconds(60))
              .category(PaymentCategory.FEE)
              .method(PaymentMethod.CARD)
              .gateway(Gateway.NATIONAL)
              .amountVnd(10_000L)
              .build();
      source
          .send(
              new ProducerRecord<>(
                  EventStream.PAYMENTS.topic(), COMMUNE, EventEncoder.encode(paid)))
          .get();
    }
  }
}
