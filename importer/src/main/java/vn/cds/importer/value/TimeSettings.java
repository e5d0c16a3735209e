package vn.cds.importer.value;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import vn.cds.contract.time.VietnamTime;

/**
 * How times are written in an export.
 *
 * @param formats tried first
 * @param order of day and month where only it tells them apart
 * @param zone of times without an offset
 * @param daysOfNone days that systems write where there is no time
 */
public record TimeSettings(
    List<DateTimeFormatter> formats, Order order, ZoneId zone, Set<LocalDate> daysOfNone) {

  /** Of day and month. */
  public enum Order {
    DAY_FIRST,
    MONTH_FIRST
  }

  /**
   * The least and greatest dates of .NET, SQL Server and Oracle, and the zeros of Excel and Unix.
   */
  public static final String DAYS_OF_NONE =
      "0001-01-01 | 1753-01-01 | 1899-12-30 | 1900-01-01 | 1970-01-01 | 9999-12-31";

  /** What holds unless a mapping says otherwise. */
  public static final TimeSettings DEFAULT =
      new TimeSettings(
          List.of(),
          Order.DAY_FIRST,
          VietnamTime.ZONE,
          Set.of(
              LocalDate.of(1, 1, 1),
              LocalDate.of(1753, 1, 1),
              LocalDate.of(1899, 12, 30),
              LocalDate.of(1900, 1, 1),
              LocalDate.of(1970, 1, 1),
              LocalDate.of(9999, 12, 31)));
}
