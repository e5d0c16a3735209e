package vn.cds.contract.time;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.util.UUID;

/** Times, dates and UUIDs as texts, read without exceptions and without garbage. */
public final class WireText {

  /** What {@link #epochMillis} gives for a text that is not a time. */
  public static final long NOT_A_TIME = Long.MIN_VALUE;

  /** Characters of {@code yyyy-MM-dd}. */
  public static final int DAY_LENGTH = 10;

  private static final int[] DAYS_IN_MONTH = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private WireText() {}

  /**
   * Milliseconds since 1970-01-01T00:00Z of an RFC 3339 date-time with at most nine digits of
   * fraction, cut to the millisecond; else {@link #NOT_A_TIME}. Leap seconds ({@code :60}) are not
   * taken.
   */
  public static long epochMillis(char[] text, int from, int length) {
    if (length < 20 || length > 35) {
      return NOT_A_TIME;
    }
    long day = epochDay(text, from);
    int hour = twoDigits(text, from + 11);
    int minute = twoDigits(text, from + 14);
    int second = twoDigits(text, from + 17);
    if (day == NOT_A_TIME
        || (text[from + 10] != 'T' && text[from + 10] != 't')
        || text[from + 13] != ':'
        || text[from + 16] != ':'
        || (hour | minute | second) < 0
        || hour > 23
        || minute > 59
        || second > 59) {
      return NOT_A_TIME;
    }
    int end = from + length;
    int i = from + 19;
    int millis = 0;
    if (text[i] == '.') {
      int firstDigit = ++i;
      int weight = 100;
      while (i < end && digit(text[i]) >= 0) {
        millis += digit(text[i]) * weight;
        weight /= 10;
        i++;
      }
      if (i == firstDigit || i - firstDigit > 9) {
        return NOT_A_TIME;
      }
    }
    int offsetMinutes = offsetMinutes(text, i, end);
    if (offsetMinutes == Integer.MIN_VALUE) {
      return NOT_A_TIME;
    }
    long seconds = ((day * 24 + hour) * 60 + minute - offsetMinutes) * 60 + second;
    return seconds * 1000 + millis;
  }

  private static int offsetMinutes(char[] text, int from, int end) {
    if (end - from == 1 && (text[from] == 'Z' || text[from] == 'z')) {
      return 0;
    }
    if (end - from != 6 || text[from + 3] != ':') {
      return Integer.MIN_VALUE;
    }
    int hours = twoDigits(text, from + 1);
    int minutes = twoDigits(text, from + 4);
    if ((hours | minutes) < 0 || hours > 23 || minutes > 59) {
      return Integer.MIN_VALUE;
    }
    return switch (text[from]) {
      case '+' -> hours * 60 + minutes;
      case '-' -> -(hours * 60 + minutes);
      default -> Integer.MIN_VALUE;
    };
  }

  /** The date {@code yyyy-MM-dd}, or null. */
  public static LocalDate date(char[] text, int from, int length) {
    long day = length == DAY_LENGTH ? epochDay(text, from) : NOT_A_TIME;
    return day == NOT_A_TIME ? null : LocalDate.ofEpochDay(day);
  }

  /** Days since 1970-01-01 of the ten characters {@code yyyy-MM-dd}, else {@link #NOT_A_TIME}. */
  public static long epochDay(char[] text, int from) {
    int century = twoDigits(text, from);
    int yearOfCentury = twoDigits(text, from + 2);
    int month = twoDigits(text, from + 5);
    int day = twoDigits(text, from + 8);
    if (text[from + 4] != '-'
        || text[from + 7] != '-'
        || (century | yearOfCentury) < 0
        || month < 1
        || month > 12
        || day < 1
        || day > DAYS_IN_MONTH[month - 1]) {
      return NOT_A_TIME;
    }
    int year = century * 100 + yearOfCentury;
    if (month == 2 && day == 29 && !IsoChronology.INSTANCE.isLeapYear(year)) {
      return NOT_A_TIME;
    }
    // Years that begin in March put the leap day at their end; 719,468 days lie between 0000-03-01
    // and 1970-01-01. The shift by 400 years keeps the divisions positive for January of year 0.
    int marchYear = (month > 2 ? year : year - 1) + 400;
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return 365L * marchYear
        + marchYear / 4
        - marchYear / 100
        + marchYear / 400
        + dayOfYear
        - 719_468
        - 146_097;
  }

  /** A UUID in its 36 characters, in either case, or null. */
  public static UUID uuid(char[] text, int from, int length) {
    if (length != 36
        || text[from + 8] != '-'
        || text[from + 13] != '-'
        || text[from + 18] != '-'
        || text[from + 23] != '-') {
      return null;
    }
    long a = hex(text, from, 8);
    long b = hex(text, from + 9, 4);
    long c = hex(text, from + 14, 4);
    long d = hex(text, from + 19, 4);
    long e = hex(text, from + 24, 12);
    if ((a | b | c | d | e) < 0) {
      return null;
    }
    return new UUID(a << 32 | b << 16 | c, d << 48 | e);
  }

  /**
   * The number of at most 12 hexadecimal digits, or a negative one when there is another character.
   */
  private static long hex(char[] text, int from, int length) {
    long number = 0;
    for (int i = from; i < from + length; i++) {
      char c = text[i];
      int digit;
      if (c >= '0' && c <= '9') {
        digit = c - '0';
      } else if (c >= 'a' && c <= 'f') {
        digit = c - 'a' + 10;
      } else if (c >= 'A' && c <= 'F') {
        digit = c - 'A' + 10;
      } else {
        return -1;
      }
      number = number << 4 | digit;
    }
    return number;
  }

  private static int twoDigits(char[] text, int from) {
    int tens = digit(text[from]);
    int ones = digit(text[from + 1]);
    return (tens | ones) < 0 ? -1 : tens * 10 + ones;
  }

  private static int digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : -1;
  }

  /** The local time of Vietnam with its offset, milliseconds only when they are not 0. */
  public static String time(long epochMillis) {
    LocalDateTime local =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(epochMillis, 1000L) + VietnamTime.OFFSET.getTotalSeconds(),
            0,
            ZoneOffset.UTC);
    int millis = (int) Math.floorMod(epochMillis, 1000L);
    StringBuilder text = new StringBuilder(29);
    appendDigits(text, local.getYear(), 4).append('-');
    appendDigits(text, local.getMonthValue(), 2).append('-');
    appendDigits(text, local.getDayOfMonth(), 2).append('T');
    appendDigits(text, local.getHour(), 2).append(':');
    appendDigits(text, local.getMinute(), 2).append(':');
    appendDigits(text, local.getSecond(), 2);
    if (millis != 0) {
      appendDigits(text.append('.'), millis, 3);
    }
    return text.append("+07:00").toString();
  }

  private static StringBuilder appendDigits(StringBuilder text, int number, int digits) {
    int divisor = 1;
    for (int i = 1; i < digits; i++) {
      divisor *= 10;
    }
    for (; divisor > 0; divisor /= 10) {
      text.append((char) ('0' + number / divisor % 10));
    }
    return text;
  }
}
