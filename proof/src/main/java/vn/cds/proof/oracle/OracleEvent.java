package vn.cds.proof.oracle;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A valid event and the record it came in. */
final class OracleEvent {
  final OracleStream stream;
  final int partition;
  final long offset;
  final Instant appendTime;

  private final Object[] values;

  /**
   * @param values by the order of the stream's fields; null where absent
   */
  OracleEvent(
      OracleStream stream, int partition, long offset, Instant appendTime, Object[] values) {
    this.stream = stream;
    this.partition = partition;
    this.offset = offset;
    this.appendTime = appendTime;
    this.values = values;
  }

  /** The value of a listed field; null when it is absent. */
  Object value(String field) {
    return values[stream.index(field)];
  }

  String text(String field) {
    return (String) value(field);
  }

  Instant time(String field) {
    return (Instant) value(field);
  }

  Instant occurredAt() {
    return time("occurred_at");
  }

  Instant startedAt() {
    return time(stream.startField);
  }

  LocalDate startDay() {
    return LocalTime.day(startedAt());
  }

  String commune() {
    return text("commune_code");
  }

  String status() {
    return text("status");
  }

  /** The key of the document, payment or dossier within its commune. */
  String entityKey() {
    return stream.entityFields.stream()
        .map(field -> value(field).toString())
        .collect(Collectors.joining("|"));
  }

  boolean sameContent(OracleEvent other) {
    return Arrays.equals(values, other.values);
  }
}
