package vn.cds.importer.state;

import vn.cds.contract.event.EventStream;

/**
 * Names what a state is about: {@code KIND/SOURCE/entity/ID}, or {@code KIND/SOURCE/commune/CODE}
 * for the newest complete export that lists a commune.
 */
final class StateKey {
  private final String ofKind;
  private final String entities;
  private final String communes;

  /**
   * @param source of the exports; empty when it has no name
   */
  StateKey(EventStream kind, String source) {
    ofKind = kind.wireName() + '/';
    entities = kind.wireName() + '/' + source + "/entity/";
    communes = kind.wireName() + '/' + source + "/commune/";
  }

  String ofEntity(String id) {
    return entities + id;
  }

  String ofCommune(String code) {
    return communes + code;
  }

  /** Whether a key is of this kind, of any source. */
  boolean isOfKind(String key) {
    return key.startsWith(ofKind);
  }

  /** The entity that a key names; null when it names none of this kind and source. */
  String entity(String key) {
    return key.startsWith(entities) ? key.substring(entities.length()) : null;
  }

  /** The commune that a key names; null when it names none of this kind and source. */
  String commune(String key) {
    return key.startsWith(communes) ? key.substring(communes.length()) : null;
  }
}
