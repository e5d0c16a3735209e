package vn.cds.metrics.count;

import java.io.Serializable;
import vn.cds.contract.EventStream;
import vn.cds.runtime.JobOptions;
import vn.cds.runtime.JobVersion;

/**
 * What the counting operator takes from the job's options.
 *
 * @param topic that conflicting copies lie in
 * @param emitOffsetMillis emits so long after each whole multiple of the interval
 * @param emitChanges emits early when this many changes wait, so that memory stays bounded
 */
record CountSettings(
    String job,
    String jobVersion,
    String topic,
    int generation,
    long emitIntervalMillis,
    long emitOffsetMillis,
    int emitChanges)
    implements Serializable {

  static CountSettings of(JobOptions options, EventStream stream, String job, String topic) {
    long interval = options.get(JobOptions.EMIT_INTERVAL).toMillis();
    return new CountSettings(
        job,
        JobVersion.get(),
        topic,
        options.get(JobOptions.GENERATION),
        interval,
        emitOffset(stream, interval),
        options.get(JobOptions.EMIT_CHANGES));
  }

  /**
   * The ranking that leaders watch is made of service requests: they are written first, and asked
   * for next; the jobs of the other streams write half an interval later, when a machine that they
   * share has done that.
   */
  static long emitOffset(EventStream stream, long intervalMillis) {
    return stream == EventStream.SERVICE_REQUESTS ? 0 : intervalMillis / 2;
  }
}
