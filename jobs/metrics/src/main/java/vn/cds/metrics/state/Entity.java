package vn.cds.metrics.state;

import java.util.Arrays;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.metrics.change.Change;

/**
 * What a document, a payment or a dossier is: its counted events, less those taken back. Immutable.
 *
 * <p>Everything here commutes, so the order in which events arrive does not matter: transitions are
 * a set; each fact is the one with the latest place, and at the same place the greatest value;
 * counts count distinct events and retractions. Figures are functions of this alone.
 */
public final class Entity {
  /** No event has been accepted. */
  public static final Entity NONE =
      new Entity(0, 0, new int[0], EventLog.EMPTY, new String[0], new Entity[0]);

  /** Of its own, taken back or not. */
  final int ownEvents;

  /** Of its own. */
  final int ownRetractions;

  final int[] days;
  final EventLog log;
  final String[] partKeys;
  final Entity[] parts;

  Entity(
      int ownEvents,
      int ownRetractions,
      int[] days,
      EventLog log,
      String[] partKeys,
      Entity[] parts) {
    this.ownEvents = ownEvents;
    this.ownRetractions = ownRetractions;
    this.days = days;
    this.log = log;
    this.partKeys = partKeys;
    this.parts = parts;
  }

  /** How an event or a retraction changes an entity. */
  private interface Step {
    Entity on(Entity entity);
  }

  /**
   * This entity with one more distinct event.
   *
   * @param late whether the event arrived suspiciously long after it occurred
   */
  public Entity accept(Change event, boolean late) {
    Contribution contribution = Contribution.of(event, late);
    return step(event, entity -> entity.counting(event, entity.log.with(contribution)));
  }

  /** This entity with a retraction of an event that it has accepted. */
  public Entity takeBack(Change retraction) {
    Contribution contribution = Contribution.of(retraction, false);
    return step(
        retraction, entity -> entity.counting(retraction, entity.log.without(contribution)));
  }

  /**
   * This entity with an event that was taken back before it came, or with a retraction whose event
   * has not come: of both only that there is one, and the day it named, are kept.
   */
  public Entity acceptNothing(Change change) {
    return step(change, entity -> entity.counting(change, entity.log));
  }

  /**
   * Whether an event that was counted is kept by itself. Otherwise a release that kept only sums
   * counted it, and some of its facts may remain after it is taken back.
   */
  public boolean keeps(Change change) {
    Entity entity = this;
    if (change.part() != null) {
      int found = Arrays.binarySearch(partKeys, change.part());
      entity = found < 0 ? NONE : parts[found];
    }
    return entity.log.keeps(Contribution.of(change, false));
  }

  private Entity counting(Change change, EventLog newLog) {
    return new Entity(
        change.retracted() ? ownEvents : ownEvents + 1,
        change.retracted() ? ownRetractions + 1 : ownRetractions,
        with(days, (int) TimeOrDay.epochDay(change.startedAt())),
        newLog,
        partKeys,
        parts);
  }

  private Entity step(Change change, Step step) {
    if (change.part() == null) {
      return step.on(this);
    }
    int found = Arrays.binarySearch(partKeys, change.part());
    String[] keys = partKeys;
    Entity[] entities;
    if (found >= 0) {
      entities = parts.clone();
      entities[found] = step.on(parts[found]);
    } else {
      int at = -found - 1;
      keys = insert(partKeys, at, change.part(), new String[partKeys.length + 1]);
      entities = insert(parts, at, step.on(NONE), new Entity[parts.length + 1]);
    }
    return new Entity(ownEvents, ownRetractions, days, log, keys, entities);
  }

  private static <T> T[] insert(T[] from, int at, T value, T[] into) {
    System.arraycopy(from, 0, into, 0, at);
    into[at] = value;
    System.arraycopy(from, at, into, at + 1, from.length - at);
    return into;
  }

  private static int[] with(int[] sorted, int value) {
    int found = Arrays.binarySearch(sorted, value);
    if (found >= 0) {
      return sorted;
    }
    int at = -found - 1;
    int[] grown = Arrays.copyOf(sorted, sorted.length + 1);
    System.arraycopy(sorted, at, grown, at + 1, sorted.length - at);
    grown[at] = value;
    return grown;
  }

  /** Number of distinct events and retractions, those of its parts among them. */
  public int events() {
    int sum = ownEvents + ownRetractions;
    for (Entity part : parts) {
      sum += part.events();
    }
    return sum;
  }

  /** Whether there is a retraction of one of its own events, found or not. */
  public boolean retracted() {
    return ownRetractions > 0;
  }

  public boolean lateArrival() {
    boolean late = log.merged.lateArrival;
    for (Entity part : parts) {
      late |= part.lateArrival();
    }
    return late;
  }

  /** Append time of the first record in milliseconds since 1970. */
  public long firstArrival() {
    long first = log.merged.firstArrival;
    for (Entity part : parts) {
      first = Math.min(first, part.firstArrival());
    }
    return first;
  }

  /** Append time of the last record in milliseconds since 1970. */
  public long lastArrival() {
    long last = log.merged.lastArrival;
    for (Entity part : parts) {
      last = Math.max(last, part.lastArrival());
    }
    return last;
  }

  /** Number of local days that its events and retractions named as its start. */
  public int days() {
    return days.length;
  }

  /** One of them, since 1970; ascending. */
  public int day(int index) {
    return days[index];
  }

  /**
   * The latest local day, since 1970, that an event about it or one of its parts named as start:
   * its state is kept from this day on. Only for an entity with events.
   */
  public int lastStartDay() {
    int last = days.length == 0 ? Integer.MIN_VALUE : days[days.length - 1];
    for (Entity part : parts) {
      last = Math.max(last, part.lastStartDay());
    }
    return last;
  }

  public boolean names(int day) {
    return Arrays.binarySearch(days, day) >= 0;
  }

  public boolean has(Enum<?> fact) {
    return log.merged.has(fact.ordinal());
  }

  /** The fact's value, a time as {@link TimeOrDay} writes it as a number; 0 when it is absent. */
  public long get(Enum<?> fact) {
    return getOr(fact, 0);
  }

  public long getOr(Enum<?> fact, long otherwise) {
    return has(fact) ? log.merged.facts[fact.ordinal()] : otherwise;
  }

  /** Number of distinct transitions; they are ordered by place, then status. */
  public int transitions() {
    return log.merged.transitions.length;
  }

  /** When a transition was, as {@link TimeOrDay} writes it as a number. */
  public long time(int transition) {
    return log.merged.time(transition);
  }

  /** Status code of a transition. */
  public int status(int transition) {
    return log.merged.status(transition);
  }

  /** Status code of the last transition; 0 when there is none. */
  public int lastStatus() {
    return transitions() == 0 ? 0 : status(transitions() - 1);
  }

  /** When the earliest transition was whose status is in the set; null when there is none. */
  public Long first(StatusSet statuses) {
    for (int i = 0; i < transitions(); i++) {
      if (statuses.contains(status(i))) {
        return time(i);
      }
    }
    return null;
  }

  /** Number of parts. */
  public int parts() {
    return parts.length;
  }

  public Entity part(int index) {
    return parts[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Entity that
        && ownEvents == that.ownEvents
        && ownRetractions == that.ownRetractions
        && Arrays.equals(days, that.days)
        && log.equals(that.log)
        && Arrays.equals(partKeys, that.partKeys)
        && Arrays.equals(parts, that.parts);
  }

  @Override
  public int hashCode() {
    return log.hashCode() * 31 + Arrays.hashCode(days);
  }

  @Override
  public String toString() {
    return events()
        + " events, transitions "
        + Arrays.toString(log.merged.transitions)
        + ", facts "
        + Arrays.toString(log.merged.facts);
  }
}
