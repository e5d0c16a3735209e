package vn.cds.importer.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import vn.cds.contract.event.EventStream;
import vn.cds.importer.mapping.Fields;

/** The proposed mapping, as a file that people can edit. */
public final class MappingDraft {
  private static final List<String> ENDS = List.of("accepted_at", "done_at");

  private final Inspection inspection;
  private final StringBuilder text = new StringBuilder();

  public MappingDraft(Inspection inspection) {
    this.inspection = inspection;
  }

  /** Fields that every event needs and that no column was found for. */
  static List<String> missing(Inspection inspection) {
    List<String> missing = new ArrayList<>();
    if (inspection.mapped("commune_code") == null
        && inspection.mapped(Fields.COMMUNE_NAME) == null
        && inspection.communeAbove() == null) {
      missing.add("commune_code");
    }
    for (String field : Fields.of(inspection.kind()).required()) {
      if (inspection.mapped(field) == null) {
        missing.add(field);
      }
    }
    // A payment happens at its start; a document is not done when it is sent.
    if (inspection.kind() == EventStream.DOCUMENTS && inspection.mapped("occurred_at") == null) {
      missing.add("occurred_at");
    }
    return missing;
  }

  /** Whether nothing has to be filled in by hand. */
  public boolean isWhole() {
    return missing(inspection).isEmpty();
  }

  /** The text of the file. */
  public String text() {
    text.setLength(0);
    line(
        "# Proposed for "
            + inspection.file().getFileName()
            + ". docs/import.md explains every key.");
    line("# Look at each line; then: ./cds import --mapping THIS_FILE --dry-run FILE");
    line("kind = " + inspection.kind().wireName());
    if (inspection.settings().encoding() != null) {
      line("# The letters are those of a font; without this line the file is refused.");
      line("csv.encoding = " + inspection.settings().encoding());
    }
    if (inspection.stated() != null) {
      line("# The words before the date of the export, " + inspection.stated().date() + ".");
      line("export.date_in_file = " + inspection.stated().words());
    }
    if (inspection.isMonthFirst()) {
      line("time.order = month-first");
    }
    line("");
    for (String field : missing(inspection)) {
      line("# No column was found. Name one, or write the value of all rows; take away the #.");
      line("#" + field + ".column = ");
      line("#" + field + ".constant = ");
    }
    if (inspection.communeAbove() != null) {
      line("# A line above the header names it.");
      line("commune_code.constant = " + inspection.communeAbove());
    }
    boolean rowsAreEvents = rowsAreEvents(inspection);
    for (Proposal proposal : inspection.proposals()) {
      boolean statusOnly =
          proposal.field().equals("status") || proposal.field().equals("occurred_at");
      line("# " + proposal.confidence() + ": " + proposal.reason());
      if (statusOnly && !rowsAreEvents) {
        line("# (each row tells a whole story in its times, so this is not used)");
        line("#" + proposal.field() + ".column = " + proposal.column().name());
      } else {
        field(proposal);
      }
    }
    line("");
    events(rowsAreEvents);
    return text.toString();
  }

  /** When a time of the status is told, or there is nothing else that tells what happened. */
  static boolean rowsAreEvents(Inspection inspection) {
    if (inspection.mapped("status") == null) {
      return false;
    }
    return inspection.kind() != EventStream.SERVICE_REQUESTS
        || inspection.mapped("occurred_at") != null && inspection.mapped("done_at") == null;
  }

  private void field(Proposal proposal) {
    String field = proposal.field();
    ColumnProfile column = proposal.column();
    line(field + ".column = " + column.name());
    if (field.equals("dossier_code") && column.filled > 0) {
      if (column.dossiersInLowerCase < column.filled) {
        line("# The contract wants CODE-NUMBER; put the code of the agency here.");
        line(field + ".prefix = IMPORT-");
      }
      if (column.dossiers < column.filled) {
        line(field + ".upper_case = true");
      }
    }
    boolean midnights = column.clocks > 2 && column.midnights == column.clocks;
    if (Fields.of(inspection.kind()).type(field) == Fields.Type.TIME && midnights) {
      line("# All clocks stand at 00:00, so these are days.");
      line(field + ".midnight = day");
    }
    Map<String, String> words = inspection.words().getOrDefault(proposal, Map.of());
    words.forEach(
        (word, meaning) ->
            line(
                meaning == null
                    ? "#" + field + ".map." + word + " = "
                    : field + ".map." + word + " = " + meaning));
  }

  private void events(boolean rowsAreEvents) {
    Fields fields = Fields.of(inspection.kind());
    if (rowsAreEvents) {
      line("# Each row is one event: its status, and when it began.");
      if (inspection.kind() == EventStream.PAYMENTS
          && inspection.mapped("occurred_at") == null
          && inspection.mapped(fields.start()) != null) {
        line("occurred_at.column = " + inspection.mapped(fields.start()).name());
      }
      return;
    }
    line("# The events of a row: one for each time that is not empty.");
    line("event." + fields.statuses()[0].wireName() + ".at = " + fields.start());
    for (String field : ENDS) {
      if (fields.isKnown(field) && inspection.mapped(field) != null) {
        line("event." + field.substring(0, field.length() - 3) + ".at = " + field);
      }
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
