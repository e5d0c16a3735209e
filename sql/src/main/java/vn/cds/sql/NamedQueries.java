package vn.cds.sql;

import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.MDC;
import vn.cds.contract.text.RequestId;

/**
 * The read queries of {@code sql/queries}, run by name with bound parameters. Thread-safe; to be
 * closed.
 *
 * <p>Each file's head says its purpose, parameters and columns. The server is told to refuse
 * writes, long runs and huge answers, whatever the account may do.
 */
public final class NamedQueries implements AutoCloseable {

  /** Longest run of a query. */
  static final int MAX_SECONDS = 30;

  /** Longest answer. */
  static final int MAX_ROWS = 200_000;

  private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z][a-z0-9_]*):[^}]+}");
  private static final Pattern MEASURE = Pattern.compile("[^a-z0-9_.]");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private static final List<Period.Kind> SNAPSHOTS =
      List.of(
          Period.Kind.TODAY,
          Period.Kind.WEEK,
          Period.Kind.MONTH,
          Period.Kind.QUARTER,
          Period.Kind.HALF_YEAR,
          Period.Kind.YEAR);

  /** Ends the name of a query over the scores that the server keeps. */
  private static final String KEPT = ".kept";

  private final SortedMap<String, String> texts = new TreeMap<>();
  private final SortedMap<String, Set<String>> parameters = new TreeMap<>();
  private final Session session;

  private NamedQueries(Database database) {
    this.session = new Session(database, database.name());
    SqlFiles.in("queries").forEach((file, text) -> texts.put(file.replace(".sql", ""), text));
    texts.forEach(
        (name, text) -> {
          if (!name.endsWith(KEPT)) {
            parameters.put(name, parametersOf(text));
          }
        });
  }

  /** Queries of a migrated database. Nothing is sent yet. */
  public static NamedQueries of(Database database) {
    return new NamedQueries(database);
  }

  /** The names of the queries. */
  public Set<String> names() {
    return parameters.keySet();
  }

  /** The parameters that a query needs. */
  public Set<String> parameters(String name) {
    Set<String> known = parameters.get(name);
    if (known == null) {
      throw new IllegalArgumentException("There is no query " + name + ", only " + names());
    }
    return known;
  }

  private static Set<String> parametersOf(String text) {
    return PARAMETER
        .matcher(COMMENT.matcher(text).replaceAll(""))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Runs a query.
   *
   * @param name a file name of {@code sql/queries} without {@code .sql}
   * @param parameters a value for each parameter: text, number, {@link LocalDate}, {@link Instant}
   *     (cut to milliseconds), or the factors of measures by name
   * @throws IllegalArgumentException when there is no such query, or the parameters are not exactly
   *     those of the query
   * @throws SqlFailure when the server does not answer or refuses
   */
  public List<Row> run(String name, Map<String, ?> parameters) {
    check(name, parameters);
    return execute(name, texts.get(name), parameters);
  }

  /**
   * Runs a query whose answer may be long: its rows are given one by one and none of them is kept.
   *
   * @param rows gets each row
   * @throws IllegalArgumentException as {@link #run}
   * @throws SqlFailure when the server does not answer or refuses
   */
  public void forEach(String name, Map<String, ?> parameters, Consumer<Row> rows) {
    check(name, parameters);
    session.forEach(
        "The query " + name,
        texts.get(name),
        bound(parameters),
        settings(name),
        row -> rows.accept(row(row)));
  }

  /**
   * Runs a query that many ask, over the scores of the running period that the server keeps, which
   * takes a tenth of the time; like {@link #run} when there are none of the period, frame and
   * catalogue, or only older ones. The column {@code as_of} says when they were made.
   *
   * @param lag how old they may be at the parameter {@code at}
   * @throws IllegalArgumentException also when the query reads no scores
   */
  public List<Row> runRecent(String name, Map<String, ?> parameters, Duration lag) {
    check(name, parameters);
    String kept = texts.get(name + KEPT);
    if (kept == null) {
      throw new IllegalArgumentException("The query " + name + " reads no scores of communes");
    }
    Optional<String> table = snapshot(parameters);
    if (table.isPresent()) {
      Map<String, Object> values = new HashMap<>(parameters);
      values.put("table", table.get());
      values.put("lag_seconds", lag.toSeconds());
      List<Row> rows = execute(name, kept, values);
      if (!rows.isEmpty()) {
        return rows;
      }
    }
    return execute(name, texts.get(name), parameters);
  }

  /** The table of {@code views/60_score_snapshot_*.sql} that may hold a period. */
  private static Optional<String> snapshot(Map<String, ?> parameters) {
    Clock at = Clock.fixed((Instant) parameters.get("at"), ZoneOffset.UTC);
    return SNAPSHOTS.stream()
        .map(kind -> Period.current(kind, at))
        .filter(
            period ->
                period.fromDay().equals(parameters.get("from_day"))
                    && period.toDay().equals(parameters.get("to_day")))
        .findFirst()
        .map(period -> "score_snapshot_" + period.kind().wireName().replace('-', '_'));
  }

  private void check(String name, Map<String, ?> given) {
    Set<String> wanted = parameters(name);
    if (!wanted.equals(given.keySet())) {
      throw new IllegalArgumentException(
          "The query %s takes the parameters %s, not %s"
              .formatted(name, wanted, new TreeSet<>(given.keySet())));
    }
  }

  List<Row> execute(String name, String sql, Map<String, ?> parameters) {
    return session.query("The query " + name, sql, bound(parameters), settings(name)).stream()
        .map(NamedQueries::row)
        .toList();
  }

  private static QuerySettings settings(String name) {
    return new QuerySettings()
        .serverSetting("readonly", "2")
        .serverSetting("max_execution_time", Integer.toString(MAX_SECONDS))
        .serverSetting("max_result_rows", Integer.toString(MAX_ROWS))
        .serverSetting("result_overflow_mode", "throw")
        // Two passes that find nothing here and take a quarter of the planning of scores.
        .serverSetting("optimize_and_compare_chain", "0")
        .serverSetting("optimize_redundant_functions_in_order_by", "0")
        .logComment(comment(name));
  }

  /** What the server's log of queries has of it; the request, when this thread answers one. */
  private static String comment(String name) {
    String request = MDC.get(RequestId.KEY);
    return "cds " + name + (request == null ? "" : " request " + request);
  }

  private static Map<String, Object> bound(Map<String, ?> parameters) {
    Map<String, Object> bound = new HashMap<>();
    parameters.forEach((key, value) -> bound.put(key, bind(key, value)));
    return bound;
  }

  private static Object bind(String name, Object value) {
    if (value instanceof Instant instant) {
      return TIME.format(instant);
    }
    if (value instanceof String || value instanceof Number || value instanceof LocalDate) {
      return value.toString();
    }
    if (value instanceof Map<?, ?> factors) {
      return factors.entrySet().stream()
          .map(
              factor ->
                  "'"
                      + MEASURE.matcher((String) factor.getKey()).replaceAll("")
                      + "':"
                      + factor.getValue())
          .collect(Collectors.joining(",", "{", "}"));
    }
    throw new IllegalArgumentException("The parameter " + name + " cannot be bound: " + value);
  }

  private static Row row(GenericRecord answer) {
    Map<String, Object> values = new LinkedHashMap<>();
    answer
        .getSchema()
        .getColumns()
        .forEach(
            column -> {
              String name = column.getColumnName();
              values.put(name, column.isArray() ? answer.getList(name) : answer.getObject(name));
            });
    return new Row(values);
  }

  @Override
  public void close() {
    session.close();
  }
}
