package vn.cds.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.runtime.clickhouse.ClickHouseSink;
import vn.cds.runtime.clickhouse.Table;
import vn.cds.runtime.options.JobOptions;
import vn.cds.sql.CatalogueLoader;
import vn.cds.sql.Database;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Period;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.error.ExitCode;
import vn.cds.testkit.ProjectAccounts;

/**
 * What each account of deploy/docker/clickhouse/users.xml may do, and what it may not, tried on a
 * server that reads this very file.
 */
@DisabledIfEnvironmentVariable(
    named = "CDS_CLICKHOUSE_URL",
    matches = ".+",
    disabledReason = "a server that is not ours has accounts of its own")
class ClickHouseAccountsTest {
  private static final Path ROOT = Path.of(System.getProperty("cds.root"));
  private static final Path USERS = ROOT.resolve("deploy/docker/clickhouse/users.xml");
  private static final Path MIGRATIONS = ROOT.resolve("sql/migrations");

  /** Not enough privileges; refused by readonly; by a constraint of a setting. */
  private static final Set<String> REFUSALS = Set.of("497", "164", "452");

  private static final String WRONG_PASSWORD = "516";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path dir;
  private static EmbeddedClickHouse server;

  @BeforeAll
  static void startWithTheAccountsAndMigrate() throws Exception {
    ProjectAccounts.write(ROOT, dir, dir);
    server = EmbeddedClickHouse.start(dir);
    assertThat(migrate().out()).contains("applied sql/migrations/0001_", "is ready");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  /** The library's own word, beside that of its package, which {@link DockerComposeTest} holds. */
  @Test
  void theServerIsOfTheVersionOfTheImage() throws IOException {
    assertThat(Files.readString(ROOT.resolve("deploy/docker/Dockerfile")))
        .contains(
            "FROM clickhouse/clickhouse-server:"
                + allowed("reader", "SELECT regexpExtract(version(), '^[0-9]+\\\\.[0-9]+', 0)")
                + " AS clickhouse\n");
  }

  // --- migrator ---

  @Tag("slow")
  @Test
  void theMigratorBringsAnOlderDatabaseToThisVersion() throws Exception {
    assertAllowed("migrator", "DROP DATABASE cds SYNC");
    Answer created = ask("migrator", password("migrator"), "default", "CREATE DATABASE cds");
    assertThat(created.error()).as(created.text()).isNull();
    assertAllowed(
        "migrator",
        "CREATE TABLE cds.schema_migration (file String, checksum String,"
            + " applied_at DateTime64(3, 'UTC') DEFAULT now64(3))"
            + " ENGINE = ReplacingMergeTree(applied_at) ORDER BY file");
    for (Path file : files(MIGRATIONS).subList(0, 27)) {
      assertAllowed("migrator", Files.readString(file));
      record("migrations/" + file.getFileName(), sha256(Files.readString(file)));
    }
    assertThat(migrate().out())
        .doesNotContain("applied sql/migrations/0027_")
        .contains("applied sql/migrations/0028_", "applied sql/views/10_", "is ready");

    // Its views, too, are made anew in place of the older ones.
    record("views/10_roster_unit.sql", "of an older text");
    assertThat(migrate().out()).contains("applied sql/views/10_", "applied sql/views/60_score_");
    assertThat(migrate().out()).contains("is up to date");
  }

  @Test
  void viewsThatRefreshAndDictionariesAreFilled() throws Exception {
    assertFilled(viewsThatRefresh().get(0));
    assertThat(
            allowed(
                "reader",
                "SELECT dictGet('cds.unit_dictionary', 'name', tuple('14758'), toDate('2026-10-06')),"
                    + " dictGet('cds.province_dictionary', 'english_name', tuple('38'))"))
        .isEqualTo("Phường Hàm Rồng\tThanh Hoa");
    assertThat(allowed("reader", "SELECT count() > 0 FROM cds.scoring_rule")).isEqualTo("1");
  }

  @Tag("slow")
  @Test
  void everyViewThatRefreshesIsFilled() throws Exception {
    viewsThatRefresh().forEach(ClickHouseAccountsTest::assertFilled);
  }

  private static List<String> viewsThatRefresh() throws IOException {
    List<String> views =
        files(ROOT.resolve("sql/views")).stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> name.startsWith("60_score_snapshot_"))
            .map(name -> name.replaceAll("^60_|\\.sql$", ""))
            .toList();
    assertThat(views).hasSize(6);
    return views;
  }

  private static void assertFilled(String view) {
    assertAllowed("migrator", "SYSTEM REFRESH VIEW cds." + view);
    // Fails as the refresh did.
    assertAllowed("migrator", "SYSTEM WAIT VIEW cds." + view);
    assertThat(allowed("reader", "SELECT count() > 3000 FROM cds." + view)).isEqualTo("1");
  }

  @Test
  void theMigratorMayUseTheEnginesOfTheSqlFilesAndNoOthers() throws IOException {
    Set<String> used = new TreeSet<>(List.of("ReplacingMergeTree")); // of schema_migration
    for (String folder : List.of("sql/migrations", "sql/views")) {
      for (Path file : files(ROOT.resolve(folder))) {
        used.addAll(all(Files.readString(file), "(?<=ENGINE = )\\w+"));
      }
    }
    assertThat(all(Files.readString(USERS), "(?<=GRANT TABLE ENGINE ON )\\w+"))
        .containsExactlyInAnyOrderElementsOf(used);
  }

  // --- writer ---

  @Test
  void theWriterMayInsertIntoTheTablesOfTheJobsAndNoOthers() throws IOException {
    assertThat(all(Files.readString(USERS), "(?<=GRANT INSERT ON cds\\.)\\S+(?=<)"))
        .containsExactlyInAnyOrderElementsOf(tablesOfTheJobs());
  }

  /** Through the jobs' own sink, which asks for the columns first. */
  @Tag("slow")
  @Test
  void theWriterInsertsIntoEveryTableOfTheJobs() throws Exception {
    JobOptions options = options();
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    Map<String, String> columns = new TreeMap<>();
    for (String table : tablesOfTheJobs()) {
      String column =
          allowed(
              "migrator",
              "SELECT name FROM system.columns WHERE database = 'cds' AND table = '"
                  + table
                  + "' AND type IN ('String', 'LowCardinality(String)') ORDER BY position LIMIT 1");
      columns.put(table, column);
      Table one = Table.named(table).text(column);
      ClickHouseSink.attach(
          environment.fromData(List.of(Row.of("by the test")), one.type()), options, one);
    }
    environment.execute();
    columns.forEach(
        (table, column) -> {
          assertThat(
                  allowed(
                      "reader",
                      "SELECT count() FROM cds." + table + " WHERE " + column + " = 'by the test'"))
              .as(table)
              .isEqualTo("1");
          assertAllowed("migrator", "TRUNCATE TABLE cds." + table);
        });
  }

  /** From the names of the jobs' sinks, as their own tests hold them. */
  private static Set<String> tablesOfTheJobs() throws IOException {
    Set<String> tables = new TreeSet<>();
    for (String job : List.of("metrics", "alerts")) {
      Path names = ROOT.resolve("jobs/" + job + "/src/test/resources/uids.txt");
      all(Files.readString(names), "(?m)(?<=^|/)write-\\S+$")
          .forEach(sink -> tables.add(sink.substring("write-".length()).replace('-', '_')));
    }
    assertThat(tables).contains("service_request_day", "declared_figure", "alert_transition");
    return tables;
  }

  private static JobOptions options() {
    return JobOptions.load(
        ROOT.resolve("deploy/docker/job.properties"),
        Map.of(
            "clickhouse.url",
            server.jdbcUrl("cds"),
            "clickhouse.password.file",
            passwordFile("writer").toString()));
  }

  // --- reader ---

  @Tag("slow")
  @Test
  void theReaderRunsEveryQueryOfTheBoardAndTheCommands() throws Exception {
    Database database = Database.of(server.httpUrl(), "reader", password("reader"));
    try (NamedQueries queries = NamedQueries.of(database)) {
      for (String name : queries.names()) {
        Map<String, Object> parameters = new TreeMap<>();
        Pattern.compile("\\{([a-z0-9_]+):([^}]+)}")
            .matcher(Files.readString(ROOT.resolve("sql/queries/" + name + ".sql")))
            .results()
            .filter(found -> queries.parameters(name).contains(found.group(1)))
            .forEach(
                found -> parameters.put(found.group(1), value(found.group(1), found.group(2))));
        queries.run(name, parameters);
        if (name.equals("scoreboard")) {
          queries.runRecent(name, parameters, Duration.ofMinutes(5));
          queries.forEach(name, parameters, row -> {});
        }
      }
    }
    assertThat(CatalogueLoader.latest(database)).isPresent();
    CommandLine report =
        CommandLine.run(
            "report",
            "--period",
            "2026-Q3",
            "--province",
            "38",
            "--out",
            dir.resolve("reports"),
            "--clickhouse",
            server.httpUrl(),
            "--user",
            "reader",
            "--password-file",
            passwordFile("reader"));
    assertThat(report.exitCode()).as(report.err()).isEqualTo(ExitCode.OK);
  }

  private static Object value(String name, String type) {
    Period month = Period.current(Period.Kind.MONTH, Clock.systemUTC());
    return switch (name) {
      case "from_day" -> month.fromDay();
      case "to_day" -> month.toDay();
      case "frame" -> "qd-766";
      case "peers" -> "province";
      case "step" -> "day";
      case "unit_level" -> "commune";
      case "ids" -> "[]";
      case "table" -> "service_request_cohort";
      default ->
          switch (type.replaceAll("\\(.*", "")) {
            case "Date" -> LocalDate.now(ZoneOffset.UTC);
            case "DateTime64" -> Instant.now();
            case "Identifier" -> "received";
            case "Map" -> Map.of("open", 1.0);
            case "String" -> "";
            default -> 1;
          };
    };
  }

  // --- account, allowed or refused, statement ---

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          migrator | allowed | ALTER TABLE cds.unit ADD COLUMN IF NOT EXISTS name String
          migrator | refused | CREATE DATABASE other
          migrator | refused | CREATE TABLE default.t (n UInt8) ENGINE = MergeTree ORDER BY n
          migrator | refused | CREATE TABLE cds.t (line String) ENGINE = URL('http://127.0.0.1:1/', 'LineAsString')
          migrator | refused | CREATE TABLE cds.t (line String) ENGINE = File('LineAsString')
          migrator | refused | INSERT INTO FUNCTION url('http://127.0.0.1:1/', 'CSV', 'n UInt8') SELECT 1
          migrator | refused | SELECT * FROM file('/etc/passwd', 'LineAsString')
          migrator | refused | SELECT name FROM system.users
          migrator | refused | SELECT query FROM system.processes
          migrator | refused | CREATE USER u
          migrator | refused | GRANT SELECT ON cds.* TO reader
          migrator | refused | SYSTEM SHUTDOWN
          migrator | refused | KILL QUERY WHERE user = 'reader'
          writer   | refused | SELECT count() FROM cds.dossier
          writer   | refused | SELECT count() FROM cds.payer
          writer   | refused | SELECT count() FROM cds.service_request_cohort_current
          writer   | refused | INSERT INTO cds.unit (code) VALUES ('1')
          writer   | refused | INSERT INTO cds.catalogue_load (load) VALUES (9)
          writer   | refused | INSERT INTO cds.schema_migration (file) VALUES ('x')
          writer   | refused | INSERT INTO cds.dossier (dossier_code) SELECT payment_id FROM cds.payer
          writer   | refused | ALTER TABLE cds.dossier DELETE WHERE 1
          writer   | refused | ALTER TABLE cds.dossier ADD COLUMN x UInt8
          writer   | refused | TRUNCATE TABLE cds.dossier
          writer   | refused | OPTIMIZE TABLE cds.dossier FINAL
          writer   | refused | DROP TABLE cds.dossier
          writer   | refused | DROP DATABASE cds
          writer   | refused | CREATE TABLE cds.t (n UInt8) ENGINE = MergeTree ORDER BY n
          writer   | refused | CREATE TEMPORARY TABLE t (n UInt8)
          writer   | refused | SELECT * FROM file('/etc/passwd', 'LineAsString')
          writer   | refused | SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')
          writer   | refused | SELECT * FROM s3('http://127.0.0.1:1/bucket/key', 'LineAsString')
          writer   | refused | SELECT * FROM remote('127.0.0.1:1', cds.dossier)
          writer   | refused | SELECT name FROM system.users
          writer   | refused | SYSTEM RELOAD DICTIONARY cds.unit_dictionary
          writer   | refused | SYSTEM STOP MERGES cds.dossier
          writer   | refused | KILL QUERY WHERE user = 'reader'
          reader   | allowed | SELECT count() FROM cds.dossier_current
          reader   | allowed | SELECT count() FROM cds.stream_freshness(at = now64(3, 'UTC'))
          reader   | allowed | SELECT count() FROM cds.commune_scores(province = '38', from_day = toDate('2026-10-01'), to_day = toDate('2026-11-01'), at = now64(3, 'UTC'), frame = 'qd-766', catalogue = 0, peers = 'province', minimum_n = 30)
          reader   | allowed | SELECT count() FROM cds.recognition_unit(province = '38', to_day = toDate('2026-11-01'), at = now64(3, 'UTC'))
          reader   | allowed | SELECT 1 SETTINGS max_execution_time = 60, max_result_rows = 1000000
          reader   | refused | SELECT 1 SETTINGS max_execution_time = 61
          reader   | refused | SELECT 1 SETTINGS max_execution_time = 0
          reader   | refused | SELECT 1 SETTINGS max_result_rows = 1000001
          reader   | refused | SELECT 1 SETTINGS max_result_rows = 0
          reader   | refused | SELECT 1 SETTINGS max_memory_usage = 0
          reader   | refused | SELECT 1 SETTINGS max_memory_usage_for_user = 0
          reader   | refused | SELECT 1 SETTINGS max_concurrent_queries_for_user = 0
          reader   | refused | SELECT 1 SETTINGS readonly = 0
          reader   | refused | INSERT INTO cds.dossier (dossier_code) VALUES ('1')
          reader   | refused | ALTER TABLE cds.dossier DELETE WHERE 1
          reader   | refused | TRUNCATE TABLE cds.dossier
          reader   | refused | DROP TABLE cds.dossier
          reader   | refused | DROP VIEW cds.dossier_current
          reader   | refused | CREATE TABLE cds.t (n UInt8) ENGINE = MergeTree ORDER BY n
          reader   | refused | CREATE VIEW cds.v AS SELECT 1
          reader   | refused | CREATE TEMPORARY TABLE t (n UInt8)
          reader   | refused | SELECT * FROM file('/etc/passwd', 'LineAsString')
          reader   | refused | SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')
          reader   | refused | SELECT * FROM s3('http://127.0.0.1:1/bucket/key', 'LineAsString')
          reader   | refused | SELECT * FROM remote('127.0.0.1:1', cds.dossier)
          reader   | refused | SELECT name FROM system.users
          reader   | refused | SELECT query FROM system.processes
          reader   | refused | SYSTEM RELOAD DICTIONARY cds.unit_dictionary
          reader   | refused | SYSTEM REFRESH VIEW cds.score_snapshot_today
          reader   | refused | KILL QUERY WHERE user = 'writer'
          default  | allowed | SELECT count() FROM cds.roster_unit
          default  | refused | SELECT count() FROM cds.dossier
          default  | refused | SELECT count() FROM cds.payer
          default  | refused | INSERT INTO cds.unit (code) VALUES ('1')
          default  | refused | DROP TABLE cds.unit
          """)
  void eachAccountMayDoWhatIsItsOwnAndNothingElse(
      String account, String outcome, String statement) {
    if (outcome.equals("allowed")) {
      assertAllowed(account, statement);
    } else {
      Answer answer = ask(account, password(account), "cds", statement);
      assertThat(answer.error()).as(answer.text()).isIn(REFUSALS);
    }
  }

  @ParameterizedTest
  @CsvSource({"migrator", "writer", "reader"})
  void nobodyComesInWithoutThePassword(String account) {
    assertThat(ask(account, "", "cds", "SELECT 1").error()).isEqualTo(WRONG_PASSWORD);
    assertThat(ask(account, "wrong", "cds", "SELECT 1").error()).isEqualTo(WRONG_PASSWORD);
  }

  /** The account without a password. To a server, each of its own addresses is the local host. */
  @Test
  void theAccountOfTheServerItselfComesInFromNoOtherHost() {
    assertThat(
            allowed(
                "default",
                "SELECT host_ip, host_names, host_names_regexp, host_names_like"
                    + " FROM system.users WHERE name = 'default'"))
        .isEqualTo("[]\t['localhost']\t[]\t[]");
  }

  // --- Asking ---

  /**
   * @param error ClickHouse's number, or null
   */
  private record Answer(String error, String text) {}

  private static Answer ask(String account, String password, String database, String statement) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(server.httpUrl() + "/?wait_end_of_query=1&database=" + database))
            .header("X-ClickHouse-User", account)
            .header("X-ClickHouse-Key", password)
            .timeout(Duration.ofMinutes(2))
            .POST(HttpRequest.BodyPublishers.ofString(statement))
            .build();
    try {
      HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      String error = response.headers().firstValue("X-ClickHouse-Exception-Code").orElse(null);
      assertThat(error == null).as(response.body()).isEqualTo(response.statusCode() == 200);
      return new Answer(error, response.body().strip());
    } catch (IOException e) {
      throw new AssertionError("No answer to: " + statement, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  private static String allowed(String account, String statement) {
    Answer answer = ask(account, password(account), "cds", statement);
    assertThat(answer.error()).as("%s: %s: %s", account, statement, answer.text()).isNull();
    return answer.text();
  }

  private static void assertAllowed(String account, String statement) {
    allowed(account, statement);
  }

  private static CommandLine migrate() {
    CommandLine migrate =
        CommandLine.run(
            "migrate",
            "--clickhouse",
            server.httpUrl(),
            "--user",
            "migrator",
            "--password-file",
            passwordFile("migrator"));
    assertThat(migrate.exitCode()).as(migrate.err()).isEqualTo(ExitCode.OK);
    return migrate;
  }

  private static void record(String file, String checksum) {
    assertAllowed(
        "migrator",
        "INSERT INTO cds.schema_migration (file, checksum) VALUES ('%s', '%s')"
            .formatted(file, checksum));
  }

  // --- Files and accounts ---

  private static String password(String account) {
    return account.equals("default") ? "" : ProjectAccounts.password(account);
  }

  private static Path passwordFile(String account) {
    return dir.resolve("clickhouse-" + account);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static List<String> all(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(MatchResult::group).toList();
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }
}
