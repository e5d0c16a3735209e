package vn.cds.dashboard.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.sql.NamedQueries;

/** What became of every record, and what was wrong with those that were refused. Thread-safe. */
final class DataHealth {

  private static final Logger LOG = LoggerFactory.getLogger(DataHealth.class);
  private static final Duration DEAD_LETTERS_OF = Duration.ofHours(24);
  private static final Duration KEPT = Duration.ofSeconds(10);

  private final NamedQueries queries;
  private final Supplier<Intake> intake;
  private final Clock clock;
  private final Memo<String, Books> books = new Memo<>(KEPT, all -> readBooks());
  private final Memo<String, List<Map<String, Object>>> deadLetters =
      new Memo<>(KEPT, all -> readDeadLetters());

  /**
   * @param intake gives null while Kafka is not known
   */
  DataHealth(NamedQueries queries, Supplier<Intake> intake, Clock clock) {
    this.queries = queries;
    this.intake = intake;
    this.clock = clock;
  }

  /**
   * What became of the records of each stream, over all provinces.
   *
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   */
  List<Map<String, Object>> records() {
    return books.get("").accounts().stream().map(DataHealth::object).toList();
  }

  /**
   * The topics in which a transaction is open, and since when; null when Kafka does not say.
   *
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   */
  List<Map<String, Object>> openTransactions() {
    List<Books.OpenTransaction> open = books.get("").openTransactions();
    return open == null
        ? null
        : open.stream()
            .map(
                one ->
                    Map.<String, Object>of(
                        "topic", one.topic(),
                        "partitions", one.partitions(),
                        "since", one.since()))
            .toList();
  }

  /**
   * Rejected records of the last 24 hours by topic and fault, the most frequent first.
   *
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   */
  List<Map<String, Object>> deadLetters() {
    return deadLetters.get("");
  }

  private Books readBooks() {
    try {
      return Books.read(queries, intake.get());
    } catch (Intake.Unavailable e) {
      LOG.warn("The board does not know what was produced: {}", e.getMessage());
      return Books.read(queries, null);
    }
  }

  private static Map<String, Object> object(Books.Accounts accounts) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("stream", accounts.stream());
    object.put("produced", accounts.produced());
    object.put("counted", accounts.counted());
    object.put("duplicates", accounts.duplicates());
    object.put("dead_letters", accounts.deadLetters());
    object.put("too_late", accounts.tooLate());
    object.put("retractions", accounts.retractions());
    object.put("without_record", accounts.withoutRecord());
    object.put("waiting", accounts.waiting());
    object.put("gap", accounts.gap());
    return object;
  }

  private List<Map<String, Object>> readDeadLetters() {
    Instant now = clock.instant();
    return Rows.of(
        "dead_letters_by_code",
        queries.run(
            "dead_letters_by_code",
            Map.of("from_time", now.minus(DEAD_LETTERS_OF), "to_time", now)));
  }
}
