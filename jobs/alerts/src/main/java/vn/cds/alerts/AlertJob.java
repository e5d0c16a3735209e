package vn.cds.alerts;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import vn.cds.runtime.options.JobArguments;
import vn.cds.runtime.options.JobOptions;

/** Finds communes that lag; see {@link AlertJobs} for the topology. */
public final class AlertJob {
  private AlertJob() {}

  public static void main(String[] arguments) throws Exception {
    JobOptions options = JobArguments.options(arguments);
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    AlertJobs.INSTANCE.build(environment, options);
    environment.execute();
  }
}
