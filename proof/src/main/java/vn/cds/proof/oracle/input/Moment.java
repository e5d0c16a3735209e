package vn.cds.proof.oracle.input;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A time, or a local day of which nobody knows the hour.
 *
 * @param first the time, or the first instant of the day
 * @param last the time, or the last millisecond of the day
 */
public record Moment(Instant first, Instant last, boolean byDay) {

  public static Moment ofTime(Instant time) {
    return new Moment(time, time, false);
  }

  static Moment ofDay(LocalDate day) {
    return new Moment(LocalTime.startOfDay(day), LocalTime.endOfDay(day).minusMillis(1), true);
  }

  public boolean hasClock() {
    return !byDay;
  }

  /** The local day it is, or lies in. */
  public LocalDate day() {
    return LocalTime.day(first);
  }

  /** Whether it is before the other one at the coarser precision of the two. */
  public boolean isBefore(Moment other) {
    return byDay || other.byDay ? day().isBefore(other.day()) : first.isBefore(other.first);
  }

  public boolean isAfter(Moment other) {
    return other.isBefore(this);
  }

  /** The one with the earlier last instant; else the one with a clock; the other one of null. */
  public static Moment earlier(Moment a, Moment b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    int order = a.last.compareTo(b.last);
    return order < 0 || (order == 0 && a.hasClock()) ? a : b;
  }

  /** Its last instant; null of null. */
  public static Instant last(Moment moment) {
    return moment == null ? null : moment.last;
  }

  public static boolean isDay(Moment moment) {
    return moment != null && moment.byDay;
  }
}
