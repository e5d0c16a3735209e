package vn.cds.runtime.rejects;

import java.time.Instant;
import org.apache.flink.types.Row;
import vn.cds.runtime.clickhouse.RowTimes;
import vn.cds.runtime.clickhouse.Table;
import vn.cds.runtime.clickhouse.TimedRow;

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

  static final Table TABLE =
      Table.named("too_late")
          .text("topic")
          .numbers("partition", "offset")
          .time("append_time")
          .texts("job", "commune_code", "event_id")
          .times("occurred_at", "started_at")
          .text("reason");

  TimedRow row() {
    return new TimedRow(
        Row.of(
            topic,
            partition,
            offset,
            Instant.ofEpochMilli(appendTime),
            job,
            communeCode,
            eventId,
            Instant.ofEpochMilli(occurredAt),
            Instant.ofEpochMilli(startedAt),
            reason),
        new RowTimes(occurredAt, appendTime));
  }
}
