package vn.cds.standalone.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
@DisabledIfEnvironmentVariable(
    named = "CDS_CLICKHOUSE_URL",
    matches = ".+",
    disabledReason = "a server that is not ours is not killed")
class EmbeddedClickHouseTest {

  @TempDir Path directory;

  @Test
  void keepsItsDataWhenItIsKilledAndStartedAgain() throws Exception {
    try (EmbeddedClickHouse clickHouse = EmbeddedClickHouse.start(directory)) {
      createTable(clickHouse);
      query(clickHouse, "INSERT INTO kept.numbers SELECT number FROM numbers(100000)");
      int port = clickHouse.httpPort();
      long pid = clickHouse.pid();

      clickHouse.kill();
      assertThat(clickHouse.isAlive()).isFalse();
      clickHouse.restart();

      assertThat(clickHouse.isAlive()).isTrue();
      assertThat(clickHouse.httpPort()).isEqualTo(port);
      assertThat(clickHouse.pid()).isNotEqualTo(pid);
      assertThat(query(clickHouse, "SELECT count(), sum(n) FROM kept.numbers"))
          .isEqualTo("100000\t4999950000");
    }
  }

  @Test
  void isStartedAgainWhenItEndsByItself() throws Exception {
    try (EmbeddedClickHouse clickHouse = EmbeddedClickHouse.start(directory)) {
      createTable(clickHouse);
      query(clickHouse, "INSERT INTO kept.numbers VALUES (7)");
      ProcessHandle first = ProcessHandle.of(clickHouse.pid()).orElseThrow();

      first.destroyForcibly();
      first.onExit().get();
      while (!clickHouse.isAlive()) {
        TimeUnit.MILLISECONDS.sleep(20);
      }

      assertThat(query(clickHouse, "SELECT n FROM kept.numbers")).isEqualTo("7");
    }
  }

  @Test
  void keepsItsDataWhenItIsClosed() throws Exception {
    try (EmbeddedClickHouse clickHouse = EmbeddedClickHouse.start(directory)) {
      createTable(clickHouse);
      query(clickHouse, "INSERT INTO kept.numbers VALUES (7)");
    }
    try (EmbeddedClickHouse clickHouse = EmbeddedClickHouse.start(directory)) {
      assertThat(query(clickHouse, "SELECT n FROM kept.numbers")).isEqualTo("7");
    }
  }

  @Test
  void severalRunSideBySide() throws Exception {
    try (EmbeddedClickHouse one = EmbeddedClickHouse.start(directory.resolve("one"));
        EmbeddedClickHouse two = EmbeddedClickHouse.start(directory.resolve("two"))) {
      createTable(one);
      assertThat(one.httpPort()).isNotEqualTo(two.httpPort());
      assertThat(query(one, "EXISTS DATABASE kept")).isEqualTo("1");
      assertThat(query(two, "EXISTS DATABASE kept")).isEqualTo("0");
    }
  }

  /** The parent is a JVM of its own, killed so hard that no shutdown hook runs. */
  @Test
  void endsWithItsParentAndCanBeStartedAtOnceAgain() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StartAndWait.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = parent.inputReader(UTF_8)) {
      ProcessHandle server = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
      assertThat(server.isAlive()).isTrue();

      parent.destroyForcibly().waitFor();
      try (EmbeddedClickHouse next = EmbeddedClickHouse.start(directory)) {
        assertThat(query(next, "SELECT count() FROM kept.numbers")).isEqualTo("0");
      }

      server.onExit().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void ctrlCInTheTerminalDoesNotEndItBeforeItsParent() throws Exception {
    try (EmbeddedClickHouse clickHouse = EmbeddedClickHouse.start(directory)) {
      createTable(clickHouse);
      for (String signal : new String[] {"INT", "HUP"}) {
        Process kill =
            new ProcessBuilder("kill", "-" + signal, Long.toString(clickHouse.pid())).start();
        assertThat(kill.waitFor()).isZero();
        query(clickHouse, "INSERT INTO kept.numbers SELECT number FROM numbers(10)");
      }
      assertThat(query(clickHouse, "SELECT count() FROM kept.numbers")).isEqualTo("20");
    }
  }

  /** The program on the PATH stands for the official binary: the same engine, called as that is. */
  @Test
  void aBinaryOnThePathIsUsed() throws Exception {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path program =
        Files.writeString(
            bin.resolve("clickhouse"),
            """
            #!/bin/sh
            [ "$1" = local ] && shift || exit 9
            [ "$1" = --version ] && exec echo "ClickHouse local version 26.7.2.1 (official build)."
            exec '%s' -cp '%s' %s '%s' clickhouse "$@"
            """
                .formatted(
                    java,
                    System.getProperty("java.class.path"),
                    LibraryServer.class.getName(),
                    ChdbLibrary.locate()));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    ProcessBuilder parent =
        new ProcessBuilder(
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StartAndWait.class.getName(),
                directory.resolve("data").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    parent.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
    // Nothing can be fetched into a file, so the library is not what is used.
    parent.environment().put("CDS_CACHE", program.toString());
    Process process = parent.start();
    try (BufferedReader output = process.inputReader(UTF_8)) {
      ProcessHandle server = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
      assertThat(server.isAlive()).isTrue();
      process.destroyForcibly().waitFor();
      server.onExit().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aPortInUseIsAnErrorThatNamesThePort() throws Exception {
    try (ServerSocket taken =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      assertThatThrownBy(() -> EmbeddedClickHouse.start(directory, taken.getLocalPort()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Port " + taken.getLocalPort() + " on 127.0.0.1 is taken");
    }
  }

  @Test
  void aServerGivenByItsAddressIsUsedAndLeftRunning() throws Exception {
    try (EmbeddedClickHouse given = EmbeddedClickHouse.start(directory)) {
      System.setProperty("CDS_CLICKHOUSE_URL", given.httpUrl());
      System.setProperty("CDS_CLICKHOUSE_USER", given.user());
      System.setProperty("CDS_CLICKHOUSE_PASSWORD", given.password());
      try (EmbeddedClickHouse used = EmbeddedClickHouse.start(directory.resolve("unused"))) {
        assertThat(used.httpUrl()).isEqualTo(given.httpUrl());
        assertThat(used.jdbcUrl("cds")).isEqualTo("jdbc:clickhouse:" + given.httpUrl() + "/cds");
        assertThat(directory.resolve("unused")).doesNotExist();
        assertThatThrownBy(used::kill).hasMessageContaining("not ours to end");
      } finally {
        System.clearProperty("CDS_CLICKHOUSE_URL");
        System.clearProperty("CDS_CLICKHOUSE_USER");
        System.clearProperty("CDS_CLICKHOUSE_PASSWORD");
      }
      assertThat(given.isAlive()).isTrue();
    }
  }

  /** What any page that is open in a browser on this machine can send, and what it cannot. */
  @Test
  void onlyWhoKnowsThePasswordIsLetIn() throws Exception {
    try (EmbeddedClickHouse clickHouse = EmbeddedClickHouse.start(directory)) {
      createTable(clickHouse);
      String[] owner = {
        "X-ClickHouse-User", clickHouse.user(), "X-ClickHouse-Key", clickHouse.password()
      };
      String[] reader = {
        "X-ClickHouse-User", clickHouse.reader(), "X-ClickHouse-Key", clickHouse.readerPassword()
      };
      String read = "SELECT count() FROM kept.numbers";
      String file = "SELECT * FROM file('/etc/hostname', LineAsString)";

      assertThat(status(clickHouse, "", read, owner)).isEqualTo(200);
      assertThat(status(clickHouse, "", read, basic(clickHouse.user(), clickHouse.password())))
          .isEqualTo(200);
      assertThat(status(clickHouse, "", "SELECT 1", reader)).isEqualTo(200);
      assertThat(
              status(
                  clickHouse,
                  "",
                  "SELECT 1",
                  basic(clickHouse.reader(), clickHouse.readerPassword())))
          .isEqualTo(200);

      for (String statement : List.of(read, file, "SYSTEM STOP LISTEN HTTP")) {
        assertThat(status(clickHouse, "", statement)).as(statement).isEqualTo(404);
        assertThat(status(clickHouse, "?user=default", statement)).as(statement).isEqualTo(404);
        assertThat(
                status(
                    clickHouse,
                    "?user=cds&password=" + clickHouse.password(),
                    statement,
                    "Origin",
                    "http://evil.example"))
            .as(statement)
            .isEqualTo(404);
        assertThat(status(clickHouse, "", statement, "X-ClickHouse-User", "default"))
            .as(statement)
            .isEqualTo(404);
        assertThat(status(clickHouse, "", statement, basic("default", "")))
            .as(statement)
            .isEqualTo(404);
        assertThat(status(clickHouse, "", statement, "X-ClickHouse-User", "cds"))
            .as(statement)
            .isBetween(401, 403);
        assertThat(status(clickHouse, "", statement, reader)).as(statement).isBetween(400, 599);
      }
      // A name of another's that leads to this machine, as DNS rebinding does.
      assertThat(
              status(
                  clickHouse,
                  "",
                  read,
                  "Host",
                  "evil.example:" + clickHouse.httpPort(),
                  owner[0],
                  owner[1],
                  owner[2],
                  owner[3]))
          .isEqualTo(404);
      assertThat(allowsOrigin(clickHouse, owner)).isEmpty();
      assertThat(query(clickHouse, read)).isEqualTo("0");
    }
  }

  @Test
  void aPasswordIsMadeOnceForADataDirectoryAndIsItsOwnersAlone() throws Exception {
    String first;
    try (EmbeddedClickHouse clickHouse = EmbeddedClickHouse.start(directory)) {
      first = clickHouse.password();
      assertThat(first).hasSize(48).isNotEqualTo(clickHouse.readerPassword());
      assertThat(Files.getPosixFilePermissions(clickHouse.passwordFile()))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
    try (EmbeddedClickHouse clickHouse = EmbeddedClickHouse.start(directory)) {
      assertThat(clickHouse.password()).isEqualTo(first);
      assertThat(query(clickHouse, "SELECT 1")).isEqualTo("1");
    }
  }

  private static String[] basic(String user, String password) {
    String credentials = user + ":" + password;
    return new String[] {
      "Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8))
    };
  }

  /** By a socket: the JDK's clients send no Host of one's own. */
  private static int status(
      EmbeddedClickHouse clickHouse, String query, String statement, String... headers)
      throws IOException {
    return Integer.parseInt(answer(clickHouse, query, statement, headers).substring(9, 12));
  }

  private static Optional<String> allowsOrigin(EmbeddedClickHouse clickHouse, String... headers)
      throws IOException {
    String[] more = Arrays.copyOf(headers, headers.length + 2);
    more[headers.length] = "Origin";
    more[headers.length + 1] = "http://evil.example";
    return answer(clickHouse, "", "SELECT 1", more)
        .lines()
        .filter(line -> line.startsWith("Access-Control-Allow-Origin"))
        .findFirst();
  }

  private static String answer(
      EmbeddedClickHouse clickHouse, String query, String statement, String... headers)
      throws IOException {
    StringBuilder request = new StringBuilder("POST /" + query + " HTTP/1.1\r\n");
    boolean host = false;
    for (int i = 0; i < headers.length; i += 2) {
      request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
      host |= headers[i].equals("Host");
    }
    if (!host) {
      request.append("Host: 127.0.0.1:").append(clickHouse.httpPort()).append("\r\n");
    }
    request
        .append("Connection: close\r\nContent-Length: ")
        .append(statement.length())
        .append("\r\n\r\n")
        .append(statement);
    try (Socket socket = new Socket("127.0.0.1", clickHouse.httpPort())) {
      socket.getOutputStream().write(request.toString().getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  static void createTable(EmbeddedClickHouse clickHouse) throws Exception {
    query(clickHouse, "CREATE DATABASE IF NOT EXISTS kept");
    query(clickHouse, "CREATE TABLE kept.numbers (n UInt64) ENGINE = MergeTree ORDER BY n");
  }

  static String query(EmbeddedClickHouse clickHouse, String sql) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(clickHouse.httpUrl()).toURL().openConnection();
    connection.setRequestProperty("Connection", "close");
    connection.setRequestProperty("X-ClickHouse-User", clickHouse.user());
    connection.setRequestProperty("X-ClickHouse-Key", clickHouse.password());
    connection.setDoOutput(true);
    connection.getOutputStream().write(sql.getBytes(UTF_8));
    assertThat(connection.getResponseCode()).as(sql).isEqualTo(200);
    return new String(connection.getInputStream().readAllBytes(), UTF_8).strip();
  }

  /** Starts a server, prints its process id and waits for ever. */
  static final class StartAndWait {
    public static void main(String[] arguments) throws Exception {
      EmbeddedClickHouse clickHouse = EmbeddedClickHouse.start(Path.of(arguments[0]));
      createTable(clickHouse);
      System.out.println(clickHouse.pid());
      Thread.currentThread().join();
    }
  }
}
