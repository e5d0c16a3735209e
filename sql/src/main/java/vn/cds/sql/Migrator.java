package vn.cds.sql;

import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * Brings a database to the state of the SQL files: applies the migrations that were not applied
 * yet, then creates the views and dictionaries anew from the first one whose text changed, or all
 * when tables changed.
 *
 * <p>Each file is one idempotent statement, recorded after it succeeded. So an interrupted run is
 * continued by the next one, and two at the same time do no harm.
 */
public final class Migrator {

  private static final String RECORDS =
      """
      CREATE TABLE IF NOT EXISTS schema_migration
      (
          file       String,
          checksum   String,
          applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
      )
      ENGINE = ReplacingMergeTree(applied_at)
      ORDER BY file
      """;

  private final Database database;
  private final SortedMap<String, String> migrations;
  private final SortedMap<String, String> views;
  private final Consumer<String> progress;

  Migrator(
      Database database,
      SortedMap<String, String> migrations,
      SortedMap<String, String> views,
      Consumer<String> progress) {
    this.database = database;
    this.migrations = migrations;
    this.views = views;
    this.progress = progress;
  }

  /**
   * Migrates a database, making it if it is absent.
   *
   * @param progress takes a line per applied file and one at the end
   * @throws SqlFailure when a file was changed after it had been applied, or the server refuses a
   *     statement; the message names the file
   */
  public static void migrate(Database database, Consumer<String> progress) {
    new Migrator(database, SqlFiles.in("migrations"), SqlFiles.in("views"), progress).run();
  }

  void run() {
    try (Session session = new Session(database, "default")) {
      String statement = "CREATE DATABASE IF NOT EXISTS " + database.name();
      session.execute(statement, statement, Map.of());
    }
    try (Session session = new Session(database, database.name())) {
      session.execute("CREATE TABLE schema_migration", RECORDS, Map.of());
      Map<String, String> applied = applied(session);
      refuseChangedFiles(applied);
      int changed = 0;
      for (Map.Entry<String, String> file : migrations.entrySet()) {
        if (!applied.containsKey("migrations/" + file.getKey())) {
          apply(session, "migrations/" + file.getKey(), file.getValue());
          changed++;
        }
      }
      // A view keeps the columns that its tables, and the views before it, had when it was made.
      boolean anew = changed > 0;
      for (Map.Entry<String, String> file : views.entrySet()) {
        String name = "views/" + file.getKey();
        anew |= !checksum(file.getValue()).equals(applied.get(name));
        if (anew) {
          apply(session, name, file.getValue());
          changed++;
        }
      }
      progress.accept(
          changed == 0
              ? "database " + database.name() + " is up to date"
              : "database " + database.name() + " is ready, " + changed + " files applied");
    }
  }

  private void refuseChangedFiles(Map<String, String> applied) {
    migrations.forEach(
        (name, text) -> {
          String recorded = applied.get("migrations/" + name);
          if (recorded != null && !recorded.equals(checksum(text))) {
            throw new SqlFailure(
                "sql/migrations/"
                    + name
                    + " was changed after it had been applied to "
                    + database
                    + ". Restore it and write the change as a new migration.");
          }
        });
  }

  private void apply(Session session, String name, String text) {
    session.execute("sql/" + name, text, Map.of());
    session.execute(
        "Recording sql/" + name,
        "INSERT INTO schema_migration (file, checksum)"
            + " VALUES ({file:String}, {checksum:String})",
        Map.of("file", name, "checksum", checksum(text)));
    progress.accept("applied sql/" + name);
  }

  private static Map<String, String> applied(Session session) {
    Map<String, String> applied = new HashMap<>();
    for (GenericRecord row :
        session.query(
            "Reading schema_migration",
            "SELECT file, checksum FROM schema_migration FINAL",
            Map.of(),
            new QuerySettings())) {
      applied.put(row.getString("file"), row.getString("checksum"));
    }
    return applied;
  }

  static String checksum(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
