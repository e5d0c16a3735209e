package vn.cds.dashboard.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.cds.sql.Row;

/** The rows of a named query as objects of an answer: its columns, under their names. */
final class Rows {

  /** ClickHouse's tuples come without the names that the heads of the queries give. */
  private static final Map<String, List<String>> TUPLES =
      Map.of(
          "scoreboard.groups", List.of("id", "points", "computable", "of"),
          "commune_score.groups", List.of("id", "points", "computable", "of"),
          "explanation_parts.declared", declared(),
          "comparison.declared", declared(),
          "recognition_progress.declared",
              List.of("figure", "number", "period", "observed_on", "document", "office"),
          "recognition_units.steps", List.of("step", "taken_on", "document"));

  /** What queries tell the board's page alone. */
  private static final Set<String> OF_THE_PAGE = Set.of("scoreboard.indicators");

  /** The moment of the figures, which is told once for all rows. */
  static final String AS_OF = "as_of";

  private static final Set<String> FLAGS =
      Set.of(
          "verified",
          "restated",
          "late_arrival",
          "submitted_by_day",
          "accepted_by_day",
          "due_by_day",
          "occurred_by_day",
          "unsettled_retractions.found",
          "unsettled_retractions.exact",
          "suspected_sync_fault",
          "overdue_dossiers.overdue");

  private Rows() {}

  private static List<String> declared() {
    return List.of(
        "figure",
        "numerator",
        "denominator",
        "period",
        "observed_on",
        "document",
        "declared_at",
        "office");
  }

  static List<Map<String, Object>> of(String query, List<Row> rows) {
    return rows.stream().map(row -> of(query, row)).toList();
  }

  static Map<String, Object> of(String query, Row row) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (String column : row.columns()) {
      if (!column.equals(AS_OF) && !OF_THE_PAGE.contains(query + "." + column)) {
        object.put(column, value(query, column, row));
      }
    }
    return object;
  }

  private static Object value(String query, String column, Row row) {
    Object value = row.plain(column);
    if (FLAGS.contains(column) || FLAGS.contains(query + "." + column)) {
      return row.flag(column);
    }
    if (value instanceof Double number && !Double.isFinite(number)) {
      return null; // nothing can be computed; neither JSON nor a workbook has such a number
    }
    List<String> names = TUPLES.get(query + "." + column);
    if (names == null || value == null) {
      return value;
    }
    return ((List<?>) value).stream().map(tuple -> named(names, (List<?>) tuple)).toList();
  }

  private static Map<String, Object> named(List<String> names, List<?> tuple) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      object.put(names.get(i), tuple.get(i));
    }
    return object;
  }
}
