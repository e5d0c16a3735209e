package vn.cds.metrics.publish;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import vn.cds.metrics.count.Outputs;
import vn.cds.runtime.kafka.KafkaOutput;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.rejects.DeadLetter;

/**
 * The changed rows as messages, for consumers such as alerts. The key names table, commune and
 * window; of two messages with one key the one with the higher version stands.
 */
public final class MetricsTopic {
  private MetricsTopic() {}

  /**
   * Attaches the topic unless {@link JobOptions#METRICS_TOPIC} is empty. Minutes, hours, days,
   * cohorts and, where they are written at all, dossiers are sent.
   */
  public static void attach(
      SingleOutputStreamOperator<DeadLetter> counted, Outputs outputs, JobOptions options) {
    String topic = options.get(JobOptions.METRICS_TOPIC);
    if (topic.isEmpty()) {
      return;
    }
    DataStream<MetricMessage> messages = null;
    for (Outputs.Output output : outputs.metrics()) {
      String table = output.table().name();
      DataStream<MetricMessage> ofTable =
          counted
              .getSideOutput(output.tag())
              .map(new ToMessage(output.table()), TypeInformation.of(MetricMessage.class))
              .name("publish-" + table.replace('_', '-'))
              .uid("publish-" + table.replace('_', '-'));
      messages = messages == null ? ofTable : messages.union(ofTable);
    }
    KafkaOutput.attach(
        messages, options, "metrics", topic, MetricMessage::key, MetricMessage::value);
  }
}
