package vn.cds.importer.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import vn.cds.importer.file.SourceRow;
import vn.cds.importer.value.CellText;
import vn.cds.importer.value.Nearest;

/**
 * Finds the header among the first rows of a table: the first row, else the first two or three rows
 * together, that name every wanted column. {@code Name [2]} is the second column of that name.
 */
final class HeaderFinder {
  private static final int MOST_LINES = 3;
  private static final int MOST_SHOWN = 40;

  private final List<Wanted> wanted = new ArrayList<>();

  private record Wanted(String text, String key, int occurrence) {}

  HeaderFinder(List<String> columns) {
    for (String column : columns) {
      int open = column.lastIndexOf('[');
      boolean numbered =
          open > 0 && column.endsWith("]") && column.substring(open + 1).matches("[1-9][0-9]?\\]");
      wanted.add(
          new Wanted(
              column,
              key(numbered ? column.substring(0, open) : column),
              numbered ? Integer.parseInt(column.substring(open + 1, column.length() - 1)) : 0));
    }
  }

  /** One writing of a column's name. */
  static String key(String name) {
    String key = CellText.key(name);
    int end = key.length();
    while (end > 0 && "*: ".indexOf(key.charAt(end - 1)) >= 0) {
      end--;
    }
    return key.substring(0, end);
  }

  /** The header, or null when there is none. */
  Header find(List<SourceRow> rows) {
    for (int lines = 1; lines <= MOST_LINES; lines++) {
      for (int i = 0; i + lines <= rows.size(); i++) {
        Header header = header(rows.subList(i, i + lines));
        if (header != null) {
          return header;
        }
      }
    }
    return null;
  }

  private Header header(List<SourceRow> rows) {
    List<Set<String>> keys = keys(rows);
    int[] columns = new int[wanted.size()];
    for (int w = 0; w < columns.length; w++) {
      columns[w] = column(keys, wanted.get(w));
      if (columns[w] < 0) {
        return null;
      }
    }
    List<String> names = names(rows);
    return new Header(rows.get(0).table(), List.copyOf(rows), names, columns);
  }

  /** The index, -1 when there is none, -2 when there are several. */
  private static int column(List<Set<String>> keys, Wanted wanted) {
    int found = -1;
    int occurrence = 0;
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).contains(wanted.key)) {
        occurrence++;
        if (occurrence == wanted.occurrence) {
          return i;
        }
        found = found == -1 ? i : -2;
      }
    }
    return wanted.occurrence == 0 ? found : -1;
  }

  /** What each column may be called: its line, or its lines together, upper ones carried on. */
  private static List<Set<String>> keys(List<SourceRow> rows) {
    int width = width(rows);
    List<Set<String>> keys = new ArrayList<>();
    String[] carried = new String[rows.size()];
    for (int column = 0; column < width; column++) {
      Set<String> names = new LinkedHashSet<>();
      StringBuilder whole = new StringBuilder();
      for (int line = 0; line < rows.size(); line++) {
        String own = key(rows.get(line).cell(column));
        if (!own.isEmpty()) {
          carried[line] = own;
          names.add(own);
        } else if (line == rows.size() - 1) {
          carried[line] = null;
        }
        boolean below = false;
        for (int l = line + 1; l < rows.size(); l++) {
          below |= !rows.get(l).cell(column).isBlank();
        }
        String name = own.isEmpty() && below ? carried[line] : own;
        if (name != null && !name.isEmpty()) {
          whole.append(whole.isEmpty() ? "" : " ").append(name);
        }
      }
      names.add(whole.toString());
      names.remove("");
      keys.add(names);
    }
    return keys;
  }

  private static int width(List<SourceRow> rows) {
    int width = 0;
    for (SourceRow row : rows) {
      for (int i = row.cells().size(); i > width; i--) {
        if (!row.cell(i - 1).isBlank()) {
          width = i;
        }
      }
    }
    return width;
  }

  /** The names of the columns as people read them. */
  static List<String> names(List<SourceRow> rows) {
    List<String> names = new ArrayList<>();
    for (int column = 0; column < width(rows); column++) {
      StringBuilder name = new StringBuilder();
      for (SourceRow row : rows) {
        String own = CellText.clean(row.cell(column));
        name.append(name.isEmpty() || own.isEmpty() ? "" : " ").append(own);
      }
      names.add(name.toString());
    }
    return names;
  }

  /**
   * What is wrong when there is no header: the columns that the likeliest row lacks. A row tells
   * its cells only when it has a wanted column, or may be names and stands above all data.
   */
  Missing missing(List<SourceRow> rows) {
    Missing best = null;
    boolean belowData = false;
    for (SourceRow row : rows) {
      List<Set<String>> keys = keys(List.of(row));
      int[] columns = wanted.stream().mapToInt(column -> column(keys, column)).toArray();
      List<String> cells = names(List.of(row)).stream().filter(name -> !name.isEmpty()).toList();
      belowData |= cells.size() > 1 && !row.mayBeNames();
      boolean names = Arrays.stream(columns).anyMatch(column -> column != -1);
      List<String> there = names || !belowData && row.mayBeNames() ? cells : List.of();
      List<Missing.Column> missing = new ArrayList<>();
      for (int w = 0; w < columns.length; w++) {
        if (columns[w] < 0) {
          missing.add(
              new Missing.Column(wanted.get(w).text, fault(wanted.get(w), columns[w], there)));
        }
      }
      Missing candidate =
          new Missing(
              row.table().place(row.line()),
              missing,
              there.stream().limit(MOST_SHOWN).collect(Collectors.joining(", ")),
              there.size());
      if (best == null || Missing.LIKELIEST.compare(candidate, best) < 0) {
        best = candidate;
      }
    }
    return best;
  }

  private static String fault(Wanted column, int index, List<String> there) {
    if (index == -2) {
      return "stands several times; write %s [1] for the first of them, [2] for the second"
          .formatted(column.text);
    }
    return there.isEmpty()
        ? "is not in the file"
        : "is not in the file; the nearest is " + Nearest.of(column.text, there).get(0);
  }

  /**
   * Why a table has no header.
   *
   * @param place of the row that comes nearest
   * @param there the names in that row; empty when its cells may be data
   * @param named how many names it has
   */
  record Missing(String place, List<Column> columns, String there, int named) {
    /** First the row that lacks least, then the one with most names. */
    static final Comparator<Missing> LIKELIEST =
        Comparator.<Missing>comparingInt(m -> m.columns.size()).thenComparingInt(m -> -m.named);

    record Column(String name, String fault) {}
  }
}
