package vn.cds.importer.file;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import vn.cds.importer.UnusableInput;

/** The rows of the files in an archive, in the order of their names. */
final class ZipRows implements RowReader {
  private static final List<String> TEXT = List.of(".csv", ".tsv", ".txt", ".tab", ".gz");
  private static final List<String> WORKBOOKS = List.of(".xlsx", ".ods");

  private final String name;
  private final ZipFile zip;
  private final FileSettings settings;
  private final Iterator<? extends ZipEntry> entries;
  private final List<String> notes = new ArrayList<>();
  private RowReader current;
  private Path copy;

  ZipRows(String name, ZipFile zip, FileSettings settings) {
    this.name = name;
    this.zip = zip;
    this.settings = settings;
    List<? extends ZipEntry> tables =
        zip.stream()
            .filter(entry -> isTable(entry.getName()))
            .sorted(Comparator.comparing(ZipEntry::getName))
            .toList();
    if (tables.isEmpty()) {
      throw new UnusableInput(
          name + " holds no .csv, .tsv, .txt, .gz, .xlsx or .ods. Name the files themselves");
    }
    zip.stream()
        .filter(entry -> !entry.isDirectory() && !isTable(entry.getName()))
        .forEach(entry -> notes.add("not read, as it is no table: " + entry.getName()));
    entries = tables.iterator();
  }

  private static boolean isTable(String entry) {
    String lower = entry.toLowerCase(Locale.ROOT);
    String last = lower.substring(lower.lastIndexOf('/') + 1);
    return !lower.startsWith("__macosx/")
        && !last.startsWith(".")
        && !last.startsWith("~$")
        && (TEXT.stream().anyMatch(last::endsWith) || WORKBOOKS.stream().anyMatch(last::endsWith));
  }

  @Override
  public SourceRow next() throws IOException {
    while (true) {
      SourceRow row = current == null ? null : current.next();
      if (row != null) {
        return row;
      }
      closeCurrent();
      if (!entries.hasNext()) {
        return null;
      }
      ZipEntry entry = entries.next();
      String path = name + "/" + entry.getName();
      try {
        current = open(path, entry);
      } catch (UnusableInput e) {
        return unreadable(path, e);
      } catch (ZipException | EOFException e) {
        return unreadable(path, TableFile.unreadable(path, e));
      }
      notes.addAll(current.notes());
    }
  }

  /** In place of the rows of a file; the other files of the archive are read. */
  private static SourceRow unreadable(String path, UnusableInput e) {
    return new SourceRow(new Table(path, null), 1, List.of(), null, e.getMessage());
  }

  private RowReader open(String path, ZipEntry entry) throws IOException {
    InputStream in = zip.getInputStream(entry);
    return WORKBOOKS.stream().anyMatch(entry.getName().toLowerCase(Locale.ROOT)::endsWith)
        ? TableFile.open(path, copy(in), settings)
        : TableFile.text(path, in, settings);
  }

  /** A workbook is read from a file of its own. */
  private File copy(InputStream in) throws IOException {
    copy = Files.createTempFile("cds-import-", ".tmp");
    try (in) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return copy.toFile();
  }

  private void closeCurrent() throws IOException {
    if (current != null) {
      current.close();
      current = null;
    }
    if (copy != null) {
      Files.deleteIfExists(copy);
      copy = null;
    }
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public void close() throws IOException {
    closeCurrent();
    zip.close();
  }
}
