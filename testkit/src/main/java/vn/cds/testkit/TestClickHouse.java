package vn.cds.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import vn.cds.contract.roster.Roster;
import vn.cds.sql.Database;
import vn.cds.sql.Migrator;
import vn.cds.sql.RosterLoader;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;

/**
 * One ClickHouse for all tests of a JVM, and so of a module: to start and to migrate one takes
 * longer than most tests. It ends with the JVM. Tests share its databases, one after the other.
 */
public final class TestClickHouse {
  /**
   * What costs each of many small queries more than it brings: to compile its expressions takes
   * longer than to interpret them. No test needs the rows after the machine has lost power.
   */
  private static final String SETTINGS =
      """
      <clickhouse>
        <profiles>
          <default>
            <compile_expressions>0</compile_expressions>
            <compile_aggregate_expressions>0</compile_aggregate_expressions>
            <compile_sort_description>0</compile_sort_description>
            <fsync_metadata>0</fsync_metadata>
          </default>
        </profiles>
      </clickhouse>
      """;

  /** Tables that no test writes: what was migrated, and the bundled roster. */
  private static final Set<String> KEPT =
      Set.of("schema_migration", "unit", "province", "former_unit", "figure");

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Set<String> MIGRATED = new HashSet<>();
  private static EmbeddedClickHouse shared;

  private TestClickHouse() {}

  /** The server. A test that ends it starts it again. */
  public static synchronized EmbeddedClickHouse server() {
    if (shared == null) {
      TestDirectory directory = TestDirectory.make("clickhouse");
      directory.write("users.d/settings.xml", SETTINGS);
      shared = EmbeddedClickHouse.start(directory.path());
      directory.deleteAfter(shared::kill);
    } else if (!shared.isAlive()) {
      shared.restart(); // a test that failed has left it so
    }
    return shared;
  }

  /** The project's database with the bundled roster and no other rows; see {@link #emptied}. */
  public static Database emptied() {
    return emptied(Database.DEFAULT_NAME);
  }

  /**
   * A database with the project's tables, the bundled roster and no other rows, not even a
   * catalogue. The server does not refresh its views: they score the real today, several times a
   * minute.
   */
  public static synchronized Database emptied(String name) {
    EmbeddedClickHouse server = server();
    Database database = new Database(server.httpUrl(), server.user(), server.password(), name);
    if (MIGRATED.add(name)) {
      Migrator.migrate(database, line -> {});
      ask("SYSTEM STOP VIEWS");
      RosterLoader.load(database, Roster.bundled());
    } else {
      ask("SYSTEM STOP VIEWS"); // a server that was started again has forgotten it
      tables(name).forEach(table -> ask("TRUNCATE TABLE `%s`.`%s` SYNC".formatted(name, table)));
    }
    return database;
  }

  /** The tables with rows that a test wrote. */
  private static List<String> tables(String database) {
    return ask(("SELECT name FROM system.tables WHERE database = '%s' AND total_rows > 0"
                + " AND engine LIKE '%%MergeTree' FORMAT TSVRaw")
            .formatted(database))
        .lines()
        .filter(table -> !KEPT.contains(table))
        .toList();
  }

  private static String ask(String statement) {
    String account = shared.user() + ":" + shared.password();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(shared.httpUrl()))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(account.getBytes(StandardCharsets.UTF_8)))
            .POST(HttpRequest.BodyPublishers.ofString(statement))
            .build();
    try {
      HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(statement + ": " + response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
