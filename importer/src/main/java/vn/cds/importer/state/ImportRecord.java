package vn.cds.importer.state;

import java.util.UUID;
import vn.cds.importer.row.EventIds;

/**
 * A record of the contract to be sent.
 *
 * @param communeCode its key
 * @param json an event or a retraction; not changed by anybody
 * @param retraction whether it takes its event back
 * @param source the place of the row that said it, {@code file:line}; null when it is not known
 * @param isOfRow whether it is an event of a row of the import at hand; else it takes back an event
 *     of an earlier import, or counts one again
 */
public record ImportRecord(
    String communeCode, byte[] json, boolean retraction, String source, boolean isOfRow) {

  /**
   * @param first the event's id with revision 0, which it has already
   */
  static ImportRecord event(ToldEvent event, UUID first, int revision) {
    return new ImportRecord(
        EventJson.communeCode(event.json()),
        revision == 0 ? event.json() : EventJson.event(event.json(), EventIds.of(first, revision)),
        false,
        event.source(),
        event.isOfThisImport());
  }

  static ImportRecord retraction(ToldEvent event, UUID id) {
    return new ImportRecord(
        EventJson.communeCode(event.json()),
        EventJson.retraction(event.json(), id),
        true,
        event.source(),
        false);
  }
}
