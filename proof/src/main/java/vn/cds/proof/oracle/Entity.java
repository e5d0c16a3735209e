package vn.cds.proof.oracle;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import vn.cds.proof.oracle.input.Field;
import vn.cds.proof.oracle.input.Moment;
import vn.cds.proof.oracle.input.OracleEvent;
import vn.cds.proof.oracle.input.OracleStream;

/** A document, a payment or a dossier of one commune: its counted events less those taken back. */
final class Entity {

  /**
   * One status the entity entered.
   *
   * @param place where it stands among the others
   */
  record Transition(Instant place, Moment at, String status) {}

  final String commune;
  final String key;

  /** What is left; empty when everything was taken back, or nothing but retractions has come. */
  final List<OracleEvent> events;

  private final List<Counted> all;
  private final OracleStream stream;

  /**
   * @param all the counted events of the entity and the retractions, also of what was taken back
   */
  Entity(String commune, String key, List<Counted> all) {
    this.commune = commune;
    this.key = key;
    this.all = all;
    this.events = all.stream().filter(Counted::isLeft).map(Counted::event).toList();
    this.stream = all.get(0).content.stream;
  }

  boolean isGone() {
    return events.isEmpty();
  }

  /** How many distinct events and retractions there are. */
  long distinct() {
    return all.stream().mapToLong(Counted::distinct).sum();
  }

  boolean hasRetraction() {
    return all.stream().anyMatch(Counted::hasRetraction);
  }

  /** The value of the fact that stands: the latest said; of two said at once the greater. */
  Object fact(String name) {
    Field field = stream.fields.get(stream.index(name));
    OracleEvent standing = null;
    for (OracleEvent event : events) {
      if (event.value(name) == null) {
        continue;
      }
      if (standing == null || event.place().isAfter(standing.place())) {
        standing = event;
      } else if (event.place().equals(standing.place())
          && field.compare(event.value(name), standing.value(name)) > 0) {
        standing = event;
      }
    }
    return standing == null ? null : standing.value(name);
  }

  String text(String name) {
    return (String) fact(name);
  }

  Moment time(String name) {
    return (Moment) fact(name);
  }

  Long number(String name) {
    return (Long) fact(name);
  }

  boolean isTrue(String name) {
    return Boolean.TRUE.equals(fact(name));
  }

  boolean isKnown(String name) {
    return fact(name) != null;
  }

  Moment startedAt() {
    return time(stream.startField);
  }

  /** The local day it belongs to; null when nothing is left. */
  LocalDate day() {
    return isGone() ? null : startedAt().day();
  }

  /** Every local day that any of its events or retractions named as start. */
  Set<LocalDate> namedDays() {
    Set<LocalDate> days = new HashSet<>();
    all.forEach(counted -> days.add(counted.content.startDay()));
    return days;
  }

  /** The distinct pairs of time and status, by place, status code, and a time before a day. */
  SortedSet<Transition> transitions() {
    Field status = stream.fields.get(stream.index("status"));
    SortedSet<Transition> transitions =
        new TreeSet<>(
            Comparator.comparing(Transition::place)
                .thenComparing(Transition::status, status::compare)
                .thenComparing(transition -> transition.at().byDay()));
    events.forEach(
        event ->
            transitions.add(new Transition(event.place(), event.occurredAt(), event.status())));
    return transitions;
  }

  String lastStatus() {
    return transitions().last().status();
  }

  /** When it first entered one of the statuses; null if never. */
  Moment first(String... statuses) {
    List<String> wanted = List.of(statuses);
    return transitions().stream()
        .filter(transition -> wanted.contains(transition.status()))
        .map(Transition::at)
        .findFirst()
        .orElse(null);
  }

  boolean entered(String status) {
    return first(status) != null;
  }
}
