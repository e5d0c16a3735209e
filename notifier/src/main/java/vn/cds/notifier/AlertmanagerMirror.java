package vn.cds.notifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.settings.Secret;
import vn.cds.notifier.alert.Alert;
import vn.cds.notifier.alert.BoardLink;
import vn.cds.notifier.alert.KnownAlerts;
import vn.cds.notifier.configuration.NotifierConfiguration;
import vn.cds.notifier.delivery.Backoff;
import vn.cds.notifier.delivery.Redactor;

/**
 * Keeps the alerts of an Alertmanager equal to the open episodes. A change is sent at once. Every
 * minute all open episodes are sent again, and alerts that Alertmanager still has but that are over
 * are resolved. So nothing is lost when either side was down, and no ledger is needed.
 */
final class AlertmanagerMirror {
  private static final Logger LOG = LoggerFactory.getLogger(AlertmanagerMirror.class);

  static final Duration RESEND = Duration.ofSeconds(60);

  /**
   * How long an open alert lasts when it is not sent again: long, so that alerts do not resolve
   * because the notifier is down. The watchdog alert tells that it is.
   */
  static final Duration OPEN_FOR = Duration.ofHours(24);

  /** The watchdog alert resolves when it was not sent three times in a row. */
  static final Duration WATCHDOG_FOR = Duration.ofMinutes(3);

  static final String WATCHDOG = "Watchdog";
  private static final String SOURCE = "cds-notifier";
  private static final int BATCH = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI alertsUrl;
  private final Secret bearerToken;
  private final URI board;
  private final Duration timeout;
  private final HttpClient http;
  private final Backoff backoff;
  private final Redactor redactor;
  private final List<Alert> news = new ArrayList<>();
  private Instant nextFull = Instant.MIN;
  private int failures;
  private CompletableFuture<Void> attempt;

  AlertmanagerMirror(
      NotifierConfiguration.Alertmanager server,
      NotifierConfiguration configuration,
      HttpClient http,
      Backoff backoff,
      Redactor redactor) {
    this.alertsUrl = server.url().resolve("api/v2/alerts");
    this.bearerToken = server.bearerToken();
    this.board = configuration.board();
    this.timeout = configuration.timeout();
    this.http = http;
    this.backoff = backoff;
    this.redactor = redactor;
  }

  void observe(Alert alert) {
    news.add(alert);
  }

  /**
   * Sends what is due.
   *
   * @param watched whether the alert job judges every province
   */
  void step(KnownAlerts alerts, boolean watched, Instant now, ExecutorService senders) {
    if (attempt != null) {
      if (!attempt.isDone()) {
        return;
      }
      settle(now);
    }
    if (!now.isBefore(nextFull)) {
      news.clear();
      nextFull = now.plus(RESEND);
      Map<String, Alert> latest = alerts.latest();
      attempt = run(() -> sendAll(latest, watched, now), senders);
    } else if (!news.isEmpty() && failures == 0) {
      List<Alert> changed = List.copyOf(news);
      news.clear();
      attempt = run(() -> sendNews(changed, now), senders);
    }
  }

  private void settle(Instant now) {
    try {
      attempt.get();
      failures = 0;
    } catch (ExecutionException e) {
      failures++;
      nextFull = now.plus(backoff.after(failures));
      LOG.warn(
          "Alertmanager {} not reached; next={} error=\"{}\"",
          alertsUrl.getHost(),
          nextFull,
          redactor.describe(e.getCause()));
    } catch (InterruptedException e) {
      throw new IllegalStateException("an attempt that has ended cannot be waited for", e);
    } finally {
      attempt = null;
    }
  }

  private interface Call {
    void run() throws IOException, InterruptedException;
  }

  private static CompletableFuture<Void> run(Call call, ExecutorService senders) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    senders.execute(
        () -> {
          try {
            call.run();
            done.complete(null);
          } catch (IOException | InterruptedException | RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  private void sendNews(List<Alert> changed, Instant now) throws IOException, InterruptedException {
    ArrayNode batch = JSON.createArrayNode();
    for (Alert alert : changed) {
      if (alert.isOpen()) {
        batch.add(open(alert, now));
      } else if (alert.fired() != null && alert.resolved() != null) {
        ObjectNode over = open(alert, now);
        batch.add(over.put("endsAt", alert.closedAt().toString()));
      }
    }
    post(batch);
  }

  private void sendAll(Map<String, Alert> latest, boolean watched, Instant now)
      throws IOException, InterruptedException {
    ArrayNode all = JSON.createArrayNode();
    Set<Map<String, String>> wanted = new HashSet<>();
    for (Alert alert : latest.values()) {
      if (alert.isOpen()) {
        all.add(open(alert, now));
        wanted.add(labels(alert.fired()));
      }
    }
    for (JsonNode there : get()) {
      Map<String, String> labels = new TreeMap<>();
      there.path("labels").properties().forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
      Alert known = latest.get(identity(labels));
      if (known != null && !wanted.contains(labels)) {
        all.add(over(there, known, now));
      }
    }
    if (watched) {
      all.add(watchdog(now));
    }
    post(all);
  }

  private static String identity(Map<String, String> labels) {
    return labels.get("alertname") + '|' + labels.get("unit") + '|' + labels.get("indicator");
  }

  private static Map<String, String> labels(AlertTransition fired) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("alertname", fired.rule());
    labels.put("unit", fired.unit());
    labels.put("unit_name", fired.unitName());
    labels.put("indicator", fired.indicator());
    labels.put("scope", fired.scope().word());
    labels.put("province", fired.province());
    labels.put("severity", fired.severity().word());
    labels.put("source", SOURCE);
    return labels;
  }

  private ObjectNode open(Alert alert, Instant now) {
    AlertTransition fired = alert.fired();
    ObjectNode json = JSON.createObjectNode();
    ObjectNode labels = json.putObject("labels");
    labels(fired).forEach(labels::put);
    json.put("startsAt", fired.at().toString());
    json.put("endsAt", now.plus(OPEN_FOR).toString());
    json.put("generatorURL", BoardLink.of(board, fired).toString());
    ObjectNode annotations = json.putObject("annotations");
    annotations.put("summary", fired.unitName() + ": " + fired.nameVi());
    annotations.put("summary_en", fired.unitName() + ": " + fired.nameEn());
    annotations.put("episode", fired.episode().toString());
    annotations.put("since", fired.since().toString());
    annotations.put("rule_version", Integer.toString(fired.ruleVersion()));
    annotate(annotations, "value", fired.value());
    annotate(annotations, "n", fired.n());
    annotate(annotations, "lower", fired.lower());
    annotate(annotations, "upper", fired.upper());
    annotate(annotations, "target", fired.target());
    annotate(annotations, "peers_median", fired.peersMedian());
    return json;
  }

  private static void annotate(ObjectNode annotations, String name, Number value) {
    if (value != null) {
      annotations.put(name, value.toString());
    }
  }

  /**
   * An alert that Alertmanager has, with the end it should have, which is never before its
   * beginning.
   */
  private static ObjectNode over(JsonNode there, Alert known, Instant now) {
    Instant begun = OffsetDateTime.parse(there.path("startsAt").asText()).toInstant();
    Instant ended = known.isOpen() ? now : known.closedAt();
    ObjectNode json = JSON.createObjectNode();
    json.set("labels", there.path("labels"));
    json.set("annotations", there.path("annotations"));
    json.set("generatorURL", there.path("generatorURL"));
    json.put("startsAt", begun.toString());
    json.put("endsAt", (ended.isAfter(begun) ? ended : begun).toString());
    return json;
  }

  private static ObjectNode watchdog(Instant now) {
    ObjectNode json = JSON.createObjectNode();
    json.putObject("labels")
        .put("alertname", WATCHDOG)
        .put("severity", "none")
        .put("source", SOURCE);
    json.putObject("annotations")
        .put("summary", "The alert job and the notifier live; page when this alert is absent.");
    json.put("endsAt", now.plus(WATCHDOG_FOR).toString());
    return json;
  }

  private JsonNode get() throws IOException, InterruptedException {
    URI url = URI.create(alertsUrl + "?filter=source%3D%22" + SOURCE + "%22");
    return JSON.readTree(send(request(url).GET().build()));
  }

  private void post(ArrayNode alerts) throws IOException, InterruptedException {
    for (int from = 0; from < alerts.size(); from += BATCH) {
      ArrayNode batch = JSON.createArrayNode();
      for (int i = from; i < Math.min(from + BATCH, alerts.size()); i++) {
        batch.add(alerts.get(i));
      }
      send(
          request(alertsUrl)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(batch)))
              .build());
    }
  }

  private HttpRequest.Builder request(URI url) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(timeout);
    return bearerToken == null
        ? request
        : request.header("Authorization", "Bearer " + bearerToken.reveal());
  }

  private String send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("answers " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }
}
