package vn.cds.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import vn.cds.contract.roster.Roster;
import vn.cds.gateway.source.SourcesFile;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;

/** A gateway, or a Kafka, as a process of its own, which can be killed. */
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
    if (arguments[0].equals("kafka")) {
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
}
