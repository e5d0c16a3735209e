package vn.cds.standalone.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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
      try (EmbeddedClickHouse used = EmbeddedClickHouse.start(directory.resolve("unused"))) {
        assertThat(used.httpUrl()).isEqualTo(given.httpUrl());
        assertThat(used.jdbcUrl("cds")).isEqualTo("jdbc:clickhouse:" + given.httpUrl() + "/cds");
        assertThat(directory.resolve("unused")).doesNotExist();
        assertThatThrownBy(used::kill).hasMessageContaining("not ours to end");
      } finally {
        System.clearProperty("CDS_CLICKHOUSE_URL");
      }
      assertThat(given.isAlive()).isTrue();
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
