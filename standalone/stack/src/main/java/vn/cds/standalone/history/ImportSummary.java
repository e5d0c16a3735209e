package vn.cds.standalone.history;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Row;

/**
 * What an import came to, as the tables say it.
 *
 * @param all the line over everything
 * @param channels by channel on the wire
 * @param months by month of receipt, {@code yyyy-MM}, local time
 * @param rejects what was not counted, copies as one
 * @param rows what became of the rows that were read
 */
public record ImportSummary(
    Line all,
    Map<String, Line> channels,
    Map<String, Line> months,
    List<Reject> rejects,
    Rows rows) {
  private static final String UNKNOWN = "unknown";
  private static final int SHOWN_REJECTS = 50;

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

  /**
   * Where the rows went: each that was read was counted whole, has a reject, or was left out.
   *
   * @param rejected with one reject or more
   * @param leftOut by the mapping: the moments of all its events are empty
   * @param timesOfNone cells with a day that stands for no time; read as empty
   */
  public record Rows(long read, long rejected, long leftOut, long timesOfNone) {

    /** Rows of which everything was counted, perhaps as copies. */
    public long counted() {
      return read - rejected - leftOut;
    }
  }

  static ImportSummary read(NamedQueries queries, CsvSender.Sent sent, List<Reject> deadLetters) {
    List<Reject> rejects = new ArrayList<>(sent.unreadable());
    rejects.addAll(deadLetters);
    Line all = Line.ZERO;
    Map<String, Line> channels = new TreeMap<>();
    Map<String, Line> months = new TreeMap<>();
    if (!sent.firstDay().isAfter(sent.lastDay())) {
      for (Row row :
          queries.run(
              "import_summary",
              Map.of(
                  "province", "",
                  "from_day", sent.firstDay(),
                  "to_day", sent.lastDay().plusDays(1)))) {
        Line line = Line.of(row);
        switch (row.text("dimension")) {
          case "all" -> all = line;
          case "channel" -> channels.put(row.text("code"), line);
          default -> months.put(row.text("code"), line);
        }
      }
    }
    addRejects(channels, rejects, r -> r.channel() == null ? UNKNOWN : r.channel());
    addRejects(months, rejects, r -> r.month() == null ? UNKNOWN : r.month());
    long rejected =
        rejects.stream().flatMap(reject -> reject.sources().stream()).distinct().count();
    return new ImportSummary(
        all.withRejected(rejects.size()),
        channels,
        months,
        List.copyOf(rejects),
        new Rows(sent.rows(), rejected, sent.withoutEvent(), sent.timesOfNone()));
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
    if (!rejects.isEmpty()) {
      out.printf("%nRejected:%n");
      rejects.stream().limit(SHOWN_REJECTS).forEach(reject -> print(out, reject));
      if (rejects.size() > SHOWN_REJECTS) {
        out.printf("and %d more (--rejects FILE lists all)%n", rejects.size() - SHOWN_REJECTS);
      }
    }
    out.printf(
        "%nrows read %d, counted %d, rejected %d, left out %d%n",
        rows.read, rows.counted(), rows.rejected, rows.leftOut);
    if (rows.leftOut > 0) {
      out.println("left out: rows in which every time named by event.STATUS.at is empty");
    }
    if (rows.timesOfNone > 0) {
      out.printf("times read as none by time.none: %d%n", rows.timesOfNone);
    }
    out.printf(
        "received %d, on time %d, late %d, open %d, rejected %d%n",
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
