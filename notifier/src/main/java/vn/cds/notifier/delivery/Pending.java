package vn.cds.notifier.delivery;

import java.time.Instant;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.notifier.alert.Alert;
import vn.cds.notifier.transport.Delivery;

/**
 * Something that a recipient is still to be told.
 *
 * @param beginningTold whether an end has a beginning that was told; false for beginnings
 * @param noticedAt when this process first knew
 */
record Pending(AlertTransition.Kind kind, Alert alert, boolean beginningTold, Instant noticedAt) {

  Delivery.Item item() {
    return new Delivery.Item(alert.episode(), kind);
  }
}
