package vn.cds.alerts.rules.episode;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import vn.cds.alerts.rules.decision.Reading;
import vn.cds.contract.alerts.Severity;

/**
 * The beginning or the end of an episode: what people are told.
 *
 * @param episode the same for both ends of an episode, and for every repetition of the run
 * @param at when it was decided
 * @param since when the condition was first seen
 * @param reading the figures at that moment
 * @param worst the worst value of the episode until then
 * @param ruleVersion version of the rule that decided
 */
public record Transition(
    Kind kind,
    UUID episode,
    Identity identity,
    Severity severity,
    Instant at,
    Instant since,
    Reading reading,
    double worst,
    int ruleVersion) {

  /** Which end. */
  public enum Kind {
    FIRED,
    RESOLVED
  }

  /** How long the condition has lasted until now. */
  public Duration duration() {
    return Duration.between(since, at);
  }
}
