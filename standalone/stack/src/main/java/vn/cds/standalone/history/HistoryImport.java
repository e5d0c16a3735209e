package vn.cds.standalone.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.preview.ImportPreview;
import vn.cds.importer.row.ExportReader;
import vn.cds.importer.row.RowCounts;
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
  private static final String TOPIC_PREFIX = "cds.import.";
  private static final Duration PATIENCE = Duration.ofHours(12);

  private final Mapping mapping;
  private final List<Path> files;
  private final Roster roster;
  private final FormerUnits former;

  private HistoryImport(Mapping mapping, List<Path> files, Roster roster, FormerUnits former) {
    this.mapping = mapping;
    this.files = files;
    this.roster = roster;
    this.former = former;
  }

  /**
   * Reads the mapping and checks that the files have its columns.
   *
   * @throws vn.cds.importer.UnusableInput with all that is wrong
   */
  public static HistoryImport of(
      Path mapping, List<Path> files, Roster roster, FormerUnits former) {
    Mapping read = Mapping.read(mapping);
    ExportReader.check(read, files);
    return new HistoryImport(read, files, roster, former);
  }

  /** What the rows are. */
  public EventStream kind() {
    return mapping.kind();
  }

  /** What it would come to; nothing is started, sent or counted. */
  public PreviewReport preview() {
    ImportPreview preview = new ImportPreview();
    ExportReader reader = reader();
    files.forEach(file -> reader.read(file, preview));
    return new PreviewReport(mapping.kind(), preview, reader.counts(), roster);
  }

  private ExportReader reader() {
    return new ExportReader(mapping, roster, former, Clock.systemUTC().instant());
  }

  /** Hears how far the import is. */
  @FunctionalInterface
  public interface Progress {
    void step(String what);
  }

  /** Sends, counts and reads back. */
  public ImportSummary run(EmbeddedStack stack, Progress progress) throws InterruptedException {
    String servers = stack.kafka().bootstrapServers();
    String topic = topic(mapping.kind());
    List<String> topics = Arrays.stream(EventStream.values()).map(HistoryImport::topic).toList();
    Topics.createInputs(servers, topics, Topics.DEFAULT_PARTITIONS);
    Map<TopicPartition, Long> begin = ends(servers, topic);
    EventSender sender;
    ExportReader reader = reader();
    try (TopicWriter writer = TopicWriter.open(servers, List.of(topic))) {
      sender = new EventSender(writer, topic);
      files.forEach(file -> reader.read(file, sender));
    }
    RowCounts counts = reader.counts();
    progress.step("read " + counts.read() + " rows, sent " + sender.records() + " events");
    String state = stack.data().state("import").toUri().toString();
    JobID job =
        stack.submit(
            job(),
            Map.of(
                JobOptions.DOCUMENTS_TOPIC.key(),
                topic(EventStream.DOCUMENTS),
                JobOptions.SERVICE_REQUESTS_TOPIC.key(),
                topic(EventStream.SERVICE_REQUESTS),
                JobOptions.PAYMENTS_TOPIC.key(),
                topic(EventStream.PAYMENTS),
                JobOptions.KAFKA_GROUP.key(),
                "cds-import",
                JobOptions.BOUNDED.key(),
                "true",
                JobOptions.LATENESS_LIMITED.key(),
                "false",
                CheckpointingOptions.CHECKPOINTS_DIRECTORY.key(),
                state,
                CheckpointingOptions.SAVEPOINT_DIRECTORY.key(),
                state),
            Optional.empty());
    stack.awaitFinished(job, PATIENCE);
    progress.step("counted");
    try (Connection connection = connect(stack);
        NamedQueries queries = NamedQueries.of(stack.database())) {
      List<Reject> rejects = new ArrayList<>(sender.rejects());
      rejects.addAll(new RejectReader(servers, topic, begin).read(connection));
      return ImportSummary.read(mapping.kind(), queries, connection, sender, counts, rejects);
    } catch (SQLException e) {
      throw new IllegalStateException("ClickHouse did not answer: " + Failures.message(e), e);
    }
  }

  private static String topic(EventStream kind) {
    return TOPIC_PREFIX + kind.wireName();
  }

  private MetricJob job() {
    return switch (mapping.kind()) {
      case DOCUMENTS -> MetricJob.DOCUMENTS;
      case PAYMENTS -> MetricJob.PAYMENTS;
      case SERVICE_REQUESTS -> MetricJob.SERVICE_REQUESTS;
    };
  }

  private static Connection connect(EmbeddedStack stack) throws SQLException {
    Properties account = new Properties();
    account.put("user", stack.clickHouse().user());
    account.put("password", stack.clickHouse().password());
    return DriverManager.getConnection(
        stack.clickHouse().jdbcUrl(stack.database().name()), account);
  }

  private static Map<TopicPartition, Long> ends(String servers, String name)
      throws InterruptedException {
    try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers))) {
      TopicDescription topic = admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      topic
          .partitions()
          .forEach(p -> wanted.put(new TopicPartition(name, p.partition()), OffsetSpec.latest()));
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin.listOffsets(wanted).all().get().forEach((p, info) -> ends.put(p, info.offset()));
      return ends;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka did not answer: " + Failures.message(e), e);
    }
  }
}
