package vn.cds.importer.mapping;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.cds.contract.event.EventStream;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.file.FileSettings;
import vn.cds.importer.value.TimeSettings;

/**
 * How an export becomes events: an administrator's file, one {@code key = value} a line, explained
 * in {@code docs/import.md}.
 *
 * @param file it was read from
 * @param kind of the events
 * @param digest the same for mappings, with their tables, that say the same in the same words
 * @param export what an export as a whole says
 * @param view where the rows are; null when exports are files
 * @param files what is known of the exports
 * @param fields how each field of the contract gets its value, by its name on the wire
 * @param events the events of a row; empty when each row is one event with a status of its own
 * @param times how times are written
 * @param noneWords words that stand for nothing, beside those that always do
 */
public record Mapping(
    Path file,
    EventStream kind,
    String digest,
    ExportRule export,
    ViewRule view,
    FileSettings files,
    Map<String, FieldRule> fields,
    List<EventRule> events,
    TimeSettings times,
    List<String> noneWords) {

  /**
   * Reads and checks a file.
   *
   * @throws UnusableInput with every error, each with its line and column
   */
  public static Mapping read(Path file) {
    return new MappingReader(file).read();
  }

  /**
   * Reads the view that a file names, whatever else stands in it.
   *
   * @return null when it names none
   * @throws UnusableInput with every error in the keys of the view
   */
  public static ViewRule readView(Path file) {
    return new MappingReader(file).readView();
  }

  /** The columns it needs, with the place that names each. */
  public Map<String, FieldRule.Place> columns() {
    return columns(fields);
  }

  static Map<String, FieldRule.Place> columns(Map<String, FieldRule> fields) {
    Map<String, FieldRule.Place> columns = new LinkedHashMap<>();
    fields.values().stream()
        .filter(f -> f.column() != null)
        .forEach(f -> columns.putIfAbsent(f.column(), f.place()));
    return columns;
  }
}
