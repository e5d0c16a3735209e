package vn.cds.dashboard.score;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.cds.sql.Row;

/**
 * Where a commune stands in a period: a row of the query {@code scoreboard}.
 *
 * @param kind wire name, such as {@code xa}
 * @param rank competition rank among its peers; null when it is not ranked
 * @param reason why not ({@code not_enough_data}, {@code no_data}), else ''
 * @param n dossiers received
 * @param points won of {@code pointsComputable}; null when nothing can be computed
 * @param score share of the computable points in percent, to two decimals; null without
 * @param scoreClass id of the class of the frame that the score reaches, '' without
 * @param groups of the frame, in the order of the catalogue
 * @param indicators those that give points and have data, in the order of the catalogue
 * @param overdue of the open dossiers, with the suspected ones
 * @param overdueSuspected of these perhaps a fault of synchronisation
 * @param load number of the catalogue that judged
 * @param asOf the moment of the figures
 */
public record Standing(
    String provinceCode,
    String communeCode,
    String name,
    String kind,
    @Nullable Integer rank,
    String reason,
    long n,
    @Nullable Double points,
    double pointsComputable,
    @Nullable Double score,
    String scoreClass,
    List<Group> groups,
    List<Indicator> indicators,
    long open,
    long overdue,
    long overdueSuspected,
    long load,
    Instant asOf) {

  /**
   * A group of indicators.
   *
   * @param points won of {@code computable}; null when nothing of it can be computed
   * @param of the most points, or the number of criteria
   */
  public record Group(String id, @Nullable Double points, double computable, double of) {}

  /**
   * An indicator that gives points.
   *
   * @param target share at which the full points are won
   * @param maximumPoints the most it gives
   * @param points won; null when there is nothing to measure
   */
  public record Indicator(
      String id,
      double numerator,
      double denominator,
      double target,
      double maximumPoints,
      @Nullable Double points) {}

  /** Overdue without suspicion of a fault. */
  public long overdueProper() {
    return overdue - overdueSuspected;
  }

  static Standing of(Row row) {
    Long rank = row.integerOrNull("rank");
    return new Standing(
        row.text("province_code"),
        row.text("commune_code"),
        row.text("name"),
        row.text("kind"),
        rank == null ? null : rank.intValue(),
        row.text("reason"),
        row.integer("n"),
        row.decimalOrNull("points"),
        row.decimal("points_computable"),
        row.decimalOrNull("score"),
        row.text("class"),
        row.list("groups").stream().map(entry -> group((List<?>) entry)).toList(),
        row.list("indicators").stream().map(entry -> indicator((List<?>) entry)).toList(),
        row.integer("open"),
        row.integer("overdue"),
        row.integer("overdue_suspected"),
        row.integer("load"),
        row.instant("as_of"));
  }

  private static Group group(List<?> tuple) {
    return new Group(tuple.get(0).toString(), number(tuple, 1), number(tuple, 2), number(tuple, 3));
  }

  private static Indicator indicator(List<?> tuple) {
    return new Indicator(
        tuple.get(0).toString(),
        number(tuple, 1),
        number(tuple, 2),
        number(tuple, 3),
        number(tuple, 4),
        number(tuple, 5));
  }

  private static Double number(List<?> tuple, int at) {
    return tuple.get(at) == null ? null : (Double) ((Number) tuple.get(at)).doubleValue();
  }
}
