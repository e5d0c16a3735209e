package vn.cds.contract.catalogue.indicator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import vn.cds.contract.figure.Figure;
import vn.cds.contract.figure.Figures;
import vn.cds.contract.figure.Measure;

/** The measures a formula may use (docs/scoring.md). */
public final class Measures {

  /** Declared figures follow this prefix. */
  public static final String DECLARED = "declared.";

  private static final Pattern FIGURE =
      Pattern.compile("[a-z0-9][a-z0-9_-]*(\\.[a-z0-9][a-z0-9_-]*)*");
  private static final Pattern PART = Pattern.compile("\\.(numerator|denominator)$");

  private static final Map<String, List<String>> COLUMNS =
      Measure.all().stream()
          .collect(
              Collectors.groupingBy(
                  Measure::stream,
                  LinkedHashMap::new,
                  Collectors.mapping(Measure::column, Collectors.toList())));

  private Measures() {}

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
