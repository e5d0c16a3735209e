package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.roster.Roster;
import vn.cds.sql.ClusterLayout.Place;
import vn.cds.standalone.clickhouse.ClickHouseShards;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;

/** Two shards, each a server of its own. */
@Tag("slow")
class ClusterMigratorTest {
  private static final Roster ROSTER = Roster.bundled();

  @TempDir private static Path directory;
  private static ClickHouseShards shards;
  private static List<Database> servers;
  private static final List<String> PROGRESS = new ArrayList<>();

  /** Migrates in two goes, as the second server does not answer at first. */
  @BeforeAll
  static void migrated() {
    shards = ClickHouseShards.start(directory, 2);
    servers = named("cds");
    EmbeddedClickHouse second = shards.servers().get(1);
    second.kill();
    try {
      assertThatThrownBy(() -> migrate(servers))
          .isInstanceOf(SqlFailure.class)
          .hasMessageContaining(second.httpUrl());
    } finally {
      second.restart();
    }
    assertThat(migrate(servers)).isTrue();
    // They score the real today several times a minute.
    for (Database server : servers) {
      try (Session session = new Session(server, server.name())) {
        for (String view : rows(server, "SELECT view FROM system.view_refreshes")) {
          session.execute("stop", "SYSTEM STOP VIEW " + view, Map.of());
        }
      }
    }
  }

  @AfterAll
  static void stop() {
    shards.close();
  }

  @BeforeEach
  void empty() {
    for (Database server : servers) {
      Database tables = ClusterMigrator.tables(server);
      try (Session session = new Session(tables, tables.name())) {
        for (String table : List.of("service_request_cohort", "dossier", "dead_letter")) {
          session.execute("empty", "TRUNCATE TABLE " + table, Map.of());
        }
      }
    }
  }

  private static List<Database> named(String name) {
    return shards.servers().stream().map(server -> database(server, name)).toList();
  }

  private static Database database(EmbeddedClickHouse server, String name) {
    return new Database(server.httpUrl(), server.user(), server.password(), name);
  }

  private static boolean migrate(List<Database> addresses) {
    PROGRESS.clear();
    return ClusterMigrator.migrate(
        addresses,
        ClickHouseShards.CLUSTER,
        ROSTER,
        PROGRESS::add,
        database -> RosterLoader.load(database, ROSTER));
  }

  private static List<String> rows(Database database, String query) {
    try (Session session = new Session(database, database.name())) {
      return ClickHouseTest.rows(session, query);
    }
  }

  private static void insert(Database database, String table, String lines) {
    try (Session session = new Session(database, database.name())) {
      session.insertJsonLines("insert", table, lines.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String day(String commune, int version, int received) {
    return "{\"commune_code\":\"%s\",\"day\":\"2026-10-01\",\"version\":%d,\"received\":%d}%n"
        .formatted(commune, version, received);
  }

  @Test
  void everyServerAnswersForAllShardsAndTheHigherVersionWinsWhereverItWasWritten() {
    List<String> communes = ROSTER.allUnits().stream().map(unit -> unit.code()).distinct().toList();
    // Each server writes a version of each commune; the higher one is sometimes the first.
    for (int i = 0; i < 2; i++) {
      StringBuilder lines = new StringBuilder();
      for (int n = 0; n < communes.size(); n++) {
        int version = n % 2 == i ? 1 : 2;
        lines.append(day(communes.get(n), version, version));
      }
      insert(servers.get(i), "service_request_cohort", lines.toString());
    }
    for (Database server : servers) {
      assertThat(
              rows(
                  server,
                  "SELECT count(), uniqExact(commune_code), min(received), max(received) FROM service_request_cohort_current"))
          .containsExactly(communes.size() + " " + communes.size() + " 2 2");
    }
    List<Integer> held = new ArrayList<>();
    for (Database server : servers) {
      Database tables = ClusterMigrator.tables(server);
      held.add(
          Integer.parseInt(
              rows(tables, "SELECT count() FROM service_request_cohort FINAL").get(0)));
      assertThat(
              rows(
                  tables,
                  "SELECT province_code FROM service_request_cohort INNER JOIN "
                      + server.name()
                      + ".roster_unit AS unit ON unit.code = commune_code GROUP BY province_code"
                      + " HAVING uniqExact(commune_code) < (SELECT uniqExact(code) FROM "
                      + server.name()
                      + ".roster_unit AS of WHERE of.province_code = unit.province_code)"))
          .as("provinces of which only a part lies here")
          .isEmpty();
    }
    assertThat(held.get(0) + held.get(1)).isEqualTo(communes.size());
    assertThat(held).as("about half each").allSatisfy(n -> assertThat(n).isGreaterThan(1500));
    // Once more: nothing to do, and no commune moves.
    assertThat(migrate(servers)).isTrue();
    assertThat(PROGRESS).allSatisfy(line -> assertThat(line).contains("is up to date")).hasSize(4);
  }

  @Test
  void aCommuneWithoutAShardIsRefusedAndNothingIsWritten() {
    migrate(servers);
    assertThatThrownBy(() -> insert(servers.get(1), "service_request_cohort", day("99999", 1, 1)))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("A commune has no shard yet. Run ./cds migrate with --cluster");
    assertThat(rows(servers.get(0), "SELECT count() FROM service_request_cohort"))
        .containsExactly("0");
  }

  @Test
  void rowsThatBelongToNoCommuneLieOnTheFirstShard() {
    for (Database server : servers) {
      insert(
          server,
          "dead_letter",
          "{\"topic\":\"cds.payments\",\"partition\":0,\"offset\":7,\"code\":\"JSON\"}\n");
    }
    assertThat(rows(servers.get(1), "SELECT count() FROM dead_letter_current"))
        .containsExactly("1");
    assertThat(rows(ClusterMigrator.tables(servers.get(1)), "SELECT count() FROM dead_letter"))
        .containsExactly("0");
  }

  @Test
  void serversComeBackWithTheirShards() {
    shards.servers().forEach(EmbeddedClickHouse::restart);
    insert(servers.get(1), "service_request_cohort", day("14797", 1, 3));
    assertThat(rows(servers.get(0), "SELECT received FROM service_request_cohort_current"))
        .containsExactly("3");
  }

  @Test
  void refusesWhatIsNotTheWholeCluster() {
    assertThatThrownBy(() -> migrate(servers.subList(0, 1)))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("No address was given for shard 2, replica 1");
    assertThatThrownBy(() -> migrate(List.of(servers.get(0), servers.get(0))))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("are the same server, shard 1");
    assertThatThrownBy(
            () -> ClusterMigrator.migrate(servers, "other", ROSTER, PROGRESS::add, database -> {}))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("knows no cluster \"other\"");
  }

  @Test
  void refusesAServerThatStoodAlone() {
    List<Database> others = named("alone");
    try (Session session = new Session(others.get(1), "default")) {
      session.execute("create", "CREATE DATABASE alone", Map.of());
      session.execute(
          "create",
          "CREATE TABLE alone.service_request_cohort (n Int8) ENGINE = MergeTree ORDER BY n",
          Map.of());
    }
    assertThatThrownBy(() -> migrate(others))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining(others.get(1).url())
        .hasMessageContaining("holds the tables of a single server");
  }

  @Test
  void aServerOfAClusterIsNotMigratedAlone() {
    assertThatThrownBy(() -> Migrator.migrate(servers.get(0), line -> {}))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("--cluster");
  }

  @Test
  void refusesServersOfWhichOneIsNewer() {
    newer(servers.get(1));
    // The other one lacks something.
    Database first = ClusterMigrator.tables(servers.get(0));
    try (Session session = new Session(first, first.name())) {
      session.execute("delete", "DELETE FROM schema_migration WHERE file LIKE '%/9000%'", Map.of());
    }
    assertThatThrownBy(() -> migrate(servers))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining(servers.get(1).url())
        .hasMessageContaining("Run the migration of that version to its end");
    assertThat(rows(first, "SELECT count() FROM schema_migration WHERE file LIKE '%/9000%'"))
        .as("nothing was changed")
        .containsExactly("0");
    newer(servers.get(0));
    assertThat(migrate(servers)).as("all are newer, and additive").isFalse();
    for (Database server : servers) {
      Database tables = ClusterMigrator.tables(server);
      try (Session session = new Session(tables, tables.name())) {
        session.execute(
            "delete", "DELETE FROM schema_migration WHERE file LIKE '%/0999%'", Map.of());
      }
    }
  }

  @Test
  void movesAProvinceAndGoesOnWithAMoveThatWasInterrupted() {
    List<String> communes =
        rows(servers.get(0), "SELECT DISTINCT code FROM roster_unit WHERE province_code = '38'");
    int from =
        Integer.parseInt(
            rows(
                    servers.get(0),
                    "SELECT DISTINCT shard FROM commune_shard_current WHERE commune_code IN (SELECT code FROM roster_unit WHERE province_code = '38')")
                .get(0));
    int to = 1 - from;
    // The versions of a row lie in several parts, as jobs write them.
    merges("STOP");
    for (int version = 1; version <= 2; version++) {
      StringBuilder lines = new StringBuilder();
      for (String commune : communes) {
        lines.append(
            day(commune, version, version)
                .replace("}", ",\"inserted_at\":\"2026-11-01 00:00:00\"}"));
      }
      insert(servers.get(0), "service_request_cohort", lines.toString());
    }
    String sum = "SELECT count(), sum(received) FROM service_request_cohort_current";
    List<String> before = rows(servers.get(0), sum);

    assertThatThrownBy(() -> move("38", to + 1, "copied service_request_cohort"))
        .hasMessageContaining("interrupted after copied service_request_cohort");
    assertThat(rows(servers.get(0), sum)).isEqualTo(before);
    assertThatThrownBy(() -> move("01", to + 1, "never"))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("Another move to shard %d was not finished".formatted(to + 1))
        .hasMessageContaining("with their province");
    assertThatThrownBy(() -> move("38", from + 1, "never"))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("Another move to shard %d was not finished".formatted(to + 1));
    merges("START");
    assertThatThrownBy(() -> move("38", to + 1, "removed from service_request_cohort"))
        .hasMessageContaining("interrupted after removed from service_request_cohort");
    assertThat(migrate(servers)).as("a copy is no table").isTrue();
    move("38", to + 1, "never");

    assertThat(rows(servers.get(0), sum)).isEqualTo(before);
    assertThat(rows(servers.get(1), sum)).isEqualTo(before);
    assertThat(
            rows(
                ClusterMigrator.tables(servers.get(from)),
                "SELECT count() FROM service_request_cohort"))
        .containsExactly("0");
    assertThat(
            rows(
                ClusterMigrator.tables(servers.get(to)),
                "SELECT count() FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'moving_')"))
        .containsExactly("0");
    // Later versions meet the earlier ones at their new place.
    insert(servers.get(1), "service_request_cohort", day(communes.get(0), 3, 3));
    assertThat(
            rows(
                servers.get(0),
                "SELECT received FROM service_request_cohort_current WHERE commune_code = '"
                    + communes.get(0)
                    + "'"))
        .containsExactly("3");
    assertThatThrownBy(() -> move("38", from + 1, "never"))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("Stop the jobs with savepoints first");
  }

  @Test
  void aMoveIsRefusedWhileRowsAreCopied() {
    String commune =
        rows(servers.get(0), "SELECT code FROM roster_unit WHERE province_code = '01'").get(0);
    int shard =
        Integer.parseInt(
            rows(
                    servers.get(0),
                    "SELECT shard FROM commune_shard_current WHERE commune_code = '"
                        + commune
                        + "'")
                .get(0));
    assertThatThrownBy(
            () ->
                ShardMove.move(
                    servers,
                    ClickHouseShards.CLUSTER,
                    "01",
                    2 - shard,
                    line -> {
                      if (line.equals("copied service_request_cohort")) {
                        insert(servers.get(0), "service_request_cohort", day(commune, 1, 1));
                      }
                    }))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("A row of service_request_cohort was written");
    assertThat(rows(servers.get(1), "SELECT received FROM service_request_cohort_current"))
        .containsExactly("1");
    Database tables = ClusterMigrator.tables(servers.get(1 - shard));
    try (Session session = new Session(tables, tables.name())) {
      for (String copy : rows(tables, "SHOW TABLES LIKE 'moving_%'")) {
        session.execute("drop", "DROP TABLE " + copy, Map.of());
      }
    }
  }

  @Test
  void refusesMacrosByWhichServersOfTwoShardsReplicateEachOther() {
    Place one = new Place(1, 1, "a:9000");
    Place two = new Place(2, 1, "b:9000");
    ClusterLayout.checkMacros(Map.of(one, macros("1", "a"), two, macros("2", "a")));
    assertThatThrownBy(
            () -> ClusterLayout.checkMacros(Map.of(one, macros("1", "a"), two, macros("1", "b"))))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("those of different shards different ones");
    Place replica = new Place(1, 2, "c:9000");
    ClusterLayout.checkMacros(Map.of(one, macros("1", "a"), replica, macros("1", "b")));
    for (Map<String, String> wrong : List.of(macros("1", "a"), macros("2", "b"))) {
      assertThatThrownBy(
              () -> ClusterLayout.checkMacros(Map.of(one, macros("1", "a"), replica, wrong)))
          .isInstanceOf(SqlFailure.class);
    }
  }

  private static Map<String, String> macros(String shard, String replica) {
    return Map.of("shard", shard, "replica", replica);
  }

  private static void merges(String verb) {
    for (Database server : servers) {
      Database tables = ClusterMigrator.tables(server);
      try (Session session = new Session(tables, tables.name())) {
        session.execute(verb, "SYSTEM " + verb + " MERGES service_request_cohort", Map.of());
      }
    }
  }

  private static void move(String province, int shard, String interruptedAfter) {
    ShardMove.move(
        servers,
        ClickHouseShards.CLUSTER,
        province,
        shard,
        line -> {
          if (line.startsWith(interruptedAfter)) {
            throw new IllegalStateException("interrupted after " + interruptedAfter);
          }
        });
  }

  private static void newer(Database server) {
    insert(
        ClusterMigrator.tables(server),
        "schema_migration",
        "{\"file\":\"migrations/0999_later.sql\",\"checksum\":\"x\",\"additive\":true}\n");
  }
}
