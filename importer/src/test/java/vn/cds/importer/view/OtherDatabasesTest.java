package vn.cds.importer.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.file.SourceRow;
import vn.cds.importer.mapping.Mapping;

/**
 * Views of databases whose drivers are put into a folder. The drivers are real, and so is MariaDB;
 * a SQL Server and an Oracle are not to be had.
 */
@Timeout(300)
class OtherDatabasesTest {
  private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");
  private static final Path DRIVERS =
      Path.of(System.getProperty("cds.root"), "importer/target/drivers");

  /**
   * Views of a real MariaDB, or of the MySQL that {@code -Dcds.mysql=PORT} names on 127.0.0.1 (root
   * without a password, no binary log), by the driver of MySQL and that of MariaDB.
   */
  @Nested
  class OfMariaDbOrMySql {
    @TempDir private static Path directory;
    private static MariaDb server;
    private static int port;

    @TempDir private Path dir;

    @BeforeAll
    static void start() throws Exception {
      Integer mysql = Integer.getInteger("cds.mysql");
      if (mysql == null) {
        server = new MariaDb(directory);
      }
      port = mysql == null ? server.port() : mysql;
      sql(
          "DROP DATABASE IF EXISTS onegate",
          "DROP USER IF EXISTS reader@'127.0.0.1'",
          // Days that are none are kept.
          "SET sql_mode = 'NO_ENGINE_SUBSTITUTION'",
          "CREATE DATABASE onegate CHARACTER SET utf8mb4",
          "USE onegate",
          "SET time_zone = '+07:00'",
          """
          CREATE TABLE onegate.dossier (commune int, `Mã hồ sơ` varchar(20), received timestamp(6) NULL,
            due date, done datetime(3), electronic boolean, step tinyint(1), since year,
            fee decimal(12, 2), citizen varchar(20), photo blob, changed timestamp NULL)
          """,
          """
          INSERT INTO onegate.dossier VALUES
            (14797, 'H56-1', '2025-10-01 08:15:00.123456', '2025-10-03', '2025-10-02 16:00:00.5', true,
              4, 2024, 50000.00, 'secret', x'00', '2025-10-02 16:00:00'),
            (14797, 'H56-2', NULL, '0000-00-00', '0000-00-00 00:00:00', false, 0, NULL, NULL, 'secret',
              NULL, '2025-10-03 00:00:00'),
            (14797, 'H56-3', '0000-00-00 00:00:00', '2025-10-00', NULL, NULL, NULL, NULL, 0, 'secret',
              NULL, NULL)
          """,
          "CREATE VIEW onegate.moments AS SELECT FROM_UNIXTIME(1759305600) AS at",
          "CREATE TABLE onegate.digit (n int)",
          "INSERT INTO onegate.digit VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
          "CREATE VIEW onegate.endless AS SELECT a.n FROM digit a, digit b, digit c, digit d, digit e,"
              + " digit f, digit g WHERE g.n < 3",
          "CREATE VIEW onegate.slow AS SELECT n, SLEEP(60) AS pause FROM digit",
          "CREATE TABLE onegate.written (n int)",
          "CREATE FUNCTION onegate.write_one() RETURNS int BEGIN INSERT INTO onegate.written VALUES (1);"
              + " RETURN 1; END",
          "CREATE VIEW onegate.writing AS SELECT onegate.write_one() AS n",
          "CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'Pa:ss'",
          "GRANT SELECT ON onegate.dossier TO reader@'127.0.0.1'");
    }

    @AfterAll
    static void stop() {
      if (server != null) {
        server.close();
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void valuesOfEveryTypeAreRead(String driver) throws Exception {
      ViewSource source = source(driver, "view.table = dossier");
      try (ViewRows rows = source.openAll()) {
        assertThat(rows.next().cells()).contains("Mã hồ sơ", "received");
        assertThat(rows.next().cells())
            .as("a TIMESTAMP is told in the zone of the mapping, whatever that of the server")
            .containsExactly(
                "14797",
                "H56-1",
                "2025-10-01T08:15:00.123456",
                "2025-10-03",
                "2025-10-02T16:00:00.500",
                "1",
                "4",
                "2024",
                "50000",
                "secret",
                "",
                "2025-10-02T16:00");
        SourceRow second = rows.next();
        assertThat(second.cells().subList(2, 5)).as("zero dates are none").containsOnly("");
        assertThat(second.cells().get(5)).isEqualTo("0");
        SourceRow third = rows.next();
        assertThat(third.cells().get(3)).as("no day of a calendar").isEqualTo("2025-10-00");
        assertThat(rows.next()).isNull();
      }
      try (ViewRows rows = source(driver, "view.table = moments").openAll()) {
        rows.next();
        assertThat(rows.next().cells()).containsExactly("2025-10-01T15:00");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void aColumnThatGrowsIsReadFromAValueOn(String driver) throws Exception {
      ViewSource source = source(driver, "view.table = dossier", "view.growing = changed");
      try (ViewRows rows = source.open(List.of("Mã hồ sơ"), null)) {
        assertThat(codes(rows)).containsExactly("Mã hồ sơ", "H56-1", "H56-2", "H56-3");
        assertThat(rows.greatest()).isEqualTo("2025-10-03T00:00");
      }
      try (ViewRows rows = source.open(List.of("Mã hồ sơ"), "2025-10-03T00:00")) {
        assertThat(codes(rows)).containsExactly("Mã hồ sơ", "H56-2");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void rowsAreFetchedInPartsAndAKillInTheMiddleIsNoEnd(String driver) throws Exception {
      ViewSource source = source(driver, "view.table = endless");
      try (ViewRows rows = source.openAll()) {
        for (int i = 0; i < 700; i++) {
          assertThat(rows.next()).isNotNull();
        }
        String id =
            one(
                "SELECT id FROM information_schema.processlist WHERE db = 'onegate' AND user = 'root'");
        sql("KILL " + id);
        assertThatThrownBy(() -> codes(rows))
            .isInstanceOf(ViewUnavailable.class)
            .hasMessageContaining("endless (jdbc:" + driver + ":) was lost behind row")
            .hasMessageContaining("Nothing of this reading is imported");
      }
      // What is not wanted any more is not read to its end.
      try (ViewRows rows = source.openAll()) {
        rows.next();
        assertThat(rows.next()).isNotNull();
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void aSlowDatabaseIsGivenUp(String driver) throws Exception {
      ViewSource source = source(driver, "view.table = slow", "view.timeout = 1s");
      assertThatThrownBy(() -> codes(source.openAll())).isInstanceOf(ViewUnavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void nothingIsWritten(String driver) throws Exception {
      ViewSource source = source(driver, "view.table = writing");
      assertThatThrownBy(() -> codes(source.openAll()))
          .isInstanceOf(UnusableInput.class)
          .hasMessageContaining("READ ONLY");
      assertThat(one("SELECT count(*) FROM onegate.written")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void mistakesAreToldWithWhatToDo(String driver) throws Exception {
      Files.writeString(dir.resolve("password"), "Pa:ss\n");
      String[] reader = {"view.user = reader", "view.password_file = password"};
      try (ViewRows rows = source(driver, "view.table = dossier", reader[0], reader[1]).openAll()) {
        assertThat(codes(rows)).hasSize(4);
      }
      assertRefused(driver, "denied", "view.table = endless", reader[0], reader[1]);
      assertRefused(driver, "Access denied", "view.table = dossier", "view.user = stranger");
      assertRefused(driver, "doesn't exist", "view.table = dosier");
      assertRefused(driver, "Unknown column", "view.query = SELECT nothing FROM dossier");
    }

    private void assertRefused(String driver, String why, String... view) throws IOException {
      ViewSource source = source(driver, view);
      assertThatThrownBy(source::openAll)
          .isInstanceOf(UnusableInput.class)
          .hasMessageContaining(why)
          .hasMessageContaining(
              "Correct the keys view. of the mapping, or the rights of view.user");
    }

    private ViewSource source(String driver, String... view) throws IOException {
      return OtherDatabasesTest.source(
          dir, "jdbc:%s://127.0.0.1:%d/onegate".formatted(driver, port), view);
    }

    private static void sql(String... statements) throws Exception {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        for (String text : statements) {
          statement.execute(text);
        }
      }
    }

    private static String one(String query) throws Exception {
      try (Connection connection = connect();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(query)) {
        row.next();
        return row.getString(1);
      }
    }

    private static Connection connect() throws SQLException {
      Driver driver = new JdbcDrivers(DRIVERS).find("jdbc:mariadb://x/", "jdbc:mariadb:");
      Properties account = new Properties();
      account.setProperty("user", "root");
      return driver.connect("jdbc:mariadb://127.0.0.1:" + port + "/", account);
    }
  }

  /** As far as it goes without a server. */
  @ParameterizedTest
  @CsvSource({
    "'jdbc:sqlserver://127.0.0.1:1;databaseName=onegate', com.microsoft.sqlserver.",
    "'jdbc:oracle:thin:@//127.0.0.1:1/onegate', oracle.jdbc.",
    "'jdbc:mysql://127.0.0.1:1/onegate', com.mysql.",
    "'jdbc:mariadb://127.0.0.1:1/onegate', org.mariadb."
  })
  void aServerThatIsAwayIsToldByItsOwnDriver(String url, String driver, @TempDir Path dir)
      throws IOException {
    String kind = url.replaceFirst("^(jdbc:[a-z]+:).*", "$1");
    assertThat(new JdbcDrivers(DRIVERS).find(url, kind).getClass().getName()).startsWith(driver);
    ViewSource source = source(dir, url, "view.table = dossier", "view.user = reader");
    assertThatThrownBy(source::openAll)
        .isInstanceOf(ViewUnavailable.class)
        .hasMessageContaining("the database of the view dossier (" + kind + ") cannot be reached: ")
        .hasMessageContaining("try again when the database answers");
  }

  @Test
  void refusalsAreKnownByTheCodesOfEachDatabase() {
    assertThat(Dialect.of("jdbc:sqlserver:").refuses(new SQLException("x", "S0005", 229))).isTrue();
    assertThat(Dialect.of("jdbc:oracle:").refuses(new SQLException("x", "72000", 1017))).isTrue();
    assertThat(Dialect.of("jdbc:oracle:").refuses(new SQLException("x", "66000", 12541))).isFalse();
    assertThat(Dialect.of("jdbc:mysql:").refuses(new SQLException("x", "28000", 1045))).isTrue();
    assertThat(Dialect.of("jdbc:mysql:").refuses(new SQLException("x", "HY000", 1130))).isTrue();
    assertThat(Dialect.of("jdbc:other:").refuses(new SQLException("x", (String) null))).isFalse();
  }

  @Test
  void aZoneWithoutSummerTimeIsGivenAsAnOffset() {
    assertThat(Dialect.of("jdbc:oracle:").session(ZoneId.of("Asia/Ho_Chi_Minh"), NOW))
        .containsExactly("ALTER SESSION SET TIME_ZONE = '+07:00'", "SET TRANSACTION READ ONLY");
    assertThat(Dialect.of("jdbc:mysql:").session(ZoneId.of("America/St_Johns"), NOW))
        .contains("SET time_zone = 'America/St_Johns'");
    assertThat(Dialect.of("jdbc:mysql:").session(ZoneOffset.UTC, NOW))
        .contains("SET time_zone = '+00:00'");
  }

  private static List<String> codes(ViewRows rows) {
    List<String> codes = new ArrayList<>();
    for (var row = rows.next(); row != null; row = rows.next()) {
      codes.add(row.cell(0));
    }
    return codes;
  }

  private static ViewSource source(Path dir, String url, String... view) throws IOException {
    List<String> lines = new ArrayList<>(List.of(view));
    lines.add("view.url = " + url);
    if (lines.stream().noneMatch(line -> line.startsWith("view.user"))) {
      lines.add("view.user = root");
    }
    Path file =
        Files.writeString(
            dir.resolve("view.properties"),
            """
            commune_code.column = commune
            procedure_code.constant = 1.000001
            dossier_code.column = Mã hồ sơ
            submitted_at.column = received
            event.registered.at = submitted_at
            """
                + String.join("\n", lines)
                + "\n");
    return new ViewSource(
        Mapping.read(file), new JdbcDrivers(DRIVERS), Clock.fixed(NOW, ZoneOffset.UTC));
  }
}
