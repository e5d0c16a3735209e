package vn.cds.metrics.count;

import java.io.Serializable;
import java.util.List;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.JobVersion;

/**
 * What the counting operator takes from the job's options.
 *
 * @param topic that conflicting copies lie in
 * @param importTopic that those of imports lie in
 * @param emitChanges emits early when this many changes wait, so that memory stays bounded
 */
record CountSettings(
    String job,
    String jobVersion,
    String topic,
    String importTopic,
    int generation,
    long emitIntervalMillis,
    int emitChanges)
    implements Serializable {

  /**
   * @param topics the live one, and that of imports if it is read
   */
  static CountSettings of(JobOptions options, String job, List<String> topics) {
    return new CountSettings(
        job,
        JobVersion.get(),
        topics.get(0),
        topics.get(topics.size() - 1),
        options.get(JobOptions.GENERATION),
        options.get(JobOptions.EMIT_INTERVAL).toMillis(),
        options.get(JobOptions.EMIT_CHANGES));
  }
}
