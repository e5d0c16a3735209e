package vn.cds.dashboard;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
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
import org.slf4j.MDC;
import vn.cds.contract.text.RequestId;
import vn.cds.dashboard.access.Access;
import vn.cds.dashboard.access.grant.Refusal;
import vn.cds.dashboard.access.grant.Visitor;
import vn.cds.dashboard.metrics.BoardMetrics;

/**
 * What every request passes: it gets its id and security headers, it is counted, and who asks is
 * checked.
 */
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
  private final BoardMetrics metrics;
  private final Semaphore held = new Semaphore(MOST_HELD);

  AccessFilter(Access access, BoardMetrics metrics) {
    this.access = access;
    this.metrics = metrics;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    BoardMetrics.Kind kind = kind(http);
    long start = System.nanoTime();
    String id =
        RequestId.of(http.getHeader(RequestId.TRACE_HEADER), http.getHeader(RequestId.HEADER));
    answer.setHeader(RequestId.HEADER, id);
    MDC.put(RequestId.KEY, id);
    try {
      admit(http, answer, chain);
    } finally {
      MDC.remove(RequestId.KEY);
      if (http.isAsyncStarted()) {
        if (kind == BoardMetrics.Kind.STREAM) {
          metrics.streamOpened();
        }
        http.getAsyncContext().addListener(new Counted(kind, answer, start));
      } else {
        metrics.answered(kind, answer.getStatus(), System.nanoTime() - start);
      }
    }
  }

  private void admit(HttpServletRequest http, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
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
      chain.doFilter(isHead(http) ? new AsGet(http) : http, answer);
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
    return kind(request) == BoardMetrics.Kind.API;
  }

  private static BoardMetrics.Kind kind(HttpServletRequest request) {
    String path = request.getRequestURI();
    if (path.equals(Board.STREAM)) {
      return BoardMetrics.Kind.STREAM;
    }
    return path.startsWith("/api/") ? BoardMetrics.Kind.API : BoardMetrics.Kind.PAGE;
  }

  /** Counts a request that is answered later, once, when it ends. */
  private final class Counted implements AsyncListener {
    private final BoardMetrics.Kind kind;
    private final HttpServletResponse answer;
    private final long start;

    Counted(BoardMetrics.Kind kind, HttpServletResponse answer, long start) {
      this.kind = kind;
      this.answer = answer;
      this.start = start;
    }

    @Override
    public void onComplete(AsyncEvent event) {
      if (kind == BoardMetrics.Kind.STREAM) {
        metrics.streamClosed();
      }
      metrics.answered(kind, answer.getStatus(), System.nanoTime() - start);
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
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
