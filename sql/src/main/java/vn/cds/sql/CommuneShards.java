package vn.cds.sql;

import com.clickhouse.client.api.query.QuerySettings;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;

/**
 * Which shard of a cluster holds the rows of which commune. A commune gets its shard once and keeps
 * it, whatever a later roster says: a row that were written to another shard than its earlier
 * versions would be counted twice. A new commune gets the shard of its province, a new province the
 * shard with the fewest communes.
 */
final class CommuneShards {

  /** Lies on the first shard; shard is counted from 0, as ClickHouse does in a sharding key. */
  static final String TABLE =
      """
      -- The shard of each commune, from 0. Only a move of its rows changes it.
      CREATE TABLE IF NOT EXISTS commune_shard
      (
          commune_code LowCardinality(String),
          shard        UInt32,
          assigned_at  DateTime64(3, 'UTC') DEFAULT now64(3)
      )
      ENGINE = ReplacingMergeTree(assigned_at)
      ORDER BY commune_code
      """;

  /** The shard that stands for each commune. */
  static final String VIEW =
      """
      CREATE OR REPLACE VIEW commune_shard_current AS
      SELECT
          commune_code,
          shard
      FROM commune_shard FINAL
      """;

  static final String DICTIONARY =
      """
      CREATE OR REPLACE DICTIONARY commune_shard_dictionary
      (
          commune_code String,
          shard        UInt32
      )
      PRIMARY KEY commune_code
      SOURCE(CLICKHOUSE(TABLE 'commune_shard_current'))
      LIFETIME(MIN 30 MAX 60)
      LAYOUT(COMPLEX_KEY_HASHED())
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  private CommuneShards() {}

  /** The sharding key of a table of communes: rows of a commune without a shard are refused. */
  static String ofARow(String database) {
    return """
        throwIf(NOT dictHas('%1$s.commune_shard_dictionary', tuple(commune_code)), 'A commune has no shard yet. Run ./cds migrate with --cluster, with the roster of the jobs.')
            + dictGet('%1$s.commune_shard_dictionary', 'shard', tuple(commune_code))"""
        .formatted(database);
  }

  /**
   * Gives the communes that have no shard yet one, and lets all servers know.
   *
   * @throws SqlFailure when a server refuses it
   */
  static void extend(ClusterLayout layout, Roster roster, Consumer<String> progress) {
    Database database = layout.nodes().get(0).database();
    try (Session session = new Session(database, database.name())) {
      Map<String, Integer> known = new HashMap<>();
      session
          .query(
              "Reading the shards of the communes",
              "SELECT commune_code, shard FROM commune_shard_current",
              Map.of(),
              new QuerySettings())
          .forEach(row -> known.put(row.getString("commune_code"), row.getInteger("shard")));
      Map<String, String> provinces =
          roster.allUnits().stream()
              .collect(
                  Collectors.toMap(
                      Unit::code,
                      unit -> roster.latest(unit.code()).provinceCode(),
                      (one, same) -> one,
                      TreeMap::new));
      SortedMap<String, Integer> assigned = assign(provinces, known, layout.shards());
      if (!assigned.isEmpty()) {
        write(session, assigned);
        progress.accept(assigned.size() + " communes got a shard");
      }
    }
    layout.nodes().forEach(node -> reload(node.database()));
  }

  /** Gives communes another shard, and lets all servers know. */
  static void move(ClusterLayout layout, List<String> communes, int shard) {
    Database database = layout.nodes().get(0).database();
    try (Session session = new Session(database, database.name())) {
      write(
          session,
          communes.stream().collect(Collectors.toMap(commune -> commune, commune -> shard)));
    }
    layout.synchronize("commune_shard");
    layout.nodes().forEach(node -> reload(node.database()));
  }

  private static void write(Session session, Map<String, Integer> shards) {
    StringBuilder lines = new StringBuilder();
    shards.forEach(
        (commune, shard) ->
            lines.append(
                JSON.createObjectNode().put("commune_code", commune).put("shard", shard) + "\n"));
    session.insertJsonLines(
        "Writing the shards of the communes",
        "commune_shard",
        lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void reload(Database database) {
    try (Session session = new Session(database, database.name())) {
      session.reload("commune_shard_dictionary", "unit_dictionary", "province_dictionary");
    }
  }

  /**
   * The shards of communes that have none yet.
   *
   * @param provinces the province of each commune
   * @param known the shard of each commune that has one, from 0
   * @param shards how many there are
   * @return by commune, from 0; never another one than the known
   */
  static SortedMap<String, Integer> assign(
      Map<String, String> provinces, Map<String, Integer> known, int shards) {
    Map<String, Integer> ofProvince = new HashMap<>();
    long[] communes = new long[shards];
    known.forEach(
        (commune, shard) -> {
          communes[shard]++;
          if (provinces.containsKey(commune)) {
            ofProvince.putIfAbsent(provinces.get(commune), shard);
          }
        });
    SortedMap<String, List<String>> missing =
        provinces.keySet().stream()
            .filter(commune -> !known.containsKey(commune))
            .collect(Collectors.groupingBy(provinces::get, TreeMap::new, Collectors.toList()));
    SortedMap<String, Integer> assigned = new TreeMap<>();
    missing.forEach(
        (province, codes) -> {
          int shard =
              ofProvince.computeIfAbsent(
                  province,
                  none ->
                      IntStream.range(0, shards)
                          .boxed()
                          .min(Comparator.comparingLong(candidate -> communes[candidate]))
                          .orElseThrow());
          codes.forEach(code -> assigned.put(code, shard));
          communes[shard] += codes.size();
        });
    return assigned;
  }
}
