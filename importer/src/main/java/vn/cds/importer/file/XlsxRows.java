package vn.cds.importer.file;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import vn.cds.importer.UnusableInput;

/**
 * The rows of a workbook, sheet after sheet. Rows are streamed; the table of shared texts is held.
 */
final class XlsxRows implements RowReader {
  /** Days from the epoch of Windows to that of old Macs. */
  private static final BigDecimal DAYS_TO_1904 = BigDecimal.valueOf(1462);

  private final String file;
  private final File content;
  private final ReadableWorkbook workbook;
  private final Iterator<Sheet> sheets;
  private final List<String> notes = new ArrayList<>();
  private Table table;
  private Stream<Row> stream;
  private Iterator<Row> rows;

  /** Null: nobody has looked. */
  private Boolean calculated;

  XlsxRows(String name, File file, FileSettings settings) throws IOException {
    this.file = name;
    this.content = file;
    workbook = open(name, file);
    List<Sheet> wanted = new ArrayList<>();
    List<String> names = workbook.getSheets().map(Sheet::getName).toList();
    workbook
        .getSheets()
        .filter(s -> settings.sheets().isEmpty() || settings.sheets().contains(s.getName()))
        .forEach(wanted::add);
    if (wanted.isEmpty()) {
      close();
      throw SheetNames.missing(name, settings.sheets(), names);
    }
    sheets = wanted.iterator();
    notes.add("workbook with the sheets " + String.join(", ", names));
  }

  /** With the formats of cells, which a workbook without styles does not have. */
  private static ReadableWorkbook open(String name, File file) throws IOException {
    try {
      return new ReadableWorkbook(file, new ReadingOptions(true, true));
    } catch (ExcelReaderException withoutStyles) {
      try {
        return new ReadableWorkbook(file, new ReadingOptions(false, true));
      } catch (ExcelReaderException e) {
        throw new UnusableInput(
            name
                + " is no workbook that can be read ("
                + e.getMessage()
                + "). Open it and save it as .xlsx, or as .csv");
      }
    }
  }

  @Override
  public SourceRow next() throws IOException {
    try {
      while (rows == null || !rows.hasNext()) {
        if (stream != null) {
          stream.close();
        }
        if (!sheets.hasNext()) {
          return null;
        }
        Sheet sheet = sheets.next();
        table = new Table(file, sheet.getName());
        stream = sheet.openStream();
        rows = stream.iterator();
      }
      return row(rows.next());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException e) {
      // Of cells that the library does not know, or that point to nothing.
      throw new IOException(
          e.getMessage() + "; open the workbook in Excel or LibreOffice and save it as .xlsx", e);
    }
  }

  private SourceRow row(Row row) throws IOException {
    List<String> cells = new ArrayList<>(row.getCellCount());
    BitSet numbers = new BitSet();
    for (int i = 0; i < row.getCellCount(); i++) {
      Cell cell = row.getCell(i);
      Object value = cell == null ? null : cell.getValue();
      if (value instanceof BigDecimal number) {
        numbers.set(i);
        cells.add(text(number, cell.getDataFormatString()));
      } else {
        cells.add(cell == null ? "" : text(cell));
      }
    }
    return new SourceRow(table, row.getRowNum(), cells, numbers, null);
  }

  /** What stands in the file where the library finds no value, such as words in a number cell. */
  private String text(Cell cell) throws IOException {
    String text = cell.getValue() == null ? cell.getRawValue() : cell.getText();
    boolean nothing = text == null || text.isEmpty();
    return nothing && cell.getFormula() != null && !isCalculated()
        ? SourceRow.NO_RESULT
        : nothing ? "" : text;
  }

  /**
   * Whether the formulas have results: programs that save a workbook work out all of them, scripts
   * none. The library does not tell a formula without a result from one whose result is empty.
   */
  private boolean isCalculated() throws IOException {
    if (calculated == null) {
      try (ZipFile zip = new ZipFile(content)) {
        calculated = true;
        for (ZipEntry entry : Collections.list(zip.entries())) {
          if (entry.getName().matches("xl/worksheets/[^/]*\\.xml")) {
            try (InputStream sheet = zip.getInputStream(entry)) {
              calculated &= isCalculated(TableFile.xml(sheet));
            }
          }
        }
      } catch (XMLStreamException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
    return calculated;
  }

  private static boolean isCalculated(XMLStreamReader xml) throws XMLStreamException {
    boolean formula = false;
    boolean result = false;
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        switch (xml.getLocalName()) {
          case "c" -> {
            formula = false;
            result = "str".equals(xml.getAttributeValue(null, "t")); // a text, which may be empty
          }
          case "f" -> formula = true;
          case "is" -> result = true;
          case "v" -> result |= !xml.getElementText().isEmpty();
          default -> {
            // Says nothing of results.
          }
        }
      } else if (event == XMLStreamConstants.END_ELEMENT
          && xml.getLocalName().equals("c")
          && formula
          && !result) {
        return false;
      }
    }
    return true;
  }

  /** A number as text; zeros at its front that its format shows are part of a code. */
  private String text(BigDecimal number, String format) {
    boolean date = format != null && isDate(format);
    BigDecimal value = date && workbook.isDate1904() ? number.add(DAYS_TO_1904) : number;
    // No exponent: 1E+5 is 100000.
    String text = value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    if (format != null && format.length() > text.length() && format.matches("0+")) {
      return "0".repeat(format.length() - text.length()) + text;
    }
    return text;
  }

  private static boolean isDate(String format) {
    String bare = format.replaceAll("\"[^\"]*\"|\\[[^\\]]*\\]|\\\\.", "");
    return bare.matches("(?i).*[ydhs].*");
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public void close() throws IOException {
    if (stream != null) {
      stream.close();
    }
    workbook.close();
  }
}
