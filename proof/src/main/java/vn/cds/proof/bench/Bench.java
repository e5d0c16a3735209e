package vn.cds.proof.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.common.TopicPartition;
import vn.cds.metrics.MetricJob;
import vn.cds.proof.ClickHouseReader;
import vn.cds.proof.oracle.TableShape;
import vn.cds.proof.verify.InputTopics;
import vn.cds.runtime.options.JobOptions;
import vn.cds.simulator.SimulatedRecord;
import vn.cds.simulator.SimulationOptions;
import vn.cds.simulator.Simulator;
import vn.cds.sql.Database;
import vn.cds.standalone.EmbeddedStack;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.TopicWriter;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.kafka.Topics;

/**
 * Measures the whole service-request job beside consumers that only poll, or poll and decode: all
 * in this JVM, all warmed up, all over the same records, and in rounds of one run each, so that a
 * machine that is slow for a while is slow for all of them.
 *
 * @param events how many to produce
 * @param runs rounds; the median of what is measured in each is reported
 * @param variants state backends, {@code heap} or {@code rocksdb}, with {@link #ALL} or without
 * @param jobOptions options of the job that are not the default
 * @param profile where to write a Flight Recorder file per variant; null for none
 */
record Bench(
    long events,
    int runs,
    List<String> variants,
    int parallelism,
    Map<String, String> jobOptions,
    Path data,
    Path profile,
    PrintWriter out) {

  /** What the service-request job writes to. */
  private static final List<String> TABLES =
      List.of(
          "service_request_minute",
          "service_request_hour",
          "service_request_day",
          "service_request_cohort",
          "dossier",
          "dead_letter",
          "too_late");

  /** Variants that also write a row per dossier and publish every changed row. */
  private static final String ALL = "-all";

  private static final Duration LONGEST_RUN = Duration.ofMinutes(30);

  void run() throws InterruptedException, IOException {
    try (EmbeddedStack stack =
        EmbeddedStack.builder(data)
            .reset(true)
            .parallelism(parallelism)
            .slots(parallelism)
            .stateBackend(
                variants.stream().anyMatch(v -> v.startsWith("rocksdb")) ? "rocksdb" : "hashmap")
            .start()) {
      produce(stack);
      Map<TopicPartition, Long> ends = ends(stack);
      long records = ends.values().stream().mapToLong(Long::longValue).sum();
      BaselineConsumer baseline =
          new BaselineConsumer(stack.kafka().bootstrapServers(), ends, parallelism);

      List<Kind> kinds = kinds(stack, baseline, ends, records);
      for (Kind kind : kinds) {
        warmUp(kind);
      }
      for (int round = 1; round <= runs; round++) {
        for (Kind kind : kinds) {
          measure(kind, stack, records, round);
        }
      }
      report(kinds);
    }
  }

  /** One kind of work, with what was measured of it. */
  private record Kind(
      String name, String variant, Work before, Work work, List<Measurement> measured) {
    Kind(String name, String variant, Work before, Work work) {
      this(name, variant, before, work, new ArrayList<>());
    }
  }

  private List<Kind> kinds(
      EmbeddedStack stack,
      BaselineConsumer baseline,
      Map<TopicPartition, Long> ends,
      long records) {
    List<Kind> kinds = new ArrayList<>();
    kinds.add(new Kind("raw poll", null, () -> {}, () -> requireAll(records, baseline.poll())));
    kinds.add(
        new Kind(
            "poll and decode",
            null,
            () -> {},
            () -> requireAll(records, baseline.pollAndDecode())));
    for (String variant : variants) {
      kinds.add(
          new Kind(
              "job with " + variant + " state",
              variant,
              () -> emptyTables(stack),
              () -> {
                count(stack, variant);
                requireCounted(stack, ends);
              }));
    }
    return kinds;
  }

  private void report(List<Kind> kinds) {
    Kind decode = kinds.get(1);
    for (Kind kind : kinds) {
      Measurement median = Measurement.median(kind.measured);
      if (kind.variant == null) {
        out.printf("%s: %s%n", kind.name, median);
      } else {
        out.printf(
            Locale.ROOT,
            "ratio %s %.2f of poll-and-decode (%s)%n",
            kind.variant,
            Measurement.medianRatio(kind.measured, decode.measured),
            median);
      }
    }
  }

  private void produce(EmbeddedStack stack) {
    long start = System.nanoTime();
    Simulator simulator =
        Simulator.of(
            SimulationOptions.builder("peak")
                .seed(1)
                .events(events)
                .until(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .build());
    long bytes = 0;
    try (TopicWriter writer =
        TopicWriter.open(
            stack.kafka().bootstrapServers(), List.of(Topics.SERVICE_REQUESTS, Topics.PAYMENTS))) {
      while (simulator.hasNext()) {
        SimulatedRecord record = simulator.next();
        bytes += record.value().length;
        writer.send(
            record.stream().topic(), record.key().getBytes(StandardCharsets.UTF_8), record.value());
      }
      writer.flush();
    }
    out.printf(
        Locale.ROOT,
        "produced %,d events of %d bytes on average in %.1f s%n",
        events,
        bytes / events,
        (System.nanoTime() - start) / 1e9);
  }

  private static Map<TopicPartition, Long> ends(EmbeddedStack stack) {
    try (InputTopics topics =
        new InputTopics(KafkaConnection.of(stack.kafka().bootstrapServers()))) {
      return Map.copyOf(topics.endOffsets(List.of(Topics.SERVICE_REQUESTS, Topics.PAYMENTS)));
    }
  }

  /** One piece of work to measure. */
  private interface Work {
    void run() throws InterruptedException;
  }

  private void warmUp(Kind kind) throws InterruptedException {
    kind.before.run();
    long start = System.nanoTime();
    kind.work.run();
    out.printf(
        Locale.ROOT, "  %s, warm-up: %.1f s%n", kind.name, (System.nanoTime() - start) / 1e9);
    out.flush();
  }

  private void measure(Kind kind, EmbeddedStack stack, long records, int round)
      throws InterruptedException, IOException {
    kind.before.run();
    boolean profiled = profile != null && kind.variant != null && round == runs;
    Profile recording = profiled ? Profile.start(fileOf(kind.variant)) : null;
    long start = System.nanoTime();
    long cpu = processCpuNanos();
    long clickHouse = clickHouseCpuNanos(stack);
    kind.work.run();
    Measurement run =
        new Measurement(
            records,
            System.nanoTime() - start,
            processCpuNanos() - cpu,
            kind.variant == null ? 0 : clickHouseCpuNanos(stack) - clickHouse);
    kind.measured.add(run);
    out.printf(Locale.ROOT, "  round %d, %s: %s%n", round, kind.name, run);
    out.flush();
    if (recording != null) {
      try (recording) {
        recording.finish(out);
      }
    }
  }

  private Path fileOf(String variant) {
    String name = profile.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return profile.resolveSibling(
        dot < 0
            ? name + "-" + variant + ".jfr"
            : name.substring(0, dot) + "-" + variant + name.substring(dot));
  }

  /** The whole job, from the first record to the last, its rows in ClickHouse. */
  private void count(EmbeddedStack stack, String variant) throws InterruptedException {
    boolean all = variant.endsWith(ALL);
    Map<String, String> options = new HashMap<>();
    options.put("state.backend.type", variant.startsWith("heap") ? "hashmap" : "rocksdb");
    options.put("execution.checkpointing.interval", "10 s");
    options.put(JobOptions.ENTITY_ROWS.key(), Boolean.toString(all));
    if (!all) {
      options.put(JobOptions.METRICS_TOPIC.key(), "");
    }
    options.putAll(jobOptions);
    options.put(JobOptions.START.key(), "earliest");
    options.put(JobOptions.BOUNDED.key(), "true");
    options.put(JobOptions.KAFKA_GROUP.key(), "bench");
    JobID job = stack.submit(MetricJob.SERVICE_REQUESTS, options, Optional.empty());
    stack.awaitFinished(job, LONGEST_RUN);
  }

  /** Every run finds the tables as the first one did. */
  private static void emptyTables(EmbeddedStack stack) {
    EmbeddedClickHouse clickHouse = stack.clickHouse();
    try (Connection connection =
            DriverManager.getConnection(
                clickHouse.jdbcUrl(Database.DEFAULT_NAME),
                clickHouse.user(),
                clickHouse.password());
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.execute("TRUNCATE TABLE " + table);
      }
      // What the server works out for readers is not the job's.
      statement.execute("SYSTEM STOP VIEWS");
    } catch (SQLException e) {
      throw new IllegalStateException("cannot empty the tables: " + e.getMessage(), e);
    }
  }

  /** Fails unless every event was counted: the speed of a job that loses events means nothing. */
  private static void requireCounted(EmbeddedStack stack, Map<TopicPartition, Long> ends) {
    long counted =
        ClickHouseReader.of(stack.clickHouse())
            .read(TableShape.of("service_request_day"))
            .values()
            .stream()
            .mapToLong(row -> (Long) row.get("counted"))
            .sum();
    long requests =
        ends.entrySet().stream()
            .filter(end -> end.getKey().topic().equals(Topics.SERVICE_REQUESTS))
            .mapToLong(Map.Entry::getValue)
            .sum();
    if (counted != requests) {
      throw new IllegalStateException(
          "ClickHouse has %,d of %,d service requests".formatted(counted, requests));
    }
  }

  private static void requireAll(long wanted, long read) {
    if (read != wanted) {
      throw new IllegalStateException("%,d of %,d records were read".formatted(read, wanted));
    }
  }

  private static long processCpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long clickHouseCpuNanos(EmbeddedStack stack) {
    return ProcessHandle.of(stack.clickHouse().pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toNanos)
        .orElse(0L);
  }
}
