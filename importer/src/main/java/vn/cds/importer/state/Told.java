package vn.cds.importer.state;

import static java.util.Comparator.naturalOrder;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import vn.cds.importer.mapping.ExportDate;

/**
 * What exports tell of one dossier, document or payment: the newest that tells of it; of several
 * with the same date those that place it in the greatest commune, all together. The jobs count a
 * dossier in each commune that has an event of it, so it must be in one. {@link #merge} is
 * associative, commutative and idempotent, so that neither the order of exports nor their
 * repetition matters.
 *
 * @param asOf date of the newest export whose rows say something of it
 * @param listed date of the newest export that lists it, readable or not; not before {@code asOf}
 * @param events by their id with revision 0; of one commune, unless a version before 1.1.0 wrote
 *     them
 */
record Told(ExportDate asOf, ExportDate listed, SortedMap<UUID, ToldEvent> events) {
  /** Nothing. */
  static final Told NOTHING = new Told(ExportDate.NONE, ExportDate.NONE, new TreeMap<>());

  static Told of(ExportDate date, SortedMap<UUID, ToldEvent> events) {
    return new Told(date, date, events);
  }

  /** A row names it, but nothing else of the row can be read. */
  static Told listed(ExportDate date) {
    return new Told(ExportDate.NONE, date, new TreeMap<>());
  }

  /** The same without what it says, but listed. */
  Told withoutEvents() {
    return new Told(ExportDate.NONE, listed, new TreeMap<>());
  }

  /** The same, told by rows of the import at hand. */
  Told ofThisImport() {
    SortedMap<UUID, ToldEvent> own = new TreeMap<>();
    events.forEach((id, event) -> own.put(id, new ToldEvent(event.json(), event.source(), true)));
    return new Told(asOf, listed, own);
  }

  /** Both together. */
  Told merge(Told other) {
    int order = asOf.compareTo(other.asOf);
    if (order == 0) {
      order = commune().compareTo(other.commune());
    }
    SortedMap<UUID, ToldEvent> merged = order >= 0 ? events : other.events;
    if (order == 0 && !other.events.isEmpty()) {
      merged = new TreeMap<>(inOneCommune().events);
      for (var event : other.inOneCommune().events.entrySet()) {
        merged.merge(event.getKey(), event.getValue(), ToldEvent::greater);
      }
    }
    return new Told(
        ExportDate.newer(asOf, other.asOf), ExportDate.newer(listed, other.listed), merged);
  }

  /** Whether another one says the same, from whatever rows. */
  boolean saysTheSameAs(Told other) {
    return asOf.equals(other.asOf)
        && listed.equals(other.listed)
        && events.keySet().equals(other.events.keySet())
        && events.keySet().stream()
            .allMatch(id -> events.get(id).saysTheSameAs(other.events.get(id)));
  }

  /** The commune that it is counted in, the greatest of its events; empty when there are none. */
  String commune() {
    return events.values().stream().map(ToldEvent::commune).max(naturalOrder()).orElse("");
  }

  /** The same without events of other communes, which states of versions before 1.1.0 have. */
  Told inOneCommune() {
    String commune = commune();
    SortedMap<UUID, ToldEvent> counted = new TreeMap<>(events);
    counted.values().removeIf(event -> !event.commune().equals(commune));
    return counted.size() == events.size() ? this : new Told(asOf, listed, counted);
  }
}
