package vn.cds.dashboard.api.export;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.stream.Collectors;
import vn.cds.contract.catalogue.frame.Frame;
import vn.cds.contract.time.VietnamTime;
import vn.cds.dashboard.api.query.RowStream;
import vn.cds.dashboard.json.RecordShape;

/**
 * An answer as a table to take away: the rows, and what they rest on (how many there are, place,
 * period, moment, catalogue, filters). Rows are written as they come; none of them is kept.
 */
public abstract class Sheet {

  static final Locale VIETNAMESE = new Locale("vi");

  private static final String BUNDLE = "vn.cds.dashboard.api.columns";

  /** Of a time {@code x_at} the flag {@code x_by_day} says that only its local day is known. */
  private static final String TIME = "_at";

  /** Says that a row is shown in part. */
  private static final String SUPPRESSED = "suppressed";

  private static final String BY_DAY = "_by_day";
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("dd/MM/yyyy").withZone(VietnamTime.ZONE);
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss").withZone(VietnamTime.ZONE);

  private final Locale language;
  private final ResourceBundle words;
  private final DecimalFormat numerals;

  /** Headings of the columns of a frame's groups. */
  private final Map<String, String> groups = new HashMap<>();

  private final Map<String, Object> head;
  private List<String> columns;
  private long promised;
  private long written;

  /**
   * @param head of the answer; nested objects become entries of their own
   * @param frame whose groups have columns, if any have
   * @param language of the headings
   */
  Sheet(Map<String, Object> head, Frame frame, Locale language) {
    this.language = language;
    this.words =
        ResourceBundle.getBundle(
            BUNDLE,
            language,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    this.numerals =
        new DecimalFormat(
            "0.##########",
            DecimalFormatSymbols.getInstance(
                isVietnamese() ? new Locale("vi", "VN") : Locale.ROOT));
    this.head = flat("", head);
    frame
        .groups()
        .forEach(
            group -> {
              String name = group.name().in(language);
              groups.put("groups." + group.id(), name);
              groups.put(
                  "groups." + group.id() + ".computable",
                  MessageFormat.format(words.getString("groups.computable"), name));
            });
  }

  /** Writes rows of an answer; not all of them need have the same columns. */
  public final void write(List<? extends Record> rows) {
    List<Map<String, Object>> flat = rows.stream().map(this::cells).toList();
    Set<String> names = new LinkedHashSet<>();
    flat.forEach(row -> names.addAll(row.keySet()));
    begin(List.copyOf(names), rows.size(), rows.size());
    flat.forEach(this::writeCells);
  }

  private Map<String, Object> cells(Record row) {
    Map<String, Object> cells = inWords(inDays(flat("", RecordShape.object(row))));
    if (cells.containsKey(SUPPRESSED)) {
      cells.put(SUPPRESSED, cells.remove(SUPPRESSED)); // the last one
    }
    return cells;
  }

  /** What is known only to the day is a day, and needs no flag. */
  private static Map<String, Object> inDays(Map<String, Object> row) {
    for (String flag : List.copyOf(row.keySet())) {
      if (flag.endsWith(BY_DAY) && row.get(flag) instanceof Boolean byDay) {
        row.remove(flag);
        if (byDay) {
          String time = flag.substring(0, flag.length() - BY_DAY.length()) + TIME;
          row.computeIfPresent(time, (name, instant) -> DAY.format((Instant) instant));
        }
      }
    }
    return row;
  }

  /**
   * What was wrong with a record is told in English; a Vietnamese table has the words of its code.
   */
  private Map<String, Object> inWords(Map<String, Object> row) {
    if (language.equals(VIETNAMESE) && row.get("last_detail") != null) {
      row.put("last_detail", words.getString("fault." + row.get("code")));
    }
    return row;
  }

  /**
   * Writes a list that may be long.
   *
   * @param inPart whether rows of it may lack something; then each says whether it does
   */
  public final <R extends Record> void write(RowStream<R> rows, boolean inPart) {
    rows.source()
        .accept(
            listed -> {
              Map<String, Object> cells = cells(listed.row());
              if (columns == null) {
                List<String> names = new ArrayList<>(cells.keySet());
                if (inPart && !cells.containsKey(SUPPRESSED) && hasMark(listed.row())) {
                  names.add(SUPPRESSED);
                }
                begin(List.copyOf(names), listed.all(), rows.most());
              }
              writeCells(cells);
            });
    if (columns == null) {
      begin(List.of(), 0, 0);
    }
    if (written != promised) {
      throw new IllegalStateException(written + " rows came, not " + promised);
    }
  }

  private static boolean hasMark(Record row) {
    return RecordShape.of(row.getClass()).flat().stream()
        .anyMatch(field -> field.name().equals(SUPPRESSED));
  }

  private void begin(List<String> names, long all, long most) {
    columns = names;
    promised = Math.min(all, most);
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("rows", promised);
    about.putAll(head);
    String part =
        all <= most
            ? null
            : new MessageFormat(words.getString("rows.part"), language)
                .format(new Object[] {most, all});
    begin(part, about, columns);
  }

  private void writeCells(Map<String, Object> row) {
    written++;
    writeRow(columns.stream().map(row::get).toArray());
  }

  /**
   * Begins the table.
   *
   * @param part says that these are not all rows, and where the others are; stands in the first
   *     line. Null: these are all
   * @param about what the rows rest on
   * @param names of the columns
   */
  abstract void begin(String part, Map<String, Object> about, List<String> names);

  /** Writes a row: text, numbers, flags, days, moments, and nulls for empty cells. */
  abstract void writeRow(Object[] cells);

  /** The whole file. */
  public abstract byte[] bytes();

  private Map<String, Object> flat(String prefix, Map<?, ?> object) {
    Map<String, Object> flat = new LinkedHashMap<>();
    object.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> inner) {
            flat.putAll(flat(prefix + name + ".", inner));
          } else if (value instanceof List<?> list && isPoints(list)) {
            for (Object entry : list) {
              Map<?, ?> group = (Map<?, ?>) entry;
              String column = prefix + name + "." + group.get("id");
              flat.put(column, group.get("points"));
              flat.put(column + ".computable", group.get("computable"));
            }
          } else {
            flat.put(prefix + name, value instanceof List<?> list ? joined(list) : value);
          }
        });
    return flat;
  }

  /** Points by group of a standing: columns for each. */
  private static boolean isPoints(List<?> list) {
    return !list.isEmpty()
        && list.stream()
            .allMatch(
                entry ->
                    entry instanceof Map<?, ?> map
                        && map.containsKey("id")
                        && map.containsKey("points"));
  }

  /** Several values in one cell; what is not known is left out. */
  private String joined(List<?> list) {
    return list.stream()
        .map(
            entry ->
                entry instanceof Map<?, ?> map
                    ? map.values().stream()
                        .filter(Objects::nonNull)
                        .map(this::told)
                        .collect(Collectors.joining(", "))
                    : told(entry))
        .collect(Collectors.joining("; "));
  }

  private String told(Object value) {
    if (value instanceof Number number) {
      return numeral(number);
    }
    return value instanceof Instant instant ? MOMENT.format(instant) : value.toString();
  }

  /** What stands in a cell that is neither a number nor a flag; no formula. */
  static String text(Object value) {
    return Cells.harmless(
        value instanceof Instant instant ? MOMENT.format(instant) : value.toString());
  }

  final String word(String name) {
    String group = groups.get(name);
    return group != null ? group : words.getString(name);
  }

  /** A number in the language of the table. */
  final String numeral(Number value) {
    return numerals.format(value);
  }

  final boolean isVietnamese() {
    return language.equals(VIETNAMESE);
  }
}
