package vn.cds.standalone.flink;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;

/**
 * What a cluster on this machine is made of.
 *
 * @param directory for everything Flink writes outside the jobs' checkpoints
 * @param restPort of the web UI on 127.0.0.1; 0 means a free one
 * @param slots in all
 * @param managedMemory of each TaskManager, which RocksDB uses; heap state needs none
 */
public record FlinkSettings(Path directory, int restPort, int slots, MemorySize managedMemory) {
  static final String HOST = "127.0.0.1";

  /**
   * For a cluster whose class path holds the jobs, too. A jar that is submitted to it has the same
   * classes again: loaded a second time, Kafka's would not fit those that the connectors, which
   * Flink always takes from the class path, are linked with.
   */
  Configuration withJobsOnTheClassPath() {
    Configuration c = configuration();
    c.set(CoreOptions.CLASSLOADER_RESOLVE_ORDER, "parent-first");
    return c;
  }

  Configuration configuration() {
    Configuration c = new Configuration();
    c.set(RestOptions.ADDRESS, HOST);
    c.set(RestOptions.BIND_ADDRESS, HOST);
    c.set(RestOptions.PORT, restPort);
    c.set(RestOptions.BIND_PORT, Integer.toString(restPort));
    c.set(JobManagerOptions.ADDRESS, HOST);
    c.set(JobManagerOptions.BIND_HOST, HOST);
    c.set(TaskManagerOptions.HOST, HOST);
    c.set(TaskManagerOptions.BIND_HOST, HOST);
    c.set(BlobServerOptions.STORAGE_DIRECTORY, directory.resolve("blobs").toString());
    c.set(CoreOptions.TMP_DIRS, directory.resolve("tmp").toString());
    // Nobody uploads code through the browser.
    c.set(WebOptions.SUBMIT_ENABLE, false);
    c.set(WebOptions.TMP_DIR, directory.resolve("web").toString());
    c.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, managedMemory);
    // Two heartbeats that cannot be delivered tell that a TaskManager was killed, so after seconds.
    // One that is merely slow, on an overloaded machine, has the usual 50 s to answer.
    c.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
    return c;
  }
}
