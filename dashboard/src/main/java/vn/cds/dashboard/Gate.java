package vn.cds.dashboard;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What every request passes: security headers, then the check of who asks. */
final class Gate implements Filter {

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                  + " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
                  + " frame-ancestors 'none'",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
          // Figures are asked for anew each time; an ETag makes that cheap.
          "Cache-Control", "no-cache");

  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  /** Load balancers ask for these without knowing a password. */
  private static final Set<String> OPEN_PATHS = Set.of("/healthz", "/readyz");

  private final BasicAuthentication authentication;

  /**
   * @param authentication who may come in; null: everybody on this machine
   */
  Gate(BasicAuthentication authentication) {
    this.authentication = authentication;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    HEADERS.forEach(answer::setHeader);
    if (authentication == null) {
      // A page of the internet can make its own name point to 127.0.0.1 and then read the board.
      if (!LOOPBACK_NAMES.contains(hostOf(http))) {
        Problems.problem(
                421, "misdirected", "Open the board as http://127.0.0.1 or http://localhost.", null)
            .send(answer);
        return;
      }
    } else if (!OPEN_PATHS.contains(http.getRequestURI())
        && !authentication.accepts(http.getHeader("Authorization"))) {
      answer.setHeader("WWW-Authenticate", "Basic realm=\"board\", charset=\"UTF-8\"");
      Problems.problem(401, "unauthorized", "A user name and a password are needed.", null)
          .send(answer);
      return;
    }
    chain.doFilter(request, response);
  }

  private static String hostOf(HttpServletRequest request) {
    String host = request.getHeader("Host");
    return host == null ? "" : host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
  }
}
