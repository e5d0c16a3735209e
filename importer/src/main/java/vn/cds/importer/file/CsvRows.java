package vn.cds.importer.file;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The rows of a text file. */
final class CsvRows implements RowReader {
  private static final int SAMPLE = 1 << 20;
  private static final int LINES_LOOKED_AT = 100;
  private static final int MOST_SEPARATOR_LINE = 12;

  private final Table table;
  private final List<String> notes = new ArrayList<>();
  private final QuoteGuard guard;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final long linesBefore;
  private long lastLine;

  /**
   * @throws vn.cds.importer.UnusableInput when the text is not in the named encoding
   */
  CsvRows(String file, InputStream in, FileSettings settings) throws IOException {
    table = new Table(file, null);
    BrokenEnd end = new BrokenEnd(in);
    byte[] sample = end.readNBytes(SAMPLE);
    TextEncoding encoding = TextEncoding.of(file, sample, settings.encoding());
    byte[] unread = Arrays.copyOfRange(sample, encoding.mark(), sample.length);
    BufferedReader reader =
        encoding.reader(new SequenceInputStream(new ByteArrayInputStream(unread), end));
    Character told = separatorLine(reader);
    linesBefore = told == null ? 0 : 1;
    lastLine = linesBefore;
    char delimiter =
        told != null
            ? told
            : settings.delimiter() != null
                ? settings.delimiter()
                : delimiter(encoding.decode(sample));
    notes.add("encoding " + encoding.name() + ": " + encoding.reason());
    notes.add(
        "delimiter "
            + name(delimiter)
            + (told != null
                ? ": the line sep= says so"
                : settings.delimiter() != null
                    ? ": named by the mapping"
                    : ": it cuts most lines into as many cells"));
    guard = new QuoteGuard(reader, encoding.letters(), delimiter, linesBefore);
    parser =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(delimiter)
            .setIgnoreEmptyLines(false)
            .setIgnoreSurroundingSpaces(true)
            .setTrailingData(true)
            .setLenientEof(true)
            .get()
            .parse(guard);
    records = parser.iterator();
  }

  static String name(char delimiter) {
    return delimiter == '\t' ? "tab" : String.valueOf(delimiter);
  }

  /** What a first line such as {@code sep=;} says, which Excel writes; it is read then. */
  private static Character separatorLine(BufferedReader reader) throws IOException {
    reader.mark(MOST_SEPARATOR_LINE * 2);
    StringBuilder line = new StringBuilder();
    int c = reader.read();
    while (c >= 0 && c != '\n' && c != '\r' && line.length() < MOST_SEPARATOR_LINE) {
      line.append((char) c);
      c = reader.read();
    }
    String text = line.toString().replace("\"", "");
    if ((c == '\n' || c == '\r')
        && text.length() == 5
        && text.regionMatches(true, 0, "sep=", 0, 4)) {
      reader.mark(1);
      if (c == '\r' && reader.read() != '\n') {
        reader.reset();
      }
      return text.charAt(4);
    }
    reader.reset();
    return null;
  }

  /** The character that cuts most lines into as many cells. */
  static char delimiter(String sample) {
    String[] lines = sample.split("\\R", LINES_LOOKED_AT + 1);
    char best = ',';
    int most = 0;
    for (char candidate : new char[] {'\t', ';', '|', ','}) {
      int[] linesWith = new int[1000];
      for (int i = 0; i < Math.min(lines.length, LINES_LOOKED_AT); i++) {
        linesWith[Math.min(outsideQuotes(lines[i], candidate), linesWith.length - 1)]++;
      }
      int agree = 0;
      for (int count = 1; count < linesWith.length; count++) {
        agree = Math.max(agree, linesWith[count]);
      }
      if (agree > most) {
        most = agree;
        best = candidate;
      }
    }
    return best;
  }

  private static int outsideQuotes(String line, char wanted) {
    int count = 0;
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == wanted && !quoted) {
        count++;
      }
    }
    return count;
  }

  @Override
  public SourceRow next() throws IOException {
    CSVRecord row;
    try {
      row = records.hasNext() ? records.next() : null;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (row == null) {
      return null;
    }
    long line = lastLine + 1;
    lastLine = linesBefore + parser.getCurrentLineNumber();
    return new SourceRow(table, line, row.toList(), null, guard.fault(line));
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
