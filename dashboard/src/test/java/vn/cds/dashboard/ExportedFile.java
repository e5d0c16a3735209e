package vn.cds.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import vn.cds.contract.time.VietnamTime;

/** A table that was taken away: headings and rows, numbers with a decimal point. */
record ExportedFile(List<String> firstLine, List<List<String>> rows) {

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss").withZone(VietnamTime.ZONE);

  /** The rows stand behind the first empty line; what they rest on stands before it. */
  static ExportedFile csv(String text, char separator) {
    assertThat(text).startsWith("\uFEFF");
    List<List<String>> lines = lines(text.substring(1), separator);
    int gap = lines.indexOf(List.of(""));
    return new ExportedFile(lines.get(0), lines.subList(gap + 1, lines.size()));
  }

  private static List<List<String>> lines(String text, char separator) {
    List<List<String>> lines = new ArrayList<>();
    List<String> line = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    char before = 0;
    for (char each : text.replace("\r\n", "\n").toCharArray()) {
      if (each == '"') {
        quoted = !quoted;
        // Two of them within quotes are one.
        if (quoted && before == '"') {
          cell.append(each);
        }
      } else if (!quoted && (each == separator || each == '\n')) {
        String value = cell.toString();
        line.add(
            separator == ';' && value.matches("-?[0-9]+,[0-9]+") ? value.replace(',', '.') : value);
        cell.setLength(0);
        if (each == '\n') {
          lines.add(line);
          line = new ArrayList<>();
        }
      } else {
        cell.append(each);
      }
      before = each;
    }
    return lines;
  }

  static List<List<String>> workbook(byte[] bytes) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (InputStream in = new ByteArrayInputStream(bytes);
        ReadableWorkbook read = new ReadableWorkbook(in)) {
      int width = 0;
      for (Row row : read.getFirstSheet().read()) {
        width = Math.max(width, row.getCellCount());
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < width; column++) {
          cells.add(row.getOptionalCell(column).map(ExportedFile::text).orElse(""));
        }
        rows.add(cells);
      }
    }
    return rows;
  }

  private static String text(Cell cell) {
    return switch (cell.getType()) {
      case NUMBER -> plain(cell.asNumber());
      case BOOLEAN -> cell.asBoolean().toString();
      case EMPTY -> "";
      default -> cell.getText();
    };
  }

  private static String plain(BigDecimal number) {
    String text = number.setScale(10, RoundingMode.HALF_EVEN).stripTrailingZeros().toPlainString();
    return text.equals("-0") ? "0" : text;
  }

  /** The rows that a file of an answer ought to have, without its headings. */
  static List<List<String>> of(JsonNode rows, String language) {
    List<Map<String, String>> flat = new ArrayList<>();
    Set<String> columns = new LinkedHashSet<>();
    for (JsonNode row : rows) {
      Map<String, String> cells = new LinkedHashMap<>();
      flatten("", row, cells, language);
      columns.addAll(cells.keySet());
      flat.add(cells);
    }
    return flat.stream()
        .map(row -> columns.stream().map(column -> row.getOrDefault(column, "")).toList())
        .toList();
  }

  private static void flatten(
      String prefix, JsonNode object, Map<String, String> cells, String language) {
    object
        .fields()
        .forEachRemaining(
            field -> {
              String name = prefix + field.getKey();
              JsonNode value = field.getValue();
              if (value.isObject()) {
                flatten(name + ".", value, cells, language);
              } else if (value.isArray() && isPoints(value)) {
                for (JsonNode group : value) {
                  String column = name + "." + group.get("id").asText();
                  cells.put(column, text(group.get("points")));
                  cells.put(column + ".computable", text(group.get("computable")));
                }
              } else {
                cells.put(name, value.isArray() ? joined(value, language) : text(value));
              }
            });
  }

  private static boolean isPoints(JsonNode list) {
    boolean all = !list.isEmpty();
    for (JsonNode entry : list) {
      all &= entry.has("id") && entry.has("points");
    }
    return all;
  }

  /** Several values in one cell: those that are known, numbers as the language has them. */
  private static String joined(JsonNode list, String language) {
    List<String> entries = new ArrayList<>();
    for (JsonNode entry : list) {
      List<String> values = new ArrayList<>();
      Iterable<JsonNode> parts = entry.isObject() ? entry : List.of(entry);
      for (JsonNode part : parts) {
        String text = text(part);
        boolean decimal = part.isNumber() && language.equals("vi");
        values.add(decimal ? text.replace('.', ',') : text);
      }
      values.removeIf(String::isEmpty);
      entries.add(String.join(", ", values));
    }
    return String.join("; ", entries);
  }

  private static String text(JsonNode value) {
    if (value.isNull()) {
      return "";
    }
    if (value.isNumber()) {
      return plain(value.decimalValue());
    }
    String text = value.asText();
    return text.matches("\\d{4}-\\d\\d-\\d\\dT.*Z") ? MOMENT.format(Instant.parse(text)) : text;
  }
}
