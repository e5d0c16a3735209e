package vn.cds.alerts.rules;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import vn.cds.contract.WorkingCalendar;

/**
 * A share lies outside the funnel of its peers: their rate ± level standard deviations of a commune
 * of that size, widened where peers vary more than chance makes them. Asked of the last 24 hours,
 * of the last 48, and so on, without days of rest: a collapse shows in one day, a commune with few
 * dossiers needs some to stand out.
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
   * @param days length of the longest window
   * @param minimumPeers fewer do not make a funnel
   * @param minimumN sample size of a window
   */
  record Levels(
      Better better, double level, double clearLevel, int days, int minimumPeers, int minimumN)
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
  private final Hours hours;

  PeerRule(Levels levels, WorkingCalendar calendar) {
    this.levels = levels;
    this.calendar = calendar;
    this.hours = new Hours(Hours.longest(levels.days));
  }

  @Override
  public void observe(long hour, Ratio counts, Instant now) {
    hours.put(hour, counts);
  }

  /** What the commune adds to a {@link PeerGroup}. */
  Ratio last(int days, Instant now) {
    long end = Hours.before(now) + 1;
    return hours.sum(Hours.daysBefore(end, days, calendar), end);
  }

  /** The shortest window with data says what is well, the one that shows most what lags. */
  @Override
  public Verdict judge(Instant now, boolean frozen, Peers peers) {
    Verdict shortest = Verdict.NO_DATA;
    Verdict worst = Verdict.NO_DATA;
    for (int days = 1; days <= levels.days; days++) {
      Verdict verdict = judge(last(days, now), peers.byDays(days));
      shortest = shortest.condition() == Condition.NO_DATA ? verdict : shortest;
      worst = verdict.reading().excess() > worst.reading().excess() ? verdict : worst;
    }
    return worst.condition() == Condition.BREACH
        ? worst
        : new Verdict(shortest.condition(), worst.reading());
  }

  private Verdict judge(Ratio share, PeerGroup peers) {
    if (share.whole() < levels.minimumN || peers.size() < levels.minimumPeers) {
      return Verdict.NO_DATA;
    }
    double score = peers.score(share);
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
            share.share(),
            share.whole(),
            peers.limit(share.whole(), -levels.level),
            peers.limit(share.whole(), levels.level),
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
