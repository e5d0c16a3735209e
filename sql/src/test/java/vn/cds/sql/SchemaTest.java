package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What stands in {@code schema.sql}, and the rules that every table keeps. */
class SchemaTest extends ClickHouseTest {

  private static final String WRITE = "cds.schema.write";

  @BeforeAll
  void migrate() {
    Migrator.migrate(database, line -> {});
  }

  @Test
  void schemaSqlIsWhatAFreshServerHas() throws Exception {
    Path file = repository().resolve("sql/schema.sql");
    String schema = dump();
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(file, schema);
    }
    assertThat(schema)
        .as(
            "sql/schema.sql is out of date; write it anew with"
                + " mvn -pl sql test -Dtest=SchemaTest -D%s=true",
            WRITE)
        .isEqualTo(Files.readString(file));
  }

  private String dump() {
    StringBuilder dump =
        new StringBuilder(
            "-- Generated from a fresh server by SchemaTest; never edited by hand.\n");
    for (String name :
        rows(
            """
            SELECT name FROM system.tables
            WHERE database = currentDatabase() AND name NOT LIKE '.%' -- a view's own table
            ORDER BY name
            """)) {
      dump.append('\n')
          .append(
              value("SHOW CREATE TABLE " + name)
                  .replace(database.name() + ".", "cds.")
                  .replace("DEFINER = " + database.user() + " ", "DEFINER = CURRENT_USER "))
          .append(";\n");
    }
    return dump.toString();
  }

  /** The tables that the jobs write: rows of windows, cohorts, dossiers and faults. */
  @Test
  void tablesOfTheJobsAreReplacedByVersionAndPartitionedByTheirKey() {
    for (String row :
        rows(
            """
            SELECT name, engine_full FROM system.tables
            WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND partition_key != ''
            """)) {
      String name = row.substring(0, row.indexOf(' '));
      String key =
          switch (name) {
            case "dead_letter", "too_late" -> "topic, partition, offset";
            case "dossier" -> "commune_code, day, dossier_code";
            case "payer" -> "commune_code, day, payment_id";
            case "retraction" -> "commune_code, stream, occurred_at, event_id";
            default -> "commune_code, " + (name.endsWith("cohort") ? "day" : "window_start");
          };
      String engine =
          key.startsWith("topic") ? "ReplacingMergeTree" : "ReplacingMergeTree(version)";
      String partition =
          key.startsWith("topic")
              ? "topic"
              : "toYYYYMM("
                  + Stream.of("window_start", "occurred_at", "day")
                      .filter(key::contains)
                      .findFirst()
                      .orElseThrow()
                  + ")";
      assertThat(row)
          .startsWith(name + " " + engine + " PARTITION BY " + partition)
          .contains("ORDER BY (" + key + ")")
          .contains("TTL inserted_at + ");
    }
  }

  /** What a load writes is replaced by the next one, or never; declarations are never replaced. */
  @Test
  void smallTablesAreKeptWhole() {
    assertThat(
            rows(
                """
                SELECT name, splitByString(' ORDER BY', engine_full)[1] FROM system.tables
                WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND partition_key = ''
                  AND name NOT LIKE '.%'
                ORDER BY name
                """))
        .containsExactly(
            "alert_rule_set ReplacingMergeTree",
            "alert_silence ReplacingMergeTree",
            "alert_transition ReplacingMergeTree",
            "catalogue_frame MergeTree",
            "catalogue_group MergeTree",
            "catalogue_indicator MergeTree",
            "catalogue_load MergeTree",
            "declared_figure ReplacingMergeTree",
            "figure ReplacingMergeTree(loaded)",
            "former_unit ReplacingMergeTree(loaded)",
            "province ReplacingMergeTree(loaded)",
            "schema_migration ReplacingMergeTree(applied_at)",
            "scoring_rule MergeTree",
            "topic_position ReplacingMergeTree(version)",
            "unit ReplacingMergeTree(loaded)");
    assertThat(
            value(
                "SELECT sorting_key FROM system.tables"
                    + " WHERE database = currentDatabase() AND name = 'declared_figure'"))
        .endsWith("declaration_id");
  }

  /** The jobs write columns by the names that docs/counting.md lists. */
  @Test
  void columnsAreThoseOfTheCountingRules() throws Exception {
    String rules = Files.readString(repository().resolve("docs/counting.md"));
    List<String> unknown = new ArrayList<>();
    for (String column :
        rows(
            """
            SELECT DISTINCT name FROM system.columns
            WHERE database = currentDatabase() AND name != 'inserted_at' AND default_kind != 'MATERIALIZED'
              AND table IN
              (
                  SELECT name FROM system.tables
                  WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND partition_key != ''
              )
            """)) {
      if (!rules.contains(column)) {
        unknown.add(column);
      }
    }
    assertThat(unknown).as("columns that docs/counting.md does not name").isEmpty();
    assertThat(columns("service_request_minute"))
        .isEqualTo(
            "commune_code window_start version counted missed duplicates registered accepted refused"
                + " in_progress supplement_requested fee_requested withdrawn stopped done"
                + " result_returned registered_online registered_postal done_on_time done_late"
                + " retractions retracted inserted_at");
    assertThat(columns("document_day")).isEqualTo(columns("document_minute"));
    assertThat(columns("payment_cohort"))
        .isEqualTo(
            "commune_code day version events payments pending succeeded failed reversed mismatched"
                + " amount_vnd cash cash_vnd by.dimension by.code by.payments by.succeeded by.failed"
                + " by.amount_vnd by.cash by.cash_vnd inserted_at");
  }

  private String columns(String table) {
    return String.join(
        " ",
        rows(
            "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = '"
                + table
                + "' ORDER BY position"));
  }
}
