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
import vn.cds.dashboard.access.grant.AccessPolicy;
import vn.cds.dashboard.access.grant.Refusal;
import vn.cds.dashboard.access.grant.Visitor;
import vn.cds.dashboard.access.limit.AnsweringTime;
import vn.cds.dashboard.access.limit.ConcurrencyLimit;
import vn.cds.dashboard.access.limit.RateLimits;
import vn.cds.dashboard.access.log.Audit;
import vn.cds.dashboard.access.login.Authentication;
import vn.cds.dashboard.access.login.LoopbackAuthentication;
import vn.cds.dashboard.access.login.Notice;
import vn.cds.dashboard.access.login.OpenIdConnect;
import vn.cds.dashboard.access.login.Proxies;
import vn.cds.dashboard.json.Json;

/** Lets people in, or not: who they are, how much they may ask for. Thread-safe. */
public final class Access {

  private static final String ME = "/api/v1/me";

  /** Files of the pages for those who are not logged in. */
  private static final Set<String> OPEN_FILES = Set.of("/favicon.svg", "/notice.css");

  private final Authentication authentication;
  private final RateLimits limits;
  private final RateLimits.Settings total;
  private final ConcurrencyLimit concurrency;
  private final Audit audit;
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
    total = local ? RateLimits.Settings.DEFAULT : configuration.limits();
    concurrency =
        local ? null : new ConcurrencyLimit(total.queries(), new AnsweringTime(Clock.systemUTC()));
    audit = new Audit(clock);
    shared = local || configuration.shared();
    this.operator = operator;
    proxies = local ? new Proxies() : configuration.proxies();
    authentication =
        local ? new LoopbackAuthentication() : configuration.authentication(limits, audit, clock);
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
    if (OPEN_FILES.contains(path) || AccessPolicy.isOpen(path)) {
      return null;
    }
    String address = proxies.clientOf(request);
    try {
      Visitor visitor = identified(request, address);
      limits.request(person(visitor, address));
      return shared ? visitor.shownUnverified(operator) : visitor;
    } catch (Refusal refusal) {
      audit.refused(request, address, refusal);
      throw refusal;
    }
  }

  private Visitor identified(HttpServletRequest request, String address) {
    try {
      return authentication.identify(request, address);
    } catch (Refusal refusal) {
      limits.request("address " + address);
      throw refusal;
    }
  }

  /**
   * Waits until another question of a visitor may be answered.
   *
   * @return to be run when it is answered
   * @throws Refusal with 429 when they ask too many at once
   */
  public Runnable turn(HttpServletRequest request) {
    if (concurrency == null) {
      return () -> {};
    }
    try {
      return concurrency.take(person(request));
    } catch (Refusal refusal) {
      refused(request, refusal);
      throw refusal;
    }
  }

  /** Whom limits count for: a login that is everybody's is not one person. */
  private String person(Visitor visitor, String address) {
    return shared ? "address " + address : visitor.key();
  }

  private String person(HttpServletRequest request) {
    return person(Visitor.of(request), proxies.clientOf(request));
  }

  /** Notes that somebody who was let in was refused something. */
  public void refused(HttpServletRequest request, Refusal refusal) {
    Visitor visitor = Visitor.of(request);
    audit.refused(
        request, proxies.clientOf(request), visitor == null ? refusal : refusal.by(visitor.key()));
  }

  /** Streams that everybody together may have open. */
  public int mostStreams() {
    return total.streamsOfAll();
  }

  /** Connections that everybody together may have open. */
  public int mostConnections() {
    return total.connections();
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
    return AccessPolicy.LOGIN + "?next=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8);
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
   * Counts a stream that a visitor opens.
   *
   * @param board what it shows
   * @return to be run once when it has ended
   * @throws Refusal with 429 when they have too many
   */
  public Runnable openStream(HttpServletRequest request, Object board) {
    String person = person(request);
    limits.openStream(person, board);
    return () -> limits.closeStream(person, board);
  }

  private static void me(Context context) {
    Visitor visitor = Visitor.of(context.req());
    Collection<String> provinces = visitor.provinces();
    Map<String, Object> me = new LinkedHashMap<>();
    me.put("name", visitor.name());
    me.put("role", visitor.role().word());
    me.put("provinces", provinces);
    me.put("logout", visitor.leaves() ? AccessPolicy.LOGOUT : null);
    context
        .header("Cache-Control", "no-store")
        .contentType("application/json")
        .result(Json.write(me));
  }
}
