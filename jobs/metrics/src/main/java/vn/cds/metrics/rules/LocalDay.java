package vn.cds.metrics.rules;

import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.VietnamTime;

/** Local days of Vietnam as days since 1970, small enough for state and its keys. */
public final class LocalDay {
  private LocalDay() {}

  /** The local day of an instant in milliseconds since 1970. */
  public static int of(long millis) {
    return (int) VietnamTime.localEpochDay(millis);
  }

  /** The local day of a time or day, as {@link TimeOrDay} writes it as a number. */
  public static int ofTime(long word) {
    return (int) TimeOrDay.epochDay(word);
  }

  /** First instant of a local day, in milliseconds since 1970. */
  public static long start(int day) {
    return VietnamTime.startOfEpochDay(day);
  }

  /** First instant after a local day, in milliseconds since 1970. */
  public static long end(int day) {
    return start(day + 1);
  }
}
