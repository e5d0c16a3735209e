package vn.cds.dashboard.access;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import vn.cds.contract.catalogue.Formula;
import vn.cds.contract.catalogue.Indicator;
import vn.cds.contract.catalogue.IndicatorVersion;
import vn.cds.contract.catalogue.Input;

/**
 * Takes out of an answer what is not for everybody: ratios and counts of fewer than five cases, the
 * figures of alerts. What is taken out is null, and its row says {@code suppressed}.
 */
public final class Veil {

  /** Fewer cases than these are too few to be shown to others. */
  public static final int LEAST = 5;

  private static final String SUPPRESSED = "suppressed";

  private static final List<String> OF_A_RATIO =
      List.of(
          "numerator",
          "denominator",
          "rate",
          "won",
          "lost",
          "wilson_low",
          "wilson_high",
          "shrunken");
  private static final List<String> OF_PEERS =
      List.of("peers_numerator", "peers_denominator", "peers_rate", "shrunken");
  private static final List<String> OF_A_STANDING =
      List.of("n", "rank", "points", "score", "movement", "earlier_score");
  private static final List<String> OF_THE_RATE =
      List.of("n_2_1", "rate_2_1", "wilson_low", "wilson_high");
  private static final List<String> COUNTS = List.of("open", "overdue", "overdue_suspected");
  private static final List<String> FLOWS =
      List.of(
          "events",
          "registered",
          "registered_online",
          "done_on_time",
          "done_late",
          "payments",
          "payments_cashless",
          "documents_arrived",
          "documents_done");
  private static final List<String> OF_A_SAMPLE = List.of("last_detail", "last_commune");
  private static final List<String> OF_A_RETRACTION =
      List.of("commune_code", "commune_name", "entity", "event_id");
  private static final List<String> OF_AN_ALERT =
      List.of("value", "n", "lower", "upper", "worst", "peers_median");

  private final Rule rule;
  private final Predicate<String> whole;
  private final Function<String, String> provinceOf;
  private final Function<String, Indicator> indicators;
  private final LocalDate lastDay;

  /**
   * A veil for one visitor.
   *
   * @param rule of the address
   * @param provinceOf finds the province of a commune by their codes; '' when there is no such
   * @param indicators finds an indicator by its id, or null
   * @param lastDay of the period: on it the versions of the indicators are in force
   */
  public Veil(
      Rule rule,
      Visitor visitor,
      Function<String, String> provinceOf,
      Function<String, Indicator> indicators,
      LocalDate lastDay) {
    this.rule = rule;
    this.whole = province -> rule.isWholeFor(visitor, province);
    this.provinceOf = provinceOf;
    this.indicators = indicators;
    this.lastDay = lastDay;
  }

  /** Whether there are so few cases that others must not see them; 0 is not few. */
  public static boolean isSmall(Object cases) {
    return cases instanceof Number number
        && number.doubleValue() > 0
        && number.doubleValue() < LEAST;
  }

  /**
   * The answer as the visitor may see it.
   *
   * @param province of the whole answer, '' for the country; rows that name a commune are of its
   *     own
   */
  public Map<String, Object> over(Map<String, Object> answer, String province) {
    if (whole.test("")) {
      return answer;
    }
    Object commune = answer.get("commune_code");
    String home = commune == null ? province : provinceOf.apply((String) commune);
    Map<String, Object> veiled = new LinkedHashMap<>(answer);
    veiled.replaceAll((name, value) -> veiled(value, home, answer.get("indicator")));
    return veiled;
  }

  /**
   * A row of a long answer as the visitor may see it; where rows of it may lack something, each
   * says whether it does, perhaps with null.
   *
   * @param province of the whole answer
   */
  @SuppressWarnings("unchecked") // a veiled row is a row
  public Map<String, Object> overRow(Map<String, Object> row, String province) {
    if (whole.test("") || rule == Rule.DOSSIERS) {
      return row;
    }
    Map<String, Object> veiled = (Map<String, Object>) veiled(row, province, null);
    veiled.putIfAbsent(SUPPRESSED, null);
    return veiled;
  }

  @SuppressWarnings("unchecked") // the objects of answers have names for keys
  private Object veiled(Object value, String province, Object indicator) {
    if (value instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) {
      return list.stream().map(row -> veiled(row, province, indicator)).toList();
    }
    if (!(value instanceof Map<?, ?> object)) {
      return value;
    }
    Map<String, Object> row = new LinkedHashMap<>((Map<String, Object>) object);
    if (whole.test(home(row, province))) {
      return row;
    }
    if (rule == Rule.ALERTS) {
      takeOut(row, OF_AN_ALERT);
    } else if (rule == Rule.REJECTED_RECORDS) {
      takeOut(row, OF_A_SAMPLE);
      takeOut(row, OF_A_RETRACTION);
    } else if (row.containsKey("denominator")) {
      ratio(row, indicator);
    } else if (row.containsKey("scores")) {
      history(row);
    } else if (row.containsKey("n")) {
      standing(row);
    } else if (row.containsKey("cashless_share")) {
      flows(row);
    }
    return row;
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

  private void ratio(Map<String, Object> row, Object ofAll) {
    Object id = row.containsKey("criterion") ? row.get("criterion") : row.getOrDefault("id", ofAll);
    Indicator indicator = indicators.apply((String) id);
    if (indicator != null && indicator.input() == Input.DECLARED) {
      return; // of public documents
    }
    IndicatorVersion version = indicator == null ? null : indicator.version(lastDay);
    // Without a denominator it is a plain count, of 1.
    boolean count = version != null && version.denominator().equals(Formula.NONE);
    if (isSmall(row.get(count ? "numerator" : "denominator"))) {
      takeOut(row, OF_A_RATIO);
    }
    if (isSmall(row.get(count ? "peers_numerator" : "peers_denominator"))) {
      takeOut(row, OF_PEERS);
    }
  }

  private static void standing(Map<String, Object> row) {
    if (isSmall(row.get("n"))) {
      takeOut(row, OF_A_STANDING);
      takeOut(row, OF_THE_RATE);
      row.computeIfPresent("class", (name, known) -> "");
      row.computeIfPresent("groups", (name, groups) -> withoutPoints((List<?>) groups));
    }
    if (isSmall(row.get("n_2_1"))) {
      takeOut(row, OF_THE_RATE);
    }
    // How many cases the earlier score was of is not known; the ranked have enough.
    if (row.get("earlier_rank") == null && row.get("earlier_score") != null) {
      takeOut(row, List.of("earlier_score"));
    }
    takeOutSmall(row, COUNTS);
  }

  /** What happened in the last minutes. */
  private static void flows(Map<String, Object> row) {
    if (isSmall(row.get("payments")) || isSmall(row.get("payments_cashless"))) {
      takeOut(row, List.of("cashless_share"));
    }
    takeOutSmall(row, FLOWS);
  }

  private static List<Map<?, ?>> withoutPoints(List<?> groups) {
    List<Map<?, ?>> veiled = new ArrayList<>();
    for (Object entry : groups) {
      Map<Object, Object> group = new LinkedHashMap<>((Map<?, ?>) entry);
      group.put("points", null);
      veiled.add(group);
    }
    return veiled;
  }

  /** Scores and numbers of dossiers over time. */
  private static void history(Map<String, Object> row) {
    List<Object> cases = new ArrayList<>((List<?>) row.get("n"));
    List<Object> scores = new ArrayList<>((List<?>) row.get("scores"));
    for (int bucket = 0; bucket < cases.size(); bucket++) {
      if (isSmall(cases.get(bucket))) {
        cases.set(bucket, null);
        scores.set(bucket, null);
        row.put(SUPPRESSED, true);
      }
    }
    row.put("n", cases);
    row.put("scores", scores);
  }

  private static void takeOutSmall(Map<String, Object> row, List<String> counts) {
    takeOut(row, counts.stream().filter(count -> isSmall(row.get(count))).toList());
  }

  private static void takeOut(Map<String, Object> row, List<String> names) {
    for (String name : names) {
      if (row.get(name) != null) {
        row.put(name, null);
        row.put(SUPPRESSED, true);
      }
    }
  }
}
