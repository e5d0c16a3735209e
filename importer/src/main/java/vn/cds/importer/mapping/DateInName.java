package vn.cds.importer.mapping;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.VietnamTime;
import vn.cds.importer.UnusableInput;

/** Finds the date of an export in the name of its file. A month stands for its last day. */
public final class DateInName {
  private static final Pattern PART = Pattern.compile("yyyy|MM|dd|HH|mm|ss");

  private final String form;
  private final Pattern pattern;

  private DateInName(String form, Pattern pattern) {
    this.form = form;
    this.pattern = pattern;
  }

  /**
   * Understands {@code yyyy}, {@code MM}, {@code dd}, {@code HH}, {@code mm} and {@code ss}, for
   * example {@code yyyy-MM-dd} or {@code ddMMyyyy_HHmm}; all else stands for itself.
   *
   * @throws IllegalArgumentException when there is no year or month, a part twice, or a clock
   *     without a day
   */
  public static DateInName of(String form) {
    StringBuilder regex = new StringBuilder("(?<![0-9])");
    Matcher part = PART.matcher(form);
    int end = 0;
    while (part.find()) {
      if (regex.indexOf("(?<" + part.group() + ">") >= 0) {
        throw new IllegalArgumentException(part.group() + " stands twice");
      }
      regex.append(Pattern.quote(form.substring(end, part.start())));
      regex.append("(?<").append(part.group()).append(">[0-9]{");
      regex.append(part.group().length()).append("})");
      end = part.end();
    }
    regex.append(Pattern.quote(form.substring(end))).append("(?![0-9])");
    if (!form.contains("yyyy") || !form.contains("MM")) {
      throw new IllegalArgumentException("it has no yyyy or no MM");
    }
    boolean clock = form.contains("HH") || form.contains("mm") || form.contains("ss");
    if (clock && !(form.contains("dd") && form.contains("HH"))) {
      throw new IllegalArgumentException("a clock needs dd and HH before it");
    }
    return new DateInName(form, Pattern.compile(regex.toString()));
  }

  /**
   * The date in the last part of a path.
   *
   * @throws UnusableInput when there is none, or two that differ
   */
  public ExportDate find(Path file) {
    String name = String.valueOf(file.getFileName());
    TreeSet<ExportDate> dates = new TreeSet<>();
    Matcher matcher = pattern.matcher(name);
    while (matcher.find()) {
      try {
        dates.add(date(matcher));
      } catch (DateTimeException e) {
        // Digits that are no date, such as a number of the same length.
      }
    }
    if (dates.size() != 1) {
      throw new UnusableInput(
          "%s: the name has %s of the form %s, by which export.date_in_name finds the date of the export. Rename the file, or give the date by --as-of"
              .formatted(file, dates.isEmpty() ? "no date" : "two dates", form));
    }
    return dates.first();
  }

  private ExportDate date(Matcher name) {
    YearMonth month = YearMonth.of(part("yyyy", name), part("MM", name));
    LocalDate day = form.contains("dd") ? month.atDay(part("dd", name)) : month.atEndOfMonth();
    if (!form.contains("HH")) {
      return new ExportDate(TimeOrDay.on(day));
    }
    return new ExportDate(
        TimeOrDay.at(
            day.atTime(part("HH", name), part("mm", name), part("ss", name))
                .toInstant(VietnamTime.OFFSET)));
  }

  private int part(String part, Matcher name) {
    return form.contains(part) ? Integer.parseInt(name.group(part)) : 0;
  }
}
