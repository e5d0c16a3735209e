package vn.cds.importer.view;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import vn.cds.contract.time.VietnamTime;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.mapping.ViewRule;
import vn.cds.importer.table.TableRows;
import vn.cds.importer.value.Nearest;

/**
 * Reads a view of a database: one read-only statement that names the wanted columns, whose rows are
 * fetched some hundred at a time.
 */
public final class ViewSource {
  private static final int FETCH = 500;

  private static final Duration LOGIN = Duration.ofSeconds(30);

  private final ViewRule rule;
  private final Dialect dialect;
  private final ZoneId zone;
  private final JdbcDrivers drivers;
  private final Clock clock;

  /** The view of a mapping that has one. */
  public ViewSource(Mapping mapping, JdbcDrivers drivers, Clock clock) {
    this(mapping.view(), mapping.times().zone(), drivers, clock);
  }

  /** A view without a mapping. */
  public ViewSource(ViewRule rule, JdbcDrivers drivers, Clock clock) {
    this(rule, VietnamTime.ZONE, drivers, clock);
  }

  private ViewSource(ViewRule rule, ZoneId zone, JdbcDrivers drivers, Clock clock) {
    this.rule = rule;
    this.dialect = Dialect.of(rule.kind());
    this.zone = zone;
    this.drivers = drivers;
    this.clock = clock;
  }

  /**
   * Begins to read all columns of all rows.
   *
   * @throws UnusableInput when it has no such view, or no driver
   * @throws ViewUnavailable when the database does not answer
   */
  public ViewRows openAll() {
    return open(null, null);
  }

  /** What messages and places call it. */
  public String name() {
    return rule.name();
  }

  /**
   * Begins to read.
   *
   * @param wanted names of columns as a mapping has them
   * @param from the value of the column that grows from which on rows are read; null: all rows
   * @throws UnusableInput when it has no such view or column, or no driver
   * @throws ViewUnavailable when the database does not answer
   */
  public ViewRows open(List<String> wanted, String from) {
    Connection connection = connect();
    try {
      return open(connection, wanted, from);
    } catch (SQLException e) {
      close(connection);
      throw unavailable("does not give its rows", e);
    } catch (RuntimeException e) {
      close(connection);
      throw e;
    }
  }

  private ViewRows open(Connection connection, List<String> wanted, String from)
      throws SQLException {
    // Some databases fix what a transaction sees with its first statement.
    Instant begin = clock.instant();
    // PostgreSQL fetches in parts only within a transaction.
    connection.setAutoCommit(false);
    try (Statement session = connection.createStatement()) {
      for (String statement : dialect.session(zone, begin)) {
        session.execute(statement);
      }
    }
    connection.setReadOnly(true);
    List<ViewColumn> there = columns(connection);
    List<ViewColumn> columns = new ArrayList<>(wanted == null ? there : List.of());
    for (String name : wanted == null ? List.<String>of() : wanted) {
      ViewColumn column = find(there, name);
      if (column == null) {
        throw missing(name, there);
      }
      if (!columns.contains(column)) {
        columns.add(column);
      }
    }
    int growing = -1;
    if (rule.growing() != null) {
      ViewColumn column = find(there, rule.growing());
      if (column == null) {
        throw missing(rule.growing(), there);
      }
      if (!column.canGrow()) {
        throw new UnusableInput(
            "view.growing: " + column.label() + " is neither a number, a day nor a time");
      }
      if (!columns.contains(column)) {
        columns.add(column);
      }
      growing = columns.indexOf(column);
    }
    boolean part = growing >= 0 && from != null;
    String quote = connection.getMetaData().getIdentifierQuoteString();
    StringBuilder sql = new StringBuilder("SELECT ");
    for (int i = 0; i < columns.size(); i++) {
      sql.append(i == 0 ? "" : ", ").append(quoted(columns.get(i), quote));
    }
    sql.append(" FROM ").append(rule.from());
    if (part) {
      sql.append(" WHERE ").append(quoted(columns.get(growing), quote)).append(" >= ?");
    }
    PreparedStatement statement = prepare(connection, sql.toString());
    if (part) {
      columns.get(growing).bind(statement, 1, from);
    }
    ResultSet rows = statement.executeQuery();
    return new ViewRows(this, connection, statement, rows, columns, growing, begin, zone);
  }

  private List<ViewColumn> columns(Connection connection) throws SQLException {
    List<ViewColumn> columns = new ArrayList<>();
    try (PreparedStatement statement =
            prepare(connection, "SELECT * FROM " + rule.from() + " WHERE 1 = 0");
        ResultSet none = statement.executeQuery()) {
      ResultSetMetaData names = none.getMetaData();
      for (int i = 1; i <= names.getColumnCount(); i++) {
        columns.add(ViewColumn.of(names, i));
      }
    }
    return columns;
  }

  private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    statement.setFetchSize(FETCH);
    statement.setQueryTimeout((int) rule.timeout().toSeconds());
    return statement;
  }

  private static ViewColumn find(List<ViewColumn> columns, String name) {
    return columns.stream()
        .filter(c -> TableRows.columnKey(c.label()).equals(TableRows.columnKey(name)))
        .findFirst()
        .orElse(null);
  }

  private UnusableInput missing(String name, List<ViewColumn> there) {
    List<String> names = there.stream().map(ViewColumn::label).toList();
    return new UnusableInput(
        "the column '%s' is not in %s; the nearest is %s. It has: %s"
            .formatted(
                name, rule.name(), Nearest.of(name, names).get(0), String.join(", ", names)));
  }

  private static String quoted(ViewColumn column, String quote) {
    return quote.isBlank()
        ? column.label()
        : quote + column.label().replace(quote, quote + quote) + quote;
  }

  private Connection connect() {
    Driver driver = drivers.find(rule.url(), rule.kind());
    Properties properties = new Properties();
    if (rule.user() != null) {
      properties.setProperty("user", rule.user());
    }
    if (rule.passwordFile() != null) {
      properties.setProperty("password", password());
    }
    properties.putAll(dialect.properties());
    // Every driver asks for it.
    DriverManager.setLoginTimeout((int) LOGIN.toSeconds());
    try {
      Connection connection = driver.connect(rule.url(), properties);
      // Its executor ends connections that do not answer; a thread of the driver's is enough.
      connection.setNetworkTimeout(Runnable::run, (int) rule.timeout().toMillis());
      return connection;
    } catch (SQLException e) {
      throw unavailable("cannot be reached", e);
    }
  }

  private String password() {
    try {
      return Files.readString(rule.passwordFile(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UnusableInput(
          "view.password_file: "
              + rule.passwordFile()
              + " cannot be read. Write the password to this file, for this user to read",
          e);
    }
  }

  /**
   * @param what the end of a sentence that begins with the database
   */
  RuntimeException unavailable(String what, SQLException e) {
    if (dialect.refuses(e)) {
      return new UnusableInput(
          "the database of the view %s (%s) refuses: %s. Correct the keys view. of the mapping, or the rights of view.user"
              .formatted(rule.name(), rule.kind(), reason(e)),
          e);
    }
    return new ViewUnavailable(
        "the database of the view %s (%s) %s: %s. Nothing of this reading is imported; try again when the database answers"
            .formatted(rule.name(), rule.kind(), what, reason(e)),
        e);
  }

  /** Databases print values of rows when they cannot convert them. */
  private static String reason(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("22") || state.startsWith("23")
        ? "a value of a row is wrong for the statement (SQLSTATE " + state + ", see its log)"
        : e.getMessage();
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is of no more use.
    }
  }
}
