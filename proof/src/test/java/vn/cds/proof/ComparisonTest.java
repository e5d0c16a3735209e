package vn.cds.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import vn.cds.proof.oracle.Row;
import vn.cds.proof.oracle.TableShape;

class ComparisonTest {
  private static final TableShape MINUTE = TableShape.of("document_minute");
  private static final TableShape COHORT = TableShape.of("payment_cohort");
  private static final TableShape DOSSIER = TableShape.of("dossier");

  private static Row row(TableShape shape, Object... columnsAndValues) {
    Row row = new Row(shape);
    for (int i = 0; i < columnsAndValues.length; i += 2) {
      row.put((String) columnsAndValues[i], columnsAndValues[i + 1]);
    }
    return row;
  }

  private static Map<String, Row> rows(Object... keysAndRows) {
    Map<String, Row> rows = new HashMap<>();
    for (int i = 0; i < keysAndRows.length; i += 2) {
      rows.put((String) keysAndRows[i], (Row) keysAndRows[i + 1]);
    }
    return rows;
  }

  private static SortedMap<String, SortedMap<String, Long>> by(String code, long cash) {
    return new TreeMap<>(Map.of(code, new TreeMap<>(Map.of("cash", cash, "payments", 2L))));
  }

  @Test
  void equalTables() {
    Map<String, Row> rows = rows("a", row(MINUTE, "counted", 1L), "b", row(MINUTE));

    Comparison.Result result =
        Comparison.compare(
            MINUTE, rows, rows("b", row(MINUTE), "a", row(MINUTE, "counted", 1L)), 20);

    assertThat(result).isEqualTo(new Comparison.Result("document_minute", 2, 2, 0, List.of()));
  }

  @Test
  void plantedDifferencesAreFound() {
    Map<String, Row> expected =
        rows(
            "a", row(MINUTE, "counted", 1L, "version", 16_777_216L),
            "b", row(MINUTE, "counted", 1L),
            "c", row(MINUTE, "counted", 1L));
    Map<String, Row> found =
        rows(
            "a", row(MINUTE, "counted", 2L, "version", (2L << 56) + 33_554_433L),
            "c", row(MINUTE, "counted", 1L, "arrived", 0L),
            "d", row(MINUTE));

    Comparison.Result result = Comparison.compare(MINUTE, expected, found, 20);

    assertThat(result.count()).isEqualTo(5);
    assertThat(result.expectedRows()).isEqualTo(3);
    assertThat(result.foundRows()).isEqualTo(3);
    assertThat(result.first().stream().map(Difference::toString))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "document_minute [a] version: expected generation 0, events 1, extra 0,"
                            + " found generation 2, events 2, extra 1"),
            line -> assertThat(line).isEqualTo("document_minute [a] counted: expected 1, found 2"),
            line -> assertThat(line).startsWith("document_minute [b]: row expected, none found: {"),
            line ->
                assertThat(line).isEqualTo("document_minute [c] arrived: expected null, found 0"),
            line ->
                assertThat(line).startsWith("document_minute [d]: row found, none expected: {"));
  }

  @Test
  void aBreakdownIsComparedFigureByFigure() {
    Comparison.Result result =
        Comparison.compare(
            COHORT,
            rows("a", row(COHORT, "by", by("method:cash", 1))),
            rows("a", row(COHORT, "by", by("method:cash", 2))),
            20);

    assertThat(result.first().stream().map(Difference::toString))
        .containsExactly("payment_cohort [a] by.cash[method:cash]: expected 1, found 2");

    assertThat(
            Comparison.compare(
                    COHORT,
                    rows("a", row(COHORT, "by", by("method:cash", 1))),
                    rows("a", row(COHORT, "by", new TreeMap<>())),
                    20)
                .count())
        .isEqualTo(2);
  }

  @Test
  void timesAreComparedToTheMillisecond() {
    Instant time = Instant.parse("2026-10-05T02:00:00.001Z");

    assertThat(
            Comparison.compare(
                    DOSSIER,
                    rows("a", row(DOSSIER, "ended_at", time)),
                    rows("a", row(DOSSIER, "ended_at", time.plusMillis(1))),
                    20)
                .first())
        .containsExactly(new Difference("dossier", "a", "ended_at", time, time.plusMillis(1)));
  }

  @Test
  void allDifferencesAreCountedAndTheFirstByKeyAreKept() {
    Map<String, Row> found = new HashMap<>();
    for (int i = 0; i < 1000; i++) {
      found.put("%04d".formatted(i), row(MINUTE));
    }

    Comparison.Result result = Comparison.compare(MINUTE, Map.of(), found, 20);

    assertThat(result.count()).isEqualTo(1000);
    assertThat(result.first()).hasSize(20);
    assertThat(result.first().get(19).key()).isEqualTo("0019");
  }
}
