package vn.cds.standalone.flink;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

  /** The directory of the newest complete state below {@code root}; empty when there is none. */
  public static Optional<Path> newest(Path root) {
    if (!Files.isDirectory(root)) {
      return Optional.empty();
    }
    List<Path> complete;
    try (Stream<Path> files = Files.find(root, DEPTH, (f, a) -> f.endsWith(METADATA))) {
      complete = files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for checkpoints in " + root, e);
    }
    return complete.stream()
        .max(Comparator.comparingLong(SavedStates::number))
        .filter(Files::exists)
        .map(Path::getParent);
  }

  /** 0 for a checkpoint that a running job deletes at this moment, because it has a newer one. */
  private static long number(Path metadata) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(metadata)))) {
      return Checkpoints.loadCheckpointMetadata(
              in, SavedStates.class.getClassLoader(), metadata.getParent().toString())
          .getCheckpointId();
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the checkpoint " + metadata.getParent(), e);
    }
  }
}
