package vn.cds.dashboard;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import vn.cds.dashboard.access.Access;
import vn.cds.dashboard.access.grant.Visitor;
import vn.cds.dashboard.api.request.BadParameter;

/**
 * Server-sent events of a leaderboard: {@code snapshot} (a whole one), {@code change} (its head and
 * the rows that changed) and {@code heartbeat}. A servlet of its own, because only then can one
 * thread serve any number of slow readers.
 */
final class StreamServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final String MEDIA_TYPE = "text/event-stream";
  private static final String LONGEST_ID = "[0-9a-z]{1,40}-[0-9]{1,18}";

  private final transient LeaderboardFeeds feeds;
  private final transient Access access;
  private final transient Function<Map<String, List<String>>, LeaderboardQuery> parser;
  private final transient Problems problems;
  private final AtomicInteger open = new AtomicInteger();

  /** The parameter that says where to go on; a browser that reconnects sends a header instead. */
  static final Set<String> OWN_PARAMETERS = Set.of("after");

  StreamServlet(
      LeaderboardFeeds feeds,
      Access access,
      Function<Map<String, List<String>>, LeaderboardQuery> parser,
      Problems problems) {
    this.feeds = feeds;
    this.access = access;
    this.parser = parser;
    this.problems = problems;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Visitor visitor = Visitor.of(request);
    LeaderboardFeed feed;
    ExactProvinces exact;
    String after;
    Runnable closed;
    try {
      Map<String, List<String>> parameters = new LinkedHashMap<>();
      request
          .getParameterMap()
          .forEach((name, values) -> parameters.put(name, Arrays.asList(values)));
      LeaderboardQuery query = parser.apply(parameters);
      exact = ExactProvinces.of(visitor, query);
      feed = feeds.of(query);
      after = after(request);
      if (open.get() >= access.mostStreams()) {
        throw new LeaderboardFeeds.TooMany();
      }
      if (AccessFilter.isHead(request)) {
        response.setContentType(MEDIA_TYPE);
        return;
      }
      closed = access.openStream(request, feed.query());
    } catch (RuntimeException e) { // every failure is answered, unknown ones as such
      problems.answer(e, request).send(response);
      return;
    }
    response.setContentType(MEDIA_TYPE);
    response.setCharacterEncoding("UTF-8");
    // Proxies must pass the events on as they come.
    response.setHeader("X-Accel-Buffering", "no");
    open.incrementAndGet();
    StreamClient client = new StreamClient(request.startAsync(), exact, visitor.stays());
    client.onClose(
        () -> {
          open.decrementAndGet();
          closed.run();
        });
    feed.follow(client, after);
    client.open();
  }

  private static String after(HttpServletRequest request) {
    String header = request.getHeader("Last-Event-ID");
    if (header != null) {
      return header;
    }
    String after = request.getParameter("after");
    if (after != null && !after.matches(LONGEST_ID)) {
      throw new BadParameter("after", "after must be the id of an event of this stream.");
    }
    return after;
  }
}
