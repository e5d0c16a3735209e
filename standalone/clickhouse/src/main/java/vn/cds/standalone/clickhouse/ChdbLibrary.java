package vn.cds.standalone.clickhouse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds {@code libchdb.so}, ClickHouse as a library, and fetches it with npm when it is not there.
 *
 * <p>It lies in {@code $CDS_CACHE/chdb-<version>}, by default {@code ~/.cache/cds/chdb-<version>}.
 * Safe to call from several threads and processes at once: one of them fetches it, the others wait.
 */
final class ChdbLibrary {

  private static final int PROGRESS_SECONDS = 5;

  private ChdbLibrary() {}

  /**
   * Returns the path of the library for this machine, fetching it first if needed.
   *
   * @throws IllegalStateException when there is no library for this machine, or npm is missing or
   *     fails; the message says what to do
   */
  static synchronized Path locate() {
    String packageName = packageName();
    Path cache = cache();
    Path directory = cache.resolve("chdb-" + version());
    Path library = libraryIn(directory, packageName);
    if (Files.isRegularFile(library)) {
      return library;
    }
    try {
      Files.createDirectories(cache);
      try (FileChannel channel =
              FileChannel.open(
                  cache.resolve(directory.getFileName() + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!Files.isRegularFile(library)) {
          fetch(directory, packageName);
        }
        lock.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write the cache directory " + cache, e);
    }
    return library;
  }

  private static void fetch(Path directory, String packageName) throws IOException {
    Path part = directory.resolveSibling(directory.getFileName() + ".part");
    delete(part); // left over from a fetch that was interrupted
    delete(directory);
    Files.createDirectories(part);
    copyResource("package.json", part);
    copyResource("package-lock.json", part);
    progress("fetching the ClickHouse library into " + directory + " (about 180 MB, once)");
    runNpm(part);
    if (!Files.isRegularFile(libraryIn(part, packageName))) {
      throw new IllegalStateException(
          "npm did not install "
              + packageName
              + ", so there is no ClickHouse library for this machine. "
              + EmbeddedClickHouse.ALTERNATIVES);
    }
    Files.move(part, directory, StandardCopyOption.ATOMIC_MOVE);
    progress("the ClickHouse library is ready");
  }

  private static void runNpm(Path directory) throws IOException {
    Path output = directory.resolve("npm-output.txt");
    ProcessBuilder npm =
        new ProcessBuilder(
                "npm",
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--no-update-notifier",
                "--loglevel=error")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Process process;
    try {
      process = npm.start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "The command `npm` could not be run, and the embedded ClickHouse is fetched with it. "
              + "Install Node.js 20 or later. "
              + EmbeddedClickHouse.ALTERNATIVES,
          e);
    }
    try {
      process.getOutputStream().close();
      while (!process.waitFor(PROGRESS_SECONDS, TimeUnit.SECONDS)) {
        progress("%d MB unpacked".formatted(size(directory) >> 20));
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while fetching the ClickHouse library", e);
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          "`npm ci` failed while fetching the ClickHouse library. "
              + EmbeddedClickHouse.ALTERNATIVES
              + " Its output:\n"
              + Files.readString(output).strip());
    }
  }

  private static String packageName() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String cpu =
        switch (System.getProperty("os.arch")) {
          case "amd64", "x86_64" -> "x64";
          case "aarch64", "arm64" -> "arm64";
          default -> null;
        };
    if (cpu != null && os.startsWith("linux")) {
      return "@chdb/lib-linux-" + cpu + "-gnu";
    }
    if (cpu != null && os.startsWith("mac")) {
      return "@chdb/lib-darwin-" + cpu;
    }
    throw new IllegalStateException(
        "There is no embedded ClickHouse for %s on %s. %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                EmbeddedClickHouse.ALTERNATIVES));
  }

  private static Path libraryIn(Path directory, String packageName) {
    return directory.resolve("node_modules").resolve(packageName).resolve("libchdb.so");
  }

  private static Path cache() {
    String given = EmbeddedClickHouse.setting("CDS_CACHE");
    return given != null
        ? Path.of(given).toAbsolutePath()
        : Path.of(System.getProperty("user.home"), ".cache", "cds");
  }

  private static String version() {
    try (InputStream in = resource("package.json")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Matcher matcher = Pattern.compile("\"@chdb/[^\"]+\": \"([^\"]+)\"").matcher(text);
      if (!matcher.find()) {
        throw new IllegalStateException("npm/package.json names no @chdb library");
      }
      return matcher.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copyResource(String name, Path directory) throws IOException {
    try (InputStream in = resource(name)) {
      Files.copy(in, directory.resolve(name));
    }
  }

  private static InputStream resource(String name) {
    InputStream in = ChdbLibrary.class.getResourceAsStream("npm/" + name);
    if (in == null) {
      throw new IllegalStateException("npm/" + name + " is missing from the jar");
    }
    return in;
  }

  private static long size(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void progress(String line) {
    System.err.println("cds: " + line);
  }
}
