package vn.cds.runtime.options;

import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job of the project, as whoever submits it sees it. */
public interface StreamJob {

  /** Its name in commands, in consumer groups and in rejects. */
  String jobName();

  /** Its name in Flink. */
  default String flinkName() {
    return "cds-" + jobName();
  }

  /** The topics it reads. */
  List<String> topics(JobOptions options);

  /** Adds it to the environment; nothing runs until that is executed. */
  void build(StreamExecutionEnvironment environment, JobOptions options);
}
