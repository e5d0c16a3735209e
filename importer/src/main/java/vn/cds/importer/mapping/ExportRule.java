package vn.cds.importer.mapping;

import java.nio.file.Path;
import java.util.List;

/**
 * What an export as a whole says.
 *
 * @param source name of the system that exports, a part of event ids; empty for the one that has no
 *     name
 * @param date of every export; {@link ExportDate#NONE} when the mapping has none
 * @param dateInName finds the date in the name of a file; null when it is not there
 * @param dateInFile finds the date above the header of a file; null when it is not there
 * @param missing what a dossier means that an export does not list
 * @param unit what a newer export replaces
 */
public record ExportRule(
    String source,
    ExportDate date,
    DateInName dateInName,
    DateInFile dateInFile,
    Missing missing,
    Unit unit) {

  /** The keys of a mapping that give the date. */
  static final List<String> DATE_KEYS =
      List.of("export.date", "export.date_in_file", "export.date_in_name");

  /** What it means that a newer export does not list a dossier. */
  public enum Missing {
    /** Nothing: it stays as it was. */
    KEPT,
    /** It never was: its events are taken back, if the export lists its commune. */
    RETRACTED
  }

  /** What the rows of a newer export replace. */
  public enum Unit {
    /** All that was known of a dossier, document or payment. */
    DOSSIER,
    /** What was known of the same event: the export is a log, whose events are listed once. */
    EVENT
  }

  /**
   * The date of a file's export.
   *
   * @throws vn.cds.importer.UnusableInput when it should be in the file or its name and is not
   */
  public ExportDate date(Path file) {
    if (dateInName != null) {
      return dateInName.find(file);
    }
    return dateInFile == null ? date : dateInFile.find(file);
  }
}
