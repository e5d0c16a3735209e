package vn.cds.standalone.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import vn.cds.importer.file.FileStamp;

/** Finds the files of a folder that nobody writes any more. */
final class ArrivingFiles {
  /** How programs call files that they have not copied whole. */
  private static final List<String> UNFINISHED =
      List.of(".part", ".tmp", ".temp", ".partial", ".filepart", ".crdownload", ".download");

  private final Path folder;
  private final Duration settle;
  private final Map<Path, Seen> seen = new HashMap<>();

  private record Seen(FileStamp stamp, Instant since) {}

  /**
   * @param settle how long size and time must not have changed
   */
  ArrivingFiles(Path folder, Duration settle) {
    this.folder = folder;
    this.settle = settle;
  }

  /** Those that are whole now, by name. */
  List<Path> whole(Instant now) throws IOException {
    List<Path> files;
    try (Stream<Path> there = Files.list(folder)) {
      files = there.filter(ArrivingFiles::isWanted).sorted().toList();
    }
    seen.keySet().retainAll(files);
    List<Path> whole = new ArrayList<>();
    for (Path file : files) {
      FileStamp stamp;
      try {
        stamp = FileStamp.of(file);
      } catch (NoSuchFileException e) {
        continue; // taken away again
      }
      Seen before = seen.get(file);
      if (before == null || !before.stamp.equals(stamp)) {
        seen.put(file, new Seen(stamp, now));
      } else if (!now.isBefore(before.since.plus(settle))) {
        whole.add(file);
      }
    }
    return whole;
  }

  /** Waits for a file again, as if it came now. */
  void waitFor(Path file) {
    seen.remove(file);
  }

  private static boolean isWanted(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && !name.startsWith(".")
        && !name.startsWith("~$")
        && UNFINISHED.stream().noneMatch(name::endsWith);
  }
}
