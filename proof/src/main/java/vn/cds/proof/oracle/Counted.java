package vn.cds.proof.oracle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An event that counts, and the append times of all its records. */
final class Counted {
  /** The first record of the event in its partition. */
  final OracleEvent event;

  private final List<Instant> appendTimes = new ArrayList<>(1);

  Counted(OracleEvent event) {
    this.event = event;
    appendTimes.add(event.appendTime);
  }

  void addDuplicate(OracleEvent copy) {
    appendTimes.add(copy.appendTime);
  }

  long duplicates() {
    return appendTimes.size() - 1L;
  }

  boolean inMinute(OracleOptions options) {
    Instant end = LocalTime.startOfMinute(event.occurredAt()).plus(Duration.ofMinutes(1));
    return isInTime(end.plus(options.minuteLateness()), options);
  }

  boolean inHour(OracleOptions options) {
    Instant end = LocalTime.startOfHour(event.occurredAt()).plus(Duration.ofHours(1));
    return isInTime(end.plus(options.hourLateness()), options);
  }

  private boolean isInTime(Instant last, OracleOptions options) {
    return options.history() || appendTimes.stream().anyMatch(time -> !time.isAfter(last));
  }
}
