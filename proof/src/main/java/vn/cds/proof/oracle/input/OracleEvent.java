package vn.cds.proof.oracle.input;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A valid record: an event, or a retraction that repeats one. */
public final class OracleEvent {
  public final OracleStream stream;
  public final String topic;
  public final int partition;
  public final long offset;
  public final Instant appendTime;

  private final Object[] values;

  /**
   * @param values by the order of the stream's fields; null where absent
   */
  OracleEvent(OracleStream stream, RawRecord record, Object[] values) {
    this.stream = stream;
    this.topic = record.topic();
    this.partition = record.partition();
    this.offset = record.offset();
    this.appendTime = record.appendTime();
    this.values = values;
  }

  /** Whether an import sent it. */
  public boolean imported() {
    return topic.equals(stream.importTopic());
  }

  /** The value of a listed field; null when it is absent. */
  public Object value(String field) {
    return values[stream.index(field)];
  }

  public String text(String field) {
    return (String) value(field);
  }

  public Moment time(String field) {
    return (Moment) value(field);
  }

  public boolean isRetraction() {
    return Boolean.TRUE.equals(value("retracted"));
  }

  public Moment occurredAt() {
    return time("occurred_at");
  }

  /** Where it stands among the events of its entity. */
  public Instant place() {
    return status().equals(stream.firstStatus) ? occurredAt().first() : occurredAt().last();
  }

  public Moment startedAt() {
    return time(stream.startField);
  }

  public LocalDate startDay() {
    return startedAt().day();
  }

  public String commune() {
    return text("commune_code");
  }

  public String status() {
    return text("status");
  }

  /** The key of the document, payment or dossier within its commune. */
  public String entityKey() {
    return stream.entityFields.stream()
        .map(field -> value(field).toString())
        .collect(Collectors.joining("|"));
  }

  /** Whether every listed field but {@code retracted} is the same. */
  public boolean sameContent(OracleEvent other) {
    int content = stream.index("retracted");
    return Arrays.equals(values, 0, content, other.values, 0, content);
  }
}
