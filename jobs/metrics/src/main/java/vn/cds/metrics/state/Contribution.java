package vn.cds.metrics.state;

import vn.cds.contract.time.TimeOrDay;
import vn.cds.metrics.change.Change;

/**
 * One event as its entity keeps it: what it adds, and what identifies it when it is taken back.
 *
 * @param occurredAt a {@link TimeOrDay} as a number
 * @param appendTime of its first record, in milliseconds since 1970
 * @param late whether it arrived suspiciously long after it occurred
 * @param tag of its id, tells apart events of the same content
 * @param present bit i is set when fact i is given
 * @param facts by ordinal; fact 0 is the start of the entity
 */
record Contribution(
    long occurredAt,
    int status,
    long appendTime,
    boolean late,
    short tag,
    int present,
    long[] facts) {

  /** The status with which every entity begins: arrived, registered or started. */
  private static final int FIRST_STATUS = 1;

  static Contribution of(Change change, boolean late) {
    return new Contribution(
        change.occurredAt(),
        change.status(),
        change.appendTime(),
        late,
        (short) (change.idHigh() ^ change.idLow() ^ change.idLow() >>> Short.SIZE),
        change.present(),
        change.facts());
  }

  boolean has(int fact) {
    return (present >>> fact & 1) != 0;
  }

  /** Orders events: of a day the last millisecond, of one with which entities begin the first. */
  long place() {
    return status == FIRST_STATUS ? TimeOrDay.first(occurredAt) : TimeOrDay.last(occurredAt);
  }

  /** Whether both are the same event, whenever its records arrived. */
  boolean isSameEvent(Contribution other) {
    if (tag != other.tag
        || occurredAt != other.occurredAt
        || status != other.status
        || present != other.present) {
      return false;
    }
    for (int i = 0; i < facts.length; i++) {
      if (has(i) && facts[i] != other.facts[i]) {
        return false;
      }
    }
    return true;
  }
}
