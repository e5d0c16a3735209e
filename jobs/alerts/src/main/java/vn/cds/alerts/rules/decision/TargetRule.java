package vn.cds.alerts.rules.decision;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import vn.cds.alerts.rules.statistics.Hours;
import vn.cds.alerts.rules.statistics.Ratio;
import vn.cds.alerts.rules.statistics.Wilson;
import vn.cds.contract.time.WorkingCalendar;

/**
 * A share misses its target beyond chance, at two speeds: in each of two consecutive windows by a
 * strict bound, which needs no other hold, or in the last 24 hours (without days of rest) by a
 * usual one. The bound is that of {@link Wilson}: the upper one lies below the target, or, where
 * lower is better, the lower one above it.
 *
 * <p>Two speeds after B. Beyer and others, The Site Reliability Workbook, O'Reilly 2018, chapter 5:
 * a short window finds a collapse early, a long one finds what is small.
 */
public final class TargetRule implements Judge {
  /**
   * The numbers of the rule.
   *
   * @param target share to be reached, or not to be exceeded
   * @param clearAt share of the last 24 hours at which it is well again
   * @param fastHours length of one of the two windows
   * @param minimumN sample size of the last 24 hours, and of both windows together
   */
  public record Levels(
      double target,
      Better better,
      double clearAt,
      int fastHours,
      double fastZ,
      double slowZ,
      int minimumN)
      implements vn.cds.alerts.rules.decision.Levels {

    @Override
    public String kind() {
      return "target";
    }

    @Override
    public Judge judge(WorkingCalendar calendar) {
      return new TargetRule(this, calendar);
    }
  }

  private final Levels levels;
  private final WorkingCalendar calendar;
  private final Hours hours = new Hours(Hours.LONGEST_DAY);

  TargetRule(Levels levels, WorkingCalendar calendar) {
    this.levels = levels;
    this.calendar = calendar;
  }

  @Override
  public void observe(long hour, Ratio counts, Instant now) {
    hours.put(hour, counts);
  }

  @Override
  public Verdict judge(Instant now, boolean frozen, Peers peers) {
    long end = Hours.before(now) + 1;
    Ratio day = hours.sum(Hours.dayBefore(end, calendar), end);
    long whole = Hours.of(now); // the hour that is not over belongs to no window
    boolean fast = isFast(whole);
    boolean enough = day.whole() >= levels.minimumN;
    if (!fast && !enough) {
      return Verdict.NO_DATA;
    }
    double excess = beyond(day, levels.slowZ);
    Condition condition = Condition.BETWEEN;
    if (fast) {
      condition = Condition.HELD_BREACH;
    } else if (excess > 0) {
      condition = Condition.BREACH;
    } else if (isClear(day.share())) {
      condition = Condition.CLEAR;
    }
    return new Verdict(
        condition,
        new Reading(
            day.share(),
            day.whole(),
            Wilson.lower(day, levels.slowZ),
            Wilson.upper(day, levels.slowZ),
            levels.target,
            Double.NaN,
            excess),
        fast ? fastSince(whole) : null);
  }

  /** Whether both windows before an hour are beyond the strict bound. */
  private boolean isFast(long end) {
    Ratio window = hours.sum(end - levels.fastHours, end);
    Ratio earlier = hours.sum(end - 2L * levels.fastHours, end - levels.fastHours);
    return window.whole() + earlier.whole() >= levels.minimumN
        && beyond(window, levels.fastZ) > 0
        && beyond(earlier, levels.fastZ) > 0;
  }

  /** The end of the first hour from which on both windows were beyond the bound. */
  private Instant fastSince(long end) {
    long first = end;
    while (isFast(first - 1)) { // ends: what is older than the rows kept is empty, and not beyond
      first--;
    }
    return Hours.start(first);
  }

  /** How far the nearer bound lies beyond the target; negative when it does not. */
  private double beyond(Ratio ratio, double z) {
    return levels.better == Better.HIGHER
        ? levels.target - Wilson.upper(ratio, z)
        : Wilson.lower(ratio, z) - levels.target;
  }

  private boolean isClear(double share) {
    return levels.better == Better.HIGHER ? share >= levels.clearAt : share <= levels.clearAt;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    hours.write(out);
  }

  @Override
  public void read(DataInput in) throws IOException {
    hours.read(in);
  }
}
