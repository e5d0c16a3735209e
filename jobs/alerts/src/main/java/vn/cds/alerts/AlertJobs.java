package vn.cds.alerts;

import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import vn.cds.alerts.input.Decisions;
import vn.cds.alerts.input.Observation;
import vn.cds.alerts.input.Observing;
import vn.cds.alerts.input.RuleRecord;
import vn.cds.alerts.judge.AlertMessage;
import vn.cds.alerts.judge.JudgeClock;
import vn.cds.alerts.judge.Judging;
import vn.cds.alerts.publish.AlertTables;
import vn.cds.contract.roster.Roster;
import vn.cds.runtime.kafka.KafkaInput;
import vn.cds.runtime.kafka.KafkaOutput;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.ReferenceData;
import vn.cds.runtime.options.StreamJob;

/**
 * The topology, whole:
 *
 * <pre>
 * metrics, dead letters, too late ─▶ observe ─▶ keyBy(province) ─┐
 *                                                                ├─▶ judge ─┬─▶ alerts: topic and table
 * rules ─┬─▶ broadcast ──────────────────────────────────────────┘          └─▶ heartbeats
 *        └─▶ table
 * silences ─▶ table
 * </pre>
 *
 * <p>Silences are only stored here; the notifier applies them.
 */
public final class AlertJobs implements StreamJob {
  /** The job, judged by the clock of the machine. */
  public static final StreamJob INSTANCE = new AlertJobs();

  private static final String NAME = "alerts";

  /** As for the metric jobs: it can never be raised for a job's state. */
  private static final int MAXIMUM_PARALLELISM = 720;

  private AlertJobs() {}

  @Override
  public String jobName() {
    return NAME;
  }

  @Override
  public List<String> topics(JobOptions options) {
    if (options.get(JobOptions.METRICS_TOPIC).isEmpty()) {
      throw new IllegalArgumentException(
          "topic.metrics is empty: the alert job judges what is published there. Name the topic,"
              + " for the metric jobs too.");
    }
    return List.of(
        options.get(JobOptions.METRICS_TOPIC),
        options.get(JobOptions.DEAD_LETTERS_TOPIC),
        options.get(JobOptions.TOO_LATE_TOPIC),
        options.get(JobOptions.ALERT_RULES_TOPIC),
        options.get(JobOptions.ALERT_SILENCES_TOPIC));
  }

  @Override
  public void build(StreamExecutionEnvironment environment, JobOptions options) {
    build(environment, options, System::currentTimeMillis);
  }

  /**
   * Adds the job to the environment, judged by another clock.
   *
   * @param clock which need not agree with that of the broker, but never goes backwards
   */
  public static void build(
      StreamExecutionEnvironment environment, JobOptions options, JudgeClock clock) {
    KafkaInput.checkTopics(options, INSTANCE.topics(options));
    configure(environment, options);
    Roster roster = ReferenceData.roster(options);
    DataStream<Observation> observations = Observing.attach(environment, options, NAME, roster);
    DataStream<RuleRecord> rules = Decisions.rules(environment, options, NAME);
    SingleOutputStreamOperator<AlertMessage> transitions =
        Judging.attach(observations, rules, options, roster, clock);
    KafkaOutput.attach(
        transitions,
        options,
        "alerts",
        options.get(JobOptions.ALERTS_TOPIC),
        AlertMessage::key,
        AlertMessage::value);
    KafkaOutput.attach(
        Judging.heartbeats(transitions),
        options,
        "alert-heartbeats",
        options.get(JobOptions.ALERT_HEARTBEATS_TOPIC),
        AlertMessage::key,
        AlertMessage::value);
    AlertTables.attach(transitions, rules, Decisions.silences(environment, options, NAME), options);
  }

  private static void configure(StreamExecutionEnvironment environment, JobOptions options) {
    Configuration flink = new Configuration();
    flink.set(PipelineOptions.NAME, INSTANCE.flinkName());
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    flink.set(PipelineOptions.OBJECT_REUSE, true);
    flink.set(PipelineOptions.MAX_PARALLELISM, MAXIMUM_PARALLELISM);
    flink.addAll(options.flink());
    environment.configure(flink);
  }
}
