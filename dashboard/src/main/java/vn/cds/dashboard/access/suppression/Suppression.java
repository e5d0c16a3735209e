package vn.cds.dashboard.access.suppression;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import vn.cds.contract.catalogue.indicator.Formula;
import vn.cds.contract.catalogue.indicator.Indicator;
import vn.cds.contract.catalogue.indicator.IndicatorUnit;
import vn.cds.contract.catalogue.indicator.IndicatorVersion;
import vn.cds.contract.catalogue.indicator.Input;
import vn.cds.dashboard.access.grant.AccessPolicy;
import vn.cds.dashboard.access.grant.Visitor;
import vn.cds.dashboard.json.RecordShape;

/**
 * Small-cell suppression: what of an answer is shown to those who may not see the small cells of a
 * province. docs/privacy.md says what is hidden and why it cannot be computed; {@link Shown} at
 * each field says how it is shown, and a field without it is hidden.
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

  /** By the names of fields in answers; null: hidden. */
  private static final ClassValue<Map<String, Shown>> DECISIONS =
      new ClassValue<>() {
        @Override
        protected Map<String, Shown> computeValue(Class<?> type) {
          Map<String, Shown> decisions = new LinkedHashMap<>();
          RecordShape.of(type)
              .flat()
              .forEach(
                  field ->
                      decisions.put(field.name(), field.component().getAnnotation(Shown.class)));
          return decisions;
        }
      };

  private final AccessPolicy rule;
  private final Predicate<String> whole;
  private final Function<String, String> provinceOf;
  private final Function<String, Indicator> indicators;
  private final Supplier<Map<String, ShareRule>> shares;
  private final LocalDate lastDay;
  private final int minimumN;

  /**
   * What one visitor is shown.
   *
   * @param rule of the address
   * @param provinceOf finds the province of a commune by their codes; '' when there is no such
   * @param indicators finds an indicator by its id, or null
   * @param shares what the rules make of shares, by the ids of the frame's indicators
   * @param lastDay of the period: on it the versions of the indicators are in force
   * @param minimumN dossiers that a commune needs to be ranked
   */
  public Suppression(
      AccessPolicy rule,
      Visitor visitor,
      Function<String, String> provinceOf,
      Function<String, Indicator> indicators,
      Supplier<Map<String, ShareRule>> shares,
      LocalDate lastDay,
      int minimumN) {
    this.rule = rule;
    this.whole = province -> rule.isWholeFor(visitor, province);
    this.provinceOf = provinceOf;
    this.indicators = indicators;
    this.shares = shares;
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

  /** Whether the visitor is shown everything of the whole country. */
  public boolean isWhole() {
    return whole.test("");
  }

  /**
   * The answer as the visitor may see it.
   *
   * @param province of the whole answer, '' for the country; rows that name a commune are of its
   *     own
   */
  public <R extends Record> R over(R answer, String province) {
    if (isAll() || rule == AccessPolicy.COVERAGE && whole.test(province)) {
      return answer;
    }
    Map<String, Object> values = values(answer);
    Object commune = values.get("commune_code");
    String home = commune == null ? province : provinceOf.apply((String) commune);
    boolean sums = whole.test(province);
    Object indicator = values.get("indicator");
    boolean all = sums && whole.test(home) || answer.getClass().isAnnotationPresent(Shown.class);
    Map<String, Object> shown = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (isRows(value)) {
            shown.put(name, rows((List<?>) value, home, sums, indicator));
          } else if (value instanceof Record row) {
            shown.put(name, row(row, home, sums, indicator));
          } else {
            Shown decided = DECISIONS.get(answer.getClass()).get(name);
            shown.put(name, all || decided != null ? value : null);
          }
        });
    return remade(answer, shown);
  }

  /**
   * Open dossiers are of the province that {@link AccessPolicy#check} asked for, whatever they
   * name.
   */
  private boolean isAll() {
    return isWhole() || rule == AccessPolicy.DOSSIERS;
  }

  private static boolean isRows(Object value) {
    return value instanceof List<?> list && list.stream().allMatch(Record.class::isInstance);
  }

  /**
   * A row of a long answer as the visitor may see it.
   *
   * @param province of the whole answer
   */
  public <R extends Record> R overRow(R row, String province) {
    return isAll() ? row : row(row, province, true, null);
  }

  private List<?> rows(List<?> list, String province, boolean sums, Object indicator) {
    List<Record> rows = new ArrayList<>();
    for (Object entry : list) {
      Record shown = row((Record) entry, province, sums, indicator);
      if (shown != null) {
        rows.add(shown);
      }
    }
    boolean flows = !rows.isEmpty() && DECISIONS.get(rows.get(0).getClass()).containsKey("events");
    return flows ? busiestFirst(rows) : rows;
  }

  /** By what is shown, so that their order does not tell what is hidden. */
  private static List<Record> busiestFirst(List<Record> rows) {
    record Busy(Record row, Long events, String commune) {
      static Busy of(Record row) {
        Map<String, Object> values = values(row);
        return new Busy(row, (Long) values.get("events"), (String) values.get("commune_code"));
      }
    }
    return rows.stream()
        .map(Busy::of)
        .sorted(
            Comparator.comparing(Busy::events, Comparator.nullsLast(Comparator.reverseOrder()))
                .thenComparing(Busy::commune))
        .map(Busy::row)
        .toList();
  }

  /**
   * A row as it is shown.
   *
   * @param sums whether the visitor may see all that its sums over communes are of
   * @param indicator of all rows, or null
   * @return null: it is left out
   */
  private <R extends Record> R row(R row, String province, boolean sums, Object indicator) {
    Map<String, Object> values = values(row);
    if (!whole.test(home(values, province))) {
      return inPart(row, values, indicator);
    }
    if (sums) {
      return row;
    }
    Map<String, Object> own = new LinkedHashMap<>(values);
    DECISIONS
        .get(row.getClass())
        .forEach(
            (name, decided) -> {
              if (decided != null && decided.value() == Shown.As.SUM_OF_PEERS) {
                own.put(name, null);
              } else if (decided != null && decided.value() == Shown.As.PEERS_RATE) {
                own.put(name, peersRate(decimal(values.get(name)), indicatorOf(values, indicator)));
              }
            });
    return remade(row, own);
  }

  private String home(Map<String, Object> row, String province) {
    Object own = row.get("province_code");
    if (own != null) {
      return (String) own;
    }
    if (rule == AccessPolicy.SOURCES && Boolean.TRUE.equals(row.get("elsewhere"))) {
      return ""; // its figures are of other provinces, too
    }
    if (rule == AccessPolicy.REJECTED_RECORDS) {
      Object named = row.getOrDefault("last_commune", row.get("commune_code"));
      return named == null ? "" : provinceOf.apply((String) named);
    }
    Object commune = row.get("commune_code");
    return commune != null ? provinceOf.apply((String) commune) : province;
  }

  /** As others see it, field by field. */
  private <R extends Record> R inPart(R row, Map<String, Object> values, Object ofAll) {
    if (row.getClass().isAnnotationPresent(Shown.class)) {
      if (row.getClass().getAnnotation(Shown.class).value() == Shown.As.REFUSED) {
        throw new IllegalStateException(row.getClass() + " is shown to nobody else");
      }
      return row;
    }
    Ratio ratio = null;
    if (values.containsKey("denominator")) {
      Indicator indicator = indicatorOf(values, ofAll);
      if (indicator != null && indicator.input() != Input.MEASURED) {
        return row; // of public documents, or of nothing
      }
      ratio = ratio(values, indicator);
      if (ratio == Ratio.HIDDEN && !values.containsKey("id")) {
        return null; // that there is a row says that there is a case
      }
    }
    Map<String, Object> shown = new LinkedHashMap<>();
    for (Map.Entry<String, Shown> decided : DECISIONS.get(row.getClass()).entrySet()) {
      Object value = values.get(decided.getKey());
      shown.put(
          decided.getKey(),
          isRows(value) ? parts((List<?>) value) : shown(value, decided.getValue(), values, ratio));
    }
    if (values.containsKey(SUPPRESSED) && (rule == AccessPolicy.FIGURES || !shown.equals(values))) {
      shown.put(SUPPRESSED, true);
    }
    return remade(row, shown);
  }

  private List<Record> parts(List<?> records) {
    return records.stream()
        .map(Record.class::cast)
        .map(record -> inPart(record, values(record), null))
        .toList();
  }

  private Object shown(Object value, Shown decided, Map<String, Object> row, Ratio ratio) {
    if (decided == null) {
      return null;
    }
    boolean many = isShown(row.get("n"));
    boolean earlier = row.get("earlier_rank") != null && minimumN >= BAND;
    return switch (decided.value()) {
      case IT_IS -> value;
      case COUNT -> value instanceof List<?> counts ? counts(counts) : count(value);
      case SHARE -> share(decimal(value), row.get(decided.of()));
      case PART -> part(value, row.get(decided.of()));
      case RANKED ->
          value instanceof List<?> scores
              ? ranked(scores, (List<?>) row.get("n"))
              : many && row.get("rank") != null ? value : value instanceof String ? "" : null;
      case RANKED_EARLIER -> earlier ? value : null;
      case RANKED_BOTH -> earlier && many ? value : null;
      case REASON -> reason(value, ratio == null ? !many : ratio == Ratio.HIDDEN);
      case NUMERATOR -> ratio.numerator();
      case DENOMINATOR -> ratio.denominator();
      case RATE -> ratio.rate();
      case PEERS_RATE -> ratio.peersRate();
      case WON -> ratio.won();
      case LOST -> ratio.lost();
      case MET -> ratio.met();
      case SUM_OF_PEERS -> null;
      case REFUSED -> throw new IllegalStateException(decided + " is shown to nobody else");
    };
  }

  private static Object reason(Object reason, boolean hidden) {
    return hidden && !"missing".equals(reason) ? NOT_ENOUGH : reason;
  }

  private static List<Long> counts(List<?> numbers) {
    List<Long> counts = new ArrayList<>();
    numbers.forEach(number -> counts.add(count(number)));
    return counts;
  }

  /** Those of the times at which there were enough dossiers to be ranked. */
  private List<Object> ranked(List<?> scores, List<?> cases) {
    List<Object> ranked = new ArrayList<>();
    for (int time = 0; time < scores.size(); time++) {
      Number n = (Number) cases.get(time);
      ranked.add(isShown(n) && n.longValue() >= minimumN ? scores.get(time) : null);
    }
    return ranked;
  }

  /** How many of some cases, by their rounded share. */
  private static Long part(Object number, Object of) {
    if (number == null || !isShown(of)) {
      return null;
    }
    double cases = ((Number) of).doubleValue();
    double share = ((Number) number).doubleValue() / cases;
    return numerator(share(share, cases), count(cases)).longValue();
  }

  /** An indicator of a commune as others see it. */
  private record Ratio(
      Double numerator,
      Double denominator,
      Double rate,
      Double peersRate,
      Double won,
      Double lost,
      Boolean met) {

    /** Of too few cases. */
    static final Ratio HIDDEN = new Ratio(null, null, null, null, null, null, null);
  }

  private Ratio ratio(Map<String, Object> row, Indicator indicator) {
    IndicatorVersion version = indicator == null ? null : indicator.version(lastDay);
    if (version == null) {
      return Ratio.HIDDEN;
    }
    // Without a denominator it is a plain count, of 1.
    if (version.denominator().equals(Formula.NONE)) {
      Double count = decimal(count(row.get("numerator")));
      return count == null
          ? Ratio.HIDDEN
          : new Ratio(count, decimal(row.get("denominator")), count, null, null, null, null);
    }
    if (!countsCases(version.denominator(), row)) {
      return Ratio.HIDDEN;
    }
    boolean ofCases = indicator.unit() == IndicatorUnit.PERCENT;
    Long cases = count(row.get("denominator"));
    Double exact = decimal(row.get("rate"));
    Double rate = ofCases ? share(exact, row.get("denominator")) : rough(exact);
    ShareRule share = ofCases && row.containsKey("won") ? shares.get().get(indicator.id()) : null;
    Double won = share == null ? null : share.points(rate);
    return new Ratio(
        numerator(rate, cases),
        decimal(cases),
        rate,
        peersRate(decimal(row.get("peers_rate")), indicator),
        won,
        won == null ? null : hundredths(decimal(row.get("points")) - won),
        share == null ? null : share.met(rate));
  }

  /** So coarse that numbers of cases do not follow. */
  private static Double peersRate(Double rate, Indicator indicator) {
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

  private static Map<String, Object> values(Record record) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordShape.Field field : RecordShape.of(record.getClass()).fields()) {
      if (field.unwrapped()) {
        values.putAll(values((Record) field.of(record)));
      } else {
        values.put(field.name(), field.of(record));
      }
    }
    return values;
  }

  /** The same record with other values under the names of its fields. */
  @SuppressWarnings("unchecked") // the class of a record is that of its type
  private static <R extends Record> R remade(R record, Map<String, Object> values) {
    Class<R> type = (Class<R>) record.getClass();
    return RecordShape.of(type)
        .make(
            type,
            field ->
                field.unwrapped()
                    ? remade((Record) field.of(record), values)
                    : values.get(field.name()));
  }

  private static Double decimal(Object value) {
    return value == null ? null : (Double) ((Number) value).doubleValue();
  }

  /** A number to two decimals, as points and scores are shown; null without. */
  public static Double hundredths(Double share) {
    return share == null ? null : (Double) (Math.rint(share * PERCENTS) / PERCENTS);
  }

  /** To two digits: which numbers of cases a mean can be of is then not to be seen. */
  private static Double rough(Double mean) {
    return mean == null
        ? null
        : (Double) BigDecimal.valueOf(mean).round(new MathContext(2)).doubleValue();
  }
}
