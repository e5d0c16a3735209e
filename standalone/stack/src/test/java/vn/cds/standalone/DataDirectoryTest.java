package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.standalone.error.UserError;

class DataDirectoryTest {
  @TempDir Path dir;

  @Test
  void isForItsOwnerAlone() throws IOException {
    Path data = dir.resolve("data");
    DataDirectory.open(data).close();
    assertThat(permissions(data)).isEqualTo("rwx------");
  }

  @Test
  void ofAnEarlierReleaseIsClosedToOthers() throws IOException {
    Path data = dir.resolve("data");
    DataDirectory.open(data).close();
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    DataDirectory.open(data).close();
    assertThat(permissions(data)).isEqualTo("rwx------");
  }

  @Test
  void needsRoom() {
    assertThatThrownBy(() -> DataDirectory.checkRoom(dir, 3 << 20))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("only 3 MB are free for " + dir + ", and a stack needs 512 at least");
    DataDirectory.checkRoom(dir, 1L << 30);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
