package vn.cds.alerts.rules.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;

/**
 * The counts of the latest hours. Rows are absolute: a row replaces the earlier one of its hour.
 * Hours are numbered from 1970-01-01T00:00Z; Vietnam's are the same, since its offset is whole.
 */
public final class Hours {
  public static final long MILLIS = 3_600_000L;

  private static final int DAY = 24;

  /** A rolling day skips so many days of rest at most. */
  private static final int LONGEST_REST = 4;

  /** How many hours a rolling day can reach back, with the one that is not over. */
  public static final int LONGEST_DAY = longest(1);

  private final long[] hours;
  private final long[] parts;
  private final long[] wholes;

  /**
   * @param length how many hours are kept
   */
  public Hours(int length) {
    hours = new long[length];
    parts = new long[length];
    wholes = new long[length];
    Arrays.fill(hours, Long.MIN_VALUE);
  }

  /** How many hours so many rolling days can reach back, with the one that is not over. */
  public static int longest(int days) {
    return (days + LONGEST_REST) * DAY + 1;
  }

  /** The hour in which an instant lies. */
  public static long of(Instant instant) {
    return Math.floorDiv(instant.toEpochMilli(), MILLIS);
  }

  /** The hour just before an instant: at 17:00 the one that began at 16:00. */
  public static long before(Instant instant) {
    return Math.floorDiv(instant.toEpochMilli() - 1, MILLIS);
  }

  /**
   * The first hour of the rolling day that ends at another hour: 24 hours earlier, not counting
   * days of rest, so that a Monday morning is judged together with the Friday before it.
   */
  public static long dayBefore(long end, WorkingCalendar calendar) {
    return daysBefore(end, 1, calendar);
  }

  /** The same for more than one day. */
  public static long daysBefore(long end, int days, WorkingCalendar calendar) {
    long from = end;
    int rest = LONGEST_REST;
    for (int left = days; left > 0; ) {
      from -= DAY;
      if (calendar.isWorkingDay(VietnamTime.localDay(start(from))) || rest-- == 0) {
        left--;
      }
    }
    return from;
  }

  public static Instant start(long hour) {
    return Instant.ofEpochMilli(hour * MILLIS);
  }

  /**
   * Stores a row; one that is older than what is kept is passed over.
   *
   * @return by how much the whole of the hour has grown; 0 when passed over
   */
  public long put(long hour, Ratio counts) {
    int slot = slot(hour);
    if (hour < hours[slot]) {
      return 0;
    }
    long before = hours[slot] == hour ? wholes[slot] : 0;
    hours[slot] = hour;
    parts[slot] = counts.part();
    wholes[slot] = counts.whole();
    return counts.whole() - before;
  }

  /** Whether a row of an hour would be stored: not when a later hour stands in its place. */
  boolean keeps(long hour) {
    return hour >= hours[slot(hour)];
  }

  /** The sum of the hours from one to another, exclusive. */
  public Ratio sum(long from, long to) {
    long part = 0;
    long whole = 0;
    for (long hour = from; hour < to; hour++) {
      int slot = slot(hour);
      if (hours[slot] == hour) {
        part += parts[slot];
        whole += wholes[slot];
      }
    }
    return new Ratio(part, whole);
  }

  private int slot(long hour) {
    return Math.floorMod(hour, hours.length);
  }

  /** Only hours that have a row: most have none. */
  public void write(DataOutput out) throws IOException {
    out.writeInt((int) Arrays.stream(hours).filter(hour -> hour != Long.MIN_VALUE).count());
    for (int i = 0; i < hours.length; i++) {
      if (hours[i] != Long.MIN_VALUE) {
        out.writeLong(hours[i]);
        out.writeLong(parts[i]);
        out.writeLong(wholes[i]);
      }
    }
  }

  /** Reads what was written, also by one of another length. */
  public void read(DataInput in) throws IOException {
    Arrays.fill(hours, Long.MIN_VALUE);
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      put(in.readLong(), new Ratio(in.readLong(), in.readLong()));
    }
  }
}
