package vn.cds.notifier.configuration;

import java.time.Instant;
import vn.cds.contract.alerts.AlertSilence;
import vn.cds.contract.alerts.AlertTransition;

/**
 * A decision to hold some alerts back for a time. An alert that is still open when the silence ends
 * is told then.
 *
 * @param owner who decided it
 * @param reason why
 * @param from inclusive; {@link Instant#MIN}: since ever
 * @param until exclusive
 * @param rule null: every rule
 * @param province null: every province
 * @param unit null: every unit
 */
public record Silence(
    String owner,
    String reason,
    Instant from,
    Instant until,
    String rule,
    String province,
    String unit) {

  public static Silence of(AlertSilence decided) {
    return new Silence(
        decided.owner(),
        decided.reason(),
        decided.begins(),
        decided.ends(),
        decided.rule(),
        decided.province(),
        decided.unit());
  }

  public boolean standsAt(Instant moment) {
    return !from.isAfter(moment) && until.isAfter(moment);
  }

  public boolean covers(AlertTransition transition) {
    return (rule == null || rule.equals(transition.rule()))
        && (province == null || province.equals(transition.province()))
        && (unit == null || unit.equals(transition.unit()));
  }
}
