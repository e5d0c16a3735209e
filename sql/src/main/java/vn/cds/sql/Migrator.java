package vn.cds.sql;

import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Brings a database to the state of the SQL files: applies the migrations that were not applied
 * yet, then creates the views and dictionaries anew from the first one whose text changed, or all
 * when tables changed.
 *
 * <p>Each file is one idempotent statement, recorded after it succeeded. So an interrupted run is
 * continued by the next one, and two at the same time do no harm.
 */
public final class Migrator implements AutoCloseable {

  private static final String RECORDS =
      """
      CREATE TABLE IF NOT EXISTS schema_migration
      (
          file       String,
          checksum   String,
          additive   Bool DEFAULT true,
          applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
      )
      ENGINE = ReplacingMergeTree(applied_at)
      ORDER BY file
      """;

  /** For databases that were made before there was the column. */
  private static final String ADDITIVE =
      "ALTER TABLE schema_migration ADD COLUMN IF NOT EXISTS additive Bool DEFAULT true"
          + " AFTER checksum";

  /** A migration that older versions of this software cannot work with says so, and why. */
  private static final Pattern NOT_ADDITIVE = Pattern.compile("(?m)^-- Not additive: ");

  private static final String MIGRATIONS = "migrations/";

  /** What is recorded of a file. */
  private record Applied(String checksum, boolean additive) {}

  private final Database database;
  private final SortedMap<String, String> migrations;
  private final SortedMap<String, String> views;
  private final Consumer<String> progress;

  /** Open from {@link #begin} on. */
  private Session session;

  private Map<String, Applied> applied;

  /** How many files were applied. */
  private int changed;

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
   * Migrates a database, making it if it is absent. One that a newer version has migrated is left
   * as it is.
   *
   * @param progress takes a line per applied file and one at the end
   * @return whether the database is of this version now; false when it is newer and this version
   *     can work with it, because all that is new was added
   * @throws SqlFailure when the database is newer and this version cannot work with it, a file was
   *     changed after it had been applied, or the server refuses a statement; the message says what
   *     to do
   */
  public static boolean migrate(Database database, Consumer<String> progress) {
    refuseServerOfACluster(database);
    return run(database, SqlFiles.in("migrations"), SqlFiles.in("views"), progress);
  }

  private static void refuseServerOfACluster(Database database) {
    if (hasTable(database, "engine = 'Distributed'")) {
      throw new SqlFailure(
          "%s is a server of a cluster. Migrate all of them together, with --cluster (docs/clickhouse-cluster.md)."
              .formatted(database));
    }
  }

  /**
   * Whether a database, which need not be there, has a table of some kind.
   *
   * @param condition on columns of {@code system.tables}
   */
  static boolean hasTable(Database database, String condition) {
    try (Session session = new Session(database, "default")) {
      return !session
          .query(
              "Looking for tables of another kind",
              "SELECT name FROM system.tables WHERE database = {database:String} AND "
                  + condition
                  + " LIMIT 1",
              Map.of("database", database.name()),
              new QuerySettings())
          .isEmpty();
    }
  }

  /** Applies everything; false when the database is newer, and nothing was changed. */
  private boolean run() {
    if (!begin()) {
      return false;
    }
    migrations.keySet().forEach(this::migrate);
    finish();
    return true;
  }

  /** The same for a database of a server that is one of several. */
  static boolean run(
      Database database,
      SortedMap<String, String> migrations,
      SortedMap<String, String> views,
      Consumer<String> progress) {
    try (Migrator migrator = new Migrator(database, migrations, views, progress)) {
      return migrator.run();
    }
  }

  /**
   * Looks what has been applied; of tables, only the record of it is made.
   *
   * @return false when a newer version has migrated the database, which is told
   * @throws SqlFailure when this version cannot work with what was applied
   */
  boolean begin() {
    try (Session any = new Session(database, "default")) {
      String statement = "CREATE DATABASE IF NOT EXISTS " + database.name();
      any.execute(statement, statement, Map.of());
    }
    session = new Session(database, database.name());
    session.execute("CREATE TABLE schema_migration", RECORDS, Map.of());
    session.execute("ALTER TABLE schema_migration", ADDITIVE, Map.of());
    applied = applied(session);
    if (isNewer(applied)) {
      return false;
    }
    refuseChangedFiles(applied);
    return true;
  }

  /** Applies a file of {@link #migrations}, unless it was applied. After {@link #begin}. */
  void migrate(String file) {
    if (!applied.containsKey(MIGRATIONS + file)) {
      apply(MIGRATIONS + file, migrations.get(file));
    }
  }

  /** Makes the views, and tells what was done. After all migrations. */
  void finish() {
    // A view keeps the columns that its tables, and the views before it, had when it was made.
    boolean anew = changed > 0;
    for (Map.Entry<String, String> file : views.entrySet()) {
      String name = "views/" + file.getKey();
      Applied before = applied.get(name);
      anew |= before == null || !before.checksum().equals(checksum(file.getValue()));
      if (anew) {
        apply(name, file.getValue());
      }
    }
    progress.accept(
        changed == 0
            ? "database " + database.name() + " is up to date"
            : "database " + database.name() + " is ready, " + changed + " files applied");
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
  }

  /** Whether a newer version has migrated it, which is told. */
  private boolean isNewer(Map<String, Applied> applied) {
    SortedMap<String, Applied> unknown = new TreeMap<>(applied);
    unknown
        .keySet()
        .removeIf(name -> !name.startsWith(MIGRATIONS) || migrations.containsKey(base(name)));
    if (unknown.isEmpty()) {
      return false;
    }
    List<String> breaking =
        unknown.keySet().stream()
            .filter(name -> !unknown.get(name).additive())
            .map(Migrator::base)
            .toList();
    if (!breaking.isEmpty()) {
      throw new SqlFailure(
          "The database %s is newer than this version, which cannot work with what %s changed. Run the newer version, or go back with the backup of ClickHouse and the savepoints from before its upgrade."
              .formatted(database, String.join(", ", breaking)));
    }
    progress.accept(
        "database %s is newer than this version, by %d migrations up to %s; they only add, so this version can work with it, and nothing was changed"
            .formatted(database.name(), unknown.size(), base(unknown.lastKey())));
    return true;
  }

  private static String base(String migration) {
    return migration.substring(MIGRATIONS.length());
  }

  private void refuseChangedFiles(Map<String, Applied> applied) {
    migrations.forEach(
        (name, text) -> {
          Applied recorded = applied.get(MIGRATIONS + name);
          if (recorded != null && !recorded.checksum().equals(checksum(text))) {
            throw new SqlFailure(
                "sql/migrations/"
                    + name
                    + " was changed after it had been applied to "
                    + database
                    + ". Restore it and write the change as a new migration.");
          }
        });
  }

  private void apply(String name, String text) {
    session.execute("sql/" + name, text, Map.of());
    session.execute(
        "Recording sql/" + name,
        "INSERT INTO schema_migration (file, checksum, additive)"
            + " VALUES ({file:String}, {checksum:String}, {additive:Bool})",
        Map.of(
            "file",
            name,
            "checksum",
            checksum(text),
            "additive",
            !NOT_ADDITIVE.matcher(text).find()));
    changed++;
    progress.accept("applied sql/" + name);
  }

  private static Map<String, Applied> applied(Session session) {
    Map<String, Applied> applied = new HashMap<>();
    for (GenericRecord row :
        session.query(
            "Reading schema_migration",
            "SELECT file, checksum, additive FROM schema_migration FINAL",
            Map.of(),
            new QuerySettings())) {
      applied.put(
          row.getString("file"),
          new Applied(row.getString("checksum"), row.getBoolean("additive")));
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
