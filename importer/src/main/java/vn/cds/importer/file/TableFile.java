package vn.cds.importer.file;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import vn.cds.importer.UnusableInput;

/** Opens a file by what it holds, whatever its name ends with. */
public final class TableFile {
  private static final int HEAD = 512;

  private TableFile() {}

  /**
   * Opens text with columns ({@code .csv}, {@code .tsv}), {@code .gz} of it, {@code .xlsx}, {@code
   * .ods}, and {@code .zip} of any of these.
   *
   * @throws UnusableInput when it cannot be read, with what to do
   */
  public static RowReader open(Path file, FileSettings settings) {
    try {
      if (Files.isDirectory(file)) {
        throw new UnusableInput(file + " is a directory. Name the files in it");
      }
      return open(file.toString(), file.toFile(), settings);
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /**
   * TCVN3 or VNI when a text file looks like it, which is never taken without being named; else
   * null.
   */
  public static String encodingOfFonts(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] sample = in.readNBytes(1 << 20);
      String guess = TextEncoding.guess(sample).name();
      boolean text = sample.length > 0 && sample[0] != 'P' && sample[0] != 0x1F;
      return text && (guess.equals("TCVN3") || guess.equals("VNI")) ? guess : null;
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /** Says why a file cannot be read, and what to do. */
  public static UnusableInput unreadable(String file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new UnusableInput("there is no file " + Path.of(file).toAbsolutePath(), e);
    }
    if (e instanceof AccessDeniedException) {
      return new UnusableInput(file + " may not be read. Give this user the right to read it", e);
    }
    if (e instanceof ZipException) {
      return new UnusableInput(
          file
              + " is a damaged or protected archive or workbook ("
              + e.getMessage()
              + "). Copy it again, or save it without a password",
          e);
    }
    return new UnusableInput(
        file + " cannot be read: " + e.getMessage() + ". Copy it again, or export it again", e);
  }

  /**
   * @param name to be told
   */
  static RowReader open(String name, File file, FileSettings settings) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file.toPath())) {
      head = in.readNBytes(HEAD);
    }
    if (begins(head, 'P', 'K', 3, 4) || begins(head, 'P', 'K', 5, 6)) {
      return zip(name, file, settings);
    }
    return text(name, Files.newInputStream(file.toPath()), settings);
  }

  /** Text, perhaps compressed. Closes the stream when it fails. */
  static RowReader text(String name, InputStream stream, FileSettings settings) throws IOException {
    InputStream in = buffered(stream);
    try {
      byte[] head = head(in);
      if (begins(head, 0x1F, 0x8B)) {
        in = buffered(new GZIPInputStream(in, 1 << 16));
        head = head(in);
      }
      refuse(name, head);
      return new CsvRows(name, in, settings);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static InputStream buffered(InputStream in) {
    return new BufferedInputStream(new BrokenEnd(in), 1 << 16);
  }

  /** XML of a workbook; names of other files in it are not followed. */
  static XMLStreamReader xml(InputStream in) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory.createXMLStreamReader(in);
  }

  private static byte[] head(InputStream in) throws IOException {
    in.mark(HEAD);
    byte[] head = in.readNBytes(HEAD);
    in.reset();
    return head;
  }

  private static RowReader zip(String name, File file, FileSettings settings) throws IOException {
    ZipFile zip = zipFile(file);
    try {
      if (zip.getEntry("xl/workbook.xml") != null) {
        zip.close();
        return new XlsxRows(name, file, settings);
      }
      if (zip.getEntry("xl/workbook.bin") != null) {
        throw new UnusableInput(name + " is a binary workbook (.xlsb). Save it as .xlsx");
      }
      if (zip.getEntry("content.xml") != null) {
        return new OdsRows(name, zip, settings);
      }
      return new ZipRows(name, zip, settings);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipFile zipFile(File file) throws IOException {
    try {
      return new ZipFile(file, StandardCharsets.UTF_8);
    } catch (ZipException e) {
      // Names of entries from older Windows.
      return new ZipFile(file, Charset.forName("IBM437"));
    }
  }

  private static void refuse(String name, byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
    if (head.length == 0) {
      throw new UnusableInput(name + " is empty. Export it again");
    }
    if (begins(head, 0xD0, 0xCF, 0x11, 0xE0)) {
      throw new UnusableInput(
          name
              + " is a workbook of the old format .xls, or one with a password. Save it as .xlsx"
              + " without a password");
    }
    if (text.startsWith("%pdf")) {
      throw new UnusableInput(name + " is a PDF. Export the table as .xlsx or .csv");
    }
    if (text.startsWith("{\\rtf")) {
      throw new UnusableInput(name + " is a text document. Export the table as .xlsx or .csv");
    }
    if (text.contains("<html") || text.contains("<table") || text.startsWith("<!doctype")) {
      throw new UnusableInput(
          name
              + " is a web page, as some systems export under the name .xls. Open it in Excel and"
              + " save it as .xlsx");
    }
    if (text.startsWith("<?xml")) {
      throw new UnusableInput(name + " is XML. Open it in Excel and save it as .xlsx");
    }
  }

  private static boolean begins(byte[] bytes, int... magic) {
    byte[] wanted = new byte[magic.length];
    for (int i = 0; i < magic.length; i++) {
      wanted[i] = (byte) magic[i];
    }
    return bytes.length >= wanted.length
        && Arrays.equals(bytes, 0, wanted.length, wanted, 0, wanted.length);
  }
}
