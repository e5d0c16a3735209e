package vn.cds.dashboard;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.compression.Gzip;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.staticfiles.Location;
import io.javalin.util.JavalinBindException;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import vn.cds.contract.roster.Province;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.VietnamTime;
import vn.cds.dashboard.access.Access;
import vn.cds.dashboard.access.AccessConfiguration;
import vn.cds.dashboard.access.grant.Visitor;
import vn.cds.dashboard.api.Api;
import vn.cds.dashboard.api.boundaries.Boundaries;
import vn.cds.dashboard.api.query.InputTopics;
import vn.cds.dashboard.api.query.SourceTopic;
import vn.cds.dashboard.api.request.Catalogues;
import vn.cds.dashboard.json.Json;
import vn.cds.dashboard.metrics.BoardMetrics;
import vn.cds.dashboard.score.Scoreboard;
import vn.cds.sql.Database;
import vn.cds.sql.NamedQueries;

/**
 * The live board: a web page and its data, served over HTTP. Reads ClickHouse by named queries
 * alone. Thread-safe; to be closed.
 *
 * <pre>{@code
 * try (Board board = Board.builder(database).port(8080).start()) {
 *   System.out.println(board.url());
 * }
 * }</pre>
 */
public final class Board implements AutoCloseable {

  static final String STREAM = "/api/v1/stream";

  /** Files of the page. Not /web: whatever else the class path has there would be served, too. */
  private static final String FILES = "/vn/cds/dashboard/web";

  /** For the headers of a request to arrive. */
  private static final Duration MOST_FOR_HEADERS = Duration.ofSeconds(10);

  /** A third of the work of the usual 6, for a tenth more to send. */
  private static final int GZIP_LEVEL = 2;

  /** Addresses of pages; what they show is the script's to read from them. */
  private static final List<String> PAGES =
      List.of(
          "/communes/{code}",
          "/compare",
          "/map",
          "/recognition",
          "/alerts",
          "/data",
          "/methods",
          "/live",
          "/sources",
          "/sources/{source}");

  private final NamedQueries queries;
  private final LeaderboardFeeds feeds;
  private final Readiness readiness;
  private final BoardMetrics metrics = new BoardMetrics();
  private final Javalin server;
  private final String url;

  /** Builds a board on a migrated database into which the roster was loaded. */
  public static Builder builder(Database database) {
    return new Builder(database);
  }

  /** How a board is to be. Every setting has a default. */
  public static final class Builder {

    private final Database database;
    private String bindAddress = "127.0.0.1";
    private int port = 8080;
    private AccessConfiguration access;
    private boolean operator;
    private Clock clock = Clock.systemUTC();
    private Roster roster = Roster.bundled();
    private Path boundaries;
    private String defaultProvince = "38";
    private int minimumN = Scoreboard.USUAL_MINIMUM_N;
    private Duration sourceSilence = Duration.ofHours(1);
    private Supplier<InputTopics> inputTopics = () -> null;
    private Supplier<SourceTopic> sourceTopic = () -> null;
    private InetSocketAddress metrics;

    private Builder(Database database) {
      this.database = database;
    }

    /** TCP port, 0 for a free one; default 8080. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** Address or name to listen on; default 127.0.0.1. Any but loopback needs authentication. */
    public Builder bindAddress(String address) {
      this.bindAddress = address;
      return this;
    }

    /** Who may come in and see what; default: everybody on this machine, everything. */
    public Builder access(AccessConfiguration access) {
      this.access = access;
      return this;
    }

    /**
     * Whether criteria whose source nobody has verified are shown on a board on which nobody is
     * known as an operator: without {@link #access}, or with one login for everybody; default: no.
     */
    public Builder operator(boolean operator) {
      this.operator = operator;
      return this;
    }

    /** Decides what is "now" and "today"; default: the system's. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** The units that ClickHouse holds as well; default: the bundled ones. */
    public Builder roster(Roster roster) {
      this.roster = roster;
      return this;
    }

    /**
     * GeoJSON or TopoJSON file with the communes' boundaries, for the map; default: none, the map
     * is then drawn from the centroids. Each has the commune's five-digit code as property {@code
     * code}.
     */
    public Builder boundaries(Path file) {
      this.boundaries = file;
      return this;
    }

    /** Province that is shown when none is asked for, two digits; default 38, Thanh Hoá. */
    public Builder defaultProvince(String code) {
      this.defaultProvince = code;
      return this;
    }

    /**
     * Dossiers that a commune needs in the period to be ranked, at least 1; default {@link
     * Scoreboard#USUAL_MINIMUM_N}.
     */
    public Builder minimumN(int dossiers) {
      this.minimumN = dossiers;
      return this;
    }

    /** A source without news for so long counts as silent; default one hour. */
    public Builder sourceSilence(Duration silence) {
      this.sourceSilence = silence;
      return this;
    }

    /**
     * Says how many records were produced, so that the board can tell whether all of them are
     * accounted for; asked anew each time, it stays the caller's. Null, as by default: nobody does,
     * and the board says so.
     */
    public Builder inputTopics(Supplier<InputTopics> inputTopics) {
      this.inputTopics = inputTopics;
      return this;
    }

    /** Where Prometheus reads {@code /metrics}, without a password; default: nowhere. */
    public Builder metrics(InetSocketAddress address) {
      this.metrics = address;
      return this;
    }

    /**
     * Reads what gateways say of the systems that send through them; asked anew each time, it stays
     * the caller's. Null, as by default: nobody does, and the board says so.
     */
    public Builder sourceTopic(Supplier<SourceTopic> sourceTopic) {
      this.sourceTopic = sourceTopic;
      return this;
    }

    /**
     * Starts serving; ClickHouse need not answer yet.
     *
     * @throws IllegalArgumentException when a setting is not acceptable; the message says what to
     *     do
     * @throws IllegalStateException when a port is taken
     */
    public Board start() {
      check();
      return new Board(this);
    }

    private void check() {
      boolean loopback;
      try {
        loopback = InetAddress.getByName(bindAddress).isLoopbackAddress();
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(
            "The board cannot listen on \"" + bindAddress + "\": there is no such address", e);
      }
      if (!loopback && access == null) {
        throw new IllegalArgumentException(
            "The board listens on "
                + bindAddress
                + ", which others can reach, so it needs authentication. Give it an access file"
                + " (--access FILE: OpenID Connect, a trusted proxy, or users with passwords), or"
                + " one login (--login NAME with --login-password-file FILE), or let it listen on"
                + " 127.0.0.1.");
      }
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("The port must lie between 0 and 65535, not " + port);
      }
      if (minimumN < 1) {
        throw new IllegalArgumentException(
            "A commune needs at least 1 dossier to be ranked, not " + minimumN);
      }
      if (roster.provinces().stream().noneMatch(known -> known.code().equals(defaultProvince))) {
        throw new IllegalArgumentException(
            "The roster has no province \"" + defaultProvince + "\" to show by default");
      }
    }
  }

  private Board(Builder settings) {
    queries = NamedQueries.of(settings.database);
    LeaderboardReader reader =
        new LeaderboardReader(
            queries,
            new Catalogues(settings.database),
            settings.clock,
            settings.minimumN,
            settings.sourceSilence);
    feeds = new LeaderboardFeeds(reader, settings.clock);
    Api api =
        new Api(
            settings.database,
            queries,
            settings.roster,
            settings.boundaries == null
                ? Boundaries.NONE
                : Boundaries.read(settings.boundaries, settings.roster),
            settings.clock,
            settings.defaultProvince,
            settings.minimumN,
            settings.inputTopics,
            settings.sourceTopic,
            settings.sourceSilence,
            (province, period) -> {
              LeaderboardQuery query = LeaderboardQuery.of(province, period, settings.clock);
              return query == null ? null : feeds.of(query).baseline();
            });
    Access access = new Access(settings.access, settings.operator, settings.clock);
    readiness =
        new Readiness(() -> reader.dataAge(settings.defaultProvince), settings.database.toString());
    metrics.clickHouse(
        () -> {
          readiness.ask(); // the next scrape gets what it finds
          return readiness.isReady();
        });
    metrics.latestRows(() -> reader.dataAge(""));
    metrics.books(api::accounting);
    Handlers handlers = new Handlers(settings, access, api, feeds, readiness, metrics);
    server = Javalin.create(config -> configure(config, handlers));
    try {
      server.start(settings.bindAddress, settings.port);
    } catch (JavalinBindException e) {
      close();
      throw new IllegalStateException(
          "The board cannot listen on "
              + settings.bindAddress
              + ":"
              + settings.port
              + ": the port is taken. Choose another one.",
          e);
    }
    if (settings.metrics != null) {
      try {
        metrics.listen(settings.metrics);
      } catch (IllegalStateException e) {
        close();
        throw e;
      }
    }
    String host =
        settings.bindAddress.contains(":")
            ? "[" + settings.bindAddress + "]"
            : settings.bindAddress;
    url = "http://" + host + ":" + server.port();
    readiness.ask(); // so that the log says at once when ClickHouse refuses the password
  }

  /** The address of the page, such as {@code http://127.0.0.1:8080}. */
  public String url() {
    return url;
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** The port of the metrics; 0 when they are not served. */
  public int metricsPort() {
    return metrics.port();
  }

  /** The addresses that are answered, as they are written in the routes. */
  Set<String> paths() {
    Set<String> paths = new TreeSet<>(Set.of(STREAM));
    server.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint.path)
        .forEach(paths::add);
    return paths;
  }

  @Override
  public void close() {
    feeds.close();
    metrics.close();
    server.stop();
    readiness.close();
    queries.close();
  }

  private static void configure(JavalinConfig config, Handlers handlers) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = new CompressionStrategy(null, new Gzip(GZIP_LEVEL));
    config.http.prefer405over404 = true;
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.jetty.modifyServer(server -> limit(server, handlers.access));
    config.jetty.modifyServletContextHandler(context -> secure(context, handlers));
    config.staticFiles.add(
        files -> {
          files.hostedPath = "/assets";
          files.directory = FILES + "/assets";
          files.location = Location.CLASSPATH;
          // Their names change with their content.
          files.headers = Map.of("Cache-Control", "public, max-age=31536000, immutable");
        });
    config.staticFiles.add(
        files -> {
          files.directory = FILES;
          files.location = Location.CLASSPATH;
          files.headers = Map.of("Cache-Control", "no-cache");
        });
    handlers.addTo(config.routes);
  }

  private static void limit(Server server, Access access) {
    server.addBean(new NetworkConnectionLimit(access.mostConnections(), server));
    server.addBean(new HeaderDeadline(server, MOST_FOR_HEADERS));
  }

  private static void secure(ServletContextHandler context, Handlers handlers) {
    FilterHolder accessFilter =
        new FilterHolder(new AccessFilter(handlers.access, handlers.metrics));
    accessFilter.setAsyncSupported(true);
    context.addFilter(accessFilter, "/*", EnumSet.of(DispatcherType.REQUEST));
    ServletHolder stream = new ServletHolder(handlers.stream());
    stream.setAsyncSupported(true);
    context.addServlet(stream, STREAM);
  }

  /** What is answered at which path. */
  private static final class Handlers {

    /** Marks a request that has its problem: what is called for its status must not replace it. */
    private static final String ANSWERED = "problem";

    private final Builder settings;
    private final Access access;
    private final Api api;
    private final LeaderboardFeeds feeds;
    private final Readiness readiness;
    private final BoardMetrics metrics;
    private final Problems problems;

    Handlers(
        Builder settings,
        Access access,
        Api api,
        LeaderboardFeeds feeds,
        Readiness readiness,
        BoardMetrics metrics) {
      this.settings = settings;
      this.access = access;
      this.api = api;
      this.feeds = feeds;
      this.readiness = readiness;
      this.metrics = metrics;
      this.problems = new Problems(access);
    }

    void addTo(RoutesConfig routes) {
      access.addTo(routes);
      api.addTo(routes);
      // What the page reads before it follows the stream.
      routes.get("/api/v1/board", this::leaderboard);
      routes.get("/api/v1/provinces", this::provinces);
      byte[] page = page();
      for (String path : PAGES) {
        routes.get(path, context -> show(context, page));
      }
      routes.get("/healthz", context -> json(context, Map.of("status", "ok")));
      routes.get("/readyz", this::ready);
      routes.exception(
          Exception.class,
          (failure, context) -> send(context, problems.answer(failure, context.req())));
      routes.error(HttpStatus.NOT_FOUND, context -> sendMissing(context, page));
      routes.error(HttpStatus.METHOD_NOT_ALLOWED, context -> send(context, notAllowed()));
    }

    private static byte[] page() {
      try (InputStream file = Board.class.getResourceAsStream(FILES + "/index.html")) {
        return file.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The stream has a servlet of its own, see there. */
    StreamServlet stream() {
      return new StreamServlet(
          feeds, access, parameters -> query(parameters, StreamServlet.OWN_PARAMETERS), problems);
    }

    private LeaderboardQuery query(Map<String, List<String>> parameters, Set<String> others) {
      return LeaderboardQuery.of(
          parameters, others, settings.defaultProvince, settings.roster, settings.clock);
    }

    private void leaderboard(Context context) {
      LeaderboardQuery query = query(context.queryParamMap(), Set.of());
      ExactProvinces exact = ExactProvinces.of(Visitor.of(context.req()), query);
      Leaderboard board = feeds.of(query).get(exact);
      // Weak: the clocks inside differ from answer to answer, the figures do not.
      String tag = "W/\"" + board.head().id() + "\"";
      context.header("ETag", tag);
      if (tag.equals(context.header("If-None-Match"))) {
        context.status(HttpStatus.NOT_MODIFIED);
      } else {
        json(context, board);
      }
    }

    private void provinces(Context context) {
      LocalDate today = VietnamTime.localDay(settings.clock.instant());
      json(
          context,
          new Provinces(
              settings.defaultProvince,
              settings.roster.provinces().stream()
                  .map(
                      (Province province) ->
                          new ProvinceEntry(
                              province.code(),
                              province.name(),
                              province.englishName(),
                              settings.roster.units(province.code(), today).size()))
                  .toList()));
    }

    private void ready(Context context) {
      context.future(
          () ->
              readiness
                  .ask()
                  .thenAccept(
                      ready -> {
                        if (ready) {
                          json(context, Map.of("status", "ready"));
                        } else {
                          send(context, Problems.unreadable());
                        }
                      }));
    }

    /** The page says by itself that there is no such commune. */
    private void show(Context context, byte[] page) {
      String code = context.pathParamMap().get("code");
      if (code != null && !(code.matches("[0-9]{5}") && settings.roster.contains(code))) {
        context.status(HttpStatus.NOT_FOUND);
      } else {
        context.contentType("text/html").result(page);
      }
    }

    /** People get the page, which says in their language what to do; programs a problem. */
    private static void sendMissing(Context context, byte[] page) {
      if (context.attribute(ANSWERED) != null) {
        return;
      }
      String accepted = context.header("Accept");
      if (accepted != null
          && accepted.contains("text/html")
          && !context.path().startsWith("/api/")) {
        context.contentType("text/html").result(page);
      } else {
        send(
            context, Problems.problem(404, "not_found", "There is nothing at this address.", null));
      }
    }

    private static Problems.Problem notAllowed() {
      return Problems.problem(
          405, "method_not_allowed", "This address can only be read, with GET.", null);
    }

    private static void send(Context context, Problems.Problem problem) {
      context.attribute(ANSWERED, true);
      context.status(problem.status());
      problem.headers().forEach(context::header);
      context.contentType(Problems.MEDIA_TYPE).result(Json.write(problem.body()));
    }

    private static void json(Context context, Object value) {
      context.contentType("application/json").result(Json.write(value));
    }
  }

  /** All provinces and which one is shown by default. */
  private record Provinces(String defaultProvince, List<ProvinceEntry> provinces) {}

  /** A province and how many communes it has today. */
  private record ProvinceEntry(String code, String name, String englishName, int communes) {}
}
