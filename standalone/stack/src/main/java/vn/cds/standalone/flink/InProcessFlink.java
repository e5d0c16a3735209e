package vn.cds.standalone.flink;

import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.client.program.ClusterClient;
import org.apache.flink.client.program.MiniClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import vn.cds.standalone.error.Failures;

/** JobManager, one TaskManager and the web UI as threads of this JVM: the fastest start. */
public final class InProcessFlink implements FlinkCluster {
  private static final long CLOSE_SECONDS = 30;

  private final MiniCluster cluster;
  private final MiniClusterClient client;
  private final URI restUrl;

  private InProcessFlink(MiniCluster cluster, MiniClusterClient client, URI restUrl) {
    this.cluster = cluster;
    this.client = client;
    this.restUrl = restUrl;
  }

  /**
   * Starts the cluster and returns when it takes jobs.
   *
   * @throws IllegalStateException when it cannot start
   */
  public static InProcessFlink start(FlinkSettings settings) {
    Configuration configuration = settings.withJobsOnTheClassPath();
    configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, settings.slots());
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(settings.slots())
                .setCommonBindAddress(FlinkSettings.HOST)
                .build());
    try {
      cluster.start();
      return new InProcessFlink(
          cluster, new MiniClusterClient(configuration, cluster), cluster.getRestAddress().get());
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      cluster.closeAsync();
      throw new IllegalStateException("Flink cannot start: " + Failures.message(e), e);
    }
  }

  @Override
  public ClusterClient<?> client() {
    return client;
  }

  @Override
  public URI restUrl() {
    return restUrl;
  }

  @Override
  public void close() {
    client.close();
    try {
      cluster.closeAsync().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Flink did not stop cleanly: " + Failures.message(e), e);
    }
  }
}
