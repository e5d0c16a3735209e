package vn.cds.importer.value;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import vn.cds.contract.time.TimeOrDay;

/**
 * Reads times: in the formats of the mapping, then as the number that Excel or Unix has for a time,
 * then in the forms of {@link WrittenTime}. Not thread-safe: the format that fitted last is tried
 * first.
 */
public final class TimeReader {

  /** What a cell says that stands for no time. */
  public static final TimeOrDay NONE = new TimeOrDay(Long.MIN_VALUE);

  private static final LocalDate EXCEL_EPOCH = LocalDate.of(1899, 12, 30);
  private static final LocalDate LATEST = LocalDate.of(9999, 12, 31);
  private static final int EARLIEST_YEAR = 1990;
  private static final int LATEST_YEAR = 2100;

  private final TimeSettings settings;
  private final List<DateTimeFormatter> formats;
  private final WrittenTime written;

  public TimeReader(TimeSettings settings) {
    this.settings = settings;
    this.formats = new ArrayList<>(settings.formats());
    this.written = new WrittenTime(settings.order() == TimeSettings.Order.DAY_FIRST);
  }

  /**
   * The time, the day when there is no clock in the text, {@link #NONE} when it stands for no time,
   * or null when it is not understood.
   *
   * @param text not empty, as {@link CellText#clean} has it
   */
  public TimeOrDay read(String text) {
    TimeOrDay named = named(text);
    if (named != null) {
      return named;
    }
    if (isNumber(text)) {
      return number(text);
    }
    if (!written.read(text)) {
      return null;
    }
    if (written.date() == null) {
      return NONE; // 0000-00-00
    }
    return of(written.date(), written.time(), written.offset());
  }

  private TimeOrDay named(String original) {
    if (formats.isEmpty()) {
      return null;
    }
    String text = withEnglishHalves(original);
    for (int i = 0; i < formats.size(); i++) {
      DateTimeFormatter format = formats.get(i);
      ParsePosition position = new ParsePosition(0);
      if (format.parseUnresolved(text, position) == null || position.getIndex() < text.length()) {
        continue;
      }
      TemporalAccessor time;
      try {
        time =
            format.parseBest(
                text,
                OffsetDateTime::from,
                ZonedDateTime::from,
                LocalDateTime::from,
                LocalDate::from);
      } catch (DateTimeException e) {
        continue; // 31 February
      }
      if (i > 0) {
        formats.remove(i);
        formats.add(0, format);
      }
      if (time instanceof OffsetDateTime t) {
        return of(t.toLocalDate(), t.toLocalTime(), t.getOffset());
      } else if (time instanceof ZonedDateTime t) {
        return of(t.toLocalDate(), t.toLocalTime(), t.getOffset());
      } else if (time instanceof LocalDateTime t) {
        return of(t.toLocalDate(), t.toLocalTime(), null);
      }
      return of((LocalDate) time, null, null);
    }
    return null;
  }

  /** SA and CH, the halves of a day in Vietnamese, as the formats know them. */
  private static String withEnglishHalves(String text) {
    int at = text.length() - 3;
    if (at > 0 && text.charAt(at) == ' ') {
      if (text.regionMatches(true, at + 1, "SA", 0, 2)) {
        return text.substring(0, at) + " AM";
      }
      if (text.regionMatches(true, at + 1, "CH", 0, 2)) {
        return text.substring(0, at) + " PM";
      }
    }
    return text;
  }

  private TimeOrDay of(LocalDate date, LocalTime time, ZoneOffset offset) {
    if (settings.daysOfNone().contains(date)) {
      return NONE;
    }
    if (time == null) {
      return TimeOrDay.on(date);
    }
    if (offset == null) {
      return TimeOrDay.at(date.atTime(time).atZone(settings.zone()).toInstant());
    }
    Instant instant = date.atTime(time).toInstant(offset);
    // Systems that write UTC move the day.
    return settings.daysOfNone().contains(instant.atZone(settings.zone()).toLocalDate())
        ? NONE
        : TimeOrDay.at(instant);
  }

  private static boolean isNumber(String text) {
    int marks = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' || c == ',') {
        marks++;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return marks <= 1 && text.charAt(0) != '.' && text.charAt(0) != ',';
  }

  private TimeOrDay number(String text) {
    int mark = Math.max(text.indexOf('.'), text.indexOf(','));
    int digits = mark < 0 ? text.length() : mark;
    if (digits >= 8) {
      return mark < 0 ? compact(text) : null;
    }
    double value = Double.parseDouble(text.replace(',', '.'));
    long day = (long) value;
    long millis = Math.round((value - day) * 86_400_000d / 1000) * 1000;
    if (day == 0 && millis > 0) {
      return null; // a clock without a day
    }
    LocalDate date = EXCEL_EPOCH.plusDays(day);
    // Excel's day 1 is 1900-01-01, one more than here, as it knows a 29 February 1900.
    if (day <= 1 || settings.daysOfNone().contains(date) || !date.isBefore(LATEST)) {
      return NONE;
    }
    if (!plausible(date.getYear())) {
      return null;
    }
    return millis == 0 // 45933 and 45933.0 alike
        ? TimeOrDay.on(date)
        : TimeOrDay.at(
            date.atStartOfDay().plusNanos(millis * 1_000_000).atZone(settings.zone()).toInstant());
  }

  private static boolean plausible(int year) {
    return year >= EARLIEST_YEAR && year < LATEST_YEAR;
  }

  /** 20251001, 202510010815, 20251001081500, and seconds or milliseconds since 1970. */
  private TimeOrDay compact(String text) {
    int length = text.length();
    if (length == 10 || length == 13) {
      long millis = Long.parseLong(text) * (length == 10 ? 1000 : 1);
      Instant instant = Instant.ofEpochMilli(millis);
      LocalDate date = instant.atZone(settings.zone()).toLocalDate();
      return settings.daysOfNone().contains(date)
          ? NONE
          : plausible(date.getYear()) ? TimeOrDay.at(instant) : null;
    }
    if (length != 8 && length != 12 && length != 14) {
      return null;
    }
    if (text.chars().allMatch(c -> c == '0')) {
      return NONE;
    }
    LocalDate date = WrittenTime.date(digits(text, 0, 4), digits(text, 4, 2), digits(text, 6, 2));
    if (date == null || !plausible(date.getYear()) && !settings.daysOfNone().contains(date)) {
      return null;
    }
    if (length == 8) {
      return of(date, null, null);
    }
    LocalTime time =
        WrittenTime.time(
            digits(text, 8, 2), digits(text, 10, 2), length == 14 ? digits(text, 12, 2) : 0, 0);
    return time == null ? null : of(date, time, null);
  }

  private static int digits(String text, int from, int count) {
    return Integer.parseInt(text, from, from + count, 10);
  }
}
