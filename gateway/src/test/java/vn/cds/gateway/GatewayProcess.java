package vn.cds.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import vn.cds.contract.roster.Roster;
import vn.cds.gateway.source.SourcesFile;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;

/** A gateway, a Kafka, or a client, as a process of its own, which can be killed. */
final class GatewayProcess {
  private final List<String> arguments;
  private Process process;

  private GatewayProcess(String... arguments) {
    this.arguments = List.of(arguments);
  }

  static GatewayProcess kafka(Path directory, int port) {
    return new GatewayProcess("kafka", directory.toString(), Integer.toString(port));
  }

  static GatewayProcess gateway(int kafkaPort, Path sources, int port) {
    return new GatewayProcess(
        "gateway", Integer.toString(kafkaPort), sources.toString(), Integer.toString(port));
  }

  /**
   * A client that sends batches of payments for ever.
   *
   * @param file gets a line {@code ID EVENT} for each event once it is accepted, and {@code !
   *     ANSWER} for answers that are not expected; a line without its end was cut off by a kill
   */
  static GatewayProcess client(int gatewayPort, String token, Path file) {
    return new GatewayProcess("client", Integer.toString(gatewayPort), token, file.toString());
  }

  /** Starts it; it may not be ready yet. */
  void start() {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                GatewayProcess.class.getName()));
    command.addAll(arguments);
    try {
      process = new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As by kill -9. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  public static void main(String[] arguments) throws InterruptedException {
    if (arguments[0].equals("client")) {
      send(Integer.parseInt(arguments[1]), arguments[2], Path.of(arguments[3]));
    } else if (arguments[0].equals("kafka")) {
      EmbeddedKafka kafka =
          EmbeddedKafka.start(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
      Topics.create(kafka.bootstrapServers(), 2);
    } else {
      Gateway.builder(
              "127.0.0.1:" + arguments[1],
              new SourcesFile(Path.of(arguments[2]), Roster.bundled()),
              Roster.bundled())
          .port(Integer.parseInt(arguments[3]))
          .start();
    }
    new CountDownLatch(1).await();
  }

  private static void send(int port, String token, Path file) {
    SendingClient.Listener listener =
        new SendingClient.Listener() {
          @Override
          public void accepted(Map<String, String> events) {
            StringBuilder lines = new StringBuilder();
            events.forEach((id, event) -> lines.append(id + " " + event + "\n"));
            write(lines.toString());
          }

          @Override
          public void unexpected(String answer) {
            write("! " + answer.replace('\n', ' ') + "\n");
          }

          private void write(String lines) {
            try {
              Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    new SendingClient(port, token, new SecureRandom(), () -> false, listener).run();
  }
}
