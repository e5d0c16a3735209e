package vn.cds.dashboard.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.cds.contract.Roster;
import vn.cds.contract.Unit;
import vn.cds.contract.catalogue.CatalogueChange;
import vn.cds.contract.catalogue.CatalogueChanges;
import vn.cds.contract.catalogue.Formula;
import vn.cds.contract.catalogue.FrameKind;
import vn.cds.contract.catalogue.IndicatorVersion;
import vn.cds.dashboard.access.Right;
import vn.cds.dashboard.access.Rule;
import vn.cds.dashboard.access.Suppression;
import vn.cds.dashboard.access.Visitor;
import vn.cds.dashboard.json.Json;
import vn.cds.dashboard.score.Scoreboard;
import vn.cds.sql.Database;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Period;

/**
 * What programs read: standings, their explanation, recognition and the like, as {@code
 * openapi.yaml} tells. Every answer says its period, moment and catalogue. Reads named queries with
 * bound parameters alone, and the catalogue that was loaded. Thread-safe.
 */
public final class Api {

  /** The longest period: five years. What is longer costs too much of the others' time. */
  public static final int MOST_DAYS = 1_827;

  /** How the whole country is written in addresses and answers, in the place of a province. */
  public static final String COUNTRY = "VN";

  private static final String ROOT = "/api/v1/";

  /** How old the scores of a running period may be that the server keeps; the answer says it. */
  static final Duration LAG = Duration.ofSeconds(90);

  private static final int MOST_COMPARED = 5;
  private static final String OVERDUE = "overdue_dossiers";
  private static final int MOST_DUE_HOURS = 720;
  private static final int USUAL_DOSSIERS = 100;

  /** Of a long list, to be shown. */
  private static final int MOST_LISTED = 1_000;

  /** Of a long list, to be taken away; more makes a file that few programs open. */
  private static final int MOST_TAKEN = 100_000;

  /** Of a province with more overdue dossiers than these each commune is asked for alone. */
  private static final int MOST_SHARED = 3_000;

  /** What is older is a matter of hours and days. */
  private static final int MOST_MINUTES = 60;

  /** What a commune is judged by; every one of them may be left out. */
  private static final Set<String> JUDGEMENT =
      Set.of("province", "period", "at", "frame", "catalogue", "peers");

  private static final List<String> KINDS = List.of("", "xa", "phuong", "dac_khu", "thi_tran");

  private final RecentRows recent;

  /** For those who are shown figures in part. */
  private final RecentRows beats;

  /** Of what offices declare, which changes seldom. */
  private final RecentRows declared;

  private final Roster roster;
  private final Boundaries boundaries;
  private final Catalogues catalogues;
  private final Scopes scopes;
  private final ScoreHistory history;
  private final Baselines baselines;
  private final DataHealth health;
  private final byte[] description;

  /**
   * @param roster the units that ClickHouse holds as well
   * @param boundaries of the units, for the map
   * @param defaultProvince when none is asked for, two digits
   * @param minimumN dossiers that a commune needs in the period to be ranked
   * @param intake says what was produced; gives null while nobody does
   * @param baselines of the board's page, so that a table has its movement
   */
  public Api(
      Database database,
      NamedQueries queries,
      Roster roster,
      Boundaries boundaries,
      Clock clock,
      String defaultProvince,
      int minimumN,
      Supplier<Intake> intake,
      Baselines baselines) {
    this.baselines = baselines;
    this.recent = new RecentRows(queries, clock, Duration.ofSeconds(6), Duration.ofSeconds(10));
    this.beats = RecentRows.at(Suppression.BEAT, queries, clock);
    this.declared = new RecentRows(queries, clock, Duration.ofSeconds(30), Duration.ofSeconds(60));
    this.roster = roster;
    this.boundaries = boundaries;
    this.catalogues = new Catalogues(database);
    this.scopes = new Scopes(catalogues, roster, clock, defaultProvince, minimumN);
    this.history = new ScoreHistory(queries, clock);
    this.health = new DataHealth(queries, intake, clock);
    this.description = resource("openapi.yaml");
  }

  /** Answers one resource. */
  private interface Resource {
    Answer answer(Context context);
  }

  /** Beside JSON, answers with rows can be had as tables. */
  private static final List<String> FORMATS = List.of("json", "csv", "xlsx");

  /**
   * An answer.
   *
   * @param scope stands at its head
   * @param data what follows
   * @param rows name of what a table of it holds; null: it can be had as JSON alone
   * @param filters what else narrows the rows
   * @param table what a table of it holds, where that is not all in the data; else null
   */
  private record Answer(
      Scope scope, Map<String, Object> data, String rows, Map<String, ?> filters, LongList table) {

    Answer(Scope scope, Map<String, Object> data) {
      this(scope, data, null);
    }

    Answer(Scope scope, Map<String, Object> data, String rows) {
      this(scope, data, rows, Map.of());
    }

    Answer(Scope scope, Map<String, Object> data, String rows, Map<String, ?> filters) {
      this(scope, data, rows, filters, null);
    }

    Answer suppressed(Suppression suppression) {
      return new Answer(
          scope,
          suppression.over(data, scope.province()),
          rows,
          filters,
          table == null ? null : table.map(row -> suppression.overRow(row, scope.province())));
    }
  }

  /** Adds what is answered below {@code /api/v1/}. */
  public void addTo(RoutesConfig routes) {
    routes.get(
        ROOT + "openapi.yaml",
        context -> context.contentType("application/yaml").result(description));
    add(routes, "leaderboard", this::leaderboard);
    add(routes, "live", this::live);
    add(routes, "communes", this::communes);
    add(routes, "communes/{code}", this::commune);
    add(routes, "communes/{code}/explanation", this::explanation);
    add(routes, "communes/{code}/explanation/{indicator}", this::windows);
    add(routes, "communes/{code}/trend", this::trend);
    add(routes, "score-history", this::scoreHistory);
    add(routes, "comparison", this::comparison);
    add(routes, "overdue-dossiers", this::overdueDossiers);
    add(routes, "recognition", this::recognition);
    add(routes, "recognition/units", this::recognitionUnits);
    add(routes, "coverage", this::coverage);
    add(routes, "data-age", this::dataAge);
    add(routes, "indicators", this::indicators);
    add(routes, "catalogue-loads", this::catalogueLoads);
    add(routes, "alerts", this::openAlerts);
    add(routes, "alerts/counts", this::alertCounts);
    add(routes, "alerts/history", this::alertHistory);
    add(routes, "alerts/times", this::alertTimes);
    add(routes, "alerts/silences", this::silences);
    add(routes, "data-health", this::dataHealth);
    add(routes, "dead-letters", this::deadLetters);
    add(routes, "retractions", this::retractions);
  }

  private void add(RoutesConfig routes, String path, Resource resource) {
    Rule rule = Rule.of(ROOT + path);
    routes.get(
        ROOT + path, context -> send(context, suppressed(context, rule, resource.answer(context))));
  }

  /** The answer as somebody may see it. */
  private Answer suppressed(Context context, Rule rule, Answer answer) {
    Visitor visitor = Visitor.of(context.req());
    Scope scope = answer.scope();
    rule.check(visitor, scope.province());
    if (isChosen(context, scope)) {
      rule.checkChosen(visitor, scope.province());
    }
    Suppression suppression =
        new Suppression(
            rule,
            visitor,
            commune -> provinceOf(commune, scope),
            scope.load().catalogue()::indicator,
            scope.lastDay(),
            scope.minimumN());
    return answer.suppressed(suppression);
  }

  /** Whether it is of days, a moment or a judgement that are not those of the board itself. */
  private static boolean isChosen(Context context, Scope scope) {
    return scope.period().kind() == Period.Kind.CUSTOM
        || context.queryParam("at") != null
        || context.queryParam("catalogue") != null
        || scope.peers().equals("size"); // terciles of exact numbers of dossiers
  }

  private String provinceOf(String commune, Scope scope) {
    Unit unit = roster.unit(commune, scope.lastDay());
    return unit == null ? "" : unit.provinceCode();
  }

  private static void send(Context context, Answer answer) {
    Parameters parameters = new Parameters(context.queryParamMap());
    String format = format(parameters);
    if (isTable(format)) {
      sendTable(context, answer, format, parameters);
      return;
    }
    Map<String, Object> body = new LinkedHashMap<>(answer.scope().head());
    body.putAll(answer.data());
    byte[] figures = Json.write(body);
    // Weak, and without the moment: the same figures a second later are no news.
    String tag = "W/\"" + digest(figures) + "\"";
    context.header("ETag", tag);
    context.header("Cache-Control", "private, no-cache");
    String known = context.header("If-None-Match");
    if (known != null && Arrays.asList(known.split("\\s*,\\s*")).contains(tag)) {
      context.status(HttpStatus.NOT_MODIFIED);
      return;
    }
    byte[] moment = Json.write(Map.of("as_of", answer.scope().at()));
    // The moment is added to the object without writing all of it again.
    byte[] whole = Arrays.copyOf(figures, figures.length + moment.length - 1);
    moment[0] = ',';
    System.arraycopy(moment, 0, whole, figures.length - 1, moment.length);
    context.contentType("application/json").result(whole);
  }

  private static String format(Parameters parameters) {
    return parameters.choice("format", FORMATS.get(0), FORMATS);
  }

  private static boolean isTable(String format) {
    return !format.equals(FORMATS.get(0));
  }

  @SuppressWarnings("unchecked") // what stands under the name of the rows is a list of rows
  private static void sendTable(
      Context context, Answer answer, String format, Parameters parameters) {
    if (answer.rows() == null) {
      throw new BadParameter("format", "This address answers with format=json alone.");
    }
    Locale language = new Locale(parameters.choice("lang", "vi", List.of("vi", "en")));
    Map<String, Object> about = new LinkedHashMap<>(answer.scope().head());
    about.put("as_of", answer.scope().at());
    about.putAll(answer.filters());
    boolean csv = format.equals("csv");
    Sheet sheet =
        csv
            ? new CsvSheet(about, answer.scope().frame(), language)
            : new WorkbookSheet(about, answer.scope().frame(), language);
    if (answer.table() == null) {
      sheet.write((List<Map<String, Object>>) answer.data().get(answer.rows()));
    } else {
      sheet.write(answer.table());
    }
    String resource = context.path().substring(ROOT.length()).replace('/', '-');
    context.header(
        "Content-Disposition",
        "attachment; filename=\"%s-%s.%s\""
            .formatted(
                resource.replaceAll("[^A-Za-z0-9.-]", "_"),
                answer.scope().period().label().replace("..", "_"),
                format));
    context
        .contentType(
            csv
                ? "text/csv; charset=utf-8"
                : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .result(sheet.bytes());
  }

  /** A question that is answered by a list which may be long. */
  private record Listing(String query, Map<String, Object> bound) {}

  /**
   * The beginning of a list that may be long, and how many rows there are in all; for a table all
   * of it.
   *
   * @param usual rows of the beginning when no {@code limit} is asked for
   * @param kinds of rows whose totals are told
   * @param listing asks for all of it; its parameter {@code row_limit} is put in here
   * @param beginning reads so many rows
   */
  private Answer list(
      Scope scope,
      Parameters parameters,
      int usual,
      List<String> kinds,
      Listing listing,
      Map<String, ?> filters,
      IntFunction<Standing> beginning) {
    if (isTable(format(parameters))) {
      int most = parameters.number("limit", MOST_TAKEN, 1, MOST_TAKEN);
      Map<String, Object> bound = new LinkedHashMap<>(listing.bound());
      bound.put("row_limit", most);
      LongList table =
          new LongList(rows -> recent.forEach(listing.query(), bound, scope.at(), rows), most);
      return new Answer(scope, Map.of(), "rows", filters, table);
    }
    Standing standing = beginning.apply(parameters.number("limit", usual, 1, MOST_LISTED));
    return new Answer(standing.scope(), LongList.answer(standing.rows(), kinds), "rows", filters);
  }

  private Answer list(
      Scope scope,
      Parameters parameters,
      List<String> kinds,
      Listing listing,
      Map<String, ?> filters) {
    return list(
        scope,
        parameters,
        MOST_LISTED,
        kinds,
        listing,
        filters,
        limit -> read(listing.query(), scope, with(listing.bound(), "row_limit", limit)));
  }

  private Answer leaderboard(Context context) {
    Parameters parameters = parameters(context, JUDGEMENT, "movement", "kind", "q");
    Scope scope = scopes.read(parameters);
    boolean moved = parameters.choice("movement", "false", List.of("false", "true")).equals("true");
    boolean ofThePage =
        scope.now()
            && scope.frame().id().equals(Scoreboard.FRAME_OF_THE_PAGE)
            && scope.peers().equals(Scoreboard.PEERS_OF_THE_PAGE)
            && parameters.number("catalogue", 0, 0, Integer.MAX_VALUE) == 0;
    Standing standing = scores("scoreboard", scope, scope.bound());
    scope = standing.scope();
    List<Map<String, Object>> rows = new ArrayList<>(standing.rows());
    Map<String, Object> filters = new LinkedHashMap<>(narrow(rows, parameters));
    if (!moved) {
      return new Answer(scope, Map.of("rows", rows), "rows", filters);
    }
    Baselines.Baseline earlier = ofThePage ? baselines.of(scope.province(), scope.period()) : null;
    if (earlier == null) {
      earlier = baseline(scope);
    }
    for (int i = 0; i < rows.size(); i++) {
      rows.set(i, withMovement(rows.get(i), earlier));
    }
    Map<String, Object> comparedTo = new LinkedHashMap<>();
    comparedTo.put("from", earlier.fromDay());
    comparedTo.put("to", earlier.toDay().minusDays(1));
    comparedTo.put("at", earlier.at());
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("compared_to", comparedTo);
    data.put("rows", rows);
    filters.put("compared_to", comparedTo);
    return new Answer(scope, data, "rows", filters);
  }

  /** The standing that the scope's is compared with. */
  private Baselines.Baseline baseline(Scope scope) {
    Period.Earlier earlier = scope.period().earlier(Clock.fixed(scope.at(), ZoneOffset.UTC));
    Map<String, Object> bound = scope.bound();
    bound.put("from_day", earlier.fromDay());
    bound.put("to_day", earlier.toDay());
    Map<String, Baselines.Place> places = new HashMap<>();
    for (Map<String, Object> row : read("scoreboard", scope.asOf(earlier.at()), bound).rows()) {
      if (row.get("rank") != null) {
        places.put(
            (String) row.get("commune_code"),
            new Baselines.Place(
                ((Number) row.get("rank")).intValue(), ((Number) row.get("score")).doubleValue()));
      }
    }
    return Baselines.Baseline.of(earlier, places);
  }

  private static Map<String, Object> withMovement(
      Map<String, Object> row, Baselines.Baseline earlier) {
    String commune = (String) row.get("commune_code");
    Number rank = (Number) row.get("rank");
    Baselines.Place place = earlier.places().get(commune);
    Map<String, Object> beside = new LinkedHashMap<>(row);
    beside.put("earlier_rank", place == null ? null : place.rank());
    beside.put("movement", earlier.movement(commune, rank == null ? null : rank.intValue()));
    beside.put("earlier_score", place == null ? null : place.score());
    return beside;
  }

  /** Leaves the communes of a kind and with a name, ranks as they are, and tells what narrowed. */
  private static Map<String, String> narrow(List<Map<String, Object>> rows, Parameters parameters) {
    Map<String, String> filters = new LinkedHashMap<>();
    String kind = parameters.choice("kind", "", KINDS);
    if (!kind.isEmpty()) {
      filters.put("filter.kind", kind);
      rows.removeIf(row -> !kind.equals(row.get("kind")));
    }
    Search search = new Search(parameters.text("q", ""));
    if (!search.isEmpty()) {
      filters.put("filter.q", parameters.text("q", ""));
      rows.removeIf(
          row -> !search.matches((String) row.get("name"), (String) row.get("commune_code")));
    }
    return filters;
  }

  private Answer live(Context context) {
    Parameters parameters = parameters(context, Set.of("province"), "minutes");
    int minutes = parameters.number("minutes", 10, 1, MOST_MINUTES);
    Scope scope = scopes.read(parameters);
    Standing standing =
        figures(
            "leaderboard_live", scope, Map.of("province", scope.province(), "minutes", minutes));
    return new Answer(
        standing.scope(),
        Map.of("minutes", minutes, "rows", standing.rows()),
        "rows",
        Map.of("minutes", Integer.toString(minutes)));
  }

  private Answer communes(Context context) {
    Scope scope = scopes.read(parameters(context, Set.of("province", "period", "at")));
    List<Unit> units =
        scope.province().isEmpty()
            ? roster.units(scope.lastDay())
            : roster.units(scope.province(), scope.lastDay());
    return new Answer(scope, Map.of("communes", units.stream().map(this::place).toList()));
  }

  private Map<String, Object> place(Unit unit) {
    Map<String, Object> place = new LinkedHashMap<>();
    place.put("province_code", unit.provinceCode());
    place.put("commune_code", unit.code());
    place.put("name", unit.name());
    place.put("kind", unit.kind().name().toLowerCase(Locale.ROOT));
    place.put("former_district", unit.formerDistrict());
    place.put("latitude", numberOrNull(unit.latitude()));
    place.put("longitude", numberOrNull(unit.longitude()));
    place.put("area_km2", numberOrNull(unit.areaKm2()));
    place.put("boundary", boundaries.of(unit.code()));
    return place;
  }

  private static Double numberOrNull(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private Answer commune(Context context) {
    Scope scope = communeScope(context, parameters(context, JUDGEMENT));
    String code = context.pathParam("code");
    // One question for all communes of a province; of the whole country that would be too much.
    String asked = scope.province().isEmpty() ? code : "";
    Standing standing = scores("commune_score", scope, with(scope.bound(), "commune", asked));
    return standing.rows().stream()
        .filter(row -> code.equals(row.get("commune_code")))
        .findFirst()
        .map(row -> new Answer(standing.scope(), Map.of("commune", row)))
        .orElseThrow(
            () ->
                new NotFound(
                    "ClickHouse does not hold this commune; ./cds migrate loads the roster into"
                        + " it."));
  }

  private Answer explanation(Context context) {
    Scope scope = communeScope(context, parameters(context, JUDGEMENT));
    Standing standing = explanations(scope, Set.of(context.pathParam("code")));
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("commune_code", context.pathParam("code"));
    data.put("indicators", standing.rows());
    return new Answer(standing.scope(), data, "indicators");
  }

  /** One question for all communes of a province; of the whole country that would be too much. */
  private Standing explanations(Scope scope, Set<String> codes) {
    if (scope.province().isEmpty()) {
      Standing standing =
          scores("comparison", scope, with(scope.bound(), "communes", String.join(",", codes)));
      return new Standing(
          standing.scope(),
          standing.rows().stream().filter(row -> scope.shows(row.get("id"))).toList());
    }
    Standing parts = scores("explanation_parts", scope, scope.bound());
    return new Standing(
        parts.scope(),
        parts.rows().stream()
            .filter(row -> codes.contains(row.get("commune_code")))
            .flatMap(row -> Explanations.of(row, parts.scope()).stream())
            .sorted(
                Comparator.comparing((Map<String, Object> row) -> (Integer) row.get("position"))
                    .thenComparing(row -> (String) row.get("commune_code")))
            .toList());
  }

  private Answer windows(Context context) {
    Parameters parameters = parameters(context, Set.of("period", "at", "catalogue"));
    Scope scope = communeScope(context, parameters);
    String indicator = indicator("indicator", context.pathParam("indicator"), scope);
    Standing standing = trend(scope, context.pathParam("code"), indicator, "day");
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("commune_code", context.pathParam("code"));
    data.put("indicator", indicator);
    data.put(
        "windows",
        standing.rows().stream()
            .map(
                row -> {
                  Map<String, Object> window = new LinkedHashMap<>();
                  window.put("day", row.get("bucket"));
                  window.putAll(row);
                  window.keySet().removeAll(Set.of("bucket", "communes"));
                  return window;
                })
            .toList());
    return new Answer(standing.scope(), data, "windows");
  }

  private Answer trend(Context context) {
    Parameters parameters =
        parameters(context, Set.of("period", "at", "catalogue"), "indicator", "step");
    Scope scope = communeScope(context, parameters);
    String indicator = indicator("indicator", parameters.text("indicator", ""), scope);
    String step = parameters.choice("step", "day", List.of("day", "month"));
    Standing standing = trend(scope, context.pathParam("code"), indicator, step);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("commune_code", context.pathParam("code"));
    data.put("indicator", indicator);
    data.put("step", step);
    data.put("rows", standing.rows());
    return new Answer(standing.scope(), data, "rows");
  }

  private Standing trend(Scope scope, String commune, String indicator, String step) {
    Map<String, Object> bound = new LinkedHashMap<>();
    // The commune says it all, and a question with less is answered sooner.
    bound.put("province", "");
    bound.put("commune", commune);
    bound.put("from_day", scope.period().fromDay());
    bound.put("to_day", scope.period().toDay());
    bound.put("step", step);
    if (!scope.shows(indicator)) {
      return new Standing(scope, List.of());
    }
    IndicatorVersion version =
        scope.load().catalogue().indicator(indicator).version(scope.lastDay());
    if (!isOfRequests(version)) {
      bound.put("indicator", indicator);
      bound.put("catalogue", scope.load().number());
      return figures("indicator_trend", scope, bound);
    }
    bound.put("numerator_factors", factors(version.numerator()));
    bound.put("denominator_factors", factors(version.denominator()));
    Standing standing = figures("request_trend", scope, bound);
    String formula = scope.load().number() + "/" + version.effectiveFrom();
    return new Standing(
        standing.scope(),
        standing.rows().stream().map(row -> with(row, "formula_version", formula)).toList());
  }

  private static Map<String, Double> factors(Formula formula) {
    return formula.terms().stream()
        .collect(
            Collectors.toMap(
                Formula.Term::measure, term -> term.factor().doubleValue(), Double::sum));
  }

  /** Whether its measures are of service requests alone and simply add up. */
  private static boolean isOfRequests(IndicatorVersion version) {
    return Stream.of(version.numerator(), version.denominator())
        .flatMap(formula -> formula.terms().stream())
        .map(Formula.Term::measure)
        .allMatch(
            measure ->
                measure.startsWith("service_requests.")
                    && !measure.startsWith("service_requests.procedures_")
                    && !measure.equals("service_requests.dissatisfied_scaled"));
  }

  private Answer scoreHistory(Context context) {
    Scope scope = scopes.read(parameters(context, Set.of("province", "period", "frame")));
    if (scope.frame().kind() != FrameKind.POINTS) {
      throw new BadParameter("frame", "Only a frame that gives points has scores, such as qd-766.");
    }
    ScoreHistory.History read = history.of(scope);
    return new Answer(scope.asOf(read.at()), read.data());
  }

  private Answer comparison(Context context) {
    Parameters parameters = parameters(context, JUDGEMENT, "communes");
    Scope asked = scopes.read(parameters);
    Set<String> codes = new TreeSet<>(List.of(parameters.text("communes", "").split(",", -1)));
    if (codes.size() < 2 || codes.size() > MOST_COMPARED) {
      throw new BadParameter(
          "communes",
          "communes must be 2 to 5 different codes joined by commas, such as 14797,14812.");
    }
    Set<String> provinces = new TreeSet<>();
    for (String code : codes) {
      provinces.add(scopes.commune("communes", code, asked).provinceCode());
    }
    String own = provinces.size() == 1 ? provinces.iterator().next() : "";
    Scope scope = within(asked, parameters, own);
    Standing standing = explanations(scope, codes);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("communes", codes);
    data.put("rows", standing.rows());
    return new Answer(standing.scope(), data, "rows");
  }

  private Answer overdueDossiers(Context context) {
    Parameters parameters =
        parameters(context, Set.of("province", "commune", "at", "due_within_hours", "limit"));
    Scope scope = scopes.read(parameters);
    String commune = parameters.text("commune", "");
    if (!commune.isEmpty()) {
      Unit unit = scopes.commune("commune", commune, scope);
      scope = within(scope, parameters, unit.provinceCode());
    }
    int hours = parameters.number("due_within_hours", 0, 0, MOST_DUE_HOURS);
    Listing listing =
        new Listing(
            OVERDUE,
            Map.of(
                // The commune says it all, and a question with less is answered sooner.
                "province",
                commune.isEmpty() ? scope.province() : "",
                "commune",
                commune,
                "due_within_hours",
                hours,
                "of_commune",
                0));
    Map<String, Object> filters = new LinkedHashMap<>();
    if (!commune.isEmpty()) {
      filters.put("filter.commune", commune);
    }
    filters.put("filter.due_within_hours", hours);
    Scope asked = scope;
    return list(
        scope,
        parameters,
        USUAL_DOSSIERS,
        List.of("overdue", "suspected", "soon"),
        listing,
        filters,
        limit -> overdue(asked, commune, with(listing.bound(), "row_limit", limit)));
  }

  /** Those of a commune are looked for among all of its province, which serves every commune. */
  private Standing overdue(Scope scope, String commune, Map<String, Object> alone) {
    if (!commune.isEmpty() && !scope.province().isEmpty()) {
      Map<String, Object> ofProvince = new LinkedHashMap<>(alone);
      ofProvince.put("province", scope.province());
      ofProvince.put("commune", "");
      ofProvince.put("of_commune", 1);
      ofProvince.put("row_limit", MOST_SHARED);
      Standing shared = read(OVERDUE, scope, ofProvince);
      if (shared.rows().size() < MOST_SHARED) {
        return new Standing(
            shared.scope(),
            shared.rows().stream()
                .filter(row -> commune.equals(row.get("commune_code")))
                .limit((Integer) alone.get("row_limit"))
                .toList());
      }
    }
    return read(OVERDUE, scope, alone);
  }

  private Answer recognition(Context context) {
    Parameters parameters =
        parameters(context, Set.of("province", "commune", "period", "at", "catalogue"));
    Scope scope = scopes.read(parameters);
    String commune = parameters.text("commune", "");
    Map<String, Object> data = new LinkedHashMap<>();
    if (!commune.isEmpty()) {
      Unit unit = scopes.commune("commune", commune, scope);
      scope = within(scope, parameters, unit.provinceCode());
    }
    Map<String, Object> bound =
        Map.of("province", scope.province(), "to_day", scope.period().toDay());
    Standing progress = read(declared, "recognition_progress", scope, bound);
    scope = progress.scope();
    data.put("progress", progress.rows());
    List<Map<String, Object>> units = read(declared, "recognition_units", scope, bound).rows();
    if (!commune.isEmpty()) {
      units = units.stream().filter(unit -> commune.equals(unit.get("unit"))).toList();
      data.put("criteria_missing", criteriaMissing(scope, commune));
    }
    data.put("units", units);
    return new Answer(scope, data, "progress");
  }

  /** None while the reader is not offered the frame. */
  private List<Map<String, Object>> criteriaMissing(Scope scope, String commune) {
    if (scope.load().catalogue().frame("qd-1829") == null) {
      return List.of();
    }
    return figures(
            "criteria_missing",
            scope,
            Map.of(
                "province", scope.province(),
                "commune", commune,
                "from_day", scope.period().fromDay(),
                "to_day", scope.period().toDay(),
                "catalogue", scope.load().number()))
        .rows()
        .stream()
        .filter(row -> scope.shows(row.get("criterion")))
        .toList();
  }

  private Answer recognitionUnits(Context context) {
    Scope scope = scopes.read(parameters(context, Set.of("province", "period", "at")));
    Standing standing =
        read(
            declared,
            "recognition_units",
            scope,
            Map.of("province", scope.province(), "to_day", scope.period().toDay()));
    return new Answer(standing.scope(), Map.of("units", standing.rows()), "units");
  }

  private Answer coverage(Context context) {
    Parameters parameters =
        parameters(context, Set.of("province", "period", "at", "frame", "catalogue"));
    Scope scope = scopes.read(parameters);
    Map<String, Object> bound = scope.bound();
    bound.keySet().removeAll(Set.of("peers", "minimum_n"));
    Standing standing = scores("coverage", scope, bound);
    List<Map<String, Object>> rows = standing.rows();
    // These are of the whole frame and stand in each row of the query.
    List<String> ofAll =
        List.of("frame_points", "points_computable", "communes", "communes_reporting");
    Map<String, Object> data = new LinkedHashMap<>();
    ofAll.forEach(whole -> data.put(whole, rows.isEmpty() ? null : rows.get(0).get(whole)));
    data.put(
        "unverified",
        CatalogueView.unverified(scope.load(), scope.frame(), scope.lastDay()).stream()
            .map(entry -> Map.of("group", entry.group().id(), "left", entry.left()))
            .toList());
    data.put(
        "indicators",
        rows.stream()
            .filter(row -> scope.shows(row.get("id")))
            .map(
                row -> {
                  Map<String, Object> own = new LinkedHashMap<>(row);
                  own.keySet().removeAll(ofAll);
                  return own;
                })
            .toList());
    return new Answer(standing.scope(), data, "indicators");
  }

  private Answer dataAge(Context context) {
    Scope scope = scopes.read(parameters(context, Set.of("province")));
    Standing age = read("data_age", scope, Map.of("province", scope.province()));
    return new Answer(age.scope(), Map.of("streams", age.rows()), "streams");
  }

  private Answer dataHealth(Context context) {
    Scope scope = scopes.read(parameters(context, Set.of("province")));
    Standing age = read("data_age", scope, Map.of("province", scope.province()));
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("streams", age.rows());
    data.put("records", health.records());
    data.put("open_transactions", health.openTransactions());
    return new Answer(age.scope(), data, "records");
  }

  private Answer deadLetters(Context context) {
    Scope scope = scopes.read(parameters(context, Set.of()));
    return new Answer(scope, Map.of("rows", health.deadLetters()), "rows");
  }

  private Answer retractions(Context context) {
    Parameters parameters = parameters(context, Set.of("province", "limit"));
    Scope scope = scopes.read(parameters);
    Map<String, Object> province = Map.of("province", scope.province());
    Answer unsettled =
        list(
            scope,
            parameters,
            List.of("not_found", "inexact"),
            new Listing("unsettled_retractions", province),
            Map.of());
    if (isTable(format(parameters))) {
      return unsettled;
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("streams", read("retractions_by_stream", scope, province).rows());
    data.putAll(unsettled.data());
    return new Answer(unsettled.scope(), data, unsettled.rows());
  }

  private Answer indicators(Context context) {
    Scope scope = scopes.read(parameters(context, Set.of("period", "at", "catalogue")));
    return new Answer(scope, CatalogueView.of(scope.load(), scope.lastDay()), "indicators");
  }

  private Answer openAlerts(Context context) {
    Parameters parameters = parameters(context, Set.of("province", "commune", "limit"));
    Scope scope = scopes.read(parameters);
    String commune = parameters.text("commune", "");
    if (!commune.isEmpty()) {
      Unit unit = scopes.commune("commune", commune, scope);
      scope = within(scope, parameters, unit.provinceCode());
    }
    return list(
        scope,
        parameters,
        List.of("critical", "warning", "notice"),
        new Listing("open_alerts", Map.of("province", scope.province(), "commune", commune)),
        commune.isEmpty() ? Map.of() : Map.of("filter.commune", commune));
  }

  private Answer alertCounts(Context context) {
    Scope scope = scopes.read(parameters(context, Set.of("province")));
    Standing standing = read("open_alert_counts", scope, Map.of("province", scope.province()));
    return new Answer(standing.scope(), Map.of("rows", standing.rows()), "rows");
  }

  private Answer alertHistory(Context context) {
    Parameters parameters = parameters(context, Set.of("period", "at", "limit"), "unit");
    Scope scope = scopes.read(parameters);
    String unit = parameters.text("unit", "");
    if (unit.matches("[0-9]{2}")) {
      scope = scope.in(unit);
    } else {
      scope = scope.in(scopes.commune("unit", unit, scope).provinceCode());
    }
    Map<String, Object> bound =
        Map.of("unit", unit, "from_day", scope.period().fromDay(), "to_day", scope.lastDay());
    return list(
        scope, parameters, List.of(), new Listing("alert_history", bound), Map.of("unit", unit));
  }

  private Answer alertTimes(Context context) {
    Scope scope = scopes.read(parameters(context, Set.of("province", "period", "at")));
    Standing standing =
        read(
            "alert_resolution_times",
            scope,
            Map.of(
                "province", scope.province(),
                "from_day", scope.period().fromDay(),
                "to_day", scope.lastDay()));
    return new Answer(standing.scope(), Map.of("rows", standing.rows()), "rows");
  }

  private Answer silences(Context context) {
    Parameters parameters = parameters(context, Set.of("province", "limit"));
    Scope scope = scopes.read(parameters);
    Listing listing = new Listing("alert_silences", Map.of("province", scope.province()));
    return list(scope, parameters, List.of(), listing, Map.of());
  }

  private Answer catalogueLoads(Context context) {
    Parameters parameters = parameters(context, Set.of());
    Scope scope = scopes.read(parameters);
    List<Map<String, Object>> loads = new ArrayList<>();
    Catalogues.Load before = null;
    for (Catalogues.Load whole : catalogues.all()) {
      Catalogues.Load load = parameters.unverified() ? whole : catalogues.forLeaders(whole);
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("load", load.number());
      row.put("loaded_at", load.loadedAt());
      row.put("loaded_by", load.by());
      row.put("reason", load.why());
      row.put("sha256", load.sha256());
      List<CatalogueChange> differences =
          before == null
              ? List.of()
              : CatalogueChanges.between(before.catalogue(), load.catalogue());
      row.put("changes", differences.stream().map(CatalogueChange::toString).toList());
      row.put("differences", differences);
      loads.add(0, row);
      before = load;
    }
    return new Answer(scope, Map.of("loads", loads));
  }

  /** The commune's own province, unless the whole country is asked for. */
  private Scope communeScope(Context context, Parameters parameters) {
    Scope asked = scopes.read(parameters);
    Unit unit = scopes.commune("code", context.pathParam("code"), asked);
    return within(asked, parameters, unit.provinceCode());
  }

  private static Scope within(Scope asked, Parameters parameters, String own) {
    String province = parameters.text("province", own.isEmpty() ? COUNTRY : own);
    if (province.equals(COUNTRY)) {
      return asked.in("");
    }
    if (!province.equals(own)) {
      throw new BadParameter(
          "province",
          "province must be that of the communes, or VN to compare them with the whole country.");
    }
    return asked.in(own);
  }

  private static String indicator(String parameter, String id, Scope scope) {
    if (scope.load().catalogue().indicator(id) == null) {
      throw new BadParameter(
          parameter,
          "indicator must be the id of an indicator of the catalogue, such as 2.1;"
              + " /api/v1/indicators lists them.");
    }
    return id;
  }

  /**
   * Rows, and the scope with their moment.
   *
   * @param rows perhaps none; not to be changed
   */
  private record Standing(Scope scope, List<Map<String, Object>> rows) {}

  /** Scores; those of the running periods are kept by the server. */
  private Standing scores(String query, Scope scope, Map<String, ?> bound) {
    return scope.now()
        ? standing(scope, figuresFor(scope).kept(query, bound, LAG))
        : figures(query, scope, bound);
  }

  private Standing read(String query, Scope scope, Map<String, ?> bound) {
    return read(recent, query, scope, bound);
  }

  /** Figures of communes, computed from what was counted. */
  private Standing figures(String query, Scope scope, Map<String, ?> bound) {
    return read(figuresFor(scope), query, scope, bound);
  }

  private RecentRows figuresFor(Scope scope) {
    return scope.isWhole() ? recent : beats;
  }

  private static Standing read(RecentRows memory, String query, Scope scope, Map<String, ?> bound) {
    return standing(scope, memory.of(query, bound, scope.now() ? null : scope.at()));
  }

  private static Standing standing(Scope scope, RecentRows.Answer answer) {
    return new Standing(scope.asOf(answer.at()), answer.rows());
  }

  private static Parameters parameters(Context context, Set<String> known, String... more) {
    Set<String> names = new TreeSet<>(known);
    names.addAll(List.of(more));
    names.addAll(List.of("format", "lang"));
    Visitor visitor = Visitor.of(context.req());
    return new Parameters(
        context.queryParamMap(),
        visitor.unverified(),
        province -> Right.SMALL_CELLS.isOf(visitor, province),
        names);
  }

  private static Map<String, Object> with(Map<String, Object> values, String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return more;
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream file = Api.class.getResourceAsStream(name)) {
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
