package vn.cds.sql;

import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which servers a ClickHouse cluster has, as its servers themselves say it ({@code
 * system.clusters}), and the address of each. Immutable.
 *
 * @param name of the cluster in the servers' {@code remote_servers}
 * @param nodes one for each replica of each shard, in the order of shards and replicas
 * @param replicated whether the servers name themselves by the macro {@code replica}, so that
 *     tables can be replicated
 */
record ClusterLayout(String name, List<Node> nodes, boolean replicated) {

  /**
   * A server of the cluster.
   *
   * @param place where the cluster has it
   * @param database the database that everybody reads and writes there
   */
  record Node(Place place, Database database) {}

  /**
   * @param shard from 1
   * @param replica from 1, within its shard
   * @param address of the server for other servers, as {@code HOST:PORT}
   */
  record Place(int shard, int replica, String address) {
    @Override
    public String toString() {
      return "shard %d, replica %d (%s)".formatted(shard, replica, address);
    }
  }

  /**
   * What one server says.
   *
   * @param macros those that name its replicated tables, by their names
   */
  private record View(List<Place> places, Place own, Map<String, String> macros) {
    boolean namesReplica() {
      return macros.size() == 2;
    }
  }

  /**
   * Asks every server, and refuses what is not one whole cluster.
   *
   * @param servers one address for each server, in any order
   * @throws SqlFailure when one does not answer, they do not agree, or one is missing or given
   *     twice; the message says which
   */
  static ClusterLayout of(List<Database> servers, String cluster) {
    Map<Place, Database> known = new HashMap<>();
    Map<Place, Map<String, String>> macros = new LinkedHashMap<>();
    View first = null;
    for (Database server : servers) {
      View view = ask(server, cluster);
      if (first == null) {
        first = view;
      } else if (!view.places.equals(first.places)) {
        throw new SqlFailure(
            "%s and %s do not agree about the cluster \"%s\": %s against %s. Give all servers the same remote_servers."
                .formatted(servers.get(0), server, cluster, first.places, view.places));
      } else if (view.namesReplica() != first.namesReplica()) {
        throw new SqlFailure(
            "Only one of %s and %s has the macro \"replica\". Give it to all servers of the cluster, or to none."
                .formatted(servers.get(0), server));
      }
      macros.put(view.own, view.macros);
      Database twice = known.put(view.own, server);
      if (twice != null) {
        throw new SqlFailure(
            "%s and %s are the same server, %s. Name each server once."
                .formatted(twice, server, view.own));
      }
    }
    List<Place> missing = first.places.stream().filter(place -> !known.containsKey(place)).toList();
    if (!missing.isEmpty()) {
      throw new SqlFailure(
          "No address was given for %s of the cluster \"%s\". Name all its servers: what one of them lacks, queries would miss."
              .formatted(
                  missing.stream().map(Place::toString).collect(Collectors.joining("; ")),
                  cluster));
    }
    List<Node> nodes = new ArrayList<>();
    first.places.forEach(place -> nodes.add(new Node(place, known.get(place))));
    if (first.namesReplica()) {
      checkMacros(macros);
    }
    return new ClusterLayout(cluster, List.copyOf(nodes), first.namesReplica());
  }

  /**
   * Servers with the same macro {@code shard} replicate each other, whatever the cluster says.
   *
   * @param macros those named shard and replica of each server
   * @throws SqlFailure when they do not fit the places
   */
  static void checkMacros(Map<Place, Map<String, String>> macros) {
    Map<String, Integer> shards = new HashMap<>();
    Map<Integer, String> nameOfShard = new HashMap<>();
    Map<Map<String, String>, Place> own = new HashMap<>();
    macros.forEach(
        (place, macrosOfPlace) -> {
          String shard = macrosOfPlace.get("shard");
          Integer other = shards.putIfAbsent(shard, place.shard());
          String name = nameOfShard.putIfAbsent(place.shard(), shard);
          Place twice = own.putIfAbsent(macrosOfPlace, place);
          if (other != null && other != place.shard()
              || name != null && !name.equals(shard)
              || twice != null) {
            throw new SqlFailure(
                "The macros of %s are %s, which does not fit the other servers' %s. Give servers of one shard the same \"shard\", those of different shards different ones, and each replica of a shard a \"replica\" of its own."
                    .formatted(place, macrosOfPlace, macros));
          }
        });
  }

  private static View ask(Database server, String cluster) {
    try (Session session = new Session(server, "default")) {
      List<GenericRecord> rows =
          session.query(
              "Asking for the servers of the cluster",
              "SELECT shard_num, replica_num, host_name, port, is_local, shard_weight FROM system.clusters"
                  + " WHERE cluster = {cluster:String} ORDER BY shard_num, replica_num",
              Map.of("cluster", cluster),
              new QuerySettings());
      List<Place> places = new ArrayList<>();
      List<Place> own = new ArrayList<>();
      for (GenericRecord row : rows) {
        Place place =
            new Place(
                row.getInteger("shard_num"),
                row.getInteger("replica_num"),
                row.getString("host_name") + ":" + row.getInteger("port"));
        places.add(place);
        if (row.getInteger("shard_weight") != 1) {
          throw new SqlFailure(
              "Shard %d of the cluster \"%s\" has the weight %d. Leave weights out: which shard holds a row is decided by its commune."
                  .formatted(place.shard(), cluster, row.getInteger("shard_weight")));
        }
        if (row.getBoolean("is_local")) {
          own.add(place);
        }
      }
      if (places.isEmpty()) {
        throw new SqlFailure(
            "%s knows no cluster \"%s\". Add it to remote_servers of every server (docs/clickhouse-cluster.md)."
                .formatted(server, cluster));
      }
      if (own.size() != 1) {
        throw new SqlFailure(
            "%s finds itself %d times in the cluster \"%s\": %s. Its host name and port there must be its own, and stand there once."
                .formatted(server, own.size(), cluster, places));
      }
      Map<String, String> macros = new TreeMap<>();
      session
          .query(
              "Asking for the macros",
              "SELECT macro, substitution FROM system.macros WHERE macro IN ('shard', 'replica')",
              Map.of(),
              new QuerySettings())
          .forEach(row -> macros.put(row.getString("macro"), row.getString("substitution")));
      if (macros.size() < 2 && places.stream().anyMatch(place -> place.replica() > 1)) {
        throw new SqlFailure(
            "The cluster \"%s\" has several replicas of a shard, but %s lacks the macros \"shard\" and \"replica\", by which tables are replicated."
                .formatted(cluster, server));
      }
      return new View(places, own.get(0), macros);
    }
  }

  /** Lets every replica have the rows of a table that the others have. */
  void synchronize(String table) {
    if (!replicated) {
      return;
    }
    String statement = "SYSTEM SYNC REPLICA " + table;
    for (Node node : nodes) {
      Database tables = ClusterMigrator.tables(node.database());
      try (Session session = new Session(tables, tables.name())) {
        session.execute(statement, statement, Map.of());
      }
    }
  }

  /** How many shards there are. */
  int shards() {
    return nodes.get(nodes.size() - 1).place().shard();
  }
}
