package vn.cds.dashboard;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Row;

/** How far each stream has come, what became of its records, and what was wrong. Thread-safe. */
final class DataHealth {

  private static final Duration DEAD_LETTERS_OF = Duration.ofHours(24);

  private final NamedQueries queries;
  private final LeaderboardReader reader;
  private final Clock clock;
  private final Memo<String, Records> records =
      new Memo<>(Duration.ofSeconds(10), all -> readRecords());

  DataHealth(NamedQueries queries, LeaderboardReader reader, Clock clock) {
    this.queries = queries;
    this.reader = reader;
    this.clock = clock;
  }

  /**
   * The answer.
   *
   * @param province two digits
   * @param asOf when it was put together
   * @param streams freshness per stream
   * @param records what became of every record taken in, per stream, over all provinces
   * @param deadLetters faults of the last 24 hours, the most frequent first
   */
  record Report(
      String province,
      Instant asOf,
      List<Stream> streams,
      List<Conservation> records,
      List<DeadLetters> deadLetters) {}

  /** Freshness of one stream; times are null when there was nothing. */
  record Stream(
      String stream,
      Instant latestMinute,
      LocalDate latestDay,
      Instant writtenAt,
      long communesToday,
      long communes) {}

  /** Every record taken in is one of these. */
  record Conservation(
      String stream, long counted, long duplicates, long deadLetters, long tooLate) {}

  /** Rejected records of one topic with one fault. */
  record DeadLetters(
      String topic,
      String code,
      long records,
      long communes,
      Instant lastAppendTime,
      String lastDetail,
      String lastCommune) {}

  /** Without samples but those of some communes. */
  Report samplesOf(Report report, Predicate<String> communes) {
    return new Report(
        report.province(),
        report.asOf(),
        report.streams(),
        report.records(),
        report.deadLetters().stream()
            .map(
                found ->
                    communes.test(found.lastCommune())
                        ? found
                        : new DeadLetters(
                            found.topic(),
                            found.code(),
                            found.records(),
                            found.communes(),
                            found.lastAppendTime(),
                            null,
                            null))
            .toList());
  }

  private record Records(List<Conservation> conservation, List<DeadLetters> deadLetters) {}

  /**
   * The report for a province.
   *
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   */
  Report of(String province) {
    Records found = records.get("");
    return new Report(
        province,
        clock.instant(),
        reader.dataAge(province).stream().map(DataHealth::stream).toList(),
        found.conservation(),
        found.deadLetters());
  }

  private Records readRecords() {
    Instant now = clock.instant();
    return new Records(
        queries.run("conservation", Map.of()).stream()
            .map(
                row ->
                    new Conservation(
                        row.text("stream"),
                        row.integer("counted"),
                        row.integer("duplicates"),
                        row.integer("dead_letters"),
                        row.integer("too_late")))
            .toList(),
        queries
            .run(
                "dead_letters_by_code",
                Map.of("from_time", now.minus(DEAD_LETTERS_OF), "to_time", now))
            .stream()
            .map(
                row ->
                    new DeadLetters(
                        row.text("topic"),
                        row.text("code"),
                        row.integer("records"),
                        row.integer("communes"),
                        row.instant("last_append_time"),
                        row.text("last_detail"),
                        row.text("last_commune")))
            .toList());
  }

  private static Stream stream(Row row) {
    return new Stream(
        row.text("stream"),
        row.instant("latest_minute"),
        row.day("latest_day"),
        row.instant("written_at"),
        row.integer("communes_today"),
        row.integer("communes"));
  }
}
