package vn.cds.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The SQL files that come with this library. */
final class SqlFiles {

  private SqlFiles() {}

  /**
   * The text of the files of a folder: {@code migrations}, {@code views} or {@code queries}.
   *
   * @return by file name, in its order; line ends are those of Unix
   */
  static SortedMap<String, String> in(String folder) {
    try {
      Path place =
          Path.of(SqlFiles.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(place)) {
        return read(place.resolve("sql").resolve(folder));
      }
      // Not by the class loader: a merged jar need not have entries for its folders.
      try (FileSystem jar = FileSystems.newFileSystem(place)) {
        return read(jar.getPath("sql", folder));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The SQL files are missing from the jar: sql/" + folder, e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Odd class path location of the SQL files", e);
    }
  }

  private static SortedMap<String, String> read(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> files = Files.list(folder)) {
      paths = files.filter(file -> file.toString().endsWith(".sql")).toList();
    }
    SortedMap<String, String> texts = new TreeMap<>();
    for (Path path : paths) {
      texts.put(path.getFileName().toString(), Files.readString(path).replace("\r\n", "\n"));
    }
    return texts;
  }
}
