package vn.cds.notifier.delivery;

import java.time.Instant;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.notifier.alert.Alert;
import vn.cds.notifier.transport.Delivery;

/**
 * The beginning or the end of an alert that a recipient is still to be told.
 *
 * @param beginningTold of an end, whether its beginning was told; false for a beginning
 * @param noticedAt when this process first knew
 */
record PendingItem(
    AlertTransition.Kind kind, Alert alert, boolean beginningTold, Instant noticedAt) {

  Delivery.Item item() {
    return new Delivery.Item(alert.episode(), kind);
  }
}
