package vn.cds.importer.state;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.mapping.ExportDate;
import vn.cds.importer.mapping.ExportRule;

/**
 * An export with its date.
 *
 * @param date {@link ExportDate#NONE} when it has none
 */
public record DatedFile(Path file, ExportDate date) {

  /**
   * Files with their dates, the newest first, so that what an older one says of a dossier is known
   * to be older; those with the same date in the order given.
   *
   * @param asOf date of all of them; {@link ExportDate#NONE}: what the mapping says
   * @param now no export is taken after it
   * @throws UnusableInput with every file that should state a date, inside or in its name, and does
   *     not, or whose date is yet to come
   */
  public static List<DatedFile> newestFirst(
      List<Path> files, ExportRule rule, ExportDate asOf, Instant now) {
    List<String> errors = new ArrayList<>();
    List<DatedFile> dated = new ArrayList<>();
    for (Path file : files) {
      try {
        ExportDate date = asOf.isNone() ? rule.date(file) : asOf;
        if (!date.isNone() && date.at().first().isAfter(now)) {
          errors.add(
              file
                  + ": the date of the export, "
                  + date
                  + ", is yet to come, and every export until then would be older. Correct it");
        }
        dated.add(new DatedFile(file, date));
      } catch (UnusableInput e) {
        errors.add(e.getMessage());
      }
    }
    if (!errors.isEmpty()) {
      throw new UnusableInput(String.join("\n", errors));
    }
    dated.sort(Comparator.comparing(DatedFile::date).reversed());
    return List.copyOf(dated);
  }

  /**
   * Checks that exports can be held against what is known.
   *
   * @throws UnusableInput when they have no date and what is known has one
   */
  public static void check(List<DatedFile> files, KnownStates known) {
    if (files.stream().anyMatch(file -> file.date().isNone()) && known.dated()) {
      throw new UnusableInput(
          "earlier exports had a date and this one has none, so nobody knows which is newer. Give the date of the export: --as-of DAY, or export.date, export.date_in_name or export.date_in_file in the mapping");
    }
  }
}
