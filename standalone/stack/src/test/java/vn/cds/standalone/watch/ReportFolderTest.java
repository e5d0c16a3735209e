package vn.cds.standalone.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.importer.file.FileStamp;

class ReportFolderTest {
  @TempDir private Path folder;

  @Test
  void aFileThatTookThePlaceOfTheImportedOneStays() throws Exception {
    ReportFolder reports = new ReportFolder(folder);
    Path file = Files.writeString(folder.resolve("export.csv"), "October");
    FileStamp october = FileStamp.of(file);
    Files.writeString(folder.resolve("new"), "November is longer");
    Files.move(folder.resolve("new"), file, StandardCopyOption.REPLACE_EXISTING);

    assertThat(reports.done(file, october, "imported", List.of())).isFalse();
    assertThat(file).hasContent("November is longer");
    assertThat(folder.resolve("done/export.csv.report.txt")).hasContent("imported");

    assertThat(reports.done(file, FileStamp.of(file), "imported, too", List.of())).isTrue();
    assertThat(file).doesNotExist();
    assertThat(folder.resolve("done/export.csv.report.txt")).hasContent("imported");
    assertThat(folder.resolve("done/2-export.csv")).hasContent("November is longer");
    assertThat(folder.resolve("done/2-export.csv.report.txt")).hasContent("imported, too");
  }
}
