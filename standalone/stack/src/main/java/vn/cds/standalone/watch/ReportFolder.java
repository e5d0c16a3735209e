package vn.cds.standalone.watch;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import vn.cds.importer.file.FileStamp;
import vn.cds.standalone.history.Reject;
import vn.cds.standalone.history.RejectFile;

/**
 * The folders {@code done} and {@code failed}: what was imported, and what could not be read, each
 * with a report beside it.
 */
final class ReportFolder {
  private static final String REPORT = ".report.txt";

  private final Path done;
  private final Path failed;

  /** Makes the folders if they are missing. */
  ReportFolder(Path folder) {
    done = folder.resolve("done");
    failed = folder.resolve("failed");
    try {
      Files.createDirectories(done);
      Files.createDirectories(failed);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + done + " and " + failed, e);
    }
  }

  /**
   * Moves a file that was imported, with what it came to and the list of what was not counted.
   * Another file that has taken its place meanwhile stays.
   *
   * @param imported of the file when it was taken
   * @return whether it was moved
   */
  boolean done(Path file, FileStamp imported, String text, List<Reject> rejects)
      throws IOException {
    Path target = free(done, file.getFileName().toString());
    write(target, text, rejects);
    return move(file, imported, target);
  }

  private static boolean move(Path file, FileStamp imported, Path target) throws IOException {
    if (!imported.isOf(file)) {
      return false;
    }
    Files.move(file, target);
    return true;
  }

  /** Moves a file that cannot be imported. */
  void failed(Path file, String text) throws IOException {
    Path target = free(failed, file.getFileName().toString());
    writeText(target, text);
    Files.move(file, target);
  }

  /** Writes what the last reading of a view came to, over that of the one before. */
  void view(String text, List<Reject> rejects) throws IOException {
    write(done.resolve("view"), text, rejects);
  }

  /** Writes why the last reading of a view failed. */
  void viewFailed(String text) throws IOException {
    writeText(failed.resolve("view"), text);
  }

  /** What a report prints. */
  static String text(Consumer<PrintWriter> report) {
    StringWriter text = new StringWriter();
    report.accept(new PrintWriter(text));
    return text.toString();
  }

  private static void write(Path target, String text, List<Reject> rejects) throws IOException {
    writeText(target, text);
    Path list = beside(target, ".rejects.csv");
    if (rejects.isEmpty()) {
      Files.deleteIfExists(list);
    } else {
      RejectFile.write(list, rejects);
    }
  }

  private static void writeText(Path target, String text) throws IOException {
    Files.writeString(beside(target, REPORT), text.strip() + "\n", StandardCharsets.UTF_8);
  }

  private static Path beside(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  /** The name, or with a number before it when there is such a file or its report. */
  private static Path free(Path folder, String name) {
    Path target = folder.resolve(name);
    for (int i = 2; Files.exists(target) || Files.exists(beside(target, REPORT)); i++) {
      target = folder.resolve(i + "-" + name);
    }
    return target;
  }
}
