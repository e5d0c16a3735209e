package vn.cds.dashboard.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.dashboard.access.grant.AccessPolicy;
import vn.cds.dashboard.access.grant.Visitor;
import vn.cds.dashboard.access.suppression.Suppression;
import vn.cds.dashboard.api.boundaries.Boundaries;
import vn.cds.dashboard.api.export.CsvSheet;
import vn.cds.dashboard.api.export.Sheet;
import vn.cds.dashboard.api.export.WorkbookSheet;
import vn.cds.dashboard.api.query.Answer;
import vn.cds.dashboard.api.query.Baselines;
import vn.cds.dashboard.api.query.CachedQueries;
import vn.cds.dashboard.api.query.InputTopics;
import vn.cds.dashboard.api.query.RecordAccounting;
import vn.cds.dashboard.api.query.ResourceQueries;
import vn.cds.dashboard.api.query.SourceTopic;
import vn.cds.dashboard.api.request.BadParameter;
import vn.cds.dashboard.api.request.Catalogues;
import vn.cds.dashboard.api.request.Parameters;
import vn.cds.dashboard.api.request.Scope;
import vn.cds.dashboard.api.request.Scopes;
import vn.cds.dashboard.api.resource.Alerts;
import vn.cds.dashboard.api.resource.CatalogueView;
import vn.cds.dashboard.api.resource.Coverage;
import vn.cds.dashboard.api.resource.DataHealth;
import vn.cds.dashboard.api.resource.Explanations;
import vn.cds.dashboard.api.resource.Funnels;
import vn.cds.dashboard.api.resource.LiveFlows;
import vn.cds.dashboard.api.resource.OverdueDossiers;
import vn.cds.dashboard.api.resource.Places;
import vn.cds.dashboard.api.resource.Recognition;
import vn.cds.dashboard.api.resource.Retractions;
import vn.cds.dashboard.api.resource.ScoreHistory;
import vn.cds.dashboard.api.resource.Sources;
import vn.cds.dashboard.api.resource.Standings;
import vn.cds.dashboard.api.resource.Trends;
import vn.cds.dashboard.json.Json;
import vn.cds.dashboard.json.RecordShape;
import vn.cds.dashboard.score.ShareRules;
import vn.cds.sql.Database;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Period;

/**
 * What programs read: standings, their explanation, recognition and the like, as {@code
 * openapi.yaml} tells. Every answer says its period, moment and catalogue. Reads named queries with
 * bound parameters alone, and the catalogue that was loaded. Thread-safe.
 */
public final class Api {

  private static final String ROOT = "/api/v1/";

  private final Roster roster;
  private final ShareRules rules;
  private final Standings standings;
  private final LiveFlows live;
  private final Places places;
  private final Explanations explanations;
  private final Funnels funnels;
  private final Trends trends;
  private final ScoreHistory history;
  private final OverdueDossiers dossiers;
  private final Recognition recognition;
  private final Coverage coverage;
  private final CatalogueView catalogue;
  private final Alerts alerts;
  private final DataHealth health;
  private final Retractions retractions;
  private final Sources sources;
  private final byte[] description;

  /**
   * @param roster the units that ClickHouse holds as well
   * @param boundaries of the units, for the map
   * @param defaultProvince when none is asked for, two digits
   * @param minimumN dossiers that a commune needs in the period to be ranked
   * @param inputTopics says what was produced; gives null while nobody does
   * @param sourceTopic says who sends through gateways; gives null while nobody does
   * @param sourceSilence a source without news for so long is silent
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
      Supplier<InputTopics> inputTopics,
      Supplier<SourceTopic> sourceTopic,
      Duration sourceSilence,
      Baselines baselines) {
    Catalogues catalogues = new Catalogues(database);
    ResourceQueries reader =
        new ResourceQueries(
            new CachedQueries(queries, clock),
            new Scopes(catalogues, roster, clock, defaultProvince, minimumN));
    this.roster = roster;
    this.rules = new ShareRules(queries);
    this.standings = new Standings(reader, baselines, roster);
    this.live = new LiveFlows(reader);
    this.places = new Places(reader, roster, boundaries);
    this.explanations = new Explanations(reader);
    this.funnels = new Funnels(reader);
    this.trends = new Trends(reader);
    this.history = new ScoreHistory(reader, queries, clock);
    this.dossiers = new OverdueDossiers(reader);
    this.recognition = new Recognition(reader);
    this.coverage = new Coverage(reader);
    this.catalogue = new CatalogueView(reader, catalogues);
    this.alerts = new Alerts(reader);
    this.health = new DataHealth(reader, queries, inputTopics, clock);
    this.retractions = new Retractions(reader);
    this.sources = new Sources(reader, sourceTopic, sourceSilence, roster, clock);
    this.description = resource("openapi.yaml");
  }

  /** Answers one resource. */
  private interface Resource {
    Answer<?> answer(Context context);
  }

  /**
   * What became of every record, or had some seconds ago.
   *
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   */
  public RecordAccounting accounting() {
    return health.accounting();
  }

  /** Adds what is answered below {@code /api/v1/}. */
  public void addTo(RoutesConfig routes) {
    routes.get(
        ROOT + "openapi.yaml",
        context -> context.contentType("application/yaml").result(description));
    add(routes, "leaderboard", standings::leaderboard);
    add(routes, "live", live::live);
    add(routes, "communes", places::communes);
    add(routes, "communes/{code}", standings::commune);
    add(routes, "communes/{code}/explanation", explanations::explanation);
    add(routes, "communes/{code}/explanation/{indicator}", trends::windows);
    add(routes, "communes/{code}/trend", trends::trend);
    add(routes, "score-history", history::history);
    add(routes, "comparison", explanations::comparison);
    add(routes, "funnel", funnels::funnel);
    add(routes, "overdue-dossiers", dossiers::overdue);
    add(routes, "recognition", recognition::recognition);
    add(routes, "recognition/units", recognition::units);
    add(routes, "coverage", coverage::coverage);
    add(routes, "data-age", health::age);
    add(routes, "indicators", catalogue::indicators);
    add(routes, "catalogue-loads", catalogue::loads);
    add(routes, "alerts", alerts::open);
    add(routes, "alerts/counts", alerts::counts);
    add(routes, "alerts/history", alerts::history);
    add(routes, "alerts/times", alerts::times);
    add(routes, "alerts/silences", alerts::silences);
    add(routes, "data-health", health::health);
    add(routes, "dead-letters", health::deadLetters);
    add(routes, "retractions", retractions::retractions);
    add(routes, "sources", sources::sources);
    add(routes, "sources/{source}", sources::source);
  }

  private void add(RoutesConfig routes, String path, Resource resource) {
    AccessPolicy rule = AccessPolicy.of(ROOT + path);
    routes.get(ROOT + path, context -> send(context, rule, resource.answer(context)));
  }

  /** Sends the answer as somebody may see it. */
  private void send(Context context, AccessPolicy rule, Answer<?> answer) {
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
            () -> rules.of(scope.frame().id(), scope.load().number(), scope.period().toDay()),
            scope.lastDay(),
            scope.minimumN());
    Answer<?> shown = answer.suppressed(suppression);
    Parameters parameters = new Parameters(context.queryParamMap());
    String format = ResourceQueries.format(parameters);
    if (ResourceQueries.isTable(format)) {
      sendTable(context, shown, format, parameters, !suppression.isWhole());
    } else {
      send(context, shown);
    }
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

  private record Body(@JsonUnwrapped Scope.Head head, @JsonUnwrapped Record data) {}

  private static void send(Context context, Answer<?> answer) {
    byte[] figures = Json.write(new Body(answer.scope().head(), answer.data()));
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

  @SuppressWarnings("unchecked") // what stands under the name of the rows is a list of records
  private static void sendTable(
      Context context, Answer<?> answer, String format, Parameters parameters, boolean inPart) {
    if (answer.rows() == null) {
      throw new BadParameter("format", "This address answers with format=json alone.");
    }
    Locale language = parameters.language();
    Map<String, Object> about = RecordShape.object(answer.scope().head());
    about.put("as_of", answer.scope().at());
    about.putAll(answer.filters());
    boolean csv = format.equals("csv");
    Sheet sheet =
        csv
            ? new CsvSheet(about, answer.scope().frame(), language)
            : new WorkbookSheet(about, answer.scope().frame(), language);
    if (answer.table() == null) {
      sheet.write(
          RecordShape.of(answer.data().getClass()).flat().stream()
              .filter(field -> field.name().equals(answer.rows()))
              .map(field -> (List<? extends Record>) field.of(answer.data()))
              .findFirst()
              .orElseThrow());
    } else {
      sheet.write(answer.table(), inPart);
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
