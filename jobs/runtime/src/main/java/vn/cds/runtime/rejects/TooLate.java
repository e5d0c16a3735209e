package vn.cds.runtime.rejects;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * A valid record that came after the windows it belongs to were closed.
 *
 * @param appendTime occurredAt, startedAt: milliseconds since 1970
 * @param reason {@code DAY} or {@code COHORT}, see docs/counting.md
 */
public record TooLate(
    String topic,
    int partition,
    long offset,
    long appendTime,
    String job,
    String communeCode,
    String eventId,
    long occurredAt,
    long startedAt,
    String reason) {

  static final List<String> COLUMNS =
      List.of(
          "topic",
          "partition",
          "offset",
          "append_time",
          "job",
          "commune_code",
          "event_id",
          "occurred_at",
          "started_at",
          "reason");

  void bind(PreparedStatement statement) throws SQLException {
    statement.setString(1, topic);
    statement.setInt(2, partition);
    statement.setLong(3, offset);
    statement.setObject(4, Instant.ofEpochMilli(appendTime));
    statement.setString(5, job);
    statement.setString(6, communeCode);
    statement.setString(7, eventId);
    statement.setObject(8, Instant.ofEpochMilli(occurredAt));
    statement.setObject(9, Instant.ofEpochMilli(startedAt));
    statement.setString(10, reason);
  }
}
