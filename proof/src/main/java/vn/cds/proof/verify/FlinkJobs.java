package vn.cds.proof.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Flink's REST interface says about running jobs. */
final class FlinkJobs {
  private static final Logger LOG = LoggerFactory.getLogger(FlinkJobs.class);

  private final URI restUrl;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  FlinkJobs(URI restUrl) {
    this.restUrl = restUrl;
  }

  /**
   * Whether every task of the job runs and a checkpoint that began after that moment is complete.
   *
   * @throws IllegalStateException when the job has ended
   */
  boolean isWellSince(JobID job, Instant moment) {
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
                      restUrl.resolve("/#/job/" + job)));
      default -> {
        for (JsonNode vertex : state.path("vertices")) {
          if (!vertex.path("status").asText().equals("RUNNING")) {
            return false;
          }
        }
      }
    }
    JsonNode completed = get("/jobs/" + job + "/checkpoints").path("latest").path("completed");
    return completed.path("trigger_timestamp").asLong() > moment.toEpochMilli();
  }

  /** What the job failed of most recently; empty when it has not. */
  String lastFailure(JobID job) {
    String trace =
        get("/jobs/" + job + "/exceptions")
            .path("exceptionHistory")
            .path("entries")
            .path(0)
            .path("stacktrace")
            .asText();
    return trace.lines().limit(3).collect(Collectors.joining(" "));
  }

  /**
   * The answer; missing when Flink is too busy to give one. Callers ask again until their deadline.
   */
  private JsonNode get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(restUrl.resolve(path)).timeout(Duration.ofSeconds(30)).build();
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() >= 500) {
        LOG.warn("Flink answered {} with {}", path, response.statusCode());
        return MissingNode.getInstance();
      }
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            "Flink answered %s with %d".formatted(path, response.statusCode()));
      }
      return json.readTree(response.body());
    } catch (HttpTimeoutException e) {
      LOG.warn("Flink did not answer {}", path, e);
      return MissingNode.getInstance();
    } catch (IOException e) {
      throw new IllegalStateException("Flink does not answer at " + restUrl, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking Flink", e);
    }
  }
}
