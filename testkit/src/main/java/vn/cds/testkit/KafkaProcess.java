package vn.cds.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;

/**
 * A Kafka in a process of its own, which can be killed and started again on the same port and
 * directory. It ends with the JVM that made it.
 */
public final class KafkaProcess implements AutoCloseable {
  private final Path directory;
  private final int port;
  private Process process;

  /**
   * One that is not started yet, on a free port.
   *
   * @param directory where it keeps its records
   */
  public KafkaProcess(Path directory) {
    this.directory = directory;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Host and port for clients. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Starts it; when it is ready it has all topics of the project, of two partitions each. */
  public void start() {
    try {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx512m",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  KafkaProcess.class.getName(),
                  directory.toString(),
                  Integer.toString(port))
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As by kill -9; returns when it is gone. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }

  /** Runs until its standard input ends, as it does with the JVM that started it. */
  public static void main(String[] arguments) throws IOException {
    EmbeddedKafka kafka =
        EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    Topics.create(kafka.bootstrapServers(), 2);
    while (System.in.read() >= 0) {
      // Nobody writes there.
    }
    Runtime.getRuntime().halt(0);
  }
}
