package vn.cds.notifier.configuration;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.alerts.Severity;
import vn.cds.contract.alerts.Word;
import vn.cds.notifier.alert.OwnAlert;

/**
 * Who is told of which alerts, how and when.
 *
 * @param name identifies the recipient in the ledger; never an address
 * @param provinces codes; empty: all
 * @param communes codes; empty: all of the provinces. An alert of a whole province is in scope all
 *     the same
 * @param operator whether the recipient is told that the alert job is silent
 * @param wakeForCritical whether critical alerts are told in the quiet hours, too
 * @param groupInterval between two immediate messages about one province
 */
public record Recipient(
    String name,
    Set<String> provinces,
    Set<String> communes,
    Severity minimumSeverity,
    DeliveryChannel channel,
    Locale locale,
    Mode mode,
    QuietHours quietHours,
    boolean wakeForCritical,
    boolean operator,
    Duration groupInterval) {

  /** When messages are sent. */
  public enum Mode implements Word {
    /** Warnings and critical alerts at once within the budget, the rest in digests. */
    IMMEDIATE,
    /** Everything in digests. */
    DIGEST,
    /** Everything at once, without budget and quiet hours: for programs. */
    STREAM
  }

  public boolean isConcernedBy(AlertTransition transition) {
    if (OwnAlert.isOwn(transition)) {
      return operator;
    }
    boolean province = provinces.isEmpty() || provinces.contains(transition.province());
    boolean unit =
        communes.isEmpty()
            || communes.contains(transition.unit())
            || transition.unit().equals(transition.province());
    return province && unit && transition.severity().compareTo(minimumSeverity) >= 0;
  }
}
