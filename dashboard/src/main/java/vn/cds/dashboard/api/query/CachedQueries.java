package vn.cds.dashboard.api.query;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import vn.cds.dashboard.cache.AnswerCache;
import vn.cds.dashboard.cache.CachePolicy;
import vn.cds.dashboard.json.RecordShape;
import vn.cds.dashboard.json.RowReader;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Row;

/**
 * Rows of named queries, kept for a while: many readers who look at the same cost one query. Rows
 * are those of before suppression, and no question names a reader. Thread-safe.
 */
public final class CachedQueries {

  /** Begins the columns of lists that say how many rows there are, also behind their limit. */
  private static final String TOTAL = "total_";

  private static final String ALL = TOTAL + "rows";

  private final NamedQueries queries;
  private final Clock clock;
  private final Map<CachePolicy, AnswerCache<Question, Found<?>>> caches =
      new EnumMap<>(CachePolicy.class);

  /**
   * @param bound the parameters but the moment
   * @param at null: how things stand now
   * @param lag how old scores may be that the server keeps, at the moment; null: they are computed
   * @param beat an answer belongs to one
   */
  private record Question(
      String query,
      Class<? extends Record> type,
      Map<String, Object> bound,
      Instant at,
      Duration lag,
      long beat) {}

  /**
   * Rows that several may have.
   *
   * @param at how things stood then
   * @param totals of a list, by the names of its columns without {@code total_}
   */
  public record Found<R extends Record>(Instant at, List<R> rows, Map<String, Long> totals) {

    /** Totals as an answer has them; 0 where there is no row. */
    public <T extends Record> T totals(Class<T> type) {
      return RecordShape.of(type).make(type, field -> totals.getOrDefault(field.name(), 0L));
    }
  }

  public CachedQueries(NamedQueries queries, Clock clock) {
    this.queries = queries;
    this.clock = clock;
    for (CachePolicy policy :
        List.of(CachePolicy.FIGURES, CachePolicy.FIGURES_IN_PART, CachePolicy.DECLARED)) {
      caches.put(policy, new AnswerCache<>(policy, found -> 1 + found.rows().size(), this::ask));
    }
  }

  /**
   * The rows of a query, computed from what was counted.
   *
   * @param policy FIGURES, FIGURES_IN_PART or DECLARED
   * @param type of the rows, see {@link RowReader}
   * @param bound its parameters but {@code at} or {@code now}
   * @param at that moment; null: now, or some seconds ago
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read; the next caller asks again
   */
  <R extends Record> Found<R> of(
      CachePolicy policy, String query, Class<R> type, Map<String, ?> bound, Instant at) {
    return get(policy, query, type, bound, at, null);
  }

  /** The same now, of scores that the server may have kept; see {@link NamedQueries#runRecent}. */
  <R extends Record> Found<R> kept(
      CachePolicy policy, String query, Class<R> type, Map<String, ?> bound) {
    return get(policy, query, type, bound, null, CachePolicy.KEPT_SCORES);
  }

  @SuppressWarnings("unchecked") // the rows are of the type that is asked for
  private <R extends Record> Found<R> get(
      CachePolicy policy,
      String query,
      Class<R> type,
      Map<String, ?> bound,
      Instant at,
      Duration lag) {
    Question question = new Question(query, type, Map.copyOf(bound), at, lag, policy.beat(clock));
    return (Found<R>) caches.get(policy).get(question);
  }

  /** All rows as they stood at a moment, one by one; none of them is kept. */
  <R extends Record> void forEach(
      String query,
      Class<R> type,
      Map<String, ?> bound,
      Instant at,
      Consumer<RowStream.Listed<R>> rows) {
    queries.forEach(
        query,
        withMoment(query, bound, at),
        row -> rows.accept(new RowStream.Listed<>(RowReader.read(type, row), row.integer(ALL))));
  }

  private Found<?> ask(Question question) {
    Instant at =
        question.at() == null ? clock.instant().truncatedTo(ChronoUnit.MILLIS) : question.at();
    Map<String, Object> bound = withMoment(question.query(), question.bound(), at);
    List<Row> rows =
        question.lag() == null
            ? queries.run(question.query(), bound)
            : queries.runRecent(question.query(), bound, question.lag());
    if (rows.isEmpty()) {
      return new Found<>(at, List.of(), Map.of());
    }
    Row first = rows.get(0);
    return new Found<>(
        first.columns().contains(RowReader.AS_OF) ? first.instant(RowReader.AS_OF) : at,
        rows.stream().map(row -> (Record) RowReader.read(question.type(), row)).toList(),
        first.columns().stream()
            .filter(column -> column.startsWith(TOTAL))
            .collect(Collectors.toMap(column -> column.substring(TOTAL.length()), first::integer)));
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
