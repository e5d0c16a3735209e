package vn.cds.importer.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.inspect.Inspection;
import vn.cds.importer.inspect.InspectionReport;
import vn.cds.importer.inspect.MappingDraft;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.row.ExportReader;
import vn.cds.importer.row.RowEvent;
import vn.cds.importer.row.RowReject;
import vn.cds.importer.row.RowSink;

/** Views of a real PostgreSQL. As root it runs in a user namespace of its own. */
@Timeout(120)
class ViewTest {
  private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");
  private static final String FIELDS =
      """
      commune_code.column = COMMUNE
      procedure_code.constant = 1.000001
      dossier_code.column = Mã hồ sơ
      submitted_at.column = received
      due_at.column = due
      done_at.column = done
      electronic_result.column = electronic
      event.registered.at = submitted_at
      event.done.at = done_at
      """;

  private static EmbeddedPostgres postgres;

  @TempDir Path dir;
  private final List<String> rejects = new ArrayList<>();
  private final List<ServiceRequestEvent> events = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.start();
    sql(
        """
        CREATE TABLE dossier (commune int, "Mã hồ sơ" text, received timestamptz, due date,
          done timestamp, electronic boolean, fee numeric(12, 2), citizen text, photo bytea,
          changed timestamptz);
        INSERT INTO dossier VALUES
          (14797, 'H56-1', '2025-10-01 08:15:00.123456+07', '2025-10-03', '2025-10-02 16:00', true,
            50000.00, 'secret', '\\x00', '2025-10-02 16:00+07'),
          (14797, 'H56-2', '2025-10-01T02:00:00Z', NULL, NULL, NULL, NULL, 'secret', NULL,
            '2025-10-03 00:00+07'),
          (99999, 'H56-3', '2025-10-01 08:15+07', NULL, NULL, false, 0, 'secret', NULL,
            '2099-01-01 00:00+07');
        CREATE VIEW endless AS SELECT 14797 AS commune, 'H56-' || n AS "Mã hồ sơ",
          timestamptz '2025-10-01 08:00+07' AS received, NULL::date AS due, NULL::timestamp AS done,
          true AS electronic, 0 AS fee FROM (SELECT generate_series(1, 1000000000) AS n) s;
        CREATE VIEW slow AS SELECT endless.*, pg_sleep(60)::text AS pause FROM endless;
        CREATE SEQUENCE counter;
        CREATE VIEW writing AS SELECT dossier.*, nextval('counter') AS n FROM dossier;
        CREATE USER reader PASSWORD 'Pa:ss';
        GRANT SELECT ON dossier, endless TO reader;
        """);
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @Test
  void rowsOfEveryTypeAreReadAsThoseOfAFile() throws IOException {
    Mapping mapping = mapping("view.table = public.dossier");
    ExportReader reader = read(mapping, null, 5);
    assertThat(events).hasSize(3);
    ServiceRequestEvent first = events.get(0);
    assertThat(first.dossierCode()).isEqualTo("H56-1");
    assertThat(first.submittedAt()).hasToString("2025-10-01T08:15:00.123+07:00");
    assertThat(first.dueAt()).hasToString("2025-10-03");
    assertThat(events.get(1).occurredAt()).hasToString("2025-10-02T16:00:00+07:00");
    assertThat(first.electronicResult()).isTrue();
    assertThat(events.get(2).submittedAt()).hasToString("2025-10-01T09:00:00+07:00");
    assertThat(events.get(2).electronicResult()).isNull();
    assertThat(rejects).singleElement().asString().startsWith("public.dossier:4 UNKNOWN_COMMUNE");
    assertThat(reader.counts().read()).isEqualTo(3);
  }

  @Test
  void aQueryOfItsOwnAndAReaderWithAPassword() throws IOException {
    Files.writeString(dir.resolve("password"), "Pa:ss\n");
    Mapping mapping =
        mapping(
            "view.query = SELECT * FROM dossier WHERE commune = 14797",
            "view.user = reader",
            "view.password_file = password");
    read(mapping, null, 5);
    assertThat(events).hasSize(3);
    assertThat(rejects).isEmpty();
    assertThatThrownBy(() -> read(mapping("view.table = dossier", "view.user = stranger"), null, 1))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("jdbc:postgresql:")
        .hasMessageContaining("role \"stranger\" does not exist")
        .hasMessageContaining("view.user");
    Files.delete(dir.resolve("password"));
    assertThatThrownBy(
            () -> read(mapping("view.table = dossier", "view.password_file = password"), null, 1))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("view.password_file");
  }

  @Test
  void aColumnThatGrowsIsReadFromAValueOn() throws IOException {
    Mapping mapping = mapping("view.table = dossier", "view.growing = changed");
    try (ViewRows rows = source(mapping).open(List.of("Mã hồ sơ"), null)) {
      assertThat(codes(rows)).containsExactly("Mã hồ sơ", "H56-1", "H56-2", "H56-3");
      // A clock that is decades wrong is no position.
      assertThat(rows.greatest()).isEqualTo("2025-10-02T17:00Z");
    }
    try (ViewRows rows = source(mapping).open(List.of("Mã hồ sơ"), "2025-10-02T17:00Z")) {
      assertThat(codes(rows)).containsExactly("Mã hồ sơ", "H56-2", "H56-3");
    }
    Mapping number = mapping("view.table = dossier", "view.growing = fee");
    try (ViewRows rows = source(number).open(List.of("Mã hồ sơ"), "0.5")) {
      assertThat(codes(rows)).containsExactly("Mã hồ sơ", "H56-1");
      assertThat(rows.greatest()).isEqualTo("50000");
    }
    Mapping text = mapping("view.table = dossier", "view.growing = citizen");
    assertThatThrownBy(() -> source(text).open(List.of("Mã hồ sơ"), null))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("citizen is neither a number, a day nor a time");
  }

  /** A thousand million rows would not fit. */
  @Test
  void rowsAreFetchedInPartsAndAKillInTheMiddleIsNoEnd() throws Exception {
    Mapping mapping = mapping("view.table = endless");
    try (ViewRows rows = source(mapping).open(List.of("Mã hồ sơ"), null)) {
      for (int i = 0; i < 700; i++) {
        assertThat(rows.next()).isNotNull();
      }
      sql(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%endless%' AND pid <> pg_backend_pid()");
      assertThatThrownBy(() -> drain(rows))
          .isInstanceOf(ViewUnavailable.class)
          .hasMessageContaining("endless (jdbc:postgresql:) was lost behind row")
          .hasMessageContaining("Nothing of this reading is imported");
    }
    assertThatThrownBy(() -> read(mapping, "kill", 700))
        .as("the reading of an export breaks off, too")
        .isInstanceOf(ViewUnavailable.class);
  }

  @Test
  void aSlowAndAFrozenDatabaseAreGivenUp() throws Exception {
    Mapping slow = mapping("view.table = slow", "view.timeout = 1s");
    long begin = System.nanoTime();
    assertThatThrownBy(() -> source(slow).open(List.of("pause"), null).next())
        .isInstanceOf(ViewUnavailable.class);
    Mapping frozen = mapping("view.table = endless", "view.timeout = 1s");
    String pid = "";
    try (ViewRows rows = source(frozen).open(List.of("Mã hồ sơ"), null)) {
      rows.next();
      rows.next();
      pid =
          one(
              "SELECT pid FROM pg_stat_activity WHERE query LIKE '%endless%' AND pid <> pg_backend_pid()");
      kill("STOP", pid);
      assertThatThrownBy(() -> drain(rows)).isInstanceOf(ViewUnavailable.class);
    } finally {
      kill("CONT", pid);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(50));
  }

  @Test
  void aViewIsInspectedWithoutAMapping() throws IOException {
    Path keys =
        Files.writeString(
            dir.resolve("keys.properties"),
            "view.url = jdbc:postgresql://127.0.0.1:"
                + postgres.getPort()
                + "/postgres\nview.user = postgres\nview.table = dossier\n");
    ViewSource source =
        new ViewSource(
            Mapping.readView(keys), new JdbcDrivers(dir), Clock.fixed(NOW, ZoneOffset.UTC));
    Inspection inspection =
        Inspection.ofView(keys, source, Roster.bundled(), FormerUnits.of(Roster.bundled()));
    StringWriter report = new StringWriter();
    new InspectionReport(inspection).print(new PrintWriter(report, true));
    assertThat(report.toString())
        .contains("3 rows looked at")
        .containsPattern("dossier_code +Mã hồ sơ")
        .doesNotContain("secret");
    assertThat(new MappingDraft(inspection).text()).contains("dossier_code.column = Mã hồ sơ");
  }

  /** The transaction sees what its first statement saw, as each of Oracle's does. */
  @Test
  void whatWasCommittedBeforeTheDateOfAReadingIsInIt() throws Exception {
    sql(
        """
        CREATE TABLE growing AS SELECT 'H56-1' AS code;
        CREATE USER steady SUPERUSER;
        ALTER ROLE steady SET default_transaction_isolation = 'repeatable read';
        """);
    Clock working =
        new Clock() {
          @Override
          public Instant instant() {
            sql("INSERT INTO growing VALUES ('H56-2')"); // people work meanwhile
            return NOW;
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    Mapping mapping = mapping("view.table = growing", "view.user = steady");
    ViewSource source = new ViewSource(mapping, new JdbcDrivers(dir.resolve("none")), working);
    try (ViewRows rows = source.open(List.of("code"), null)) {
      assertThat(rows.begin()).isEqualTo(NOW);
      List<String> read = codes(rows);
      assertThat(read.subList(1, read.size()))
          .hasToString(
              one("SELECT '[' || string_agg(code, ', ' ORDER BY code) || ']' FROM growing"));
    }
  }

  @Test
  void nothingIsWritten() throws IOException {
    Mapping mapping = mapping("view.table = writing");
    assertThatThrownBy(() -> drain(source(mapping).open(List.of("n"), null)))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("read-only");
  }

  @Test
  void mistakesAreToldWithWhatToDo() throws Exception {
    assertThatThrownBy(() -> read(mapping("view.table = dosier"), null, 1))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("\"dosier\" does not exist");
    assertThatThrownBy(
            () -> source(mapping("view.table = dossier")).open(List.of("recieved"), null))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("'recieved' is not in dossier; the nearest is received. It has: ")
        .hasMessageContaining("citizen")
        .hasMessageNotContaining("secret");
    // The database would print the value.
    assertThatThrownBy(
            () ->
                drain(
                    source(mapping("view.query = SELECT citizen::int AS c FROM dossier"))
                        .open(List.of("c"), null)))
        .isInstanceOf(ViewUnavailable.class)
        .hasMessageContaining("SQLSTATE 22P02")
        .hasMessageNotContaining("secret");
    Mapping away = mapping("view.url = jdbc:postgresql://127.0.0.1:1/x", "view.table = dossier");
    assertThatThrownBy(() -> source(away).open(List.of("due"), null))
        .isInstanceOf(ViewUnavailable.class)
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void otherDriversArePutIntoAFolder() throws IOException {
    Path folder = Files.createDirectory(dir.resolve("drivers"));
    JdbcDrivers drivers = new JdbcDrivers(folder);
    Mapping mapping = mapping("view.url = jdbc:sqlserver://db;databaseName=x", "view.table = t");
    assertThatThrownBy(() -> drivers.find(mapping.view().url(), mapping.view().kind()))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("no driver for jdbc:sqlserver: here")
        .hasMessageContaining("mssql-jdbc, from Microsoft into the folder " + folder);
    try (OutputStream file = Files.newOutputStream(folder.resolve("driver.jar"));
        JarOutputStream jar = new JarOutputStream(file)) {
      jar.putNextEntry(new JarEntry("META-INF/services/java.sql.Driver"));
      jar.write(SqlServerLike.class.getName().getBytes(StandardCharsets.UTF_8));
      jar.closeEntry();
    }
    assertThat(drivers.find(mapping.view().url(), mapping.view().kind()))
        .isInstanceOf(SqlServerLike.class);
  }

  /** Takes the addresses of SQL Server. */
  public static final class SqlServerLike extends org.postgresql.Driver {
    @Override
    public boolean acceptsURL(String url) {
      return url.startsWith("jdbc:sqlserver:");
    }
  }

  /**
   * @param kill whether the session is ended after some events; null: it is not
   */
  private ExportReader read(Mapping mapping, String kill, int after) {
    ExportReader reader =
        new ExportReader(mapping, Roster.bundled(), FormerUnits.of(Roster.bundled()), NOW);
    RowSink sink =
        new RowSink() {
          @Override
          public void event(RowEvent event, String place) {
            events.add((ServiceRequestEvent) event.event());
            if (kill != null && events.size() == after) {
              sql(
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%endless%' AND pid <> pg_backend_pid()");
            }
          }

          @Override
          public void reject(RowReject reject) {
            rejects.add(reject.place() + " " + reject.code());
          }
        };
    ViewSource source = source(mapping);
    reader.read(source.name(), source.open(reader.columns(), null), sink);
    return reader;
  }

  private ViewSource source(Mapping mapping) {
    return new ViewSource(
        mapping, new JdbcDrivers(dir.resolve("none")), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static List<String> codes(ViewRows rows) {
    List<String> codes = new ArrayList<>();
    for (var row = rows.next(); row != null; row = rows.next()) {
      codes.add(row.cell(0));
    }
    return codes;
  }

  private static void drain(ViewRows rows) {
    while (rows.next() != null) {
      // Of no interest.
    }
  }

  private Mapping mapping(String... view) throws IOException {
    List<String> lines = new ArrayList<>(List.of(view));
    if (lines.stream().noneMatch(line -> line.startsWith("view.url"))) {
      lines.add("view.url = jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres");
    }
    if (lines.stream().noneMatch(line -> line.startsWith("view.user"))) {
      lines.add("view.user = postgres");
    }
    return Mapping.read(
        Files.writeString(
            dir.resolve("view.properties"), FIELDS + String.join("\n", lines) + "\n"));
  }

  private static void kill(String signal, String pid) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
  }

  private static void sql(String text) {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String one(String query) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
