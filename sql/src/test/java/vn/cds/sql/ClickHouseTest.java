package vn.cds.sql;

import com.clickhouse.client.api.query.QuerySettings;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import vn.cds.contract.roster.Roster;
import vn.cds.standalone.clickhouse.ClickHouseShards;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;

/**
 * A real ClickHouse for all tests of this JVM: one server, or with {@code -Dcds.sql.shards=2} so
 * many shards, whose first server the tests ask.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ClickHouseTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** How many shards there are; 0: a single server. */
  static final int SHARDS = Integer.getInteger("cds.sql.shards", 0);

  private static List<EmbeddedClickHouse> shared;

  final Database database;
  final Session session;
  private final boolean own;

  /** With a database of its own, not yet migrated. */
  ClickHouseTest() {
    this(newDatabase(), true);
  }

  ClickHouseTest(Database database, boolean own) {
    this.database = database;
    this.own = own;
    session = new Session(database, database.name());
  }

  @AfterAll
  void closeSession() {
    session.close();
    if (own) {
      // A session of the database itself is refused when no test has made it.
      try (Session server = new Session(database, "default")) {
        String drop = "DROP DATABASE IF EXISTS " + database.name() + " SYNC";
        server.execute(drop, drop, Map.of());
      }
    }
  }

  static synchronized List<EmbeddedClickHouse> servers() {
    if (shared == null) {
      try {
        Path directory = Files.createTempDirectory("cds-sql-test");
        shared =
            SHARDS == 0
                ? List.of(EmbeddedClickHouse.start(directory))
                : ClickHouseShards.start(directory, SHARDS).servers();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      shared.forEach(server -> Runtime.getRuntime().addShutdownHook(new Thread(server::kill)));
    }
    return shared;
  }

  static Database newDatabase() {
    return on(
        servers().get(0),
        "cds_test_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet());
  }

  private static Database on(EmbeddedClickHouse server, String name) {
    return new Database(server.httpUrl(), server.user(), server.password(), name);
  }

  /** The database of this name by each of the servers. */
  static List<Database> onEach(String name) {
    return servers().stream().map(server -> on(server, name)).toList();
  }

  /** Migrates a database, of all shards. */
  static void migrate(Database database) {
    if (SHARDS == 0) {
      Migrator.migrate(database, line -> {});
    } else {
      ClusterMigrator.migrateTables(layout(database), line -> {});
    }
  }

  private static ClusterLayout layout(Database database) {
    return ClusterLayout.of(onEach(database.name()), ClickHouseShards.CLUSTER);
  }

  static Path repository() {
    return Path.of(System.getProperty("cds.root", ".."));
  }

  void execute(String statement) {
    session.execute(statement, statement, Map.of());
  }

  /** Executes a statement that changes or removes what a table holds, on all shards. */
  void executeOnTables(String statement) {
    if (SHARDS == 0) {
      execute(statement);
      return;
    }
    for (Database server : onEach(database.name())) {
      Database tables = ClusterMigrator.tables(server);
      try (Session shard = new Session(tables, tables.name())) {
        shard.execute(statement, statement, Map.of());
      }
    }
  }

  /** Inserts rows; columns that are not named get their default. */
  @SafeVarargs
  final void insert(String table, Map<String, Object>... rows) {
    String lines =
        Arrays.stream(rows).map(ClickHouseTest::json).collect(Collectors.joining("\n", "", "\n"));
    session.insertJsonLines("insert", table, lines.getBytes(StandardCharsets.UTF_8));
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows of a query, each as its columns' texts joined by a blank. */
  List<String> rows(String query) {
    return rows(session, query);
  }

  static List<String> rows(Session session, String query) {
    return session.query(query, query, Map.of(), new QuerySettings()).stream()
        .map(
            row ->
                row.getSchema().getColumns().stream()
                    .map(column -> row.getString(column.getColumnName()))
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  String value(String query) {
    List<String> rows = rows(query);
    return rows.get(0);
  }

  /**
   * Loads a roster of the provinces 90 and 91.
   *
   * @param directory where its files may be written
   * @param units lines of {@code units.csv} without the head
   */
  final void loadRoster(Path directory, CharSequence units) throws IOException {
    load(
        database,
        Roster.read(
            Files.writeString(
                directory.resolve("units.csv"),
                "code,name,kind,province_code,valid_from,valid_to,predecessors,latitude,longitude,area_km2,former_district\n"
                    + units),
            Files.writeString(
                directory.resolve("provinces.csv"),
                "code,name,english_name\n90,Tỉnh A,A\n91,Tỉnh B,B\n")));
  }

  /** Loads a roster; on shards, its communes get theirs. */
  static void load(Database database, Roster roster) {
    RosterLoader.load(database, roster);
    if (SHARDS > 0) {
      CommuneShards.extend(layout(database), roster, line -> {});
    }
  }

  /** A row of {@code service_request_cohort}. */
  static Map<String, Object> cohort(
      String commune,
      String day,
      int version,
      int received,
      int onTime,
      int late,
      int open,
      Object... more) {
    return with(
        row(
            "commune_code",
            commune,
            "day",
            day,
            "version",
            version,
            "dossiers",
            received,
            "received",
            received,
            "done_on_time",
            onTime,
            "done_late",
            late,
            "open",
            open),
        more);
  }

  /** The entries of a map, and others that are added to them or stand in their place. */
  static Map<String, Object> with(Map<String, Object> entries, Object... namesAndValues) {
    Map<String, Object> changed = new LinkedHashMap<>(entries);
    changed.putAll(row(namesAndValues));
    return changed;
  }

  /** A map of names and values, in this order. */
  static Map<String, Object> row(Object... namesAndValues) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }

  /** What the query {@code explanation} says of its communes: a row per indicator, in its order. */
  static List<Row> explained(List<Row> communes) {
    List<Row> rows = new ArrayList<>();
    for (Row commune : communes) {
      for (int i = 0; i < commune.list("ids").size(); i++) {
        int place = i;
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("commune_code", commune.text("commune_code"));
        Map.ofEntries(
                Map.entry("ids", "id"),
                Map.entry("numerators", "numerator"),
                Map.entry("denominators", "denominator"),
                Map.entry("rates", "rate"),
                Map.entry("worths", "points"),
                Map.entry("won", "won"),
                Map.entry("lost", "lost"),
                Map.entry("met", "met"),
                Map.entry("reasons", "reason"),
                Map.entry("shrunken", "shrunken"),
                Map.entry("peers_denominators", "peers_denominator"),
                Map.entry("peers_rates", "peers_rate"))
            .forEach((list, column) -> row.put(column, commune.list(list).get(place)));
        rows.add(new Row(row));
      }
    }
    return rows;
  }
}
