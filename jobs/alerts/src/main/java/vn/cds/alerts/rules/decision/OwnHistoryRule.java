package vn.cds.alerts.rules.decision;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import vn.cds.alerts.rules.statistics.Hours;
import vn.cds.alerts.rules.statistics.Median;
import vn.cds.alerts.rules.statistics.Ratio;
import vn.cds.contract.time.WorkingCalendar;

/**
 * A count of the last working hours is far below what the unit does at the same weekdays and hours:
 * below their median by more than level robust standard deviations, which are at least those of a
 * count that varies by chance (its square root) and from day to day (a share of it): a few weeks
 * may happen to be alike.
 *
 * <p>An hour becomes history when it leaves the window of last hours, and only while no episode is
 * open or pending: a lag that lasts never becomes normal.
 *
 * <p>Source: median and MAD as {@link Median} says; C. Leys and others, Detecting outliers: do not
 * use standard deviation around the mean, use absolute deviation around the median, Journal of
 * Experimental Social Psychology 49 (2013) 764–766.
 */
public final class OwnHistoryRule implements Judge {
  private static final int WEEK = 168;

  /** A longer gap without a judgement is not filled with empty hours. */
  private static final int LONGEST_GAP = WEEK;

  /**
   * The numbers of the rule.
   *
   * @param hours how many working hours are judged together
   * @param weeks how many weeks are remembered
   * @param minimumWeeks how many are needed
   * @param level robust standard deviations beyond which a unit lags
   * @param clearLevel within which it is well again
   * @param variation standard deviation from day to day that is usual, as a share of the median
   * @param minimumN median count needed to judge
   */
  public record Levels(
      int hours,
      int weeks,
      int minimumWeeks,
      double level,
      double clearLevel,
      double variation,
      int minimumN)
      implements vn.cds.alerts.rules.decision.Levels {

    @Override
    public String kind() {
      return "own-history";
    }

    @Override
    public Judge judge(WorkingCalendar calendar) {
      return new OwnHistoryRule(this, calendar);
    }
  }

  private record Hour(long hour, long count) {}

  private final Levels levels;
  private final WorkingCalendar calendar;
  private final Hours rows = new Hours(LONGEST_GAP);
  private final Deque<Hour> recent = new ArrayDeque<>();

  /** By hour of the week, the latest first. */
  private final int[][] history = new int[WEEK][];

  private final int[] known = new int[WEEK];
  private long closed = Long.MIN_VALUE;

  OwnHistoryRule(Levels levels, WorkingCalendar calendar) {
    this.levels = levels;
    this.calendar = calendar;
  }

  @Override
  public void observe(long hour, Ratio counts, Instant now) {
    beginAt(hour);
    rows.put(hour, counts);
  }

  @Override
  public Verdict judge(Instant now, boolean frozen, Peers peers) {
    beginAt(Hours.of(now));
    closeHours(Hours.of(now), frozen);
    if (recent.size() < levels.hours) {
      return Verdict.NO_DATA;
    }
    int weeks = levels.weeks;
    for (Hour hour : recent) {
      weeks = Math.min(weeks, known[slot(hour.hour)]);
    }
    if (weeks < levels.minimumWeeks) {
      return Verdict.NO_DATA;
    }
    double[] earlier = new double[weeks];
    long count = 0;
    for (Hour hour : recent) {
      count += hour.count;
      for (int week = 0; week < weeks; week++) {
        earlier[week] += history[slot(hour.hour)][week];
      }
    }
    return verdict(count, earlier);
  }

  /** The hours of a broken feed are neither judged nor learnt from. */
  @Override
  public void muted(Instant now) {
    closed = Math.max(closed, Hours.of(now) + 1);
  }

  private Verdict verdict(long count, double[] earlier) {
    double median = Median.of(earlier);
    if (median < levels.minimumN) {
      return Verdict.NO_DATA;
    }
    double usual = Math.sqrt(median + Math.pow(levels.variation * median, 2));
    double deviation = Math.max(Median.deviation(earlier, median), usual);
    double lag = (median - count) / deviation;
    Condition condition = Condition.BETWEEN;
    if (lag > levels.level) {
      condition = Condition.BREACH;
    } else if (lag <= levels.clearLevel) {
      condition = Condition.CLEAR;
    }
    return new Verdict(
        condition,
        new Reading(
            count,
            count,
            Math.max(0, median - levels.level * deviation),
            median + levels.level * deviation,
            median,
            Double.NaN,
            lag - levels.level));
  }

  /** Hours before the first row or judgement are unknown, not empty. */
  private void beginAt(long hour) {
    if (closed == Long.MIN_VALUE) {
      closed = hour;
    }
  }

  /** Takes the working hours that are over since the last judgement into the window. */
  private void closeHours(long end, boolean frozen) {
    for (long hour = Math.max(closed, end - LONGEST_GAP); hour < end; hour++) {
      if (calendar.workingMillis(Hours.start(hour), Hours.start(hour + 1)) > 0) {
        recent.addLast(new Hour(hour, rows.sum(hour, hour + 1).whole()));
        if (recent.size() > levels.hours) {
          Hour left = recent.removeFirst();
          if (!frozen) {
            learn(left);
          }
        }
      }
    }
    closed = Math.max(closed, end);
  }

  private void learn(Hour hour) {
    int slot = slot(hour.hour);
    if (history[slot] == null) {
      history[slot] = new int[levels.weeks];
    }
    System.arraycopy(history[slot], 0, history[slot], 1, levels.weeks - 1);
    history[slot][0] = Math.toIntExact(hour.count);
    known[slot] = Math.min(levels.weeks, known[slot] + 1);
  }

  private static int slot(long hour) {
    return Math.floorMod(hour, WEEK);
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeLong(closed);
    rows.write(out);
    out.writeInt(recent.size());
    for (Hour hour : recent) {
      out.writeLong(hour.hour);
      out.writeLong(hour.count);
    }
    for (int slot = 0; slot < WEEK; slot++) {
      out.writeByte(known[slot]);
      for (int week = 0; week < known[slot]; week++) {
        out.writeInt(history[slot][week]);
      }
    }
  }

  @Override
  public void read(DataInput in) throws IOException {
    closed = in.readLong();
    rows.read(in);
    recent.clear();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      recent.addLast(new Hour(in.readLong(), in.readLong()));
    }
    while (recent.size() > levels.hours) { // the rule was changed to fewer
      recent.removeFirst();
    }
    for (int slot = 0; slot < WEEK; slot++) {
      int written = in.readByte();
      known[slot] = Math.min(written, levels.weeks);
      history[slot] = written == 0 ? null : new int[levels.weeks];
      for (int week = 0; week < written; week++) {
        int count = in.readInt();
        if (week < levels.weeks) {
          history[slot][week] = count;
        }
      }
    }
  }
}
