package vn.cds.notifier.transport;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.notifier.alert.Alert;
import vn.cds.notifier.configuration.Recipient;

/**
 * A delivery with all that its text says.
 *
 * @param entries what is known of the items
 * @param unknown items whose episodes are not known any more, since compaction removed them
 * @param open how many alerts in the recipient's scope are open
 * @param at when this attempt is made
 */
public record OutgoingMessage(
    Delivery delivery,
    Recipient recipient,
    List<Entry> entries,
    int unknown,
    int open,
    Instant at) {

  /**
   * One item.
   *
   * @param toldBy the delivery that told the beginning, when this is the end; null when none did
   */
  public record Entry(AlertTransition.Kind kind, Alert alert, UUID toldBy) {

    boolean begins() {
      return kind == AlertTransition.Kind.FIRED;
    }

    /** The transition that is told; the latest known one when that is lost. */
    AlertTransition facts() {
      return begins() && alert.fired() != null ? alert.fired() : alert.facts();
    }
  }
}
