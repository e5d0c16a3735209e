package vn.cds.standalone.history;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import vn.cds.contract.event.EventStream;
import vn.cds.importer.row.RowCounts;
import vn.cds.importer.state.StateCounts;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Row;

/**
 * What an import came to, as the tables say it.
 *
 * @param kind of what was imported; documents and payments are only received
 * @param all the line over everything
 * @param channels by channel on the wire
 * @param months by month of receipt, {@code yyyy-MM}, local time
 * @param rejects what was not counted
 * @param rows what became of the rows that were read
 * @param changes what the exports changed in what was known
 */
public record ImportSummary(
    EventStream kind,
    Line all,
    Map<String, Line> channels,
    Map<String, Line> months,
    Rejects rejects,
    RowCounts rows,
    StateCounts changes) {
  private static final String UNKNOWN = "unknown";

  /** Dossiers by outcome; {@code received} is the sum of the next four. */
  public record Line(
      long received, long onTime, long late, long undated, long open, long rejected) {
    static final Line ZERO = new Line(0, 0, 0, 0, 0, 0);

    static Line of(Row row) {
      return new Line(
          row.integer("received"),
          row.integer("on_time"),
          row.integer("late"),
          row.integer("undated"),
          row.integer("open"),
          0);
    }

    Line withRejected(long count) {
      return new Line(received, onTime, late, undated, open, count);
    }
  }

  static ImportSummary read(
      EventStream kind,
      NamedQueries queries,
      Connection connection,
      DaysOfRows days,
      RowCounts rows,
      StateCounts changes,
      Rejects rejects)
      throws SQLException {
    Line all = Line.ZERO;
    Map<String, Line> channels = new TreeMap<>();
    Map<String, Line> months = new TreeMap<>();
    if (!days.first().isAfter(days.last())) {
      if (kind == EventStream.SERVICE_REQUESTS) {
        for (Row row :
            queries.run(
                "import_summary",
                Map.of(
                    "province", "",
                    "from_day", days.first(),
                    "to_day", days.last().plusDays(1)))) {
          Line line = Line.of(row);
          switch (row.text("dimension")) {
            case "all" -> all = line;
            case "channel" -> channels.put(row.text("code"), line);
            default -> months.put(row.text("code"), line);
          }
        }
      } else {
        all = readOthers(kind, connection, days, months);
      }
    }
    if (kind == EventStream.SERVICE_REQUESTS) {
      addRejects(channels, rejects.ofRows(), r -> r.channel() == null ? UNKNOWN : r.channel());
    }
    addRejects(months, rejects.ofRows(), r -> r.month() == null ? UNKNOWN : r.month());
    return new ImportSummary(
        kind, all.withRejected(rejects.ofRows().size()), channels, months, rejects, rows, changes);
  }

  /** Documents and payments have no time by which they are judged here: they are received. */
  private static Line readOthers(
      EventStream kind, Connection connection, DaysOfRows days, Map<String, Line> months)
      throws SQLException {
    String sql =
        kind == EventStream.DOCUMENTS
            ? "SELECT formatDateTime(day, '%Y-%m') AS month, sum(documents) AS count"
                + " FROM document_cohort_current WHERE day BETWEEN ? AND ? GROUP BY month"
            : "SELECT formatDateTime(day, '%Y-%m') AS month, sum(payments) AS count"
                + " FROM payment_cohort_current WHERE day BETWEEN ? AND ? GROUP BY month";
    long all = 0;
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setObject(1, days.first());
      query.setObject(2, days.last());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          long count = row.getLong("count");
          months.put(row.getString("month"), new Line(count, 0, 0, 0, 0, 0));
          all += count;
        }
      }
    }
    return new Line(all, 0, 0, 0, 0, 0);
  }

  private static void addRejects(
      Map<String, Line> lines, List<Reject> rejects, Function<Reject, String> key) {
    Map<String, Long> counts = new TreeMap<>();
    rejects.forEach(r -> counts.merge(key.apply(r), 1L, Long::sum));
    counts.forEach(
        (line, count) -> lines.put(line, lines.getOrDefault(line, Line.ZERO).withRejected(count)));
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
    rejects.print(out);
    RowReport.print(out, rows, rejects.rows());
    StateReport.print(out, changes, "");
    if (kind == EventStream.SERVICE_REQUESTS) {
      out.printf(
          "received %d, on time %d, late %d, open %d, rejected %d%n",
          all.received, all.onTime, all.late, all.open, all.rejected);
    } else {
      out.printf("received %d, rejected %d%n", all.received, all.rejected);
    }
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
}
