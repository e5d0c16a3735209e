package vn.cds.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.Roster;
import vn.cds.gateway.activity.Activities;
import vn.cds.gateway.activity.Scopes;
import vn.cds.gateway.http.EventsService;
import vn.cds.gateway.http.EventsServlet;
import vn.cds.gateway.http.HeaderDeadline;
import vn.cds.gateway.metrics.GatewayMetrics;
import vn.cds.gateway.publish.KafkaProbe;
import vn.cds.gateway.publish.KafkaPublisher;
import vn.cds.gateway.record.RecordCheck;
import vn.cds.gateway.source.KnownSources;
import vn.cds.gateway.source.SourcesFile;

/**
 * Takes events over HTTP and writes them to Kafka. A request is answered with 202 only once Kafka
 * has acknowledged its records. To be closed.
 *
 * <pre>{@code
 * try (Gateway gateway = Gateway.builder("kafka:9092", sources, roster).port(8090).start()) {
 *   System.out.println(gateway.url());
 * }
 * }</pre>
 */
public final class Gateway implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private static final Duration MOST_FOR_CLOSING = Duration.ofSeconds(20);
  private static final Duration MOST_FOR_A_TASK = Duration.ofSeconds(5);
  private static final Duration PUBLISH_EVERY = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final int MOST_CONNECTIONS = 4_000;
  private static final int MOST_THREADS = 64;
  private static final int LEAST_THREADS = 8;

  private final GatewayMetrics metrics = new GatewayMetrics();
  private final KnownSources sources;
  private final KafkaPublisher publisher;
  private final KafkaProbe probe;
  private final Activities activities;
  private final Scopes scopes = new Scopes();
  private final EventsServlet events;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(daemon("gateway-timer"));
  private final ScheduledExecutorService kafkaTimer =
      Executors.newSingleThreadScheduledExecutor(daemon("gateway-kafka"));
  private final Javalin server;
  private final String url;

  /** Builds a gateway. Kafka need not be there yet, but the file of the sources must. */
  public static Builder builder(String bootstrapServers, SourcesFile sources, Roster roster) {
    return new Builder(bootstrapServers, sources, roster);
  }

  /** How a gateway is to be. Every setting has a default. */
  public static final class Builder {
    private final String bootstrapServers;
    private final SourcesFile sources;
    private final Roster roster;
    private Map<String, String> client = Map.of();
    private String address = "127.0.0.1";
    private int port = 8090;
    private TlsFiles tls;
    private boolean behindProxy;
    private InetSocketAddress metrics;
    private String instance = "gateway";
    private long mostBytesInFlight = 64L << 20;
    private Duration bodyGrace = Duration.ofSeconds(10);
    private Duration mostForHeaders = Duration.ofSeconds(10);
    private Clock clock = Clock.systemUTC();

    private Builder(String bootstrapServers, SourcesFile sources, Roster roster) {
      this.bootstrapServers = bootstrapServers;
      this.sources = sources;
      this.roster = roster;
    }

    /** Further settings of Kafka's clients, such as how to log in; default: none. */
    public Builder client(Map<String, String> settings) {
      this.client = Map.copyOf(settings);
      return this;
    }

    /** Address or name to listen on; default 127.0.0.1. Any but loopback needs TLS, or a proxy. */
    public Builder address(String name) {
      this.address = name;
      return this;
    }

    /** TCP port, 0 for a free one; default 8090. */
    public Builder port(int number) {
      this.port = number;
      return this;
    }

    /** Speaks TLS; default: does not. */
    public Builder tls(TlsFiles files) {
      this.tls = files;
      return this;
    }

    /** A proxy in front speaks TLS; default: none does. */
    public Builder behindProxy(boolean is) {
      this.behindProxy = is;
      return this;
    }

    /** Where the metrics are served; null, as by default: nowhere. */
    public Builder metrics(InetSocketAddress where) {
      this.metrics = where;
      return this;
    }

    /** Its name among several gateways, kept over a restart; default "gateway". */
    public Builder instance(String name) {
      this.instance = name;
      return this;
    }

    /** Bytes that requests may hold at once; further ones are refused. Default 64 MiB. */
    public Builder mostBytesInFlight(long bytes) {
      this.mostBytesInFlight = bytes;
      return this;
    }

    /** How long a body may come slower than it must; default 10 s. */
    public Builder bodyGrace(Duration grace) {
      this.bodyGrace = grace;
      return this;
    }

    /** For the headers of a request to arrive; default 10 s. */
    public Builder mostForHeaders(Duration most) {
      this.mostForHeaders = most;
      return this;
    }

    /** Stands for the append time when records are checked; default: the system's. */
    public Builder clock(Clock other) {
      this.clock = other;
      return this;
    }

    /**
     * Starts serving.
     *
     * @throws IllegalArgumentException when a setting is not acceptable; the message says what to
     *     do
     * @throws IllegalStateException when a port is taken
     * @throws vn.cds.contract.file.InvalidDataFile when the file of the sources has faults
     */
    public Gateway start() {
      check();
      return new Gateway(this);
    }

    private void check() {
      try {
        if (!InetAddress.getByName(address).isLoopbackAddress() && tls == null && !behindProxy) {
          throw new IllegalArgumentException(
              "The gateway listens on "
                  + address
                  + ", which others can reach, and tokens must not travel in clear text. Give it"
                  + " --certificate and --key, or say --behind-proxy when a proxy with TLS stands"
                  + " in front, or let it listen on 127.0.0.1.");
        }
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(
            "The gateway cannot listen on \"" + address + "\": there is no such address", e);
      }
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("The port must lie between 0 and 65535, not " + port);
      }
    }
  }

  private Gateway(Builder settings) {
    sources = new KnownSources(settings.sources, settings.roster, settings.clock);
    publisher =
        new KafkaPublisher(settings.bootstrapServers, settings.client, settings.mostBytesInFlight);
    List<String> topics =
        Stream.concat(
                Arrays.stream(EventStream.values()).map(EventStream::topic),
                Stream.of(Activities.TOPIC))
            .toList();
    probe = new KafkaProbe(publisher, topics);
    activities = new Activities(settings.instance, settings.clock);
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
    threads.setName("gateway");
    events =
        new EventsServlet(
            sources,
            new EventsService(
                new RecordCheck(settings.roster),
                publisher,
                activities,
                metrics,
                settings.clock,
                threads),
            activities,
            metrics,
            () -> probe.fault() != null,
            settings.mostBytesInFlight,
            timer,
            settings.bodyGrace);
    metrics.gauge(
        "sources_readable",
        "1 while the file of the sources can be used, else 0.",
        () -> sources.fault() == null ? 1 : 0);
    metrics.gauge(
        "kafka_available",
        "1 while Kafka takes records, else 0.",
        () -> probe.fault() == null ? 1 : 0);
    server = Javalin.create(config -> configure(config, settings, threads));
    try {
      if (settings.metrics != null) {
        metrics.listen(settings.metrics);
      }
      server.start(settings.address, settings.port);
    } catch (JavalinBindException e) {
      close();
      throw new IllegalStateException(
          "The gateway cannot listen on %s:%d: the port is taken. Choose another one."
              .formatted(settings.address, settings.port),
          e);
    } catch (IllegalStateException e) {
      close();
      throw e;
    }
    String host = settings.address.contains(":") ? "[" + settings.address + "]" : settings.address;
    url = (settings.tls == null ? "http://" : "https://") + host + ":" + server.port();
    every(timer, LOOK_EVERY, sources::refresh);
    every(kafkaTimer, LOOK_EVERY, probe::ask);
    every(kafkaTimer, PUBLISH_EVERY, this::publishSources);
  }

  private void configure(JavalinConfig config, Builder settings, QueuedThreadPool threads) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.jetty.threadPool = threads;
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.jetty.modifyServer(jetty -> limit(jetty, settings.mostForHeaders));
    config.jetty.modifyServletContextHandler(this::addServlet);
    if (settings.tls != null) {
      config.jetty.addConnector((jetty, http) -> encrypted(jetty, http, settings));
    }
    byte[] description = description();
    config.routes.get("/openapi.json", context -> json(context, description));
    config.routes.get("/livez", context -> context.result("ok\n"));
    config.routes.get("/readyz", this::ready);
  }

  private static void limit(Server jetty, Duration mostForHeaders) {
    jetty.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, jetty));
    jetty.addBean(new HeaderDeadline(jetty, mostForHeaders));
  }

  private void addServlet(ServletContextHandler context) {
    ServletHolder holder = new ServletHolder(events);
    holder.setAsyncSupported(true);
    context.addServlet(holder, EventsServlet.PATH);
  }

  private static ServerConnector encrypted(Server jetty, HttpConfiguration http, Builder settings) {
    HttpConfiguration secure = new HttpConfiguration(http);
    // A source may call it by any name that its certificate has; the port decides nothing.
    secure.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector connector =
        new ServerConnector(
            jetty,
            new SslConnectionFactory(settings.tls.read(), "http/1.1"),
            new HttpConnectionFactory(secure));
    connector.setHost(settings.address);
    connector.setPort(settings.port);
    return connector;
  }

  /** The OpenAPI document, which is kept as YAML. */
  private static byte[] description() {
    try (InputStream file = Gateway.class.getResourceAsStream("openapi.yaml")) {
      Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
      return new ObjectMapper().writeValueAsBytes(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void json(Context context, byte[] body) {
    context.contentType("application/json").result(body);
  }

  /** Others may read this: no addresses and no lines of the file, which the log has. */
  private void ready(Context context) {
    List<String> faults = new ArrayList<>();
    if (probe.fault() != null) {
      faults.add("Kafka does not answer or lacks a topic");
    }
    if (sources.fault() != null) {
      faults.add("the file of the sources cannot be used; the last one that could be holds");
    }
    context
        .status(faults.isEmpty() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .result((faults.isEmpty() ? "ok" : String.join("\n", faults)) + "\n");
  }

  private void publishSources() {
    if (probe.fault() == null) {
      scopes.publish(sources.all(), publisher);
      activities.publish(publisher);
    }
  }

  private static void every(ScheduledExecutorService on, Duration pause, Runnable task) {
    on.scheduleWithFixedDelay(
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) { // the next time may be better
            LOG.error("A task of the gateway failed", e);
          }
        },
        0,
        pause.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Its address, such as {@code http://127.0.0.1:8090}. */
  public String url() {
    return url;
  }

  /** The port of the metrics; 0 when they are not served. */
  public int metricsPort() {
    return metrics.port();
  }

  /** Answers what has begun, publishes what the sources did, and stops. */
  @Override
  public void close() {
    events.refuse();
    long deadline = System.nanoTime() + MOST_FOR_CLOSING.toNanos();
    kafkaTimer.shutdown(); // not at once: to interrupt a producer is to break it
    try {
      while (events.open() > 0 && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      server.stop();
      kafkaTimer.awaitTermination(MOST_FOR_A_TASK.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.stop();
    }
    timer.shutdownNow();
    publishSources();
    publisher.close();
    probe.close();
    metrics.close();
  }
}
