package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;

class MigratorTest extends ClickHouseTest {

  private static final String UP_TO_DATE = "is up to date";

  private final List<String> progress = new ArrayList<>();

  @BeforeEach
  void forgetProgress() {
    progress.clear();
  }

  @Test
  void migratesFromEmptyAndChangesNothingTheSecondTime() {
    Database fresh = newDatabase();
    Migrator.migrate(fresh, progress::add);
    int files = SqlFiles.in("migrations").size() + SqlFiles.in("views").size();
    assertThat(progress)
        .hasSize(files + 1)
        .startsWith("applied sql/migrations/0001_create_document_minute.sql")
        .last()
        .asString()
        .endsWith("is ready, " + files + " files applied");

    progress.clear();
    Migrator.migrate(fresh, progress::add);
    assertThat(progress).singleElement().asString().endsWith(UP_TO_DATE);
    execute("DROP DATABASE " + fresh.name() + " SYNC");
  }

  @Test
  void twoRunsAtTheSameTimeDoNoHarm() throws Exception {
    Database fresh = newDatabase();
    List<Throwable> failures = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread thread = new Thread(() -> Migrator.migrate(fresh, line -> {}));
      thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    Migrator.migrate(fresh, progress::add);
    assertThat(progress).singleElement().asString().endsWith(UP_TO_DATE);
    execute("DROP DATABASE " + fresh.name() + " SYNC");
  }

  @Test
  void continuesAfterTheServerWasKilledInTheMiddle(@TempDir Path directory) {
    try (EmbeddedClickHouse server = EmbeddedClickHouse.start(directory)) {
      Database fresh = Database.of(server.httpUrl(), server.user(), server.password());
      assertThatThrownBy(
              () ->
                  Migrator.migrate(
                      fresh,
                      line -> {
                        progress.add(line);
                        if (line.contains("0007_")) {
                          server.kill();
                        }
                      }))
          .isInstanceOf(SqlFailure.class)
          .hasMessageContaining("sql/migrations/0008_");
      server.restart();
      Migrator.migrate(fresh, progress::add);
      long tables = progress.stream().filter(line -> line.contains("sql/migrations/")).count();
      assertThat(tables).isEqualTo(SqlFiles.in("migrations").size());
      progress.clear();
      Migrator.migrate(fresh, progress::add);
      assertThat(progress).singleElement().asString().endsWith(UP_TO_DATE);
    }
  }

  @Tag("slow")
  @Test
  void queriesGoOnAfterTheServerWasKilledAndStartedAgain(@TempDir Path directory) {
    try (EmbeddedClickHouse server = EmbeddedClickHouse.start(directory)) {
      Database fresh = Database.of(server.jdbcUrl("cds"), server.user(), server.password());
      Migrator.migrate(fresh, progress::add);
      try (NamedQueries queries = NamedQueries.of(fresh)) {
        assertThat(queries.run("conservation", Map.of())).hasSize(3);
        server.kill();
        assertThatThrownBy(() -> queries.run("conservation", Map.of()))
            .isInstanceOf(SqlFailure.class)
            .hasMessageContaining("The query conservation failed on cds@http://127.0.0.1:");
        server.restart();
        assertThat(queries.run("conservation", Map.of())).hasSize(3);
      }
    }
  }

  @Test
  void aStatementThatIsRefusedNamesItsFileAndIsTriedAgain() {
    SortedMap<String, String> migrations =
        files("0001_a.sql", table("a"), "0002_b.sql", "CREATE TABEL b");
    assertThatThrownBy(() -> migrate(migrations, files()))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("sql/migrations/0002_b.sql failed on")
        .hasMessageContaining("Syntax error");

    migrations.put("0002_b.sql", table("b"));
    progress.clear();
    migrate(migrations, files());
    assertThat(progress).first().isEqualTo("applied sql/migrations/0002_b.sql");
    dropTables("a", "b");
  }

  @Test
  void aMigrationThatWasChangedIsAnErrorBeforeAnythingIsApplied() {
    migrate(files("0001_a.sql", table("a")), files());
    SortedMap<String, String> changed =
        files("0001_a.sql", table("a") + " -- changed", "0002_b.sql", table("b"));
    assertThatThrownBy(() -> migrate(changed, files()))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("sql/migrations/0001_a.sql was changed after it had been applied to")
        .hasMessageContaining("as a new migration");
    assertThat(rows("EXISTS TABLE b")).containsExactly("0");
    dropTables("a");
  }

  @Test
  void anOlderVersionLeavesANewerDatabaseAsItIs() {
    SortedMap<String, String> older = files("0001_a.sql", table("a"));
    SortedMap<String, String> views =
        files("1_one.sql", "CREATE OR REPLACE VIEW one AS SELECT 1 AS number");
    assertThat(Migrator.run(database, older, views, progress::add)).isTrue();
    SortedMap<String, String> newer = files("0001_a.sql", table("a"), "0002_b.sql", table("b"));
    migrate(newer, files("1_one.sql", "CREATE OR REPLACE VIEW one AS SELECT 11 AS number"));
    progress.clear();

    assertThat(Migrator.run(database, older, views, progress::add)).isFalse();
    assertThat(progress)
        .singleElement()
        .asString()
        .contains("is newer than this version, by 1 migrations up to 0002_b.sql", "nothing was");
    assertThat(rows("SELECT number FROM one")).containsExactly("11");

    newer.put("0003_c.sql", "-- Not additive: b is c now.\n" + table("c"));
    migrate(newer, files());
    assertThatThrownBy(() -> migrate(older, views))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("cannot work with what 0003_c.sql changed")
        .hasMessageContaining("the savepoints from before");
    assertThat(rows("SELECT number FROM one")).containsExactly("11");
    execute("DROP VIEW one");
    dropTables("a", "b", "c");
  }

  @Test
  void aDatabaseFromBeforeNewerOnesWereKnownIsMigrated() {
    migrate(files(), files());
    dropTables();
    execute("ALTER TABLE schema_migration DROP COLUMN additive");
    migrate(files("0001_a.sql", table("a")), files());
    assertThat(rows("SELECT additive FROM schema_migration WHERE file = 'migrations/0001_a.sql'"))
        .containsExactly("true");
    dropTables("a");
  }

  @Test
  void viewsAreMadeAgainWhenTheirTextOrATableChanges() {
    SortedMap<String, String> migrations = files("0001_a.sql", table("a"));
    SortedMap<String, String> views =
        files(
            "1_one.sql", "CREATE OR REPLACE VIEW one AS SELECT * FROM a",
            "2_two.sql", "CREATE OR REPLACE VIEW two AS SELECT 2 AS number");
    migrate(migrations, views);
    progress.clear();

    views.put("2_two.sql", "CREATE OR REPLACE VIEW two AS SELECT 22 AS number");
    migrate(migrations, views);
    assertThat(progress).hasSize(2).first().isEqualTo("applied sql/views/2_two.sql");
    assertThat(rows("SELECT * FROM two")).containsExactly("22");

    migrations.put("0002_a.sql", "ALTER TABLE a ADD COLUMN IF NOT EXISTS more UInt8 DEFAULT 5");
    migrate(migrations, views);
    execute("INSERT INTO a (n) VALUES (1)");
    assertThat(rows("SELECT * FROM one")).containsExactly("1 5");
    execute("DROP VIEW one");
    execute("DROP VIEW two");
    dropTables("a");
  }

  @Test
  void everyFileIsOneIdempotentStatement() {
    SortedMap<String, String> migrations = SqlFiles.in("migrations");
    int number = 0;
    for (Map.Entry<String, String> file : migrations.entrySet()) {
      number++;
      assertThat(file.getKey()).matches("%04d_[a-z]+_[a-z_]+\\.sql".formatted(number));
      assertThat(statement(file.getValue()))
          .containsPattern("IF NOT EXISTS|MODIFY (QUERY|TTL|COLUMN)")
          .doesNotContain(";");
    }
    SqlFiles.in("views")
        .forEach(
            (name, text) -> {
              assertThat(statement(text)).startsWith("CREATE OR REPLACE ").doesNotContain(";");
              String object = name.replaceAll("^[0-9]+_|\\.sql$", "");
              assertThat(text)
                  .containsPattern("(VIEW|DICTIONARY) " + Pattern.quote(object) + "\\s");
            });
  }

  /** Without comments, texts and the last semicolon. */
  private static String statement(String text) {
    return text.replaceAll("--[^\n]*\n", "")
        .replaceAll("'[^'\n]*'", "''")
        .strip()
        .replaceAll(";$", "");
  }

  private void migrate(SortedMap<String, String> migrations, SortedMap<String, String> views) {
    Migrator.run(database, migrations, views, progress::add);
  }

  private void dropTables(String... names) {
    for (String name : names) {
      execute("DROP TABLE " + name + " SYNC");
    }
    execute("TRUNCATE TABLE schema_migration");
  }

  private static String table(String name) {
    return "CREATE TABLE IF NOT EXISTS " + name + " (n UInt8) ENGINE = MergeTree ORDER BY n";
  }

  private static SortedMap<String, String> files(String... namesAndTexts) {
    SortedMap<String, String> files = new TreeMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], namesAndTexts[i + 1]);
    }
    return files;
  }
}
