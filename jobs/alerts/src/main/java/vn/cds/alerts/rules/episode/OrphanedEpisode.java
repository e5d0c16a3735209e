package vn.cds.alerts.rules.episode;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An open episode whose rule was removed, or whose unit left the roster: no rule will end it.
 *
 * @param rule id of a rule that may be gone
 * @param unit code of a unit that may be gone
 * @param indicator what was judged
 * @param episode its id
 * @param since when the condition was first seen
 * @param worst its worst value
 */
public record OrphanedEpisode(
    String rule, String unit, String indicator, UUID episode, Instant since, double worst) {

  /** Empty when nobody was told of the episode. */
  static Optional<OrphanedEpisode> of(String rule, String unit, String indicator, Episode episode) {
    return episode.isOpen()
        ? Optional.of(
            new OrphanedEpisode(
                rule,
                unit,
                indicator,
                Identity.episode(rule, unit, indicator, episode.since()),
                episode.since(),
                episode.worst()))
        : Optional.empty();
  }
}
