package vn.cds.sql;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.cds.contract.time.VietnamTime;

/**
 * A reporting period: whole local days.
 *
 * @param kind its kind
 * @param fromDay first local day
 * @param toDay the local day after the last one
 * @param label the same in every language: {@code 2026-10-08}, {@code 2026-W41}, {@code 2026-10},
 *     {@code 2026-Q4}, {@code 2026-H2}, {@code 2026}, or {@code 2026-10-08..2026-10-12} with both
 *     days inside
 * @param provisional whether the period has not ended, so that its figures are not final
 */
public record Period(
    Kind kind, LocalDate fromDay, LocalDate toDay, String label, boolean provisional) {

  /** How periods are written where people choose one. */
  public static final String FORMS =
      "today, week, month, quarter, half-year or year (the running one), 2026-10-08, 2026-W41,"
          + " 2026-10, 2026-Q4, 2026-H2, 2026 or 2026-10-08..2026-10-12, in the years 2000 to 2099";

  private static final String DAY = "20[0-9]{2}-[0-9]{2}-[0-9]{2}";
  private static final Pattern LABEL =
      Pattern.compile(
          "(?<first>"
              + DAY
              + ")(\\.\\.(?<last>"
              + DAY
              + "))?"
              + "|(?<year>20[0-9]{2})"
              + "(-(W(?<week>[0-9]{2})|(?<month>[0-9]{2})|Q(?<quarter>[1-4])|H(?<half>[12])))?");

  /** What lengths periods have. */
  public enum Kind {
    /** Today; the board shows the last minutes of it. */
    LIVE,
    /** The current local day. */
    TODAY,
    /** Monday to Sunday. */
    WEEK,
    /** Calendar month. */
    MONTH,
    /** Three months from January, April, July or October. */
    QUARTER,
    /** Six months from January or July. */
    HALF_YEAR,
    /** Calendar year. */
    YEAR,
    /** Any days. */
    CUSTOM;

    /** Name in addresses and files, such as {@code half-year}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind with this wire name, or null when there is none. */
    public static Kind of(String wireName) {
      for (Kind kind : values()) {
        if (kind.wireName().equals(wireName)) {
          return kind;
        }
      }
      return null;
    }
  }

  /**
   * An earlier standing to compare with: the dossiers received in these days, as they stood at a
   * moment.
   *
   * @param fromDay first local day
   * @param toDay the local day after the last one
   * @param at the moment, always the start of {@code toDay}
   */
  public record Earlier(LocalDate fromDay, LocalDate toDay, Instant at) {}

  /**
   * The period of a kind that is running now.
   *
   * @throws IllegalArgumentException for {@link Kind#CUSTOM}, which has no length
   */
  public static Period current(Kind kind, Clock clock) {
    return containing(kind, today(clock), clock);
  }

  /**
   * The period of a kind that contains a local day. {@link Kind#TODAY} and {@link Kind#LIVE} are
   * that day.
   *
   * @throws IllegalArgumentException for {@link Kind#CUSTOM}, which has no length
   */
  public static Period containing(Kind kind, LocalDate day, Clock clock) {
    int year = day.getYear();
    return switch (kind) {
      case LIVE, TODAY -> of(kind, day, day.plusDays(1), day.toString(), clock);
      case WEEK -> {
        LocalDate monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        String label =
            "%04d-W%02d"
                .formatted(
                    day.get(IsoFields.WEEK_BASED_YEAR), day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        yield of(kind, monday, monday.plusWeeks(1), label, clock);
      }
      case MONTH -> months(kind, day, 1, "%04d-%02d".formatted(year, day.getMonthValue()), clock);
      case QUARTER ->
          months(kind, day, 3, "%04d-Q%d".formatted(year, (day.getMonthValue() + 2) / 3), clock);
      case HALF_YEAR ->
          months(kind, day, 6, "%04d-H%d".formatted(year, (day.getMonthValue() + 5) / 6), clock);
      case YEAR -> months(kind, day, 12, "%04d".formatted(year), clock);
      case CUSTOM ->
          throw new IllegalArgumentException("A custom period needs its first and last day");
    };
  }

  /**
   * Any days.
   *
   * @param firstDay first local day
   * @param lastDay last local day, inside the period
   * @throws IllegalArgumentException when the last day is before the first
   */
  public static Period custom(LocalDate firstDay, LocalDate lastDay, Clock clock) {
    if (lastDay.isBefore(firstDay)) {
      throw new IllegalArgumentException(
          "The period ends on " + lastDay + ", before it begins on " + firstDay + ".");
    }
    return of(Kind.CUSTOM, firstDay, lastDay.plusDays(1), firstDay + ".." + lastDay, clock);
  }

  /**
   * The period that a text names.
   *
   * @param text the name of a kind, for the period of it that is running, or a {@link #label}
   * @throws IllegalArgumentException when it names none; the message says which forms there are
   */
  public static Period parse(String text, Clock clock) {
    Kind running = Kind.of(text);
    if (running != null && running != Kind.CUSTOM) {
      return current(running, clock);
    }
    Matcher label = LABEL.matcher(text);
    try {
      if (label.matches()) {
        return parse(label, clock);
      }
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("There is no such day, month or week; " + forms(), e);
    }
    throw new IllegalArgumentException(forms());
  }

  private static Period parse(Matcher label, Clock clock) {
    if (label.group("last") != null) {
      return custom(
          LocalDate.parse(label.group("first")), LocalDate.parse(label.group("last")), clock);
    }
    if (label.group("first") != null) {
      return containing(Kind.TODAY, LocalDate.parse(label.group("first")), clock);
    }
    int year = Integer.parseInt(label.group("year"));
    if (label.group("week") != null) {
      return week(year, Integer.parseInt(label.group("week")), clock);
    }
    Kind kind = Kind.YEAR;
    int month = 1;
    if (label.group("month") != null) {
      kind = Kind.MONTH;
      month = Integer.parseInt(label.group("month"));
    } else if (label.group("quarter") != null) {
      kind = Kind.QUARTER;
      month = Integer.parseInt(label.group("quarter")) * 3;
    } else if (label.group("half") != null) {
      kind = Kind.HALF_YEAR;
      month = Integer.parseInt(label.group("half")) * 6;
    }
    return containing(kind, LocalDate.of(year, month, 1), clock);
  }

  private static Period week(int year, int week, Clock clock) {
    // The fourth of January always lies in the first week.
    LocalDate day = LocalDate.of(year, 1, 4).plusWeeks(week - 1L);
    if (week == 0 || day.get(IsoFields.WEEK_BASED_YEAR) != year) {
      throw new DateTimeException("The year " + year + " has no week " + week);
    }
    return containing(Kind.WEEK, day, clock);
  }

  private static String forms() {
    return "A period is written as " + FORMS + ".";
  }

  /** The period before: of the same kind, or for a custom one of as many days. */
  public Period previous(Clock clock) {
    return kind == Kind.CUSTOM
        ? custom(
            fromDay.minusDays(toDay.toEpochDay() - fromDay.toEpochDay()),
            fromDay.minusDays(1),
            clock)
        : containing(kind, fromDay.minusDays(1), clock);
  }

  /**
   * What the ranks of this period are compared with: the same period as it stood when today began.
   * When none of it had passed by then, or all of it, the period before, as it stood at its end.
   */
  public Earlier earlier(Clock clock) {
    LocalDate today = today(clock);
    if (fromDay.isBefore(today) && today.isBefore(toDay)) {
      return new Earlier(fromDay, today, VietnamTime.startOfDay(today));
    }
    return new Earlier(previous(clock).fromDay(), fromDay, VietnamTime.startOfDay(fromDay));
  }

  private static Period months(Kind kind, LocalDate day, int months, String label, Clock clock) {
    int month = day.getMonthValue() - 1;
    LocalDate first = LocalDate.of(day.getYear(), month - month % months + 1, 1);
    return of(kind, first, first.plusMonths(months), label, clock);
  }

  private static Period of(Kind kind, LocalDate from, LocalDate to, String label, Clock clock) {
    return new Period(kind, from, to, label, to.isAfter(today(clock)));
  }

  private static LocalDate today(Clock clock) {
    return VietnamTime.localDay(clock.instant());
  }
}
