package vn.cds.contract.codec;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import vn.cds.contract.event.Event;

/**
 * Why a record is a dead letter. Carries no byte of the record that the contract does not list.
 *
 * @param code the first fault in the order of docs/contract.md
 * @param detail an English sentence that names the field and what was expected, never the value
 * @param field the listed field that is wrong, or null when it is the whole record
 * @param communeCode five digits, or null when the field did not pass its own check
 * @param eventId null when the field did not pass its own check
 * @param payload a JSON object with the listed fields that passed their own check (type, listed
 *     value, format, range), in the order of docs/contract.md; {@code {}} when there is none
 * @param size bytes of the record
 */
public record Rejection(
    FaultCode code,
    String detail,
    String field,
    String communeCode,
    UUID eventId,
    String payload,
    int size) {

  /**
   * The rejection of a valid event of which another version was taken before.
   *
   * @param size bytes of the record
   */
  public static Rejection conflictingDuplicate(Event event, int size) {
    return new Rejection(
        FaultCode.CONFLICTING_DUPLICATE,
        FaultCode.CONFLICTING_DUPLICATE.sentence(),
        null,
        event.communeCode(),
        event.eventId(),
        new String(EventEncoder.encode(event), StandardCharsets.UTF_8),
        size);
  }
}
