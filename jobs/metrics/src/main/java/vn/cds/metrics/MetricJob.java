package vn.cds.metrics;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import vn.cds.contract.event.EventStream;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;

/** The jobs: three that count events, and one that keeps what was declared. */
public enum MetricJob implements StreamJob {
  DOCUMENTS("documents", List.of(Input.DOCUMENTS)),
  PAYMENTS("payments", List.of(Input.PAYMENTS)),
  /** Also reads payments, to know which dossiers were paid online. */
  SERVICE_REQUESTS("service-requests", List.of(Input.SERVICE_REQUESTS, Input.PAYMENTS)),
  DECLARED_FIGURES("declared-figures", List.of(Input.DECLARED_FIGURES));

  /**
   * What a job reads.
   *
   * @param topic the live topic
   * @param imported whose imports are read, too; null when it is never imported
   */
  private record Input(ConfigOption<String> topic, EventStream imported) {
    static final Input DOCUMENTS = new Input(JobOptions.DOCUMENTS_TOPIC, EventStream.DOCUMENTS);
    static final Input PAYMENTS = new Input(JobOptions.PAYMENTS_TOPIC, EventStream.PAYMENTS);
    static final Input SERVICE_REQUESTS =
        new Input(JobOptions.SERVICE_REQUESTS_TOPIC, EventStream.SERVICE_REQUESTS);
    static final Input DECLARED_FIGURES = new Input(JobOptions.DECLARED_FIGURES_TOPIC, null);
  }

  private final String jobName;
  private final List<Input> inputs;

  MetricJob(String jobName, List<Input> inputs) {
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
    return IntStream.range(0, inputs.size())
        .mapToObj(input -> topics(options, input))
        .flatMap(List::stream)
        .toList();
  }

  /** The topics of one input: the live one, then that of imports if the options say so. */
  List<String> topics(JobOptions options, int input) {
    String live = options.get(inputs.get(input).topic);
    EventStream imported = inputs.get(input).imported;
    return imported == null || options.historyUntil().isEmpty()
        ? List.of(live)
        : List.of(live, options.get(JobOptions.IMPORT_TOPIC_PREFIX) + imported.wireName());
  }
}
