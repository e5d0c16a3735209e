package vn.cds.dashboard.score;

import static vn.cds.dashboard.access.suppression.Shown.As.COUNT;
import static vn.cds.dashboard.access.suppression.Shown.As.RANKED;
import static vn.cds.dashboard.access.suppression.Shown.As.REASON;
import static vn.cds.dashboard.access.suppression.Shown.As.SHARE;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.cds.dashboard.access.suppression.Shown;
import vn.cds.dashboard.access.suppression.Suppression;

/**
 * Where a commune stands in a period: a row of the query {@code scoreboard}, whose head says what
 * each field is; a field of it is null only where it says so, or where it is hidden from the
 * reader.
 *
 * @param rank competition rank among its peers; null when it is not ranked
 * @param reason why not ({@code not_enough_data}, {@code no_data}), else ''
 * @param n dossiers received
 * @param points won of {@code pointsComputable}; null when nothing can be computed
 * @param score share of the computable points in percent, to two decimals; null without
 * @param scoreClass id of the class of the frame that the score reaches, '' without
 * @param onTime rate of indicator 2.1, of {@code onTimeCases}; null without
 * @param overdueSuspected of the overdue ones perhaps a fault of synchronisation
 * @param indicators those that give points and have data, in the order of the catalogue
 * @param suppressed true where it is shown in part (docs/privacy.md), else null
 */
public record Standing(
    @Shown String provinceCode,
    @Shown String communeCode,
    @Shown String name,
    @Shown String kind,
    @Shown @Nullable String formerDistrict,
    @Shown String peerGroup,
    @Shown(RANKED) @Nullable Integer rank,
    @Shown(REASON) String reason,
    @Shown(COUNT) @Nullable Long n,
    @Nullable Double points,
    @Nullable Double pointsComputable,
    @Nullable Double coverage,
    @Shown(RANKED) @Nullable Double score,
    @Shown(RANKED) @JsonProperty("class") String scoreClass,
    List<Group> groups,
    @Shown(value = SHARE, of = "n_2_1") @JsonProperty("rate_2_1") @Nullable Double onTime,
    @Shown(COUNT) @JsonProperty("n_2_1") @Nullable Long onTimeCases,
    @Nullable Double wilsonLow,
    @Nullable Double wilsonHigh,
    @JsonIgnore List<Indicator> indicators,
    @Shown(COUNT) @Nullable Long open,
    @Shown(COUNT) @Nullable Long overdue,
    @Nullable Long overdueSuspected,
    @Shown long load,
    @JsonIgnore Instant asOf,
    @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {

  /**
   * Points of a group of indicators.
   *
   * @param points won of {@code computable}; null when nothing of it can be computed
   * @param of the most points, or the number of criteria
   */
  public record Group(
      @Shown String id,
      @Nullable Double points,
      @Nullable Double computable,
      @Shown @Nullable Double of) {

    /**
     * The points of some of its indicators.
     *
     * @param won points of an indicator; null without
     * @param most that it gives
     */
    public static <T> Group of(
        String id,
        Double of,
        List<T> indicators,
        Function<T, Double> won,
        Function<T, Double> most) {
      List<T> counted =
          indicators.stream().filter(indicator -> won.apply(indicator) != null).toList();
      return new Group(id, counted.isEmpty() ? null : sum(counted, won), sum(counted, most), of);
    }

    private static <T> Double sum(List<T> indicators, Function<T, Double> points) {
      return Suppression.hundredths(indicators.stream().mapToDouble(points::apply).sum());
    }
  }

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
}
