package vn.cds.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import vn.cds.metrics.MetricJob;
import vn.cds.standalone.error.UserError;

/** Where one embedded stack keeps everything it must remember; used by one process at a time. */
public final class DataDirectory implements AutoCloseable {
  private static final long LEAST_ROOM = 512L << 20;
  private static final String LOCK = "lock";
  private static final String HISTORY = "history";
  private static final String ADDRESSES = "addresses.properties";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Path root;
  private final FileChannel channel;

  private DataDirectory(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  /**
   * Makes the directory when it is absent, closes it to other accounts, and locks it.
   *
   * @throws UserError when another process uses it, or it cannot be written, or it holds something
   *     else
   */
  public static DataDirectory open(Path directory) {
    Path root = directory.toAbsolutePath().normalize();
    try {
      if (Files.isDirectory(root) && !isEmpty(root) && !Files.exists(root.resolve(LOCK))) {
        throw UserError.usage(
            root + " holds other files. Choose an empty or a new directory for --data");
      }
      Files.createDirectories(root);
      closeToOthers(root);
      FileChannel channel =
          FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw UserError.environment(
            "another ./cds uses " + root + ". Stop it, or choose another directory with --data");
      }
      checkRoom(root, Files.getFileStore(root).getUsableSpace());
      return new DataDirectory(root, channel);
    } catch (IOException e) {
      throw UserError.environment(
          "the data directory " + root + " cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * Checks the free space: Kafka and ClickHouse do not report for minutes that they cannot write.
   */
  static void checkRoom(Path root, long usableBytes) {
    if (usableBytes < LEAST_ROOM) {
      throw UserError.environment(
          "only %d MB are free for %s, and a stack needs %d at least. Free some, or choose another disk with --data"
              .formatted(usableBytes >> 20, root, LEAST_ROOM >> 20));
    }
  }

  /** Denies other accounts access: it holds dossiers, mails and checkpoints. */
  private static void closeToOthers(Path root) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(root, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(OWNER_ONLY);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  public Path root() {
    return root;
  }

  public Path kafka() {
    return root.resolve("kafka");
  }

  public Path clickHouse() {
    return clickHouseIn(root);
  }

  /** Where the tables of a stack lie. */
  public static Path clickHouseIn(Path directory) {
    return directory.resolve("clickhouse");
  }

  public Path flink() {
    return root.resolve("flink");
  }

  /** Checkpoints and savepoints of one job. */
  public Path state(String job) {
    return root.resolve("state").resolve(job);
  }

  /**
   * Whether the state here was kept with history open from the beginning, so that imports can be
   * counted beside live events. Begins a directory without state so.
   */
  boolean keepsHistory() {
    Path mark = root.resolve(HISTORY);
    try {
      if (!Files.exists(mark) && !Files.exists(root.resolve("state"))) {
        Files.createFile(mark);
      }
      return Files.exists(mark);
    } catch (IOException e) {
      throw UserError.environment("cannot write " + mark + ": " + e.getMessage(), e);
    }
  }

  /** Whether a demo was started here, whose jobs count what is sent to its topics. */
  public static boolean hasJobs(Path directory) {
    return Files.exists(directory.resolve(HISTORY))
        || Arrays.stream(MetricJob.values())
            .anyMatch(job -> Files.exists(directory.resolve("state").resolve(job.jobName())));
  }

  /** Whether a stack runs in a directory. */
  public static boolean isRunning(Path directory) {
    Path lock = directory.resolve(LOCK);
    if (!Files.exists(lock)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      return !locked(channel);
    } catch (IOException e) {
      throw UserError.environment("cannot read " + lock + ": " + e.getMessage(), e);
    }
  }

  public Path log() {
    return root.resolve("log").resolve("cds.log");
  }

  /** Deletes everything the stack remembered, except the lock and the log. */
  public void reset() {
    for (Path part :
        List.of(
            kafka(),
            clickHouse(),
            flink(),
            root.resolve(HISTORY),
            root.resolve("state"),
            simulator(),
            mailbox(),
            webhooks())) {
      delete(part);
    }
  }

  /** State of the simulator of the demo. */
  public Path simulator() {
    return root.resolve("simulator");
  }

  /** The mails of the demo's notifier, a file each. */
  public Path mailbox() {
    return root.resolve("mailbox");
  }

  /** What the notifier of the demo would post to a webhook, a line each. */
  public Path webhooks() {
    return root.resolve("webhooks.jsonl");
  }

  /** Writes the addresses of the parts, for other commands ({@code send}, {@code status}). */
  void writeAddresses(Map<String, String> addresses) {
    Properties properties = new Properties();
    properties.putAll(addresses);
    try (OutputStream out = Files.newOutputStream(root.resolve(ADDRESSES))) {
      properties.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The addresses written by the stack that runs, or last ran, in a directory. */
  public static Map<String, String> readAddresses(Path directory) {
    Path file = directory.resolve(ADDRESSES);
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw UserError.environment(
          "no stack has run in "
              + directory.toAbsolutePath().normalize()
              + ". Start one with ./cds demo --data "
              + directory
              + ", or give the addresses",
          e);
    }
    Map<String, String> addresses = new TreeMap<>();
    properties.forEach((key, value) -> addresses.put((String) key, (String) value));
    return addresses;
  }

  /** Deletes a file or a directory with all it holds; nothing when it is absent. */
  public static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw UserError.environment("cannot delete " + path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
