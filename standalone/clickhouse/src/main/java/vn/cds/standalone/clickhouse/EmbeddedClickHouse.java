package vn.cds.standalone.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real ClickHouse for a laptop and for tests, listening for HTTP on the loopback address, with
 * passwords of its own in its data directory.
 *
 * <p>Where it comes from, in this order:
 *
 * <ol>
 *   <li>the server that {@code CDS_CLICKHOUSE_URL} names (system property or environment, with
 *       {@code CDS_CLICKHOUSE_USER} and {@code CDS_CLICKHOUSE_PASSWORD}): it is only used, never
 *       started or ended;
 *   <li>the {@code clickhouse} binary on the PATH, if it is 26.6 or later;
 *   <li>ClickHouse as a library, fetched once with npm, in a child JVM.
 * </ol>
 *
 * <p>The server ends with this process, also after {@code kill -9}: it runs until its standard
 * input ends. One that ends by itself is started again, and standard error says so. The data
 * directory also holds the server's log, {@code clickhouse.log}.
 *
 * <p>Thread-safe. The database {@code default} is not a place for tables: create your own.
 */
public final class EmbeddedClickHouse implements AutoCloseable {

  /** The user of {@link #passwordFile(Path)}. */
  public static final String OWNER = Accounts.OWNER;

  static final String ALTERNATIVES =
      "Otherwise put a `clickhouse` binary (26.6 or later) on the PATH, or set CDS_CLICKHOUSE_URL"
          + " to the HTTP address of a running server.";

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);
  private static final int REQUEST_TIMEOUT_MILLIS = 5000;
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration RESTART_AFTER = Duration.ofMillis(500);

  private final URI uri;
  private final Path dataDir;

  /** What makes it a server of a cluster; empty for one that stands alone. */
  private final String cluster;

  private Process process;

  /** Whether it shall run: it was started, and neither killed nor closed since. */
  private boolean wanted;

  private EmbeddedClickHouse(URI uri, Path dataDir, String cluster) {
    this.uri = uri;
    this.dataDir = dataDir;
    this.cluster = cluster;
  }

  /** Starts a server on a free port; see {@link #start(Path, int)}. */
  public static EmbeddedClickHouse start(Path dataDir) {
    return start(dataDir, 0);
  }

  /**
   * Starts a server and returns when it answers.
   *
   * @param dataDir where tables, configuration and log lie; made if absent. When another server
   *     that is about to end still holds it, its end is awaited.
   * @param httpPort the port on 127.0.0.1, or 0 for a free one
   * @throws IllegalStateException when it does not start; the message says why
   */
  public static EmbeddedClickHouse start(Path dataDir, int httpPort) {
    String external = setting("CDS_CLICKHOUSE_URL");
    if (external != null) {
      EmbeddedClickHouse clickHouse = new EmbeddedClickHouse(externalUri(external), null, "");
      clickHouse.awaitExternal();
      return clickHouse;
    }
    return launched(dataDir, httpPort == 0 ? freePort() : httpPort, "");
  }

  /** Starts a server of a cluster; see {@link ClickHouseShards}. */
  static EmbeddedClickHouse startInCluster(Path dataDir, String cluster) {
    return launched(dataDir, freePort(), cluster);
  }

  private static EmbeddedClickHouse launched(Path dataDir, int port, String cluster) {
    EmbeddedClickHouse clickHouse =
        new EmbeddedClickHouse(
            URI.create("http://127.0.0.1:" + port), dataDir.toAbsolutePath().normalize(), cluster);
    clickHouse.launch();
    return clickHouse;
  }

  /** The port of the HTTP interface. */
  public int httpPort() {
    return uri.getPort();
  }

  /** The address of the HTTP interface, without a path, e.g. {@code http://127.0.0.1:8123}. */
  public String httpUrl() {
    return uri.toString();
  }

  /** The JDBC URL of a database; the driver does not check that the database exists. */
  public String jdbcUrl(String database) {
    return "jdbc:clickhouse:" + uri + "/" + database;
  }

  /** The user to connect as, who may do everything. */
  public String user() {
    return isExternal() ? externalUser() : Accounts.OWNER;
  }

  /** The password of {@link #user()}, possibly empty. */
  public String password() {
    return isExternal() ? externalPassword() : Accounts.password(passwordFile());
  }

  /** Holds the password of {@link #user()}; null for a server that was given by its address. */
  public Path passwordFile() {
    return isExternal() ? null : passwordFile(dataDir);
  }

  /** A user who may only read the project's tables; that of a server that was given: its own. */
  public String reader() {
    return isExternal() ? externalUser() : Accounts.READER;
  }

  /** The password of {@link #reader()}, possibly empty. */
  public String readerPassword() {
    return isExternal()
        ? externalPassword()
        : Accounts.password(Accounts.passwordFile(dataDir, Accounts.READER));
  }

  /** Where a server that ran in a data directory keeps the password of its user. */
  public static Path passwordFile(Path dataDir) {
    return Accounts.passwordFile(dataDir, Accounts.OWNER);
  }

  private static String externalUser() {
    String user = setting("CDS_CLICKHOUSE_USER");
    return user != null ? user : "default";
  }

  private static String externalPassword() {
    String password = setting("CDS_CLICKHOUSE_PASSWORD");
    return password != null ? password : "";
  }

  /** Whether the server process runs and answers. */
  public synchronized boolean isAlive() {
    return (isExternal() || process.isAlive()) && answers();
  }

  /**
   * The id of the server process.
   *
   * @throws IllegalStateException for an external server
   */
  public synchronized long pid() {
    return ownProcess().pid();
  }

  /** Ends the server as {@code kill -9} does and returns when it is gone. */
  public synchronized void kill() {
    wanted = false;
    ownProcess().destroyForcibly();
    awaitExit(process, CLOSE_TIMEOUT);
  }

  /** Starts the server again on the same port and data, ending it first if it runs. */
  public synchronized void restart() {
    wanted = false;
    end(ownProcess());
    launch();
  }

  /** Ends the server cleanly. An external server is left alone. */
  @Override
  public synchronized void close() {
    wanted = false;
    if (!isExternal()) {
      end(process);
    }
  }

  private synchronized void launch() {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    List<String> command = new ArrayList<>(program());
    command.addAll(
        List.of(
            "--config-file=" + dataDir.resolve("config.xml"),
            "--input-format=LineAsString",
            "--structure=line String",
            "--query=SYSTEM START LISTEN HTTP; "
                + (cluster.isEmpty() ? "" : "SYSTEM START LISTEN TCP; ")
                + "SELECT count() FROM table"));
    try {
      Files.createDirectories(dataDir);
      Files.writeString(dataDir.resolve("users.xml"), new Accounts(dataDir).xml());
      Files.writeString(
          dataDir.resolve("config.xml"), Configuration.xml(dataDir, httpPort(), cluster));
      requireFreePort();
      while (true) {
        process =
            new ProcessBuilder(command)
                .directory(dataDir.toFile())
                .redirectErrorStream(true)
                .redirectOutput(outputFile())
                .start();
        if (awaitAnswer(deadline)) {
          wanted = true;
          startAgainAfter(process);
          return;
        }
        String output = Files.readString(outputFile().toPath()).strip();
        boolean mayPass =
            output.contains("Cannot lock file") || output.contains("Address already in use");
        if (!mayPass || System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "ClickHouse did not start in %s (its log is %s):%n%s"
                  .formatted(dataDir, dataDir.resolve("clickhouse.log"), output));
        }
        // A server of a parent that was killed a moment ago is still writing its last parts, or a
        // connection of the moment holds the port.
        pause();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("ClickHouse could not be started in " + dataDir, e);
    }
  }

  private void startAgainAfter(Process started) {
    started
        .onExit()
        .thenRunAsync(
            () -> startAgain(started),
            CompletableFuture.delayedExecutor(RESTART_AFTER.toMillis(), TimeUnit.MILLISECONDS));
  }

  private synchronized void startAgain(Process ended) {
    if (!wanted || process != ended) {
      return;
    }
    try {
      System.err.printf(
          "cds: ClickHouse in %s ended by itself with exit code %d and is started again. It said: %s%n",
          dataDir, ended.exitValue(), Files.readString(outputFile().toPath()).strip());
      launch();
    } catch (IOException | RuntimeException e) {
      System.err.println("cds: ClickHouse stays away: " + e.getMessage());
    }
  }

  private boolean awaitAnswer(long deadline) {
    while (process.isAlive()) {
      if (answers() && holdsOurData()) {
        return true;
      }
      if (System.nanoTime() > deadline) {
        process.destroyForcibly();
        awaitExit(process, CLOSE_TIMEOUT);
        return false;
      }
      pause();
    }
    return false;
  }

  private boolean answers() {
    return "Ok.".equals(get("/ping"));
  }

  /** Whether it is our process that answers, and not another one that was quicker at the port. */
  private boolean holdsOurData() {
    String query = "SELECT path FROM system.disks WHERE name = 'default' FORMAT TSVRaw";
    return (dataDir + "/").equals(get("/?query=" + URLEncoder.encode(query, UTF_8)));
  }

  /** The answer to a request, or null when there is none. */
  private String get(String path) {
    try {
      HttpURLConnection connection = (HttpURLConnection) uri.resolve(path).toURL().openConnection();
      // The server waits up to 5 s at its end for connections that are kept alive.
      connection.setRequestProperty("Connection", "close");
      if (!isExternal()) {
        connection.setRequestProperty("X-ClickHouse-User", user());
        connection.setRequestProperty("X-ClickHouse-Key", password());
      }
      connection.setConnectTimeout(REQUEST_TIMEOUT_MILLIS);
      connection.setReadTimeout(REQUEST_TIMEOUT_MILLIS);
      try (InputStream body = connection.getInputStream()) {
        return new String(body.readAllBytes(), UTF_8).strip();
      }
    } catch (IOException e) {
      return null; // refused, reset or no proper answer: not up
    }
  }

  private void awaitExternal() {
    if (!answers()) {
      throw new IllegalStateException(
          "CDS_CLICKHOUSE_URL is " + uri + ", but no ClickHouse answers at " + uri + "/ping");
    }
  }

  private static void end(Process process) {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroy(); // the pipe is broken, so the process does not wait for its end
    }
    if (!awaitExit(process, CLOSE_TIMEOUT)) {
      process.destroyForcibly();
      awaitExit(process, CLOSE_TIMEOUT);
    }
  }

  private static boolean awaitExit(Process process, Duration timeout) {
    try {
      return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw interrupted(e);
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("Interrupted while waiting for ClickHouse", e);
  }

  private boolean isExternal() {
    return dataDir == null;
  }

  private Process ownProcess() {
    if (isExternal()) {
      throw new IllegalStateException(
          "The server at " + uri + " was given by CDS_CLICKHOUSE_URL and is not ours to end");
    }
    return process;
  }

  private File outputFile() {
    return dataDir.resolve("output.log").toFile();
  }

  private static List<String> program() {
    // Ctrl-C in a terminal goes to the whole process group. The parent decides when the database
    // ends, by closing standard input; without the trap its last writes would find no server.
    List<String> program =
        new ArrayList<>(List.of("sh", "-c", "trap '' INT HUP; exec \"$0\" \"$@\""));
    if (binaryOnPath()) {
      program.addAll(List.of("clickhouse", "local"));
      return program;
    }
    program.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPathOf(LibraryServer.class)
                + File.pathSeparator
                + classPathOf(NativeLibrary.class),
            LibraryServer.class.getName(),
            ChdbLibrary.locate().toString(),
            "clickhouse"));
    return program;
  }

  /** Listening in {@code clickhouse local} came with 26.6. */
  private static boolean binaryOnPath() {
    try {
      Process process =
          new ProcessBuilder("clickhouse", "local", "--version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
      Matcher version = Pattern.compile("version (\\d+)\\.(\\d+)").matcher(answer);
      return version.find()
          && Integer.parseInt(version.group(1)) * 100 + Integer.parseInt(version.group(2)) >= 2606;
    } catch (IOException e) {
      return false; // there is none
    }
  }

  private static String classPathOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Odd class path location of " + type, e);
    }
  }

  private void requireFreePort() throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(loopback(), httpPort()));
    } catch (BindException e) {
      throw new IllegalStateException(
          "Port "
              + httpPort()
              + " on 127.0.0.1 is taken by another program. End it, or choose another port.",
          e);
    }
  }

  private static InetAddress loopback() throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  static int freePort() {
    try {
      return FreePort.choose();
    } catch (IOException e) {
      throw new UncheckedIOException("No free port on 127.0.0.1", e);
    }
  }

  private static URI externalUri(String text) {
    URI uri = URI.create(text.strip());
    if (uri.getHost() == null || uri.getPort() < 0 || uri.getUserInfo() != null) {
      throw new IllegalStateException(
          "CDS_CLICKHOUSE_URL must be an address like http://127.0.0.1:8123, with a port and"
              + " without user and password (CDS_CLICKHOUSE_USER and CDS_CLICKHOUSE_PASSWORD)");
    }
    return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
  }

  /** A system property, else an environment variable of the same name, else null. */
  static String setting(String name) {
    String value = System.getProperty(name, System.getenv(name));
    return value == null || value.isBlank() ? null : value;
  }
}
