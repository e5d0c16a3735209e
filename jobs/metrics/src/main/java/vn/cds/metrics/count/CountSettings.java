package vn.cds.metrics.count;

import java.io.Serializable;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.JobVersion;

/**
 * What the counting operator takes from the job's options.
 *
 * @param topic that conflicting copies lie in
 * @param emitChanges emits early when this many changes wait, so that memory stays bounded
 */
record CountSettings(
    String job,
    String jobVersion,
    String topic,
    int generation,
    long emitIntervalMillis,
    int emitChanges)
    implements Serializable {

  static CountSettings of(JobOptions options, String job, String topic) {
    return new CountSettings(
        job,
        JobVersion.get(),
        topic,
        options.get(JobOptions.GENERATION),
        options.get(JobOptions.EMIT_INTERVAL).toMillis(),
        options.get(JobOptions.EMIT_CHANGES));
  }
}
