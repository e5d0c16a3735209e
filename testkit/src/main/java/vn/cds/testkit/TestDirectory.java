package vn.cds.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a server that lives as long as this JVM keeps its files. */
record TestDirectory(Path path) {
  static TestDirectory make(String server) {
    try {
      return new TestDirectory(Files.createTempDirectory("cds-test-" + server));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file before the server starts. */
  void write(String name, String text) {
    try {
      Path file = path.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** At the end of this JVM ends the server and deletes its files. */
  void deleteAfter(Runnable end) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  end.run();
                  delete();
                }));
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> innerFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : innerFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println(path + " was not deleted: " + e);
    }
  }
}
