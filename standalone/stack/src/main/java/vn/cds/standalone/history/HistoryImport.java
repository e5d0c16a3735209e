package vn.cds.standalone.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import vn.cds.metrics.MetricJob;
import vn.cds.runtime.options.JobOptions;
import vn.cds.sql.NamedQueries;
import vn.cds.standalone.EmbeddedStack;
import vn.cds.standalone.TopicWriter;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.kafka.Topics;

/**
 * Past years from the exports of a one-stop system: the rows become events in topics of the
 * import's own, and the same job that counts the live events reads those once, from the start,
 * without a limit of lateness.
 *
 * <p>A second import into the same stack adds to the first: the job reads both, and lines that
 * stand in both are copies.
 */
public final class HistoryImport {
  private static final String SERVICE_REQUESTS = "cds.import.service-requests";
  private static final String PAYMENTS = "cds.import.payments";
  private static final Duration PATIENCE = Duration.ofHours(12);

  private final Mapping mapping;
  private final List<Path> files;

  private HistoryImport(Mapping mapping, List<Path> files) {
    this.mapping = mapping;
    this.files = files;
  }

  /**
   * Reads the mapping and checks that the files have its columns.
   *
   * @throws vn.cds.standalone.error.UserError with the lines that are wrong
   */
  public static HistoryImport of(Path mapping, List<Path> files) {
    Mapping read = Mapping.read(mapping);
    files.forEach(file -> CsvSender.check(file, read));
    return new HistoryImport(read, files);
  }

  /** Hears how far the import is. */
  @FunctionalInterface
  public interface Progress {
    void step(String what);
  }

  /** Sends, counts and reads back. */
  public ImportSummary run(EmbeddedStack stack, Progress progress) throws InterruptedException {
    String servers = stack.kafka().bootstrapServers();
    Topics.createInputs(servers, List.of(SERVICE_REQUESTS, PAYMENTS), Topics.DEFAULT_PARTITIONS);
    Map<TopicPartition, Long> begin = ends(servers);
    CsvSender.Sent sent;
    try (TopicWriter writer = TopicWriter.open(servers, List.of(SERVICE_REQUESTS))) {
      CsvSender sender = new CsvSender(mapping, writer, SERVICE_REQUESTS);
      files.forEach(sender::send);
      sent = sender.sent();
    }
    progress.step("read " + sent.rows() + " rows, sent " + sent.records() + " events");
    String state = stack.data().state("import").toUri().toString();
    JobID job =
        stack.submit(
            MetricJob.SERVICE_REQUESTS,
            Map.of(
                JobOptions.SERVICE_REQUESTS_TOPIC.key(), SERVICE_REQUESTS,
                JobOptions.PAYMENTS_TOPIC.key(), PAYMENTS,
                JobOptions.KAFKA_GROUP.key(), "cds-import",
                JobOptions.BOUNDED.key(), "true",
                JobOptions.LATENESS_LIMITED.key(), "false",
                CheckpointingOptions.CHECKPOINTS_DIRECTORY.key(), state,
                CheckpointingOptions.SAVEPOINT_DIRECTORY.key(), state),
            Optional.empty());
    stack.awaitFinished(job, PATIENCE);
    progress.step("counted");
    try (Connection connection = connect(stack);
        NamedQueries queries = NamedQueries.of(stack.database())) {
      return ImportSummary.read(
          queries, sent, new RejectReader(servers, SERVICE_REQUESTS, begin).read(connection));
    } catch (SQLException e) {
      throw new IllegalStateException("ClickHouse did not answer: " + Failures.message(e), e);
    }
  }

  private static Connection connect(EmbeddedStack stack) throws SQLException {
    Properties account = new Properties();
    account.put("user", stack.clickHouse().user());
    account.put("password", stack.clickHouse().password());
    return DriverManager.getConnection(
        stack.clickHouse().jdbcUrl(stack.database().name()), account);
  }

  private static Map<TopicPartition, Long> ends(String servers) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers))) {
      TopicDescription topic =
          admin
              .describeTopics(List.of(SERVICE_REQUESTS))
              .allTopicNames()
              .get()
              .get(SERVICE_REQUESTS);
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      topic
          .partitions()
          .forEach(
              p ->
                  wanted.put(
                      new TopicPartition(SERVICE_REQUESTS, p.partition()), OffsetSpec.latest()));
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin.listOffsets(wanted).all().get().forEach((p, info) -> ends.put(p, info.offset()));
      return ends;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka did not answer: " + Failures.message(e), e);
    }
  }
}
