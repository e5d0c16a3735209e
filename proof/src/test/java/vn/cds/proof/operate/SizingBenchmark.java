package vn.cds.proof.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Measures what docs/sizing.md computes with: the room that simulated days of a province take in
 * Kafka, in ClickHouse, and in savepoints. {@code -Dcds.sizing.days} says how many (default 7).
 */
@Tag("slow")
@EnabledIfSystemProperty(named = "cds.sizing.bench", matches = "true")
class SizingBenchmark {
  private static final List<String> STREAMS = List.of("documents", "payments", "service-requests");

  @Test
  void daysOfAProvince() throws Exception {
    int days = Integer.getInteger("cds.sizing.days", 7);
    Instant until = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    try (OperatedStack stack = new OperatedStack("sizing", OperatedStack.JOBS.size())) {
      stack.option("lateness.limited", "false");
      stack.option("execution.checkpointing.interval", "10 s");
      stack.run("docker compose up -d");
      stack.awaitJobs(OperatedStack.JOBS);
      stack.run(
          "./cds simulate --scenario province-today --province 38 --seed 1 --kafka kafka-1:9092"
              + " --from %s --until %s".formatted(until.minus(Duration.ofDays(days)), until));
      stack.awaitClosedBooks(
          "./cds status --kafka kafka-1:9092 --clickhouse http://clickhouse:8123 --user reader"
              + " --flink http://jobmanager:8081");
      System.out.printf("%d days until %s%n", days, until);
      for (String stream : STREAMS) {
        System.out.printf("Kafka, cds.%s: %,d bytes%n", stream, topic(stack, stream));
      }
      System.out.println(
          stack.run(
              "./cds status --kafka kafka-1:9092 --clickhouse http://clickhouse:8123 --user reader"
                  + " --flink http://jobmanager:8081"));
      System.out.println(
          stack.run(
              "SELECT table, sum(rows) AS rows, sum(bytes_on_disk) AS bytes, count() AS parts"
                  + " FROM system.parts WHERE database = 'cds' AND active GROUP BY table"
                  + " ORDER BY bytes DESC"));
      for (Map.Entry<String, String> job : stack.runningJobs().entrySet()) {
        Path savepoints = stack.state().resolve(job.getKey()).resolve("savepoints");
        stack.run(
            "flink savepoint --jobmanager jobmanager:8081 %s file://%s"
                .formatted(job.getValue(), savepoints));
        System.out.printf("savepoint of %s: %,d bytes%n", job.getKey(), size(savepoints));
      }
    }
    assertThat(days).isPositive();
  }

  private static long topic(OperatedStack stack, String stream) throws IOException {
    long bytes = 0;
    try (Stream<Path> logs = Files.list(stack.directory().resolve("kafka/log"))) {
      for (Path log : logs.toList()) {
        if (log.getFileName().toString().startsWith("cds." + stream + "-")) {
          try (Stream<Path> files = Files.list(log)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".log")).toList()) {
              bytes += Files.size(file);
            }
          }
        }
      }
    }
    return bytes;
  }

  private static long size(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
