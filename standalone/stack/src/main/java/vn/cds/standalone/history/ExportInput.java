package vn.cds.standalone.history;

import java.util.List;
import vn.cds.importer.row.ExportReader;
import vn.cds.importer.row.RowSink;
import vn.cds.importer.source.ReadSources;
import vn.cds.importer.state.ExportStates;
import vn.cds.importer.state.KnownStates;
import vn.cds.importer.state.StateChange;

/** What an import reads: files, or a view. It is read once. */
interface ExportInput {

  /**
   * @throws vn.cds.importer.UnusableInput when it cannot be held against what is known
   */
  void check(KnownStates known);

  /**
   * Reads all of it.
   *
   * @param states are told where an export begins
   * @param first is given the rows, and gives them to the states
   * @param before what was read by earlier imports
   * @throws RuntimeException when it cannot be read whole; nothing may be sent then
   */
  void read(ExportReader reader, ExportStates states, RowSink first, ReadSources before);

  /** What is to be remembered of it, once all of it was read and sent. */
  List<StateChange> remembered(ReadSources before);
}
