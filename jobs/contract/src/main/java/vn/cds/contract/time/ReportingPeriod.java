package vn.cds.contract.time;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time that a declared figure is for.
 *
 * @param text {@code 2024}, {@code 2024-H1}, {@code 2024-Q3}, {@code 2024-06} or {@code 2024-06-30}
 * @param from first local day
 * @param to the local day after the last one
 */
public record ReportingPeriod(String text, LocalDate from, LocalDate to) {

  private static final Pattern FORM =
      Pattern.compile("(2[0-9]{3})(?:-(?:H([12])|Q([1-4])|([0-9]{2})(?:-([0-9]{2}))?))?");

  /** The period of a text, or null when there is none such from 2000 to 2999. */
  public static ReportingPeriod of(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    int year = Integer.parseInt(form.group(1));
    try {
      if (form.group(2) != null) {
        return of(text, year, number(form, 2) * 6 - 5, 1, Period.ofMonths(6));
      } else if (form.group(3) != null) {
        return of(text, year, number(form, 3) * 3 - 2, 1, Period.ofMonths(3));
      } else if (form.group(5) != null) {
        return of(text, year, number(form, 4), number(form, 5), Period.ofDays(1));
      } else if (form.group(4) != null) {
        return of(text, year, number(form, 4), 1, Period.ofMonths(1));
      }
      return of(text, year, 1, 1, Period.ofYears(1));
    } catch (DateTimeException e) {
      return null; // there is no such month or day
    }
  }

  private static int number(Matcher form, int group) {
    return Integer.parseInt(form.group(group));
  }

  private static ReportingPeriod of(String text, int year, int month, int day, Period length) {
    LocalDate from = LocalDate.of(year, month, day);
    return new ReportingPeriod(text, from, from.plus(length));
  }
}
