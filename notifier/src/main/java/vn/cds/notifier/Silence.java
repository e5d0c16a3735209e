package vn.cds.notifier;

import java.time.Instant;
import vn.cds.contract.alerts.AlertTransition;

/**
 * Somebody's decision that some alerts are not told for a time. An alert that is still open when
 * the silence ends is told then.
 *
 * @param owner who decided it
 * @param reason why
 * @param until exclusive
 * @param rule null: every rule
 * @param province null: every province
 * @param unit null: every unit
 */
record Silence(
    String owner, String reason, Instant until, String rule, String province, String unit) {

  boolean covers(AlertTransition transition) {
    return (rule == null || rule.equals(transition.rule()))
        && (province == null || province.equals(transition.province()))
        && (unit == null || unit.equals(transition.unit()));
  }
}
