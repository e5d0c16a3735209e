package vn.cds.dashboard.api.resource;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static vn.cds.dashboard.access.suppression.Shown.As.DENOMINATOR;
import static vn.cds.dashboard.access.suppression.Shown.As.LOST;
import static vn.cds.dashboard.access.suppression.Shown.As.MET;
import static vn.cds.dashboard.access.suppression.Shown.As.NUMERATOR;
import static vn.cds.dashboard.access.suppression.Shown.As.PEERS_RATE;
import static vn.cds.dashboard.access.suppression.Shown.As.RATE;
import static vn.cds.dashboard.access.suppression.Shown.As.REASON;
import static vn.cds.dashboard.access.suppression.Shown.As.SUM_OF_PEERS;
import static vn.cds.dashboard.access.suppression.Shown.As.WON;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.cds.contract.catalogue.indicator.Formula;
import vn.cds.contract.catalogue.indicator.Indicator;
import vn.cds.contract.catalogue.indicator.IndicatorVersion;
import vn.cds.contract.catalogue.indicator.Measures;
import vn.cds.dashboard.access.suppression.Shown;
import vn.cds.dashboard.api.query.Answer;
import vn.cds.dashboard.api.query.ResourceQueries;
import vn.cds.dashboard.api.request.BadParameter;
import vn.cds.dashboard.api.request.Parameters;
import vn.cds.dashboard.api.request.Scope;
import vn.cds.dashboard.score.Median;
import vn.cds.dashboard.score.Standing;

/**
 * The resources {@code communes/{code}/explanation} and {@code comparison}: figures of the query
 * {@code explanation}, and the words of the catalogue.
 */
public final class Explanations {

  private static final int MOST_COMPARED = 5;

  private final ResourceQueries reader;

  public Explanations(ResourceQueries reader) {
    this.reader = reader;
  }

  /** A declared figure that a formula uses. */
  @Shown
  record DeclaredFigure(
      String figure,
      double numerator,
      @Nullable Double denominator,
      String period,
      LocalDate observedOn,
      String document,
      Instant declaredAt,
      String office) {}

  /** Why an indicator of a commune gives the points that it gives. */
  record Explanation(
      @Shown String communeCode,
      @Shown String name,
      @Shown int position,
      @Shown String id,
      @Shown String nameVi,
      @Shown String nameEn,
      @Shown String group,
      @Shown String unit,
      @Shown String input,
      @Shown String better,
      @Shown @Nullable Double target,
      @Shown(NUMERATOR) @Nullable Double numerator,
      @Shown(DENOMINATOR) @Nullable Double denominator,
      @Shown(RATE) @Nullable Double rate,
      @Shown @Nullable Double points,
      @Shown(WON) @Nullable Double won,
      @Shown(LOST) @Nullable Double lost,
      @Shown(MET) @Nullable Boolean met,
      @Shown(REASON) String reason,
      @Nullable Double wilsonLow,
      @Nullable Double wilsonHigh,
      @Shown(SUM_OF_PEERS) @Nullable Double shrunken,
      @Shown(SUM_OF_PEERS) @Nullable Double peersNumerator,
      @Shown(SUM_OF_PEERS) @Nullable Double peersDenominator,
      @Shown(PEERS_RATE) @Nullable Double peersRate,
      @Shown String numeratorText,
      @Shown String denominatorText,
      @Shown String formulaVersion,
      @Shown String source,
      @Shown boolean verified,
      @Shown int minimumN,
      List<DeclaredFigure> declared,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {}

  /**
   * What the rows of a group that are shown add up to.
   *
   * @param won null when none of them can be computed
   * @param met how many reach their target
   */
  @Shown
  record ExplainedGroup(
      String id, @Nullable Double won, @Nullable Double lost, double computable, int met) {

    private static ExplainedGroup of(String id, List<Explanation> rows) {
      Standing.Group sum = Standing.Group.of(id, null, rows, Explanation::won, Explanation::points);
      Standing.Group lost =
          Standing.Group.of(id, null, rows, Explanation::lost, Explanation::points);
      return new ExplainedGroup(
          id,
          sum.points(),
          lost.points(),
          sum.computable(),
          (int) rows.stream().filter(row -> Boolean.TRUE.equals(row.met())).count());
    }
  }

  record ExplanationAnswer(
      @Shown String communeCode, List<Explanation> indicators, List<ExplainedGroup> groups)
      implements Answer.Summed<ExplanationAnswer> {

    @Override
    public ExplanationAnswer summed() {
      Map<String, List<Explanation>> byGroup =
          indicators.stream().collect(groupingBy(Explanation::group, LinkedHashMap::new, toList()));
      return new ExplanationAnswer(
          communeCode,
          indicators,
          byGroup.entrySet().stream()
              .map(group -> ExplainedGroup.of(group.getKey(), group.getValue()))
              .toList());
    }
  }

  /**
   * Communes side by side.
   *
   * @param standings of them among the communes of the scope
   * @param peersMedian of the scores of all that are ranked there, null without
   */
  record ComparisonAnswer(
      @Shown List<String> communes,
      List<Standing> standings,
      @Shown @Nullable Double peersMedian,
      List<Explanation> rows) {}

  /** A row of the query; its lists have an entry per indicator of the frame. */
  record Parts(
      String communeCode,
      String name,
      List<String> ids,
      List<Double> numerators,
      List<Double> denominators,
      List<Double> rates,
      List<List<Double>> wilson,
      List<Double> worths,
      List<Double> won,
      List<Double> lost,
      List<Boolean> met,
      List<String> reasons,
      List<Double> shrunken,
      List<Double> peersNumerators,
      List<Double> peersDenominators,
      List<Double> peersRates,
      List<DeclaredFigure> declared) {}

  public Answer<ExplanationAnswer> explanation(Context context) {
    Scope scope =
        reader.communeScope(
            context, ResourceQueries.parameters(context, ResourceQueries.JUDGEMENT));
    String code = context.pathParam("code");
    Told told = explained(scope, Set.of(code));
    return new Answer<>(
        told.scope(), new ExplanationAnswer(code, told.rows(), List.of()), "indicators");
  }

  public Answer<ComparisonAnswer> comparison(Context context) {
    Parameters parameters =
        ResourceQueries.parameters(context, ResourceQueries.JUDGEMENT, "communes");
    Scope asked = reader.scopes().read(parameters);
    Set<String> codes = new TreeSet<>(List.of(parameters.text("communes", "").split(",", -1)));
    if (codes.size() < 2 || codes.size() > MOST_COMPARED) {
      throw new BadParameter(
          "communes",
          "communes must be 2 to 5 different codes joined by commas, such as 14797,14812.");
    }
    Set<String> provinces = new TreeSet<>();
    for (String code : codes) {
      provinces.add(reader.scopes().commune("communes", code, asked).provinceCode());
    }
    String own = provinces.size() == 1 ? provinces.iterator().next() : "";
    Scope scope = ResourceQueries.within(asked, parameters, own);
    Told told = explained(scope, codes);
    List<Standing> standings =
        reader.scores("scoreboard", Standing.class, scope, scope.bound()).rows();
    return new Answer<>(
        told.scope(),
        new ComparisonAnswer(
            List.copyOf(codes),
            standings.stream().filter(row -> codes.contains(row.communeCode())).toList(),
            Median.ofRanked(standings),
            told.rows()),
        "rows");
  }

  /** Rows, and the scope with their moment. */
  private record Told(Scope scope, List<Explanation> rows) {}

  /** One question for all communes of a province; of the whole country that would be too much. */
  private Told explained(Scope scope, Set<String> codes) {
    String communes = scope.province().isEmpty() ? String.join(",", codes) : "";
    ResourceQueries.Read<Parts> parts =
        reader.scores(
            "explanation",
            Parts.class,
            scope,
            ResourceQueries.with(scope.bound(), "communes", communes));
    return new Told(
        parts.scope(),
        parts.rows().stream()
            .filter(row -> codes.contains(row.communeCode()))
            .flatMap(row -> of(row, parts.scope()).stream())
            .sorted(
                Comparator.comparing(Explanation::position).thenComparing(Explanation::communeCode))
            .toList());
  }

  /**
   * One row per indicator of the frame that the reader is shown, in the order of the catalogue.
   *
   * @param parts of one commune
   */
  private static List<Explanation> of(Parts parts, Scope scope) {
    List<Explanation> rows = new ArrayList<>();
    for (int i = 0; i < parts.ids().size(); i++) {
      if (scope.shows(parts.ids().get(i))) {
        rows.add(row(parts, i, scope));
      }
    }
    return rows;
  }

  private static Explanation row(Parts parts, int i, Scope scope) {
    List<Indicator> all = scope.load().catalogue().indicators();
    Indicator indicator = scope.load().catalogue().indicator(parts.ids().get(i));
    IndicatorVersion version = indicator.version(scope.lastDay());
    return new Explanation(
        parts.communeCode(),
        parts.name(),
        all.indexOf(indicator) + 1,
        indicator.id(),
        indicator.name().vi(),
        indicator.name().en(),
        indicator.groupIn(scope.frame().id()),
        indicator.unit().word(),
        indicator.input().word(),
        version.better().word(),
        version.target() == null ? null : (Double) version.target().doubleValue(),
        parts.numerators().get(i),
        parts.denominators().get(i),
        parts.rates().get(i),
        parts.worths().get(i),
        parts.won().get(i),
        parts.lost().get(i),
        parts.met().get(i),
        parts.reasons().get(i),
        parts.wilson().get(i).get(0),
        parts.wilson().get(i).get(1),
        parts.shrunken().get(i),
        parts.peersNumerators().get(i),
        parts.peersDenominators().get(i),
        parts.peersRates().get(i),
        version.numerator().text(),
        version.denominator().text(),
        scope.load().number() + "/" + version.effectiveFrom(),
        version.source(),
        version.verified(),
        version.minimumN(),
        declared(parts, version),
        null);
  }

  /** The declared figures that the formulas use. */
  private static List<DeclaredFigure> declared(Parts parts, IndicatorVersion version) {
    Set<String> used =
        Stream.of(version.numerator(), version.denominator())
            .flatMap(formula -> formula.terms().stream())
            .map(Formula.Term::measure)
            .filter(Measures::isDeclared)
            .map(Measures::figure)
            .collect(Collectors.toSet());
    return parts.declared().stream().filter(figure -> used.contains(figure.figure())).toList();
  }
}
