package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.cds.contract.catalogue.Catalogue;

class CatalogueLoaderTest extends ClickHouseTest {

  private static final Instant MOMENT = Instant.parse("2026-10-08T23:30:00.120Z");
  private static final Clock CLOCK = Clock.fixed(MOMENT, ZoneOffset.UTC);
  private static final List<String> TABLES =
      List.of(
          "catalogue_load",
          "catalogue_frame",
          "catalogue_group",
          "catalogue_indicator",
          "scoring_rule");

  private static final String FILE =
      """
      format: 1
      frames:
        - id: exam
          kind: points
          name: {vi: Bài thi, en: Exam}
          source: đề
          points: 12.5
          classes:
            - {id: passed, from: 50.5, name: {vi: Đạt, en: Passed}}
            - {id: failed, from: 0, name: {vi: Trượt, en: Failed}}
          groups:
            - {id: oral, points: 10, name: {vi: Nói, en: Oral}}
            - {id: written, points: 2.5, name: {vi: Viết, en: Written}}
        - id: list
          kind: criteria
          name: {vi: Danh sách, en: List}
          source: danh sách
          groups:
            - {id: all, count: 3, name: {vi: Tất cả, en: All}}
      indicators:
        - id: "1"
          name: {vi: "Một 'x'", en: One}
          groups: [exam/oral, list/all]
          unit: percent
          input: measured
          versions:
            - effective_from: 2022-06-23
              effective_to: 2026-01-01
              numerator: service_requests.open - 0.5 * service_requests.overdue
              denominator: service_requests.received
              target: 0.8
              points: 10
              minimum_n: 30
              zero_denominator: zero
              source: điều 1
              verified: true
            - effective_from: 2026-01-01
              numerator: declared.households
              target: 100
              better: lower
              points: 9
              source: điều 2
              verified: false
        - id: "2"
          name: {vi: Hai, en: Two}
          unit: count
          input: missing
          versions:
            - effective_from: 2000-01-01
              zero_denominator: full
              source: không
              verified: false
      """;

  /** The tables alone: what the loader writes depends on no view. */
  @BeforeEach
  void emptyTables() {
    Migrator.run(database, SqlFiles.in("migrations"), Collections.emptySortedMap(), progress -> {});
    TABLES.forEach(table -> execute("TRUNCATE TABLE " + table));
  }

  @Test
  void writesEveryFact() {
    assertThat(CatalogueLoader.latest(database)).isEmpty();
    Catalogue catalogue = Catalogue.parse("test.yaml", FILE);
    assertThat(CatalogueLoader.load(database, catalogue, "Đỗ Văn Ấn", "thử", CLOCK)).isEqualTo(1);
    assertThat(CatalogueLoader.latest(database))
        .contains(
            new CatalogueLoader.Load(1, MOMENT, "Đỗ Văn Ấn", "thử", Migrator.checksum(FILE), FILE));
    assertThat(
            rows(
                "SELECT * REPLACE (toString(classes) AS classes) FROM catalogue_frame ORDER BY position"))
        .containsExactly(
            "1 1 exam points Bài thi Exam đề 12.5 [('passed',50.5,'Đạt','Passed'),('failed',0,'Trượt','Failed')]",
            "1 2 list criteria Danh sách List danh sách null []");
    assertThat(rows("SELECT * FROM catalogue_group ORDER BY frame, position"))
        .containsExactly(
            "1 exam 1 oral Nói Oral 10.0 null",
            "1 exam 2 written Viết Written 2.5 null",
            "1 list 1 all Tất cả All null 3");
    assertThat(rows("SELECT * FROM catalogue_indicator ORDER BY position, effective_from"))
        .containsExactly(
            "1 1 1 Một 'x' One ['exam/oral', 'list/all'] percent measured 2022-06-23 2026-01-01"
                + " service_requests.open - 0.5 * service_requests.overdue service_requests.received"
                + " ['service_requests.open', 'service_requests.overdue'] [1.0, -0.5]"
                + " ['service_requests.received'] [1.0] 0.8 higher 10.0 zero 30 điều 1 1",
            "1 1 1 Một 'x' One ['exam/oral', 'list/all'] percent measured 2026-01-01 2149-06-06"
                + " declared.households  ['declared.households'] [1.0] [] [] 100.0 lower 9.0 no-data 0"
                + " điều 2 0",
            "1 2 2 Hai Two [] count missing 2000-01-01 2149-06-06   [] [] [] [] null higher null full 0"
                + " không 0");
  }

  @Test
  void theSameFileAgainIsNoNewLoad() {
    Catalogue first = Catalogue.parse("a.yaml", FILE);
    Catalogue second = Catalogue.parse("a.yaml", FILE.replace("0.8", "0.9"));
    assertThat(load(first)).isEqualTo(1);
    assertThat(load(first)).isEqualTo(1);
    assertThat(load(second)).isEqualTo(2);
    assertThat(load(second)).isEqualTo(2);
    // back to the first file: the latest load is another one
    assertThat(load(first)).isEqualTo(3);
    assertThat(rows("SELECT load, count() FROM catalogue_indicator GROUP BY load ORDER BY load"))
        .containsExactly("1 3", "2 3", "3 3");
    assertThat(
            rows(
                "SELECT load, target FROM catalogue_indicator WHERE effective_to = '2026-01-01' ORDER BY load"))
        .containsExactly("1 0.8", "2 0.9", "3 0.8");
  }

  @Test
  void anInterruptedLoadIsNeverSeenAndItsNumberNotUsedAgain() {
    Catalogue catalogue = Catalogue.parse("a.yaml", FILE);
    load(catalogue);
    execute("RENAME TABLE catalogue_load TO catalogue_load_aside");
    execute("CREATE VIEW catalogue_load AS SELECT * FROM catalogue_load_aside");
    Catalogue next = Catalogue.parse("a.yaml", FILE + "# changed\n");
    assertThatThrownBy(() -> load(next))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("Loading the catalogue's table catalogue_load failed");
    execute("DROP VIEW catalogue_load SYNC");
    execute("RENAME TABLE catalogue_load_aside TO catalogue_load");
    assertThat(value("SELECT max(load) FROM catalogue_indicator")).isEqualTo("2");
    assertThat(CatalogueLoader.latest(database))
        .get()
        .extracting(CatalogueLoader.Load::number)
        .isEqualTo(1L);
    assertThat(load(next)).isEqualTo(3);
  }

  @Test
  void theBundledFileIsLoadedOnceIfThereIsNone() {
    CatalogueLoader.loadBundledIfNone(database, CLOCK);
    CatalogueLoader.loadBundledIfNone(database, CLOCK);
    assertThat(rows("SELECT load, loaded_by, text = '' FROM catalogue_load"))
        .containsExactly("1 bundled 0");
    long versions =
        Catalogue.bundled().indicators().stream().mapToLong(i -> i.versions().size()).sum();
    assertThat(value("SELECT count() FROM catalogue_indicator")).isEqualTo(Long.toString(versions));
    assertThat(
            value(
                "SELECT sum(points) FROM catalogue_indicator WHERE input = 'measured' AND load = 1"))
        .isEqualTo("52.0");

    Catalogue own = Catalogue.parse("own.yaml", FILE);
    assertThat(load(own)).isEqualTo(2);
    CatalogueLoader.loadBundledIfNone(database, CLOCK);
    assertThat(CatalogueLoader.latest(database))
        .get()
        .extracting(CatalogueLoader.Load::text)
        .isEqualTo(FILE);
  }

  @Test
  void whatNobodyHasVerifiedHasNoWorth() {
    String worths =
        "SELECT frame, effective_from, rules.worths FROM scoring_rule"
            + " WHERE frame != '' AND notEmpty(rules.worths) AND load = %d"
            + " ORDER BY frame, effective_from";
    // As the version before wrote it.
    execute("DROP VIEW scoring_rule_writer SYNC");
    execute(SqlFiles.in("migrations").get("0027_create_scoring_rule_writer.sql"));
    load(Catalogue.parse("a.yaml", FILE));
    assertThat(rows(worths.formatted(1))).contains("exam 2026-01-01 [9.0]");

    // Migrating changes the writer and loads the catalogue anew, once.
    execute(SqlFiles.in("migrations").get("0045_modify_scoring_rule_writer.sql"));
    CatalogueLoader.loadBundledIfNone(database, CLOCK);
    assertThat(rows(worths.formatted(2)))
        .containsExactly(
            "exam 2022-06-23 [10.0]",
            "exam 2026-01-01 [NULL]",
            "list 2022-06-23 [1.0]",
            "list 2026-01-01 [NULL]");
    assertThat(rows(worths.formatted(1))).contains("exam 2026-01-01 [9.0]");
    CatalogueLoader.loadBundledIfNone(database, CLOCK);
    assertThat(value("SELECT max(load) FROM catalogue_load")).isEqualTo("2");
  }

  private long load(Catalogue catalogue) {
    return CatalogueLoader.load(database, catalogue, "test", "test", CLOCK);
  }
}
