package vn.cds.importer.state;

import java.util.HashMap;
import java.util.Map;
import vn.cds.contract.event.EventStream;
import vn.cds.importer.mapping.ExportDate;

/**
 * What earlier imports of one kind and source left behind. Some 0.4 KB for each dossier. Not
 * thread-safe.
 */
public final class KnownStates {
  private final StateKey keys;
  private final PackedStates entities = new PackedStates();
  private final Map<String, ExportDate> complete = new HashMap<>();

  /**
   * Nothing is known yet.
   *
   * @param source of the exports; empty when it has no name
   */
  public KnownStates(EventStream kind, String source) {
    keys = new StateKey(kind, source);
  }

  /**
   * Takes a state that was kept, in the order in which those with the same key were written. States
   * of other kinds and sources are passed over.
   *
   * @param value null when the state was deleted
   * @throws vn.cds.importer.UnusableInput when a later version wrote it
   */
  public void load(String key, byte[] value) {
    String entity = keys.entity(key);
    String commune = keys.commune(key);
    if (entity != null && value == null) {
      entities.remove(entity);
    } else if (entity != null) {
      entities.putJson(entity, value);
    } else if (commune != null && value == null) {
      complete.remove(commune);
    } else if (commune != null) {
      complete.put(commune, StateCodec.readComplete(value));
    }
  }

  /** How many dossiers, documents or payments are known. */
  public int size() {
    return entities.size();
  }

  /** Whether an export with a date told of any of them. */
  public boolean dated() {
    return entities.entities().stream().anyMatch(id -> !state(id).told().listed().isNone());
  }

  /** Bytes of the compressed states, without what a map needs. */
  long packedBytes() {
    return entities.packedBytes();
  }

  StateKey keys() {
    return keys;
  }

  /** {@link EntityState#UNKNOWN} when nothing is known of it. */
  EntityState state(String entity) {
    EntityState state = entities.get(entity);
    return state == null ? EntityState.UNKNOWN : state;
  }

  PackedStates entities() {
    return entities;
  }

  /** Dates of the newest complete exports, by the communes that they list. */
  Map<String, ExportDate> complete() {
    return complete;
  }
}
