package vn.cds.dashboard.api.export;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.cds.contract.catalogue.frame.Frame;

/**
 * A table as comma-separated values, in Vietnamese with semicolons and decimal commas, as
 * spreadsheets there expect them. What the rows rest on stands above them.
 */
public final class CsvSheet extends Sheet {

  private static final String LINE_END = "\r\n";

  /** The byte order mark tells spreadsheets that the text is UTF-8. */
  private static final String MARK = "\uFEFF";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final String separator;

  public CsvSheet(Map<String, Object> head, Frame frame, Locale language) {
    super(head, frame, language);
    this.separator = isVietnamese() ? ";" : ",";
    write(MARK);
  }

  @Override
  void begin(String part, Map<String, Object> about, List<String> names) {
    if (part != null) {
      line(Stream.of(part));
    }
    about.forEach((name, value) -> line(Stream.of(word(name), value)));
    write(LINE_END);
    line(names.stream().map(this::word));
  }

  @Override
  void writeRow(Object[] cells) {
    line(Stream.of(cells));
  }

  @Override
  public byte[] bytes() {
    return bytes.toByteArray();
  }

  private void line(Stream<?> cells) {
    write(cells.map(this::cell).collect(Collectors.joining(separator)) + LINE_END);
  }

  private void write(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private String cell(Object value) {
    if (value == null) {
      return "";
    }
    String text = value instanceof Number number ? numeral(number) : text(value);
    boolean quoted =
        text.contains(separator)
            || text.contains("\"")
            || text.contains("\n")
            || text.contains("\r");
    return quoted ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
  }
}
