package vn.cds.proof.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.configuration.YamlParserUtils;
import vn.cds.standalone.error.UserError;

/**
 * Flink's configuration of the cluster. What decides how it recovers is read from the files that
 * operators use; added here are addresses, and memory that fits beside everything else on one
 * machine.
 */
final class ClusterConfiguration {
  private static final String HOST = "127.0.0.1";

  /** In the tree of the project. */
  private static final Path RECOVERY = Path.of("deploy/helm/cds/files/flink-recovery.yaml");

  private static final Path ZOOKEEPER = Path.of("deploy/flink/zookeeper.yaml");

  private static final MemorySize TASK_HEAP = MemorySize.ofMebiBytes(384);

  /** Of all slots of a TaskManager, for RocksDB. */
  private static final MemorySize MANAGED = MemorySize.ofMebiBytes(256);

  private static final MemorySize NETWORK = MemorySize.ofMebiBytes(64);

  private ClusterConfiguration() {}

  /**
   * @param root of the tree of the project
   * @param slots of each TaskManager
   * @param quorum host and port of ZooKeeper
   */
  static Configuration of(Path root, int slots, String quorum, S3Server s3) {
    Configuration c = new Configuration();
    c.addAll(read(root.resolve(RECOVERY)));
    c.addAll(read(root.resolve(ZOOKEEPER)));
    c.set(HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM, quorum);
    c.set(HighAvailabilityOptions.HA_STORAGE_PATH, "s3://" + S3Server.BUCKET + "/ha");
    c.setString("s3.endpoint", s3.endpoint());
    c.setString("s3.path.style.access", "true");
    c.set(RestOptions.ADDRESS, HOST);
    c.set(RestOptions.BIND_ADDRESS, HOST);
    c.set(JobManagerOptions.ADDRESS, HOST);
    c.set(JobManagerOptions.BIND_HOST, HOST);
    c.set(TaskManagerOptions.HOST, HOST);
    c.set(TaskManagerOptions.BIND_HOST, HOST);
    c.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
    c.set(TaskManagerOptions.TASK_HEAP_MEMORY, TASK_HEAP);
    c.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED);
    c.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK);
    c.set(WebOptions.SUBMIT_ENABLE, false);
    return c;
  }

  private static Configuration read(Path file) {
    if (!Files.isReadable(file)) {
      throw UserError.environment(
          "there is no " + file.toAbsolutePath() + ". Run ./cds in the tree of the project");
    }
    Configuration c = new Configuration();
    try {
      YamlParserUtils.loadYamlFile(file.toFile())
          .forEach((key, value) -> c.setString(key, value.toString()));
    } catch (Exception e) {
      throw UserError.environment("cannot read " + file + ": " + e.getMessage(), e);
    }
    return c;
  }
}
