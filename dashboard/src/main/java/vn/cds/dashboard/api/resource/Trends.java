package vn.cds.dashboard.api.resource;

import static vn.cds.dashboard.access.suppression.Shown.As.DENOMINATOR;
import static vn.cds.dashboard.access.suppression.Shown.As.NUMERATOR;
import static vn.cds.dashboard.access.suppression.Shown.As.RATE;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.cds.contract.catalogue.indicator.Indicator;
import vn.cds.contract.catalogue.indicator.IndicatorVersion;
import vn.cds.dashboard.access.suppression.Shown;
import vn.cds.dashboard.api.query.Answer;
import vn.cds.dashboard.api.query.ResourceQueries;
import vn.cds.dashboard.api.request.Parameters;
import vn.cds.dashboard.api.request.Scope;

/**
 * The resources {@code communes/{code}/trend} and {@code communes/{code}/explanation/{indicator}}:
 * an indicator over time.
 */
public final class Trends {

  private final ResourceQueries reader;

  public Trends(ResourceQueries reader) {
    this.reader = reader;
  }

  /** A day or month with data. */
  record Bucket(
      @Shown LocalDate bucket,
      @Shown(NUMERATOR) @Nullable Double numerator,
      @Shown(DENOMINATOR) @Nullable Double denominator,
      @Shown(RATE) @Nullable Double rate,
      @Shown long communes,
      @Shown String formulaVersion,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {}

  /** The same without what the catalogue knows. */
  private record Sums(
      LocalDate bucket, Double numerator, Double denominator, Double rate, long communes) {

    Bucket of(String formulaVersion) {
      return new Bucket(bucket, numerator, denominator, rate, communes, formulaVersion, null);
    }
  }

  /** A day behind an indicator. */
  record Window(
      @Shown LocalDate day,
      @Shown(NUMERATOR) @Nullable Double numerator,
      @Shown(DENOMINATOR) @Nullable Double denominator,
      @Shown(RATE) @Nullable Double rate,
      @Shown String formulaVersion,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {

    static Window of(Bucket day) {
      return new Window(
          day.bucket(), day.numerator(), day.denominator(), day.rate(), day.formulaVersion(), null);
    }
  }

  record TrendAnswer(
      @Shown String communeCode, @Shown String indicator, @Shown String step, List<Bucket> rows) {}

  record WindowsAnswer(@Shown String communeCode, @Shown String indicator, List<Window> windows) {}

  public Answer<WindowsAnswer> windows(Context context) {
    Parameters parameters =
        ResourceQueries.parameters(context, Set.of("period", "at", "catalogue"));
    Scope scope = reader.communeScope(context, parameters);
    String code = context.pathParam("code");
    Indicator indicator =
        ResourceQueries.indicator("indicator", context.pathParam("indicator"), scope);
    Told told = told(scope, code, indicator, "day");
    List<Window> windows = told.rows().stream().map(Window::of).toList();
    return new Answer<>(
        told.scope(),
        new WindowsAnswer(code, indicator.id(), windows),
        "windows",
        ResourceQueries.filter(indicator, parameters));
  }

  public Answer<TrendAnswer> trend(Context context) {
    Parameters parameters =
        ResourceQueries.parameters(
            context, Set.of("period", "at", "catalogue"), "indicator", "step");
    Scope scope = reader.communeScope(context, parameters);
    String code = context.pathParam("code");
    Indicator indicator =
        ResourceQueries.indicator("indicator", parameters.text("indicator", ""), scope);
    String step = parameters.choice("step", "day", List.of("day", "month"));
    Told told = told(scope, code, indicator, step);
    return new Answer<>(
        told.scope(),
        new TrendAnswer(code, indicator.id(), step, told.rows()),
        "rows",
        ResourceQueries.filter(indicator, parameters));
  }

  /** Rows, and the scope with their moment. */
  private record Told(Scope scope, List<Bucket> rows) {}

  private Told told(Scope scope, String commune, Indicator indicator, String step) {
    Map<String, Object> bound = new LinkedHashMap<>();
    bound.put("commune", commune);
    bound.put("from_day", scope.period().fromDay());
    bound.put("to_day", scope.period().toDay());
    bound.put("step", step);
    if (!scope.shows(indicator.id())) {
      return new Told(scope, List.of());
    }
    IndicatorVersion version = indicator.version(scope.lastDay());
    Optional<CohortFormula> ofCohorts = CohortFormula.of(version);
    if (ofCohorts.isPresent()) {
      bound.putAll(ofCohorts.get().bound());
      ResourceQueries.Read<Sums> read =
          reader.figures(ofCohorts.get().query(), Sums.class, scope, bound);
      String formula = scope.load().number() + "/" + version.effectiveFrom();
      return new Told(read.scope(), read.rows().stream().map(sums -> sums.of(formula)).toList());
    }
    // The commune says it all, and a question with less is answered sooner.
    bound.put("province", "");
    bound.put("indicator", indicator.id());
    bound.put("catalogue", scope.load().number());
    ResourceQueries.Read<Bucket> read =
        reader.figures("indicator_trend", Bucket.class, scope, bound);
    return new Told(read.scope(), read.rows());
  }
}
