package vn.cds.importer;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import vn.cds.contract.event.Event;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.preview.ImportPreview;
import vn.cds.importer.row.ExportReader;
import vn.cds.importer.row.RowCounts;
import vn.cds.importer.row.RowEvent;
import vn.cds.importer.row.RowReject;
import vn.cds.importer.row.RowSink;

/** What files come to, read with a mapping. */
public record Imported(ImportPreview preview, RowCounts counts, List<Event> events) {
  private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");

  static Imported of(Path mapping, Path... files) {
    Mapping read = Mapping.read(mapping);
    ExportReader.check(read, List.of(files));
    ImportPreview preview = new ImportPreview();
    List<Event> events = new ArrayList<>();
    RowSink sink =
        new RowSink() {
          @Override
          public void event(RowEvent event, String place) {
            events.add(event.event());
            preview.event(event, place);
          }

          @Override
          public void reject(RowReject reject) {
            preview.reject(reject);
          }
        };
    ExportReader reader =
        new ExportReader(read, Roster.bundled(), FormerUnits.of(Roster.bundled()), NOW);
    Stream.of(files).forEach(file -> reader.read(file, sink));
    return new Imported(preview, reader.counts(), events);
  }

  /** A file of the test resources. */
  public static Path resource(String name) {
    try {
      return Path.of(Imported.class.getResource("/import/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** {@code received on-time late undated open | read counted rejected left-out}. */
  String figures() {
    ImportPreview.Line all = preview.all();
    return "%d %d %d %d %d | %d %d %d %d"
        .formatted(
            all.received(),
            all.onTime(),
            all.late(),
            all.undated(),
            all.open(),
            counts.read(),
            counts.counted(),
            counts.rejected(),
            counts.leftOutRows());
  }

  /** The line numbers of the rejects, with their codes. */
  List<String> rejects() {
    return preview.rejects().stream()
        .map(r -> r.place().substring(r.place().lastIndexOf(':') + 1) + " " + r.code())
        .toList();
  }
}
