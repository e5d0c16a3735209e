package vn.cds.contract.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import vn.cds.contract.text.PlainText;
import vn.cds.contract.text.Spelling;

/**
 * A CSV file in UTF-8 with a header, in which lines that begin with {@code #} are comments. Errors
 * are collected with file and line, so that an administrator sees all of them at once.
 */
public final class DataFile {

  private static final CSVFormat CSV =
      CSVFormat.RFC4180
          .builder()
          .setCommentMarker('#')
          .setIgnoreEmptyLines(true)
          .setIgnoreSurroundingSpaces(true)
          .get();

  private final String name;
  private final List<String> errors;
  private final List<Row> rows = new ArrayList<>();

  private DataFile(String name, List<String> errors) {
    this.name = name;
    this.errors = errors;
  }

  /** The rows of a file; errors go to the list. */
  public static List<Row> read(Path file, List<String> header, List<String> errors) {
    DataFile data = new DataFile(file.getFileName().toString(), errors);
    String text = DataText.read(file, errors);
    if (text != null) {
      data.parse(text, header);
    }
    return data.rows;
  }

  /** The rows of a file of this library; errors go to the list. */
  public static List<Row> bundled(String name, List<String> header, List<String> errors) {
    DataFile data = new DataFile(name, errors);
    data.parse(DataText.bundled(name), header);
    return data.rows;
  }

  private void parse(String text, List<String> header) {
    try (CSVParser parser = CSVParser.parse(text, CSV)) {
      Iterator<CSVRecord> records = parser.iterator();
      if (!records.hasNext()) {
        errors.add(name + ":1: is empty; begin with the header " + String.join(",", header) + ".");
        return;
      }
      List<String> found = records.next().toList();
      if (!found.equals(header)) {
        errors.add(
            at(parser.getCurrentLineNumber())
                + "the header is "
                + String.join(",", found)
                + "; it must be "
                + String.join(",", header)
                + ".");
        return;
      }
      while (records.hasNext()) {
        CSVRecord record = records.next();
        long line = parser.getCurrentLineNumber();
        if (record.size() == header.size()) {
          rows.add(new Row(line, header, record.toList()));
        } else {
          errors.add(
              at(line)
                  + "has "
                  + record.size()
                  + " columns; it must have "
                  + header.size()
                  + " as the header.");
        }
      }
    } catch (UncheckedIOException e) {
      // The parser says where: an unclosed quote, or text after one.
      errors.add(name + ": is not CSV (" + e.getCause().getMessage() + "); check the quotes.");
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read from memory", e);
    }
  }

  private String at(long line) {
    return name + ":" + line + ": ";
  }

  /** A row; the methods give null after noting an error. */
  public final class Row {
    private final long line;
    private final List<String> header;
    private final List<String> cells;

    private Row(long line, List<String> header, List<String> cells) {
      this.line = line;
      this.header = header;
      this.cells = cells;
    }

    public long line() {
      return line;
    }

    public void error(String what) {
      errors.add(at(line) + what);
    }

    /** The text as it stands, possibly blank. */
    public String cell(String column) {
      return cells.get(header.indexOf(column));
    }

    public boolean isBlank(String column) {
      return cell(column).isBlank();
    }

    /** A text that is not blank, by the rule of {@link PlainText}. */
    public String text(String column) {
      String text = cell(column);
      if (text.isBlank()) {
        error(column + " is blank; fill it in.");
        return null;
      }
      Optional<String> fault = PlainText.fault(text);
      fault.ifPresent(what -> error(column + " " + what));
      return fault.isPresent() ? null : text;
    }

    /** As {@link #text}, spelled as in the national catalogue. */
    public String vietnameseName(String column) {
      String name = text(column);
      return name == null ? null : Spelling.official(name);
    }

    /** As {@link #text}, or null without an error when blank. */
    public String optionalText(String column) {
      return isBlank(column) ? null : text(column);
    }

    public String matching(String column, Pattern pattern, String expected) {
      String text = text(column);
      if (text != null && !pattern.matcher(text).matches()) {
        error(column + " is \"" + text + "\"; it must be " + expected + ".");
        return null;
      }
      return text;
    }

    /** The value that the function finds for the text; it gives null when there is none. */
    public <T> T known(String column, Function<String, T> find, String expected) {
      String text = text(column);
      T value = text == null ? null : find.apply(text);
      if (text != null && value == null) {
        error(column + " is \"" + text + "\"; it must be " + expected + ".");
      }
      return value;
    }

    public LocalDate date(String column) {
      return known(column, Row::parseDate, "a date such as 2025-07-01");
    }

    private static LocalDate parseDate(String text) {
      try {
        return LocalDate.parse(text);
      } catch (DateTimeException e) {
        return null; // the caller says where and what is expected
      }
    }

    /** A number from minimum to maximum; NaN when blank or after noting an error. */
    public double optionalNumber(String column, double minimum, double maximum) {
      if (isBlank(column)) {
        return Double.NaN;
      }
      String expected = "a number from " + minimum + " to " + maximum;
      Double number = known(column, text -> parseNumber(text, minimum, maximum), expected);
      return number == null ? Double.NaN : number;
    }

    private static Double parseNumber(String text, double minimum, double maximum) {
      try {
        double number = Double.parseDouble(text);
        return number >= minimum && number <= maximum ? number : null;
      } catch (NumberFormatException e) {
        return null; // the caller says where and what is expected
      }
    }
  }
}
