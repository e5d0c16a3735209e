package vn.cds.dashboard.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Row;

/**
 * Rows of the queries that were asked just now: many readers who look at the same cost one query,
 * and who asks for how things stand now is not kept waiting by a question of a few seconds ago.
 * Thread-safe.
 */
final class RecentRows {

  /** Of all answers, 2 to 8 kB each; the whole country has 3,321. */
  private static final int MOST_ROWS = 25_000;

  private final NamedQueries queries;
  private final Clock clock;
  private final long beatMillis;
  private final Memo<Question, Answer> answers;

  /**
   * @param bound the parameters but the moment
   * @param at null: how things stand now
   * @param lag how old scores may be that the server keeps, at the moment; null: they are computed
   * @param beat an answer belongs to one
   */
  private record Question(
      String query, Map<String, Object> bound, Instant at, Duration lag, long beat) {}

  /**
   * Rows that several may have: not to be changed.
   *
   * @param at how things stood then
   */
  record Answer(Instant at, List<Map<String, Object>> rows) {}

  /**
   * @param fresh an answer so old is as good as a new one
   * @param acceptable an answer so old is given while it is read anew
   */
  RecentRows(NamedQueries queries, Clock clock, Duration fresh, Duration acceptable) {
    this(queries, clock, fresh, acceptable, Long.MAX_VALUE);
  }

  private RecentRows(
      NamedQueries queries, Clock clock, Duration fresh, Duration acceptable, long beatMillis) {
    this.queries = queries;
    this.clock = clock;
    this.beatMillis = beatMillis;
    this.answers =
        new Memo<>(fresh, acceptable, MOST_ROWS, answer -> 1 + answer.rows().size(), this::ask);
  }

  /** Rows that change at multiples of a time alone, whenever they are asked for. */
  static RecentRows at(Duration beat, NamedQueries queries, Clock clock) {
    return new RecentRows(queries, clock, beat, beat, beat.toMillis());
  }

  /**
   * The rows of a query, computed from what was counted.
   *
   * @param bound its parameters but {@code at} or {@code now}
   * @param at that moment; null: now, or some seconds ago
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read; the next caller asks again
   */
  Answer of(String query, Map<String, ?> bound, Instant at) {
    return answers.get(new Question(query, Map.copyOf(bound), at, null, beat()));
  }

  /** All rows as they stood at a moment, one by one; none of them is remembered. */
  void forEach(String query, Map<String, ?> bound, Instant at, Consumer<Map<String, Object>> rows) {
    queries.forEach(query, withMoment(query, bound, at), row -> rows.accept(Rows.of(query, row)));
  }

  /** The same now, of scores that the server may have kept; see {@link NamedQueries#runRecent}. */
  Answer kept(String query, Map<String, ?> bound, Duration lag) {
    return answers.get(new Question(query, Map.copyOf(bound), null, lag, beat()));
  }

  private long beat() {
    return clock.millis() / beatMillis;
  }

  private Answer ask(Question question) {
    Instant at =
        question.at() == null ? clock.instant().truncatedTo(ChronoUnit.MILLIS) : question.at();
    Map<String, Object> bound = withMoment(question.query(), question.bound(), at);
    List<Row> rows =
        question.lag() == null
            ? queries.run(question.query(), bound)
            : queries.runRecent(question.query(), bound, question.lag());
    boolean dated = !rows.isEmpty() && rows.get(0).columns().contains(Rows.AS_OF);
    return new Answer(
        dated ? rows.get(0).instant(Rows.AS_OF) : at, Rows.of(question.query(), rows));
  }

  private Map<String, Object> withMoment(String query, Map<String, ?> parameters, Instant at) {
    Map<String, Object> bound = new HashMap<>(parameters);
    for (String moment : List.of("at", "now")) {
      if (queries.parameters(query).contains(moment)) {
        bound.put(moment, at);
      }
    }
    return bound;
  }
}
