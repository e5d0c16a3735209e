package vn.cds.standalone.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.mapping.ExportDate;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.preview.ImportPreview;
import vn.cds.importer.row.ExportReader;
import vn.cds.importer.row.RowCounts;
import vn.cds.importer.row.RowSink;
import vn.cds.importer.source.ReadSources;
import vn.cds.importer.state.DatedFile;
import vn.cds.importer.state.ExportStates;
import vn.cds.importer.state.KnownStates;
import vn.cds.importer.state.StateCounts;
import vn.cds.importer.view.ViewSource;
import vn.cds.metrics.MetricJob;
import vn.cds.runtime.options.JobOptions;
import vn.cds.sql.Database;
import vn.cds.sql.NamedQueries;
import vn.cds.standalone.EmbeddedStack;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.kafka.Topics;
import vn.cds.standalone.servers.ServerChecks;

/**
 * Past years from the exports of a one-stop system: the rows become events in topics of imports.
 * They are counted by the jobs of a board that runs, or by a job of a stack of the import's own,
 * which reads them once, from the start, without a limit of lateness.
 *
 * <p>A further import into the same Kafka goes on from what earlier ones left there: what changed
 * becomes events and retractions.
 */
public final class HistoryImport {
  private static final Duration PATIENCE = Duration.ofHours(12);

  private final Mapping mapping;

  /** Null when all is taken back. */
  private final ExportInput input;

  private final boolean again;
  private final Roster roster;
  private final FormerUnits former;

  private HistoryImport(
      Mapping mapping, ExportInput input, boolean again, Roster roster, FormerUnits former) {
    this.mapping = mapping;
    this.input = input;
    this.again = again;
    this.roster = roster;
    this.former = former;
  }

  /**
   * Files of a mapping, once they have its columns, and dates if it says so.
   *
   * @param asOf the date of all exports; {@link ExportDate#NONE}: what the mapping says
   * @param again whether it replaces what earlier imports said of its dossiers with the same date
   * @throws vn.cds.importer.UnusableInput with all that is wrong
   */
  public static HistoryImport ofFiles(
      Mapping mapping,
      List<Path> files,
      ExportDate asOf,
      boolean again,
      Roster roster,
      FormerUnits former) {
    ExportReader.check(mapping, files);
    Clock clock = Clock.systemUTC();
    List<DatedFile> dated = DatedFile.newestFirst(files, mapping.export(), asOf, clock.instant());
    return new HistoryImport(mapping, new FileInput(mapping, dated, clock), again, roster, former);
  }

  /** The view of a mapping. */
  public static HistoryImport ofView(
      Mapping mapping, ViewSource view, Roster roster, FormerUnits former) {
    return new HistoryImport(mapping, new ViewInput(mapping, view), false, roster, former);
  }

  /** Takes back all that was imported of the mapping's kind and source. */
  public static HistoryImport takingBack(Mapping mapping, Roster roster, FormerUnits former) {
    return new HistoryImport(mapping, null, false, roster, former);
  }

  /** What the rows are. */
  public EventStream kind() {
    return mapping.kind();
  }

  /**
   * What it would come to, held against nothing; nothing is started, sent or counted.
   *
   * @throws vn.cds.importer.UnusableInput as {@link #run} does
   */
  public PreviewReport preview() {
    return preview(noStates(), new ReadSources(mapping));
  }

  /**
   * What it would come to, held against what earlier imports left in a Kafka; nothing is started,
   * sent or counted.
   *
   * @throws vn.cds.importer.UnusableInput as {@link #run} does
   */
  public PreviewReport preview(KafkaConnection kafka) throws InterruptedException {
    KnownStates known = noStates();
    ReadSources before = new ReadSources(mapping);
    new StateTopic(kafka, Topics.IMPORT_STATES).readInto(known, before);
    return preview(known, before);
  }

  private PreviewReport preview(KnownStates known, ReadSources before) {
    ImportPreview preview = new ImportPreview();
    ExportStates states = states(known, preview);
    ExportReader reader = reader();
    input.read(reader, states, states, before);
    StateCounts changes = states.finish(change -> {});
    return new PreviewReport(mapping.kind(), preview, reader.counts(), changes, roster);
  }

  private KnownStates noStates() {
    return new KnownStates(mapping.kind(), mapping.export().source());
  }

  private ExportStates states(KnownStates known, RowSink next) {
    input.check(known);
    known.check(mapping.export());
    return new ExportStates(known, mapping.export(), again, next);
  }

  private ExportReader reader() {
    return new ExportReader(mapping, roster, former, Clock.systemUTC().instant());
  }

  /** Hears how far the import is. */
  @FunctionalInterface
  public interface Progress {
    void step(String what);
  }

  /**
   * What was sent.
   *
   * @param days on which what the rows tell of began
   * @param rows what became of the rows that were read
   * @param changes in what was known
   * @param rejects of rows that were not sent
   * @param records of events and retractions
   */
  private record Sent(
      DaysOfRows days,
      RowCounts rows,
      StateCounts changes,
      List<Reject> rejects,
      SentRecords records) {

    Rejects rejects(RejectReader.Refused refused) {
      return Rejects.of(rows, rejects, refused.ofRows(), refused.ofEarlierRows());
    }
  }

  /**
   * Sends what changed; when it returns, Kafka has acknowledged all of it.
   *
   * @throws vn.cds.importer.UnusableInput when the exports have no date and what is known has one,
   *     or a later version imported
   */
  private Sent send(KafkaConnection kafka, Progress progress) throws InterruptedException {
    String topic = topic(mapping.kind());
    RejectList rejected = new RejectList();
    ExportReader reader = reader();
    DaysOfRows days;
    StateCounts changes;
    SentRecords records;
    try (StateWriter writer =
        StateWriter.open(
            kafka, topic, Topics.IMPORT_STATES, mapping.kind(), mapping.export().source())) {
      KnownStates known = noStates();
      ReadSources before = new ReadSources(mapping);
      new StateTopic(kafka, Topics.IMPORT_STATES).readInto(known, before);
      StateTopic.checkEvents(kafka, topic, known);
      if (input == null) {
        days = new DaysOfRows(rejected);
        changes = new StateCounts(0, known.takeBack(writer), 0, 0, 0, 0);
        before.forgotten().forEach(writer::change);
      } else {
        ExportStates states = states(known, rejected);
        days = new DaysOfRows(states);
        input.read(reader, states, days, before);
        changes = states.finish(writer);
        // Last: what is known to be imported has all its states.
        input.remembered(before).forEach(writer::change);
      }
      writer.commit();
      records = writer.sent();
    }
    StateTopic.awaitCommitted(kafka, topic);
    RowCounts counts = reader.counts();
    progress.step(
        "read %d rows, sent %d events and %d retractions"
            .formatted(counts.read(), changes.events(), changes.retractions()));
    return new Sent(days, counts, changes, rejected.rejects(), records);
  }

  /**
   * Sends what changed to a board that runs, waits until its jobs have counted it, and tells what
   * they refused.
   *
   * @throws vn.cds.importer.UnusableInput when the exports have no date and what is known has one,
   *     or a later version imported
   * @throws vn.cds.standalone.error.UserError when Kafka does not have the topics, or no job reads
   *     them
   */
  public RunningSummary run(RunningBoard board, Progress progress) throws InterruptedException {
    String topic = topic(mapping.kind());
    requireTopics(board.kafka(), topic, Topics.IMPORT_STATES);
    Sent sent = send(board.kafka(), progress);
    board.awaitCounted(job(), sent.records.ends(), progress);
    Rejects rejects = sent.rejects(board.refused(topic, sent.records));
    return new RunningSummary(sent.rows, sent.changes, rejects, board.knowsTables());
  }

  /**
   * Sends what changed to the Kafka of a board that runs, and does not wait for its jobs.
   *
   * @throws vn.cds.importer.UnusableInput when the exports have no date and what is known has one,
   *     or a later version imported
   * @throws vn.cds.standalone.error.UserError when Kafka does not answer or lacks the topics
   */
  public RunningSummary send(KafkaConnection kafka) throws InterruptedException {
    requireTopics(kafka, topic(mapping.kind()), Topics.IMPORT_STATES);
    Sent sent = send(kafka, step -> {});
    return new RunningSummary(
        sent.rows, sent.changes, sent.rejects(RejectReader.Refused.NOTHING), false);
  }

  /**
   * What earlier imports of the mapping's kind and source read.
   *
   * @throws vn.cds.standalone.error.UserError when Kafka does not answer or lacks the topic
   */
  public static ReadSources readBefore(KafkaConnection kafka, Mapping mapping)
      throws InterruptedException {
    requireTopics(kafka, Topics.IMPORT_STATES);
    ReadSources read = new ReadSources(mapping);
    new StateTopic(kafka, Topics.IMPORT_STATES).readInto(read);
    return read;
  }

  private static void requireTopics(KafkaConnection kafka, String... topics) {
    try {
      Topics.require(kafka.settings(), List.of(topics));
    } catch (IllegalStateException e) {
      // Says more when it does not answer, or refuses the log-in.
      ServerChecks.kafka(kafka.servers(), kafka.client(), ServerChecks.WITHIN);
      throw UserError.environment(e.getMessage(), e);
    }
  }

  /**
   * Sends what changed, counts and reads back, in a stack of its own.
   *
   * @throws vn.cds.importer.UnusableInput when the exports have no date and what is known has one,
   *     or a later version imported
   */
  public ImportSummary run(EmbeddedStack stack, Progress progress) throws InterruptedException {
    KafkaConnection kafka = KafkaConnection.of(stack.kafka().bootstrapServers());
    String topic = topic(mapping.kind());
    Sent sent = send(kafka, progress);
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
    try (Connection connection = connect(stack.database());
        NamedQueries queries = NamedQueries.of(stack.database())) {
      Rejects rejects = sent.rejects(new RejectReader(kafka, topic, sent.records).read(connection));
      return ImportSummary.read(
          mapping.kind(), queries, connection, sent.days, sent.rows, sent.changes, rejects);
    } catch (SQLException e) {
      throw new IllegalStateException("ClickHouse did not answer: " + Failures.message(e), e);
    }
  }

  private static String topic(EventStream kind) {
    return JobOptions.IMPORT_TOPIC_PREFIX.defaultValue() + kind.wireName();
  }

  private MetricJob job() {
    return switch (mapping.kind()) {
      case DOCUMENTS -> MetricJob.DOCUMENTS;
      case PAYMENTS -> MetricJob.PAYMENTS;
      case SERVICE_REQUESTS -> MetricJob.SERVICE_REQUESTS;
    };
  }

  static Connection connect(Database database) throws SQLException {
    Properties account = new Properties();
    account.put("user", database.user());
    account.put("password", database.password());
    return DriverManager.getConnection(
        "jdbc:clickhouse:" + database.url() + "/" + database.name(), account);
  }
}
