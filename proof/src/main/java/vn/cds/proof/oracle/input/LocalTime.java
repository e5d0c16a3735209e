package vn.cds.proof.oracle.input;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** Vietnamese days, hours and minutes. */
public final class LocalTime {
  public static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

  private LocalTime() {}

  public static LocalDate day(Instant time) {
    return time.atZone(ZONE).toLocalDate();
  }

  public static Instant startOfDay(LocalDate day) {
    return day.atStartOfDay(ZONE).toInstant();
  }

  public static Instant endOfDay(LocalDate day) {
    return startOfDay(day.plusDays(1));
  }

  public static Instant startOfHour(Instant time) {
    return time.atZone(ZONE).truncatedTo(ChronoUnit.HOURS).toInstant();
  }

  public static Instant startOfMinute(Instant time) {
    return time.atZone(ZONE).truncatedTo(ChronoUnit.MINUTES).toInstant();
  }
}
