package vn.cds.contract.catalogue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import vn.cds.contract.Figure;
import vn.cds.contract.Figures;

/** The measures a formula may use (docs/scoring.md). */
public final class Measures {

  /** Declared figures follow this prefix. */
  public static final String DECLARED = "declared.";

  private static final Pattern FIGURE =
      Pattern.compile("[a-z0-9][a-z0-9_-]*(\\.[a-z0-9][a-z0-9_-]*)*");
  private static final Pattern PART = Pattern.compile("\\.(numerator|denominator)$");

  private static final Map<String, List<String>> COLUMNS = columns();

  private Measures() {}

  private static Map<String, List<String>> columns() {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    columns.put(
        "service_requests",
        List.of(
            "dossiers",
            "declined",
            "received",
            "done_on_time",
            "done_late",
            "done_undated",
            "open",
            "open_waiting",
            "overdue",
            "overdue_suspected",
            "online",
            "online_electronic_result",
            "fee_due",
            "fee_paid_online",
            "procedures_with_fee",
            "procedures_paid_online",
            "result_due",
            "result_electronic",
            "digitised",
            "component_reused",
            "personal_store",
            "identity_verified",
            "rated",
            "dissatisfied",
            "dissatisfied_scaled",
            "synchronised",
            "answered_in_time",
            "answer_by_day",
            "multiple_supplements",
            "handled",
            "handling_elapsed_ms",
            "handling_working_ms",
            "suspected_sync_fault"));
    columns.put(
        "documents",
        List.of(
            "documents",
            "secret",
            "non_secret",
            "electronic",
            "incoming",
            "outgoing",
            "signed_personally",
            "signed_by_organisation",
            "with_due",
            "done_by_due",
            "receipt_measured",
            "receipt_delay_ms",
            "refused",
            "recalled"));
    columns.put(
        "payments",
        List.of(
            "payments",
            "pending",
            "succeeded",
            "failed",
            "reversed",
            "mismatched",
            "amount_vnd",
            "cash",
            "cash_vnd",
            "payers_electricity_cashless"));
    return columns;
  }

  /** All measures of the event streams, as {@code source.column}. */
  public static List<String> ofStreams() {
    return COLUMNS.entrySet().stream()
        .flatMap(source -> source.getValue().stream().map(column -> source.getKey() + "." + column))
        .toList();
  }

  /** Whether the measure is a declared figure, or a part of one. */
  public static boolean isDeclared(String measure) {
    return measure.startsWith(DECLARED);
  }

  /** The id of the figure behind a declared measure, without {@code .numerator}. */
  public static String figure(String declaredMeasure) {
    return PART.matcher(declaredMeasure.substring(DECLARED.length())).replaceFirst("");
  }

  /**
   * What is wrong with a measure and what to do, as a half sentence; null when it is known.
   *
   * @param figures those that can be declared; null: any
   */
  static String problem(String measure, Figures figures) {
    return isDeclared(measure) ? declaredProblem(measure, figures) : streamProblem(measure);
  }

  private static String declaredProblem(String measure, Figures figures) {
    String id = figure(measure);
    if (!FIGURE.matcher(id).matches()) {
      return "uses " + measure + "; write declared.ID, ID in small letters, digits and . _ -.";
    }
    Figure figure = figures == null ? null : figures.find(id);
    if (figures != null && figure == null) {
      return "uses " + measure + ", but there is no figure " + id + "; add it to figures.csv.";
    }
    return figure != null && figure.form() == Figure.Form.VALUE && measure.endsWith(".denominator")
        ? "uses " + measure + ", but the figure is a single value; leave .denominator out."
        : null;
  }

  private static String streamProblem(String measure) {
    int dot = measure.indexOf('.');
    String source = dot < 0 ? measure : measure.substring(0, dot);
    List<String> columns = COLUMNS.get(source);
    if (columns == null) {
      return "uses "
          + measure
          + ", which is no measure; begin with "
          + String.join(", ", COLUMNS.keySet())
          + " or declared.";
    }
    return columns.contains(measure.substring(dot + 1))
        ? null
        : "uses "
            + measure
            + ", which is no measure; "
            + source
            + " has "
            + String.join(", ", columns)
            + ".";
  }
}
