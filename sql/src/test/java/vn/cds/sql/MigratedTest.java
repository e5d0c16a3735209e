package vn.cds.sql;

/**
 * On a database with the project's tables, all empty. Test classes take it over from each other: to
 * migrate one of its own would take longer than most of them. Its views are not refreshed, as they
 * score the real today several times a minute.
 */
abstract class MigratedTest extends ClickHouseTest {
  private static Database migrated;

  MigratedTest() {
    super(migrated(), false);
    rows("SELECT view FROM system.view_refreshes WHERE database = currentDatabase()")
        .forEach(view -> execute("SYSTEM STOP VIEW " + view));
    // A Distributed table does not tell its rows.
    rows("SELECT name FROM system.tables WHERE database = currentDatabase()"
            + " AND (total_rows > 0 AND engine LIKE '%MergeTree' OR engine = 'Distributed')"
            + " AND name NOT IN ('schema_migration', 'commune_shard')")
        .forEach(table -> executeOnTables("TRUNCATE TABLE `" + table + "` SYNC"));
  }

  private static synchronized Database migrated() {
    if (migrated == null) {
      migrated = newDatabase();
      migrate(migrated);
    }
    return migrated;
  }
}
