package vn.cds.dashboard.api.resource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.cds.contract.catalogue.indicator.Formula;
import vn.cds.contract.catalogue.indicator.IndicatorVersion;
import vn.cds.contract.figure.Measure;

/**
 * A formula whose measures are columns of one cohort table, and add up; so a query over few tables
 * can answer it.
 *
 * @param query {@code cohort_trend}, or {@code request_trend} when open dossiers restate a measure
 * @param bound parameters of the query that say the formula
 */
record CohortFormula(String query, Map<String, Object> bound) {
  /** Columns of the queries' numerator, and of their denominator. */
  private static final int MOST_COLUMNS = 2;

  private static final Map<String, Measure> MEASURES =
      Measure.all().stream().collect(Collectors.toMap(Measure::name, Function.identity()));

  /** Empty when another query must answer it. */
  static Optional<CohortFormula> of(IndicatorVersion version) {
    List<Formula.Term> numerator = version.numerator().terms();
    List<Formula.Term> denominator = version.denominator().terms();
    List<Measure> measures =
        Stream.concat(numerator.stream(), denominator.stream())
            .map(term -> MEASURES.get(term.measure()))
            .toList();
    boolean fits =
        measures.stream().allMatch(m -> m != null && (m.isOfCohorts() || m.isRestated()))
            && measures.stream().map(Measure::stream).distinct().count() == 1
            && Math.max(columns(numerator).size(), columns(denominator).size()) <= MOST_COLUMNS;
    if (!fits) {
      return Optional.empty();
    }
    Map<String, Object> bound = new LinkedHashMap<>();
    bound.put("is_count", denominator.isEmpty() ? 1 : 0);
    String table = measures.get(0).cohortTable();
    bind("numerator", numerator, table, bound);
    bind("denominator", denominator, table, bound);
    if (measures.stream().noneMatch(Measure::isRestated)) {
      bound.put("table", table);
      return Optional.of(new CohortFormula("cohort_trend", bound));
    }
    bound.put("numerator_factors", restated(numerator));
    bound.put("denominator_factors", restated(denominator));
    return Optional.of(new CohortFormula("request_trend", bound));
  }

  private static List<Formula.Term> columns(List<Formula.Term> terms) {
    return terms.stream().filter(term -> MEASURES.get(term.measure()).isOfCohorts()).toList();
  }

  private static Map<String, Double> restated(List<Formula.Term> terms) {
    return terms.stream()
        .filter(term -> MEASURES.get(term.measure()).isRestated())
        .collect(
            Collectors.toMap(
                term -> MEASURES.get(term.measure()).column(),
                term -> term.factor().doubleValue(),
                Double::sum));
  }

  private static void bind(
      String part, List<Formula.Term> terms, String table, Map<String, Object> bound) {
    List<Formula.Term> columns = columns(terms);
    for (int i = 0; i < MOST_COLUMNS; i++) {
      boolean given = i < columns.size();
      bound.put(
          part + "_" + (i + 1),
          given ? MEASURES.get(columns.get(i).measure()).column() : anyColumn(table));
      bound.put(part + "_factor_" + (i + 1), given ? columns.get(i).factor().doubleValue() : 0.);
    }
  }

  private static String anyColumn(String table) {
    return Measure.all().stream()
        .filter(measure -> measure.isOfCohorts() && measure.cohortTable().equals(table))
        .findFirst()
        .orElseThrow()
        .column();
  }
}
