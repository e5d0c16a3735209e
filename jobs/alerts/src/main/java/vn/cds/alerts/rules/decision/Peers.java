package vn.cds.alerts.rules.decision;

import java.util.List;
import vn.cds.alerts.rules.statistics.PeerGroup;

/**
 * The peers of a rule at one moment.
 *
 * @param byDays by their last day, by their last two days, and so on
 */
public record Peers(List<PeerGroup> byDays) {

  /** For a rule without peers. */
  public static final Peers NONE = new Peers(List.of());

  /** Of so many days; {@link PeerGroup#NONE} where nobody asked for it. */
  PeerGroup byDays(int days) {
    return days <= byDays.size() ? byDays.get(days - 1) : PeerGroup.NONE;
  }
}
