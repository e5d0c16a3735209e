package vn.cds.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.proof.oracle.Row;
import vn.cds.proof.oracle.TableShape;
import vn.cds.sql.Database;
import vn.cds.sql.Migrator;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;

class ClickHouseReaderTest {
  /** Columns that are no function of the records, or that the contract leaves to the jobs. */
  private static final Map<String, Set<String>> NOT_COMPARED =
      Map.of(
          "dead_letter",
          Set.of("job", "job_version", "detail", "commune_code", "event_id", "payload", "size"),
          "too_late",
          Set.of("job"),
          // ClickHouse's own, made of the breakdown that is compared.
          "service_request_cohort",
          Set.of("procedures_with_fee", "procedures_paid_online"));

  @TempDir private static Path data;
  private static EmbeddedClickHouse clickHouse;
  private static ClickHouseReader reader;

  @BeforeAll
  static void start() {
    clickHouse = EmbeddedClickHouse.start(data);
    Migrator.migrate(
        Database.of(clickHouse.httpUrl(), clickHouse.user(), clickHouse.password()), line -> {});
    reader = ClickHouseReader.of(clickHouse);
  }

  @AfterAll
  static void stop() {
    clickHouse.close();
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                clickHouse.jdbcUrl(Database.DEFAULT_NAME),
                clickHouse.user(),
                clickHouse.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A column that nobody compares is a column that nobody proves. */
  @Test
  void everyColumnOfEveryTableIsCompared() {
    for (TableShape shape : TableShape.ALL) {
      Set<String> compared = new TreeSet<>();
      Stream.concat(shape.key().stream(), shape.columns().stream())
          .map(TableShape.Column::name)
          .filter(name -> !name.equals(TableShape.BY))
          .forEach(compared::add);
      if (!shape.breakdown().isEmpty()) {
        compared.addAll(Set.of("by.dimension", "by.code"));
        shape.breakdown().forEach(figure -> compared.add(TableShape.BY + "." + figure));
      }
      compared.addAll(NOT_COMPARED.getOrDefault(shape.table(), Set.of()));
      compared.add("inserted_at");

      assertThat(reader.columns(shape.table()).stream().collect(Collectors.toSet()))
          .as(shape.table())
          .isEqualTo(compared);
    }
  }

  @Test
  void theHighestVersionIsRead() throws SQLException {
    String insert =
        "INSERT INTO document_minute (commune_code, window_start, version, counted, done) VALUES ";
    execute(insert + "('14758', '2026-10-05 02:00:00', 33554432, 2, 1)");
    execute(insert + "('14758', '2026-10-05 02:00:00', 16777216, 1, 1)");
    execute(insert + "('14797', '2026-10-05 02:00:00', 18374686479671623681, 3, 0)");

    Map<String, Row> rows = reader.read(TableShape.of("document_minute"));

    assertThat(rows).containsOnlyKeys("14758|2026-10-05T02:00:00Z", "14797|2026-10-05T02:00:00Z");
    assertThat(rows.get("14758|2026-10-05T02:00:00Z"))
        .containsEntry("version", 33_554_432L)
        .containsEntry("counted", 2L)
        .containsEntry("done", 1L)
        .containsEntry("arrived", 0L);
    // Generation 255 needs the highest bit.
    assertThat(rows.get("14797|2026-10-05T02:00:00Z")).containsEntry("version", (255L << 56) + 1);
  }

  @Test
  void breakdownsTimesAndNulls() throws SQLException {
    execute(
        "INSERT INTO payment_cohort (commune_code, day, version, events, `by.dimension`, `by.code`,"
            + " `by.payments`, `by.succeeded`, `by.failed`, `by.amount_vnd`, `by.cash`,"
            + " `by.cash_vnd`) VALUES ('14758', '2026-10-05', 1, 1, ['category', 'method'],"
            + " ['fee', 'qr'], [1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [11, 12])");
    execute(
        "INSERT INTO dossier (commune_code, day, dossier_code, version, submitted_at, ended_at)"
            + " VALUES ('14758', '2026-10-05', 'H56-1', 1, '2026-10-05 01:00:00.123', NULL)");

    Row cohort = reader.read(TableShape.of("payment_cohort")).get("14758|2026-10-05");
    assertThat(cohort)
        .containsEntry(
            TableShape.BY,
            Map.of(
                "category:fee",
                    Map.of(
                        "payments", 1L,
                        "succeeded", 3L,
                        "failed", 5L,
                        "amount_vnd", 7L,
                        "cash", 9L,
                        "cash_vnd", 11L),
                "method:qr",
                    Map.of(
                        "payments", 2L,
                        "succeeded", 4L,
                        "failed", 6L,
                        "amount_vnd", 8L,
                        "cash", 10L,
                        "cash_vnd", 12L)));
    assertThat(reader.read(TableShape.of("dossier")).get("14758|2026-10-05|H56-1"))
        .containsEntry("submitted_at", Instant.parse("2026-10-05T01:00:00.123Z"))
        .containsEntry("ended_at", null)
        .containsEntry("level", null)
        .containsEntry("fee_due_vnd", null);
  }

  @Test
  void whatClickHouseRefusesIsTold() {
    ClickHouseReader wrong =
        new ClickHouseReader(
            clickHouse.httpUrl(), clickHouse.user(), clickHouse.password(), "nowhere");

    org.assertj.core.api.Assertions.assertThatThrownBy(() -> wrong.read(TableShape.of("dossier")))
        .hasMessageContaining("ClickHouse refused SELECT")
        .hasMessageContaining("nowhere");
    assertThat(List.of(wrong.columns("dossier"))).containsExactly(List.of());
  }
}
