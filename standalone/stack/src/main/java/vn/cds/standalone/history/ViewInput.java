package vn.cds.standalone.history;

import java.util.List;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.importer.mapping.ExportDate;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.row.ExportReader;
import vn.cds.importer.row.RowSink;
import vn.cds.importer.source.ReadSources;
import vn.cds.importer.source.ViewPosition;
import vn.cds.importer.state.ExportStates;
import vn.cds.importer.state.KnownStates;
import vn.cds.importer.state.StateChange;
import vn.cds.importer.view.ViewRows;
import vn.cds.importer.view.ViewSource;

/** A view of a database, whose export is dated by the moment at which its query begins. */
final class ViewInput implements ExportInput {
  private final Mapping mapping;
  private final ViewSource source;
  private ViewPosition position;

  ViewInput(Mapping mapping, ViewSource source) {
    this.mapping = mapping;
    this.source = source;
  }

  @Override
  public void check(KnownStates known) {
    // It always has a date.
  }

  @Override
  public void read(ExportReader reader, ExportStates states, RowSink first, ReadSources before) {
    ViewPosition earlier = before.view(mapping.view());
    ViewRows rows =
        source.open(reader.columns(), earlier == null ? null : earlier.from(mapping.digest()));
    states.beginFile(new ExportDate(TimeOrDay.at(rows.begin())));
    reader.read(source.name(), rows, first);
    position = ViewPosition.after(earlier, mapping.digest(), rows.begin(), rows.greatest());
  }

  @Override
  public List<StateChange> remembered(ReadSources before) {
    return List.of(before.read(mapping.view(), position));
  }
}
