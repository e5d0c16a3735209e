package vn.cds.importer.inspect;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import vn.cds.importer.place.CommuneFinder;
import vn.cds.importer.table.RowTally.LeftOut;

/** Prints what was found in a file. Cells are told by their form alone. */
public final class InspectionReport {
  private final Inspection inspection;

  public InspectionReport(Inspection inspection) {
    this.inspection = inspection;
  }

  /** Prints it. */
  public void print(PrintWriter out) {
    out.println(inspection.file() + ":");
    inspection.header().notes().forEach(note -> out.println("  " + note));
    out.println("  header in " + inspection.header().place());
    out.printf(
        "  %d rows looked at%s%n",
        inspection.tally().rowsRead(), inspection.hasMore() ? "; the file has more" : "");
    for (LeftOut rule : inspection.tally().leftOut()) {
      out.printf(
          "  left out %d: %s (%s)%n",
          rule.count(), rule.rule().sentence(), String.join(", ", rule.places()));
    }
    out.printf("%nColumns, with the forms of their cells:%n");
    for (ColumnProfile column : inspection.columns()) {
      out.printf(
          "  %-40s filled %3d %%  %s%n",
          column.name(),
          column.rows() == 0 ? 0 : Math.round(100.0 * column.filled / column.rows()),
          String.join(" | ", column.forms()));
    }
    out.printf("%nProposed, as %s:%n", inspection.kind().wireName());
    for (Proposal proposal : inspection.proposals()) {
      out.printf(
          "  %-22s %-40s %-6s  %s%n",
          proposal.field(), proposal.column().name(), proposal.confidence(), proposal.reason());
    }
    List<String> missing = MappingDraft.missing(inspection);
    if (!missing.isEmpty()) {
      out.printf("%nTo be filled in, as no column was found: %s%n", String.join(", ", missing));
    }
    if (inspection.stated() != null) {
      out.printf(
          "%nThe date of the export stands above the header: %s, behind \"%s\"%n",
          inspection.stated().date(), inspection.stated().words());
    }
    inspection.words().forEach((proposal, words) -> printWords(out, proposal, words));
    printCommunes(out);
    if (!inspection.warnings().isEmpty()) {
      out.printf("%nWarnings:%n");
      inspection.warnings().forEach(warning -> out.println("  " + warning));
    }
  }

  private static void printWords(PrintWriter out, Proposal proposal, Map<String, String> words) {
    out.printf("%nWords of \"%s\" (%s):%n", proposal.column().name(), proposal.field());
    words.forEach(
        (word, meaning) ->
            out.printf(
                "  %-40s %s%n",
                word, meaning == null ? "not known; map it, or its rows are rejected" : meaning));
  }

  private void printCommunes(PrintWriter out) {
    Map<String, CommuneFinder.Answer> communes = inspection.communes();
    if (communes.isEmpty()) {
      return;
    }
    long found = communes.values().stream().filter(answer -> answer.code() != null).count();
    out.printf("%nCommunes: %d of %d names found%n", found, communes.size());
    communes.forEach(
        (name, answer) -> {
          if (answer.code() == null) {
            out.printf(
                "  %s %s%s%n",
                name,
                answer.fault(),
                answer.nearest().isEmpty() ? "" : ": " + String.join(", ", answer.nearest()));
          }
        });
  }
}
