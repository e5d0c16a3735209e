package vn.cds.standalone.history;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.file.Sha256;
import vn.cds.importer.file.TableFile;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.row.ExportReader;
import vn.cds.importer.row.RowSink;
import vn.cds.importer.source.ImportedFile;
import vn.cds.importer.source.ReadSources;
import vn.cds.importer.state.DatedFile;
import vn.cds.importer.state.ExportStates;
import vn.cds.importer.state.KnownStates;
import vn.cds.importer.state.StateChange;

/** Files with their dates, the newest first. */
final class FileInput implements ExportInput {
  private final Mapping mapping;
  private final List<DatedFile> files;
  private final Clock clock;
  private final List<StateChange> remembered = new ArrayList<>();

  FileInput(Mapping mapping, List<DatedFile> files, Clock clock) {
    this.mapping = mapping;
    this.files = files;
    this.clock = clock;
  }

  @Override
  public void check(KnownStates known) {
    DatedFile.check(files, known);
  }

  @Override
  public void read(ExportReader reader, ExportStates states, RowSink first, ReadSources before) {
    for (DatedFile file : files) {
      states.beginFile(file.date());
      try {
        String digest = Sha256.of(file.file());
        reader.read(file.file(), first);
        if (!file.stamp().isOf(file.file())) {
          throw new UnusableInput(
              file.file()
                  + " changed while it was read: it is still being written. Import it when it is"
                  + " whole");
        }
        remembered.add(
            before.imported(
                digest,
                new ImportedFile(
                    String.valueOf(file.file().getFileName()),
                    file.date().toString(),
                    mapping.digest(),
                    clock.instant())));
      } catch (IOException e) {
        throw TableFile.unreadable(file.file().toString(), e);
      }
    }
  }

  @Override
  public List<StateChange> remembered(ReadSources before) {
    return List.copyOf(remembered);
  }
}
