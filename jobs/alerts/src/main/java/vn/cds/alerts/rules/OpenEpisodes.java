package vn.cds.alerts.rules;

import java.util.HashSet;
import java.util.Set;

/** Which episodes are open, to know who is muted. */
public final class OpenEpisodes {

  /** A rule has one indicator, so these two name an identity. */
  private record Open(String rule, String unit) {}

  private final Set<Open> open = new HashSet<>();

  /** Takes a transition. */
  public void apply(Transition transition) {
    Open episode = new Open(transition.identity().rule(), transition.identity().unit());
    if (transition.kind() == Transition.Kind.FIRED) {
      open.add(episode);
    } else {
      open.remove(episode);
    }
  }

  /**
   * Whether an open episode explains whatever a rule would find.
   *
   * @param commune code of the commune
   * @param province code of its province
   */
  public boolean mutes(Rule rule, String commune, String province) {
    return rule.mutedBy().stream()
        .anyMatch(
            other ->
                open.contains(new Open(other, commune))
                    || open.contains(new Open(other, province)));
  }
}
