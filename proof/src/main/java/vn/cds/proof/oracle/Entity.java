package vn.cds.proof.oracle;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** A document, a payment or a dossier of one commune: nothing but its counted events. */
final class Entity {

  /** One status the entity entered. */
  record Transition(Instant at, String status) {}

  final String commune;
  final String key;
  final List<OracleEvent> events;
  private final OracleStream stream;

  Entity(String commune, String key, List<OracleEvent> events) {
    this.commune = commune;
    this.key = key;
    this.events = events;
    this.stream = events.get(0).stream;
  }

  /** The value of the fact that stands: the latest said; of two said at once the greater. */
  Object fact(String name) {
    Field field = stream.fields.get(stream.index(name));
    OracleEvent standing = null;
    for (OracleEvent event : events) {
      if (event.value(name) == null) {
        continue;
      }
      if (standing == null || event.occurredAt().isAfter(standing.occurredAt())) {
        standing = event;
      } else if (event.occurredAt().equals(standing.occurredAt())
          && field.compare(event.value(name), standing.value(name)) > 0) {
        standing = event;
      }
    }
    return standing == null ? null : standing.value(name);
  }

  String text(String name) {
    return (String) fact(name);
  }

  Instant time(String name) {
    return (Instant) fact(name);
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

  Instant startedAt() {
    return time(stream.startField);
  }

  /** The local day it belongs to. */
  LocalDate day() {
    return LocalTime.day(startedAt());
  }

  /** Every local day that any of its events named as start. */
  Set<LocalDate> namedDays() {
    Set<LocalDate> days = new HashSet<>();
    events.forEach(event -> days.add(event.startDay()));
    return days;
  }

  /** The distinct pairs of time and status, by time, then by status code. */
  SortedSet<Transition> transitions() {
    Field status = stream.fields.get(stream.index("status"));
    SortedSet<Transition> transitions =
        new TreeSet<>(
            Comparator.comparing(Transition::at)
                .thenComparing(Transition::status, status::compare));
    events.forEach(event -> transitions.add(new Transition(event.occurredAt(), event.status())));
    return transitions;
  }

  String lastStatus() {
    return transitions().last().status();
  }

  /** When it first entered one of the statuses; null if never. */
  Instant first(String... statuses) {
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
