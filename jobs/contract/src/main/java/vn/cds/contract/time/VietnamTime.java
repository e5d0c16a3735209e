package vn.cds.contract.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Local time of Vietnam: UTC+7 without summer time, for all times of the contract. */
public final class VietnamTime {

  /** Asia/Ho_Chi_Minh. */
  public static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

  /** +07:00. */
  public static final ZoneOffset OFFSET = ZoneOffset.ofHours(7);

  /** Milliseconds of a day. */
  public static final long DAY_MILLIS = 86_400_000L;

  private static final long OFFSET_MILLIS = OFFSET.getTotalSeconds() * 1000L;

  private VietnamTime() {}

  /** The local day of an instant. */
  public static LocalDate localDay(Instant instant) {
    return LocalDate.ofEpochDay(localEpochDay(instant.toEpochMilli()));
  }

  /**
   * The local day of an instant in days since 1970-01-01, without making an object.
   *
   * @param epochMillis milliseconds since 1970-01-01T00:00Z
   */
  public static long localEpochDay(long epochMillis) {
    return Math.floorDiv(epochMillis + OFFSET_MILLIS, DAY_MILLIS);
  }

  /** The first instant of a local day. */
  public static Instant startOfDay(LocalDate day) {
    return Instant.ofEpochMilli(startOfEpochDay(day.toEpochDay()));
  }

  /**
   * The first millisecond of a local day, in milliseconds since 1970-01-01T00:00Z.
   *
   * @param epochDay days since 1970-01-01
   */
  public static long startOfEpochDay(long epochDay) {
    return epochDay * DAY_MILLIS - OFFSET_MILLIS;
  }
}
