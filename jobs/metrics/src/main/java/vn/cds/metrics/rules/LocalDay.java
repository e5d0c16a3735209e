package vn.cds.metrics.rules;

import java.util.concurrent.TimeUnit;

/** Local days of Vietnam (UTC+7, no summer time) as days since 1970. */
public final class LocalDay {
  public static final long DAY = TimeUnit.DAYS.toMillis(1);
  private static final long OFFSET = TimeUnit.HOURS.toMillis(7);

  private LocalDay() {}

  /** The local day of an instant in milliseconds since 1970. */
  public static int of(long millis) {
    return (int) Math.floorDiv(millis + OFFSET, DAY);
  }

  /** First instant of a local day, in milliseconds since 1970. */
  public static long start(int day) {
    return day * DAY - OFFSET;
  }

  /** First instant after a local day, in milliseconds since 1970. */
  public static long end(int day) {
    return start(day + 1);
  }
}
