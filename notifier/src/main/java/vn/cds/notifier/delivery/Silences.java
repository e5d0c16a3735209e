package vn.cds.notifier.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import vn.cds.contract.alerts.AlertSilence;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.notifier.configuration.Silence;

/** The silences of the configuration and, of those in the topic, the latest state of each. */
public final class Silences {
  private final List<Silence> configured;
  private final Map<UUID, Silence> decided = new HashMap<>();

  public Silences(List<Silence> configured) {
    this.configured = configured;
  }

  /** Takes a record of the topic. */
  public void take(AlertSilence silence) {
    decided.put(silence.silence(), Silence.of(silence));
  }

  /** Whether a silence covers an alert at a moment. */
  boolean cover(AlertTransition facts, Instant at) {
    return covering(facts).stream().anyMatch(silence -> silence.standsAt(at));
  }

  /** All silences that cover an alert at any time. */
  List<Silence> covering(AlertTransition facts) {
    List<Silence> covering = new ArrayList<>(configured);
    covering.addAll(decided.values());
    covering.removeIf(silence -> !silence.covers(facts));
    return covering;
  }
}
