package vn.cds.alerts.rules.episode;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import vn.cds.alerts.rules.definition.RuleIndicator;

/**
 * What can have one open episode at most. Numbers never belong to it, so that an alert whose value
 * changes stays the same alert.
 *
 * @param rule id of the rule
 * @param unit code of the commune; of the province for a rule of that scope
 * @param indicator what is judged
 */
public record Identity(String rule, String unit, RuleIndicator indicator) {

  /** The id of the episode that began then. */
  UUID episode(Instant since) {
    return episode(rule, unit, indicator.word(), since);
  }

  /** The id of an episode of an identity whose indicator may be unknown to this release. */
  static UUID episode(String rule, String unit, String indicator, Instant since) {
    String name = String.join("|", rule, unit, indicator, Long.toString(since.toEpochMilli()));
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
