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
 * A formula that the query {@code cohort_trend} can answer: its measures are columns of one cohort
 * table, and add up.
 *
 * @param bound parameters of the query that say the formula
 */
record CohortFormula(Map<String, Object> bound) {
  /** Columns of the query's numerator, and of its denominator. */
  private static final int MOST_TERMS = 2;

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
        measures.stream().allMatch(measure -> measure != null && measure.isOfCohortsAlone())
            && measures.stream().map(Measure::stream).distinct().count() == 1
            && Math.max(numerator.size(), denominator.size()) <= MOST_TERMS;
    if (!fits) {
      return Optional.empty();
    }
    Map<String, Object> bound = new LinkedHashMap<>();
    bound.put("table", measures.get(0).cohortTable());
    bound.put("is_count", denominator.isEmpty() ? 1 : 0);
    String anyColumn = measures.get(0).column();
    bind("numerator", numerator, anyColumn, bound);
    bind("denominator", denominator, anyColumn, bound);
    return Optional.of(new CohortFormula(bound));
  }

  private static void bind(
      String part, List<Formula.Term> terms, String anyColumn, Map<String, Object> bound) {
    for (int i = 0; i < MOST_TERMS; i++) {
      boolean given = i < terms.size();
      bound.put(
          part + "_" + (i + 1), given ? MEASURES.get(terms.get(i).measure()).column() : anyColumn);
      bound.put(part + "_factor_" + (i + 1), given ? terms.get(i).factor().doubleValue() : 0.);
    }
  }
}
