package vn.cds.importer.file;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The rows of an OpenDocument spreadsheet, sheet after sheet; streamed. */
final class OdsRows implements RowReader {
  private static final String TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
  private static final String OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";

  /** The format repeats empty cells and rows to the end of the sheet. */
  private static final int MOST_REPEATED_COLUMNS = 1_000;

  private final String file;
  private final FileSettings settings;
  private final ZipFile zip;
  private final InputStream content;
  private final XMLStreamReader xml;
  private final List<String> notes = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private Table table;
  private long line;
  private SourceRow again;
  private long timesAgain;

  OdsRows(String name, ZipFile zip, FileSettings settings) throws IOException {
    this.file = name;
    this.settings = settings;
    this.zip = zip;
    ZipEntry entry = zip.getEntry("content.xml");
    content = zip.getInputStream(entry);
    try {
      xml = TableFile.xml(content);
    } catch (XMLStreamException e) {
      throw new IOException(e.getMessage(), e);
    }
    notes.add("OpenDocument spreadsheet");
  }

  @Override
  public SourceRow next() throws IOException {
    if (timesAgain > 0) {
      timesAgain--;
      again = new SourceRow(table, again.line() + 1, again.cells(), again.numbers(), null);
      return again;
    }
    try {
      while (xml.hasNext()) {
        int event = xml.next();
        if (event != XMLStreamConstants.START_ELEMENT || !TABLE.equals(xml.getNamespaceURI())) {
          continue;
        }
        if (xml.getLocalName().equals("table")) {
          String name = xml.getAttributeValue(TABLE, "name");
          names.add(name);
          boolean wanted = settings.sheets().isEmpty() || settings.sheets().contains(name);
          table = wanted ? new Table(file, name) : null;
          line = 0;
        } else if (xml.getLocalName().equals("table-row") && table != null) {
          int repeated = times("number-rows-repeated");
          SourceRow row = row();
          line += repeated;
          if (!row.isBlank()) {
            again = row;
            timesAgain = repeated - 1L;
            return row;
          }
        }
      }
    } catch (XMLStreamException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (!settings.sheets().isEmpty() && names.stream().noneMatch(settings.sheets()::contains)) {
      throw SheetNames.missing(file, settings.sheets(), names);
    }
    return null;
  }

  private int times(String attribute) {
    String text = xml.getAttributeValue(TABLE, attribute);
    return text == null ? 1 : Integer.parseInt(text);
  }

  /** Reads to the end of the row. */
  private SourceRow row() throws XMLStreamException {
    List<String> cells = new ArrayList<>();
    BitSet numbers = new BitSet();
    int empty = 0;
    while (true) {
      int event = xml.next();
      if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("table-row")) {
        return new SourceRow(table, line + 1, cells, numbers, null);
      }
      if (event != XMLStreamConstants.START_ELEMENT || !xml.getLocalName().endsWith("table-cell")) {
        continue;
      }
      int repeated = Math.min(times("number-columns-repeated"), MOST_REPEATED_COLUMNS);
      String type = xml.getAttributeValue(OFFICE, "value-type");
      String value =
          xml.getAttributeValue(
              OFFICE, type != null && type.equals("date") ? "date-value" : "value");
      boolean formula = xml.getAttributeValue(TABLE, "formula") != null;
      String shown = textOfCell();
      BigDecimal amount = value == null || "date".equals(type) ? null : number(value);
      boolean number = amount != null && type != null;
      String text = value == null ? shown : number ? plain(amount) : value;
      if (formula && type == null && text.isEmpty()) {
        text = SourceRow.NO_RESULT;
      }
      if (text.isEmpty()) {
        empty += repeated;
        continue;
      }
      for (; empty > 0; empty--) {
        cells.add("");
      }
      for (int i = 0; i < repeated; i++) {
        numbers.set(cells.size(), number);
        cells.add(text);
      }
    }
  }

  /** Null when it is none, such as NaN. */
  private static BigDecimal number(String value) {
    try {
      return new BigDecimal(value);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /** The paragraphs of a cell, one a line; reads to its end. */
  private String textOfCell() throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    int notesOpen = 0;
    int depth = 1;
    while (depth > 0) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          depth++;
          if (xml.getLocalName().equals("annotation")) {
            notesOpen = depth;
          } else if (xml.getLocalName().equals("p") && !text.isEmpty() && notesOpen == 0) {
            text.append('\n');
          } else if (xml.getLocalName().equals("s") && notesOpen == 0) {
            text.append(' ');
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          if (depth == notesOpen) {
            notesOpen = 0;
          }
          depth--;
        }
        case XMLStreamConstants.CHARACTERS -> {
          if (notesOpen == 0 && depth > 1) {
            text.append(xml.getText());
          }
        }
        default -> {
          // Comments say nothing.
        }
      }
    }
    return text.toString();
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public void close() throws IOException {
    try {
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      content.close();
      zip.close();
    }
  }
}
