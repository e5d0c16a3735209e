package vn.cds.standalone.flink;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.Checkpoints;

/**
 * Finds the state a job goes on from: the newest complete checkpoint or savepoint below a
 * directory.
 *
 * <p>Flink numbers the checkpoints and savepoints of a job in one row and goes on counting after a
 * restore, so the greatest number is the newest, whatever the clock says. A directory without
 * {@code _metadata} was never completed.
 */
public final class SavedStates {
  private static final String METADATA = "_metadata";

  /** Deep enough for {@code checkpoints/<job id>/chk-7/_metadata}. */
  private static final int DEPTH = 4;

  private SavedStates() {}

  /**
   * The directory of the newest complete state below {@code root}; empty when there is none.
   *
   * @throws UncheckedIOException when there is something, even a link, that cannot be read; the
   *     message names it
   */
  public static Optional<Path> newest(Path root) {
    if (Files.notExists(root, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Set<Path> seen;
    Optional<State> newest;
    do {
      seen = complete(root);
      newest = seen.stream().map(State::read).max(Comparator.comparingLong(State::number));
      // A running job deletes a checkpoint once it has a newer one: look until none came or went.
    } while (!complete(root).equals(seen));
    return newest.map(state -> state.metadata().getParent());
  }

  private static Set<Path> complete(Path root) {
    Set<Path> complete = new HashSet<>();
    try {
      // What is no directory that can be read does not pass for an empty one.
      Files.newDirectoryStream(root).close();
      Files.walkFileTree(
          root,
          Set.of(FileVisitOption.FOLLOW_LINKS),
          DEPTH,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.endsWith(METADATA)) {
                complete.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              return goOn(e);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
              return goOn(e);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot look for checkpoints in %s (%s)".formatted(root, e), e);
    }
    return complete;
  }

  /** What a running job deleted while it was looked at is no error. */
  private static FileVisitResult goOn(IOException e) throws IOException {
    if (e != null && !(e instanceof NoSuchFileException)) {
      throw e;
    }
    return FileVisitResult.CONTINUE;
  }

  private record State(Path metadata, long number) {
    /** Number 0 when it is deleted while it is read: Flink looks the name up again. */
    static State read(Path metadata) {
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(metadata)))) {
        return new State(
            metadata,
            Checkpoints.loadCheckpointMetadata(
                    in, SavedStates.class.getClassLoader(), metadata.getParent().toString())
                .getCheckpointId());
      } catch (IOException e) {
        if (Files.notExists(metadata)) {
          return new State(metadata, 0);
        }
        throw new UncheckedIOException(
            "cannot read the checkpoint %s (%s); move it away to start from an older one"
                .formatted(metadata.getParent(), e.getMessage()),
            e);
      }
    }
  }
}
