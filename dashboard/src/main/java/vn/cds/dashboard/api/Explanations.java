package vn.cds.dashboard.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.cds.contract.catalogue.Formula;
import vn.cds.contract.catalogue.GroupReference;
import vn.cds.contract.catalogue.Indicator;
import vn.cds.contract.catalogue.IndicatorVersion;

/**
 * The rows of the query {@code explanation}, made of a row of {@code explanation_parts} and the
 * words of the catalogue. A test holds them against the query's own.
 */
final class Explanations {

  private static final String DECLARED = "declared.";

  private Explanations() {}

  /**
   * One row per indicator of the frame that the reader is shown, in the order of the catalogue.
   *
   * @param parts of one commune
   */
  static List<Map<String, Object>> of(Map<String, Object> parts, Scope scope) {
    List<Map<String, Object>> rows = new ArrayList<>();
    int size = ((List<?>) parts.get("ids")).size();
    for (int i = 0; i < size; i++) {
      if (scope.shows(entry(parts, "ids", i))) {
        rows.add(row(parts, i, scope));
      }
    }
    return rows;
  }

  private static Map<String, Object> row(Map<String, Object> parts, int i, Scope scope) {
    List<Indicator> all = scope.load().catalogue().indicators();
    Indicator indicator = scope.load().catalogue().indicator((String) entry(parts, "ids", i));
    IndicatorVersion version = indicator.version(scope.lastDay());
    boolean lacks = number(parts, "missing", i) != 0;
    Double numerator = lacks ? null : (Double) Math.max(0, number(parts, "numerators", i));
    Double denominator = lacks ? null : number(parts, "denominators", i);
    Double points = number(parts, "worths", i);
    Double won = number(parts, "won", i);
    List<?> bounds = (List<?>) entry(parts, "wilson", i);
    // Sums of fractions, in any order: the last digits differ.
    double peersNumerator =
        Math.rint(Math.max(0, number(parts, "peers_numerators", i)) * 1e6) / 1e6;
    double peersDenominator = number(parts, "peers_denominators", i);
    Double peersRate = peersDenominator == 0 ? null : (Double) (peersNumerator / peersDenominator);
    int least = version.minimumN();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("commune_code", parts.get("commune_code"));
    row.put("name", parts.get("name"));
    row.put("position", all.indexOf(indicator) + 1);
    row.put("id", indicator.id());
    row.put("name_vi", indicator.name().vi());
    row.put("name_en", indicator.name().en());
    row.put("group", group(indicator, scope.frame().id()));
    row.put("unit", indicator.unit().word());
    row.put("input", indicator.input().word());
    row.put("better", version.better().word());
    row.put("target", version.target() == null ? null : version.target().doubleValue());
    row.put("numerator", numerator);
    row.put("denominator", denominator);
    row.put("rate", number(parts, "rates", i));
    row.put("points", points);
    row.put("won", won);
    row.put("lost", points == null || won == null ? null : (Double) (points - won));
    row.put("reason", reason(denominator, least));
    row.put("wilson_low", bounds.get(0));
    row.put("wilson_high", bounds.get(1));
    row.put("shrunken", shrunken(numerator, denominator, peersRate, least));
    row.put("peers_numerator", peersNumerator);
    row.put("peers_denominator", peersDenominator);
    row.put("peers_rate", peersRate);
    row.put("numerator_text", version.numerator().text());
    row.put("denominator_text", version.denominator().text());
    row.put("formula_version", scope.load().number() + "/" + version.effectiveFrom());
    row.put("source", version.source());
    row.put("verified", version.verified());
    row.put("minimum_n", least);
    row.put("declared", declared(parts, version));
    return row;
  }

  private static String reason(Double denominator, int least) {
    if (denominator == null) {
      return "missing";
    }
    if (denominator == 0) {
      return "no_data";
    }
    return denominator < least ? "not_enough_data" : "";
  }

  private static Double shrunken(Double numerator, Double denominator, Double peers, int least) {
    if (numerator == null || peers == null || denominator + least == 0) {
      return null;
    }
    return (numerator + least * peers) / (denominator + least);
  }

  private static String group(Indicator indicator, String frame) {
    return indicator.groups().stream()
        .filter(place -> place.frame().equals(frame))
        .map(GroupReference::group)
        .findFirst()
        .orElse("");
  }

  /** The declared figures that the formulas use. */
  private static List<?> declared(Map<String, Object> parts, IndicatorVersion version) {
    Set<String> used =
        Stream.of(version.numerator(), version.denominator())
            .flatMap(formula -> formula.terms().stream())
            .map(Formula.Term::measure)
            .filter(measure -> measure.startsWith(DECLARED))
            .map(measure -> measure.substring(DECLARED.length()))
            .map(figure -> figure.replaceFirst("\\.(numerator|denominator)$", ""))
            .collect(Collectors.toSet());
    return ((List<?>) parts.get("declared"))
        .stream().filter(figure -> used.contains(((Map<?, ?>) figure).get("figure"))).toList();
  }

  private static Object entry(Map<String, Object> parts, String name, int i) {
    return ((List<?>) parts.get(name)).get(i);
  }

  private static Double number(Map<String, Object> parts, String name, int i) {
    Object value = entry(parts, name, i);
    return value == null ? null : (Double) ((Number) value).doubleValue();
  }
}
