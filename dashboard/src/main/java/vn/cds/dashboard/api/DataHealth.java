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
  private final Memo<String, List<Map<String, Object>>> records =
      new Memo<>(KEPT, all -> readRecords());
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
   * Per stream, over all provinces: {@code produced = counted + duplicates + dead_letters +
   * too_late + waiting + gap}. Waiting are records behind the last checkpoint that are not counted
   * yet; produced, waiting and gap are null when Kafka does not say what was produced.
   *
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   */
  List<Map<String, Object>> records() {
    return records.get("");
  }

  /**
   * Rejected records of the last 24 hours by topic and fault, the most frequent first.
   *
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   */
  List<Map<String, Object>> deadLetters() {
    return deadLetters.get("");
  }

  private List<Map<String, Object>> readRecords() {
    // In this order a record that is on its way is never taken for one that was lost, or for one
    // that was counted before it was produced.
    Intake kafka = intake.get();
    Map<String, Long> settled = kafka == null ? null : ask(kafka::settled);
    List<Map<String, Object>> counted =
        Rows.of("conservation", queries.run("conservation", Map.of()));
    Map<String, Long> produced = settled == null ? null : ask(kafka::produced);
    return counted.stream()
        .map(row -> produced == null ? accounts(row, null, 0) : accounts(row, settled, produced))
        .toList();
  }

  private static Map<String, Object> accounts(
      Map<String, Object> row, Map<String, Long> settled, Map<String, Long> produced) {
    String ofStream = "." + row.get("stream");
    long all = 0;
    long unsettled = 0;
    for (Map.Entry<String, Long> topic : produced.entrySet()) {
      if (topic.getKey().endsWith(ofStream)) {
        all += topic.getValue();
        unsettled += topic.getValue() - settled.getOrDefault(topic.getKey(), 0L);
      }
    }
    return accounts(row, all, unsettled);
  }

  private static Map<String, Object> accounts(
      Map<String, Object> row, Long produced, long unsettled) {
    Long missing = produced == null ? null : produced - accounted(row);
    Long waiting = missing == null ? null : Math.max(0, Math.min(missing, unsettled));
    Map<String, Object> accounts = new LinkedHashMap<>();
    accounts.put("stream", row.get("stream"));
    accounts.put("produced", produced);
    for (String part : List.of("counted", "duplicates", "dead_letters", "too_late")) {
      accounts.put(part, row.get(part));
    }
    accounts.put("waiting", waiting);
    accounts.put("gap", missing == null ? null : missing - waiting);
    return accounts;
  }

  private static long accounted(Map<String, Object> row) {
    return row.values().stream()
        .filter(Number.class::isInstance)
        .mapToLong(value -> ((Number) value).longValue())
        .sum();
  }

  /** Null when Kafka does not answer. */
  private static Map<String, Long> ask(Supplier<Map<String, Long>> question) {
    try {
      return question.get();
    } catch (Intake.Unavailable e) {
      LOG.warn("The board does not know what was produced: {}", e.getMessage());
      return null;
    }
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
