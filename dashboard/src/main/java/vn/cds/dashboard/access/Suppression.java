package vn.cds.dashboard.access;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import vn.cds.contract.catalogue.Formula;
import vn.cds.contract.catalogue.Indicator;
import vn.cds.contract.catalogue.IndicatorUnit;
import vn.cds.contract.catalogue.IndicatorVersion;
import vn.cds.contract.catalogue.Input;

/**
 * Small-cell suppression: what of an answer is shown to those who may not see the small cells of a
 * province. docs/privacy.md says what is hidden and why it cannot be computed. A field that is not
 * named here is null in their rows, so a new one is hidden until somebody decides about it.
 */
public final class Suppression {

  /** Counts below this are hidden from others; larger ones are rounded down to a multiple of it. */
  public static final int BAND = 10;

  /**
   * Others are shown figures as they stood when they were first read after a multiple of this time.
   */
  public static final Duration BEAT = Duration.ofMinutes(5);

  private static final String SUPPRESSED = "suppressed";
  private static final String NOT_ENOUGH = "not_enough_data";
  private static final int PERCENTS = 100;

  /** Of rows of figures: names, and what follows from the catalogue or public documents alone. */
  private static final Set<String> SAME_IN_FIGURES =
      Set.of(
          "province_code",
          "province_name",
          "commune_code",
          "name",
          "kind",
          "former_district",
          "peer_group",
          "peers",
          "peers_ranked",
          "peers_median",
          "load",
          "reason",
          "position",
          "id",
          "name_vi",
          "name_en",
          "group",
          "unit",
          "input",
          "better",
          "target",
          "points",
          "numerator_text",
          "denominator_text",
          "formula_version",
          "source",
          "verified",
          "minimum_n",
          "declared",
          "day",
          "bucket",
          "communes",
          "criterion",
          "criterion_vi",
          "criterion_en",
          "criteria_group");

  private static final List<String> COUNTS_OF_A_STANDING = List.of("n", "open", "overdue");
  private static final List<String> OF_THE_RANKED = List.of("rank", "score", "class");
  private static final List<String> OF_THE_EARLIER =
      List.of("earlier_rank", "earlier_score", "movement");
  private static final Set<String> SAME_IN_GROUPS = Set.of("id", "of");

  private static final List<String> FLOWS =
      List.of(
          "events",
          "registered",
          "done_on_time",
          "done_late",
          "payments",
          "documents_arrived",
          "documents_done");

  private static final Set<String> NUMBERS_OF_COMMUNES =
      Set.of("communes_reporting", "communes_with_data", "communes_today");

  private static final Set<String> SUMS_OF_PEERS =
      Set.of("peers_numerator", "peers_denominator", "shrunken");

  private static final Set<String> SAME_IN_ALERTS =
      Set.of(
          "province",
          "unit",
          "unit_name",
          "scope",
          "rule",
          "name_vi",
          "name_en",
          "indicator",
          "severity",
          "rule_version",
          "rule_set_version",
          "episode",
          "since",
          "fired_at",
          "resolved_at",
          "ending",
          "open_seconds",
          "target",
          "total_critical",
          "total_warning",
          "total_notice",
          "total_rows");

  private static final Set<String> SAME_IN_REJECTED_RECORDS =
      Set.of(
          "topic",
          "code",
          "records",
          "communes",
          "last_append_time",
          "stream",
          "retractions",
          "found",
          "not_found",
          "inexact",
          "exact",
          "status",
          "occurred_at",
          "occurred_by_day",
          "total_not_found",
          "total_inexact",
          "total_rows");

  private final Rule rule;
  private final Predicate<String> whole;
  private final Function<String, String> provinceOf;
  private final Function<String, Indicator> indicators;
  private final LocalDate lastDay;
  private final int minimumN;

  /**
   * What one visitor is shown.
   *
   * @param rule of the address
   * @param provinceOf finds the province of a commune by their codes; '' when there is no such
   * @param indicators finds an indicator by its id, or null
   * @param lastDay of the period: on it the versions of the indicators are in force
   * @param minimumN dossiers that a commune needs to be ranked
   */
  public Suppression(
      Rule rule,
      Visitor visitor,
      Function<String, String> provinceOf,
      Function<String, Indicator> indicators,
      LocalDate lastDay,
      int minimumN) {
    this.rule = rule;
    this.whole = province -> rule.isWholeFor(visitor, province);
    this.provinceOf = provinceOf;
    this.indicators = indicators;
    this.lastDay = lastDay;
    this.minimumN = minimumN;
  }

  /** Whether there are so many cases that others are told about how many. */
  public static boolean isShown(Object cases) {
    return cases instanceof Number number && number.doubleValue() >= BAND;
  }

  /**
   * A count as others are shown it.
   *
   * @return rounded down to a multiple of {@link #BAND}; null when it is hidden
   */
  public static Long count(Object cases) {
    return isShown(cases) ? (Long) (((Number) cases).longValue() / BAND * BAND) : null;
  }

  /**
   * A share as others are shown it: so coarse that at least two numerators fit it, and that it says
   * nothing of the cases beyond {@link #count}.
   *
   * @param cases that it is a share of
   * @return null when it is hidden or there is none
   */
  public static Double share(Double share, Object cases) {
    if (share == null || !isShown(cases)) {
      return null;
    }
    double steps = steps(((Number) cases).doubleValue());
    return Math.rint(share * steps) / steps;
  }

  /** Into how many steps a share of so many cases is divided; a step is two cases at least. */
  private static int steps(double cases) {
    return cases < 20 ? 5 : cases < 40 ? 10 : cases < 100 ? 20 : cases < 200 ? 50 : PERCENTS;
  }

  /** The numerator that belongs to a {@link #share} and a {@link #count}; null without. */
  public static Double numerator(Double share, Long count) {
    return share == null || count == null ? null : (Double) Math.rint(share * count);
  }

  /** The points that a {@link #share} wins where more is better, in hundredths; null without. */
  public static Double points(Double share, Double target, Double most) {
    return share == null || target == null || most == null || target == 0
        ? null
        : (Double) (Math.rint(most * Math.min(1, share / target) * PERCENTS) / PERCENTS);
  }

  /**
   * The answer as the visitor may see it.
   *
   * @param province of the whole answer, '' for the country; rows that name a commune are of its
   *     own
   */
  public Map<String, Object> over(Map<String, Object> answer, String province) {
    if (whole.test("") || rule == Rule.COVERAGE && whole.test(province)) {
      return answer;
    }
    if (rule == Rule.COVERAGE) {
      return withoutNumbersOfCommunes(answer);
    }
    Object commune = answer.get("commune_code");
    String home = commune == null ? province : provinceOf.apply((String) commune);
    boolean sums = whole.test(province);
    Map<String, Object> shown = new LinkedHashMap<>(answer);
    shown.replaceAll((name, value) -> shown(value, home, sums, answer.get("indicator")));
    return shown;
  }

  /**
   * Of how many communes there is something tells one that has nothing from one that has little.
   */
  private static Map<String, Object> withoutNumbersOfCommunes(Map<String, Object> answer) {
    Map<String, Object> shown = new LinkedHashMap<>(answer);
    shown.replaceAll(
        (name, value) -> {
          if (NUMBERS_OF_COMMUNES.contains(name)) {
            return null;
          }
          return value instanceof List<?> rows
              ? rows.stream().map(Suppression::masked).toList()
              : value;
        });
    return shown;
  }

  @SuppressWarnings("unchecked") // the objects of answers have names for keys
  private static Object masked(Object row) {
    return row instanceof Map<?, ?> map ? withoutNumbersOfCommunes((Map<String, Object>) map) : row;
  }

  /**
   * A row of a long answer as the visitor may see it; where rows of it may lack something, each
   * says whether it does, perhaps with null.
   *
   * @param province of the whole answer
   */
  public Map<String, Object> overRow(Map<String, Object> row, String province) {
    if (whole.test("") || rule == Rule.DOSSIERS) {
      return row;
    }
    Map<String, Object> shown = shownRow(row, province, true, null);
    shown.putIfAbsent(SUPPRESSED, null);
    return shown;
  }

  @SuppressWarnings("unchecked") // the objects of answers have names for keys
  private Object shown(Object value, String province, boolean sums, Object indicator) {
    if (value instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) {
      List<Map<String, Object>> rows =
          list.stream()
              .map(row -> shownRow((Map<String, Object>) row, province, sums, indicator))
              .filter(Objects::nonNull)
              .toList();
      return rows.stream().anyMatch(row -> row.containsKey("events")) ? busiestFirst(rows) : rows;
    }
    return value instanceof Map<?, ?> row && row.containsKey("commune_code")
        ? shownRow((Map<String, Object>) row, province, sums, indicator)
        : value;
  }

  /** By what is shown, so that their order does not tell what is hidden. */
  private static List<Map<String, Object>> busiestFirst(List<Map<String, Object>> rows) {
    return rows.stream()
        .sorted(
            Comparator.comparing(
                    (Map<String, Object> row) -> (Number) row.get("events"),
                    Comparator.nullsLast(
                        Comparator.comparing(Number::longValue, Comparator.reverseOrder())))
                .thenComparing(row -> (String) row.get("commune_code")))
        .toList();
  }

  /**
   * A row as it is shown.
   *
   * @param sums whether the visitor may see all that its sums over communes are of
   * @param indicator of all rows, or null
   * @return null: it is left out
   */
  private Map<String, Object> shownRow(
      Map<String, Object> row, String province, boolean sums, Object indicator) {
    if (whole.test(home(row, province))) {
      Map<String, Object> own = new LinkedHashMap<>(row);
      if (!sums) {
        own.replaceAll((name, value) -> SUMS_OF_PEERS.contains(name) ? null : value);
        own.computeIfPresent(
            "peers_rate", (name, rate) -> peersRate(decimal(rate), row, indicator));
      }
      return own;
    }
    return switch (rule) {
      case ALERTS -> marked(row, only(row, SAME_IN_ALERTS));
      case REJECTED_RECORDS -> marked(row, only(row, SAME_IN_REJECTED_RECORDS));
      default -> figures(row, indicator);
    };
  }

  private String home(Map<String, Object> row, String province) {
    Object own = row.get("province_code");
    if (own != null) {
      return (String) own;
    }
    if (rule == Rule.REJECTED_RECORDS) {
      Object named = row.getOrDefault("last_commune", row.get("commune_code"));
      return named == null ? "" : provinceOf.apply((String) named);
    }
    Object commune = row.get("commune_code");
    return commune != null ? provinceOf.apply((String) commune) : province;
  }

  private Map<String, Object> figures(Map<String, Object> row, Object indicator) {
    if (row.containsKey("unit_level")) {
      return row; // recognition, of public documents
    }
    if (row.containsKey("denominator")) {
      return ratio(row, indicator);
    }
    Map<String, Object> shown = only(row, SAME_IN_FIGURES);
    if (row.containsKey("scores")) {
      history(row, shown);
    } else if (row.containsKey("n")) {
      standing(row, shown);
    } else if (row.containsKey("events")) {
      counts(row, shown, FLOWS);
      shown.put("registered_online", part(row, "registered_online", "registered"));
      shown.put("payments_cashless", part(row, "payments_cashless", "payments"));
      shown.put("cashless_share", share(decimal(row.get("cashless_share")), row.get("payments")));
    }
    shown.put(SUPPRESSED, true);
    return shown;
  }

  /** How many of some cases, by their rounded share. */
  private static Long part(Map<String, Object> row, String name, String ofName) {
    if (row.get(name) == null || !isShown(row.get(ofName))) {
      return null;
    }
    double cases = ((Number) row.get(ofName)).doubleValue();
    double share = ((Number) row.get(name)).doubleValue() / cases;
    return numerator(share(share, cases), count(cases)).longValue();
  }

  private static Map<String, Object> only(Map<String, Object> row, Set<String> names) {
    Map<String, Object> shown = new LinkedHashMap<>(row);
    shown.replaceAll((name, value) -> names.contains(name) ? value : null);
    return shown;
  }

  private static Map<String, Object> marked(Map<String, Object> row, Map<String, Object> shown) {
    if (!shown.equals(row)) {
      shown.put(SUPPRESSED, true);
    }
    return shown;
  }

  private static void counts(
      Map<String, Object> row, Map<String, Object> shown, List<String> names) {
    for (String name : names) {
      if (row.containsKey(name)) {
        shown.put(name, count(row.get(name)));
      }
    }
  }

  private Map<String, Object> ratio(Map<String, Object> row, Object ofAll) {
    Indicator indicator = indicatorOf(row, ofAll);
    if (indicator != null && indicator.input() != Input.MEASURED) {
      return row; // of public documents, or of nothing
    }
    IndicatorVersion version = indicator == null ? null : indicator.version(lastDay);
    Map<String, Object> shown = only(row, SAME_IN_FIGURES);
    shown.put(SUPPRESSED, true);
    // Without a denominator it is a plain count, of 1.
    boolean plain = version != null && version.denominator().equals(Formula.NONE);
    if (plain && isShown(row.get("numerator"))) {
      shown.put("numerator", count(row.get("numerator")));
      shown.put("denominator", row.get("denominator"));
      shown.put("rate", count(row.get("numerator")));
    } else if (!plain && version != null && countsCases(version.denominator(), row)) {
      boolean ofCases = indicator.unit() == IndicatorUnit.PERCENT;
      Long cases = count(row.get("denominator"));
      Double exact = decimal(row.get("rate"));
      Double rate = ofCases ? share(exact, row.get("denominator")) : rough(exact);
      shown.put("denominator", cases);
      shown.put("rate", rate);
      shown.put("numerator", numerator(rate, cases));
      if (row.containsKey("peers_rate")) {
        shown.put("peers_rate", peersRate(decimal(row.get("peers_rate")), row, ofAll));
      }
      if (row.containsKey("won") && ofCases && "higher".equals(row.get("better"))) {
        Double most = decimal(row.get("points"));
        Double won = points(rate, decimal(row.get("target")), most);
        shown.put("won", won);
        shown.put("lost", won == null ? null : (Double) (most - won));
      }
    } else if (!row.containsKey("id")) {
      return null; // that there is a row says that there is a case
    } else if (!"missing".equals(row.get("reason"))) {
      shown.put("reason", NOT_ENOUGH);
    }
    return shown;
  }

  /** So coarse that numbers of cases do not follow. */
  private Double peersRate(Double rate, Map<String, Object> row, Object ofAll) {
    Indicator indicator = indicatorOf(row, ofAll);
    boolean ofCases = indicator != null && indicator.unit() == IndicatorUnit.PERCENT;
    return ofCases ? hundredths(rate) : rough(rate);
  }

  private Indicator indicatorOf(Map<String, Object> row, Object ofAll) {
    Object id = row.containsKey("criterion") ? row.get("criterion") : row.getOrDefault("id", ofAll);
    return indicators.apply((String) id);
  }

  /** Whether there are enough cases; how many payments an amount is of is not known. */
  private static boolean countsCases(Formula denominator, Map<String, Object> row) {
    return isShown(row.get("denominator"))
        && denominator.terms().stream().noneMatch(term -> term.measure().endsWith("_vnd"));
  }

  private void standing(Map<String, Object> row, Map<String, Object> shown) {
    counts(row, shown, COUNTS_OF_A_STANDING);
    shown.put("points", null); // here those that were won
    boolean many = isShown(row.get("n"));
    if (!many) {
      shown.put("reason", NOT_ENOUGH);
    }
    if (many && row.get("rank") != null) {
      OF_THE_RANKED.forEach(name -> shown.put(name, row.get(name)));
    } else if (row.containsKey("class")) {
      shown.put("class", "");
    }
    if (row.get("earlier_rank") != null && minimumN >= BAND) {
      OF_THE_EARLIER.forEach(name -> shown.put(name, row.get(name)));
      shown.computeIfPresent("movement", (name, movement) -> many ? movement : null);
    }
    if (row.containsKey("n_2_1")) {
      shown.put("n_2_1", count(row.get("n_2_1")));
      shown.put("rate_2_1", share(decimal(row.get("rate_2_1")), row.get("n_2_1")));
    }
    if (row.get("groups") instanceof List<?> groups) {
      shown.put("groups", groups.stream().map(Suppression::withoutPoints).toList());
    }
  }

  @SuppressWarnings("unchecked") // the objects of answers have names for keys
  private static Map<String, Object> withoutPoints(Object group) {
    return only((Map<String, Object>) group, SAME_IN_GROUPS);
  }

  /** Scores and numbers of dossiers over time. */
  private void history(Map<String, Object> row, Map<String, Object> shown) {
    List<?> cases = (List<?>) row.get("n");
    List<?> scores = (List<?>) row.get("scores");
    List<Object> rounded = new ArrayList<>();
    List<Object> ranked = new ArrayList<>();
    for (int bucket = 0; bucket < cases.size(); bucket++) {
      Number n = (Number) cases.get(bucket);
      rounded.add(count(n));
      ranked.add(isShown(n) && n.longValue() >= minimumN ? scores.get(bucket) : null);
    }
    shown.put("n", rounded);
    shown.put("scores", ranked);
  }

  private static Double decimal(Object value) {
    return value == null ? null : (Double) ((Number) value).doubleValue();
  }

  private static Double hundredths(Double share) {
    return share == null ? null : (Double) (Math.rint(share * PERCENTS) / PERCENTS);
  }

  /** To two digits: which numbers of cases a mean can be of is then not to be seen. */
  private static Double rough(Double mean) {
    return mean == null
        ? null
        : (Double) BigDecimal.valueOf(mean).round(new MathContext(2)).doubleValue();
  }
}
