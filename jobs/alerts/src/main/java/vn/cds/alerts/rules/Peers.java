package vn.cds.alerts.rules;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The peers of a rule at one moment.
 *
 * @param byDays by their last day, by their last two days, and so on
 */
public record Peers(List<PeerGroup> byDays) {

  /** For a rule without peers. */
  public static final Peers NONE = new Peers(List.of());

  /** The peers among all communes of a province that a rule watches. */
  public static Peers of(Rule rule, Collection<Watch> watches, Instant now) {
    return rule.levels() instanceof PeerRule.Levels levels
        ? new Peers(
            IntStream.rangeClosed(1, levels.days())
                .mapToObj(days -> group(levels, watches, now, days))
                .toList())
        : NONE;
  }

  private static PeerGroup group(
      PeerRule.Levels levels, Collection<Watch> watches, Instant now, int days) {
    return PeerGroup.of(
        watches.stream().map(watch -> watch.forPeers(now, days)).toList(), levels.minimumN());
  }

  /** Of so many days; {@link PeerGroup#NONE} where nobody asked for it. */
  PeerGroup byDays(int days) {
    return days <= byDays.size() ? byDays.get(days - 1) : PeerGroup.NONE;
  }
}
