package vn.cds.contract.alerts;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * The beginning or the end of an episode, as {@code cds.alerts} carries it; docs/alerting.md.
 *
 * @param episode the same for both ends, and when the job decides the same again after a crash
 * @param rule id of the rule
 * @param ruleVersion version of the rule that decided
 * @param ruleSetVersion version of the rule file that stood
 * @param nameVi name of the rule, for officials
 * @param unit code of the commune; of the province in the scope of a province
 * @param province code of the province
 * @param indicator what was judged, a word such as {@code on-time}
 * @param at when it was decided
 * @param since when the condition was first seen
 * @param value what was measured at that moment; null when there was nothing, as are those below
 * @param n sample size
 * @param lower lowest value that is not surprising
 * @param upper highest value that is not surprising
 * @param target what the value is held against
 * @param peersMedian median of the peers' values
 * @param worst the worst value of the episode until then
 * @param ending why it ended; null when it was fired
 */
public record AlertTransition(
    UUID episode,
    Kind kind,
    String rule,
    int ruleVersion,
    int ruleSetVersion,
    String nameVi,
    String nameEn,
    String unit,
    String unitName,
    RuleScope scope,
    String province,
    String indicator,
    Severity severity,
    Instant at,
    Instant since,
    Double value,
    Long n,
    Double lower,
    Double upper,
    Double target,
    Double peersMedian,
    Double worst,
    Ending ending) {

  /** Which end of an episode. */
  public enum Kind implements Word {
    FIRED,
    RESOLVED
  }

  /** Why an episode ended. */
  public enum Ending implements Word {
    /** The clear level was held. */
    CLEARED,
    /** The rule was removed from the rule file; nothing is said about the unit. */
    RULE_REMOVED,
    /** The unit left the roster; nothing is said about it. */
    UNIT_REMOVED
  }

  public AlertTransition {
    Objects.requireNonNull(episode, "episode");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(since, "since");
    if ((kind == Kind.RESOLVED) != (ending != null)) {
      throw new IllegalArgumentException(
          "A transition has an ending exactly when it is resolved, not " + kind + " " + ending);
    }
  }

  /** Words of {@link #indicator}: parts of a whole; all others are numbers of something. */
  public static final Set<String> SHARES =
      Set.of("on-time", "payment-failures", "rejected-or-late");

  /** Whether value, bounds, target, median and worst are shares, of which 1 is all. */
  public boolean isShare() {
    return SHARES.contains(indicator);
  }

  /** What has one open episode at most: the key of its records. */
  public String identity() {
    return rule + '|' + unit + '|' + indicator;
  }

  /** Compact JSON in UTF-8; what is null is left out. */
  public byte[] encode() {
    return new FlatMessage.Writer()
        .with("episode", episode)
        .with("kind", kind)
        .with("ending", ending)
        .with("rule", rule)
        .with("rule_version", ruleVersion)
        .with("rule_set_version", ruleSetVersion)
        .with("name_vi", nameVi)
        .with("name_en", nameEn)
        .with("unit", unit)
        .with("unit_name", unitName)
        .with("scope", scope)
        .with("province", province)
        .with("indicator", indicator)
        .with("severity", severity)
        .with("at", at)
        .with("since", since)
        .with("value", value)
        .with("n", n)
        .with("lower", lower)
        .with("upper", upper)
        .with("target", target)
        .with("peers_median", peersMedian)
        .with("worst", worst)
        .bytes();
  }

  /**
   * Reads what {@link #encode} wrote, in this release or another one of the same schema version.
   *
   * @throws InvalidAlertMessage with the field and what is wrong with it
   */
  public static AlertTransition decode(byte[] json) {
    FlatMessage message = FlatMessage.read("The transition", json);
    Kind kind = message.word("kind", Kind.values());
    return new AlertTransition(
        message.uuid("episode"),
        kind,
        message.code("rule"),
        message.count("rule_version"),
        message.count("rule_set_version"),
        message.text("name_vi"),
        message.text("name_en"),
        message.code("unit"),
        message.text("unit_name"),
        message.word("scope", RuleScope.values()),
        message.code("province"),
        message.code("indicator"),
        message.word("severity", Severity.values()),
        message.time("at"),
        message.time("since"),
        message.optionalNumber("value"),
        message.optionalWhole("n"),
        message.optionalNumber("lower"),
        message.optionalNumber("upper"),
        message.optionalNumber("target"),
        message.optionalNumber("peers_median"),
        message.optionalNumber("worst"),
        kind == Kind.RESOLVED ? message.word("ending", Ending.values()) : null);
  }
}
