package vn.cds.importer.mapping;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.file.FileSettings;
import vn.cds.importer.file.SourceRow;
import vn.cds.importer.table.TableRows;
import vn.cds.importer.value.CellText;
import vn.cds.importer.value.TimeReader;
import vn.cds.importer.value.TimeSettings;

/**
 * Finds the date of an export in the rows above the header of its file, behind words such as {@code
 * Ngày xuất}: in the same cell, or in the next one that is not empty.
 */
public final class DateInFile {
  private static final Pattern BETWEEN = Pattern.compile("[\\s:.=(-]*");

  /** A date may end where a word ends. */
  private static final Pattern END = Pattern.compile("(?<=[\\p{L}\\p{N}])(?![\\p{L}\\p{N}])");

  /** Behind it something else begins. */
  private static final Pattern END_OF_SENTENCE = Pattern.compile("[);]|\\. ");

  /**
   * What must not follow a date in its sentence: digits that may be a part of it, another date, a
   * clock.
   */
  private static final Pattern MORE =
      Pattern.compile(
          "^[^\\p{L}]*[0-9]|[0-9][/.-][0-9]{1,2}[/.-][0-9]|[0-9][:h][0-9]{2}|tháng [0-9]");

  private static final Pattern NUMBER = Pattern.compile("[0-9]+([.,][0-9]+)?");
  private static final int LONGEST = 200;

  private final String words;
  private final Pattern pattern;
  private final FileSettings files;
  private final List<String> columns;
  private final TimeSettings times;

  /**
   * @param words before the date
   * @param columns by which a header is known
   * @param times how the date is written
   */
  DateInFile(String words, FileSettings files, Collection<String> columns, TimeSettings times) {
    this.words = words;
    this.pattern = pattern(words);
    this.files = files;
    this.columns = List.copyOf(columns);
    this.times = times;
  }

  /**
   * The date that a file states.
   *
   * @throws UnusableInput when there is none, when it cannot be read, or when there are two that
   *     differ
   */
  ExportDate find(Path file) {
    Found found = find(pattern, TableRows.titles(file, files, columns), new TimeReader(times));
    if (found.fault() != null) {
      throw new UnusableInput(
          "%s: %s '%s', by which export.date_in_file finds the date of the export. Correct the words in the mapping, or give the date by --as-of"
              .formatted(file, found.fault(), words));
    }
    return found.date();
  }

  /**
   * The date behind words in the rows above a header; null when it is not clear.
   *
   * @param times how the date may be written
   */
  public static ExportDate find(String words, List<SourceRow> above, TimeSettings times) {
    return find(pattern(words), above, new TimeReader(times)).date();
  }

  /** A date, or why there is none: the begin of a sentence that goes on with the words. */
  private record Found(ExportDate date, String fault) {}

  private static Pattern pattern(String words) {
    String key = CellText.key(words);
    while (!key.isEmpty() && " :".indexOf(key.charAt(key.length() - 1)) >= 0) {
      key = key.substring(0, key.length() - 1);
    }
    return Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(key) + "(?![\\p{L}\\p{N}])");
  }

  private static Found find(Pattern words, List<SourceRow> above, TimeReader reader) {
    TreeSet<ExportDate> dates = new TreeSet<>();
    String without = "no row above the header has the words";
    String unclear = null;
    for (SourceRow row : above) {
      for (int i = 0; i < row.cells().size(); i++) {
        Matcher matcher = words.matcher(CellText.key(row.cell(i)));
        while (matcher.find()) {
          String text = behind(row, i, matcher.end());
          ExportDate date = date(text, reader);
          String place = row.table().place(row.line());
          if (date != null) {
            dates.add(date);
          } else if (text.chars().noneMatch(Character::isDigit)) {
            without = place + " has no date behind";
          } else {
            unclear = place + " has not one date, that can be read, behind";
          }
        }
      }
    }
    if (dates.size() > 1) {
      unclear = "the rows above the header have two dates behind";
    }
    return dates.size() == 1 && unclear == null
        ? new Found(dates.first(), null)
        : new Found(null, unclear != null ? unclear : without);
  }

  /**
   * What stands behind the words in their sentence and cell, else the next cell that is not empty.
   */
  private static String behind(SourceRow row, int cell, int end) {
    String own = sentence(CellText.key(row.cell(cell)).substring(end));
    for (int i = cell + 1; own.isEmpty() && i < row.cells().size(); i++) {
      own = sentence(CellText.key(row.cell(i)));
    }
    return own;
  }

  private static String sentence(String text) {
    Matcher between = BETWEEN.matcher(text);
    String own = between.lookingAt() ? text.substring(between.end()) : text;
    return END_OF_SENTENCE.split(own, 2)[0];
  }

  /** The date that a text begins with; null when there is none, or another one follows. */
  private static ExportDate date(String text, TimeReader reader) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return null;
    }
    Matcher end = END.matcher(text);
    String longest = null;
    TimeOrDay time = null;
    while (end.find()) {
      String part = text.substring(0, end.start());
      // A number is a date when nothing else stands there.
      boolean alone = part.length() == text.length() || !NUMBER.matcher(part).matches();
      TimeOrDay read = alone ? reader.read(part) : null;
      if (read != null && read != TimeReader.NONE) {
        longest = part;
        time = read;
      }
    }
    return longest == null || MORE.matcher(text.substring(longest.length())).find()
        ? null
        : new ExportDate(time);
  }
}
