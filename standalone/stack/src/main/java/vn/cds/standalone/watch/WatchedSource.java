package vn.cds.standalone.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import vn.cds.contract.time.VietnamTime;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.file.FileStamp;
import vn.cds.importer.file.Sha256;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.source.ImportedFile;
import vn.cds.importer.source.ViewPosition;
import vn.cds.importer.view.ViewUnavailable;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.history.PreviewReport;
import vn.cds.standalone.history.RunningSummary;

/** A mapping with its folder: imports the files that come there, or the view that it names. */
final class WatchedSource {
  /** When a view is tried again that could not be read; sooner if it is due sooner. */
  private static final Duration VIEW_RETRY = Duration.ofMinutes(1);

  private final Path mappingFile;
  private final String name;
  private final Path folder;
  private final ExportSender sender;
  private final Clock clock;
  private final Consumer<String> log;
  private final ImportMetrics metrics;
  private final ArrivingFiles arriving;
  private final ReportFolder reports;
  private Mapping mapping;
  private FileStamp mappingStamp;

  /** When the view is due; null when Kafka has not yet been asked. */
  private Instant due;

  private volatile String fault;

  /**
   * @param inbox the folder of which the source's is a part
   * @param log is told each step
   * @param metrics counts what came
   */
  WatchedSource(
      Path mappingFile,
      Path inbox,
      Duration settle,
      ExportSender sender,
      Clock clock,
      Consumer<String> log,
      ImportMetrics metrics) {
    this.mappingFile = mappingFile;
    this.name = mappingFile.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    this.folder = inbox.resolve(name);
    this.sender = sender;
    this.clock = clock;
    this.log = log;
    this.metrics = metrics;
    metrics.known(name);
    this.reports = new ReportFolder(folder);
    this.arriving = new ArrivingFiles(folder, settle);
  }

  /** What is wrong with it; null when nothing is. */
  String fault() {
    return fault;
  }

  /**
   * Looks once, and imports what is whole and due.
   *
   * @throws RuntimeException when Kafka does not give what is needed; nothing is lost
   */
  void round() throws InterruptedException {
    try {
      readMapping();
      if (mapping.view() != null) {
        view();
        return;
      }
      for (Path file : arriving.whole(clock.instant())) {
        // With the tables beside the mapping, which may have been corrected.
        mapping = Mapping.read(mappingFile);
        file(file);
      }
      fault = null;
    } catch (UnusableInput e) {
      tell(e.getMessage());
    } catch (IOException e) {
      tell(folder + " cannot be used: " + e + ". Give this user the right to write there");
    }
  }

  private void readMapping() throws IOException {
    FileStamp stamp = FileStamp.of(mappingFile);
    if (mapping == null || !stamp.equals(mappingStamp)) {
      mapping = null;
      due = null;
      mapping = Mapping.read(mappingFile);
      mappingStamp = stamp;
      log.accept(
          "%s: %s".formatted(name, mapping.view() == null ? "watching " + folder : "has a view"));
    }
  }

  private void file(Path file) throws IOException, InterruptedException {
    FileStamp stamp = FileStamp.of(file);
    String fileName = file.getFileName().toString();
    try {
      String digest = Sha256.of(file);
      ImportedFile before = sender.read(mapping).file(digest);
      if (before != null
          && before.mapping().equals(mapping.digest())
          && before.date().equals(mapping.export().date(file).toString())) {
        metrics.repeated(name, clock.instant());
        boolean moved = importedBefore(file, stamp, before);
        told("%s: %s was imported before".formatted(name, fileName), file, moved);
        return;
      }
      log.accept("%s: importing %s".formatted(name, fileName));
      Instant start = clock.instant();
      RunningSummary summary = sender.sendFile(mapping, file);
      imported(summary, start);
      boolean moved = reports.done(file, stamp, report(fileName, summary), summary.rejects().all());
      told("%s: imported %s: %s".formatted(name, fileName, counts(summary)), file, moved);
    } catch (UnusableInput e) {
      failed(file, stamp, e.getMessage());
    } catch (UserError e) {
      if (e.exitCode() == ExitCode.ENVIRONMENT) {
        throw e;
      }
      failed(file, stamp, e.getMessage());
    } catch (RuntimeException e) {
      if (Failures.root(e) instanceof KafkaException) {
        throw e;
      }
      failed(file, stamp, "a fault of this program: " + e + ". Report it");
    }
  }

  /**
   * Moves a file whose content was imported, with what it comes to now: the report of that import
   * may be in another folder, or was never written, as the service was killed.
   */
  private boolean importedBefore(Path file, FileStamp stamp, ImportedFile before)
      throws IOException, InterruptedException {
    String text =
        ("%s: its content was imported before, at %s, as %s, with this mapping. Nothing was sent."
                + " Imports that are to be made again are made by ./cds import")
            .formatted(file.getFileName(), local(before.at()), before.name());
    PreviewReport now;
    try {
      now = sender.previewFile(mapping, file);
    } catch (RuntimeException e) {
      if (isOfKafka(e)) {
        throw e;
      }
      return reports.done(
          file,
          stamp,
          text + "\n\nWhich rows are not counted cannot be told any more: " + e.getMessage(),
          List.of());
    }
    return reports.done(
        file,
        stamp,
        text
            + "\n\nWhat it comes to beside all that was imported:\n\n"
            + ReportFolder.text(now::print),
        now.rejects());
  }

  /** Whether Kafka is to be waited for. */
  private static boolean isOfKafka(RuntimeException e) {
    return e instanceof UserError error
        ? error.exitCode() == ExitCode.ENVIRONMENT
        : Failures.root(e) instanceof KafkaException;
  }

  private void told(String what, Path file, boolean moved) {
    log.accept(what + (moved ? "; moved to done" : "; another file has its name now, which waits"));
    if (!moved) {
      arriving.waitFor(file);
    }
  }

  private void failed(Path file, FileStamp stamp, String why) throws IOException {
    String fileName = file.getFileName().toString();
    if (!stamp.isOf(file)) {
      log.accept("%s: %s is still being written; waiting for it".formatted(name, fileName));
      arriving.waitFor(file);
      return;
    }
    metrics.failed(name);
    log.accept("%s: %s failed; moved to failed: %s".formatted(name, fileName, why));
    reports.failed(
        file,
        "%s was not imported, %s.%n%n%s%n%nPut it into the folder again when this is mended."
            .formatted(fileName, local(clock.instant()), why));
  }

  private void view() throws IOException, InterruptedException {
    Instant now = clock.instant();
    if (due == null) {
      ViewPosition last = sender.read(mapping).view(mapping.view());
      due =
          last == null || !last.mapping().equals(mapping.digest())
              ? now
              : mapping.view().schedule().next(last.readAt());
    }
    if (now.isBefore(due)) {
      return;
    }
    Instant next = mapping.view().schedule().next(now);
    Instant retry = now.plus(VIEW_RETRY);
    try {
      mapping = Mapping.read(mappingFile);
      log.accept("%s: reading %s".formatted(name, mapping.view().name()));
      RunningSummary summary = sender.sendView(mapping);
      imported(summary, now);
      log.accept("%s: read %s: %s".formatted(name, mapping.view().name(), counts(summary)));
      due = next;
      fault = null;
      reports.view(report(mapping.view().name(), summary), summary.rejects().all());
    } catch (UnusableInput | ViewUnavailable e) {
      viewFailed(e.getMessage(), retry.isBefore(next) ? retry : next);
    } catch (UserError e) {
      if (e.exitCode() == ExitCode.ENVIRONMENT) {
        throw e;
      }
      viewFailed(e.getMessage(), retry.isBefore(next) ? retry : next);
    } catch (RuntimeException e) {
      if (Failures.root(e) instanceof KafkaException) {
        throw e;
      }
      viewFailed("a fault of this program or of the driver: " + e + ". Report it", next);
    }
  }

  private void viewFailed(String why, Instant again) throws IOException {
    due = again;
    metrics.failed(name);
    reports.viewFailed("%s: %s".formatted(local(clock.instant()), why));
    tell(why);
  }

  private void imported(RunningSummary summary, Instant start) {
    Instant now = clock.instant();
    metrics.imported(name, summary, Duration.between(start, now), now);
  }

  private void tell(String why) {
    if (!why.equals(fault)) {
      log.accept("%s: %s".formatted(name, why));
    }
    fault = why;
  }

  private String report(String what, RunningSummary summary) {
    return "%s: imported at %s with %s%n%s"
        .formatted(
            what,
            local(clock.instant()),
            mappingFile.getFileName(),
            ReportFolder.text(summary::print));
  }

  private static String counts(RunningSummary summary) {
    return "%d rows read, %d with rejects, %d events, %d taken back"
        .formatted(
            summary.rows().read(),
            summary.rejects().rows(),
            summary.changes().events(),
            summary.changes().retractions());
  }

  private static String local(Instant time) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
        time.truncatedTo(ChronoUnit.SECONDS).atOffset(VietnamTime.OFFSET));
  }

  static List<String> faults(Iterable<WatchedSource> sources) {
    List<String> faults = new ArrayList<>();
    sources.forEach(
        source -> {
          String fault = source.fault();
          if (fault != null) {
            faults.add(source.name + ": " + fault);
          }
        });
    return faults;
  }
}
