package vn.cds.simulator.lifecycle;

import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.VietnamTime;
import vn.cds.simulator.random.SeededRandom;

/** Which times of an entity its source knows only to the day. Immutable. */
final class Precision {

  /** A time of a matter. */
  enum Field {
    OCCURRED,
    START,
    ACCEPTED,
    DUE,
    DONE
  }

  private static final int ALL = (1 << Field.values().length) - 1;

  /** A source that knows every time. */
  static final Precision CLOCK = new Precision(0);

  private final int days;

  private Precision(int days) {
    this.days = days;
  }

  /**
   * Draws the precision of a matter: half of the sources that know days know nothing else, each
   * other one knows some times and some days. Draws nothing when the share is 0.
   *
   * @param share of matters with days
   */
  static Precision draw(SeededRandom random, double share) {
    if (share == 0 || !random.chance(share)) {
      return CLOCK;
    }
    return new Precision(random.chance(0.5) ? ALL : 1 + random.below(ALL - 1));
  }

  /** The time of an event; a source that also knows times knows half of these. */
  TimeOrDay occurred(long millis, SeededRandom random) {
    boolean day = days == ALL || (knowsDay(Field.OCCURRED) && random.chance(0.5));
    return day ? day(millis) : new TimeOrDay(millis);
  }

  /** Another time; null for {@link Lifecycle#NEVER}. */
  TimeOrDay of(Field field, long millis) {
    if (millis == Lifecycle.NEVER) {
      return null;
    }
    return knowsDay(field) ? day(millis) : new TimeOrDay(millis);
  }

  private boolean knowsDay(Field field) {
    return (days >> field.ordinal() & 1) == 1;
  }

  private static TimeOrDay day(long millis) {
    return new TimeOrDay(TimeOrDay.dayWord(VietnamTime.localEpochDay(millis)));
  }
}
