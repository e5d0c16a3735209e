package vn.cds.proof.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.zookeeper.server.ZooKeeperServerMain;
import vn.cds.standalone.clickhouse.FreePort;

/**
 * A ZooKeeper in a process of its own: one server, where an operator runs three. Sessions and nodes
 * are on disk, so that they outlive a kill.
 */
final class ZooKeeperNode {
  private ZooKeeperNode() {}

  /**
   * One that is not started yet, on a free port.
   *
   * @param directory of its data and configuration
   */
  static ClusterProcess in(Path directory, Path logs) throws IOException {
    int port = FreePort.choose();
    Files.createDirectories(directory);
    Path configuration =
        Files.writeString(
            directory.resolve("zoo.cfg"),
            """
            dataDir=%s
            clientPort=%d
            clientPortAddress=127.0.0.1
            admin.enableServer=false
            """
                .formatted(directory.resolve("data"), port));
    return ClusterProcess.ofJvm(
        "zookeeper",
        logs,
        port,
        System.getProperty("java.class.path"),
        List.of("-Xmx128m", "-XX:+UseSerialGC"),
        ZooKeeperServerMain.class.getName(),
        List.of(configuration.toString()));
  }
}
