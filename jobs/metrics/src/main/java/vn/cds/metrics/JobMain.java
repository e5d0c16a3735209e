package vn.cds.metrics;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import vn.cds.runtime.options.JobArguments;
import vn.cds.runtime.options.JobOptions;

/** What the mains share; {@link JobArguments} says how they are called. */
final class JobMain {
  private JobMain() {}

  static void run(MetricJob job, String... arguments) throws Exception {
    JobOptions options = JobArguments.options(arguments);
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    MetricJobs.build(environment, job, options);
    environment.execute();
  }
}
