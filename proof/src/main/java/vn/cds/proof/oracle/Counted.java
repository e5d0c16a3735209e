package vn.cds.proof.oracle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import vn.cds.proof.oracle.input.LocalTime;
import vn.cds.proof.oracle.input.Moment;
import vn.cds.proof.oracle.input.OracleEvent;
import vn.cds.proof.oracle.input.OracleOptions;

/** The records of one event that have its content: copies of the event, and of its retraction. */
final class Counted {
  /** The windows from the finest to the coarsest. */
  enum Window {
    MINUTE,
    HOUR,
    DAY
  }

  /** The first record in its partition; it says the content. */
  final OracleEvent content;

  private final List<OracleEvent> events = new ArrayList<>(1);
  private final List<OracleEvent> retractions = new ArrayList<>(0);

  Counted(OracleEvent first) {
    content = first;
    add(first);
  }

  /** Takes a further record with this content. */
  void add(OracleEvent record) {
    (record.isRetraction() ? retractions : events).add(record);
  }

  /** The first event, which is the one that counts; null when only retractions have come. */
  OracleEvent event() {
    return events.isEmpty() ? null : events.get(0);
  }

  boolean hasEvent() {
    return !events.isEmpty();
  }

  boolean hasRetraction() {
    return !retractions.isEmpty();
  }

  /** Whether there is an event, and nothing took it back. */
  boolean isLeft() {
    return hasEvent() && !hasRetraction();
  }

  /** The event and the retraction, as many of the two as there are. */
  long distinct() {
    return (hasEvent() ? 1L : 0L) + (hasRetraction() ? 1L : 0L);
  }

  long duplicates() {
    return events.size() + retractions.size() - distinct();
  }

  boolean eventReaches(Window window, OracleOptions options) {
    return events.stream().anyMatch(event -> reaches(event, window, options));
  }

  boolean retractionReaches(Window window, OracleOptions options) {
    return retractions.stream().anyMatch(retraction -> reaches(retraction, window, options));
  }

  private static boolean reaches(OracleEvent record, Window window, OracleOptions options) {
    Moment at = record.occurredAt();
    return switch (window) {
      case MINUTE ->
          at.hasClock()
              && isInTime(
                  record,
                  LocalTime.startOfMinute(at.first()).plus(Duration.ofMinutes(1)),
                  options.minuteLateness(),
                  options);
      case HOUR ->
          at.hasClock()
              && isInTime(
                  record,
                  LocalTime.startOfHour(at.first()).plus(Duration.ofHours(1)),
                  options.hourLateness(),
                  options);
      case DAY -> true;
    };
  }

  private static boolean isInTime(
      OracleEvent record, Instant end, Duration lateness, OracleOptions options) {
    return options.history() || !record.appendTime.isAfter(end.plus(lateness));
  }
}
