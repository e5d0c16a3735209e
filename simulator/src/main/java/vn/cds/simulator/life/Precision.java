package vn.cds.simulator.life;

import vn.cds.contract.TimeOrDay;
import vn.cds.contract.VietnamTime;
import vn.cds.simulator.random.Dice;

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
  static Precision draw(Dice dice, double share) {
    if (share == 0 || !dice.chance(share)) {
      return CLOCK;
    }
    return new Precision(dice.chance(0.5) ? ALL : 1 + dice.below(ALL - 1));
  }

  /** The time of an event; a source that also knows times knows half of these. */
  TimeOrDay occurred(long millis, Dice dice) {
    boolean day = days == ALL || (knowsDay(Field.OCCURRED) && dice.chance(0.5));
    return day ? day(millis) : new TimeOrDay(millis);
  }

  /** Another time; null for {@link Life#NEVER}. */
  TimeOrDay of(Field field, long millis) {
    if (millis == Life.NEVER) {
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
