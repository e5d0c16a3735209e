package vn.cds.importer.inspect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.file.FileSettings;
import vn.cds.importer.file.RowReader;
import vn.cds.importer.file.SourceRow;
import vn.cds.importer.file.TableFile;
import vn.cds.importer.table.TableRows;
import vn.cds.importer.value.CellText;

/**
 * The header of a file nobody described: of the first rows the one, or the two together, with most
 * names that fields are called by.
 *
 * @param place of its first line
 * @param names of the columns that have one, as a mapping names them
 * @param above the rows above it, and the first rows of tables before that have none
 * @param notes what was found out about the file
 */
record HeaderGuess(String place, List<String> names, List<SourceRow> above, List<String> notes) {
  private static final int LEAST_KNOWN = 2;

  /**
   * @throws UnusableInput when no row looks like a header
   */
  static HeaderGuess of(Path file, FileSettings settings) {
    try (RowReader reader = TableFile.open(file, settings)) {
      List<SourceRow> before = new ArrayList<>();
      SourceRow row = reader.next();
      while (row != null) {
        List<SourceRow> rows = new ArrayList<>();
        SourceRow first = row;
        while (row != null && row.table().equals(first.table())) {
          if (rows.size() < TableRows.HEADER_WITHIN) {
            rows.add(row);
          }
          row = rows.size() == TableRows.HEADER_WITHIN && best(rows) != null ? null : reader.next();
        }
        HeaderGuess guess = best(rows);
        if (guess != null) {
          before.addAll(guess.above);
          return new HeaderGuess(guess.place, guess.names, before, reader.notes());
        }
        before.addAll(rows);
      }
    } catch (IOException e) {
      throw TableFile.unreadable(file.toString(), e);
    }
    throw new UnusableInput(
        "none of the first "
            + TableRows.HEADER_WITHIN
            + " rows of "
            + file
            + " looks like a header: it would name columns such as Mã hồ sơ and Ngày tiếp nhận."
            + " Add a line with the names of the columns, or write the mapping by hand"
            + " (docs/import.md)");
  }

  /** Of a table whose first row names its columns for certain. */
  static HeaderGuess ofFirstRow(RowReader reader) throws IOException {
    try (reader) {
      SourceRow first = reader.next();
      return new HeaderGuess(
          first.table().place(first.line()), first.cells(), List.of(), reader.notes());
    }
  }

  private static HeaderGuess best(List<SourceRow> rows) {
    HeaderGuess best = null;
    int most = LEAST_KNOWN - 1;
    for (int i = 0; i < rows.size(); i++) {
      List<String> one = names(List.of(rows.get(i)));
      int known = known(one);
      if (known > most) {
        most = known;
        best = guess(rows, i, one);
      }
      if (i + 1 < rows.size() && rows.get(i).mayBeNames() && rows.get(i + 1).mayBeNames()) {
        List<String> two = names(List.of(rows.get(i), rows.get(i + 1)));
        int both = known(two);
        if (both > Math.max(most, known(names(List.of(rows.get(i + 1)))))) {
          most = both;
          best = guess(rows, i, two);
        }
      }
    }
    return best;
  }

  private static int known(List<String> names) {
    return (int) names.stream().filter(ColumnNames::isKnown).count();
  }

  private static HeaderGuess guess(List<SourceRow> rows, int at, List<String> names) {
    SourceRow first = rows.get(at);
    return new HeaderGuess(
        first.table().place(first.line()),
        numbered(names),
        List.copyOf(rows.subList(0, at)),
        List.of());
  }

  /**
   * The names; empty where there is none. Of two lines an upper name is carried on over the columns
   * below it and stands before the lower one, unless the lower one alone says what the column is.
   */
  private static List<String> names(List<SourceRow> rows) {
    List<String> names = new ArrayList<>();
    int width = rows.stream().mapToInt(row -> row.cells().size()).max().orElse(0);
    String carried = "";
    for (int column = 0; column < width; column++) {
      String upper = CellText.clean(rows.get(0).cell(column));
      String lower = rows.size() == 1 ? "" : CellText.clean(rows.get(1).cell(column));
      carried = upper.isEmpty() ? carried : upper;
      String both = carried.isEmpty() ? lower : carried + " " + lower;
      names.add(
          lower.isEmpty()
              ? upper
              : ColumnNames.isKnown(lower) && !ColumnNames.isKnown(both) ? lower : both);
    }
    return rows.stream().allMatch(SourceRow::mayBeNames) ? List.copyOf(names) : List.of();
  }

  private static List<String> numbered(List<String> names) {
    Map<String, Integer> count = new HashMap<>();
    names.forEach(name -> count.merge(CellText.key(name), 1, Integer::sum));
    Map<String, Integer> seen = new HashMap<>();
    List<String> numbered = new ArrayList<>();
    for (String name : names) {
      String key = CellText.key(name);
      int occurrence = seen.merge(key, 1, Integer::sum);
      if (!name.isEmpty()) {
        numbered.add(count.get(key) == 1 ? name : name + " [" + occurrence + "]");
      }
    }
    return numbered;
  }
}
