package vn.cds.importer.row;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.file.RowReader;
import vn.cds.importer.file.TableFile;
import vn.cds.importer.mapping.ExportRule;
import vn.cds.importer.mapping.FieldRule;
import vn.cds.importer.mapping.Fields;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.place.CommuneFinder;
import vn.cds.importer.table.DataRow;
import vn.cds.importer.table.LeftOutRule;
import vn.cds.importer.table.RowTally;
import vn.cds.importer.table.TableRows;

/**
 * Reads exports row by row and gives their events and rejects to a sink; keeps no row. Every row
 * that is read is counted, has a reject, or is left out by a rule. Not thread-safe.
 */
public final class ExportReader {
  private final Mapping mapping;
  private final List<String> columns;
  private final BitSet times = new BitSet();
  private final RowValues values;
  private final RowEvents events;
  private final RowTally tally = new RowTally();
  private final TreeSet<String> notes = new TreeSet<>();
  private long rejected;

  /**
   * @param now no event may lie far after it
   */
  public ExportReader(Mapping mapping, Roster roster, FormerUnits former, Instant now) {
    this.mapping = mapping;
    this.columns = List.copyOf(mapping.columns().keySet());
    Fields fields = Fields.of(mapping.kind());
    mapping
        .fields()
        .forEach(
            (field, rule) -> {
              if (rule.column() != null && fields.type(field) == Fields.Type.TIME) {
                times.set(columns.indexOf(rule.column()));
              }
            });
    values = new RowValues(mapping, columns, new CommuneFinder(roster, former));
    events = new RowEvents(mapping, values, roster, now);
  }

  /**
   * Checks that files can be read and have the columns of a mapping.
   *
   * @throws UnusableInput with all that is wrong
   */
  public static void check(Mapping mapping, List<Path> files) {
    Map<String, FieldRule.Place> places = mapping.columns();
    List<String> errors = new ArrayList<>();
    for (Path file : files) {
      List<TableRows.ColumnFault> faults;
      try {
        faults = TableRows.check(file, mapping.files(), List.copyOf(places.keySet()));
      } catch (UnusableInput e) {
        errors.add(e.getMessage());
        continue;
      }
      for (TableRows.ColumnFault fault : faults) {
        FieldRule.Place place = places.get(fault.column());
        errors.add(
            place == null
                ? fault.place() + " " + fault.fault()
                : "%s:%d:%d: the column '%s' %s. Looked at %s"
                    .formatted(
                        mapping.file(),
                        place.line(),
                        place.column(),
                        fault.column(),
                        fault.fault(),
                        fault.place()));
      }
      if (!faults.isEmpty() && places.containsKey(faults.get(0).column())) {
        errors.add(
            faults.get(0).there().isEmpty()
                ? file
                    + ": no row looks like a header. If it has none, add a line with the names of"
                    + " the columns"
                : faults.get(0).place() + " has: " + faults.get(0).there());
      }
    }
    if (!errors.isEmpty()) {
      throw new UnusableInput(String.join("\n", errors));
    }
  }

  /** The names of the columns that are read. */
  public List<String> columns() {
    return columns;
  }

  /** Reads every row of a file. */
  public void read(Path file, RowSink sink) {
    read(file.toString(), TableFile.open(file, mapping.files()), sink);
  }

  /**
   * Reads every row of tables, and closes them.
   *
   * @param name of the whole, for messages
   */
  public void read(String name, RowReader tables, RowSink sink) {
    DataRow last = null;
    try (TableRows rows = TableRows.of(tables, columns, times, tally)) {
      DataRow row = rows.next();
      while (row != null) {
        last = row;
        send(row, sink);
        row = rows.next();
      }
      rows.notes().forEach(note -> notes.add(name + ": " + note));
      if (rows.tableLeftOut()) {
        sink.incompleteFile();
        if (mapping.export().missing() == ExportRule.Missing.RETRACTED) {
          notes.add(
              name
                  + ": takes no dossier back, as a table lacks the columns of the mapping. If it"
                  + " holds no dossiers, name the sheets that do in table.sheets");
        }
      }
    } catch (IOException e) {
      tally.read();
      reject(
          last == null ? name : last.place(),
          RowReject.UNREADABLE_FILE,
          "the file cannot be read behind this row ("
              + e.getMessage()
              + "); copy it again and import it once more",
          sink);
    }
  }

  private void send(DataRow row, RowSink sink) {
    if (row.fault() != null) {
      reject(row.place(), RowReject.UNREADABLE_ROW, row.fault(), sink);
      return;
    }
    switch (events.send(row, sink)) {
      case REJECTED -> rejected++;
      case NO_EVENT -> tally.leaveOut(LeftOutRule.NO_EVENT, row.source());
      case OLDER -> tally.leaveOut(LeftOutRule.OLDER, row.source());
      case COUNTED -> {
        // The tally knows how many were read.
      }
    }
  }

  /** A row of which nothing can be read. */
  private void reject(String place, String code, String detail, RowSink sink) {
    rejected++;
    sink.reject(RowReject.unreadable(place, code, detail));
    sink.endOfRow(null, place);
  }

  /** What became of the rows so far. */
  public RowCounts counts() {
    return new RowCounts(
        tally.rowsRead(),
        rejected,
        tally.leftOut(),
        values.timesOfNone(),
        values.wordsOfNone(),
        values.unmatched().all(),
        List.copyOf(notes));
  }
}
