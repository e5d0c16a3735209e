package vn.cds.standalone;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.contract.roster.Roster;
import vn.cds.sql.CatalogueLoader;
import vn.cds.sql.ClusterMigrator;
import vn.cds.sql.Database;
import vn.cds.sql.Migrator;
import vn.cds.sql.RosterLoader;
import vn.cds.standalone.clickhouse.ClickHouseShards;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;

/** Brings the tables of the embedded server to the state this version needs. */
public final class Tables {
  private static final Logger LOG = LoggerFactory.getLogger(Tables.class);

  private Tables() {}

  static Database database(EmbeddedClickHouse clickHouse) {
    return Database.of(clickHouse.httpUrl(), clickHouse.user(), clickHouse.password());
  }

  /** The account that may only read. */
  static Database reader(EmbeddedClickHouse clickHouse) {
    return Database.of(clickHouse.httpUrl(), clickHouse.reader(), clickHouse.readerPassword());
  }

  /** Creates the tables that are missing, and fills those of reference data on a new server. */
  public static void migrate(EmbeddedClickHouse clickHouse, Roster roster) {
    Database database = database(clickHouse);
    if (Migrator.migrate(database, LOG::info)) {
      load(database, roster);
    }
  }

  /** The same on a cluster. */
  public static void migrate(ClickHouseShards shards, Roster roster) {
    ClusterMigrator.migrate(
        shards.servers().stream().map(Tables::database).toList(),
        ClickHouseShards.CLUSTER,
        roster,
        LOG::info,
        database -> load(database, roster));
  }

  private static void load(Database database, Roster roster) {
    RosterLoader.load(database, roster);
    CatalogueLoader.loadBundledIfNone(database, Clock.systemUTC());
  }
}
