package vn.cds.metrics;

import java.util.List;
import java.util.function.Function;
import org.apache.flink.configuration.ConfigOption;
import vn.cds.runtime.JobOptions;

/** The jobs: three that count events, and one that keeps what was declared. */
public enum MetricJob {
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

  /** Its name in Flink, in consumer groups and in rejects. */
  public String jobName() {
    return jobName;
  }

  /** The topics it reads. */
  public List<String> topics(JobOptions options) {
    return inputs.stream().map((Function<ConfigOption<String>, String>) options::get).toList();
  }
}
