package vn.cds.alerts.judge;

import java.time.Instant;
import java.util.Map;
import vn.cds.alerts.rules.decision.Reading;
import vn.cds.alerts.rules.definition.Rule;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.alerts.rules.episode.OrphanedEpisode;
import vn.cds.alerts.rules.episode.Transition;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.roster.Province;

/** Makes alert messages of the decisions of the rules. */
final class Messages {
  private Messages() {}

  /**
   * The message about a decision.
   *
   * @param names of the province's communes
   */
  static AlertTransition of(
      Transition decided, RuleSet rules, Province province, Map<String, String> names) {
    boolean fired = decided.kind() == Transition.Kind.FIRED;
    Reading reading = decided.reading();
    Rule rule = rules.rule(decided.identity().rule());
    String unit = decided.identity().unit();
    return new AlertTransition(
        decided.episode(),
        fired ? AlertTransition.Kind.FIRED : AlertTransition.Kind.RESOLVED,
        rule.id(),
        decided.ruleVersion(),
        rules.version(),
        rule.nameVi(),
        rule.nameEn(),
        unit,
        unit.equals(province.code()) ? province.name() : names.get(unit),
        rule.scope(),
        province.code(),
        decided.identity().indicator().word(),
        decided.severity(),
        decided.at(),
        decided.since(),
        known(reading.value()),
        Double.isNaN(reading.value()) ? null : (Long) reading.n(),
        known(reading.lower()),
        known(reading.upper()),
        known(reading.target()),
        known(reading.peersMedian()),
        known(decided.worst()),
        fired ? null : AlertTransition.Ending.CLEARED);
  }

  /**
   * The message about the end of an episode whose rule or unit is gone.
   *
   * @param rules those by which it was fired
   * @param names of the communes that were in the roster then
   */
  static AlertTransition of(
      OrphanedEpisode episode,
      AlertTransition.Ending ending,
      Instant now,
      RuleSet rules,
      Province province,
      Map<String, String> names) {
    Rule rule = rules.rule(episode.rule());
    String unit = episode.unit();
    return new AlertTransition(
        episode.episode(),
        AlertTransition.Kind.RESOLVED,
        rule.id(),
        rule.version(),
        rules.version(),
        rule.nameVi(),
        rule.nameEn(),
        unit,
        unit.equals(province.code()) ? province.name() : names.getOrDefault(unit, unit),
        rule.scope(),
        province.code(),
        episode.indicator(),
        rule.severity(),
        now,
        episode.since(),
        null,
        null,
        null,
        null,
        null,
        null,
        known(episode.worst()),
        ending);
  }

  private static Double known(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
