package vn.cds.metrics.state;

import java.util.Arrays;

/**
 * One stream of one commune in one hour: which events were accepted, the row of the hour and the
 * rows of its minutes.
 *
 * <p>The operator changes only copies of its own; what it handed to Flink stays as it was.
 */
public final class HourSlice {
  public static final int MINUTES = 60;

  private final EventIds ids;
  private long[] hour;
  private long[][] minutes;

  public HourSlice() {
    this(new EventIds(), null, null);
  }

  HourSlice(EventIds ids, long[] hour, long[][] minutes) {
    this.ids = ids;
    this.hour = hour;
    this.minutes = minutes;
  }

  public HourSlice copy() {
    long[][] copied = null;
    if (minutes != null) {
      copied = new long[MINUTES][];
      for (int i = 0; i < MINUTES; i++) {
        copied[i] = minutes[i] == null ? null : minutes[i].clone();
      }
    }
    return new HourSlice(ids.copy(), hour == null ? null : hour.clone(), copied);
  }

  public EventIds ids() {
    return ids;
  }

  /** The row of the hour; null while no event was counted in it, or when it is closed. */
  public long[] hour() {
    return hour;
  }

  /** The row of the hour, made when it is missing or too short. */
  public long[] openHour(int metrics) {
    hour = grown(hour, metrics);
    return hour;
  }

  /** The row of a minute; null while no event was counted in it, or when it is closed. */
  public long[] minute(int minute) {
    return minutes == null ? null : minutes[minute];
  }

  /** The row of a minute, made when it is missing or too short. */
  public long[] openMinute(int minute, int metrics) {
    if (minutes == null) {
      minutes = new long[MINUTES][];
    }
    minutes[minute] = grown(minutes[minute], metrics);
    return minutes[minute];
  }

  /** A row of an earlier release lacks the metrics that were added since. */
  private static long[] grown(long[] row, int metrics) {
    if (row == null) {
      return new long[metrics];
    }
    return row.length < metrics ? Arrays.copyOf(row, metrics) : row;
  }

  /**
   * What is left once no record can be in time for the hour and its minutes: the ids, for the day
   * still needs them.
   */
  public HourSlice closed() {
    return new HourSlice(ids, null, null);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HourSlice that
        && ids.equals(that.ids)
        && Arrays.equals(hour, that.hour)
        && Arrays.deepEquals(minutes, that.minutes);
  }

  @Override
  public int hashCode() {
    return ids.hashCode() * 31 + Arrays.hashCode(hour);
  }
}
