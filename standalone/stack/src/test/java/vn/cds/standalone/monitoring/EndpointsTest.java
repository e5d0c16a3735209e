package vn.cds.standalone.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.Board;
import vn.cds.gateway.Gateway;
import vn.cds.gateway.source.Source;
import vn.cds.gateway.source.SourceToken;
import vn.cds.gateway.source.SourcesFile;
import vn.cds.gateway.source.Token;
import vn.cds.importer.view.JdbcDrivers;
import vn.cds.notifier.Notifier;
import vn.cds.notifier.configuration.NotifierConfiguration;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.KafkaInputTopics;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.clickhouse.FreePort;
import vn.cds.standalone.kafka.Topics;
import vn.cds.standalone.watch.ExportSender;
import vn.cds.standalone.watch.ImportMetrics;
import vn.cds.standalone.watch.ImportService;
import vn.cds.testkit.TestClickHouse;
import vn.cds.testkit.TestKafka;

/** Each endpoint answers what docs/metrics.md lists, and nothing else. */
class EndpointsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Roster ROSTER = Roster.bundled();

  @TempDir Path dir;

  @Test
  void theBoard() throws Exception {
    EmbeddedClickHouse server = TestClickHouse.server();
    String kafka = kafka();
    try (KafkaInputTopics topics =
            new KafkaInputTopics(KafkaConnection.of(kafka), "cds", PATIENCE);
        Board board =
            Board.builder(TestClickHouse.emptied())
                .port(0)
                .inputTopics(() -> topics)
                .metrics(anyPort())
                .start();
        Connection connection =
            DriverManager.getConnection(server.jdbcUrl("cds"), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO document_day (commune_code, window_start, version) VALUES ('14758', now(), 1)");
      assertThat(get(board.url() + "/api/v1/provinces").statusCode()).isEqualTo(200);
      assertThat(get(board.url() + "/api/v1/provinces").statusCode()).isEqualTo(200);
      await().atMost(PATIENCE).until(() -> get(board.url() + "/readyz").statusCode() == 200);
      assertAnswers("Board", board.metricsPort());
      assertThat(metrics(board.metricsPort()))
          .contains(
              "cds_board_requests_total{kind=\"api\",status=\"200\"} 2.0",
              "cds_board_clickhouse_available 1.0",
              "cds_board_books_gap_records{stream=\"payments\"} 0.0")
          .containsPattern(
              "cds_board_cache_requests_total\\{cache=\"data_health\",result=\"hit\"} [1-9]");
      HttpResponse<java.io.InputStream> stream =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(board.url() + "/api/v1/stream?province=38"))
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(metrics(board.metricsPort())).contains("cds_board_open_streams 1.0");
      stream.body().close();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  metrics(board.metricsPort())
                      .contains("cds_board_requests_total{kind=\"stream\",status=\"200\"} 1.0"));
      assertThat(metrics(board.metricsPort())).contains("cds_board_open_streams 0.0");
    }
  }

  @Test
  void theGateway() throws Exception {
    String token = Token.make();
    SourcesFile sources = new SourcesFile(dir.resolve("sources.yaml"), ROSTER);
    sources.change(
        true,
        none ->
            List.of(
                new Source(
                    "one-stop",
                    new TreeSet<>(List.of(EventStream.PAYMENTS)),
                    new TreeSet<>(List.of("38")),
                    new TreeSet<>(),
                    Source.USUAL_RECORDS_PER_SECOND,
                    Source.USUAL_BODY_BYTES,
                    List.of(SourceToken.of(token, Instant.parse("2026-01-01T00:00:00Z"))),
                    null)));
    try (Gateway gateway =
        Gateway.builder(kafka(), sources, ROSTER).port(0).metrics(anyPort()).start()) {
      await().atMost(PATIENCE).until(() -> get(gateway.url() + "/readyz").statusCode() == 200);
      String event =
          Files.readString(
              MetricsTable.ROOT.resolve(
                  "jobs/contract/src/main/resources/vn/cds/contract/samples/valid/payments-minimal.json"));
      post(gateway, token, event);
      post(gateway, token, "{}");
      assertAnswers("Gateway", gateway.metricsPort());
    }
  }

  @Test
  void theImportService() throws Exception {
    Files.writeString(
        dir.resolve("land.properties"),
        """
        commune_code.constant = 14797
        procedure_code.constant = 1.000001
        dossier_code.column = ma
        dossier_code.prefix = H56-
        submitted_at.column = nhan
        event.registered.at = submitted_at
        """);
    Path land = Files.createDirectories(dir.resolve("inbox/land"));
    Files.writeString(land.resolve("a.csv"), "ma,nhan\n1,2025-10-01 08:00\n2,yesterday\n");
    try (ImportMetrics metrics = new ImportMetrics()) {
      ImportService service =
          new ImportService(
              dir.resolve("inbox"),
              List.of(dir.resolve("land.properties")),
              Duration.ofMillis(1),
              new ExportSender(
                  KafkaConnection.of(kafka()),
                  ROSTER,
                  FormerUnits.of(ROSTER),
                  new JdbcDrivers(dir.resolve("drivers")),
                  Clock.systemUTC()),
              Clock.systemUTC(),
              line -> {},
              metrics);
      metrics.listen(anyPort(), service::faults);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                service.round();
                return Files.exists(land.resolve("done/a.csv"));
              });
      Files.writeString(land.resolve("b.csv"), "something else\n");
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                service.round();
                return Files.exists(land.resolve("failed/b.csv"));
              });
      assertAnswers("Import service", metrics.port());
      assertThat(metrics(metrics.port()))
          .contains(
              "cds_import_exports_total{mapping=\"land\",result=\"imported\"} 1.0",
              "cds_import_exports_total{mapping=\"land\",result=\"failed\"} 1.0",
              "cds_import_rows_total{mapping=\"land\"} 2.0",
              "cds_import_rejected_rows_total{mapping=\"land\"} 1.0",
              "cds_import_events_total{mapping=\"land\"} 1.0",
              "cds_import_faults 0.0");
    }
  }

  @Test
  void theNotifier() throws Exception {
    int port = FreePort.choose();
    Path file =
        Files.writeString(
            dir.resolve("notifier.yaml"),
            """
            format: 1
            board: http://127.0.0.1:8080
            listen: 127.0.0.1:%d
            kafka:
              bootstrap_servers: %s
            recipients:
              - name: office
                channel: mail-folder
                directory: mailbox
            """
                .formatted(port, kafka()));
    try (Notifier notifier =
        Notifier.start(NotifierConfiguration.read(file, Map.of()), Clock.systemUTC())) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                notifier.check();
                assertAnswers("Notifier", port);
              });
    }
  }

  /**
   * Those of ClickHouse are in the tables from which its endpoint takes them. The library that the
   * tests run has no asynchronous metrics.
   */
  @Test
  void clickHouseHasWhatTheTableNames() throws Exception {
    EmbeddedClickHouse server = TestClickHouse.server();
    TreeSet<String> known = new TreeSet<>();
    try (Connection connection =
            DriverManager.getConnection(
                server.jdbcUrl("default"), server.user(), server.password());
        Statement statement = connection.createStatement();
        ResultSet names =
            statement.executeQuery(
                "SELECT concat('ClickHouseProfileEvents_', event) FROM system.events"
                    + " UNION ALL SELECT concat('ClickHouseMetrics_', metric) FROM system.metrics"
                    + " SETTINGS system_events_show_zero_values = 1")) {
      while (names.next()) {
        known.add(names.getString(1));
      }
    }
    Set<String> table = new TreeSet<>(MetricsTable.of("ClickHouse").keySet());
    assertThat(table.removeIf(name -> name.startsWith("ClickHouseAsyncMetrics_"))).isTrue();
    assertThat(known).containsAll(table);
  }

  private static void assertAnswers(String section, int port) throws Exception {
    assertThat(MetricsTable.answered(port)).isEqualTo(MetricsTable.of(section));
  }

  private static String kafka() {
    String servers = TestKafka.emptied().bootstrapServers();
    Topics.create(servers, 2);
    return servers;
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress("127.0.0.1", 0);
  }

  private static String metrics(int port) throws Exception {
    return get("http://127.0.0.1:" + port + "/metrics").body();
  }

  private static HttpResponse<String> get(String url) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void post(Gateway gateway, String token, String event) throws Exception {
    HTTP.send(
        HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/events/payments"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(event))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
