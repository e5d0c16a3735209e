package vn.cds.notifier;

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
record Alert(AlertTransition fired, AlertTransition resolved, Instant closedAt) {

  static Alert open(AlertTransition fired) {
    return new Alert(fired, null, null);
  }

  Alert closed(AlertTransition resolved) {
    return new Alert(fired, resolved, resolved.at());
  }

  /** The end was lost, but the identity has a new episode since. */
  Alert supersededAt(Instant at) {
    return new Alert(fired, null, at);
  }

  boolean isOpen() {
    return closedAt == null;
  }

  /** The latest that is known. */
  AlertTransition facts() {
    return resolved != null ? resolved : fired;
  }

  UUID episode() {
    return facts().episode();
  }

  /** When it became what it is now. */
  Instant changedAt() {
    return isOpen() ? fired.at() : closedAt;
  }
}
