package vn.cds.dashboard.access.login;

import com.nimbusds.oauth2.sdk.AuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.Identifier;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import vn.cds.contract.settings.Secret;
import vn.cds.dashboard.access.grant.AccessPolicy;
import vn.cds.dashboard.access.grant.Grant;
import vn.cds.dashboard.access.grant.Grants;
import vn.cds.dashboard.access.grant.Refusal;
import vn.cds.dashboard.access.grant.Visitor;
import vn.cds.dashboard.access.limit.RateLimits;
import vn.cds.dashboard.access.log.Audit;
import vn.cds.dashboard.json.Json;

/**
 * Log-in with an OpenID provider: authorization code flow with PKCE, then a session on the server
 * whose id is all that the browser keeps.
 */
public final class OpenIdConnect implements Authentication {

  private static final Duration LOGIN_LIFE = Duration.ofMinutes(10);
  private static final int MOST_LOGINS = 10_000;
  private static final int ID_BYTES = 32;

  /** Steps at a time: each waits for the provider, and those who are logged in need threads. */
  private static final int MOST_RUNNING = 32;

  private static final int BUSY_SECONDS = 5;

  private final Settings settings;
  private final Provider provider;
  private final Grants grants;
  private final Sessions sessions;
  private final RateLimits limits;
  private final Audit audit;
  private final Proxies proxies;
  private final Clock clock;
  private final boolean secure;
  private final Semaphore running = new Semaphore(MOST_RUNNING);

  /** Log-ins that have begun, by their state; each can be completed once. */
  private final Map<String, Begun> begun =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Begun> eldest) {
          return size() > MOST_LOGINS;
        }
      };

  /**
   * How the provider is used.
   *
   * @param client id of the board there
   * @param secret null for a public client
   * @param board address of the board as browsers see it, without a path
   * @param userClaim holds the name that grants speak of
   * @param nameClaim holds the name that is shown, if there is one
   * @param groupsClaim holds the groups, if there are any
   */
  public record Settings(
      URI issuer,
      String client,
      Secret secret,
      URI board,
      List<String> scopes,
      String userClaim,
      String nameClaim,
      String groupsClaim) {}

  /** A log-in on its way, of the browser that has the cookie. */
  private record Begun(
      String browser, Nonce nonce, CodeVerifier verifier, String back, Instant at) {}

  public OpenIdConnect(
      Settings settings,
      Grants grants,
      Sessions sessions,
      RateLimits limits,
      Audit audit,
      Proxies proxies,
      Clock clock) {
    this.settings = settings;
    this.provider =
        new Provider(
            settings.issuer(),
            settings.client(),
            settings.secret(),
            settings.scopes(),
            settings.board().resolve(AccessPolicy.CALLBACK));
    this.grants = grants;
    this.sessions = sessions;
    this.limits = limits;
    this.audit = audit;
    this.proxies = proxies;
    this.clock = clock;
    this.secure = "https".equals(settings.board().getScheme());
  }

  @Override
  public Visitor identify(HttpServletRequest request, String address) {
    String id = cookie(request, sessionCookie());
    Sessions.Session session = sessions.use(id);
    if (session == null) {
      throw Refusal.loginNeeded();
    }
    return new Visitor(
        session.name(), session.key(), session.grants(), true, () -> sessions.use(id) != null);
  }

  public void addTo(RoutesConfig routes) {
    routes.get(AccessPolicy.LOGIN, onPage(this::login));
    routes.get(AccessPolicy.CALLBACK, onPage(this::callback));
    routes.get(AccessPolicy.SIGNED_OUT, context -> Notice.signedOut().show(context));
    routes.post(AccessPolicy.LOGOUT, this::logout);
  }

  private interface Step {
    void take(HttpServletRequest request, HttpServletResponse response);
  }

  /** People are told with a page what went wrong. */
  private Handler onPage(Step step) {
    return context -> {
      context.header("Cache-Control", "no-store");
      boolean admitted = running.tryAcquire();
      try {
        if (!admitted) {
          throw Refusal.busy("Too many people log in at this moment.", BUSY_SECONDS);
        }
        limits.login(proxies.clientOf(context.req()));
        step.take(context.req(), context.res());
      } catch (Refusal refusal) {
        audit.refused(context.req(), proxies.clientOf(context.req()), refusal);
        Notice.of(refusal).show(context);
      } finally {
        if (admitted) {
          running.release();
        }
      }
    };
  }

  private void login(HttpServletRequest request, HttpServletResponse response) {
    String browser = cookie(request, loginCookie());
    if (browser == null || browser.length() < ID_BYTES) {
      browser = new Identifier(ID_BYTES).getValue();
    }
    State state = new State(ID_BYTES);
    Nonce nonce = new Nonce(ID_BYTES);
    CodeVerifier verifier = new CodeVerifier();
    URI address = provider.authorization(state, nonce, verifier);
    String back = localPath(request.getParameter("next"));
    synchronized (begun) {
      begun.put(state.getValue(), new Begun(browser, nonce, verifier, back, clock.instant()));
    }
    setCookie(response, loginCookie(), browser, (int) LOGIN_LIFE.toSeconds());
    redirect(response, address.toString());
  }

  private void callback(HttpServletRequest request, HttpServletResponse response) {
    AuthenticationResponse answer = answer(request.getQueryString());
    Begun login = completed(answer, cookie(request, loginCookie()));
    if (!answer.indicatesSuccess()) {
      AuthorizationErrorResponse error = ((AuthorizationResponse) answer).toErrorResponse();
      throw Refusal.of(
              403,
              "login_refused",
              "The log-in service refused the log-in ("
                  + error.getErrorObject().getCode().replaceAll("[^a-z_]", "")
                  + ").")
          .inVietnamese("Dịch vụ đăng nhập đã từ chối lần đăng nhập này.");
    }
    Provider.Identity identity =
        provider.identity(
            answer.toSuccessResponse().getAuthorizationCode(),
            answer.getIssuer(),
            login.nonce(),
            login.verifier());
    IDTokenClaimsSet claims = identity.claims();
    String user = claims.getStringClaim(settings.userClaim());
    if (user == null || user.isBlank()) {
      throw Refusal.forbidden(
              "The log-in service did not tell the claim " + settings.userClaim() + " about you.")
          .inVietnamese(
              "Dịch vụ đăng nhập không cho biết bạn là ai (" + settings.userClaim() + ").");
    }
    List<String> groups = GroupsClaim.in(claims.toJSONObject(), settings.groupsClaim());
    String name = claims.getStringClaim(settings.nameClaim());
    List<Grant> granted = grants.of(user, groups);
    sessions.end(cookie(request, sessionCookie()));
    String id =
        sessions.begin(
            name == null || name.isBlank() ? user : name,
            "user " + user,
            granted,
            identity.token());
    setCookie(response, sessionCookie(), id, -1);
    setCookie(response, loginCookie(), "", 0);
    String address = proxies.clientOf(request);
    limits.loggedIn(address);
    audit.loggedIn("user " + user, address);
    redirect(response, login.back());
  }

  private AuthenticationResponse answer(String query) {
    try {
      // A parameter that stands twice would be read as the one or the other.
      boolean once =
          URLUtils.parseParameters(query).values().stream().allMatch(values -> values.size() == 1);
      AuthenticationResponse answer =
          AuthenticationResponseParser.parse(
              URI.create(settings.board().resolve(AccessPolicy.CALLBACK) + "?" + query));
      if (once
          && !(answer.indicatesSuccess()
              && answer.toSuccessResponse().getAuthorizationCode() == null)) {
        return answer;
      }
    } catch (ParseException | IllegalArgumentException e) {
      throw notAnAnswer();
    }
    throw notAnAnswer();
  }

  private static Refusal notAnAnswer() {
    return Refusal.of(400, "bad_login", "This is not an answer of the log-in service.")
        .inVietnamese("Đây không phải là trả lời của dịch vụ đăng nhập.");
  }

  /** The log-in that an answer belongs to; it can be completed once, and by its own browser. */
  private Begun completed(AuthenticationResponse answer, String browser) {
    Begun login = null;
    if (answer.getState() != null) {
      synchronized (begun) {
        login = begun.remove(answer.getState().getValue());
      }
    }
    if (login == null
        || !login.browser().equals(browser)
        || !clock.instant().isBefore(login.at().plus(LOGIN_LIFE))) {
      throw Refusal.of(
              400,
              "bad_login",
              "This log-in was not begun here, took too long or was used; log in again.")
          .inVietnamese(
              "Lần đăng nhập này không bắt đầu ở đây, đã quá lâu hoặc đã dùng rồi; hãy đăng nhập"
                  + " lại.");
    }
    return login;
  }

  private void logout(Context context) {
    String origin = context.header("Origin");
    if (origin != null && !settings.board().toString().equals(origin)) {
      throw Refusal.forbidden("Only the board's own pages can log you out.")
          .inVietnamese("Chỉ các trang của bảng theo dõi mới đăng xuất được cho bạn.");
    }
    Sessions.Session session = sessions.end(cookie(context.req(), sessionCookie()));
    setCookie(context.res(), sessionCookie(), "", 0);
    if (session != null) {
      audit.loggedOut(session.key(), proxies.clientOf(context.req()));
    }
    URI next =
        session == null
            ? null
            : provider.logout(session.idToken(), settings.board().resolve(AccessPolicy.SIGNED_OUT));
    context
        .header("Cache-Control", "no-store")
        .contentType("application/json")
        .result(
            Json.write(Map.of("next", next == null ? AccessPolicy.SIGNED_OUT : next.toString())));
  }

  /** The path if it lies on this board, else the start page. */
  static String localPath(String path) {
    // Browsers take a backslash for a slash, and //host for another host.
    boolean local =
        path != null
            && path.matches("/(?![/\\\\])[\\x21-\\x5B\\x5D-\\x7E]*")
            && !path.startsWith(AccessPolicy.LOGIN)
            && !path.startsWith(AccessPolicy.SIGNED_OUT);
    return local ? path : "/";
  }

  private String sessionCookie() {
    return secure ? "__Host-board" : "board";
  }

  private String loginCookie() {
    return secure ? "__Host-board-login" : "board-login";
  }

  private static String cookie(HttpServletRequest request, String name) {
    if (request.getCookies() != null) {
      for (Cookie cookie : request.getCookies()) {
        if (cookie.getName().equals(name)) {
          return cookie.getValue();
        }
      }
    }
    return null;
  }

  /**
   * @param seconds how long the browser keeps it; -1: until it is closed, 0: no longer
   */
  private void setCookie(HttpServletResponse response, String name, String value, int seconds) {
    Cookie cookie = new Cookie(name, value);
    cookie.setPath("/");
    cookie.setHttpOnly(true);
    cookie.setSecure(secure);
    cookie.setAttribute("SameSite", "Lax");
    cookie.setMaxAge(seconds);
    response.addCookie(cookie);
  }

  private static void redirect(HttpServletResponse response, String address) {
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", address);
  }
}
