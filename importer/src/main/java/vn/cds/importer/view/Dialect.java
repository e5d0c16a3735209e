package vn.cds.importer.view;

import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How databases and their drivers differ. */
enum Dialect {
  /** Without a cursor the driver holds all rows in memory; zero dates would end the reading. */
  MYSQL(
      "jdbc:mysql:",
      "mysql-connector-j, from MySQL",
      Map.of(
          "useCursorFetch",
          "true",
          "zeroDateTimeBehavior",
          "CONVERT_TO_NULL",
          "tinyInt1isBit",
          "false",
          "yearIsDateType",
          "false"),
      // The host is blocked, or has no right to connect; the rest has an SQLSTATE.
      Set.of(1129, 1130)) {
    @Override
    List<String> session(ZoneId zone, Instant now) {
      return ofMySql(zone, now);
    }
  },
  MARIADB(
      "jdbc:mariadb:",
      "mariadb-java-client, from MariaDB",
      Map.of("tinyInt1isBit", "false", "yearIsDateType", "false"),
      Set.of(1129, 1130)) {
    @Override
    List<String> session(ZoneId zone, Instant now) {
      return ofMySql(zone, now);
    }
  },
  /**
   * Rows come as they are read: responseBuffering is adaptive unless the address says otherwise.
   */
  SQL_SERVER(
      "jdbc:sqlserver:",
      "mssql-jdbc, from Microsoft",
      Map.of(),
      // No log-in, no such database, syntax, no such column or object, no right.
      Set.of(18456, 4060, 102, 156, 207, 208, 229, 230)),
  ORACLE(
      "jdbc:oracle:",
      "ojdbc11, from Oracle",
      Map.of(),
      // No log-in, account locked, password expired, no such column or table, no right.
      Set.of(1017, 28000, 28001, 904, 942, 1031)) {
    @Override
    List<String> session(ZoneId zone, Instant now) {
      // The driver's setReadOnly tells the server nothing.
      return List.of(
          "ALTER SESSION SET TIME_ZONE = '" + timeZone(zone, now) + "'",
          "SET TRANSACTION READ ONLY");
    }
  },
  OTHER("", "the JDBC driver, from the maker of the database,", Map.of(), Set.of());

  /** Classes of SQLSTATE: no such user, database, schema, table or column, no right, no syntax. */
  private static final Set<String> REFUSED = Set.of("25", "28", "3D", "3F", "42");

  private final String kind;
  private final String driver;
  private final Map<String, String> properties;
  private final Set<Integer> refused;

  Dialect(String kind, String driver, Map<String, String> properties, Set<Integer> refused) {
    this.kind = kind;
    this.driver = driver;
    this.properties = properties;
    this.refused = refused;
  }

  /**
   * The one of an address.
   *
   * @param kind its start, such as {@code jdbc:mysql:}
   */
  static Dialect of(String kind) {
    return Arrays.stream(values()).filter(d -> d.kind.equals(kind)).findFirst().orElse(OTHER);
  }

  /** Which driver it needs, and whose it is. */
  String driver() {
    return driver;
  }

  /** Properties of a connection. */
  Map<String, String> properties() {
    return properties;
  }

  /**
   * Statements that begin a session: it writes nothing, and times without a zone are in the zone of
   * the mapping, where that is not so anyway.
   */
  List<String> session(ZoneId zone, Instant now) {
    return List.of();
  }

  /** Whether the database refuses for good, so that it is of no use to ask again. */
  boolean refuses(SQLException e) {
    String state = e.getSQLState();
    return state != null && state.length() > 1 && REFUSED.contains(state.substring(0, 2))
        || refused.contains(e.getErrorCode());
  }

  private static List<String> ofMySql(ZoneId zone, Instant now) {
    return List.of(
        "SET SESSION TRANSACTION READ ONLY", "SET time_zone = '" + timeZone(zone, now) + "'");
  }

  /** An offset where the zone has but one, as not every server knows the names of zones. */
  private static String timeZone(ZoneId zone, Instant now) {
    if (zone.getRules().nextTransition(now) != null) {
      return zone.getId();
    }
    String offset = zone.getRules().getOffset(now).getId();
    return offset.equals("Z") ? "+00:00" : offset;
  }
}
