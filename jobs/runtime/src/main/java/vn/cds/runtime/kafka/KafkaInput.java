package vn.cds.runtime.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.runtime.clickhouse.ClickHouseSink;
import vn.cds.runtime.options.JobOptions;

/**
 * The way in: topics whose append time is the clock of every record. Only what a producer committed
 * is read, whatever the client settings of the operator say.
 */
public final class KafkaInput {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaInput.class);

  /**
   * A record that waited longer than this for its transaction may no longer find its state: the
   * slack of {@code Lateness} in the metric jobs.
   */
  private static final Duration LONGEST_TRANSACTION = Duration.ofHours(1);

  /** Of Kafka, at the submission. */
  private static final String ANSWER_WITHIN_MILLIS = "15000";

  private static final String TRANSACTION_TIMEOUT = "transaction.max.timeout.ms";

  private KafkaInput() {}

  /**
   * Attaches the source of a stream. Name and uid are derived from {@code stream}, which therefore
   * never changes.
   *
   * @param stream the stream's wire name, for example {@code payments}
   * @param topics the first one is live; the others hold imports
   */
  public static SingleOutputStreamOperator<InputRecord> attach(
      StreamExecutionEnvironment environment,
      JobOptions options,
      String job,
      String stream,
      List<String> topics) {
    return attach(environment, options, job, stream, topics, start(options.get(JobOptions.START)));
  }

  private static SingleOutputStreamOperator<InputRecord> attach(
      StreamExecutionEnvironment environment,
      JobOptions options,
      String job,
      String stream,
      List<String> topics,
      OffsetsInitializer start) {
    KafkaSource<InputRecord> source =
        builder(options, job, topics, new InputRecordReader(topics.get(0)))
            .setStartingOffsets(start)
            .build();
    return environment
        .fromSource(source, appendTime(options), "read-" + stream)
        .uid("read-" + stream);
  }

  /**
   * Attaches the source of a stream that this job counts, so that the books of its topics can
   * close: a table says how far each was read, and how many of the offsets hold no committed
   * record. One job does so for each topic. Name and uid are derived from {@code stream}.
   *
   * @param topics as in {@link #attach}
   */
  public static DataStream<InputRecord> attachCounted(
      StreamExecutionEnvironment environment,
      JobOptions options,
      String job,
      String stream,
      List<String> topics) {
    Map<TopicPartition, Long> starts =
        ask(
            options,
            topics,
            admin ->
                StartOffsets.of(admin, topics, options.get(JobOptions.START), group(options, job)));
    SingleOutputStreamOperator<InputRecord> records =
        attach(
                environment,
                options,
                job,
                stream,
                topics,
                OffsetsInitializer.offsets(starts, OffsetResetStrategy.EARLIEST))
            .transform(
                "note-position-" + stream,
                TypeInformation.of(InputRecord.class),
                new PositionOperator(job, options.get(JobOptions.GENERATION), starts))
            .uid("note-position-" + stream);
    ClickHouseSink.attach(
        records.getSideOutput(PositionOperator.POSITIONS), options, Position.TABLE);
    return records;
  }

  /**
   * Attaches the source of a compacted topic, which a job without a savepoint reads from its
   * beginning. Name and uid are derived from {@code stream}.
   *
   * @param reader makes a record of what lies in the topic, with its headers
   */
  public static <T> SingleOutputStreamOperator<T> attachCompacted(
      StreamExecutionEnvironment environment,
      JobOptions options,
      String job,
      String stream,
      String topic,
      KafkaRecordDeserializationSchema<T> reader) {
    KafkaSource<T> source =
        builder(options, job, List.of(topic), reader)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .build();
    return environment
        .fromSource(
            source,
            WatermarkStrategy.<T>forMonotonousTimestamps()
                .withIdleness(options.get(JobOptions.IDLE_AFTER)),
            "read-" + stream)
        .uid("read-" + stream);
  }

  private static <T> KafkaSourceBuilder<T> builder(
      JobOptions options,
      String job,
      List<String> topics,
      KafkaRecordDeserializationSchema<T> reader) {
    KafkaSourceBuilder<T> builder =
        KafkaSource.<T>builder()
            .setProperties(clientProperties(options))
            .setBootstrapServers(options.get(JobOptions.KAFKA_SERVERS))
            .setGroupId(group(options, job))
            .setTopics(topics)
            .setDeserializer(reader)
            // After the operator's own: an aborted record is no record.
            .setProperty("isolation.level", "read_committed")
            .setProperty("partition.discovery.interval.ms", "60000")
            // A record of 10 MB must become a dead letter; it may not stop the partition.
            .setProperty("max.partition.fetch.bytes", "4194304")
            // Rows leave once a second: what came is fetched some times in it, not at each record.
            .setProperty("fetch.min.bytes", "16384")
            .setProperty("fetch.max.wait.ms", "50");
    if (options.get(JobOptions.BOUNDED)) {
      builder.setBounded(OffsetsInitializer.latest());
    }
    return builder;
  }

  private static String group(JobOptions options, String job) {
    return options.get(JobOptions.KAFKA_GROUP) + "-" + job;
  }

  private static OffsetsInitializer start(String position) {
    return switch (position) {
      case "committed" -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
      case "earliest" -> OffsetsInitializer.earliest();
      case "latest" -> OffsetsInitializer.latest();
      default -> OffsetsInitializer.timestamp(Instant.parse(position).toEpochMilli());
    };
  }

  /**
   * The append time never goes backwards within a partition, so the watermark is exact, and a
   * partition that is idle cannot later bring an older record.
   */
  private static WatermarkStrategy<InputRecord> appendTime(JobOptions options) {
    return WatermarkStrategy.<InputRecord>forMonotonousTimestamps()
        .withTimestampAssigner((record, kafkaTimestamp) -> record.appendTime())
        .withIdleness(options.get(JobOptions.IDLE_AFTER));
  }

  /**
   * Client settings of the operator's own file: security, timeouts. Read on submission, not stored
   * anywhere else.
   */
  public static Properties clientProperties(JobOptions options) {
    Properties properties = new Properties();
    String file = options.get(JobOptions.KAFKA_PROPERTIES_FILE);
    if (!file.isEmpty()) {
      try (Reader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
        properties.load(reader);
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "kafka.properties.file " + file + " cannot be read: " + e.getMessage(), e);
      }
    }
    return properties;
  }

  /**
   * Refuses topics that are missing or whose timestamps are the producer's: with those, whether an
   * event is too late would depend on the producer's clock, and two runs over the same topic could
   * disagree. Warns of brokers that let a transaction stay open for longer than the jobs wait.
   *
   * @throws IllegalStateException with what to do
   */
  public static void checkTopics(JobOptions options, Collection<String> topics) {
    ask(
            options,
            topics,
            admin ->
                admin
                    .describeConfigs(
                        topics.stream()
                            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                            .toList())
                    .all()
                    .get())
        .forEach(
            (resource, config) -> {
              String type = config.get("message.timestamp.type").value();
              if (!type.equals("LogAppendTime")) {
                throw new IllegalStateException(
                    "Topic "
                        + resource.name()
                        + " has message.timestamp.type="
                        + type
                        + ". Set it to LogAppendTime: kafka-configs.sh --alter --entity-type topics --entity-name "
                        + resource.name()
                        + " --add-config message.timestamp.type=LogAppendTime");
              }
            });
    ask(options, topics, KafkaInput::transactionTimeout)
        .filter(timeout -> timeout.compareTo(LONGEST_TRANSACTION) > 0)
        .ifPresent(
            timeout ->
                LOG.warn(
                    "The brokers have {}={}: a transaction may stay open for {}. Records of one that"
                        + " is committed after more than {} may be counted wrongly. Set it to at most"
                        + " {} (default 900000)",
                    TRANSACTION_TIMEOUT,
                    timeout.toMillis(),
                    timeout,
                    LONGEST_TRANSACTION,
                    LONGEST_TRANSACTION.toMillis()));
  }

  /** Empty when the brokers do not tell this client. */
  private static Optional<Duration> transactionTimeout(Admin admin)
      throws ExecutionException, InterruptedException {
    List<ConfigResource> brokers =
        admin.describeCluster().nodes().get().stream()
            .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
            .toList();
    try {
      return admin.describeConfigs(brokers).all().get().values().stream()
          .map(config -> config.get(TRANSACTION_TIMEOUT))
          .filter(Objects::nonNull)
          .map(entry -> Duration.ofMillis(Long.parseLong(entry.value())))
          .max(Comparator.naturalOrder());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private interface Question<T> {
    T ask(Admin admin) throws ExecutionException, InterruptedException;
  }

  /**
   * @param topics that it is about
   * @throws IllegalStateException when Kafka does not answer
   */
  private static <T> T ask(JobOptions options, Collection<String> topics, Question<T> question) {
    Properties properties = clientProperties(options);
    properties.put("bootstrap.servers", options.get(JobOptions.KAFKA_SERVERS));
    properties.putIfAbsent("default.api.timeout.ms", ANSWER_WITHIN_MILLIS);
    properties.putIfAbsent("request.timeout.ms", ANSWER_WITHIN_MILLIS);
    try (Admin admin = Admin.create(properties)) {
      return question.ask(admin);
    } catch (ExecutionException e) {
      boolean missing = e.getCause() instanceof UnknownTopicOrPartitionException;
      throw new IllegalStateException(
          missing
              ? "Kafka at %s does not have all of the topics %s. Create them with ./cds topics apply"
                  .formatted(options.get(JobOptions.KAFKA_SERVERS), topics)
              : "Kafka at %s did not say what is to be known about the topics %s: %s. Correct kafka.bootstrap.servers, or see its log"
                  .formatted(
                      options.get(JobOptions.KAFKA_SERVERS), topics, e.getCause().getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while asking Kafka about its topics", e);
    }
  }
}
