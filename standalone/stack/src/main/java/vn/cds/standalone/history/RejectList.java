package vn.cds.standalone.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.cds.importer.row.RowEvent;
import vn.cds.importer.row.RowReject;
import vn.cds.importer.row.RowSink;

/** Keeps what was rejected before it was sent, copies as one. */
final class RejectList implements RowSink {
  private final Map<String, Reject> rejects = new LinkedHashMap<>();

  @Override
  public void event(RowEvent event, String place) {
    // Sent by others.
  }

  @Override
  public void reject(RowReject reject) {
    // Rows that do not name a dossier are not copies of each other.
    String identity =
        reject.identity() == null ? reject.place() + ' ' + rejects.size() : reject.identity();
    rejects
        .computeIfAbsent(
            identity,
            key ->
                new Reject(
                    reject.code(),
                    reject.detail(),
                    reject.entity(),
                    reject.channel(),
                    reject.month(),
                    new ArrayList<>()))
        .sources()
        .add(reject.place());
  }

  /** In the order of the rows. */
  List<Reject> rejects() {
    return List.copyOf(rejects.values());
  }
}
