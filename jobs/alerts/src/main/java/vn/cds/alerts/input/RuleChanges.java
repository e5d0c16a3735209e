package vn.cds.alerts.input;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import vn.cds.runtime.JobOptions;
import vn.cds.runtime.KafkaInput;

/** The topic of the rules. */
public final class RuleChanges {
  private RuleChanges() {}

  /** Attaches the source. */
  public static DataStream<RuleRecord> attach(
      StreamExecutionEnvironment environment, JobOptions options, String job) {
    return KafkaInput.attachCompacted(
        environment,
        options,
        job,
        "alert-rules",
        options.get(JobOptions.ALERT_RULES_TOPIC),
        new RuleRecordReader());
  }
}
