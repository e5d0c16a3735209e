package vn.cds.alerts.input;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import vn.cds.runtime.kafka.KafkaInput;
import vn.cds.runtime.options.JobOptions;

/** The topics of rules and of silences, which people write. */
public final class Decisions {
  private Decisions() {}

  /** Attaches the source of the rules. */
  public static DataStream<RuleRecord> rules(
      StreamExecutionEnvironment environment, JobOptions options, String job) {
    return KafkaInput.attachCompacted(
        environment,
        options,
        job,
        "alert-rules",
        options.get(JobOptions.ALERT_RULES_TOPIC),
        new RuleRecordReader());
  }

  /** Attaches the source of the silences. */
  public static DataStream<SilenceRecord> silences(
      StreamExecutionEnvironment environment, JobOptions options, String job) {
    return KafkaInput.attachCompacted(
        environment,
        options,
        job,
        "alert-silences",
        options.get(JobOptions.ALERT_SILENCES_TOPIC),
        new SilenceRecordReader());
  }
}
