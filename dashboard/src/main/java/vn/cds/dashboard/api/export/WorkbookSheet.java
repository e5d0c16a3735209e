package vn.cds.dashboard.api.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import vn.cds.contract.catalogue.frame.Frame;

/** A table as a workbook: the rows on its first sheet, what they rest on on its second. */
public final class WorkbookSheet extends Sheet {

  /** So many rows are held before they are compressed. */
  private static final int HELD = 1_000;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Workbook workbook = new Workbook(bytes, "cds", "1.0");
  private final Worksheet rows;
  private Map<String, Object> about;
  private int line;

  public WorkbookSheet(Map<String, Object> head, Frame frame, Locale language) {
    super(head, frame, language);
    this.rows = workbook.newWorksheet(word("sheet.rows"));
  }

  @Override
  void begin(String part, Map<String, Object> entries, List<String> names) {
    about = entries;
    if (part != null) {
      put(rows, line, 0, part);
      rows.style(line++, 0).bold().set();
    }
    for (int column = 0; column < names.size(); column++) {
      rows.value(line, column, word(names.get(column)));
    }
    if (!names.isEmpty()) {
      rows.range(line, 0, line, names.size() - 1).style().bold().wrapText(true).set();
    }
    rows.freezePane(0, ++line);
  }

  @Override
  void writeRow(Object[] cells) {
    for (int column = 0; column < cells.length; column++) {
      put(rows, line, column, cells[column]);
    }
    line++;
    if (line % HELD == 0) {
      try {
        rows.flush();
      } catch (IOException e) {
        throw new UncheckedIOException("Memory can always be written to", e);
      }
    }
  }

  @Override
  public byte[] bytes() {
    try (workbook) {
      rows.finish();
      Worksheet source = workbook.newWorksheet(word("sheet.about"));
      int entry = 0;
      for (Map.Entry<String, Object> known : about.entrySet()) {
        source.value(entry, 0, word(known.getKey()));
        source.style(entry, 0).bold().set();
        put(source, entry++, 1, known.getValue());
      }
      source.width(0, 34);
      source.width(1, 60);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory can always be written to", e);
    }
    return bytes.toByteArray();
  }

  private static void put(Worksheet sheet, int line, int column, Object value) {
    if (value instanceof Number number) {
      sheet.value(line, column, number);
    } else if (value instanceof Boolean flag) {
      sheet.value(line, column, flag);
    } else if (value != null) {
      // In the cell itself: a list of all different texts would be held to the end.
      sheet.inlineString(line, column, text(value));
    }
  }
}
