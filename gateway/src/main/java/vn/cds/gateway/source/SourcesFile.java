package vn.cds.gateway.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import vn.cds.contract.roster.Roster;

/**
 * The file with the sources, {@code sources.yaml}. It is written whole and moved into its place, so
 * that a gateway never reads half of it, and its owner alone can read it.
 */
public final class SourcesFile {

  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private final Roster roster;

  public SourcesFile(Path file, Roster roster) {
    this.file = file.toAbsolutePath();
    this.roster = roster;
  }

  public Path path() {
    return file;
  }

  /**
   * The sources in the order of the file.
   *
   * @throws vn.cds.contract.file.InvalidDataFile with every fault and its line
   */
  public List<Source> read() {
    return new SourcesReader(file, roster).read();
  }

  /**
   * Reads, changes and writes the file; one at a time, by a lock beside it.
   *
   * @param create whether a file that is not there counts as one without sources
   * @throws vn.cds.contract.file.InvalidDataFile when the file has faults, or the changed one would
   * @throws IOException when it cannot be written
   */
  public void change(boolean create, UnaryOperator<List<Source>> change) throws IOException {
    Path lock = file.resolveSibling("." + file.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(
                lock,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        var held = channel.lock()) {
      boolean absent = create && Files.notExists(file);
      write(change.apply(absent ? List.of() : read()));
    }
  }

  private void write(List<Source> sources) throws IOException {
    Path whole = file.resolveSibling("." + file.getFileName() + ".new");
    Files.deleteIfExists(whole);
    try (FileChannel channel =
        FileChannel.open(
            whole,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ALONE))) {
      ByteBuffer bytes =
          ByteBuffer.wrap(SourcesWriter.write(sources).getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    new SourcesReader(whole, roster).read(); // what is wrong must not come into its place
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What stands in the file; null when there is none. */
  byte[] bytes() throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
