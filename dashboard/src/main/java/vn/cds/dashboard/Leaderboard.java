package vn.cds.dashboard;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.cds.dashboard.access.suppression.ShareRule;
import vn.cds.dashboard.access.suppression.Suppression;
import vn.cds.dashboard.score.Median;
import vn.cds.dashboard.score.Standing;

/**
 * A leaderboard as it is sent. Immutable.
 *
 * @param head everything but the rows
 * @param totals of the rows, as they are shown
 * @param rows one per commune of the roster, ranked ones first
 */
record Leaderboard(@JsonUnwrapped Head head, Totals totals, List<Row> rows) {

  private static final String NOT_ENOUGH = "not_enough_data";

  Leaderboard(Head head, List<Row> rows) {
    this(head, Totals.of(rows), rows);
  }

  /** The same rows under another head. */
  Leaderboard under(Head newHead) {
    return new Leaderboard(newHead, totals, rows);
  }

  /**
   * What holds for all rows.
   *
   * @param id place in the stream of changes; a stream that is asked for what came {@code after} it
   *     misses nothing
   * @param province two digits, or {@link vn.cds.dashboard.api.request.CommonParameters#COUNTRY}
   * @param period wire name of the kind of period
   * @param label the period's name, the same in every language
   * @param from first local day
   * @param to last local day, inside the period
   * @param provisional whether the period is not over
   * @param comparedTo the moment from which movement is counted, or null without an earlier ranking
   * @param minimumN communes with fewer dossiers are not ranked
   * @param coverage how much of the index can be computed
   * @param asOf when ClickHouse was last read with success
   * @param dataTo when a figure last changed in ClickHouse, over all sources; null when never
   * @param dataAgeSeconds from dataTo to asOf; null when never
   * @param sources the streams behind the figures
   * @param fresh false while ClickHouse cannot be read: then these are the last good figures
   * @param serverTime the server's clock at the time of sending
   */
  record Head(
      String id,
      String province,
      String period,
      String label,
      LocalDate from,
      LocalDate to,
      boolean provisional,
      @Nullable Instant comparedTo,
      int minimumN,
      Coverage coverage,
      Instant asOf,
      @Nullable Instant dataTo,
      @Nullable Long dataAgeSeconds,
      List<Source> sources,
      boolean fresh,
      Instant serverTime) {

    /** The same figures at another place of the stream. */
    Head at(String newId, boolean newFresh, Instant newServerTime) {
      return new Head(
          newId,
          province,
          period,
          label,
          from,
          to,
          provisional,
          comparedTo,
          minimumN,
          coverage,
          asOf,
          dataTo,
          dataAgeSeconds,
          sources,
          newFresh,
          newServerTime);
    }

    /** Whether readers would see a difference, apart from clocks that run on by themselves. */
    boolean saysTheSameAs(Head other) {
      return timeless().equals(other.timeless());
    }

    private Head timeless() {
      return new Head(
          null,
          province,
          period,
          label,
          from,
          to,
          provisional,
          comparedTo,
          minimumN,
          coverage,
          null,
          dataTo,
          null,
          sources,
          fresh,
          null);
    }
  }

  /**
   * How much of the index of Decision 766 the figures can say.
   *
   * @param pointsComputable points that follow from the streams
   * @param pointsTotal points of the whole index
   */
  record Coverage(double pointsComputable, double pointsTotal) {}

  /**
   * One stream of events.
   *
   * @param id its wire name
   * @param latestAt when a figure of it last changed; null when never
   * @param reporting whether that is recent
   */
  record Source(String id, @Nullable Instant latestAt, boolean reporting) {}

  /**
   * Sums over the rows; what a row hides counts as nothing.
   *
   * @param reporting communes with at least one dossier
   * @param received dossiers
   * @param median of the scores of the ranked ones, null without one
   * @param classes how many ranked ones are in each class, by its id
   * @param indicators sums of their numerators and denominators, never means of ratios
   */
  record Totals(
      int reporting,
      long received,
      @Nullable Double median,
      Map<String, Integer> classes,
      List<Sum> indicators) {

    private static Totals of(List<Row> rows) {
      int reporting = 0;
      long received = 0;
      List<Double> scores = new ArrayList<>();
      Map<String, Integer> classes = new TreeMap<>();
      Map<String, Sum> sums = new LinkedHashMap<>();
      for (Row row : rows) {
        if (row.n() != null && row.n() > 0) {
          reporting++;
          received += row.n();
        }
        if (row.rank() != null) {
          classes.merge(row.scoreClass(), 1, Integer::sum);
          scores.add(row.score());
        }
        for (Indicator indicator : row.indicators()) {
          sums.merge(indicator.id(), Sum.of(indicator), Sum::plus);
        }
      }
      return new Totals(
          reporting, received, Median.of(scores), classes, List.copyOf(sums.values()));
    }
  }

  /**
   * An indicator of all communes as one.
   *
   * @param rate numerator / denominator, null when that is 0
   */
  record Sum(String id, double numerator, double denominator, @Nullable Double rate) {

    private Sum(String id, double numerator, double denominator) {
      this(
          id, numerator, denominator, denominator == 0 ? null : (Double) (numerator / denominator));
    }

    private static Sum of(Indicator indicator) {
      return indicator.numerator() == null || indicator.denominator() == null
          ? new Sum(indicator.id(), 0, 0)
          : new Sum(indicator.id(), indicator.numerator(), indicator.denominator());
    }

    private Sum plus(Sum other) {
      return new Sum(id, numerator + other.numerator, denominator + other.denominator);
    }
  }

  /**
   * One commune.
   *
   * @param province its code, which is not sent
   * @param kind wire name, such as {@code xa}
   * @param rank competition rank; null when unranked
   * @param score 100 × points / pointsPossible to two decimals; null without dossiers
   * @param scoreClass id of the class of the frame that the score reaches, {@code ""} without
   * @param points won; null when nothing can be computed
   * @param n dossiers received in the period
   * @param reason why it is unranked ({@code not_enough_data}, {@code no_data}), else null
   * @param movement places gained (positive) or lost; null unless ranked both times
   * @param groups what it won in each group of the frame
   * @param suppressed true where it is shown in part (docs/privacy.md), else null
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Row(
      @JsonIgnore String province,
      String code,
      String name,
      String kind,
      @Nullable Integer rank,
      @Nullable Double score,
      @JsonProperty("class") String scoreClass,
      @Nullable Double points,
      double pointsPossible,
      @Nullable Long n,
      @Nullable String reason,
      @Nullable Integer movement,
      List<Standing.Group> groups,
      List<Indicator> indicators,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {

    /**
     * A commune's standing, shown in whole.
     *
     * @param movement places gained or lost, or null
     * @param rules of the indicators by their ids
     */
    static Row of(Standing standing, Integer movement, Map<String, ShareRule> rules) {
      return new Row(
          standing.provinceCode(),
          standing.communeCode(),
          standing.name(),
          standing.kind(),
          standing.rank(),
          standing.score(),
          standing.scoreClass(),
          standing.points(),
          standing.pointsComputable(),
          standing.n(),
          standing.reason().isEmpty() ? null : standing.reason(),
          movement,
          standing.groups(),
          standing.indicators().stream()
              .map(indicator -> Indicator.of(indicator, rules.get(indicator.id())))
              .toList(),
          null);
    }

    /** As those outside the province may see it; points are a share of all that can be computed. */
    private Row inPart(double computable) {
      boolean ranked = rank != null && Suppression.isShown(n);
      List<Indicator> shown = indicators.stream().map(Indicator::inPart).toList();
      return new Row(
          province,
          code,
          name,
          kind,
          ranked ? rank : null,
          ranked ? score : null,
          ranked ? scoreClass : "",
          ranked ? Suppression.hundredths(score / 100 * computable) : null,
          computable,
          Suppression.count(n),
          Suppression.isShown(n) ? reason : NOT_ENOUGH,
          ranked ? movement : null,
          groups.stream().map(group -> inPart(group, shown)).toList(),
          shown,
          true);
    }

    /** What a group won of the points that are shown. */
    private static Standing.Group inPart(Standing.Group group, List<Indicator> shown) {
      return Standing.Group.of(
          group.id(),
          group.of(),
          shown.stream().filter(row -> row.rule().group().equals(group.id())).toList(),
          Indicator::points,
          Indicator::maximumPoints);
    }
  }

  /**
   * One indicator of a commune.
   *
   * @param rule that judges it, which is not sent
   * @param target share at which the full points are won
   * @param points null when there is nothing to measure
   * @param suppressed true where it is of too few cases to be shown, else null
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Indicator(
      String id,
      @JsonIgnore ShareRule rule,
      @Nullable Double numerator,
      @Nullable Double denominator,
      double target,
      double maximumPoints,
      @Nullable Double points,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {

    private static Indicator of(Standing.Indicator indicator, ShareRule rule) {
      return new Indicator(
          indicator.id(),
          rule,
          indicator.numerator(),
          indicator.denominator(),
          indicator.target(),
          indicator.maximumPoints(),
          indicator.points(),
          null);
    }

    private Indicator inPart() {
      Long cases = Suppression.count(denominator);
      Double rate = cases == null ? null : Suppression.share(numerator / denominator, denominator);
      return new Indicator(
          id,
          rule,
          Suppression.numerator(rate, cases),
          cases == null ? null : (Double) cases.doubleValue(),
          target,
          maximumPoints,
          rule.points(rate),
          cases == null ? true : null);
    }
  }

  /**
   * What became different.
   *
   * @param head the new one
   * @param totals the new ones
   * @param rows the rows that are new or different
   * @param removed codes of rows that are gone
   */
  record Change(@JsonUnwrapped Head head, Totals totals, List<Row> rows, List<String> removed) {

    Change under(Head newHead) {
      return new Change(newHead, totals, rows, removed);
    }
  }

  /** As those may see it who are shown everything of some provinces. */
  Leaderboard suppressed(ExactProvinces exact) {
    double computable = head.coverage().pointsComputable();
    return new Leaderboard(
        head,
        rows.stream()
            .map(row -> exact.covers(row.province()) ? row : row.inPart(computable))
            .toList());
  }

  /** With the rows of some provinces as they are in another one. */
  Leaderboard with(Leaderboard newer, ExactProvinces exact) {
    Map<String, Row> own = new HashMap<>();
    newer.rows.stream()
        .filter(row -> exact.covers(row.province()))
        .forEach(row -> own.put(row.code(), row));
    return new Leaderboard(
        head, rows.stream().map(row -> own.getOrDefault(row.code(), row)).toList());
  }

  /** How this leaderboard differs from an earlier one. */
  Change since(Leaderboard earlier) {
    Map<String, Row> before = new HashMap<>();
    earlier.rows.forEach(row -> before.put(row.code(), row));
    Set<String> gone = new HashSet<>(before.keySet());
    List<Row> changed = new ArrayList<>();
    for (Row row : rows) {
      gone.remove(row.code());
      if (!row.equals(before.get(row.code()))) {
        changed.add(row);
      }
    }
    return new Change(head, totals, changed, gone.stream().sorted().toList());
  }
}
