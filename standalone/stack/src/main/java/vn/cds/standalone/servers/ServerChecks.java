package vn.cds.standalone.servers;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import vn.cds.sql.Database;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;

/**
 * Whether a server answers as what it should be. If not, a {@link UserError} names its address, the
 * cause and what to do. Each of the two or three questions to it has the given time.
 */
public final class ServerChecks {

  /** How long a server is waited for unless the user says otherwise. */
  public static final Duration WITHIN = Duration.ofSeconds(15);

  private static final String KAFKA = "Kafka";
  private static final String CLICKHOUSE = "ClickHouse";
  private static final String FLINK = "Flink";
  private static final String IS_IT_RUNNING = "Is it running, and are the host and the port right?";

  private ServerChecks() {}

  /**
   * Kafka, and that its brokers can be reached by the names they go by.
   *
   * @param bootstrapServers host:port, joined by commas
   * @param client further settings of Kafka's clients
   */
  public static void kafka(String bootstrapServers, Map<String, ?> client, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    List<HostPort> addresses = HostPort.list(bootstrapServers);
    checkReachable(KAFKA, bootstrapServers, addresses, within);
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    // What is left of the time is for the question why.
    int millis = Math.max(1, (int) (remaining(deadline).toMillis() * 4 / 5));
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    Collection<Node> brokers;
    Admin admin;
    try {
      admin = Admin.create(settings);
    } catch (KafkaException e) {
      throw UserError.usage(
          "Kafka at "
              + bootstrapServers
              + " cannot be asked: "
              + Failures.message(e)
              + ". Correct the settings of Kafka's clients",
          e);
    }
    try {
      brokers = admin.describeCluster().nodes().get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw noKafka(bootstrapServers, addresses, speaksTls(client), within, deadline, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.environment("interrupted while asking Kafka at " + bootstrapServers, e);
    } finally {
      admin.close(Duration.ZERO);
    }
    checkBrokers(bootstrapServers, brokers, deadline);
  }

  private static boolean speaksTls(Map<String, ?> client) {
    Object protocol = client.get(AdminClientConfig.SECURITY_PROTOCOL_CONFIG);
    return protocol != null && protocol.toString().endsWith("SSL");
  }

  /**
   * @param tls whether it was asked with TLS
   */
  private static UserError noKafka(
      String servers,
      List<HostPort> addresses,
      boolean tls,
      Duration within,
      long deadline,
      Exception e) {
    Throwable cause = Failures.root(e);
    if (cause instanceof SslAuthenticationException || ConnectionProbe.isUntrusted(cause)) {
      return failed(
          KAFKA,
          servers,
          "and the client do not agree on TLS (" + Failures.message(e) + ")",
          "Correct security.protocol and the ssl.* settings of Kafka's clients, or the port",
          e);
    }
    if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
      return failed(
          KAFKA,
          servers,
          "refuses the log-in (" + Failures.message(e) + ")",
          "Correct the user and the password in the settings of Kafka's clients",
          e);
    }
    Duration left = remaining(deadline).dividedBy(addresses.size());
    if (addresses.stream().anyMatch(a -> ConnectionProbe.speaksTls(a.host(), a.port(), left))) {
      if (tls) {
        // A certificate that is refused ends the connection without a word to the client.
        return failed(
            KAFKA,
            servers,
            "speaks TLS, and ends the connection of this client",
            "If it asks for a certificate, give one that it trusts (ssl.keystore.* in the settings of"
                + " Kafka's clients); if not, see its log",
            e);
      }
      return failed(
          KAFKA,
          servers,
          "speaks TLS, and was asked without",
          "Give the port of a listener without TLS, or security.protocol=SSL or SASL_SSL in the"
              + " settings of Kafka's clients (--kafka-properties)",
          e);
    }
    return failed(KAFKA, servers, unanswered(within), notItself(KAFKA), e);
  }

  /** A client goes on with the names that the brokers give themselves. */
  private static void checkBrokers(String servers, Collection<Node> brokers, long deadline) {
    List<String> causes = new ArrayList<>();
    for (Node broker : brokers) {
      Optional<String> cause =
          ConnectionProbe.unreachable(broker.host(), broker.port(), remaining(deadline));
      if (cause.isEmpty()) {
        return;
      }
      causes.add(broker.host() + ":" + broker.port() + " (" + cause.get() + ")");
    }
    throw failed(
        KAFKA,
        servers,
        "sends its clients to " + String.join(", ", causes) + ", which cannot be reached from here",
        "Correct advertised.listeners of the brokers",
        null);
  }

  /** ClickHouse, and that it lets the user in. */
  public static void clickHouse(Database database, Duration within) {
    URI uri = URI.create(database.url());
    boolean tls = uri.getScheme().equals("https");
    HostPort address = HostPort.of(uri, tls ? 8443 : 8123);
    checkReachable(CLICKHOUSE, database.url(), List.of(address), within);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri.resolve("/"))
            .timeout(within)
            .POST(BodyPublishers.ofString("SELECT 1"));
    try {
      request
          .header("X-ClickHouse-User", database.user())
          .header("X-ClickHouse-Key", database.password());
    } catch (IllegalArgumentException e) { // whose message has the password
      throw UserError.usage(
          "the user or the password for ClickHouse at "
              + database.url()
              + " has a character that cannot be sent, such as a line break. Correct it");
    }
    HttpResponse<String> response =
        send(CLICKHOUSE, database.url(), address, request.build(), within);
    Optional<String> code = response.headers().firstValue("X-ClickHouse-Exception-Code");
    if (response.statusCode() == 200 && response.body().strip().equals("1")) {
      return;
    }
    if (code.isPresent() && (response.statusCode() == 401 || response.statusCode() == 403)) {
      throw failed(
          CLICKHOUSE,
          database.url(),
          "does not let the user " + database.user() + " in",
          "Correct the user, and the password in CDS_CLICKHOUSE_PASSWORD or --password-file",
          null);
    }
    if (code.isPresent()) {
      throw failed(
          CLICKHOUSE,
          database.url(),
          "refuses every question: " + response.body().lines().findFirst().orElse(""),
          "See its log",
          null);
    }
    throw other(CLICKHOUSE, database.url(), response);
  }

  /** Flink's REST. */
  public static void flink(URI rest, Duration within) {
    if (rest.getHost() == null || !"http".equals(rest.getScheme())) {
      throw UserError.usage("Flink's address must look like http://host:8081, it is " + rest);
    }
    HostPort address = HostPort.of(rest, 8081);
    checkReachable(FLINK, rest.toString(), List.of(address), within);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/config")).timeout(within).build();
    HttpResponse<String> response = send(FLINK, rest.toString(), address, request, within);
    if (response.statusCode() != 200 || !response.body().contains("\"flink-version\"")) {
      throw other(FLINK, rest.toString(), response);
    }
  }

  private static HttpResponse<String> send(
      String server, String at, HostPort address, HttpRequest request, Duration within) {
    HttpClient client = HttpClient.newBuilder().connectTimeout(within).build();
    boolean tls = request.uri().getScheme().equals("https");
    try {
      return answer(client.sendAsync(request, BodyHandlers.ofString()), within);
    } catch (HttpTimeoutException e) {
      throw failed(server, at, unanswered(within), notItself(server), e);
    } catch (IOException e) {
      if (ConnectionProbe.isUntrusted(e)) {
        throw failed(
            server,
            at,
            "shows a certificate that Java does not trust (" + Failures.message(e) + ")",
            "Let JAVA_TOOL_OPTIONS name a trust store: -Djavax.net.ssl.trustStore=FILE",
            e);
      }
      // Java's client wraps it, or does not, whichever of its threads sees it first.
      if (e instanceof SSLException || Failures.root(e) instanceof SSLException) {
        throw failed(server, at, "does not speak TLS", "Write http:// or give the port for TLS", e);
      }
      throw !tls && ConnectionProbe.speaksTls(address.host(), address.port(), within)
          ? failed(
              server,
              at,
              "speaks TLS, and was asked without",
              "Write https:// or give the port without TLS",
              e)
          : failed(server, at, "breaks off (" + Failures.message(e) + ")", notItself(server), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.environment("interrupted while asking " + server + " at " + at, e);
    }
  }

  /** The client's own limit ends where the body begins. */
  private static <T> T answer(CompletableFuture<T> answer, Duration within)
      throws IOException, InterruptedException {
    try {
      return answer.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException("the answer does not end");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }

  private static void checkReachable(
      String server, String at, List<HostPort> addresses, Duration within) {
    List<String> causes = new ArrayList<>();
    for (HostPort address : addresses) {
      Optional<String> cause =
          ConnectionProbe.unreachable(
              address.host(), address.port(), within.dividedBy(addresses.size()));
      if (cause.isEmpty()) {
        return;
      }
      causes.add(cause.get());
    }
    throw failed(
        server,
        at,
        "cannot be reached: " + String.join("; ", causes.stream().distinct().toList()),
        IS_IT_RUNNING,
        null);
  }

  private static UserError other(String server, String at, HttpResponse<String> response) {
    return failed(
        server,
        at,
        "does not answer as " + server + " does, but with HTTP status " + response.statusCode(),
        notItself(server),
        null);
  }

  private static String unanswered(Duration within) {
    return "takes connections but does not answer within %s s"
        .formatted(BigDecimal.valueOf(within.toMillis(), 3).stripTrailingZeros().toPlainString());
  }

  private static String notItself(String server) {
    return "Is this the port of "
        + server
        + ", or of something else? If it is overloaded, give it more time with --within";
  }

  private static Duration remaining(long deadline) {
    return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
  }

  private static UserError failed(
      String server, String at, String cause, String next, Throwable failure) {
    return UserError.environment("%s at %s %s. %s".formatted(server, at, cause, next), failure);
  }
}
