package vn.cds.importer.state;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import vn.cds.importer.mapping.ExportDate;

/**
 * Knows of each commune the newest file that lists all of its dossiers. Whether one has vanished
 * depends on dates alone, so the order of exports does not matter.
 */
final class CompleteExports {
  private final boolean missingIsRetracted;
  private final Map<String, ExportDate> newest;
  private final SortedMap<String, ExportDate> added = new TreeMap<>();
  private final TreeSet<String> communesOfFile = new TreeSet<>();
  private boolean fileIsComplete = true;

  /**
   * @param known dates by commune; not changed
   * @param missingIsRetracted whether the files to come are complete unless told otherwise
   */
  CompleteExports(Map<String, ExportDate> known, boolean missingIsRetracted) {
    this.newest = new HashMap<>(known);
    this.missingIsRetracted = missingIsRetracted;
  }

  /** The file at hand has a row of this commune. */
  void list(String commune) {
    communesOfFile.add(commune);
  }

  /** The file at hand has a row, or a table, that may be of any dossier. */
  void fileIsIncomplete() {
    fileIsComplete = false;
  }

  /** The file at hand, of this date, was read. */
  void endFile(ExportDate date) {
    if (fileIsComplete && missingIsRetracted) {
      for (String commune : communesOfFile) {
        if (date.compareTo(newest.getOrDefault(commune, ExportDate.NONE)) > 0) {
          newest.put(commune, date);
          added.put(commune, date);
        }
      }
    }
    communesOfFile.clear();
    fileIsComplete = true;
  }

  /** Whether no file at all is complete. */
  boolean isEmpty() {
    return newest.isEmpty();
  }

  /** Whether a complete file of its commune is newer than every one that lists it. */
  boolean lacks(Told told) {
    return !newest.isEmpty()
        && newest.getOrDefault(told.commune(), ExportDate.NONE).compareTo(told.listed()) > 0;
  }

  /** What was not known before, by commune. */
  SortedMap<String, ExportDate> added() {
    return added;
  }
}
