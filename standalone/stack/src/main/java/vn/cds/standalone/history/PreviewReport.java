package vn.cds.standalone.history;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.contract.time.VietnamTime;
import vn.cds.importer.preview.ImportPreview;
import vn.cds.importer.preview.ImportPreview.Line;
import vn.cds.importer.row.RowCounts;
import vn.cds.importer.row.RowReject;
import vn.cds.importer.state.StateCounts;

/**
 * What an import would come to, for people; nothing was counted.
 *
 * @param kind of the events
 * @param counts what became of the rows
 * @param changes what the exports would change in what is known
 */
public record PreviewReport(
    EventStream kind, ImportPreview preview, RowCounts counts, StateCounts changes, Roster roster) {
  private static final int SHOWN_REJECTS = 50;

  /** What is rejected, a reject for each row. */
  public List<Reject> rejects() {
    return preview.rejects().stream()
        .map(
            r ->
                new Reject(
                    r.code(), r.detail(), r.entity(), r.channel(), r.month(), List.of(r.place())))
        .toList();
  }

  /** Prints the counts per commune and per day, the rejects and where the rows went. */
  public void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-40s %10s %10s %10s %10s %10s%n",
        "",
        "received",
        "on time",
        "late",
        "undated",
        "open");
    print(out, "all", preview.all());
    preview.communes().forEach((code, line) -> print(out, code + " " + name(code), line));
    preview.days().forEach((day, line) -> print(out, day.toString(), line));
    if (!preview.rejects().isEmpty()) {
      out.printf("%nRejected:%n");
      preview.rejects().stream().limit(SHOWN_REJECTS).forEach(reject -> print(out, reject));
      if (preview.rejects().size() > SHOWN_REJECTS) {
        out.printf(
            "and %d more (--rejects FILE lists all)%n", preview.rejects().size() - SHOWN_REJECTS);
      }
    }
    RowReport.print(out, counts, counts.rejected());
    StateReport.print(out, changes, "would be ");
    Line all = preview.all();
    if (kind == EventStream.SERVICE_REQUESTS) {
      out.printf(
          "would be received %d, on time %d, late %d, open %d; nothing was counted%n",
          all.received(), all.onTime(), all.late(), all.open());
    } else {
      out.printf("would be received %d; nothing was counted%n", all.received());
    }
  }

  private void print(PrintWriter out, String name, Line line) {
    String judged =
        kind == EventStream.SERVICE_REQUESTS
            ? String.format(
                Locale.ROOT,
                " %,10d %,10d %,10d %,10d",
                line.onTime(),
                line.late(),
                line.undated(),
                line.open())
            : "";
    out.printf(Locale.ROOT, "%-40s %,10d%s%n", name, line.received(), judged);
  }

  private static void print(PrintWriter out, RowReject reject) {
    out.printf(
        "  %s  %s  %s (%s)%n",
        reject.place(),
        reject.entity() == null ? "-" : reject.entity(),
        reject.code(),
        reject.detail());
  }

  private String name(String code) {
    LocalDate today = VietnamTime.localDay(Clock.systemUTC().instant());
    Unit unit = roster.unit(code, today);
    return unit != null
        ? unit.name()
        : roster.allUnits().stream()
            .filter(u -> u.code().equals(code))
            .max(Comparator.comparing(Unit::validFrom))
            .map(Unit::name)
            .orElse("");
  }
}
