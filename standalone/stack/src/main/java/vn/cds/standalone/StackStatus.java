package vn.cds.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import vn.cds.dashboard.api.Intake;
import vn.cds.sql.Database;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Row;
import vn.cds.standalone.flink.Failures;

/**
 * What became of every record: per kind of event, how many Kafka holds and how many of those are
 * accounted for, how far the jobs are, and how old the figures are.
 *
 * @param at when it was asked
 * @param streams per kind of event
 * @param jobs that Flink runs
 */
public record StackStatus(Instant at, List<Stream> streams, List<Job> jobs) {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A kind of event.
   *
   * @param name on the wire
   * @param topics records by topic; those of imports count, too
   * @param produced records in the topics
   * @param gap {@code produced - counted - duplicates - rejected - tooLate}: 0 when the jobs have
   *     caught up and nothing was lost or counted twice
   * @param latestMinute of an event that was counted; null when there is none
   * @param dataAgeSeconds since a figure was last written; null when there is none
   */
  public record Stream(
      String name,
      Map<String, Long> topics,
      long produced,
      long counted,
      long duplicates,
      long rejected,
      long tooLate,
      long gap,
      Instant latestMinute,
      Long dataAgeSeconds) {}

  /**
   * A job.
   *
   * @param watermark up to which append time everything is counted; null before the first record
   */
  public record Job(String name, String id, String state, Instant watermark) {}

  /**
   * Asks the three parts.
   *
   * @throws UserError when one does not answer
   */
  public static StackStatus read(String bootstrapServers, Database database, URI flink, Clock clock)
      throws InterruptedException {
    Instant now = clock.instant();
    List<Row> accounted;
    Map<String, Row> ages = new HashMap<>();
    try (NamedQueries queries = NamedQueries.of(database)) {
      queries
          .run("data_age", Map.of("province", "", "now", now))
          .forEach(row -> ages.put(row.text("stream"), row));
      accounted = queries.run("conservation", Map.of());
    }
    // Kafka is asked last, so that what arrives in between is not counted before it was produced.
    Map<String, Long> produced = produced(bootstrapServers);
    List<Stream> streams =
        accounted.stream()
            .map(row -> stream(row, ages.get(row.text("stream")), produced, now))
            .toList();
    return new StackStatus(now, streams, jobs(flink));
  }

  private static Stream stream(Row row, Row age, Map<String, Long> produced, Instant now) {
    String name = row.text("stream");
    Map<String, Long> topics = new TreeMap<>(produced);
    topics.keySet().removeIf(topic -> !topic.endsWith("." + name));
    long all = topics.values().stream().mapToLong(Long::longValue).sum();
    long counted = row.integer("counted");
    long duplicates = row.integer("duplicates");
    long rejected = row.integer("dead_letters");
    long tooLate = row.integer("too_late");
    Instant written = age == null ? null : age.instant("written_at");
    return new Stream(
        name,
        topics,
        all,
        counted,
        duplicates,
        rejected,
        tooLate,
        all - counted - duplicates - rejected - tooLate,
        age == null ? null : age.instant("latest_minute"),
        written == null ? null : Math.max(0, Duration.between(written, now).toSeconds()));
  }

  private static Map<String, Long> produced(String bootstrapServers) {
    try (KafkaIntake intake = new KafkaIntake(bootstrapServers, "", Map.of())) {
      return intake.held();
    } catch (Intake.Unavailable e) {
      throw UserError.environment(e.getMessage(), e);
    }
  }

  private static List<Job> jobs(URI flink) throws InterruptedException {
    HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    List<Job> jobs = new ArrayList<>();
    for (JsonNode job : get(http, flink, "/jobs/overview").path("jobs")) {
      String id = job.path("jid").asText();
      jobs.add(
          new Job(
              job.path("name").asText(),
              id,
              job.path("state").asText(),
              watermark(http, flink, id).orElse(null)));
    }
    return jobs;
  }

  /** The lowest watermark that reaches an operator behind the sources. */
  private static Optional<Instant> watermark(HttpClient http, URI flink, String job)
      throws InterruptedException {
    long lowest = Long.MAX_VALUE;
    for (JsonNode vertex : get(http, flink, "/jobs/" + job).path("vertices")) {
      String path = "/jobs/" + job + "/vertices/" + vertex.path("id").asText() + "/watermarks";
      for (JsonNode subtask : get(http, flink, path)) {
        lowest = Math.min(lowest, Long.parseLong(subtask.path("value").asText()));
      }
    }
    return lowest <= 0 || lowest == Long.MAX_VALUE
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(lowest));
  }

  private static JsonNode get(HttpClient http, URI flink, String path) throws InterruptedException {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(flink.resolve(path)).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw UserError.environment(
            "Flink at " + flink + " answers " + response.statusCode() + " to " + path);
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw UserError.environment(
          "Flink does not answer at " + flink + " (" + Failures.message(e) + ")", e);
    }
  }
}
