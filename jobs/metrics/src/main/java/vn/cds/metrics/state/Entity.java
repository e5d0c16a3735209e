package vn.cds.metrics.state;

import java.util.Arrays;
import vn.cds.metrics.change.Change;

/**
 * What a document, a payment or a dossier is: the join of its accepted events. Immutable.
 *
 * <p>Everything here commutes, so the order in which events arrive leaves no trace: transitions are
 * a set; each fact is the one with the latest event time, and at the same time the greatest value;
 * counts count distinct events. Figures are functions of this and of nothing else.
 */
public final class Entity {
  /** No event has been accepted. */
  public static final Entity NONE =
      new Entity(
          0,
          false,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          new int[0],
          new long[0],
          new long[0],
          new long[0],
          null,
          null);

  private static final int STATUS_BITS = 5;
  private static final int STATUS_MASK = (1 << STATUS_BITS) - 1;

  /** Stamp of a fact that was never given. */
  static final long ABSENT = Long.MIN_VALUE;

  final int events;
  final boolean lateArrival;
  final long firstArrival;
  final long lastArrival;
  final int[] days;
  final long[] transitions;
  final long[] stamps;
  final long[] facts;
  final String[] partKeys;
  final Entity[] parts;

  Entity(
      int events,
      boolean lateArrival,
      long firstArrival,
      long lastArrival,
      int[] days,
      long[] transitions,
      long[] stamps,
      long[] facts,
      String[] partKeys,
      Entity[] parts) {
    this.events = events;
    this.lateArrival = lateArrival;
    this.firstArrival = firstArrival;
    this.lastArrival = lastArrival;
    this.days = days;
    this.transitions = transitions;
    this.stamps = stamps;
    this.facts = facts;
    this.partKeys = partKeys;
    this.parts = parts;
  }

  /**
   * This entity with one more distinct event.
   *
   * @param startDay the local day, since 1970, that the event names as the entity's start
   * @param late whether the event arrived suspiciously long after it occurred
   */
  public Entity accept(Change change, int startDay, boolean late) {
    if (change.part() != null) {
      return acceptPart(change, startDay, late);
    }
    int count = Math.max(change.facts().length, facts.length);
    long[] newStamps = Arrays.copyOf(stamps, count);
    long[] newFacts = Arrays.copyOf(facts, count);
    Arrays.fill(newStamps, stamps.length, count, ABSENT);
    for (int i = 0; i < change.facts().length; i++) {
      if ((change.present() >>> i & 1) != 0) {
        long value = change.facts()[i];
        if (change.occurredAt() > newStamps[i]
            || (change.occurredAt() == newStamps[i] && value > newFacts[i])) {
          newStamps[i] = change.occurredAt();
          newFacts[i] = value;
        }
      }
    }
    return new Entity(
        events + 1,
        lateArrival || late,
        Math.min(firstArrival, change.appendTime()),
        Math.max(lastArrival, change.appendTime()),
        with(days, startDay),
        with(transitions, change.occurredAt() << STATUS_BITS | change.status()),
        newStamps,
        newFacts,
        partKeys,
        parts);
  }

  private Entity acceptPart(Change change, int startDay, boolean late) {
    Change own =
        new Change(
            change.stream(),
            change.communeCode(),
            change.part(),
            null,
            change.partition(),
            change.offset(),
            change.appendTime(),
            change.idHigh(),
            change.idLow(),
            change.contentHash(),
            change.occurredAt(),
            change.status(),
            change.startedAt(),
            change.present(),
            change.facts());
    int found = partKeys == null ? -1 : Arrays.binarySearch(partKeys, change.part());
    String[] keys = partKeys == null ? new String[0] : partKeys;
    Entity[] entities = partKeys == null ? new Entity[0] : parts.clone();
    if (found >= 0) {
      entities[found] = entities[found].accept(own, startDay, late);
    } else {
      int at = -found - 1;
      keys = insert(keys, at, change.part(), new String[keys.length + 1]);
      entities =
          insert(entities, at, NONE.accept(own, startDay, late), new Entity[entities.length + 1]);
    }
    return new Entity(
        events + 1,
        lateArrival || late,
        Math.min(firstArrival, change.appendTime()),
        Math.max(lastArrival, change.appendTime()),
        days,
        transitions,
        stamps,
        facts,
        keys,
        entities);
  }

  private static <T> T[] insert(T[] from, int at, T value, T[] into) {
    System.arraycopy(from, 0, into, 0, at);
    into[at] = value;
    System.arraycopy(from, at, into, at + 1, from.length - at);
    return into;
  }

  private static long[] with(long[] sorted, long value) {
    int found = Arrays.binarySearch(sorted, value);
    if (found >= 0) {
      return sorted;
    }
    int at = -found - 1;
    long[] grown = Arrays.copyOf(sorted, sorted.length + 1);
    System.arraycopy(sorted, at, grown, at + 1, sorted.length - at);
    grown[at] = value;
    return grown;
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

  /** Number of distinct events, those of its parts among them. */
  public int events() {
    return events;
  }

  public boolean lateArrival() {
    return lateArrival;
  }

  /** Append time of the first record in milliseconds since 1970. */
  public long firstArrival() {
    return firstArrival;
  }

  /** Append time of the last record in milliseconds since 1970. */
  public long lastArrival() {
    return lastArrival;
  }

  /** Number of local days that its events named as its start. */
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
    for (int i = 0; i < parts(); i++) {
      last = Math.max(last, parts[i].lastStartDay());
    }
    return last;
  }

  public boolean names(int day) {
    return Arrays.binarySearch(days, day) >= 0;
  }

  public boolean has(Enum<?> fact) {
    return fact.ordinal() < stamps.length && stamps[fact.ordinal()] != ABSENT;
  }

  /** The fact's value; 0 when it is absent. */
  public long get(Enum<?> fact) {
    return has(fact) ? facts[fact.ordinal()] : 0;
  }

  public long getOr(Enum<?> fact, long otherwise) {
    return has(fact) ? facts[fact.ordinal()] : otherwise;
  }

  /** Number of distinct transitions; they are ordered by time, then status. */
  public int transitions() {
    return transitions.length;
  }

  /** Time of a transition in milliseconds since 1970. */
  public long time(int transition) {
    return transitions[transition] >> STATUS_BITS;
  }

  /** Status code of a transition. */
  public int status(int transition) {
    return (int) (transitions[transition] & STATUS_MASK);
  }

  /** Status code of the last transition; 0 when there is none. */
  public int lastStatus() {
    return transitions.length == 0 ? 0 : status(transitions.length - 1);
  }

  /** Time of the earliest transition whose status is in the set; null when there is none. */
  public Long first(StatusSet statuses) {
    for (int i = 0; i < transitions.length; i++) {
      if (statuses.contains(status(i))) {
        return time(i);
      }
    }
    return null;
  }

  /** Number of parts. */
  public int parts() {
    return parts == null ? 0 : parts.length;
  }

  public Entity part(int index) {
    return parts[index];
  }

  public String partKey(int index) {
    return partKeys[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Entity that
        && events == that.events
        && lateArrival == that.lateArrival
        && firstArrival == that.firstArrival
        && lastArrival == that.lastArrival
        && Arrays.equals(days, that.days)
        && Arrays.equals(transitions, that.transitions)
        && Arrays.equals(stamps, that.stamps)
        && Arrays.equals(facts, that.facts)
        && Arrays.equals(partKeys, that.partKeys)
        && Arrays.equals(parts, that.parts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(transitions) * 31 + Arrays.hashCode(facts);
  }

  @Override
  public String toString() {
    return events
        + " events, transitions "
        + Arrays.toString(transitions)
        + ", facts "
        + Arrays.toString(facts);
  }
}
