package vn.cds.runtime.clickhouse;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.runtime.options.JobOptions;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;

/**
 * What a row costs a job from the sink to the acknowledgement of ClickHouse, with and without the
 * histograms of its latency: {@code mvn -pl jobs/runtime test -Dtest=SinkBenchmark
 * -Dcds.sink.bench=true}. All ways write in turn in each round, into a table that keeps nothing.
 */
@EnabledIfSystemProperty(named = "cds.sink.bench", matches = "true")
class SinkBenchmark {
  private static final int BATCH_ROWS = 20_000;
  private static final int BATCHES = 5;
  private static final int ROUNDS = 11;
  private static final int COUNTERS = 30;

  private interface Way {
    /** Writes a batch and returns when the server has it. */
    void write(List<TimedRow> rows) throws Exception;
  }

  /** Of one way: nanoseconds of processor time and of time a row, of each round. */
  private record Costs(List<Long> processor, List<Long> time) {}

  @Test
  void measure(@TempDir Path data) throws Exception {
    try (EmbeddedClickHouse clickHouse = EmbeddedClickHouse.start(data)) {
      for (boolean arrays : new boolean[] {false, true}) {
        List<String> columns = createTable(clickHouse, arrays);
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("without histograms", way(clickHouse, columns, null));
        ways.put(
            "with histograms",
            way(
                clickHouse,
                columns,
                new RowLatency(new UnregisteredMetricsGroup(), System::currentTimeMillis)));
        report(arrays ? "a row with arrays" : "a row of counters", ways, rows(arrays));
      }
    }
  }

  private static void report(String what, Map<String, Way> ways, List<TimedRow> rows)
      throws Exception {
    Map<String, Costs> costs = new LinkedHashMap<>();
    ways.keySet().forEach(way -> costs.put(way, new Costs(new ArrayList<>(), new ArrayList<>())));
    for (int round = -2; round < ROUNDS; round++) {
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long start = System.nanoTime();
        for (int batch = 0; batch < BATCHES; batch++) {
          way.getValue().write(rows);
        }
        long time = System.nanoTime() - start;
        processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - processor;
        if (round >= 0) { // the first ones warm up
          costs.get(way.getKey()).processor().add(processor / (BATCHES * BATCH_ROWS));
          costs.get(way.getKey()).time().add(time / (BATCHES * BATCH_ROWS));
        }
      }
    }
    costs.forEach(
        (way, ofWay) ->
            System.out.printf(
                "%s, %s: nanoseconds of processor time %s, of time %s%n",
                what, way, medianAndRange(ofWay.processor()), medianAndRange(ofWay.time())));
  }

  private static String medianAndRange(List<Long> values) {
    long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted[sorted.length / 2] + " (" + sorted[0] + "–" + sorted[sorted.length - 1] + ")";
  }

  private static Way way(EmbeddedClickHouse clickHouse, List<String> columns, RowLatency latency)
      throws Exception {
    ClickHouseConnections connections =
        new ClickHouseConnections(options(clickHouse), "t", columns);
    if (latency != null) {
      connections.measure(latency);
    }
    PreparedStatement statement = connections.getOrEstablishConnection().prepareStatement("INSERT");
    return rows -> {
      for (TimedRow row : rows) {
        statement.unwrap(BinaryInsert.class).add(row);
        statement.addBatch();
      }
      statement.executeBatch();
    };
  }

  private static JobOptions options(EmbeddedClickHouse clickHouse) {
    return JobOptions.load(
        null,
        Map.of(
            "kafka.bootstrap.servers", "localhost:9092",
            "clickhouse.url", clickHouse.jdbcUrl("default"),
            "clickhouse.user", clickHouse.user(),
            "clickhouse.password.file", clickHouse.passwordFile().toString()));
  }

  /** Creates the table {@code t} and returns its columns. */
  private static List<String> createTable(EmbeddedClickHouse clickHouse, boolean arrays)
      throws Exception {
    List<String> counters = IntStream.range(0, COUNTERS).mapToObj(i -> "c" + i).toList();
    List<String> columns = new ArrayList<>(List.of("commune", "start", "version"));
    columns.addAll(counters);
    if (arrays) {
      columns.addAll(List.of("by.channel", "by.received", "by.decided"));
    }
    try (Connection connection =
            DriverManager.getConnection(
                clickHouse.jdbcUrl("default"), clickHouse.user(), clickHouse.password());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS t");
      statement.execute(
          "CREATE TABLE t (commune LowCardinality(String), start DateTime64(3, 'UTC'), version"
              + " UInt64, "
              + String.join(" Int64, ", counters)
              + " Int64, by Nested(channel LowCardinality(String), received Int64, decided Int64))"
              + " ENGINE = Null");
    }
    return columns;
  }

  private static List<TimedRow> rows(boolean arrays) {
    long now = System.currentTimeMillis();
    List<TimedRow> rows = new ArrayList<>();
    for (int i = 0; i < BATCH_ROWS; i++) {
      Row row = new Row(3 + COUNTERS + (arrays ? 3 : 0));
      row.setField(0, String.format("%05d", i % 3321));
      row.setField(1, Instant.ofEpochMilli(now - i));
      row.setField(2, (long) i);
      for (int counter = 0; counter < COUNTERS; counter++) {
        row.setField(3 + counter, (long) i * counter);
      }
      if (arrays) {
        String[] channels = new String[8];
        Arrays.setAll(channels, channel -> "channel-" + channel);
        row.setField(3 + COUNTERS, channels);
        row.setField(4 + COUNTERS, new long[channels.length]);
        row.setField(5 + COUNTERS, new long[channels.length]);
      }
      // Taken after the start of the writer, so that each row is measured.
      rows.add(new TimedRow(row, new RowTimes(now, now + 3_600_000)));
    }
    return rows;
  }
}
