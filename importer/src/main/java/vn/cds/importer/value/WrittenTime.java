package vn.cds.importer.value;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The forms of dates and times that people and systems write: {@code 03/10/2025 17:00}, {@code
 * 2025-10-03T17:00:00.123+07:00}, {@code 3-Oct-25 5:00 PM}, {@code 17h00 ngày 03/10/2025}, {@code
 * ngày 03 tháng 10 năm 2025}, {@code 03/10/2025 5:00:00 CH}. A year stands first with four digits,
 * or last.
 *
 * <p>One object is filled again and again: {@link #read} and then the parts. Not thread-safe.
 */
final class WrittenTime {
  private static final Map<String, Integer> MONTHS =
      Map.ofEntries(
          Map.entry("jan", 1),
          Map.entry("feb", 2),
          Map.entry("mar", 3),
          Map.entry("apr", 4),
          Map.entry("may", 5),
          Map.entry("jun", 6),
          Map.entry("jul", 7),
          Map.entry("aug", 8),
          Map.entry("sep", 9),
          Map.entry("oct", 10),
          Map.entry("nov", 11),
          Map.entry("dec", 12));
  private static final Set<String> LONG_MONTHS =
      Set.of(
          "january",
          "february",
          "march",
          "april",
          "june",
          "july",
          "august",
          "september",
          "sept",
          "october",
          "november",
          "december");
  private static final Set<String> SILENT =
      Set.of(
          "t",
          "ngày",
          "lúc",
          "vào",
          "at",
          "on",
          "of",
          "the",
          "st",
          "nd",
          "rd",
          "th",
          "thứ",
          "hai",
          "ba",
          "tư",
          "năm",
          "sáu",
          "bảy",
          "cn",
          "chủ",
          "nhật",
          "mon",
          "tue",
          "wed",
          "thu",
          "fri",
          "sat",
          "sun",
          "monday",
          "tuesday",
          "wednesday",
          "thursday",
          "friday",
          "saturday",
          "sunday",
          "hồi");
  private static final int ABSENT = Integer.MIN_VALUE;
  private static final int NANO_DIGITS = 9;

  private final boolean dayFirst;
  private String text;
  private int at;

  private int year;
  private int month;
  private int day;
  private int hour;
  private int minute;
  private int second;
  private int nano;
  private ZoneOffset offset;
  private int half;
  private boolean allZero;

  WrittenTime(boolean dayFirst) {
    this.dayFirst = dayFirst;
  }

  /** Whether the text is understood. */
  boolean read(String written) {
    text = written;
    at = 0;
    year = month = day = hour = ABSENT;
    minute = second = nano = 0;
    offset = null;
    half = ABSENT;
    allZero = false;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean understood;
      if (isDigit(c)) {
        understood = number();
      } else if (Character.isLetter(c)) {
        understood = word();
      } else if ((c == '+' || c == '-') && hour != ABSENT && offset == null && digitAt(at + 1)) {
        understood = readOffset();
      } else {
        understood =
            " ,;()'".indexOf(c) >= 0
                || c == '.'
                || c == '-' && (hour == ABSENT || !digitAt(at + 1));
        at++;
      }
      if (!understood) {
        return false;
      }
    }
    if (allZero) {
      return true;
    }
    return year != ABSENT
        && month != ABSENT
        && day != ABSENT
        && (half == ABSENT || inHalf())
        && (date() != null || isZeroOfExcel())
        && (hour == ABSENT || time() != null);
  }

  /** Null of a date of zeros. */
  LocalDate date() {
    return allZero || isZeroOfExcel() ? null : date(year, month, day);
  }

  /** Null when only the day is told. */
  LocalTime time() {
    return hour == ABSENT ? null : time(hour, minute, second, nano);
  }

  /** Null when it is not told. */
  ZoneOffset offset() {
    return offset;
  }

  /** Null when there is no such day. */
  static LocalDate date(int year, int month, int day) {
    return year < 1
            || year > 9999
            || month < 1
            || month > 12
            || day < 1
            || day > YearMonth.of(year, month).lengthOfMonth()
        ? null
        : LocalDate.of(year, month, day);
  }

  /** Null when there is no such time. */
  static LocalTime time(int hour, int minute, int second, int nano) {
    return hour > 23 || minute > 59 || second > 59
        ? null
        : LocalTime.of(hour, minute, second, nano);
  }

  /** Excel shows its number 0 as 00/01/1900. */
  private boolean isZeroOfExcel() {
    return year == 1900 && day == 0;
  }

  private boolean inHalf() {
    if (hour == ABSENT || hour > 23 || hour == 0 && half == 12) {
      return false;
    }
    if (hour > 12) {
      return half == 12; // 17:00 CH
    }
    hour = hour % 12 + half;
    return true;
  }

  private boolean number() {
    int start = at;
    int value = digits();
    int length = at - start;
    int next = at < text.length() ? text.charAt(at) : ' ';
    if (hour == ABSENT && length <= 2 && (next == ':' || isHour())) {
      hour = value;
      return clock();
    }
    if ((next == '/' || next == '-' || next == '.') && year == ABSENT && day == ABSENT) {
      return dateOf(value, length, (char) next);
    }
    if (length == 8 && year == ABSENT) {
      year = value / 10_000;
      month = value / 100 % 100;
      day = value % 100;
      return true;
    }
    if (length == 6 && year != ABSENT && hour == ABSENT) {
      hour = value / 10_000;
      minute = value / 100 % 100;
      second = value % 100;
      return true;
    }
    if (length == 4 && year == ABSENT) {
      year = value;
      return true;
    }
    if (length <= 2 && day == ABSENT) {
      day = value;
      return true;
    }
    if (length == 2 && year == ABSENT && month != ABSENT) {
      year = century(value);
      return true;
    }
    return false;
  }

  /** Whether h, g or giờ follows, as in 17h30. */
  private boolean isHour() {
    int from = at < text.length() && text.charAt(at) == ' ' ? at + 1 : at;
    if (text.regionMatches(true, from, "giờ", 0, 3)) {
      at = from + 3;
    } else if (from == at
        && at < text.length()
        && "hHgG".indexOf(text.charAt(at)) >= 0
        && (at + 1 == text.length() || !Character.isLetter(text.charAt(at + 1)))) {
      at++;
    } else {
      return false;
    }
    at--; // as if a colon stood there
    return true;
  }

  /** From the character behind the hour. */
  private boolean clock() {
    at++;
    while (at < text.length() && text.charAt(at) == ' ' && digitAt(at + 1)) {
      if (!minutesFollow()) {
        return true; // 17h 03/10/2025
      }
      at++;
    }
    if (!digitAt(at)) {
      return true;
    }
    minute = digits();
    if (text.regionMatches(true, skipSpace(at), "phút", 0, 4)) {
      at = skipSpace(at) + 4;
    } else if (at < text.length()
        && (text.charAt(at) == 'p' || text.charAt(at) == '\'')
        && (at + 1 == text.length() || !Character.isLetter(text.charAt(at + 1)))) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == ':' && digitAt(at + 1)) {
      at++;
      second = digits();
      if (at < text.length() && ".,:".indexOf(text.charAt(at)) >= 0 && digitAt(at + 1)) {
        at++;
        fraction();
      }
    }
    return true;
  }

  /** Whether the digits behind the space are minutes and do not begin a date. */
  private boolean minutesFollow() {
    int end = at + 1;
    while (digitAt(end)) {
      end++;
    }
    int next = skipSpace(end);
    return end - at - 1 <= 2
        && (next == text.length()
            || "/-.:".indexOf(text.charAt(next)) < 0
                && !text.regionMatches(true, next, "tháng", 0, 5));
  }

  private int skipSpace(int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) == ' ') {
      i++;
    }
    return i;
  }

  private void fraction() {
    int start = at;
    while (digitAt(at)) {
      if (at - start < NANO_DIGITS) {
        nano = nano * 10 + (text.charAt(at) - '0');
      }
      at++;
    }
    for (int i = at - start; i < NANO_DIGITS; i++) {
      nano *= 10;
    }
  }

  /** A date of three parts, of which the first has been read. */
  private boolean dateOf(int first, int length, char separator) {
    at++;
    at = skipSpace(at);
    boolean named = at < text.length() && Character.isLetter(text.charAt(at));
    int second = named ? monthName(letters()) : digitAt(at) ? digits() : ABSENT;
    at = skipSpace(at);
    if (second == ABSENT || at >= text.length() || text.charAt(at) != separator) {
      return false;
    }
    at = skipSpace(at + 1);
    if (!digitAt(at)) {
      return false;
    }
    int start = at;
    int third = digits();
    int thirdLength = at - start;
    allZero = first == 0 && second == 0 && third == 0;
    if (length == 4) {
      year = first;
      month = second;
      day = third;
      return thirdLength <= 2;
    }
    if (length > 2 || thirdLength != 4 && thirdLength != 2) {
      return false;
    }
    year = thirdLength == 4 ? third : century(third);
    month = named || dayFirst ? second : first;
    day = named || dayFirst ? first : second;
    return true;
  }

  private static int century(int year) {
    return year < 70 ? 2000 + year : 1900 + year;
  }

  private boolean word() {
    String word = letters();
    switch (word) {
      case "am", "sa", "sáng" -> half = 0;
      case "pm", "ch", "chiều", "tối" -> half = 12;
      case "z", "utc", "gmt" -> {
        if (hour == ABSENT) {
          return false;
        }
        if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
          return readOffset(); // GMT+7
        }
        offset = ZoneOffset.UTC;
      }
      case "ict" -> offset = ZoneOffset.ofHours(7);
      case "thứ" -> {
        at = skipSpace(at);
        if (digitAt(at)) {
          digits(); // Thứ 6
        }
      }
      case "tháng", "thg", "th" -> {
        at = at < text.length() && text.charAt(at) == '.' ? at + 1 : at;
        at = skipSpace(at);
        if (!digitAt(at) || month != ABSENT) {
          return word.equals("th");
        }
        month = digits();
        if (at < text.length() && "/-".indexOf(text.charAt(at)) >= 0) {
          at++; // tháng 10/2025
        }
      }
      default -> {
        int named = monthName(word);
        if (named == ABSENT) {
          return SILENT.contains(word);
        }
        if (month != ABSENT) {
          return false;
        }
        month = named;
      }
    }
    return true;
  }

  private static int monthName(String word) {
    return word.length() == 3 || LONG_MONTHS.contains(word)
        ? MONTHS.getOrDefault(word.substring(0, 3), ABSENT)
        : ABSENT;
  }

  private boolean readOffset() {
    int sign = text.charAt(at) == '-' ? -1 : 1;
    at++;
    int start = at;
    if (!digitAt(at)) {
      return false;
    }
    int hours = digits();
    int minutes = 0;
    if (at - start == 4) {
      minutes = hours % 100;
      hours /= 100;
    } else if (at < text.length() && text.charAt(at) == ':' && digitAt(at + 1)) {
      at++;
      minutes = digits();
    }
    if (hours > 18 || minutes > 59 || hours == 18 && minutes > 0) {
      return false;
    }
    offset = ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    return true;
  }

  private int digits() {
    int value = 0;
    while (digitAt(at)) {
      value = Math.min(value * 10 + (text.charAt(at) - '0'), 100_000_000);
      at++;
    }
    return value;
  }

  private String letters() {
    int start = at;
    while (at < text.length() && Character.isLetter(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at).toLowerCase(Locale.ROOT);
  }

  private boolean digitAt(int index) {
    return index < text.length() && isDigit(text.charAt(index));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
