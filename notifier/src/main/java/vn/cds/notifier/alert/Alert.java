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

  /** The end was lost, but the identity has a new episode since. */
  Alert supersededAt(Instant at) {
    return new Alert(fired, null, at);
  }

  public boolean isOpen() {
    return closedAt == null;
  }

  /** The latest that is known. */
  public AlertTransition facts() {
    return resolved != null ? resolved : fired;
  }

  public UUID episode() {
    return facts().episode();
  }

  /** When it became what it is now. */
  public Instant changedAt() {
    return isOpen() ? fired.at() : closedAt;
  }
}
