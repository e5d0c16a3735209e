package vn.cds.notifier.alert;

import java.time.Instant;
import java.util.UUID;
import vn.cds.contract.alerts.AlertTransition;

/**
 * An episode as far as it is known.
 *
 * @param fired its beginning; null when compaction left only the end
 * @param resolved its end; null while it is open, or when only its successor is known
 * @param closedAt null while it is open
 */
public record Alert(AlertTransition fired, AlertTransition resolved, Instant closedAt) {

  public static Alert open(AlertTransition fired) {
    return new Alert(fired, null, null);
  }

  public Alert closed(AlertTransition resolved) {
    return new Alert(fired, resolved, resolved.at());
  }

  /** Closes an episode whose end was lost: its identity has a newer one. */
  Alert supersededAt(Instant at) {
    return new Alert(fired, null, at);
  }

  public boolean isOpen() {
    return closedAt == null;
  }

  /** The latest transition that is known. */
  public AlertTransition facts() {
    return resolved != null ? resolved : fired;
  }

  public UUID episode() {
    return facts().episode();
  }

  /** When it was fired or, if it is over, closed. */
  public Instant changedAt() {
    return isOpen() ? fired.at() : closedAt;
  }
}
