package vn.cds.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.alerts.AlertTopics;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.alerts.RuleScope;
import vn.cds.contract.alerts.Severity;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.Board;
import vn.cds.dashboard.access.AccessConfiguration;
import vn.cds.dashboard.access.login.PasswordHash;
import vn.cds.metrics.MetricJob;
import vn.cds.notifier.Notifier;
import vn.cds.notifier.configuration.NotifierConfiguration;
import vn.cds.standalone.EmbeddedStack;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.StackStatus;
import vn.cds.standalone.TopicWriter;
import vn.cds.standalone.cli.Cds;
import vn.cds.standalone.servers.ServerChecks;

/**
 * A stack in which each secret and what is personal in the events is a word that stands nowhere
 * else: it comes out nowhere, in no log, answer, metric or word of a command. A line break and a
 * letter that turns the direction of reading, in a dossier code and in a name, do not either.
 */
@Tag("slow")
class CanaryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String NAME = "canary-Nguyễn-Văn-A";
  private static final String IDENTITY = "canary-038079001234";
  private static final List<String> SECRETS =
      List.of(
          "canary-board", "canary-guess", "canary-smtp", "canary-hotline", "canary-alertmanager");

  /** What would begin a line of its own, or turn the letters behind it round. */
  private static final String PLANTED = "H56\nBcc: x\u202E\u200B-0001";

  private static final String DOSSIER = "H56.12.5-261008-0975";

  @TempDir Path dir;
  private final Map<String, String> outputs = new LinkedHashMap<>();

  /** Of these, what people read as it is: JSON has its own form for such letters. */
  private final Map<String, String> plain = new LinkedHashMap<>();

  private final StringWriter log = new StringWriter();

  @Test
  void nothingOfWhatIsSecretOrPersonalComesOut() throws Exception {
    List<String> canaries = new ArrayList<>(SECRETS);
    canaries.addAll(List.of(NAME, IDENTITY));
    captureTheLog();
    for (String secret : SECRETS) {
      Files.writeString(dir.resolve(secret), secret);
    }
    try (EmbeddedStack stack =
            EmbeddedStack.builder(dir.resolve("data")).jobs(MetricJob.values()).start();
        Board board = Board.builder(stack.database()).port(0).access(access()).start();
        Notifier notifier =
            Notifier.start(notifier(stack.kafka().bootstrapServers()), Clock.systemUTC())) {
      try (Stream<Path> files = Files.list(dir.resolve("data/clickhouse"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".password")).toList()) {
          canaries.add(Files.readString(file).strip());
        }
      }
      assertThat(canaries).hasSize(SECRETS.size() + 4);
      send(stack);
      awaitCounted(stack);
      await().atMost(PATIENCE).until(() -> log.toString().contains("hotline"));
      askTheBoard(board);
      askTheOthers(stack);
      runCommands(stack);
      notifier.check();
    }
    plain.put("the log", log.toString());
    outputs.putAll(plain);
    outputs.forEach(
        (name, text) -> assertThat(text).as(name).doesNotContain(canaries.toArray(String[]::new)));
    assertThat(outputs.keySet()).hasSizeGreaterThan(40);
    plain.forEach(
        (name, text) -> assertThat(text).as(name).doesNotContain(PLANTED, "\u202E", "\u200B"));
    assertThat(plain.get("overdue-dossiers as csv")).as("what officers need").contains(DOSSIER);
  }

  /** All that is logged, as an operator sees it who wants to know more. */
  private void captureTheLog() {
    WriterAppender appender =
        WriterAppender.createAppender(
            PatternLayout.newBuilder().withPattern("%-5p %c{1} %m %throwable%n").build(),
            null,
            log,
            "canary",
            false,
            true);
    appender.start();
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    Configurator.setLevel("vn.cds", Level.DEBUG);
    context.getConfiguration().getRootLogger().addAppender(appender, Level.DEBUG, null);
    context.updateLoggers();
  }

  private AccessConfiguration access() throws Exception {
    Files.writeString(
        dir.resolve("users"),
        "an:%s\nhn:%s\n"
            .formatted(
                PasswordHash.make("canary-board").text(),
                PasswordHash.make("canary-board").text()));
    return AccessConfiguration.read(
        Files.writeString(
            dir.resolve("access.yaml"),
            """
            format: 1
            passwords_file: users
            grants:
              - {user: an, role: operator, provinces: [38]}
              - {user: hn, role: viewer, provinces: ["01"]}
            """),
        Map.of(),
        Roster.bundled());
  }

  /** Nobody listens where it is told to deliver, so that it has something to complain of. */
  private NotifierConfiguration notifier(String bootstrapServers) throws Exception {
    return NotifierConfiguration.read(
        Files.writeString(
            dir.resolve("notifier.yaml"),
            """
            format: 1
            kafka: {bootstrap_servers: "%s"}
            board: http://127.0.0.1:8080/
            group_wait: PT1S
            smtp: {host: 127.0.0.1, port: 1, security: none, user: cds, password: "file:canary-smtp", from: a@example.vn}
            alertmanagers: [{url: "http://127.0.0.1:1/", bearer_token: "file:canary-alertmanager"}]
            recipients:
              - {name: leader, channel: mail, to: lanh.dao@example.vn, provinces: [38]}
              - {name: hotline, channel: webhook, url: "http://127.0.0.1:1/", key: "file:canary-hotline", delivery: stream}
            """
                .formatted(bootstrapServers)),
        Map.of());
  }

  private void send(EmbeddedStack stack) {
    try (TopicWriter writer =
        TopicWriter.open(
            stack.kafka().bootstrapServers(),
            Stream.concat(
                    Arrays.stream(EventStream.values()).map(EventStream::topic),
                    Stream.of(AlertTopics.TRANSITIONS))
                .toList())) {
      String topic = EventStream.SERVICE_REQUESTS.topic();
      byte[] commune = "14758".getBytes(StandardCharsets.UTF_8);
      writer.send(topic, commune, event(DOSSIER, "accepted"));
      writer.send(topic, commune, event(PLANTED, "accepted"));
      writer.send(topic, commune, event(DOSSIER, IDENTITY));
      writer.send(topic, commune, ("{\"name\": \"" + NAME).getBytes(StandardCharsets.UTF_8));
      writer.send(AlertTopics.TRANSITIONS, "1".getBytes(StandardCharsets.UTF_8), fired());
      writer.flush();
    }
  }

  private static byte[] event(String dossier, String status) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    ObjectNode event = JSON.createObjectNode();
    event
        .put("schema_version", 1)
        .put("event_id", UUID.randomUUID().toString())
        .put("occurred_at", now.minus(Duration.ofHours(3)).toString())
        .put("commune_code", "14758")
        .put("status", status)
        .put("dossier_code", dossier)
        .put("procedure_code", "1.004616")
        .put("submitted_at", now.minus(Duration.ofHours(3)).toString())
        .put("accepted_at", now.minus(Duration.ofHours(3)).toString())
        .put("due_at", now.minus(Duration.ofHours(1)).toString())
        .put("citizen_name", NAME)
        .put("citizen_identity", IDENTITY);
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] fired() {
    return new AlertTransition(
            new UUID(0, 1),
            AlertTransition.Kind.FIRED,
            "on-time-below-target",
            1,
            1,
            "Tỷ lệ hồ sơ đúng hạn dưới mục tiêu",
            "Share of dossiers done on time is below the target",
            "14758",
            "Phường\n\u202EHạc Thành",
            RuleScope.COMMUNE,
            "38",
            "on-time",
            Severity.CRITICAL,
            Instant.now(),
            Instant.now(),
            0.5,
            40L,
            null,
            null,
            0.9,
            null,
            0.5,
            null)
        .encode();
  }

  private static void awaitCounted(EmbeddedStack stack) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () ->
                assertThat(
                        StackStatus.read(
                                KafkaConnection.of(stack.kafka().bootstrapServers()),
                                stack.database(),
                                stack.flinkRestUrl(),
                                ServerChecks.WITHIN,
                                Clock.systemUTC())
                            .streams())
                    .anySatisfy(
                        stream -> {
                          assertThat(stream.counted()).isEqualTo(1);
                          assertThat(stream.rejected()).isEqualTo(3);
                          assertThat(stream.gap()).isZero();
                        }));
  }

  // --- What can be asked ---

  private void askTheBoard(Board board) throws Exception {
    for (String path :
        List.of(
            "board?province=38",
            "leaderboard?province=38",
            "live?province=38",
            "communes?province=38",
            "communes/14758",
            "communes/14758/explanation",
            "communes/14758/trend?indicator=2.1",
            "score-history?province=38",
            "overdue-dossiers?province=38",
            "coverage?province=38",
            "data-age?province=38",
            "data-health?province=38",
            "retractions?province=38",
            "alerts?province=38",
            "alerts/history?unit=14758",
            "me",
            "nothing")) {
      ask(board, path, "an", "canary-board");
      ask(board, path, "hn", "canary-board");
      ask(board, path, "an", "canary-guess");
    }
    // What was refused is for those who may mend it: operators of the province.
    ask(board, "dead-letters", "hn", "canary-board");
    plain.put(
        "overdue-dossiers as csv",
        get(board, "overdue-dossiers?province=38&format=csv", "an", "canary-board"));
    outputs.put("metrics of the board", get(URI.create(board.url() + "/metrics"), Map.of()));
    outputs.put("readiness of the board", get(URI.create(board.url() + "/readyz"), Map.of()));
  }

  private void ask(Board board, String path, String user, String password) throws Exception {
    outputs.put(
        path + " to " + user + " by " + password.length(), get(board, path, user, password));
  }

  private static String get(Board board, String path, String user, String password)
      throws Exception {
    String login =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    return get(
        URI.create(board.url() + "/api/v1/" + path), Map.of("Authorization", "Basic " + login));
  }

  private static String get(URI address, Map<String, String> headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    headers.forEach(request::header);
    HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
    return answer.headers().map() + answer.body();
  }

  private void askTheOthers(EmbeddedStack stack) throws Exception {
    URI flink = stack.flinkRestUrl();
    Set<String> jobs = Set.copyOf(JSON.readTree(bare(flink, "/jobs")).findValuesAsText("id"));
    for (String path : List.of("/config", "/jobmanager/config", "/jobmanager/environment")) {
      outputs.put("Flink " + path, get(flink.resolve(path), Map.of()));
    }
    for (String job : jobs) {
      for (String path : List.of("", "/config", "/plan", "/exceptions", "/checkpoints")) {
        outputs.put("Flink " + job + path, get(flink.resolve("/jobs/" + job + path), Map.of()));
      }
    }
    assertThat(jobs).hasSize(MetricJob.values().length);
  }

  private static String bare(URI flink, String path) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(flink.resolve(path)).build(), BodyHandlers.ofString())
        .body();
  }

  private void runCommands(EmbeddedStack stack) {
    String data = dir.resolve("data").toString();
    String kafka = stack.kafka().bootstrapServers();
    String guess = dir.resolve("canary-guess").toString();
    String url = stack.clickHouse().httpUrl();
    for (String[] words :
        new String[][] {
          {"status", "--data", data},
          {"status", "-v", "--clickhouse", url, "--kafka", kafka, "--password-file", guess},
          {"migrate", "-v", "--clickhouse", url, "--user", "cds", "--password-file", guess},
          {"indicators", "check", "--loaded", "--data", data},
          {"report", "--period", "2026", "--province", "38", "--data", data, "--out", data},
          {"silences", "list", "--data", data},
          {"notify", "--check", "--config", dir.resolve("notifier.yaml").toString()},
          {"keep", "--check", "--flink", stack.flinkRestUrl().toString()},
          {"send", "-v", "--data", data, "--topic", "nowhere", guess},
          {"board", "-v", "--clickhouse", "http://cds:canary-guess@127.0.0.1:8123"},
        }) {
      StringWriter out = new StringWriter();
      Cds.run(new PrintWriter(out, true), new PrintWriter(out, true), words);
      assertThat(out.toString()).as(words[0]).isNotBlank();
      plain.put(String.join(" ", words).replace("canary-", ""), out.toString());
    }
  }
}
