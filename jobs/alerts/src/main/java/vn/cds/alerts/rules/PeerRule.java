package vn.cds.alerts.rules;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import vn.cds.contract.WorkingCalendar;

/**
 * A share of the last 24 hours (without days of rest) lies outside the funnel of its peers: their
 * rate ± level standard deviations of a commune of that size, widened where peers vary more than
 * chance makes them.
 *
 * <p>Source: D. J. Spiegelhalter, Funnel plots for comparing institutional performance, Statistics
 * in Medicine 24 (2005) 1185–1202; the widening is that of {@link PeerGroup}.
 */
final class PeerRule implements Judge {
  /**
   * The numbers of the rule.
   *
   * @param level standard deviations beyond which a commune lags
   * @param clearLevel standard deviations within which it is well again
   * @param minimumPeers fewer do not make a funnel
   */
  record Levels(Better better, double level, double clearLevel, int minimumPeers, int minimumN)
      implements vn.cds.alerts.rules.Levels {

    @Override
    public String kind() {
      return "peers";
    }

    @Override
    public Judge judge(WorkingCalendar calendar) {
      return new PeerRule(this, calendar);
    }
  }

  private final Levels levels;
  private final WorkingCalendar calendar;
  private final Hours hours = new Hours(Hours.LONGEST_DAY);

  PeerRule(Levels levels, WorkingCalendar calendar) {
    this.levels = levels;
    this.calendar = calendar;
  }

  @Override
  public void observe(long hour, Ratio counts, Instant now) {
    hours.put(hour, counts);
  }

  /** What the commune adds to the {@link PeerGroup}. */
  Ratio lastDay(Instant now) {
    long end = Hours.before(now) + 1;
    return hours.sum(Hours.dayBefore(end, calendar), end);
  }

  @Override
  public Verdict judge(Instant now, boolean frozen, PeerGroup peers) {
    Ratio day = lastDay(now);
    if (day.whole() < levels.minimumN || peers.size() < levels.minimumPeers) {
      return Verdict.NO_DATA;
    }
    double score = peers.score(day);
    double lag = levels.better == Better.HIGHER ? -score : score;
    Condition condition = Condition.BETWEEN;
    if (lag > levels.level) {
      condition = Condition.BREACH;
    } else if (lag <= levels.clearLevel) {
      condition = Condition.CLEAR;
    }
    return new Verdict(
        condition,
        new Reading(
            day.share(),
            day.whole(),
            peers.limit(day.whole(), -levels.level),
            peers.limit(day.whole(), levels.level),
            peers.centre(),
            peers.median(),
            lag - levels.level));
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
