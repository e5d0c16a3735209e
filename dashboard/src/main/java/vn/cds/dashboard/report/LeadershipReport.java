package vn.cds.dashboard.report;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import vn.cds.contract.catalogue.frame.Frame;
import vn.cds.contract.catalogue.frame.FrameKind;
import vn.cds.contract.catalogue.indicator.Indicator;
import vn.cds.contract.catalogue.indicator.Input;
import vn.cds.contract.roster.Province;
import vn.cds.contract.text.NumberText;
import vn.cds.contract.time.VietnamTime;
import vn.cds.dashboard.api.query.Baselines.Baseline;
import vn.cds.dashboard.api.request.Catalogues;
import vn.cds.dashboard.api.resource.CatalogueView;
import vn.cds.dashboard.score.Scoreboard;
import vn.cds.dashboard.score.Standing;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Period;
import vn.cds.sql.Row;

/**
 * What leaders of a province want to know of a period: who leads and who lags, what moved, where
 * points are lost, what is overdue, and how much of it is known. Immutable.
 *
 * @param before the period that movement is counted from, as it stood at its end
 * @param at everything as it stood then
 * @param load the catalogue that judged, with what leaders are shown of it
 * @param frame the first of the catalogue that gives points
 * @param minimumN dossiers that a commune needs to be ranked
 * @param communes ranked ones first
 * @param losses points that the province loses by indicator, the most first
 * @param coverage what could be computed
 */
public record LeadershipReport(
    Province province,
    Period period,
    Period before,
    Instant at,
    Catalogues.Load load,
    Frame frame,
    int minimumN,
    List<Commune> communes,
    List<Loss> losses,
    Coverage coverage) {

  /**
   * A commune's standing.
   *
   * @param scoreClass name of the class in Vietnamese, or ''
   * @param movement places gained since the period before, or null
   */
  public record Commune(Standing standing, String scoreClass, Integer movement) {}

  /**
   * An indicator of the province as a whole: sums over the communes, never means of ratios.
   *
   * @param measured whether the numerator was counted; else it was declared
   * @param rate null when there was nothing to count
   * @param target full points at this rate
   * @param points the most it gives
   * @param lost of them, null without data
   */
  public record Loss(
      String id,
      String name,
      boolean measured,
      double numerator,
      double denominator,
      Double rate,
      double target,
      double points,
      Double lost,
      String formulaVersion,
      String source) {

    /** Whether the numerator was scaled up from a part of the cases. */
    boolean estimated() {
      return measured && NumberText.isEstimate(numerator);
    }
  }

  /**
   * What could be computed.
   *
   * @param computable points
   * @param of all points of the frame
   * @param communes of the province
   * @param reporting with at least one dossier received in the period
   * @param missing the indicators without data
   */
  public record Coverage(
      double computable, double of, long communes, long reporting, List<Missing> missing) {}

  /**
   * An indicator that cannot be computed, or what no verified indicator of a group stands for.
   *
   * @param id '' for a group
   * @param points the most it gives, or null
   * @param reason missing, not_declared, no_data or unverified
   */
  public record Missing(String id, String name, Double points, String reason) {}

  /**
   * Reads a report.
   *
   * @param loaded the catalogue that judges, whole
   * @param at as it stood then
   * @param minimumN dossiers that a commune needs to be ranked
   * @throws IllegalArgumentException when the catalogue has no frame that gives points
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   */
  public static LeadershipReport read(
      NamedQueries queries,
      Catalogues.Load loaded,
      Province province,
      Period period,
      Instant at,
      int minimumN) {
    Catalogues.Load load = loaded.forLeaders();
    Frame frame =
        load.catalogue().frames().stream()
            .filter(candidate -> candidate.kind() == FrameKind.POINTS)
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("The catalogue has no frame that gives points"));
    Period before = period.previous(Clock.fixed(at, ZoneOffset.UTC));
    Map<String, Object> scope =
        Map.of(
            "province", province.code(),
            "from_day", period.fromDay(),
            "to_day", period.toDay(),
            "at", at,
            "frame", frame.id(),
            "catalogue", load.number());
    List<Row> coverage = queries.run("coverage", scope);
    return new LeadershipReport(
        province,
        period,
        before,
        at,
        load,
        frame,
        minimumN,
        communes(
            queries,
            new Scoreboard(
                province.code(),
                period.fromDay(),
                period.toDay(),
                at,
                frame.id(),
                load.number(),
                Scoreboard.PEERS_OF_THE_PAGE,
                minimumN),
            frame,
            before),
        losses(queries, scope, load, period),
        coverage(coverage, load, frame, period.toDay().minusDays(1)));
  }

  private static List<Commune> communes(
      NamedQueries queries, Scoreboard scoreboard, Frame frame, Period before) {
    Period.Earlier earlier =
        new Period.Earlier(
            before.fromDay(), before.toDay(), VietnamTime.startOfDay(before.toDay()));
    Baseline baseline = Baseline.of(earlier, scoreboard.of(earlier).read(queries));
    Map<String, String> classes = new HashMap<>();
    frame.classes().forEach(known -> classes.put(known.id(), known.name().vi()));
    return scoreboard.read(queries).stream()
        .map(
            standing ->
                new Commune(
                    standing,
                    classes.getOrDefault(standing.scoreClass(), ""),
                    baseline.movement(standing.communeCode(), standing.rank())))
        .toList();
  }

  private static List<Loss> losses(
      NamedQueries queries, Map<String, Object> scope, Catalogues.Load load, Period period) {
    Map<String, Object> bound = new HashMap<>(scope);
    bound.put("commune", "");
    return queries.run("group_rates", bound).stream()
        .flatMap(group -> group.list("indicators").stream())
        .map(entry -> (List<?>) entry)
        // id, name_vi, name_en, unit, better, target, numerator, denominator, rate,
        // formula_version, points, won, lost
        .filter(tuple -> load.catalogue().indicator(tuple.get(0).toString()) != null)
        .filter(tuple -> tuple.get(10) != null && tuple.get(6) != null)
        .map(tuple -> loss(tuple, load, period))
        .sorted(Comparator.comparing(Loss::lost, Comparator.nullsLast(Comparator.reverseOrder())))
        .toList();
  }

  private static Loss loss(List<?> tuple, Catalogues.Load load, Period period) {
    Indicator indicator = load.catalogue().indicator(tuple.get(0).toString());
    return new Loss(
        indicator.id(),
        tuple.get(1).toString(),
        indicator.input() == Input.MEASURED,
        number(tuple.get(6)),
        number(tuple.get(7)),
        number(tuple.get(8)),
        number(tuple.get(5)),
        number(tuple.get(10)),
        number(tuple.get(12)),
        tuple.get(9).toString(),
        indicator.version(period.toDay().minusDays(1)).source());
  }

  private static Double number(Object value) {
    return value == null ? null : (Double) ((Number) value).doubleValue();
  }

  private static Coverage coverage(
      List<Row> rows, Catalogues.Load load, Frame frame, LocalDate day) {
    if (rows.isEmpty()) {
      return new Coverage(0, 0, 0, 0, List.of());
    }
    Row first = rows.get(0);
    return new Coverage(
        first.decimal("points_computable"),
        first.decimal("frame_points"),
        first.integer("communes"),
        first.integer("communes_reporting"),
        Stream.concat(
                rows.stream()
                    .filter(row -> !row.text("reason").isEmpty())
                    .filter(row -> load.catalogue().indicator(row.text("id")) != null)
                    .map(
                        row ->
                            new Missing(
                                row.text("id"),
                                row.text("name_vi"),
                                row.decimalOrNull("points"),
                                row.text("reason"))),
                CatalogueView.unverified(load, frame, day).stream()
                    .map(
                        entry ->
                            new Missing("", entry.group().name().vi(), entry.left(), "unverified")))
            .toList());
  }

  /** The ranked communes, the best first. */
  public List<Commune> ranked() {
    return communes.stream().filter(commune -> commune.standing().rank() != null).toList();
  }
}
