package vn.cds.standalone.history;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What an import came to, as the tables say it.
 *
 * @param all the line over everything
 * @param channels by channel on the wire
 * @param months by month of receipt, {@code yyyy-MM}, local time
 * @param handled finished dossiers
 * @param handlingElapsedMillis the calendar time they took, in all
 * @param rejects what was not counted, copies as one
 */
public record ImportSummary(
    Line all,
    Map<String, Line> channels,
    Map<String, Line> months,
    long handled,
    long handlingElapsedMillis,
    List<Reject> rejects) {
  private static final String UNKNOWN = "unknown";
  private static final int SHOWN_REJECTS = 50;

  /** Dossiers by outcome; {@code received} is the sum of the next four. */
  public record Line(long received, long onTime, long late, long undated, long open, long rejected) {
    static final Line ZERO = new Line(0, 0, 0, 0, 0, 0);

    Line withRejected(long count) {
      return new Line(received, onTime, late, undated, open, count);
    }
  }

  static ImportSummary read(
      Connection connection, CsvSender.Sent sent, List<Reject> deadLetters) throws SQLException {
    List<Reject> rejects = new ArrayList<>(sent.unreadable());
    rejects.addAll(deadLetters);
    Map<String, Line> months =
        lines(
            connection,
            """
            SELECT formatDateTime(toStartOfMonth(day), '%Y-%m') AS line, sum(received) AS received,
              sum(done_on_time) AS on_time, sum(done_late) AS late, sum(done_undated) AS undated,
              sum(open) AS open_
            FROM service_request_cohort_current WHERE $WHERE GROUP BY line HAVING received > 0
            """,
            sent);
    Map<String, Line> channels =
        lines(
            connection,
            """
            SELECT code AS line, sum(received_) AS received, sum(on_time_) AS on_time,
              sum(late_) AS late, sum(undated_) AS undated, sum(open__) AS open_
            FROM service_request_cohort_current
            ARRAY JOIN by.dimension AS dimension, by.code AS code, by.received AS received_,
              by.done_on_time AS on_time_, by.done_late AS late_, by.done_undated AS undated_,
              by.open AS open__
            WHERE dimension = 'channel' AND $WHERE GROUP BY line
            """,
            sent);
    Map<String, Line> all =
        lines(
            connection,
            """
            SELECT 'all' AS line, sum(received) AS received, sum(done_on_time) AS on_time,
              sum(done_late) AS late, sum(done_undated) AS undated, sum(open) AS open_
            FROM service_request_cohort_current WHERE $WHERE
            """,
            sent);
    addRejects(channels, rejects, r -> r.channel() == null ? UNKNOWN : r.channel());
    addRejects(months, rejects, r -> r.month() == null ? UNKNOWN : r.month());
    long[] handled = handled(connection, sent);
    return new ImportSummary(
        all.getOrDefault("all", Line.ZERO).withRejected(rejects.size()),
        channels,
        months,
        handled[0],
        handled[1],
        List.copyOf(rejects));
  }

  private static void addRejects(
      Map<String, Line> lines, List<Reject> rejects, Function<Reject, String> key) {
    Map<String, Long> counts = new TreeMap<>();
    rejects.forEach(r -> counts.merge(key.apply(r), 1L, Long::sum));
    counts.forEach(
        (line, count) -> lines.put(line, lines.getOrDefault(line, Line.ZERO).withRejected(count)));
  }

  private static Map<String, Line> lines(Connection connection, String sql, CsvSender.Sent sent)
      throws SQLException {
    Map<String, Line> lines = new TreeMap<>();
    try (PreparedStatement query = prepare(connection, sql, sent);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        lines.put(
            row.getString("line"),
            new Line(
                row.getLong("received"),
                row.getLong("on_time"),
                row.getLong("late"),
                row.getLong("undated"),
                row.getLong("open_"),
                0));
      }
    }
    return lines;
  }

  private static long[] handled(Connection connection, CsvSender.Sent sent) throws SQLException {
    String sql =
        "SELECT sum(handled) AS handled, sum(handling_elapsed_ms) AS elapsed"
            + " FROM service_request_cohort_current WHERE $WHERE";
    try (PreparedStatement query = prepare(connection, sql, sent);
        ResultSet row = query.executeQuery()) {
      row.next();
      return new long[] {row.getLong("handled"), row.getLong("elapsed")};
    }
  }

  /** Only what the import can have touched, in a database that holds other communes or days. */
  private static PreparedStatement prepare(
      Connection connection, String sql, CsvSender.Sent sent) throws SQLException {
    PreparedStatement query =
        connection.prepareStatement(
            sql.replace(
                "$WHERE",
                "has(splitByChar(',', ?), commune_code) AND day >= toDate(?) AND day <= toDate(?)"));
    query.setString(1, String.join(",", sent.communes()));
    query.setString(2, sent.firstDay().toString());
    query.setString(3, sent.lastDay().toString());
    return query;
  }

  /** Prints the tables, the rejects with their lines, and the one line of figures at the end. */
  public void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%n%-10s %10s %10s %10s %10s %10s %10s%n",
        "",
        "received",
        "on time",
        "late",
        "undated",
        "open",
        "rejected");
    print(out, "all", all);
    channels.forEach((channel, line) -> print(out, channel, line));
    months.forEach((month, line) -> print(out, month, line));
    if (!rejects.isEmpty()) {
      out.printf("%nRejected:%n");
      rejects.stream().limit(SHOWN_REJECTS).forEach(reject -> print(out, reject));
      if (rejects.size() > SHOWN_REJECTS) {
        out.printf("and %d more (--rejects FILE lists all)%n", rejects.size() - SHOWN_REJECTS);
      }
    }
    out.printf(
        "%nreceived %d, on time %d, late %d, open %d, rejected %d%n",
        all.received, all.onTime, all.late, all.open, all.rejected);
  }

  private static void print(PrintWriter out, String name, Line line) {
    out.printf(
        Locale.ROOT,
        "%-10s %,10d %,10d %,10d %,10d %,10d %,10d%n",
        name,
        line.received,
        line.onTime,
        line.late,
        line.undated,
        line.open,
        line.rejected);
  }

  private static void print(PrintWriter out, Reject reject) {
    Collection<String> sources = reject.sources();
    out.printf(
        "  %s  %s  %s (%s)%s%n",
        sources.iterator().next(),
        reject.dossier() == null ? "-" : reject.dossier(),
        reject.code(),
        reject.detail(),
        sources.size() == 1 ? "" : ", said by " + sources.size() + " lines");
  }
}
