package vn.cds.metrics.state;

import java.util.Arrays;
import vn.cds.contract.time.TimeOrDay;

/**
 * What the events of an entity add up to, without its parts. Everything commutes, so their order
 * leaves no trace: transitions are a set; each fact is the one with the latest place, and at the
 * same place the greatest value; arrivals are the first and the last.
 */
final class Merged {
  /** Stamp of a fact that was never given. */
  static final long ABSENT = Long.MIN_VALUE;

  private static final int STATUS_MASK = 31;
  private static final int PLACE_SHIFT = 6;

  boolean lateArrival;
  long firstArrival = Long.MAX_VALUE;
  long lastArrival = Long.MIN_VALUE;

  /** Place, status, and whether only the day is known, in one number each; ascending. */
  long[] transitions = {};

  /** The place of the event that gave each fact. */
  long[] stamps = {};

  long[] facts = {};

  Merged copy() {
    Merged copy = new Merged();
    copy.lateArrival = lateArrival;
    copy.firstArrival = firstArrival;
    copy.lastArrival = lastArrival;
    copy.transitions = transitions;
    copy.stamps = stamps.clone();
    copy.facts = facts.clone();
    return copy;
  }

  void add(Contribution event) {
    long place = event.place();
    int count = Integer.SIZE - Integer.numberOfLeadingZeros(event.present());
    if (count > facts.length) {
      int before = facts.length;
      facts = Arrays.copyOf(facts, count);
      stamps = Arrays.copyOf(stamps, count);
      Arrays.fill(stamps, before, count, ABSENT);
    }
    for (int rest = event.present(); rest != 0; rest &= rest - 1) {
      int i = Integer.numberOfTrailingZeros(rest);
      long value = event.facts()[i];
      if (place > stamps[i] || (place == stamps[i] && value > facts[i])) {
        stamps[i] = place;
        facts[i] = value;
      }
    }
    lateArrival |= event.late();
    firstArrival = Math.min(firstArrival, event.appendTime());
    lastArrival = Math.max(lastArrival, event.appendTime());
    transitions = with(transitions, transition(event));
  }

  /**
   * Takes an event out that was merged by a release that did not keep events: its transition, and
   * the facts about its own time. What such a fact replaced, and whether another event gave the
   * same one, is not known.
   */
  void remove(Contribution event) {
    long place = event.place();
    for (int i = 0; i < event.facts().length; i++) {
      if (event.has(i)
          && has(i)
          && stamps[i] == place
          && facts[i] == event.occurredAt()
          && event.facts()[i] == event.occurredAt()) {
        stamps[i] = ABSENT;
        facts[i] = 0;
      }
    }
    long removed = transition(event);
    transitions = Arrays.stream(transitions).filter(one -> one != removed).toArray();
  }

  private static long transition(Contribution event) {
    return transition(event.place(), event.status(), TimeOrDay.isDay(event.occurredAt()));
  }

  static long transition(long place, int status, boolean day) {
    return place << PLACE_SHIFT | status << 1 | (day ? 1 : 0);
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

  boolean has(int fact) {
    return fact < stamps.length && stamps[fact] != ABSENT;
  }

  /** The time or day of a transition, as {@link TimeOrDay} writes it as a number. */
  long time(int transition) {
    long place = transitions[transition] >> PLACE_SHIFT;
    return (transitions[transition] & 1) == 0
        ? place
        : TimeOrDay.dayWord(TimeOrDay.epochDay(place));
  }

  int status(int transition) {
    return (int) (transitions[transition] >> 1) & STATUS_MASK;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Merged that
        && lateArrival == that.lateArrival
        && firstArrival == that.firstArrival
        && lastArrival == that.lastArrival
        && Arrays.equals(transitions, that.transitions)
        && Arrays.equals(stamps, that.stamps)
        && Arrays.equals(facts, that.facts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(transitions) * 31 + Arrays.hashCode(facts);
  }
}
