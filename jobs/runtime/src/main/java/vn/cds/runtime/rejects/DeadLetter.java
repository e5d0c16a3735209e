package vn.cds.runtime.rejects;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import vn.cds.contract.codec.Rejection;
import vn.cds.runtime.kafka.InputRecord;
import vn.cds.runtime.options.JobVersion;

/**
 * A record that breaks the contract: where it lies, what is wrong, and the listed fields that were
 * right. The bytes themselves are not kept, because nobody knows what they hold; the position finds
 * them in Kafka.
 *
 * @param appendTime milliseconds since 1970
 * @param communeCode null when it could not be read
 * @param eventId null when it could not be read
 * @param payload JSON of the listed fields that passed their own check
 * @param size of the record's value in bytes
 */
public record DeadLetter(
    String topic,
    int partition,
    long offset,
    long appendTime,
    String job,
    String jobVersion,
    String code,
    String detail,
    String communeCode,
    String eventId,
    String payload,
    int size) {

  static final List<String> COLUMNS =
      List.of(
          "topic",
          "partition",
          "offset",
          "append_time",
          "job",
          "job_version",
          "code",
          "detail",
          "commune_code",
          "event_id",
          "payload",
          "size");

  /** The dead letter of a record that a job of this release refuses. */
  public static DeadLetter of(InputRecord record, String job, Rejection rejection) {
    UUID id = rejection.eventId();
    return new DeadLetter(
        record.topic(),
        record.partition(),
        record.offset(),
        record.appendTime(),
        job,
        JobVersion.get(),
        rejection.code().name(),
        rejection.detail(),
        rejection.communeCode(),
        id == null ? null : id.toString(),
        rejection.payload(),
        rejection.size());
  }

  void bind(PreparedStatement statement) throws SQLException {
    statement.setString(1, topic);
    statement.setInt(2, partition);
    statement.setLong(3, offset);
    statement.setObject(4, Instant.ofEpochMilli(appendTime));
    statement.setString(5, job);
    statement.setString(6, jobVersion);
    statement.setString(7, code);
    statement.setString(8, detail);
    statement.setString(9, communeCode);
    statement.setString(10, eventId);
    statement.setString(11, payload);
    statement.setInt(12, size);
  }
}
