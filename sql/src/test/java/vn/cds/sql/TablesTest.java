package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How rows go in, which one stands, and when they go. */
class TablesTest extends MigratedTest {

  @Test
  void aStaleRowThatComesLaterLoses() {
    insert("document_day", flow("2026-10-07 17:00:00", 12, 7));
    insert("document_day", flow("2026-10-07 17:00:00", 11, 5));
    insert("document_day", flow("2026-10-07 17:00:00", 12, 7));
    String query = "SELECT day, counted FROM document_day_current";
    assertThat(rows(query)).containsExactly("2026-10-08 7");
    executeOnTables("OPTIMIZE TABLE document_day FINAL");
    assertThat(rows("SELECT version, counted FROM document_day")).containsExactly("12 7");
    assertThat(rows(query)).containsExactly("2026-10-08 7");
  }

  @Test
  void versionsUseAll64Bits() {
    BigInteger highest = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    insert("document_hour", flow("2026-10-07 17:00:00", highest, 7));
    insert("document_hour", flow("2026-10-07 17:00:00", highest.shiftRight(1), 5));
    assertThat(rows("SELECT counted FROM document_hour_current")).containsExactly("7");
  }

  @Test
  void aDossierThatMovedToAnotherDayIsHiddenOnTheOldOne() {
    insert("dossier", dossier("2026-10-07", 1, 0));
    insert("dossier", dossier("2026-10-07", 2, 1), dossier("2026-10-08", 2, 0));
    assertThat(rows("SELECT day FROM dossier_current")).containsExactly("2026-10-08");
    // a stale row without the mark does not bring it back
    insert("dossier", dossier("2026-10-07", 1, 0));
    executeOnTables("OPTIMIZE TABLE dossier FINAL");
    assertThat(rows("SELECT day FROM dossier_current")).containsExactly("2026-10-08");
  }

  /** Otherwise the gap of the books would open again when rejects go. */
  @ParameterizedTest
  @ValueSource(strings = {"document_day", "dead_letter", "too_late"})
  void whatTheBooksAreMadeOfGoesAtTheSameTime(String table) {
    assertThat(
            rows(
                "SELECT engine_full FROM system.tables WHERE database = currentDatabase() AND name"
                    + " = '"
                    + table
                    + "'"))
        .singleElement()
        .asString()
        .contains("TTL inserted_at + toIntervalYear(10)");
  }

  /** History of 2010 stays as long after its import as the figures of today. */
  @ParameterizedTest
  @CsvSource({
    "payment_minute, window_start, 14, DAY",
    "payment_hour, window_start, 400, DAY",
    "payment_day, window_start, 10, YEAR",
    "payment_cohort, day, 10, YEAR",
    "payer, day, 800, DAY",
  })
  void rowsGoByTheTimeOfTheirInsertion(String table, String time, int keep, String unit) {
    insertAged(table, time, "2010-07-01", keep - 1, unit);
    insertAged(table, time, "2010-07-02", keep + 1, unit);
    executeOnTables("OPTIMIZE TABLE " + table + " FINAL");
    assertThat(
            rows("SELECT toDate(%1$s) FROM %2$s WHERE toYear(%1$s) = 2010".formatted(time, table)))
        .containsExactly("2010-07-01");
  }

  private void insertAged(String table, String time, String day, int age, String unit) {
    execute(
        "INSERT INTO %s (commune_code, %s, version, inserted_at) SELECT '14758', toDateTime('%s', 'UTC'), 1, now() - INTERVAL %d %s"
            .formatted(table, time, day, age, unit));
  }

  /** Exactly as the sink of the jobs binds them. */
  @Test
  void jdbcBatchesBindEveryTypeExactly() throws Exception {
    Instant time = Instant.parse("2026-10-08T23:30:00.123Z");
    try (Connection connection = connect("clickhouse_setting_async_insert", "0")) {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO payment_cohort (commune_code, day, version, `by.dimension`, `by.code`,"
                  + " `by.payments`, `by.succeeded`, `by.failed`, `by.amount_vnd`, `by.cash`,"
                  + " `by.cash_vnd`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
        bind(insert, "00001", new String[] {"method", "it's \\ \t\"x\" ?"}, 1, Long.MAX_VALUE);
        bind(insert, "00002", new String[0]);
        insert.executeBatch();
        bind(insert, "00003", new String[] {"method"}, 1, 2);
        assertThatThrownBy(insert::executeBatch).hasMessageContaining("SIZES_OF_ARRAYS");
      }
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO dossier (commune_code, day, dossier_code, version, level, submitted_at,"
                  + " due_at, ended_at, supplements, waiting, fee_due_vnd)"
                  + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
        insert.setString(1, "00001");
        insert.setObject(2, LocalDate.of(2026, 10, 9));
        insert.setString(3, "H56-1");
        insert.setLong(4, (1L << 56) + (1L << 24));
        insert.setString(5, null);
        insert.setObject(6, time);
        insert.setObject(7, null);
        insert.setObject(8, Instant.parse("2026-10-08T23:30:00Z"));
        insert.setInt(9, 2);
        insert.setBoolean(10, true);
        insert.setNull(11, Types.BIGINT);
        insert.addBatch();
        insert.executeBatch();
      }
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO dead_letter (topic, partition, offset, detail, commune_code, event_id)"
                  + " VALUES (?, ?, ?, ?, ?, ?)")) {
        UUID id = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        insert.setString(1, "cds.documents");
        insert.setInt(2, 1);
        insert.setLong(3, 7);
        insert.setString(4, "'\\\n\t?{x:String} đ 😀");
        insert.setString(5, null);
        insert.setObject(6, id);
        insert.addBatch();
        insert.executeBatch();
      }
    }
    assertThat(
            rows(
                "SELECT commune_code, day, version, `by.code`[2] = 'it\\'s \\\\ \\t\"x\" ?',"
                    + " `by.amount_vnd` FROM payment_cohort WHERE commune_code LIKE '0%' ORDER BY"
                    + " ALL"))
        .containsExactly(
            "00001 2026-10-09 18446744073709551615 1 [1, 9223372036854775807]",
            "00002 2026-10-09 18446744073709551615 0 []");
    assertThat(
            rows(
                "SELECT version, level, toString(submitted_at), due_at, toString(ended_at),"
                    + " supplements, waiting, fee_due_vnd FROM dossier WHERE commune_code ="
                    + " '00001'"))
        .containsExactly(
            "72057594054705152 null 2026-10-08 23:30:00.123 null 2026-10-08 23:30:00.000 2 1 null");
    assertThat(
            rows(
                "SELECT detail = '\\'\\\\\\n"
                    + "\\t?{x:String} đ 😀', commune_code, event_id FROM dead_letter"))
        .containsExactly("1 null 00112233-4455-6677-8899-aabbccddeeff");
  }

  private static void bind(PreparedStatement insert, String commune, String[] texts, long... sums)
      throws Exception {
    insert.setString(1, commune);
    insert.setObject(2, LocalDate.of(2026, 10, 9));
    insert.setObject(3, BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
    insert.setObject(4, texts);
    insert.setObject(5, texts);
    for (int i = 6; i <= 11; i++) {
      insert.setObject(i, sums);
    }
    insert.addBatch();
  }

  /** A shuffled import of many years touches more partitions in one batch than are allowed. */
  @Test
  void aBatchMayTouchEveryMonthWhenTheWriterSaysSo() throws Exception {
    String insert =
        "INSERT INTO document_cohort (commune_code, day) SELECT '14758',"
            + " addMonths(toDate('2005-01-01'), number) FROM numbers(240)";
    try (Connection connection = connect("clickhouse_setting_async_insert", "0")) {
      assertThatThrownBy(() -> connection.createStatement().execute(insert))
          .hasMessageContaining("TOO_MANY_PARTS");
    }
    try (Connection connection =
        connect("clickhouse_setting_max_partitions_per_insert_block", "0")) {
      connection.createStatement().execute(insert);
    }
    assertThat(value("SELECT count() FROM document_cohort_current")).isEqualTo("240");
  }

  @Test
  void deadLettersAreKeptOncePerRecord() {
    for (String code : List.of("NOT_JSON", "WRONG_TYPE")) {
      insert(
          "dead_letter", row("topic", "cds.payments", "partition", 2, "offset", 9, "code", code));
    }
    assertThat(rows("SELECT code FROM dead_letter_current WHERE topic = 'cds.payments'"))
        .containsExactly("WRONG_TYPE");
  }

  private Connection connect(String name, String value) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("user", database.user());
    properties.setProperty("password", database.password());
    properties.setProperty(name, value);
    return DriverManager.getConnection(
        "jdbc:clickhouse:" + database.url() + "/" + database.name(), properties);
  }

  private static java.util.Map<String, Object> flow(String start, Number version, int counted) {
    return row(
        "commune_code", "14758", "window_start", start, "version", version, "counted", counted);
  }

  private static java.util.Map<String, Object> dossier(String day, int version, int deleted) {
    return row(
        "commune_code",
        "14758",
        "day",
        day,
        "dossier_code",
        "H56-7",
        "version",
        version,
        "deleted",
        deleted);
  }
}
