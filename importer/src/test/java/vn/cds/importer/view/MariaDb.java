package vn.cds.importer.view;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real MariaDB of the system, on a free port; its own time zone is UTC. */
final class MariaDb implements AutoCloseable {
  private final Path directory;
  private final int port;
  private Process process;

  /** Skips the tests where the server is not installed. */
  MariaDb(Path directory) throws IOException, InterruptedException {
    Optional<Path> server = program("mariadbd");
    Optional<Path> install = program("mariadb-install-db");
    assumeTrue(
        server.isPresent() && install.isPresent() && program("my_print_defaults").isPresent(),
        "MariaDB is not installed (Debian: apt-get install mariadb-server-core mariadb-client-core),"
            + " so views of MySQL and MariaDB could not be tested");
    this.directory = directory;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    Process installing =
        start(
            install.get(),
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--skip-name-resolve");
    if (!installing.waitFor(3, TimeUnit.MINUTES) || installing.exitValue() != 0) {
      throw new IllegalStateException("mariadb-install-db failed: " + log());
    }
    process =
        start(
            server.get(),
            "--bind-address=127.0.0.1",
            "--port=" + port,
            "--socket=" + directory.resolve("socket"),
            "--pid-file=" + directory.resolve("pid"),
            "--default-time-zone=+00:00",
            "--sql-mode=NO_ENGINE_SUBSTITUTION",
            "--skip-name-resolve");
    await()
        .atMost(java.time.Duration.ofMinutes(2))
        .until(() -> !process.isAlive() || log().contains("ready for connections"));
    if (!process.isAlive()) {
      throw new IllegalStateException("MariaDB has ended: " + log());
    }
  }

  private static Optional<Path> program(String name) {
    return Stream.of("/usr/sbin", "/usr/bin", "/usr/local/bin", "/usr/local/sbin")
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Process start(Path program, String... options) throws IOException {
    Stream<String> common =
        Stream.of(
            program.toString(),
            "--no-defaults",
            "--user=" + System.getProperty("user.name"),
            "--datadir=" + directory.resolve("data"));
    return new ProcessBuilder(Stream.concat(common, Stream.of(options)).toList())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
        .start();
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
