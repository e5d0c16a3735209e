package vn.cds.alerts.rules.decision;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import vn.cds.alerts.rules.statistics.DailyCounts;
import vn.cds.alerts.rules.statistics.Ratio;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;

/**
 * The overdue backlog grows beyond chance: now a, usually b (median of the last working days' ends,
 * which stands still while an episode is open), and √2·(√(a+⅜) − √(b+⅜)) exceeds the level.
 *
 * <p>Source: the square root makes a Poisson count's deviation ½ whatever its mean; F. J. Anscombe,
 * The transformation of Poisson, binomial and negative-binomial data, Biometrika 35 (1948) 246–254.
 * Counts of consecutive days hold the same dossiers and differ less than independent ones, so the
 * level is met more rarely than a normal table says.
 */
public final class BacklogRule implements Judge {

  /**
   * The numbers of the rule.
   *
   * @param level standard deviations of growth beyond which a unit lags
   * @param clearLevel within which it is well again
   * @param days how many working days' ends the usual backlog is taken from
   * @param minimumDays how many are needed
   * @param minimumN backlog below which nobody is told
   */
  public record Levels(double level, double clearLevel, int days, int minimumDays, int minimumN)
      implements vn.cds.alerts.rules.decision.Levels {

    @Override
    public String kind() {
      return "backlog";
    }

    @Override
    public Judge judge(WorkingCalendar calendar) {
      return new BacklogRule(this);
    }
  }

  private final Levels levels;
  private final DailyCounts days;
  private long today = Long.MIN_VALUE;
  private long hour = Long.MIN_VALUE;
  private long backlog = -1;

  /** What it was at the last judgement. */
  private long judged;

  BacklogRule(Levels levels) {
    this.levels = levels;
    this.days = new DailyCounts(levels.days);
  }

  @Override
  public void observe(long hour, Ratio counts, Instant now) {
    if (hour >= this.hour) {
      this.hour = hour;
      backlog = counts.part();
    }
  }

  @Override
  public Verdict judge(Instant now, boolean frozen, Peers peers) {
    if (backlog < 0) {
      return Verdict.NO_DATA;
    }
    closeDay(now, frozen);
    judged = backlog;
    if (days.size() < levels.minimumDays) {
      return Verdict.NO_DATA;
    }
    double usual = days.median();
    double growth = Math.sqrt(2) * (root((double) backlog) - root(usual));
    double bound = Math.pow(root(usual) + levels.level / Math.sqrt(2), 2) - 0.375;
    Condition condition = Condition.BETWEEN;
    if (growth > levels.level && backlog >= levels.minimumN) {
      condition = Condition.BREACH;
    } else if (growth <= levels.clearLevel) {
      condition = Condition.CLEAR;
    }
    return new Verdict(
        condition,
        new Reading(backlog, backlog, Double.NaN, bound, usual, Double.NaN, growth - levels.level));
  }

  private static double root(double count) {
    return Math.sqrt(count + 0.375);
  }

  /** The last judgement of a working day is that of its end. */
  private void closeDay(Instant now, boolean frozen) {
    long day = VietnamTime.localEpochDay(now.toEpochMilli() - 1);
    if (day > today) {
      if (today != Long.MIN_VALUE && !frozen) {
        days.add(judged);
      }
      today = day;
    }
  }

  @Override
  public void write(DataOutput out) throws IOException {
    days.write(out);
    out.writeLong(today);
    out.writeLong(hour);
    out.writeLong(backlog);
    out.writeLong(judged);
  }

  @Override
  public void read(DataInput in) throws IOException {
    days.read(in);
    today = in.readLong();
    hour = in.readLong();
    backlog = in.readLong();
    judged = in.readLong();
  }
}
