package vn.cds.dashboard.api.query;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import vn.cds.contract.catalogue.indicator.Indicator;
import vn.cds.contract.roster.Unit;
import vn.cds.dashboard.access.grant.Right;
import vn.cds.dashboard.access.grant.Visitor;
import vn.cds.dashboard.api.request.BadParameter;
import vn.cds.dashboard.api.request.CommonParameters;
import vn.cds.dashboard.api.request.Parameters;
import vn.cds.dashboard.api.request.Scope;
import vn.cds.dashboard.api.request.Scopes;
import vn.cds.dashboard.cache.CachePolicy;

/**
 * Runs the named queries of the API's resources: reads the parameters and the scope of a request,
 * and asks the cache or the server. Thread-safe.
 */
public final class ResourceQueries {

  /** What a commune is judged by; every one of them may be left out. */
  public static final Set<String> JUDGEMENT =
      Set.of("province", "period", "at", "frame", "catalogue", "peers");

  /** Beside JSON, answers with rows can be had as tables. */
  private static final List<String> FORMATS = List.of("json", "csv", "xlsx");

  /** Rows of a long list in JSON. */
  private static final int MOST_LISTED = 1_000;

  /** Rows of a long list in a CSV or XLSX file; few programs open a longer one. */
  private static final int MOST_TAKEN = 100_000;

  private final CachedQueries cached;
  private final Scopes scopes;

  public ResourceQueries(CachedQueries cached, Scopes scopes) {
    this.cached = cached;
    this.scopes = scopes;
  }

  public Scopes scopes() {
    return scopes;
  }

  /** The parameters of a request, of which some names are known. */
  public static Parameters parameters(Context context, Set<String> known, String... more) {
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

  public static String format(Parameters parameters) {
    return parameters.choice("format", FORMATS.get(0), FORMATS);
  }

  public static boolean isTable(String format) {
    return !format.equals(FORMATS.get(0));
  }

  public Scope scope(Context context, String... known) {
    return scopes.read(parameters(context, Set.of(known)));
  }

  /** The scope of a commune's own province, unless the whole country is asked for. */
  public Scope communeScope(Context context, Parameters parameters) {
    Scope asked = scopes.read(parameters);
    Unit unit = scopes.commune("code", context.pathParam("code"), asked);
    return within(asked, parameters, unit.provinceCode());
  }

  /** The scope in the province of the commune that a parameter names, if it is given. */
  public Scope withCommune(Scope scope, Parameters parameters) {
    String commune = parameters.text("commune", "");
    return commune.isEmpty()
        ? scope
        : within(scope, parameters, scopes.commune("commune", commune, scope).provinceCode());
  }

  public static Scope within(Scope asked, Parameters parameters, String own) {
    String province = parameters.text("province", own.isEmpty() ? CommonParameters.COUNTRY : own);
    if (province.equals(CommonParameters.COUNTRY)) {
      return asked.in("");
    }
    if (!province.equals(own)) {
      throw new BadParameter(
          "province",
          "province must be that of the communes, or VN to compare them with the whole country.");
    }
    return asked.in(own);
  }

  public static Indicator indicator(String parameter, String id, Scope scope) {
    Indicator indicator = scope.load().catalogue().indicator(id);
    if (indicator == null) {
      throw new BadParameter(
          parameter,
          "indicator must be the id of an indicator of the catalogue, such as 2.1;"
              + " /api/v1/indicators lists them.");
    }
    return indicator;
  }

  /** What a table of an indicator says at its head, in the language of the table. */
  public static Map<String, String> filter(Indicator indicator, Parameters parameters) {
    return Map.of("indicator", indicator.id() + " " + parameters.inLanguage(indicator.name()));
  }

  public static Map<String, Object> with(Map<String, Object> values, String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return more;
  }

  /** Rows, and the scope with their moment. */
  public record Read<R extends Record>(Scope scope, CachedQueries.Found<R> found) {

    public List<R> rows() {
      return found.rows();
    }
  }

  /** Scores; those of the running periods are kept by the server. */
  public <R extends Record> Read<R> scores(
      String query, Class<R> type, Scope scope, Map<String, ?> bound) {
    return scope.now()
        ? read(scope, cached.kept(figuresFor(scope), query, type, bound))
        : figures(query, type, scope, bound);
  }

  /** Figures of communes, computed from what was counted. */
  public <R extends Record> Read<R> figures(
      String query, Class<R> type, Scope scope, Map<String, ?> bound) {
    return read(figuresFor(scope), query, type, scope, bound);
  }

  /** Rows of which no figure is hidden in small cells. */
  public <R extends Record> Read<R> rows(
      String query, Class<R> type, Scope scope, Map<String, ?> bound) {
    return read(CachePolicy.FIGURES, query, type, scope, bound);
  }

  /** Rows of what offices declared. */
  public <R extends Record> Read<R> declared(
      String query, Class<R> type, Scope scope, Map<String, ?> bound) {
    return read(CachePolicy.DECLARED, query, type, scope, bound);
  }

  private static CachePolicy figuresFor(Scope scope) {
    return scope.isWhole() ? CachePolicy.FIGURES : CachePolicy.FIGURES_IN_PART;
  }

  private <R extends Record> Read<R> read(
      CachePolicy policy, String query, Class<R> type, Scope scope, Map<String, ?> bound) {
    return read(scope, cached.of(policy, query, type, bound, scope.now() ? null : scope.at()));
  }

  private static <R extends Record> Read<R> read(Scope scope, CachedQueries.Found<R> found) {
    return new Read<>(scope.asOf(found.at()), found);
  }

  /**
   * A question that is answered by a list which may be long.
   *
   * @param type of its rows
   * @param bound its parameters but {@code row_limit} and the moment
   * @param usual rows of its beginning when no {@code limit} is asked for
   */
  public record Listing<R extends Record>(
      String query, Class<R> type, Map<String, Object> bound, int usual) {

    public Listing(String query, Class<R> type, Map<String, Object> bound) {
      this(query, type, bound, MOST_LISTED);
    }
  }

  /** Makes the data of an answer of the beginning of a list. */
  public interface Beginning<R extends Record, D extends Record> {
    D of(Read<R> read);
  }

  /** The beginning of a list that may be long; for a table all of it. */
  public <R extends Record, D extends Record> Answer<D> list(
      Scope scope,
      Parameters parameters,
      Listing<R> listing,
      Map<String, ?> filters,
      Beginning<R, D> beginning) {
    return list(
        scope,
        parameters,
        listing,
        filters,
        limit ->
            rows(listing.query(), listing.type(), scope, with(listing.bound(), "row_limit", limit)),
        beginning);
  }

  /**
   * The same.
   *
   * @param read reads so many rows of the beginning
   */
  public <R extends Record, D extends Record> Answer<D> list(
      Scope scope,
      Parameters parameters,
      Listing<R> listing,
      Map<String, ?> filters,
      IntFunction<Read<R>> read,
      Beginning<R, D> beginning) {
    if (isTable(format(parameters))) {
      int most = parameters.number("limit", MOST_TAKEN, 1, MOST_TAKEN);
      Map<String, Object> bound = with(listing.bound(), "row_limit", most);
      RowStream<R> table =
          new RowStream<>(
              rows -> cached.forEach(listing.query(), listing.type(), bound, scope.at(), rows),
              most);
      return new Answer<>(scope, null, "rows", filters, table);
    }
    Read<R> found = read.apply(parameters.number("limit", listing.usual(), 1, MOST_LISTED));
    return new Answer<>(found.scope(), beginning.of(found), "rows", filters);
  }
}
