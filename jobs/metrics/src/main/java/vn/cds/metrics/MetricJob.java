package vn.cds.metrics;

import java.util.List;
import java.util.function.Function;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;

/** The jobs: three that count events, and one that keeps what was declared. */
public enum MetricJob implements StreamJob {
  DOCUMENTS("documents", List.of(JobOptions.DOCUMENTS_TOPIC)),
  PAYMENTS("payments", List.of(JobOptions.PAYMENTS_TOPIC)),
  /** Also reads payments, to know which dossiers were paid online. */
  SERVICE_REQUESTS(
      "service-requests", List.of(JobOptions.SERVICE_REQUESTS_TOPIC, JobOptions.PAYMENTS_TOPIC)),
  DECLARED_FIGURES("declared-figures", List.of(JobOptions.DECLARED_FIGURES_TOPIC));

  private final String jobName;
  private final List<ConfigOption<String>> inputs;

  MetricJob(String jobName, List<ConfigOption<String>> inputs) {
    this.jobName = jobName;
    this.inputs = inputs;
  }

  @Override
  public String jobName() {
    return jobName;
  }

  @Override
  public void build(StreamExecutionEnvironment environment, JobOptions options) {
    MetricJobs.build(environment, this, options);
  }

  @Override
  public List<String> topics(JobOptions options) {
    return inputs.stream().map((Function<ConfigOption<String>, String>) options::get).toList();
  }
}
