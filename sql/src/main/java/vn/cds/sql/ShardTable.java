package vn.cds.sql;

import com.clickhouse.client.api.query.QuerySettings;
import java.util.List;
import java.util.Map;

/**
 * A table of a shard.
 *
 * @param partitionKey an expression, possibly empty
 * @param sortingKey expressions, joined by commas
 */
record ShardTable(String name, String partitionKey, String sortingKey) {

  /** Begins the name of the copy that {@link ShardMove} makes of a table. */
  static final String COPY = "moving_";

  /** Whether its rows lie on the shard of their commune; those of all others on the first one. */
  boolean isByCommune() {
    return sortingKey.startsWith("commune_code,");
  }

  /**
   * The tables of a shard, without the record of its migrations and copies.
   *
   * @param database that everybody uses on the server of the shard
   */
  static List<ShardTable> of(Database database) {
    try (Session session = new Session(database, "default")) {
      return session
          .query(
              "Listing the tables of the shard",
              "SELECT name, partition_key, sorting_key FROM system.tables"
                  + " WHERE database = {database:String} AND engine LIKE '%MergeTree'"
                  + " AND name != 'schema_migration' AND NOT startsWith(name, {copy:String})"
                  + " ORDER BY name",
              Map.of("database", ClusterMigrator.tables(database).name(), "copy", COPY),
              new QuerySettings())
          .stream()
          .map(
              row ->
                  new ShardTable(
                      row.getString("name"),
                      row.getString("partition_key"),
                      row.getString("sorting_key")))
          .toList();
    }
  }
}
