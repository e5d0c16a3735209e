package vn.cds.alerts.rules.episode;

import java.util.HashSet;
import java.util.Set;
import vn.cds.alerts.rules.definition.Rule;

/** The open episodes, which mute other rules. */
final class OpenEpisodes {

  /** A rule has one indicator, so these two name an identity. */
  private record Open(String rule, String unit) {}

  private final Set<Open> open = new HashSet<>();

  int size() {
    return open.size();
  }

  /** Takes a transition. */
  void apply(Transition transition) {
    set(transition.identity(), transition.kind() == Transition.Kind.FIRED);
  }

  /** Takes the state of a watch that was read. */
  void restore(Watch watch) {
    set(watch.identity(), watch.isOpen());
  }

  private void set(Identity identity, boolean isOpen) {
    Open episode = new Open(identity.rule(), identity.unit());
    if (isOpen) {
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
  boolean mutes(Rule rule, String commune, String province) {
    return rule.mutedBy().stream()
        .anyMatch(
            other ->
                open.contains(new Open(other, commune))
                    || open.contains(new Open(other, province)));
  }
}
