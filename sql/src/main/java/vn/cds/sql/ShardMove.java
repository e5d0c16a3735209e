package vn.cds.sql;

import static vn.cds.sql.ShardTable.COPY;

import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Moves the rows of a province to another shard, and its communes with them. Nothing may write rows
 * of the province meanwhile.
 *
 * <p>All rows are first copied beside the tables of the new shard; then they are removed from the
 * old one and put into the tables of the new one. Each step does no harm when it is done again, so
 * an interrupted move is continued by the same one, and any other one is refused until then. A
 * reader may see the province without some of its rows, from the first removal to the end; never
 * with rows that count twice.
 */
public final class ShardMove {

  /** Rows that are younger say that something still writes. */
  private static final int QUIET_SECONDS = 60;

  /** Rows of the province on any other shard than the new one. */
  private static final String ELSEWHERE =
      "_shard_num != {shard:UInt32} AND has({communes:Array(String)}, commune_code)";

  private final ClusterLayout layout;
  private final Database database;
  private final Database target;

  /** The tables of the new shard, on the server {@link #target}. */
  private final Database shard;

  private final int to;
  private final List<String> communes;
  private final Map<String, Object> parameters;
  private final Consumer<String> progress;

  private ShardMove(
      ClusterLayout layout,
      Database target,
      int to,
      List<String> communes,
      Consumer<String> progress) {
    this.layout = layout;
    this.database = layout.nodes().get(0).database();
    this.target = target;
    this.shard = ClusterMigrator.tables(target);
    this.to = to;
    this.communes = communes;
    this.parameters = Map.of("communes", communes, "shard", to);
    this.progress = progress;
  }

  /**
   * Moves a province.
   *
   * @param servers one address for each server of the cluster
   * @param province two digits
   * @param shard where its rows shall lie, from 1
   * @param progress takes a line per step
   * @throws SqlFailure when there is no such shard or province, rows of it were written within the
   *     last minute, or a server refuses a step; the message says which and what to do
   */
  public static void move(
      List<Database> servers,
      String cluster,
      String province,
      int shard,
      Consumer<String> progress) {
    ClusterLayout layout = ClusterLayout.of(servers, cluster);
    Database target =
        layout.nodes().stream()
            .filter(node -> node.place().shard() == shard)
            .findFirst()
            .orElseThrow(
                () ->
                    new SqlFailure(
                        "There is no shard %d: the cluster \"%s\" has %d"
                            .formatted(shard, cluster, layout.shards())))
            .database();
    List<String> communes = communesOf(layout.nodes().get(0).database(), province);
    new ShardMove(layout, target, shard, communes, progress).run();
  }

  private static List<String> communesOf(Database database, String province) {
    List<GenericRecord> rows =
        query(
            database,
            "Listing the communes of the province",
            "SELECT code FROM roster_unit GROUP BY code"
                + " HAVING argMax(province_code, valid_from) = {province:String} ORDER BY code",
            Map.of("province", province));
    if (rows.isEmpty()) {
      throw new SqlFailure(
          "The roster of %s has no province %s; its code has two digits"
              .formatted(database, province));
    }
    return rows.stream().map(row -> row.getString("code")).toList();
  }

  private void run() {
    refuseAnotherMove();
    List<ShardTable> tables =
        ShardTable.of(target).stream().filter(ShardTable::isByCommune).toList();
    tables.forEach(table -> refuseWhatIsWritten(table.name()));
    tables.forEach(table -> layout.synchronize(table.name()));
    tables.forEach(this::copy);
    tables.forEach(table -> refuseWhatIsWritten(table.name()));
    for (ClusterLayout.Node node : layout.nodes()) {
      if (node.place().shard() != to) {
        tables.forEach(table -> remove(node, table.name()));
      }
    }
    tables.forEach(table -> put(table.name()));
    CommuneShards.move(layout, communes, to - 1);
    tables.forEach(table -> refuseWhatLiesElsewhere(table.name()));
    tables.forEach(
        table -> execute(shard, "DROP TABLE IF EXISTS " + COPY + table.name() + " SYNC"));
    progress.accept(
        "%d communes lie on shard %d now (%s)".formatted(communes.size(), to, target.url()));
  }

  /** The copies of a move that was not finished may be all that is left of its rows. */
  private void refuseAnotherMove() {
    for (ClusterLayout.Node node : layout.nodes()) {
      Database tables = ClusterMigrator.tables(node.database());
      boolean ours = node.database().equals(target);
      for (GenericRecord copy :
          query(
              node.database(),
              "Looking for another move",
              "SELECT name FROM system.tables WHERE database = {database:String} AND startsWith(name, {copy:String})",
              Map.of("database", tables.name(), "copy", COPY))) {
        String others =
            query(
                    node.database(),
                    "Looking for rows of another move",
                    "SELECT arrayStringConcat(arraySort(groupUniqArray(3)(commune_code)), ', ') AS codes FROM %s.%s WHERE NOT ({ours:Bool} AND has({communes:Array(String)}, commune_code))"
                        .formatted(tables.name(), copy.getString("name")),
                    Map.of("ours", ours, "communes", communes))
                .get(0)
                .getString("codes");
        if (!others.isEmpty()) {
          throw new SqlFailure(
              "Another move to shard %d was not finished: %s of %s holds rows of the communes %s. Run that move again, with their province, before any other one."
                  .formatted(
                      node.place().shard(), copy.getString("name"), node.database().url(), others));
        }
      }
    }
  }

  private void refuseWhatLiesElsewhere(String table) {
    long rows =
        query(
                database,
                "Looking for rows on other shards",
                "SELECT count() AS rows FROM " + table + " WHERE " + ELSEWHERE,
                parameters)
            .get(0)
            .getLong("rows");
    if (rows > 0) {
      throw new SqlFailure(
          "%d rows of %s were written to another shard meanwhile. Stop what writes them, wait a minute, and run the same command again."
              .formatted(rows, table));
    }
  }

  private void refuseWhatIsWritten(String table) {
    long seconds =
        query(
                database,
                "Looking for rows that are written",
                "SELECT ifNull(dateDiff('second', maxOrNull(inserted_at), now()), 1000000) AS seconds"
                    + " FROM "
                    + table
                    + " WHERE has({communes:Array(String)}, commune_code)",
                parameters)
            .get(0)
            .getLong("seconds");
    if (seconds < QUIET_SECONDS) {
      throw new SqlFailure(
          "A row of %s was written %d s ago. Stop the jobs with savepoints first, and wait a minute; a row that is written meanwhile would be lost."
              .formatted(table, seconds));
    }
  }

  /**
   * Copies what other shards hold, of all versions, beside the table of the new shard. The copy
   * keeps each of them, so that it can be compared; a row that is copied twice is one again where
   * it is put.
   */
  private void copy(ShardTable original) {
    String table = original.name();
    execute(
        shard,
        "CREATE TABLE IF NOT EXISTS %s%s AS %s.%s ENGINE = MergeTree PARTITION BY %s ORDER BY (%s)"
            .formatted(
                COPY, table, shard.name(), table, original.partitionKey(), original.sortingKey()));
    execute(
        shard,
        "INSERT INTO %s%s SELECT * FROM %s.%s WHERE %s SETTINGS max_partitions_per_insert_block = 0"
            .formatted(COPY, table, database.name(), table, ELSEWHERE));
    long missing =
        query(
                target,
                "Comparing the copy of " + table,
                "SELECT countIf(NOT (commune_code, version, cityHash64(*)) IN (SELECT commune_code, version, cityHash64(*) FROM %s.%s%s)) AS missing FROM (SELECT * FROM %s WHERE %s)"
                    .formatted(shard.name(), COPY, table, table, ELSEWHERE),
                parameters)
            .get(0)
            .getLong("missing");
    if (missing > 0) {
      throw new SqlFailure(
          "%d rows of %s are not in the copy on %s; nothing was removed. Run the same command again."
              .formatted(missing, table, target.url()));
    }
    progress.accept("copied " + table);
  }

  private void remove(ClusterLayout.Node node, String table) {
    execute(
        ClusterMigrator.tables(node.database()),
        "ALTER TABLE %s DELETE WHERE has({communes:Array(String)}, commune_code) SETTINGS mutations_sync = 2"
            .formatted(table));
    progress.accept("removed from %s of %s".formatted(table, node.database().url()));
  }

  private void put(String table) {
    execute(
        shard,
        "INSERT INTO %s SELECT * FROM %s%s WHERE has({communes:Array(String)}, commune_code) SETTINGS max_partitions_per_insert_block = 0"
            .formatted(table, COPY, table));
    progress.accept("put into " + table);
  }

  private void execute(Database where, String statement) {
    try (Session session = new Session(where, where.name())) {
      session.execute(statement, statement, parameters);
    }
  }

  private static List<GenericRecord> query(
      Database where, String what, String query, Map<String, Object> parameters) {
    try (Session session = new Session(where, where.name())) {
      return session.query(what, query, parameters, new QuerySettings());
    }
  }
}
