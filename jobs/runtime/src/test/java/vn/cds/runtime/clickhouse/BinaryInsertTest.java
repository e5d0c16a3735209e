package vn.cds.runtime.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.runtime.metrics.util.InterceptingOperatorMetricGroup;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.runtime.options.JobOptions;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;

class BinaryInsertTest {
  /** In another order than the table's, and without those the server fills. */
  private static final List<String> COLUMNS =
      List.of(
          "number",
          "text",
          "word",
          "maybe",
          "id",
          "day",
          "second",
          "at",
          "ended",
          "share",
          "amount",
          "part",
          "size",
          "by.code",
          "by.count");

  private static final Row ROW =
      Row.of(
          Long.MAX_VALUE,
          "Xã Đông Sơn, 'quoted' \\ ? {x:String} \0 😀",
          "online",
          null,
          "3f2c9a52-0a5e-4b8e-9d2b-9f6a4d1c7e55",
          LocalDate.of(2026, 2, 28),
          Instant.parse("2026-10-05T23:59:59Z"),
          Instant.parse("2026-10-05T16:59:59.999Z"),
          null,
          0.125,
          new BigDecimal("12345.6789"),
          -3,
          4,
          new String[] {"1.004616", ""},
          new long[] {-1, Long.MIN_VALUE});

  private static EmbeddedClickHouse clickHouse;

  @BeforeAll
  static void start(@TempDir Path data) {
    clickHouse = EmbeddedClickHouse.start(data);
  }

  @AfterAll
  static void stop() {
    clickHouse.close();
  }

  @BeforeEach
  void createTable() throws SQLException {
    execute("DROP TABLE IF EXISTS t");
    execute(
        """
        CREATE TABLE t
        (
            text LowCardinality(String), word LowCardinality(String), maybe LowCardinality(Nullable(String)),
            id Nullable(UUID), day Date, second DateTime('UTC'), at DateTime64(3, 'UTC'),
            ended Nullable(DateTime64(3, 'UTC')), number UInt64, share Nullable(Float64), amount Decimal(18, 4),
            part Int32, size Int64,
            by Nested(code LowCardinality(String), count Int64),
            twice UInt64 MATERIALIZED 2 * (number % 10), inserted_at DateTime DEFAULT now()
        )
        ENGINE = MergeTree ORDER BY text
        """);
  }

  @Test
  void everyTypeArrivesAsItLeft() throws SQLException {
    ClickHouseConnections connections = connections(COLUMNS);
    insert(connections.getOrEstablishConnection(), ROW);
    connections.closeConnection();
    assertThat(
            read(
                "SELECT number, text, word, maybe, id, day, second, at, ended, share, amount, part,"
                    + " size, by.code, by.count, twice, inserted_at > '2026-01-01' FROM t"))
        .isEqualTo(
            "9223372036854775807|Xã Đông Sơn, 'quoted' \\ ? {x:String} \0"
                + " 😀|online|null|3f2c9a52-0a5e-4b8e-9d2b-9f6a4d1c7e55|2026-02-28|2026-10-05"
                + " 23:59:59|2026-10-05 16:59:59.999|null|0.125|12345.6789|-3|4|['1.004616',"
                + " '']|[-1, -9223372036854775808]|14|1");
  }

  /** Columns are added while jobs run. */
  @Test
  void aColumnThatIsAddedMeanwhileShiftsNothing() throws SQLException {
    ClickHouseConnections connections = connections(List.of("number", "text"));
    try (PreparedStatement statement =
        connections.getOrEstablishConnection().prepareStatement("INSERT")) {
      execute("ALTER TABLE t ADD COLUMN early Int64 DEFAULT 7 FIRST, ADD COLUMN late Int64");
      add(statement, Row.of(5L, "five"));
      statement.executeBatch();
    }
    connections.closeConnection();
    assertThat(read("SELECT early, number, text, late FROM t")).isEqualTo("7|5|five|0");
  }

  @Test
  void anOlderTableIsToldWithWhatToDo() throws SQLException {
    ClickHouseConnections connections = connections(List.of("number", "unheard_of"));
    Connection connection = connections.getOrEstablishConnection();
    assertThatThrownBy(() -> insert(connection, Row.of(1L, "one")))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("table t of ClickHouse is older than this job")
        .hasMessageContaining("unheard_of")
        .hasMessageContaining("./cds migrate");
    connections.closeConnection();
  }

  /** The sink gives up when it cannot connect or prepare, and tries again what fails with a row. */
  @Test
  void aServerThatIsDownFailsTheRowsAndNotThePreparing() throws SQLException {
    ClickHouseConnections connections = connections(List.of("number", "text"));
    clickHouse.kill();
    connections.getOrEstablishConnection();
    assertThat(connections.isConnectionValid()).isFalse();
    Connection connection = connections.reestablishConnection();
    try (PreparedStatement statement = connection.prepareStatement("INSERT")) {
      assertThatThrownBy(() -> add(statement, Row.of(1L, "one")))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("ClickHouse does not tell the columns of the table t");
      clickHouse.restart();
      assertThat(connections.isConnectionValid()).isTrue();
      add(statement, Row.of(1L, "one"));
      statement.executeBatch();
    }
    connections.closeConnection();
    assertThat(read("SELECT number, text FROM t")).isEqualTo("1|one");
  }

  /** The sink adds its rows again when it tries again. */
  @Test
  void whatWasRefusedIsNotSentTwice() throws SQLException {
    ClickHouseConnections connections = connections(List.of("number", "text"));
    try (PreparedStatement statement =
        connections.getOrEstablishConnection().prepareStatement("INSERT")) {
      add(statement, Row.of(1L, "one"));
      execute("RENAME TABLE t TO away");
      assertThatThrownBy(statement::executeBatch)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("ClickHouse did not take rows of the table t");
      execute("RENAME TABLE away TO t");
      add(statement, Row.of(1L, "one"));
      statement.executeBatch();

      assertThatThrownBy(() -> add(statement, Row.of(null, "none")))
          .isInstanceOf(SQLException.class);
      add(statement, Row.of(2L, "two"));
      statement.executeBatch();
    }
    connections.closeConnection();
    assertThat(read("SELECT sum(number), count() FROM t")).isEqualTo("3|2");
  }

  @Test
  void aRowIsMeasuredOnceAndWhenTheServerHasIt() throws SQLException {
    AtomicLong clock = new AtomicLong(1_000);
    InterceptingOperatorMetricGroup metrics = new InterceptingOperatorMetricGroup();
    ClickHouseConnections connections = connections(List.of("number", "text"));
    connections.measure(new RowLatency(metrics, clock::get));
    try (PreparedStatement statement =
        connections.getOrEstablishConnection().prepareStatement("INSERT")) {
      add(statement, 1, new RowTimes(600, 1_000));
      execute("RENAME TABLE t TO away");
      assertThatThrownBy(statement::executeBatch).isInstanceOf(SQLException.class);
      execute("RENAME TABLE away TO t");
      assertThat(values(metrics, RowLatency.FROM_EVENT_TIME)).isEmpty();

      add(statement, 1, new RowTimes(600, 1_000));
      add(statement, 2, new RowTimes(RowTimes.UNKNOWN, 1_900));
      add(statement, 3, new RowTimes(1_700, RowTimes.UNKNOWN));
      add(statement, 4, new RowTimes(1_001, 999)); // taken before the writer started
      add(statement, 5, RowTimes.NONE);
      clock.set(2_000);
      statement.executeBatch();
    }
    connections.closeConnection();
    assertThat(read("SELECT count() FROM t")).isEqualTo("5");
    assertThat(values(metrics, RowLatency.FROM_EVENT_TIME)).containsExactlyInAnyOrder(1_400, 300);
    assertThat(values(metrics, RowLatency.FROM_APPEND_TIME)).containsExactlyInAnyOrder(1_000, 100);
  }

  private static void add(PreparedStatement statement, long number, RowTimes times)
      throws SQLException {
    add(statement, new TimedRow(Row.of(number, "text"), times));
  }

  private static void add(PreparedStatement statement, Row row) throws SQLException {
    add(statement, new TimedRow(row, RowTimes.NONE));
  }

  /** As the JDBC sink does. */
  private static void add(PreparedStatement statement, TimedRow row) throws SQLException {
    statement.unwrap(BinaryInsert.class).add(row);
    statement.addBatch();
  }

  private static long[] values(InterceptingOperatorMetricGroup metrics, String name) {
    return ((Histogram) metrics.get(name)).getStatistics().getValues();
  }

  private static void insert(Connection connection, Row row) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("INSERT")) {
      add(statement, row);
      statement.executeBatch();
    }
  }

  private static ClickHouseConnections connections(List<String> columns) {
    JobOptions options =
        JobOptions.load(
            null,
            Map.of(
                "kafka.bootstrap.servers",
                "localhost:9092",
                "clickhouse.url",
                clickHouse.jdbcUrl("default"),
                "clickhouse.user",
                clickHouse.user(),
                "clickhouse.password.file",
                clickHouse.passwordFile() == null ? "" : clickHouse.passwordFile().toString()));
    return new ClickHouseConnections(options, "t", columns);
  }

  private static Connection driverConnection() throws SQLException {
    return DriverManager.getConnection(
        clickHouse.jdbcUrl("default"), clickHouse.user(), clickHouse.password());
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = driverConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The columns of the only row. */
  private static String read(String sql) throws SQLException {
    try (Connection connection = driverConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM (" + sql + ")")) {
      assertThat(rows.next()).isTrue();
      StringBuilder text = new StringBuilder();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        text.append(i == 1 ? "" : "|").append(rows.getString(i));
      }
      assertThat(rows.next()).isFalse();
      return text.toString();
    }
  }
}
