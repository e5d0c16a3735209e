package vn.cds.gateway.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpStatus;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.text.RequestId;
import vn.cds.gateway.activity.Activities;
import vn.cds.gateway.metrics.GatewayMetrics;
import vn.cds.gateway.record.BodyFormat;
import vn.cds.gateway.source.KnownSource;
import vn.cds.gateway.source.KnownSources;

/**
 * {@code POST /v1/events/STREAM}. A servlet of its own, because only then can a few threads serve
 * any number of slow senders: nothing of a body is waited for.
 */
public final class EventsServlet extends HttpServlet {

  public static final String PATH = "/v1/events/*";

  private static final long serialVersionUID = 1L;
  private static final String BEARER = "bearer ";
  private static final int LONGEST_TOKEN = 200;

  private final transient KnownSources sources;
  private final transient EventsService service;
  private final transient Activities activities;
  private final transient GatewayMetrics metrics;
  private final transient BooleanSupplier kafkaAway;
  private final transient SourceLimits limits = new SourceLimits();
  private final transient BytesInFlight bytes;
  private final transient ScheduledExecutorService timer;
  private final transient Duration bodyGrace;
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean closing;

  /**
   * @param kafkaAway whether Kafka is known to be away
   * @param mostBytesInFlight that requests may hold at once
   * @param bodyGrace how long a body may be slower than it must be
   */
  public EventsServlet(
      KnownSources sources,
      EventsService service,
      Activities activities,
      GatewayMetrics metrics,
      BooleanSupplier kafkaAway,
      long mostBytesInFlight,
      ScheduledExecutorService timer,
      Duration bodyGrace) {
    this.sources = sources;
    this.service = service;
    this.activities = activities;
    this.metrics = metrics;
    this.kafkaAway = kafkaAway;
    this.bytes = new BytesInFlight(mostBytesInFlight);
    this.timer = timer;
    this.bodyGrace = bodyGrace;
    metrics.gauge(
        "bytes_in_flight",
        "Bytes of requests from their arrival until Kafka has them.",
        bytes::all);
    metrics.gauge("open_requests", "Requests that are not answered yet.", open::get);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long begun = System.nanoTime();
    response.setHeader(
        RequestId.HEADER,
        RequestId.of(
            request.getHeader(RequestId.TRACE_HEADER), request.getHeader(RequestId.HEADER)));
    KnownSource source = source(request);
    String name = source == null ? GatewayMetrics.UNKNOWN_SOURCE : source.name();
    if (source != null) {
      activities.seen(name);
    }
    open.incrementAndGet();
    Problem problem = refusal(request, source);
    boolean mayBegin = problem == null;
    if (mayBegin) {
      problem = limits.begin(source.source());
    }
    boolean hasBegun = mayBegin && problem == null;
    Consumer<Answer> ended =
        answer -> {
          open.decrementAndGet();
          if (hasBegun) {
            limits.end(source.source());
          }
          metrics.answered(name, answer.status(), System.nanoTime() - begun);
          if (source != null && answer.problem() != null && answer.problem().faults().isEmpty()) {
            activities.refusedRequest(name, answer.problem().error());
          }
        };
    if (hasBegun) {
      new EventsRequest(
              request.startAsync(),
              source,
              stream(request),
              BodyFormat.of(request.getContentType()),
              service,
              limits,
              bytes,
              ended)
          .begin(timer, bodyGrace);
    } else {
      Answer answer = Answer.of(problem);
      ended.accept(answer);
      byte[] content = answer.begin(response);
      response.getOutputStream().write(content);
    }
  }

  private KnownSource source(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    if (header == null
        || header.length() > LONGEST_TOKEN
        || !header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return null;
    }
    return sources.find(header.substring(BEARER.length()).strip()).orElse(null);
  }

  /** The stream in the path; null when there is no such one. */
  private static EventStream stream(HttpServletRequest request) {
    String path = request.getPathInfo();
    return path == null ? null : EventStream.of(path.substring(1));
  }

  /** Why the body of a request is not read; null when it may be. */
  private Problem refusal(HttpServletRequest request, KnownSource source) {
    if (source == null) {
      return Problem.of(
          HttpStatus.UNAUTHORIZED_401,
          "bad_token",
          "The token is missing, unknown or has ended; send Authorization: Bearer TOKEN.");
    }
    EventStream stream = stream(request);
    if (stream == null) {
      return Problem.of(
          HttpStatus.NOT_FOUND_404,
          "not_found",
          "There is no such stream; post to /v1/events/service-requests, /v1/events/documents or"
              + " /v1/events/payments.");
    }
    if (!request.getMethod().equals("POST")) {
      return Problem.of(
          HttpStatus.METHOD_NOT_ALLOWED_405, "method_not_allowed", "Events are sent with POST.");
    }
    if (!source.source().kinds().contains(stream)) {
      return Problem.of(
          HttpStatus.FORBIDDEN_403,
          "kind_not_allowed",
          "This token may not send " + stream.wireName() + "; ask the operator of the gateway.");
    }
    if (BodyFormat.of(request.getContentType()) == null) {
      return Problem.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
          "unsupported_media_type",
          "The Content-Type must be one of " + BodyFormat.mediaTypes() + ", in UTF-8.");
    }
    String encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      return Problem.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
          "unsupported_encoding",
          "A body with a Content-Encoding is not read; send it uncompressed.");
    }
    if (request.getContentLengthLong() > source.source().maximumBodyBytes()) {
      return Problem.tooLarge(source.source().maximumBodyBytes());
    }
    if (closing) {
      return Problem.closing();
    }
    return kafkaAway.getAsBoolean() ? Problem.kafkaAway() : null;
  }

  /** From now on requests are refused; those that are open go on. */
  public void refuse() {
    closing = true;
  }

  /** Requests that are not answered yet. */
  public int open() {
    return open.get();
  }
}
