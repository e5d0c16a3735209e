package vn.cds.dashboard.access;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import vn.cds.dashboard.api.Json;

/** Lets people in, or not: who they are, how much they may ask for. Thread-safe. */
public final class Access {

  private static final String ME = "/api/v1/me";

  /** Files of the pages for those who are not logged in. */
  private static final Set<String> OPEN_FILES = Set.of("/favicon.svg", "/notice.css");

  private final Authentication authentication;
  private final RateLimits limits;
  private final Proxies proxies;
  private final boolean shared;
  private final boolean operator;

  /**
   * @param configuration null: everybody on this machine may do everything, without limits
   * @param operator whether criteria whose source nobody has verified are shown on a board on which
   *     nobody is known as an operator: without configuration, or with one login for everybody
   */
  public Access(AccessConfiguration configuration, boolean operator, Clock clock) {
    boolean local = configuration == null;
    limits = new RateLimits(local ? null : configuration.limits(), clock);
    shared = local || configuration.shared();
    this.operator = operator;
    proxies = local ? new Proxies() : configuration.proxies();
    authentication = local ? new ThisMachine() : configuration.authentication(limits, clock);
  }

  /** Adds the ways in and out, and who one is. */
  public void addTo(RoutesConfig routes) {
    if (authentication instanceof OpenIdConnect provider) {
      provider.addTo(routes);
    }
    routes.get(ME, Access::me);
  }

  /**
   * Decides on a request, before it is answered.
   *
   * @return who it is; null when the address is for everybody
   * @throws Refusal when it is not to be answered
   */
  public Visitor admit(HttpServletRequest request) {
    String path = request.getRequestURI();
    if (OPEN_FILES.contains(path) || Rule.isOpen(path)) {
      return null;
    }
    String address = proxies.clientOf(request);
    Visitor visitor;
    try {
      visitor = authentication.identify(request, address);
    } catch (Refusal refusal) {
      limits.request("address " + address);
      throw refusal;
    }
    limits.request(visitor.key());
    return shared ? visitor.shownUnverified(operator) : visitor;
  }

  /**
   * Where somebody is sent instead of being refused: a page that wants a log-in leads to it.
   *
   * @return null when the refusal is to be told
   */
  public String wayIn(HttpServletRequest request, Refusal refusal) {
    if (!wantsPage(request)
        || !(authentication instanceof OpenIdConnect)
        || refusal.status() != 401) {
      return null;
    }
    String query = request.getQueryString();
    String wanted = request.getRequestURI() + (query == null ? "" : "?" + query);
    return OpenIdConnect.LOGIN + "?next=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8);
  }

  /**
   * What somebody reads who is refused a page, in both languages.
   *
   * @return null when a program asks: it is told as a problem
   */
  public String notice(HttpServletRequest request, Refusal refusal) {
    return wantsPage(request) ? Notice.of(refusal).html() : null;
  }

  private static boolean wantsPage(HttpServletRequest request) {
    String accepts = request.getHeader("Accept");
    return request.getMethod().equals("GET")
        && !request.getRequestURI().startsWith("/api/")
        && accepts != null
        && accepts.contains("text/html");
  }

  /**
   * Counts a stream that a visitor opens; call {@link #closeStream} once when it has ended.
   *
   * @throws Refusal with 429 when they have too many
   */
  public void openStream(Visitor visitor) {
    limits.openStream(visitor.key());
  }

  /** A stream has ended. */
  public void closeStream(Visitor visitor) {
    limits.closeStream(visitor.key());
  }

  private static void me(Context context) {
    Visitor visitor = Visitor.of(context.req());
    Collection<String> provinces = visitor.provinces();
    Map<String, Object> me = new LinkedHashMap<>();
    me.put("name", visitor.name());
    me.put("role", visitor.role().word());
    me.put("provinces", provinces);
    me.put("logout", visitor.leaves() ? OpenIdConnect.LOGOUT : null);
    context
        .header("Cache-Control", "no-store")
        .contentType("application/json")
        .result(Json.write(me));
  }
}
