package vn.cds.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.runtime.options.JobOptions;
import vn.cds.simulator.HostileRecords;
import vn.cds.simulator.SimulatedRecord;
import vn.cds.simulator.fault.Label;

/**
 * Two thousand records made to break a job, some of 10 MB, through real Kafka, the three jobs and a
 * real ClickHouse. The jobs may not restart: whatever one throws fails the run.
 */
class HostileRecordsTest {
  private static final int COUNT = 2_000;
  private static final long SEED = 20261121;

  @Test
  void eachIsADeadLetterWithItsCodeAndNoJobRestarts(@TempDir Path directory) throws Exception {
    System.out.println("seed " + SEED);
    List<SimulatedRecord> records =
        HostileRecords.records(
            SEED,
            COUNT,
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            Roster.bundled(),
            WorkingCalendar.bundled());
    try (Parts parts = new Parts()) {
      TreeMap<String, String> expected = new TreeMap<>();
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (SimulatedRecord record : records) {
        sent.add(parts.sendLater(record.stream().topic(), record.key(), record.value()));
      }
      long valid = 0;
      for (int i = 0; i < records.size(); i++) {
        SimulatedRecord record = records.get(i);
        RecordMetadata at = sent.get(i).get();
        if (record.label() == Label.VALID) {
          valid++;
        } else {
          expected.put(
              at.topic() + "|" + at.partition() + "|" + at.offset(), record.fault().name());
        }
      }
      assertThat(expected).hasSize(COUNT);
      JobOptions options =
          parts.options(
              "run.bounded",
              "true",
              "start.position",
              "earliest",
              "parallelism.default",
              "2",
              "restart-strategy.type",
              "none");
      for (MetricJob job : MetricJob.values()) {
        StreamExecutionEnvironment environment =
            StreamExecutionEnvironment.createLocalEnvironment();
        MetricJobs.build(environment, job, options);
        environment.execute();
      }

      TreeMap<String, String> listed = new TreeMap<>();
      for (String row :
          parts.rows("SELECT topic, partition, offset, code FROM dead_letter FINAL")) {
        int bar = row.lastIndexOf('|');
        listed.put(row.substring(0, bar), row.substring(bar + 1));
      }
      assertThat(listed).isEqualTo(expected);
      assertThat(
              parts.rows(
                  "SELECT sum(counted) FROM (SELECT counted FROM service_request_day FINAL UNION"
                      + " ALL SELECT counted FROM payment_day FINAL UNION ALL SELECT counted FROM"
                      + " document_day FINAL)"))
          .containsExactly(Long.toString(valid));
    }
  }
}
