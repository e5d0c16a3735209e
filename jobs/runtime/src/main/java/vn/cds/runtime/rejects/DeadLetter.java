package vn.cds.runtime.rejects;

import java.time.Instant;
import java.util.UUID;
import org.apache.flink.types.Row;
import vn.cds.contract.codec.Rejection;
import vn.cds.runtime.clickhouse.RowTimes;
import vn.cds.runtime.clickhouse.Table;
import vn.cds.runtime.clickhouse.TimedRow;
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

  static final Table TABLE =
      Table.named("dead_letter")
          .text("topic")
          .numbers("partition", "offset")
          .time("append_time")
          .texts("job", "job_version", "code", "detail", "commune_code", "event_id", "payload")
          .number("size");

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

  TimedRow row() {
    return new TimedRow(
        Row.of(
            topic,
            partition,
            offset,
            Instant.ofEpochMilli(appendTime),
            job,
            jobVersion,
            code,
            detail,
            communeCode,
            eventId,
            payload,
            size),
        new RowTimes(RowTimes.UNKNOWN, appendTime));
  }
}
