package vn.cds.proof.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.roster.Roster;
import vn.cds.sql.ClusterMigrator;
import vn.cds.sql.Database;
import vn.cds.sql.RosterLoader;
import vn.cds.standalone.clickhouse.ClickHouseShards;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;

/** What a ClickHouse cluster keeps outside of its servers: replicas in ZooKeeper, backups on S3. */
@Tag("slow")
class ClickHouseStorageTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Roster ROSTER = Roster.bundled();
  private static final List<String> COMMUNES = List.of("00004", "14758", "25747");

  @TempDir private Path directory;

  /**
   * The library server opens no port by which replicas exchange parts, so each shard has one
   * replica here.
   */
  @Test
  void tablesAreReplicatedWhereServersNameTheirReplica() throws Exception {
    ClusterProcess zooKeeper = ZooKeeperNode.in(directory.resolve("zookeeper"), directory);
    zooKeeper.start();
    zooKeeper.awaitPort();
    for (int shard = 1; shard <= 2; shard++) {
      Path files = Files.createDirectories(directory.resolve("shard-" + shard + "/config.d"));
      Files.writeString(
          files.resolve("replica.xml"),
          """
          <clickhouse>
            <zookeeper><node><host>127.0.0.1</host><port>%d</port></node></zookeeper>
            <macros><shard>%d</shard><replica>a</replica></macros>
          </clickhouse>
          """
              .formatted(zooKeeper.port(), shard));
    }
    try (zooKeeper;
        ClickHouseShards shards = ClickHouseShards.start(directory, 2)) {
      migrate(shards);
      for (EmbeddedClickHouse server : shards.servers()) {
        assertThat(
                ask(
                    server,
                    "SELECT groupUniqArray(engine) FROM system.tables WHERE database = 'cds_shard'"
                        + " AND engine LIKE '%MergeTree' AND name NOT IN ('schema_migration')"))
            .doesNotContain("'MergeTree'", "'ReplacingMergeTree'")
            .contains("'ReplicatedReplacingMergeTree'", "'ReplicatedMergeTree'");
        assertThat(
                ask(
                    server,
                    "SELECT count() > 20, countIf(is_readonly), countIf(total_replicas != 1)"
                        + " FROM system.replicas"))
            .isEqualTo("1\t0\t0");
      }
      write(shards.servers().get(1));
      assertThat(ask(shards.servers().get(0), STANDING)).isEqualTo("3\t6");
      // Once more: what is there stays.
      migrate(shards);
      assertThat(ask(shards.servers().get(1), STANDING)).isEqualTo("3\t6");
    }
  }

  /** As docs/clickhouse-cluster.md tells it. */
  @Test
  void aClusterComesBackFromItsBackups() throws Exception {
    S3Server s3 =
        S3Server.in(
            directory.resolve("s3"),
            directory,
            Path.of(System.getProperty("cds.root", ".."))
                .resolve(Cluster.FETCHED)
                .resolve("s3proxy.jar"));
    s3.process().start();
    s3.process().awaitPort();
    try (ClusterProcess process = s3.process()) {
      try (ClickHouseShards shards = ClickHouseShards.start(directory.resolve("first"), 2)) {
        migrate(shards);
        write(shards.servers().get(0));
        for (int i = 0; i < 2; i++) {
          assertThat(ask(shards.servers().get(i), "BACKUP DATABASE cds_shard TO " + place(s3, i)))
              .contains("BACKUP_CREATED");
        }
      }
      try (ClickHouseShards shards = ClickHouseShards.start(directory.resolve("second"), 2)) {
        for (int i = 0; i < 2; i++) {
          assertThat(
                  ask(shards.servers().get(i), "RESTORE DATABASE cds_shard FROM " + place(s3, i)))
              .contains("RESTORED");
        }
        migrate(shards);
        for (EmbeddedClickHouse server : shards.servers()) {
          assertThat(ask(server, STANDING)).isEqualTo("3\t6");
        }
        // A later version meets the restored one on its shard.
        ask(
            shards.servers().get(1),
            "INSERT INTO cds.service_request_cohort (commune_code, day, version, received)"
                + " SETTINGS distributed_foreground_insert = 1 VALUES ('14758', '2026-10-01', 3, 5)");
        assertThat(ask(shards.servers().get(0), STANDING)).isEqualTo("3\t9");
      }
    }
  }

  private static final String STANDING =
      "SELECT count(), sum(received) FROM cds.service_request_cohort_current";

  private static void migrate(ClickHouseShards shards) {
    List<Database> servers =
        shards.servers().stream()
            .map(server -> Database.of(server.httpUrl(), server.user(), server.password()))
            .toList();
    ClusterMigrator.migrate(
        servers,
        ClickHouseShards.CLUSTER,
        ROSTER,
        line -> {},
        database -> RosterLoader.load(database, ROSTER));
  }

  /** Two versions of a day of each commune. */
  private static void write(EmbeddedClickHouse server) throws Exception {
    for (int version : new int[] {2, 1}) {
      StringBuilder rows = new StringBuilder();
      COMMUNES.forEach(
          commune ->
              rows.append("('%s', '2026-10-01', %d, %d) ".formatted(commune, version, version)));
      ask(
          server,
          "INSERT INTO cds.service_request_cohort (commune_code, day, version, received)"
              + " SETTINGS distributed_foreground_insert = 1 VALUES "
              + rows);
    }
  }

  private static String place(S3Server s3, int shard) {
    Map<String, String> credentials = s3.credentials();
    return "S3('%s/%s/backups/shard-%d', '%s', '%s')"
        .formatted(
            s3.endpoint(),
            S3Server.BUCKET,
            shard + 1,
            credentials.get("AWS_ACCESS_KEY_ID"),
            credentials.get("AWS_SECRET_ACCESS_KEY"));
  }

  private static String ask(EmbeddedClickHouse server, String statement) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.httpUrl() + "/?wait_end_of_query=1"))
            .header("X-ClickHouse-User", server.user())
            .header("X-ClickHouse-Key", server.password())
            .POST(HttpRequest.BodyPublishers.ofString(statement))
            .build();
    HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body().strip();
  }
}
