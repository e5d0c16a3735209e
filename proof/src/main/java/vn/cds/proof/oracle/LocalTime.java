package vn.cds.proof.oracle;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** Vietnamese days, hours and minutes. */
final class LocalTime {
  static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

  private LocalTime() {}

  static LocalDate day(Instant time) {
    return time.atZone(ZONE).toLocalDate();
  }

  static Instant startOfDay(LocalDate day) {
    return day.atStartOfDay(ZONE).toInstant();
  }

  static Instant endOfDay(LocalDate day) {
    return startOfDay(day.plusDays(1));
  }

  static Instant startOfHour(Instant time) {
    return time.atZone(ZONE).truncatedTo(ChronoUnit.HOURS).toInstant();
  }

  static Instant startOfMinute(Instant time) {
    return time.atZone(ZONE).truncatedTo(ChronoUnit.MINUTES).toInstant();
  }
}
