package vn.cds.proof.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Flink's REST interface says about running jobs. While Flink does not answer, because it is
 * busy or has no leader, nothing is well; callers ask again until their deadline.
 */
public final class FlinkRest {
  private static final Logger LOG = LoggerFactory.getLogger(FlinkRest.class);

  /** A request to a JobManager that has just lost its leadership is never answered. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  private static final int NOT_FOUND = 404;

  /**
   * What the last complete checkpoint of a job holds.
   *
   * @param fullBytes of the whole state
   * @param writtenBytes of what was new in it and was written; with heap state all of it
   */
  public record CheckpointSize(long fullBytes, long writtenBytes) {}

  private final Supplier<URI> restUrl;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();
  private final ObjectMapper json = new ObjectMapper();

  /**
   * @param restUrl the address of the JobManager that leads; asked before each request
   */
  public FlinkRest(Supplier<URI> restUrl) {
    this.restUrl = restUrl;
  }

  /**
   * Whether every task of the job runs and a checkpoint that began after that moment is complete.
   *
   * @throws IllegalStateException when the job has ended
   */
  public boolean isWellSince(JobID job, Instant moment) {
    JsonNode state = get("/jobs/" + job);
    if (state.isMissingNode()) {
      return false;
    }
    switch (state.path("state").asText()) {
      case "FAILED", "CANCELED", "FINISHED" ->
          throw new IllegalStateException(
              "job %s has ended as %s; see its exceptions at %s"
                  .formatted(
                      state.path("name").asText(),
                      state.path("state").asText(),
                      restUrl.get().resolve("/#/job/" + job)));
      default -> {
        for (JsonNode vertex : state.path("vertices")) {
          if (!vertex.path("status").asText().equals("RUNNING")) {
            return false;
          }
        }
      }
    }
    return lastCheckpoint(job).path("trigger_timestamp").asLong() > moment.toEpochMilli();
  }

  private JsonNode lastCheckpoint(JobID job) {
    return get("/jobs/" + job + "/checkpoints").path("latest").path("completed");
  }

  /** Of the last complete checkpoint; zeros when there is none. */
  public CheckpointSize checkpointSize(JobID job) {
    JsonNode last = lastCheckpoint(job);
    return new CheckpointSize(
        last.path("state_size").asLong(), last.path("checkpointed_size").asLong());
  }

  /** What the job failed of most recently; empty when it has not. */
  public String lastFailure(JobID job) {
    String trace =
        get("/jobs/" + job + "/exceptions")
            .path("exceptionHistory")
            .path("entries")
            .path(0)
            .path("stacktrace")
            .asText();
    return trace.lines().limit(3).collect(Collectors.joining(" "));
  }

  /** How many slots the TaskManagers that are registered offer. */
  int slots() {
    return get("/overview").path("slots-total").asInt();
  }

  /** The ids of the TaskManagers that run tasks, in the order of their names. */
  List<String> busyTaskManagers() {
    List<String> busy = new ArrayList<>();
    for (JsonNode taskManager : get("/taskmanagers").path("taskmanagers")) {
      if (taskManager.path("freeSlots").asInt() < taskManager.path("slotsNumber").asInt()) {
        busy.add(taskManager.path("id").asText());
      }
    }
    return busy.stream().sorted().toList();
  }

  /** The answer; missing when there is none, or when a new leader does not know of it yet. */
  private JsonNode get(String path) {
    URI uri = restUrl.get().resolve(path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER_WITHIN).build();
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() >= 500 || response.statusCode() == NOT_FOUND) {
        LOG.warn("Flink answered {} with {}", uri, response.statusCode());
        return MissingNode.getInstance();
      }
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            "Flink answered %s with %d".formatted(uri, response.statusCode()));
      }
      return json.readTree(response.body());
    } catch (IOException e) {
      LOG.warn("Flink did not answer {}: {}", uri, e.toString());
      return MissingNode.getInstance();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking Flink", e);
    }
  }
}
