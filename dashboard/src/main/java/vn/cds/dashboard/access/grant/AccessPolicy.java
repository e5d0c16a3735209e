package vn.cds.dashboard.access.grant;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.cds.dashboard.access.suppression.Suppression;

/** What of the answer of an address a visitor may see. Every route of the board has a policy. */
public enum AccessPolicy {
  /** Answered to everybody, before any log-in. */
  OPEN(null),
  /** The same for all who may come in. */
  SAME_FOR_ALL(null),
  /** Figures of communes: small cells are for those of the province; see {@link Suppression}. */
  FIGURES(Right.SMALL_CELLS),
  /** Whether communes have data at all: of how many is for those of the province. */
  COVERAGE(Right.SMALL_CELLS),
  /** Alerts: their figures are for those of the province. */
  ALERTS(Right.ALERT_FIGURES),
  /** Open dossiers: for those of the province alone. */
  DOSSIERS(Right.DOSSIERS),
  /**
   * Systems that send: for those of the province alone; of one that serves other provinces, too,
   * the figures are for those of the whole country.
   */
  SOURCES(Right.SOURCES),
  /**
   * Rejected records and retractions: samples and entities are for the operators of the province.
   */
  REJECTED_RECORDS(Right.REJECTED_RECORDS);

  /** Address of the log-in with an OpenID provider. */
  public static final String LOGIN = "/login";

  /** Where the provider sends the browser back to. */
  public static final String CALLBACK = "/login/callback";

  /** Ends the session. */
  public static final String LOGOUT = "/logout";

  /** The page after the end of a session. */
  public static final String SIGNED_OUT = "/signed-out";

  private static final Map<String, AccessPolicy> OF = new LinkedHashMap<>();

  static {
    put(OPEN, "/healthz", "/readyz");
    put(OPEN, LOGIN, CALLBACK, LOGOUT, SIGNED_OUT);
    put(SAME_FOR_ALL, "/communes/{code}", "/compare", "/map", "/recognition", "/alerts", "/data");
    put(SAME_FOR_ALL, "/methods", "/live", "/sources", "/sources/{source}");
    put(
        SAME_FOR_ALL,
        "/api/v1/me",
        "/api/v1/openapi.yaml",
        "/api/v1/provinces",
        "/api/v1/communes",
        "/api/v1/indicators",
        "/api/v1/catalogue-loads",
        "/api/v1/alerts/counts",
        "/api/v1/alerts/times",
        "/api/v1/alerts/silences",
        "/api/v1/recognition/units",
        "/api/v1/data-health");
    put(
        FIGURES,
        "/api/v1/board",
        "/api/v1/stream",
        "/api/v1/leaderboard",
        "/api/v1/live",
        "/api/v1/communes/{code}",
        "/api/v1/communes/{code}/explanation",
        "/api/v1/communes/{code}/explanation/{indicator}",
        "/api/v1/communes/{code}/trend",
        "/api/v1/score-history",
        "/api/v1/comparison",
        "/api/v1/funnel",
        "/api/v1/recognition");
    put(COVERAGE, "/api/v1/coverage", "/api/v1/data-age");
    put(ALERTS, "/api/v1/alerts", "/api/v1/alerts/history");
    put(DOSSIERS, "/api/v1/overdue-dossiers");
    put(SOURCES, "/api/v1/sources", "/api/v1/sources/{source}");
    put(REJECTED_RECORDS, "/api/v1/dead-letters", "/api/v1/retractions");
  }

  private final Right right;

  AccessPolicy(Right right) {
    this.right = right;
  }

  private static void put(AccessPolicy policy, String... routes) {
    List.of(routes).forEach(route -> OF.put(route, policy));
  }

  /**
   * The policy of a route.
   *
   * @param route as it is written in the routes, such as {@code /communes/{code}}
   * @throws IllegalStateException when it has none: such a route is never served
   */
  public static AccessPolicy of(String route) {
    AccessPolicy policy = OF.get(route);
    if (policy == null) {
      throw new IllegalStateException(
          "The address " + route + " has no access policy; give it one in AccessPolicy");
    }
    return policy;
  }

  public static boolean isOpen(String path) {
    return OF.get(path) == OPEN;
  }

  /**
   * Whether somebody is shown everything of a province.
   *
   * @param province two digits; '' for the whole country
   */
  public boolean isWholeFor(Visitor visitor, String province) {
    return right == null || right.isOf(visitor, province);
  }

  /**
   * Refuses what cannot be shown in part.
   *
   * @throws Refusal with 403
   */
  public void check(Visitor visitor, String province) {
    if (this == DOSSIERS || this == SOURCES) {
      right.require(visitor, province);
    }
  }

  /**
   * Refuses what would tell small cells of a province by a comparison of answers: days, moments or
   * judgements of somebody's own choice.
   *
   * @throws Refusal with 403 for those who are not shown all of the province
   */
  public void checkChosen(Visitor visitor, String province) {
    if ((this == FIGURES || this == COVERAGE) && !isWholeFor(visitor, province)) {
      throw Refusal.forbidden(
          "Of a province that is not yours the board shows calendar periods (a day, week, month,"
              + " quarter, half-year or year) as they stand now, by the latest catalogue. Choose"
              + " one of them; leave out at, catalogue, and peers=size.");
    }
  }
}
