package vn.cds.proof.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import vn.cds.standalone.clickhouse.FreePort;
import vn.cds.standalone.kafka.EmbeddedKafka;

/** A Kafka in a process of its own. */
public final class KafkaServer {
  private KafkaServer() {}

  /**
   * One that is not started yet, on a free port.
   *
   * @param directory of its records
   */
  static ClusterProcess in(Path directory, Path logs) throws IOException {
    int port = FreePort.choose();
    return ClusterProcess.ofJvm(
        "kafka",
        logs,
        port,
        System.getProperty("java.class.path"),
        List.of("-Xmx512m", "-XX:+UseSerialGC"),
        KafkaServer.class.getName(),
        List.of(directory.toString(), Integer.toString(port)));
  }

  /**
   * Runs until the process is ended.
   *
   * @param arguments directory and port
   */
  public static void main(String[] arguments) throws InterruptedException {
    try (EmbeddedKafka kafka =
        EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]))) {
      new CountDownLatch(1).await();
    }
  }
}
