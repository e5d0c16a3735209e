package vn.cds.metrics;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import vn.cds.metrics.change.PackedChange;
import vn.cds.metrics.count.Counting;
import vn.cds.metrics.count.Outputs;
import vn.cds.metrics.declared.Declarations;
import vn.cds.metrics.decode.Decoding;
import vn.cds.metrics.publish.MetricsTopic;
import vn.cds.metrics.rules.DocumentRules;
import vn.cds.metrics.rules.DossierRules;
import vn.cds.metrics.rules.PaymentRules;
import vn.cds.metrics.rules.StreamRules;
import vn.cds.runtime.clickhouse.ClickHouseSink;
import vn.cds.runtime.kafka.InputRecord;
import vn.cds.runtime.kafka.KafkaInput;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.ReferenceData;
import vn.cds.runtime.rejects.DeadLetter;
import vn.cds.runtime.rejects.Rejects;
import vn.cds.runtime.rejects.TooLate;

/**
 * The topology, whole:
 *
 * <pre>
 * read ─▶ note position ─▶ decode ─▶ keyBy(commune) ─▶ count ─┬─▶ minute, hour, day, cohort and entity tables
 *           │                │                                └─▶ metrics topic
 *           │                └─▶ dead letters, too late: topic and table
 *           └─▶ topic_position
 * </pre>
 *
 * <p>Service requests read two topics; both are decoded, then shuffled once. Declared figures are
 * not counted: {@link Declarations}.
 */
public final class MetricJobs {
  /**
   * Bounds the parallelism for the life of a job's state: it can never be raised, so it leaves
   * room.
   */
  static final int MAXIMUM_PARALLELISM = 720;

  private MetricJobs() {}

  /** Adds one job to the environment; nothing runs until it is executed. */
  public static void build(
      StreamExecutionEnvironment environment, MetricJob job, JobOptions options) {
    KafkaInput.checkTopics(options, job.topics(options));
    configure(environment, job, options);
    Decoding decoding = new Decoding(ReferenceData.roster(options), options, job.jobName());
    switch (job) {
      case DOCUMENTS -> {
        SingleOutputStreamOperator<PackedChange> documents =
            decoding.documents(readCounted(environment, options, job, "documents"));
        count(documents, documents, new DocumentRules(), options, job);
      }
      case PAYMENTS -> {
        SingleOutputStreamOperator<PackedChange> payments =
            decoding.payments(readCounted(environment, options, job, "payments"));
        count(payments, payments, new PaymentRules(), options, job);
      }
      case SERVICE_REQUESTS -> {
        SingleOutputStreamOperator<PackedChange> requests =
            decoding.serviceRequests(readCounted(environment, options, job, "service-requests"));
        DataStream<PackedChange> payments =
            decoding.dossierPayments(read(environment, options, job, 1, "payments"));
        StreamRules rules =
            new DossierRules(
                ReferenceData.calendar(options), options.get(JobOptions.LATENESS_LIMITED));
        count(requests, requests.union(payments), rules, options, job);
      }
      case DECLARED_FIGURES ->
          Declarations.attach(
              read(environment, options, job, 0, "declared-figures"), options, job.jobName());
    }
  }

  private static DataStream<InputRecord> readCounted(
      StreamExecutionEnvironment environment, JobOptions options, MetricJob job, String stream) {
    return KafkaInput.attachCounted(
        environment, options, job.jobName(), stream, job.topics(options, 0));
  }

  private static DataStream<InputRecord> read(
      StreamExecutionEnvironment environment,
      JobOptions options,
      MetricJob job,
      int input,
      String stream) {
    return KafkaInput.attach(
        environment, options, job.jobName(), stream, job.topics(options, input));
  }

  /**
   * @param decoded whose rejects are listed
   * @param changes what is counted
   */
  private static void count(
      SingleOutputStreamOperator<PackedChange> decoded,
      DataStream<PackedChange> changes,
      StreamRules rules,
      JobOptions options,
      MetricJob job) {
    Outputs outputs = Outputs.of(rules, options.get(JobOptions.ENTITY_ROWS));
    SingleOutputStreamOperator<DeadLetter> counted =
        Counting.attach(changes, rules, outputs, options, job.jobName(), job.topics(options, 0));
    for (Outputs.Output output : outputs.all()) {
      ClickHouseSink.attachTimed(counted.getSideOutput(output.tag()), options, output.table());
    }
    MetricsTopic.attach(counted, outputs, options);
    DataStream<DeadLetter> deadLetters =
        decoded.getSideOutput(Decoding.DEAD_LETTERS).union(counted);
    DataStream<TooLate> tooLate = decoded.getSideOutput(Decoding.TOO_LATE);
    Rejects.attachDeadLetters(deadLetters, options);
    Rejects.attachTooLate(tooLate, options);
  }

  private static void configure(
      StreamExecutionEnvironment environment, MetricJob job, JobOptions options) {
    Configuration flink = new Configuration();
    flink.set(PipelineOptions.NAME, job.flinkName());
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    flink.set(PipelineOptions.OBJECT_REUSE, true);
    flink.set(PipelineOptions.MAX_PARALLELISM, MAXIMUM_PARALLELISM);
    flink.addAll(options.flink());
    environment.configure(flink);
  }
}
