package vn.cds.dashboard.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.stream.Collectors;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import vn.cds.contract.VietnamTime;
import vn.cds.contract.catalogue.Frame;

/**
 * An answer as a table to take away: the rows, and what they rest on (place, period, moment,
 * catalogue, filters).
 *
 * @param about words and values that stand above the rows, or on a sheet of their own
 * @param columns names of the API, in their order
 * @param rows values by column
 * @param groups headings of the columns of a frame's groups, by column
 */
record Sheet(
    Map<String, Object> about,
    List<String> columns,
    List<Map<String, Object>> rows,
    Map<String, String> groups) {

  static final Locale VIETNAMESE = new Locale("vi");

  private static final String BUNDLE = "vn.cds.dashboard.api.columns";
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss").withZone(VietnamTime.ZONE);
  private static final String LINE_END = "\r\n";

  /** The byte order mark tells spreadsheets that the text is UTF-8. */
  private static final String MARK = "\uFEFF";

  /**
   * The table of an answer.
   *
   * @param head of the answer; nested objects become columns of their own
   * @param rows objects of the API
   * @param frame whose groups have columns, if any have
   */
  static Sheet of(
      Map<String, Object> head, List<Map<String, Object>> rows, Frame frame, Locale language) {
    List<Map<String, Object>> flat =
        rows.stream().map(row -> flat("", row)).map(row -> inWords(row, language)).toList();
    Set<String> columns = new LinkedHashSet<>();
    flat.forEach(row -> columns.addAll(row.keySet()));
    Map<String, String> groups =
        frame.groups().stream()
            .collect(
                Collectors.toMap(
                    group -> "groups." + group.id(),
                    group -> language.equals(VIETNAMESE) ? group.name().vi() : group.name().en()));
    return new Sheet(flat("", head), List.copyOf(columns), flat, groups);
  }

  /**
   * What was wrong with a record is told in English; a Vietnamese table has the words of its code.
   */
  private static Map<String, Object> inWords(Map<String, Object> row, Locale language) {
    if (language.equals(VIETNAMESE) && row.get("last_detail") != null) {
      row.put("last_detail", words(language).getString("fault." + row.get("code")));
    }
    return row;
  }

  private static Map<String, Object> flat(String prefix, Map<?, ?> object) {
    Map<String, Object> flat = new LinkedHashMap<>();
    object.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> inner) {
            flat.putAll(flat(prefix + name + ".", inner));
          } else if (value instanceof List<?> list && isPoints(list)) {
            for (Object entry : list) {
              Map<?, ?> group = (Map<?, ?>) entry;
              flat.put(prefix + name + "." + group.get("id"), group.get("points"));
            }
          } else {
            flat.put(prefix + name, value instanceof List<?> list ? joined(list) : value);
          }
        });
    return flat;
  }

  /** Points by group of a standing: a column for each. */
  private static boolean isPoints(List<?> list) {
    return !list.isEmpty()
        && list.stream()
            .allMatch(
                entry ->
                    entry instanceof Map<?, ?> map
                        && map.containsKey("id")
                        && map.containsKey("points"));
  }

  private static String joined(List<?> list) {
    return list.stream()
        .map(
            entry ->
                entry instanceof Map<?, ?> map
                    ? map.values().stream().map(String::valueOf).collect(Collectors.joining(", "))
                    : String.valueOf(entry))
        .collect(Collectors.joining("; "));
  }

  /**
   * As comma-separated values, in Vietnamese with semicolons and decimal commas, as spreadsheets
   * there expect them.
   */
  byte[] csv(Locale language) {
    boolean vietnamese = language.equals(VIETNAMESE);
    String separator = vietnamese ? ";" : ",";
    DecimalFormat number =
        new DecimalFormat(
            "0.##########",
            DecimalFormatSymbols.getInstance(vietnamese ? new Locale("vi", "VN") : Locale.ROOT));
    ResourceBundle words = words(language);
    StringBuilder text = new StringBuilder(MARK);
    about.forEach(
        (name, value) ->
            text.append(cell(word(words, name), separator, number))
                .append(separator)
                .append(cell(value, separator, number))
                .append(LINE_END));
    text.append(LINE_END);
    text.append(
            columns.stream()
                .map(column -> cell(word(words, column), separator, number))
                .collect(Collectors.joining(separator)))
        .append(LINE_END);
    for (Map<String, Object> row : rows) {
      List<String> cells = new ArrayList<>();
      columns.forEach(column -> cells.add(cell(row.get(column), separator, number)));
      text.append(String.join(separator, cells)).append(LINE_END);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String cell(Object value, String separator, DecimalFormat number) {
    if (value == null) {
      return "";
    }
    String text = value instanceof Number ? number.format(value) : Cells.harmless(shown(value));
    boolean quoted =
        text.contains(separator)
            || text.contains("\"")
            || text.contains("\n")
            || text.contains("\r");
    return quoted ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
  }

  /** As a workbook with the rows on its first sheet and what they rest on on its second. */
  byte[] workbook(Locale language) {
    ResourceBundle words = words(language);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Workbook workbook = new Workbook(bytes, "cds", "1.0")) {
      Worksheet sheet = workbook.newWorksheet(word(words, "sheet.rows"));
      for (int column = 0; column < columns.size(); column++) {
        sheet.value(0, column, word(words, columns.get(column)));
      }
      if (!columns.isEmpty()) {
        sheet.range(0, 0, 0, columns.size() - 1).style().bold().wrapText(true).set();
      }
      sheet.freezePane(0, 1);
      int line = 1;
      for (Map<String, Object> row : rows) {
        for (int column = 0; column < columns.size(); column++) {
          put(sheet, line, column, row.get(columns.get(column)));
        }
        line++;
      }
      Worksheet source = workbook.newWorksheet(word(words, "sheet.about"));
      line = 0;
      for (Map.Entry<String, Object> entry : about.entrySet()) {
        source.value(line, 0, word(words, entry.getKey()));
        source.style(line, 0).bold().set();
        put(source, line++, 1, entry.getValue());
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
      sheet.value(line, column, Cells.harmless(shown(value)));
    }
  }

  private static String shown(Object value) {
    return value instanceof Instant instant ? MOMENT.format(instant) : value.toString();
  }

  private static ResourceBundle words(Locale language) {
    return ResourceBundle.getBundle(
        BUNDLE,
        language,
        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  private String word(ResourceBundle words, String name) {
    String group = groups.get(name);
    return group != null ? group : words.getString(name);
  }
}
