package vn.cds.importer.table;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import vn.cds.importer.file.FileSettings;
import vn.cds.importer.file.RowReader;
import vn.cds.importer.file.SourceRow;
import vn.cds.importer.file.Table;
import vn.cds.importer.file.TableFile;
import vn.cds.importer.value.CellText;

/** The rows of data in a file: finds the header of each table, and leaves out what is no data. */
public final class TableRows implements Closeable {
  /** So many rows at the front of a table may hold its header. */
  public static final int HEADER_WITHIN = 100;

  /** A count may stand where times do; five digits may be a day of Excel's. */
  private static final int SHORTEST_TIME = 5;

  private static final Set<String> TOTALS =
      Set.of(
          "tong",
          "tong cong",
          "tong so",
          "cong",
          "tong hop",
          "luy ke",
          "cong don",
          "cong trang",
          "total",
          "totals",
          "grand total",
          "subtotal",
          "sub total",
          "sum");

  private final RowReader reader;
  private final HeaderFinder finder;
  private final BitSet times;
  private final int wanted;
  private final RowTally tally;
  private final ArrayDeque<SourceRow> ahead = new ArrayDeque<>();
  private Table table;
  private Header header;
  private boolean firstBelowHeader;
  private boolean end;
  private IOException broken;
  private boolean tableLeftOut;

  private TableRows(RowReader reader, List<String> columns, BitSet times, RowTally tally) {
    this.reader = reader;
    this.finder = new HeaderFinder(columns);
    this.wanted = columns.size();
    this.times = times;
    this.tally = tally;
  }

  /**
   * Opens a file.
   *
   * @param columns wanted, by name
   * @param times which of them are times
   */
  public static TableRows open(
      Path file, FileSettings settings, List<String> columns, BitSet times, RowTally tally) {
    return of(TableFile.open(file, settings), columns, times, tally);
  }

  /**
   * The rows of tables that are read by others.
   *
   * @param columns wanted, by name
   * @param times which of them are times
   */
  public static TableRows of(RowReader reader, List<String> columns, BitSet times, RowTally tally) {
    return new TableRows(reader, columns, times, tally);
  }

  /** One writing of a column's name; columns with the same are the same. */
  public static String columnKey(String name) {
    return HeaderFinder.key(name);
  }

  /**
   * What is wrong with the columns of a file that has no header, a column each as {@code column:
   * fault}; empty when it has one.
   *
   * @param names of the wanted columns, in the order of the answer
   */
  public static List<ColumnFault> check(Path file, FileSettings settings, List<String> names) {
    HeaderFinder finder = new HeaderFinder(names);
    boolean[] found = {false};
    List<HeaderFinder.Missing> missing = new ArrayList<>();
    heads(
        file,
        settings,
        head -> {
          found[0] = finder.find(head) != null;
          if (!found[0]) {
            missing.add(finder.missing(head));
          }
          return !found[0];
        });
    if (found[0]) {
      return List.of();
    }
    if (missing.isEmpty()) {
      return List.of(new ColumnFault("", file.toString(), "has no row", ""));
    }
    HeaderFinder.Missing nearest = Collections.min(missing, HeaderFinder.Missing.LIKELIEST);
    return nearest.columns().stream()
        .map(c -> new ColumnFault(c.name(), nearest.place(), c.fault(), nearest.there()))
        .toList();
  }

  /**
   * What stands above the headers of a file: the rows above that of each table, and the first rows
   * of tables that have none.
   *
   * @param names of the wanted columns, by which a header is known
   * @throws vn.cds.importer.UnusableInput when the file cannot be read
   */
  public static List<SourceRow> titles(Path file, FileSettings settings, List<String> names) {
    HeaderFinder finder = new HeaderFinder(names);
    List<SourceRow> titles = new ArrayList<>();
    heads(
        file,
        settings,
        head -> {
          Header header = finder.find(head);
          head.stream()
              .filter(row -> header == null || row.line() < header.rows().get(0).line())
              .forEach(titles::add);
          // A text file that is no part of an archive is one table.
          return !head.get(0).table().equals(new Table(file.toString(), null));
        });
    return titles;
  }

  /** Gives the first rows of each table, until no more are wanted. */
  private static void heads(
      Path file, FileSettings settings, Predicate<List<SourceRow>> wantsMore) {
    try (RowReader reader = TableFile.open(file, settings)) {
      SourceRow row = reader.next();
      while (row != null) {
        Table table = row.table();
        List<SourceRow> head = new ArrayList<>();
        while (row != null && row.table().equals(table) && head.size() < HEADER_WITHIN) {
          head.add(row);
          row = head.size() < HEADER_WITHIN ? reader.next() : row;
        }
        if (!wantsMore.test(head)) {
          return;
        }
        while (row != null && row.table().equals(table)) {
          row = reader.next();
        }
      }
    } catch (IOException e) {
      throw TableFile.unreadable(file.toString(), e);
    }
  }

  /**
   * A column that a file does not have.
   *
   * @param column as the mapping names it
   * @param place of the row that comes nearest to a header
   * @param fault what is wrong, the end of a sentence that begins with the column
   * @param there the names in that row; empty when its cells may be data
   */
  public record ColumnFault(String column, String place, String fault, String there) {}

  /**
   * The next row of data, or null after the last one.
   *
   * @throws IOException when the rest of the file cannot be read
   */
  public DataRow next() throws IOException {
    while (true) {
      SourceRow row = take();
      if (row == null) {
        return null;
      }
      if (!row.table().equals(table)) {
        begin(row);
        continue;
      }
      tally.read();
      if (row.fault() != null) {
        return new DataRow(header, row, row.fault());
      }
      if (header == null) {
        tableLeftOut |= !row.isBlank();
        tally.leaveOut(row.isBlank() ? LeftOutRule.BLANK : LeftOutRule.NO_HEADER, row);
        continue;
      }
      LeftOutRule rule = leftOut(row);
      if (rule != null) {
        tally.leaveOut(rule, row);
        continue;
      }
      return new DataRow(header, row, misfit(row));
    }
  }

  private SourceRow take() throws IOException {
    if (!ahead.isEmpty()) {
      return ahead.poll();
    }
    if (broken != null) {
      throw broken;
    }
    SourceRow row = end ? null : reader.next();
    end |= row == null;
    return row;
  }

  /** Finds the header of a table of which this is the first row. */
  private void begin(SourceRow first) {
    List<SourceRow> rows = new ArrayList<>();
    rows.add(first);
    try {
      SourceRow row = first;
      while (row != null && row.table().equals(first.table()) && rows.size() < HEADER_WITHIN) {
        row = take();
        if (row != null) {
          rows.add(row);
        }
      }
    } catch (IOException e) {
      broken = e; // told behind the rows that were read
    }
    for (int i = rows.size() - 1; i >= 0; i--) {
      ahead.addFirst(rows.get(i));
    }
    List<SourceRow> own = rows.stream().filter(r -> r.table().equals(first.table())).toList();
    table = first.table();
    header = finder.find(own);
    firstBelowHeader = true;
    if (header == null) {
      return;
    }
    while (!ahead.isEmpty()
        && ahead.element().table().equals(table)
        && ahead.element().line() <= header.lastLine()) {
      SourceRow row = ahead.poll();
      if (header.rows().stream().noneMatch(h -> h.line() == row.line())) {
        tally.read();
        tally.leaveOut(row.isBlank() ? LeftOutRule.BLANK : LeftOutRule.ABOVE_HEADER, row);
      }
    }
  }

  private LeftOutRule leftOut(SourceRow row) {
    boolean nothing = true;
    boolean noTime = true;
    for (int i = 0; i < wanted; i++) {
      String cell = row.cell(header.columns()[i]);
      if (!cell.isBlank()) {
        nothing = false;
        noTime &= !times.get(i) || cell.strip().length() < SHORTEST_TIME;
      }
    }
    if (nothing && row.isBlank()) {
      return LeftOutRule.BLANK;
    }
    if (repeatsHeader(row)) {
      return LeftOutRule.REPEATED_HEADER;
    }
    boolean first = firstBelowHeader;
    firstBelowHeader = false;
    if (first && numbersColumns(row)) {
      return LeftOutRule.COLUMN_NUMBERS;
    }
    if (noTime && isTotal(row)) {
      return LeftOutRule.TOTAL;
    }
    return nothing ? LeftOutRule.NOTHING_MAPPED : null;
  }

  private boolean repeatsHeader(SourceRow row) {
    for (SourceRow line : header.rows()) {
      boolean same = wanted > 1;
      for (int i = 0; i < wanted && same; i++) {
        String cell = row.cell(header.columns()[i]);
        same = cell.equals(line.cell(header.columns()[i]));
      }
      if (same && !line.isBlank()) {
        return true;
      }
    }
    return false;
  }

  /** Such as (1), (2), (3) = (1) + (2), or A, B, 1, 2. */
  private static boolean numbersColumns(SourceRow row) {
    int cells = 0;
    for (String cell : row.cells()) {
      String text = cell.strip();
      if (text.isEmpty()) {
        continue;
      }
      cells++;
      boolean number =
          text.length() <= 3 && text.chars().allMatch(Character::isDigit)
              || text.length() == 1 && Character.isLetter(text.charAt(0))
              || text.startsWith("(")
                  && text.length() <= 30
                  && text.contains(")")
                  && text.chars()
                      .allMatch(c -> " ()+-=.,/*:".indexOf(c) >= 0 || Character.isLetterOrDigit(c))
                  && text.length() > 2
                  && (Character.isDigit(text.charAt(1)) || text.charAt(2) == ')');
      if (!number) {
        return false;
      }
    }
    return cells >= 3;
  }

  private static boolean isTotal(SourceRow row) {
    for (String cell : row.cells()) {
      if (!cell.isBlank()) {
        String words = CellText.bareWords(cell.replaceAll("[0-9]+", " "));
        return TOTALS.contains(words)
            || cell.strip().matches("\\*+") // lists of SAP
            || words.startsWith("tong cong ")
            || words.startsWith("tong so ");
      }
    }
    return false;
  }

  private String misfit(SourceRow row) {
    if (row.table().sheet() != null) {
      return null; // sheets do not hold what is empty
    }
    int size = row.cells().size();
    int width = header.width();
    if (size < width) {
      return "the row has " + size + " columns, the header " + width;
    }
    for (int i = width; i < size; i++) {
      if (!row.cell(i).isBlank() && i >= header.rows().get(0).cells().size()) {
        return "the row has " + size + " columns, the header " + width;
      }
    }
    return null;
  }

  /** Whether a table so far has rows and not the wanted columns. */
  public boolean tableLeftOut() {
    return tableLeftOut;
  }

  /** What was found out about the file. */
  public List<String> notes() {
    return reader.notes();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
