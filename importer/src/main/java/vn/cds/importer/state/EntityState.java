package vn.cds.importer.state;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import vn.cds.importer.row.EventIds;

/**
 * What is known of one dossier, document or payment: what exports told, and which of it is counted.
 * An id that was taken back stays back, so an event that comes again has a greater revision.
 *
 * @param told by exports
 * @param standing revisions of the events that were sent and not taken back, by their id with
 *     revision 0; each is one of those told
 * @param takenBack the greatest revision that was taken back of events that do not stand
 */
record EntityState(
    Told told, SortedMap<UUID, Integer> standing, SortedMap<UUID, Integer> takenBack) {
  /** Of what no export told. */
  static final EntityState UNKNOWN =
      new EntityState(Told.NOTHING, new TreeMap<>(), new TreeMap<>());

  /**
   * A step to the next state.
   *
   * @param records to be sent
   * @param unchanged events that stood and stand
   */
  record Step(EntityState next, List<ImportRecord> records, int unchanged) {}

  /**
   * What follows when exports tell this.
   *
   * @param all that is told; events of communes that it is not counted in are left out
   * @param counted whether events are to stand; false when a newer export that is complete does not
   *     list it
   */
  Step become(Told all, boolean counted) {
    Told now = all.inOneCommune();
    SortedMap<UUID, ToldEvent> wanted = counted ? now.events() : new TreeMap<>();
    SortedMap<UUID, Integer> stand = new TreeMap<>();
    SortedMap<UUID, Integer> back = new TreeMap<>(takenBack);
    List<ImportRecord> records = new ArrayList<>();
    standing.forEach(
        (id, revision) -> {
          ToldEvent event = told.events().get(id);
          if (event.saysTheSameAs(wanted.get(id))) {
            stand.put(id, revision);
          } else {
            back.put(id, revision);
            records.add(ImportRecord.retraction(event, EventIds.of(id, revision)));
          }
        });
    int unchanged = stand.size();
    wanted.forEach(
        (id, event) -> {
          if (!stand.containsKey(id)) {
            Integer last = back.remove(id);
            int revision = last == null ? 0 : last + 1;
            stand.put(id, revision);
            records.add(ImportRecord.event(event, id, revision));
          }
        });
    return new Step(new EntityState(now, stand, back), List.copyOf(records), unchanged);
  }

  /** The same of other exports. */
  EntityState withTold(Told now) {
    return new EntityState(now, standing, takenBack);
  }

  /** Whether another one says the same, from whatever rows. */
  boolean saysTheSameAs(EntityState other) {
    return told.saysTheSameAs(other.told)
        && standing.equals(other.standing)
        && takenBack.equals(other.takenBack);
  }
}
