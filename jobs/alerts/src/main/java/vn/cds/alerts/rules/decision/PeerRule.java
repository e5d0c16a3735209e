package vn.cds.alerts.rules.decision;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import vn.cds.alerts.rules.statistics.Hours;
import vn.cds.alerts.rules.statistics.MidP;
import vn.cds.alerts.rules.statistics.PeerGroup;
import vn.cds.alerts.rules.statistics.Ratio;
import vn.cds.contract.time.WorkingCalendar;

/**
 * A share lies outside the funnel of its peers: further from their rate, for a commune of that
 * size, than level standard deviations of {@link MidP}, widened where peers vary more than chance
 * makes them. Asked of the last 24 hours, of the last 48, and so on, without days of rest: a
 * collapse shows in one day, a commune with few dossiers needs some to stand out.
 *
 * <p>Source: D. J. Spiegelhalter, Funnel plots for comparing institutional performance, Statistics
 * in Medicine 24 (2005) 1185–1202; the widening is that of {@link PeerGroup}.
 */
public final class PeerRule implements Judge {
  /**
   * The numbers of the rule.
   *
   * @param level standard deviations beyond which a commune lags
   * @param clearLevel standard deviations within which it is well again
   * @param days length of the longest window
   * @param minimumPeers fewer do not make a funnel
   * @param minimumN sample size of a window
   */
  public record Levels(
      Better better, double level, double clearLevel, int days, int minimumPeers, int minimumN)
      implements vn.cds.alerts.rules.decision.Levels {

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
  public Ratio last(int days, Instant now) {
    long end = Hours.before(now) + 1;
    return hours.sum(Hours.daysBefore(end, days, calendar), end);
  }

  /**
   * @param lag standard deviations by which the commune is worse than its peers
   */
  private record Window(Ratio share, PeerGroup peers, double lag) {}

  /**
   * A commune lags when the window with the greatest deviation says so; otherwise the shortest
   * window with data decides.
   */
  @Override
  public Verdict judge(Instant now, boolean frozen, Peers peers) {
    Window shortest = null;
    Window worst = null;
    for (int days = 1; days <= levels.days; days++) {
      Window window = window(last(days, now), peers.byDays(days));
      if (window != null) {
        shortest = shortest == null ? window : shortest;
        worst = worst == null || window.lag > worst.lag ? window : worst;
      }
    }
    if (worst == null) {
      return Verdict.NO_DATA;
    }
    Condition condition = condition(worst.lag);
    if (condition != Condition.BREACH) {
      condition = condition(shortest.lag);
    }
    return new Verdict(condition, reading(worst, frozen || condition == Condition.BREACH));
  }

  /** Null when there is too little to judge. */
  private Window window(Ratio share, PeerGroup peers) {
    if (share.whole() < levels.minimumN || peers.size() < levels.minimumPeers) {
      return null;
    }
    double score = peers.score(share);
    return new Window(share, peers, levels.better == Better.HIGHER ? -score : score);
  }

  private Condition condition(double lag) {
    if (lag > levels.level) {
      return Condition.BREACH;
    }
    return lag <= levels.clearLevel ? Condition.CLEAR : Condition.BETWEEN;
  }

  /**
   * @param withLimits only needed for an episode; they cost more than all else
   */
  private Reading reading(Window window, boolean withLimits) {
    Ratio share = window.share;
    PeerGroup peers = window.peers;
    return new Reading(
        share.share(),
        share.whole(),
        withLimits ? peers.limit(share.whole(), -levels.level) : Double.NaN,
        withLimits ? peers.limit(share.whole(), levels.level) : Double.NaN,
        peers.centre(),
        peers.median(),
        window.lag - levels.level);
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
