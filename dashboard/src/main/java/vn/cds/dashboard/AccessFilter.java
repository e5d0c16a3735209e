package vn.cds.dashboard;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.dashboard.access.Access;
import vn.cds.dashboard.access.grant.Refusal;
import vn.cds.dashboard.access.grant.Visitor;

/** What every request passes: security headers, then the check of who asks. */
final class AccessFilter implements Filter {

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

  private static final Logger LOG = LoggerFactory.getLogger(AccessFilter.class);

  private static final int TOO_MANY = 429;

  /**
   * A refusal because of too many requests (429) is held so long: a client that asks again at once
   * would load the server with refusals alone.
   */
  private static final int HOLD_SECONDS = 1;

  /** Answers that are held at once; further ones are sent at once. */
  private static final int MOST_HELD = 1_000;

  private final Access access;
  private final Semaphore held = new Semaphore(MOST_HELD);

  AccessFilter(Access access) {
    this.access = access;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    HEADERS.forEach(answer::setHeader);
    Runnable answered = () -> {};
    try {
      Visitor visitor = access.admit(http);
      if (visitor != null) {
        visitor.attachTo(http);
        if (isQuestion(http)) {
          answered = access.turn(http);
        }
      }
    } catch (Refusal refusal) {
      String wayIn = access.wayIn(http, refusal);
      String notice = access.notice(http, refusal);
      if (refusal.status() == TOO_MANY && isQuestion(http) && notice == null && held.tryAcquire()) {
        sendLater(http.startAsync(), Problems.refused(refusal), answer);
      } else if (wayIn == null && notice == null) {
        Problems.refused(refusal).send(answer);
      } else if (wayIn == null) {
        Problems.refused(refusal).send(answer, notice);
      } else {
        answer.setStatus(HttpServletResponse.SC_SEE_OTHER);
        answer.setHeader("Location", wayIn);
      }
      return;
    }
    try {
      chain.doFilter(isHead(http) ? new AsGet(http) : http, response);
    } finally {
      answered.run();
    }
  }

  /** Holds no thread meanwhile. */
  private void sendLater(
      AsyncContext request, Problems.Problem problem, HttpServletResponse response) {
    CompletableFuture.delayedExecutor(HOLD_SECONDS, TimeUnit.SECONDS)
        .execute(
            () -> {
              try {
                problem.send(response);
              } catch (IOException e) {
                LOG.debug("somebody who asks too much has gone", e);
              } finally {
                held.release();
                request.complete();
              }
            });
  }

  /** Whether ClickHouse may have to be read for the answer; the stream has limits of its own. */
  private static boolean isQuestion(HttpServletRequest request) {
    String path = request.getRequestURI();
    return path.startsWith("/api/") && !path.equals(Board.STREAM);
  }

  /** Whether the answer to a request is sent without its body. */
  static boolean isHead(HttpServletRequest request) {
    return request instanceof AsGet || request.getMethod().equals("HEAD");
  }

  /** A HEAD that is answered like a GET, by the same checks; Jetty leaves out the body. */
  private static final class AsGet extends HttpServletRequestWrapper {

    AsGet(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getMethod() {
      return "GET";
    }
  }
}
