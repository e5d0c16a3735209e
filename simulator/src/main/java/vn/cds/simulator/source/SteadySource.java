package vn.cds.simulator.source;

import vn.cds.simulator.lifecycle.Draft;

/** Live events at a steady rate. */
public final class SteadySource implements Source {

  private final LiveSource live;
  private final double from;
  private final double step;
  private final long until;
  private long sent;

  /**
   * Events from a moment on.
   *
   * @param from milliseconds since 1970
   * @param step milliseconds between two events
   * @param until nothing is sent from then on; {@link Long#MAX_VALUE}: without end
   */
  public SteadySource(LiveSource live, long from, double step, long until) {
    this.live = live;
    this.from = from;
    this.step = step;
    this.until = until;
  }

  @Override
  public Draft next() {
    long now = (long) (from + sent * step);
    if (now >= until) {
      return null;
    }
    sent++;
    return live.at(now);
  }
}
