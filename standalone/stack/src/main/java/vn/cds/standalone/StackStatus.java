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
import vn.cds.dashboard.api.query.InputTopics;
import vn.cds.dashboard.api.query.RecordAccounting;
import vn.cds.sql.Database;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Row;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;

/**
 * What became of every record: per kind of event, how many Kafka holds and how many of those are
 * accounted for, how far the jobs are, and how old the figures are.
 *
 * @param at when it was asked
 * @param streams per kind of event
 * @param openTransactions that hold back the records behind them
 * @param jobs that Flink runs
 */
public record StackStatus(
    Instant at,
    List<Stream> streams,
    List<RecordAccounting.OpenTransaction> openTransactions,
    List<Job> jobs) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A kind of event.
   *
   * @param name on the wire
   * @param topics offsets by topic; those of imports count, too
   * @param produced offsets in the topics
   * @param withoutRecord offsets that hold no committed record
   * @param gap {@code produced - counted - duplicates - rejected - tooLate - retractions -
   *     withoutRecord}: 0 when the jobs have caught up and nothing was lost or counted twice
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
      long retractions,
      long withoutRecord,
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
   * @param within how long an answer may take
   * @throws UserError when one does not answer
   */
  public static StackStatus read(
      KafkaConnection kafka, Database database, URI flink, Duration within, Clock clock)
      throws InterruptedException {
    Instant now = clock.instant();
    RecordAccounting books;
    Map<String, Row> ages = new HashMap<>();
    try (NamedQueries queries = NamedQueries.of(database);
        KafkaInputTopics topics = new KafkaInputTopics(kafka, "", within)) {
      queries
          .run("data_age", Map.of("province", "", "now", now))
          .forEach(row -> ages.put(row.text("stream"), row));
      books = RecordAccounting.read(queries, topics);
    } catch (InputTopics.Unavailable e) {
      throw UserError.environment(e.getMessage(), e);
    }
    List<Stream> streams =
        books.accounts().stream()
            .map(accounts -> stream(accounts, ages.get(accounts.stream()), now))
            .toList();
    return new StackStatus(now, streams, books.openTransactions(), jobs(new Rest(flink, within)));
  }

  private static Stream stream(RecordAccounting.Accounts accounts, Row age, Instant now) {
    Instant written = age == null ? null : age.instant("written_at");
    return new Stream(
        accounts.stream(),
        accounts.topics(),
        accounts.produced(),
        accounts.counted(),
        accounts.duplicates(),
        accounts.deadLetters(),
        accounts.tooLate(),
        accounts.retractions(),
        accounts.withoutRecord(),
        // The command does not distinguish what is not counted yet from what is lost.
        accounts.waiting() + accounts.gap(),
        age == null ? null : age.instant("latest_minute"),
        written == null ? null : Math.max(0, Duration.between(written, now).toSeconds()));
  }

  private static List<Job> jobs(Rest flink) throws InterruptedException {
    List<Job> jobs = new ArrayList<>();
    for (JsonNode job : flink.get("/jobs/overview").path("jobs")) {
      String id = job.path("jid").asText();
      jobs.add(
          new Job(
              job.path("name").asText(),
              id,
              job.path("state").asText(),
              watermark(flink, id).orElse(null)));
    }
    return jobs;
  }

  /** The lowest watermark that reaches an operator behind the sources. */
  private static Optional<Instant> watermark(Rest flink, String job) throws InterruptedException {
    long lowest = Long.MAX_VALUE;
    for (JsonNode vertex : flink.get("/jobs/" + job).path("vertices")) {
      String path = "/jobs/" + job + "/vertices/" + vertex.path("id").asText() + "/watermarks";
      for (JsonNode subtask : flink.get(path)) {
        lowest = Math.min(lowest, Long.parseLong(subtask.path("value").asText()));
      }
    }
    return lowest <= 0 || lowest == Long.MAX_VALUE
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(lowest));
  }

  /** Flink's REST. */
  private static final class Rest {
    private final URI address;
    private final Duration within;
    private final HttpClient http;

    Rest(URI address, Duration within) {
      this.address = address;
      this.within = within;
      this.http = HttpClient.newBuilder().connectTimeout(within).build();
    }

    JsonNode get(String path) throws InterruptedException {
      try {
        HttpResponse<String> response =
            http.send(
                HttpRequest.newBuilder(address.resolve(path)).timeout(within).build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
          throw UserError.environment(
              "Flink at " + address + " answers " + response.statusCode() + " to " + path);
        }
        return JSON.readTree(response.body());
      } catch (IOException e) {
        throw UserError.environment(
            "Flink does not answer at " + address + " (" + Failures.message(e) + ")", e);
      }
    }
  }
}
