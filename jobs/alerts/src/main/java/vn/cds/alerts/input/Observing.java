package vn.cds.alerts.input;

import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import vn.cds.contract.roster.Roster;
import vn.cds.runtime.kafka.InputRecord;
import vn.cds.runtime.kafka.KafkaInput;
import vn.cds.runtime.options.JobOptions;

/** The three topics in which the metric jobs publish what they counted and what they refused. */
public final class Observing {
  private Observing() {}

  /** Attaches sources and readers. */
  public static DataStream<Observation> attach(
      StreamExecutionEnvironment environment, JobOptions options, String job, Roster roster) {
    Units units = new Units(roster);
    return read(
            environment, options, job, "metrics", JobOptions.METRICS_TOPIC, new ReadMetrics(units))
        .union(
            read(
                environment,
                options,
                job,
                "dead-letters",
                JobOptions.DEAD_LETTERS_TOPIC,
                new ReadRefused(units)),
            read(
                environment,
                options,
                job,
                "too-late",
                JobOptions.TOO_LATE_TOPIC,
                new ReadRefused(units)));
  }

  private static DataStream<Observation> read(
      StreamExecutionEnvironment environment,
      JobOptions options,
      String job,
      String stream,
      ConfigOption<String> topic,
      ReadMessages reader) {
    DataStream<InputRecord> records =
        KafkaInput.attach(environment, options, job, stream, List.of(options.get(topic)));
    return records
        .flatMap(reader, TypeInformation.of(Observation.class))
        .name("observe-" + stream)
        .uid("observe-" + stream);
  }
}
