package vn.cds.standalone.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChdbLibraryTest {

  @TempDir Path directory;

  @Test
  void theLockFileNamesNoRegistry() throws Exception {
    for (String name : new String[] {"package.json", "package-lock.json"}) {
      try (InputStream in = ChdbLibrary.class.getResourceAsStream("npm/" + name)) {
        assertThat(new String(in.readAllBytes(), UTF_8)).doesNotContain("http", "resolved");
      }
    }
  }

  @Test
  void withoutNpmTheErrorSaysWhatToDo() throws Exception {
    ProcessBuilder locate =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-DCDS_CACHE=" + directory,
            "-cp",
            System.getProperty("java.class.path"),
            Locate.class.getName());
    locate.environment().put("PATH", directory.toString());
    Process process = locate.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output).contains("`npm` could not be run", "Install Node.js", "CDS_CLICKHOUSE_URL");
  }

  @Test
  void aPlatformWithoutALibraryIsNamed() {
    String architecture = System.setProperty("os.arch", "riscv64");
    try {
      assertThatThrownBy(ChdbLibrary::locate)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("riscv64");
    } finally {
      System.setProperty("os.arch", architecture);
    }
  }

  static final class Locate {
    public static void main(String[] arguments) {
      ChdbLibrary.locate();
    }
  }
}
