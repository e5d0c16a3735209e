package vn.cds.importer.state;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.file.FileStamp;
import vn.cds.importer.file.TableFile;
import vn.cds.importer.mapping.ExportDate;
import vn.cds.importer.mapping.ExportRule;

/**
 * An export with its date.
 *
 * @param date {@link ExportDate#NONE} when it has none
 * @param stamp from before the date was read in it: another file in its place has another date
 */
public record DatedFile(Path file, ExportDate date, FileStamp stamp) {

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
        FileStamp stamp = FileStamp.of(file);
        ExportDate date = asOf.isNone() ? rule.date(file) : asOf;
        if (!date.isNone() && date.at().first().isAfter(now)) {
          errors.add(
              file
                  + ": the date of the export, "
                  + date
                  + ", is yet to come, and every export until then would be older. Correct it");
        }
        dated.add(new DatedFile(file, date, stamp));
      } catch (UnusableInput e) {
        errors.add(e.getMessage());
      } catch (IOException e) {
        errors.add(TableFile.unreadable(file.toString(), e).getMessage());
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
