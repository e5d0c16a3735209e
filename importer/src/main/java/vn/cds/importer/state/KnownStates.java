package vn.cds.importer.state;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import vn.cds.contract.event.EventStream;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.mapping.ExportDate;
import vn.cds.importer.mapping.ExportRule;

/**
 * What earlier imports of one kind and source left behind. Some 0.4 KB for each dossier. Not
 * thread-safe.
 */
public final class KnownStates {
  private final StateKey keys;
  private final PackedStates entities = new PackedStates();
  private final Map<String, ExportDate> complete = new HashMap<>();
  private boolean kindIsKnown;

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
   * @throws UnusableInput when a later version wrote it
   */
  public void load(String key, byte[] value) {
    kindIsKnown |= keys.isOfKind(key);
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

  /** Whether there are, or were, states of this kind, of whatever source. */
  public boolean kindIsKnown() {
    return kindIsKnown;
  }

  /**
   * Checks that exports replace what earlier ones did: a dossier, or an event.
   *
   * @throws UnusableInput when they do not
   */
  public void check(ExportRule rule) {
    for (String entity : entities.entities()) {
      Told told = state(entity).told();
      if (!told.events().isEmpty()) {
        boolean event =
            told.events().values().stream()
                .allMatch(e -> entity.endsWith('|' + EventJson.step(e.json())));
        ExportRule.Unit unit = event ? ExportRule.Unit.EVENT : ExportRule.Unit.DOSSIER;
        if (unit != rule.unit()) {
          throw new UnusableInput(
              "earlier imports of this kind and source had export.unit = "
                  + unit.name().toLowerCase(Locale.ROOT)
                  + ", and neither would replace what the other said. Keep it in the mapping, or"
                  + " import into a new directory");
        }
        return;
      }
    }
  }

  /**
   * Takes back all events that stand, and forgets what exports told: as if they had never been
   * imported. Called again after a crash, it goes on.
   *
   * @param sink is given what changes
   * @return how many events were taken back
   */
  public long takeBack(StateSink sink) {
    long retractions = 0;
    for (String entity : entities.entities()) {
      EntityState before = state(entity);
      EntityState.Step step = before.become(Told.NOTHING, false);
      retractions += step.records().size();
      if (!step.next().saysTheSameAs(before)) {
        sink.change(
            new StateChange(keys.ofEntity(entity), StateCodec.write(step.next()), step.records()));
      }
    }
    for (String commune : complete.keySet()) {
      sink.change(new StateChange(keys.ofCommune(commune), null, List.of()));
    }
    return retractions;
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
    return entities.get(entity);
  }

  PackedStates entities() {
    return entities;
  }

  /** Dates of the newest complete exports, by the communes that they list. */
  Map<String, ExportDate> complete() {
    return complete;
  }
}
