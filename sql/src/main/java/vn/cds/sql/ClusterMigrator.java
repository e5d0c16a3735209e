package vn.cds.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.cds.contract.roster.Roster;
import vn.cds.sql.ClusterLayout.Node;

/**
 * Brings the servers of a ClickHouse cluster to the state of the SQL files, file by file.
 *
 * <p>On each server the tables lie in the database {@code <name>_shard}, replicated where the
 * servers have replicas. In the database {@code <name>} a Distributed table stands for each of
 * them, and above these the same views and dictionaries as on a single server. So every query, and
 * every job, works with any server of the cluster as it does with a single one.
 *
 * <p>Rows of a table whose key begins with {@code commune_code} lie on the shard of that commune
 * ({@link CommuneShards}), all others on the first shard. A row and its later versions therefore
 * always meet on one shard, where {@code FINAL} finds the one that stands.
 */
public final class ClusterMigrator {

  /** Names the database of the tables. */
  private static final String SHARD = "_shard";

  /** The sharding key of a table that lies on the first shard. */
  private static final String FIRST_SHARD = "toUInt8(0)";

  /** The engine of a table, at the beginning of a line as in all files of migrations. */
  private static final Pattern ENGINE =
      Pattern.compile("(?m)^ENGINE = (|Replacing)MergeTree(?:\\((.*)\\))?$");

  private final ClusterLayout layout;
  private final SortedMap<String, String> migrations;
  private final Consumer<String> progress;

  private ClusterMigrator(ClusterLayout layout, Consumer<String> progress) {
    this.layout = layout;
    this.migrations = SqlFiles.in("migrations");
    this.progress = progress;
  }

  /**
   * Migrates all servers, loads the roster and gives every commune its shard. An interrupted run is
   * continued by the next one.
   *
   * @param servers one address for each server of the cluster, with the same database
   * @param cluster its name in the servers' {@code remote_servers}
   * @param progress takes a line per applied file, beginning with its server
   * @param load loads roster and catalogue into the database by one of the servers
   * @return false when a newer version has migrated all servers, and this version can work with it;
   *     nothing was changed then
   * @throws SqlFailure when the servers given are not the cluster, their states do not fit
   *     together, or one refuses a statement; the message says which and what to do
   */
  public static boolean migrate(
      List<Database> servers,
      String cluster,
      Roster roster,
      Consumer<String> progress,
      Consumer<Database> load) {
    ClusterLayout layout = ClusterLayout.of(servers, cluster);
    if (!migrateTables(layout, progress)) {
      return false;
    }
    load.accept(layout.nodes().get(0).database());
    CommuneShards.extend(layout, roster, progress);
    return true;
  }

  /** Migrates all servers; without roster and shards. */
  static boolean migrateTables(ClusterLayout layout, Consumer<String> progress) {
    return new ClusterMigrator(layout, progress).run();
  }

  private boolean run() {
    layout.nodes().forEach(ClusterMigrator::refuseSingleServer);
    if (!migrateShards()) {
      return false;
    }
    for (Node node : layout.nodes()) {
      Database database = node.database();
      Migrator.run(database, new TreeMap<>(), views(database), line(node));
    }
    return true;
  }

  /**
   * Brings the tables of all servers to this version, file by file: a replica can make a table as
   * its first file has it only before another replica has changed that table.
   *
   * @return false when all are newer
   */
  private boolean migrateShards() {
    SortedMap<String, String> files = new TreeMap<>(migrations);
    files.put("9000_create_commune_shard.sql", CommuneShards.TABLE);
    if (layout.replicated()) {
      files.replaceAll((name, text) -> replicated(text));
    }
    List<Migrator> migrators =
        layout.nodes().stream()
            .map(node -> new Migrator(tables(node.database()), files, new TreeMap<>(), line(node)))
            .toList();
    try {
      // All are asked before one is changed.
      List<Node> newer = new ArrayList<>();
      for (int i = 0; i < migrators.size(); i++) {
        if (!migrators.get(i).begin()) {
          newer.add(layout.nodes().get(i));
        }
      }
      if (newer.size() == migrators.size()) {
        return false;
      }
      if (!newer.isEmpty()) {
        throw new SqlFailure(
            "A newer version has migrated %s, but not all servers of the cluster \"%s\". Run the migration of that version to its end."
                .formatted(newer.get(0).database(), layout.name()));
      }
      files.keySet().forEach(file -> migrators.forEach(migrator -> migrator.migrate(file)));
      migrators.forEach(Migrator::finish);
      return true;
    } finally {
      migrators.forEach(Migrator::close);
    }
  }

  private Consumer<String> line(Node node) {
    return line -> progress.accept(node.database().url() + ": " + line);
  }

  /** The database of the tables, beside the one that everybody reads and writes. */
  static Database tables(Database database) {
    return new Database(
        database.url(), database.user(), database.password(), database.name() + SHARD);
  }

  /** The same table, kept alike on all replicas of its shard. */
  private static String replicated(String text) {
    return ENGINE
        .matcher(text)
        .replaceAll(
            table -> {
              String version = table.group(2) == null ? "" : ", " + table.group(2);
              return Matcher.quoteReplacement(
                  "ENGINE = Replicated%sMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}'%s)"
                      .formatted(table.group(1), version));
            });
  }

  private static void refuseSingleServer(Node node) {
    if (Migrator.hasTable(
        node.database(), "name = 'service_request_cohort' AND engine != 'Distributed'")) {
      throw new SqlFailure(
          "%s holds the tables of a single server, which are not part of a cluster. Migrate a cluster of empty servers and move the rows (docs/clickhouse-cluster.md)."
              .formatted(node.database()));
    }
  }

  /** What stands in the database that everybody uses: Distributed tables, then the views. */
  private SortedMap<String, String> views(Database database) {
    SortedMap<String, String> files = new TreeMap<>();
    // Above all others: they need it, and the other tables its dictionary.
    files.put("00_commune_shard.sql", distributed(database, "commune_shard", FIRST_SHARD));
    files.put("01_commune_shard_current.sql", CommuneShards.VIEW);
    files.put("02_commune_shard_dictionary.sql", CommuneShards.DICTIONARY);
    for (ShardTable table : ShardTable.of(database)) {
      if (!table.name().equals("commune_shard")) {
        files.put(
            "05_" + table.name() + ".sql",
            distributed(
                database,
                table.name(),
                table.isByCommune() ? CommuneShards.ofARow(database.name()) : FIRST_SHARD));
      }
    }
    files.putAll(SqlFiles.in("views"));
    return files;
  }

  private String distributed(Database database, String table, String shard) {
    // The first line changes with the tables, so that their new columns are seen.
    return """
        -- Of the tables as of %1$s.
        CREATE OR REPLACE TABLE %2$s AS %3$s.%2$s
        ENGINE = Distributed('%4$s', '%3$s', '%2$s', %5$s)
        """
        .formatted(migrations.lastKey(), table, tables(database).name(), layout.name(), shard);
  }
}
