package vn.cds.notifier.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import vn.cds.contract.alerts.AlertTransition;

/** The episodes that are known. Each (episode, kind) is applied once, however often it is read. */
public final class KnownAlerts {
  private final Map<UUID, Alert> byEpisode = new LinkedHashMap<>();
  private final Map<String, UUID> latest = new HashMap<>();

  /** Applies a transition and returns the alerts that it changed; none when it is known. */
  public List<Alert> apply(AlertTransition transition) {
    Alert known = byEpisode.get(transition.episode());
    return transition.kind() == AlertTransition.Kind.FIRED
        ? fired(transition, known)
        : resolved(transition, known);
  }

  private List<Alert> fired(AlertTransition transition, Alert known) {
    if (known != null) {
      return List.of();
    }
    List<Alert> changed = new ArrayList<>();
    Alert before = latestOf(transition.identity());
    if (before != null && before.isOpen()) {
      changed.add(before.supersededAt(transition.at()));
    }
    changed.add(Alert.open(transition));
    changed.forEach(this::put);
    return changed;
  }

  private List<Alert> resolved(AlertTransition transition, Alert known) {
    if (known != null && !known.isOpen()) {
      return List.of();
    }
    Alert closed =
        known == null ? new Alert(null, transition, transition.at()) : known.closed(transition);
    Alert latestKnown = latestOf(transition.identity());
    if (known == null && latestKnown != null && latestKnown.isOpen()) {
      byEpisode.put(closed.episode(), closed); // the end of an earlier one, read again
    } else {
      put(closed);
    }
    return List.of(closed);
  }

  private void put(Alert alert) {
    byEpisode.put(alert.episode(), alert);
    latest.put(alert.facts().identity(), alert.episode());
  }

  /** Null when the episode is not known. */
  public Alert of(UUID episode) {
    return byEpisode.get(episode);
  }

  /** The latest episode of an identity; null when there is none. */
  Alert latestOf(String identity) {
    UUID episode = latest.get(identity);
    return episode == null ? null : byEpisode.get(episode);
  }

  public Collection<Alert> all() {
    return List.copyOf(byEpisode.values());
  }

  /** The latest episode of each identity. */
  public Map<String, Alert> latest() {
    Map<String, Alert> alerts = new HashMap<>();
    latest.forEach((identity, episode) -> alerts.put(identity, byEpisode.get(episode)));
    return alerts;
  }

  public int openCount() {
    return (int) byEpisode.values().stream().filter(Alert::isOpen).count();
  }

  public List<Alert> open() {
    return byEpisode.values().stream().filter(Alert::isOpen).toList();
  }

  /**
   * Forgets alerts that were closed before a moment, have a successor and are in no message that is
   * still to be taken.
   */
  public void forgetClosedBefore(Instant moment, Predicate<UUID> awaited) {
    byEpisode
        .values()
        .removeIf(
            alert ->
                !alert.isOpen()
                    && alert.closedAt().isBefore(moment)
                    && !alert.episode().equals(latest.get(alert.facts().identity()))
                    && !awaited.test(alert.episode()));
  }
}
