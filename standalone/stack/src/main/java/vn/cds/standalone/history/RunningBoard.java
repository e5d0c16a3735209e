package vn.cds.standalone.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import vn.cds.metrics.MetricJob;
import vn.cds.sql.Database;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;

/**
 * Where an import is counted beside live events: a demo, docker-compose or a cluster that runs.
 *
 * @param kafka of its jobs
 * @param group as its jobs' {@code kafka.group.id}
 * @param database its tables; null when nobody said where they are
 * @param patience how long its jobs may count nothing before they are taken for absent
 */
public record RunningBoard(
    KafkaConnection kafka, String group, Database database, Duration patience) {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  boolean knowsTables() {
    return database != null;
  }

  /**
   * Waits until a checkpoint of the job stands behind what was sent; its rows are in ClickHouse
   * then.
   *
   * @param ends the offsets behind what was sent
   * @throws UserError when the job reads nothing for as long as the patience
   */
  void awaitCounted(MetricJob job, Map<TopicPartition, Long> ends, HistoryImport.Progress progress)
      throws InterruptedException {
    try (Admin admin = kafka.admin()) {
      long left = left(admin, job, ends);
      long moved = System.nanoTime();
      long told = moved;
      while (left > 0) {
        long now = System.nanoTime();
        if (now - moved > patience.toNanos()) {
          throw UserError.environment(
              ("Kafka has all events, but for %d s no job has counted any; %d are left. Does the job %s"
                      + " run, and is history.until set in its options? They stay in Kafka, and are"
                      + " counted as soon as it reads them: see Chất lượng dữ liệu on the board")
                  .formatted(patience.toSeconds(), left, job.jobName()));
        }
        if (now - told > BETWEEN_LINES.toNanos()) {
          progress.step("%d events are still to be counted".formatted(left));
          told = now;
        }
        Thread.sleep(PAUSE.toMillis());
        long next = left(admin, job, ends);
        moved = next < left ? System.nanoTime() : moved;
        left = next;
      }
    } catch (ExecutionException e) {
      throw UserError.environment(
          "Kafka at " + kafka + " did not say what is counted: " + Failures.message(e), e);
    }
    progress.step("counted");
  }

  private long left(Admin admin, MetricJob job, Map<TopicPartition, Long> ends)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> counted = new HashMap<>();
    try {
      counted.putAll(
          admin
              .listConsumerGroupOffsets(group + "-" + job.jobName())
              .partitionsToOffsetAndMetadata()
              .get());
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw e;
      }
    }
    return ends.entrySet().stream()
        .mapToLong(
            end -> {
              OffsetAndMetadata offset = counted.get(end.getKey());
              return Math.max(0, end.getValue() - (offset == null ? 0 : offset.offset()));
            })
        .sum();
  }

  /** What its jobs refused of what was sent; nothing when its tables are not known. */
  RejectReader.Refused refused(String topic, SentRecords sent) {
    if (database == null) {
      return RejectReader.Refused.NOTHING;
    }
    try (Connection connection = HistoryImport.connect(database)) {
      return new RejectReader(kafka, topic, sent).read(connection);
    } catch (SQLException e) {
      throw UserError.environment("ClickHouse did not answer: " + Failures.message(e), e);
    }
  }
}
