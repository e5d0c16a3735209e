package vn.cds.dashboard.api.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.dashboard.access.suppression.Shown;
import vn.cds.dashboard.api.query.Answer;
import vn.cds.dashboard.api.query.InputTopics;
import vn.cds.dashboard.api.query.RecordAccounting;
import vn.cds.dashboard.api.query.ResourceQueries;
import vn.cds.dashboard.api.request.Scope;
import vn.cds.dashboard.cache.AnswerCache;
import vn.cds.dashboard.cache.CachePolicy;
import vn.cds.dashboard.json.RowReader;
import vn.cds.sql.NamedQueries;

/**
 * The resources {@code data-age}, {@code data-health} and {@code dead-letters}: how old the figures
 * are, what became of every record, and what was wrong with those that were refused. Thread-safe.
 */
public final class DataHealth {

  private static final Logger LOG = LoggerFactory.getLogger(DataHealth.class);
  private static final Duration DEAD_LETTERS_OF = Duration.ofHours(24);

  private final ResourceQueries reader;
  private final NamedQueries queries;
  private final Supplier<InputTopics> inputTopics;
  private final Clock clock;
  private final AnswerCache<String, RecordAccounting> books =
      new AnswerCache<>(CachePolicy.DATA_HEALTH, all -> readBooks());
  private final AnswerCache<String, List<DeadLetters>> deadLetters =
      new AnswerCache<>(CachePolicy.DATA_HEALTH, all -> readDeadLetters());

  /**
   * @param inputTopics gives null while Kafka is not known
   */
  public DataHealth(
      ResourceQueries reader,
      NamedQueries queries,
      Supplier<InputTopics> inputTopics,
      Clock clock) {
    this.reader = reader;
    this.queries = queries;
    this.inputTopics = inputTopics;
    this.clock = clock;
  }

  /**
   * How old the figures of a stream are.
   *
   * @param communesToday with an event; hidden: it tells one that has nothing from one that has
   *     little
   */
  record StreamAge(
      @Shown String stream,
      @Shown @Nullable Instant latestMinute,
      @Shown @Nullable LocalDate latestDay,
      @Shown @Nullable Instant writtenAt,
      @Nullable Long communesToday,
      @Shown long communes) {}

  /** What became of the records of a stream, see {@link RecordAccounting.Accounts}. */
  @Shown
  record Accounts(
      String stream,
      @Nullable Long produced,
      long counted,
      long duplicates,
      long deadLetters,
      long tooLate,
      long retractions,
      @Nullable Long withoutRecord,
      @Nullable Long waiting,
      @Nullable Long gap) {

    static Accounts of(RecordAccounting.Accounts known) {
      return new Accounts(
          known.stream(),
          known.produced(),
          known.counted(),
          known.duplicates(),
          known.deadLetters(),
          known.tooLate(),
          known.retractions(),
          known.withoutRecord(),
          known.waiting(),
          known.gap());
    }
  }

  /**
   * Sums over the accounts of all streams; null where Kafka did not say what was produced.
   *
   * @param gap without signs: what one stream lacks does not make up for what another has too many
   */
  @Shown
  record AccountTotals(
      @Nullable Long produced,
      long counted,
      long duplicates,
      long deadLetters,
      long tooLate,
      long retractions,
      @Nullable Long withoutRecord,
      @Nullable Long gap) {

    private static AccountTotals of(List<Accounts> records) {
      return new AccountTotals(
          sum(records, Accounts::produced),
          sum(records, Accounts::counted),
          sum(records, Accounts::duplicates),
          sum(records, Accounts::deadLetters),
          sum(records, Accounts::tooLate),
          sum(records, Accounts::retractions),
          sum(records, Accounts::withoutRecord),
          sum(records, row -> row.gap() == null ? null : (Long) Math.abs(row.gap())));
    }

    /** Null when a stream has none. */
    private static Long sum(List<Accounts> records, Function<Accounts, Long> number) {
      List<Long> numbers = records.stream().map(number).toList(); // perhaps with nulls
      return numbers.stream().allMatch(Objects::nonNull)
          ? (Long) numbers.stream().mapToLong(Long::longValue).sum()
          : null;
    }
  }

  /** Transactions of a topic that are neither committed nor aborted. */
  @Shown
  record OpenTransaction(String topic, int partitions, Instant since) {}

  /** Rejected records of a topic with one fault. */
  record DeadLetters(
      @Shown String topic,
      @Shown String code,
      @Shown long records,
      @Shown long communes,
      @Shown Instant lastAppendTime,
      @Nullable String lastDetail,
      @Nullable String lastCommune,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {}

  record DataAgeAnswer(List<StreamAge> streams) {}

  record DataHealthAnswer(
      List<StreamAge> streams,
      AccountTotals totals,
      List<Accounts> records,
      @Nullable List<OpenTransaction> openTransactions) {}

  record DeadLettersAnswer(List<DeadLetters> rows) {}

  /**
   * What became of every record, or had some seconds ago.
   *
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   */
  public RecordAccounting accounting() {
    return books.get("");
  }

  public Answer<DataAgeAnswer> age(Context context) {
    ResourceQueries.Read<StreamAge> age = age(reader.scope(context, "province"));
    return new Answer<>(age.scope(), new DataAgeAnswer(age.rows()), "streams");
  }

  private ResourceQueries.Read<StreamAge> age(Scope scope) {
    return reader.rows("data_age", StreamAge.class, scope, Map.of("province", scope.province()));
  }

  public Answer<DataHealthAnswer> health(Context context) {
    ResourceQueries.Read<StreamAge> age = age(reader.scope(context, "province"));
    RecordAccounting known = accounting();
    List<Accounts> records = known.accounts().stream().map(Accounts::of).toList();
    return new Answer<>(
        age.scope(),
        new DataHealthAnswer(
            age.rows(),
            AccountTotals.of(records),
            records,
            known.openTransactions() == null
                ? null
                : known.openTransactions().stream()
                    .map(one -> new OpenTransaction(one.topic(), one.partitions(), one.since()))
                    .toList()),
        "records");
  }

  public Answer<DeadLettersAnswer> deadLetters(Context context) {
    return new Answer<>(reader.scope(context), new DeadLettersAnswer(deadLetters.get("")), "rows");
  }

  private RecordAccounting readBooks() {
    try {
      return RecordAccounting.read(queries, inputTopics.get());
    } catch (InputTopics.Unavailable e) {
      LOG.warn("The board does not know what was produced: {}", e.getMessage());
      return RecordAccounting.read(queries, null);
    }
  }

  private List<DeadLetters> readDeadLetters() {
    Instant now = clock.instant();
    return queries
        .run(
            "dead_letters_by_code", Map.of("from_time", now.minus(DEAD_LETTERS_OF), "to_time", now))
        .stream()
        .map(row -> RowReader.read(DeadLetters.class, row))
        .toList();
  }
}
