package vn.cds.standalone;

import vn.cds.sql.Migrator;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;

/** Brings the tables of a server to the state this version needs. */
final class Tables {
  private Tables() {}

  static void migrate(EmbeddedClickHouse clickHouse) {
    Migrator.migrate(clickHouse.httpUrl(), clickHouse.user(), clickHouse.password());
  }
}
