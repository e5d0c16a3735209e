package vn.cds.alerts.rules.decision;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import vn.cds.alerts.rules.statistics.DailyCounts;
import vn.cds.alerts.rules.statistics.Hours;
import vn.cds.alerts.rules.statistics.Ratio;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;

/**
 * A unit that should have sent something did not: with λ events per working hour, h working hours
 * without one have the probability P(0) = e^(−λh), that of a Poisson process. Asked for every unit
 * of the roster, whether it ever sent something or not.
 *
 * <p>λ is the median of the last working days' counts, so a unit that sends a week at once is not
 * expected to send daily, and days of an open episode do not count. Source of P(0): S. D. Poisson's
 * law, as in any textbook, for example S. M. Ross, Introduction to Probability Models, chapter 5.
 */
public final class SilenceRule implements Judge {
  private static final int KEPT_HOURS = 72;
  private static final double HOUR_MILLIS = Hours.MILLIS;

  /**
   * The numbers of the rule.
   *
   * @param probability P(0) below which a unit is silent
   * @param clearProbability P(0) above which it is not
   * @param days how many working days λ is taken from
   * @param minimumDays how many are needed
   */
  public record Levels(double probability, double clearProbability, int days, int minimumDays)
      implements vn.cds.alerts.rules.decision.Levels {

    @Override
    public String kind() {
      return "no-events";
    }

    @Override
    public Judge judge(WorkingCalendar calendar) {
      return new SilenceRule(this, calendar);
    }
  }

  private final Levels levels;
  private final WorkingCalendar calendar;
  private final Hours rows = new Hours(KEPT_HOURS);
  private final DailyCounts days;
  private long today = Long.MIN_VALUE;
  private long todaysCount;
  private long lastMillis = Long.MIN_VALUE;
  private boolean frozen;

  SilenceRule(Levels levels, WorkingCalendar calendar) {
    this.levels = levels;
    this.calendar = calendar;
    this.days = new DailyCounts(levels.days);
  }

  @Override
  public void observe(long hour, Ratio counts, Instant now) {
    long more = rows.put(hour, counts);
    if (more > 0) {
      lastMillis = Math.max(lastMillis, now.toEpochMilli());
      if (calendar.isWorkingDay(VietnamTime.localDay(now.minusMillis(1)))) {
        closeDay(now);
        todaysCount += more;
      }
    }
  }

  @Override
  public Verdict judge(Instant now, boolean frozen, Peers peers) {
    this.frozen = frozen;
    closeDay(now);
    if (lastMillis == Long.MIN_VALUE) {
      lastMillis = now.toEpochMilli(); // the silence of a unit never heard begins here
    }
    if (days.size() < levels.minimumDays) {
      return Verdict.NO_DATA;
    }
    double silentHours =
        calendar.workingMillis(Instant.ofEpochMilli(lastMillis), now) / HOUR_MILLIS;
    double expected = days.median() / workingHoursOfDay(now) * silentHours;
    double probability = Math.exp(-expected);
    Condition condition = Condition.BETWEEN;
    if (probability < levels.probability) {
      condition = Condition.BREACH;
    } else if (probability >= levels.clearProbability) {
      condition = Condition.CLEAR;
    }
    return new Verdict(
        condition,
        new Reading(
            silentHours,
            todaysCount,
            Double.NaN,
            -Math.log(levels.probability) * silentHours / expected,
            Double.NaN,
            Double.NaN,
            expected + Math.log(levels.probability)));
  }

  /** While the feed is broken nobody's silence grows. */
  @Override
  public void muted(Instant now) {
    lastMillis = Math.max(lastMillis, now.toEpochMilli());
    frozen = true;
    closeDay(now);
  }

  private void closeDay(Instant now) {
    long day = VietnamTime.localEpochDay(now.toEpochMilli() - 1);
    if (day > today) {
      if (today != Long.MIN_VALUE && !frozen) {
        days.add(todaysCount);
      }
      today = day;
      todaysCount = 0;
    }
  }

  private double workingHoursOfDay(Instant now) {
    LocalDate day = VietnamTime.localDay(now.minusMillis(1));
    long millis =
        calendar.workingMillis(
            VietnamTime.startOfDay(day), VietnamTime.startOfDay(day.plusDays(1)));
    return Math.max(millis, Hours.MILLIS) / HOUR_MILLIS;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    rows.write(out);
    days.write(out);
    out.writeLong(today);
    out.writeLong(todaysCount);
    out.writeLong(lastMillis);
    out.writeBoolean(frozen);
  }

  @Override
  public void read(DataInput in) throws IOException {
    rows.read(in);
    days.read(in);
    today = in.readLong();
    todaysCount = in.readLong();
    lastMillis = in.readLong();
    frozen = in.readBoolean();
  }
}
