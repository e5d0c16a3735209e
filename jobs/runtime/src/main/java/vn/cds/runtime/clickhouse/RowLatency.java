package vn.cds.runtime.clickhouse;

import java.util.List;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/**
 * Measures how old the new events of a row are when ClickHouse has acknowledged its insert, in
 * milliseconds.
 *
 * <p>A row is measured when the broker took its latest event after this writer had started. Rows of
 * older events may be written for the second time after a restore, and in a replay their age says
 * nothing about the job.
 */
final class RowLatency {
  static final String FROM_EVENT_TIME = "eventTimeToRowMillis";
  static final String FROM_APPEND_TIME = "appendTimeToRowMillis";

  /** The statistics are those of the last so many rows. */
  private static final int ROWS = 1000;

  private final LongSupplier clock;
  private final long startedAt;
  private final Histogram fromEventTime;
  private final Histogram fromAppendTime;

  /**
   * Registers both histograms. The writer starts now.
   *
   * @param clock milliseconds since 1970
   */
  RowLatency(MetricGroup metrics, LongSupplier clock) {
    this.clock = clock;
    startedAt = clock.getAsLong();
    fromEventTime = metrics.histogram(FROM_EVENT_TIME, new LastValues(ROWS));
    fromAppendTime = metrics.histogram(FROM_APPEND_TIME, new LastValues(ROWS));
  }

  /** Measures rows that ClickHouse has acknowledged now. */
  void written(List<RowTimes> rows) {
    long now = clock.getAsLong();
    for (RowTimes times : rows) {
      boolean ofRecord = times.append() != RowTimes.UNKNOWN;
      if ((ofRecord ? times.append() : times.event()) >= startedAt) {
        update(fromEventTime, now, times.event());
        update(fromAppendTime, now, times.append());
      }
    }
  }

  private static void update(Histogram histogram, long now, long time) {
    if (time != RowTimes.UNKNOWN) {
      histogram.update(now - time);
    }
  }
}
