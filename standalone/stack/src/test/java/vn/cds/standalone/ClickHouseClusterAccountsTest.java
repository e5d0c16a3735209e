package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.runtime.clickhouse.ClickHouseSink;
import vn.cds.runtime.clickhouse.Table;
import vn.cds.runtime.options.JobOptions;
import vn.cds.standalone.clickhouse.ClickHouseShards;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.error.ExitCode;
import vn.cds.testkit.ProjectAccounts;

/**
 * The accounts of {@code deploy/docker/clickhouse} on two shards, with what a cluster needs
 * besides.
 */
@Tag("slow")
class ClickHouseClusterAccountsTest {
  private static final Path ROOT = Path.of(System.getProperty("cds.root", "../.."));
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path dir;
  private static ClickHouseShards shards;

  @BeforeAll
  static void migrateWithTheAccounts() throws Exception {
    for (String shard : List.of("shard-1", "shard-2")) {
      Path own = dir.resolve(shard);
      ProjectAccounts.write(ROOT, Files.createDirectories(own), dir);
      Files.copy(
          ROOT.resolve("deploy/docker/clickhouse/users-cluster.xml"),
          own.resolve("accounts/users.d/cluster.xml"));
    }
    shards = ClickHouseShards.start(dir, 2);
    CommandLine migrate =
        CommandLine.run(
            "migrate",
            "--cluster",
            ClickHouseShards.CLUSTER,
            "--clickhouse",
            addresses(),
            "--user",
            "migrator",
            "--password-file",
            passwordFile("migrator"));
    assertThat(migrate.exitCode()).as(migrate.err()).isEqualTo(ExitCode.OK);
    assertThat(migrate.out()).contains("communes got a shard");
  }

  @AfterAll
  static void stop() {
    if (shards != null) {
      shards.close();
    }
  }

  private static String addresses() {
    return shards.servers().stream()
        .map(EmbeddedClickHouse::httpUrl)
        .collect(Collectors.joining(","));
  }

  /**
   * Through the jobs' sink, with the addresses of both; both shards get rows, and both show them.
   */
  @Test
  void theWriterInsertsByTheJobsOwnSink() throws Exception {
    String hosts = addresses().replace("http://", "");
    JobOptions options =
        JobOptions.load(
            ROOT.resolve("deploy/docker/job.properties"),
            Map.of(
                "clickhouse.url",
                "jdbc:clickhouse://" + hosts + "/cds",
                "clickhouse.password.file",
                passwordFile("writer").toString()));
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    Table table = Table.named("payer").text("commune_code").number("version").text("payment_id");
    ClickHouseSink.attach(
        environment.fromData(
            List.of(Row.of("14758", 1L, "a"), Row.of("25747", 1L, "b"), Row.of("00004", 1L, "c")),
            table.type()),
        options,
        table);
    environment.execute();
    for (EmbeddedClickHouse server : shards.servers()) {
      assertThat(
              ask(
                  server,
                  "reader",
                  "SELECT arraySort(groupArray(payment_id)) FROM cds.payer_current"))
          .isEqualTo("['a','b','c']");
      assertThat(ask(server, "reader", "SELECT count() > 0 FROM cds_shard.payer")).isEqualTo("1");
    }
  }

  @Test
  void theReaderReadsEveryViewFromEitherServer() throws Exception {
    for (EmbeddedClickHouse server : shards.servers()) {
      assertThat(
              ask(
                  server,
                  "reader",
                  "SELECT dictGet('cds.unit_dictionary', 'name', tuple('14758'), toDate('2026-10-06'))"))
          .isEqualTo("Phường Hàm Rồng");
      for (String view :
          ask(
                  server,
                  "migrator",
                  "SELECT name FROM system.tables WHERE database = 'cds' AND endsWith(name, '_current')")
              .lines()
              .toList()) {
        assertThat(ask(server, "reader", "SELECT count() >= 0 FROM cds." + view))
            .as(view)
            .isEqualTo("1");
      }
      assertThat(ask(server, "migrator", "SYSTEM REFRESH VIEW cds.score_snapshot_month")).isEmpty();
      assertThat(ask(server, "migrator", "SYSTEM WAIT VIEW cds.score_snapshot_month")).isEmpty();
      assertThat(ask(server, "reader", "SELECT count() > 3000 FROM cds.score_snapshot_month"))
          .isEqualTo("1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          writer  | SELECT count() FROM cds_shard.dossier
          writer  | TRUNCATE TABLE cds_shard.dossier
          writer  | ALTER TABLE cds_shard.dossier DELETE WHERE 1
          reader  | INSERT INTO cds_shard.dossier (commune_code) VALUES ('14758')
          reader  | INSERT INTO cds.dossier (commune_code) VALUES ('14758')
          reader  | TRUNCATE TABLE cds_shard.dossier
          default | SELECT count() FROM cds_shard.dossier
          default | INSERT INTO cds_shard.unit (code) VALUES ('1')
          """)
  void refuses(String account, String statement) throws Exception {
    for (EmbeddedClickHouse server : shards.servers()) {
      assertThat(ask(server, account, statement)).contains("ACCESS_DENIED");
    }
  }

  private static String ask(EmbeddedClickHouse server, String account, String statement)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.httpUrl() + "/?wait_end_of_query=1"))
            .header("X-ClickHouse-User", account)
            .header(
                "X-ClickHouse-Key",
                account.equals("default") ? "" : ProjectAccounts.password(account))
            .POST(HttpRequest.BodyPublishers.ofString(statement))
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body().strip();
  }

  private static Path passwordFile(String account) {
    return dir.resolve("clickhouse-" + account);
  }
}
