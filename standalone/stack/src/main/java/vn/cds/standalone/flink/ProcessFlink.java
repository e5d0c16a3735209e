package vn.cds.standalone.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.client.program.ClusterClient;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.standalone.clickhouse.FreePort;
import vn.cds.standalone.error.Failures;

/**
 * A JobManager and TaskManagers as processes of their own, on the class path of this one, so that a
 * TaskManager can be killed as a machine kills it. All of them end with this process.
 */
public final class ProcessFlink implements FlinkCluster {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessFlink.class);
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

  /** A TaskManager that ends by itself sooner is not replaced: the next one would end as well. */
  private static final Duration SHORTEST_LIFE = Duration.ofSeconds(10);

  /**
   * Of a TaskManager. Not its whole memory, of which Flink would give a fifth to network and JVM:
   * with gigabytes for RocksDB hardly any heap was left.
   */
  private static final MemorySize TASK_HEAP = MemorySize.ofMebiBytes(1152);

  private static final String JOB_MANAGER_HEAP = "768m";

  private final Path directory;
  private final FlinkProcesses processes;
  private final Process jobManager;
  private final List<Process> taskManagers = new ArrayList<>();
  private final RestClusterClient<String> client;
  private final URI restUrl;
  private int started;

  private ProcessFlink(
      Path directory,
      FlinkProcesses processes,
      Process jobManager,
      RestClusterClient<String> client,
      URI restUrl) {
    this.directory = directory;
    this.processes = processes;
    this.jobManager = jobManager;
    this.client = client;
    this.restUrl = restUrl;
  }

  /**
   * Starts the processes and returns when every slot is there.
   *
   * @param count TaskManagers that share the slots, rounded up
   * @throws IllegalStateException when they do not start within five minutes; the message names the
   *     log
   */
  public static ProcessFlink start(FlinkSettings settings, int count) {
    return start(
        settings, settings.withJobsOnTheClassPath(), count, System.getProperty("java.class.path"));
  }

  /**
   * As {@link #start(FlinkSettings, int)}, on a class path of one's own, for example of Flink
   * alone.
   *
   * @param classPath must hold Flink and {@link ChildMain}
   */
  public static ProcessFlink start(FlinkSettings settings, int count, String classPath) {
    return start(settings, settings.configuration(), count, classPath);
  }

  private static ProcessFlink start(
      FlinkSettings settings, Configuration configuration, int count, String classPath) {
    try {
      Path directory = Files.createDirectories(settings.directory());
      if (settings.restPort() == 0) {
        int port = FreePort.choose();
        configuration.set(RestOptions.PORT, port);
        configuration.set(RestOptions.BIND_PORT, Integer.toString(port));
      }
      configuration.set(JobManagerOptions.PORT, FreePort.choose());
      configuration.set(BlobServerOptions.PORT, "0");
      configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, (settings.slots() + count - 1) / count);
      configuration.set(TaskManagerOptions.TASK_HEAP_MEMORY, TASK_HEAP);
      Files.createDirectories(directory.resolve("tmp"));
      FlinkProcesses processes = new FlinkProcesses(directory, classPath, configuration, Map.of());
      ProcessFlink flink =
          new ProcessFlink(
              directory,
              processes,
              processes.startJobManager("jobmanager", JOB_MANAGER_HEAP, Map.of()),
              new RestClusterClient<>(configuration, "embedded"),
              URI.create(
                  "http://" + FlinkSettings.HOST + ":" + configuration.get(RestOptions.PORT)));
      try {
        for (int i = 0; i < count; i++) {
          flink.startTaskManager();
        }
        flink.awaitSlots(configuration.get(TaskManagerOptions.NUM_TASK_SLOTS) * count);
      } catch (RuntimeException e) {
        flink.close();
        throw e;
      }
      return flink;
    } catch (IOException e) {
      throw new UncheckedIOException("Flink cannot start: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
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

  /** The process ids of the TaskManagers that live. */
  public synchronized List<Long> taskManagerPids() {
    return taskManagers.stream().filter(Process::isAlive).map(Process::pid).toList();
  }

  /**
   * Starts one more TaskManager; it registers itself within seconds. When it ends by itself, as
   * after an {@code OutOfMemoryError}, another is started in its place.
   */
  public synchronized void startTaskManager() {
    started++;
    String name = "taskmanager-" + started;
    long begin = System.nanoTime();
    Process taskManager = processes.startTaskManager(name, Map.of());
    taskManagers.add(taskManager);
    taskManager
        .onExit()
        .thenAccept(ended -> replace(ended, name, Duration.ofNanos(System.nanoTime() - begin)));
  }

  private synchronized void replace(Process ended, String name, Duration life) {
    // One that was killed here is no longer in the list.
    if (!taskManagers.remove(ended)) {
      return;
    }
    Path log = directory.resolve(name + ".log");
    if (life.compareTo(SHORTEST_LIFE) < 0) {
      LOG.error(
          "{} ended with exit code {} soon after its start and is not started again. Its log says"
              + " why: {}",
          name,
          ended.exitValue(),
          log);
      return;
    }
    LOG.warn(
        "{} ended with exit code {}; another is started. See {}", name, ended.exitValue(), log);
    startTaskManager();
  }

  /**
   * Ends the oldest TaskManager as {@code kill -9} does.
   *
   * @return its process id
   */
  public synchronized long killTaskManager() {
    Process victim = taskManagers.remove(0);
    kill(victim);
    return victim.pid();
  }

  @Override
  public synchronized void close() {
    client.close();
    taskManagers.forEach(ProcessFlink::kill);
    taskManagers.clear();
    kill(jobManager);
  }

  private void awaitSlots(int slots) throws InterruptedException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    Throwable last = null;
    while (System.nanoTime() < deadline) {
      if (!jobManager.isAlive()) {
        throw new IllegalStateException(
            "Flink's JobManager ended at once: " + lastError("jobmanager.log"));
      }
      try {
        if (client.getClusterOverview().get(1, TimeUnit.SECONDS).getNumSlotsTotal() >= slots) {
          return;
        }
      } catch (ExecutionException | TimeoutException e) {
        // Not listening yet; the process check above and the deadline end the wait.
        last = e;
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException(
        "Flink did not offer "
            + slots
            + " slots within "
            + START_TIMEOUT.toSeconds()
            + " s"
            + (last == null ? "" : " (" + Failures.message(last) + ")")
            + "; see the logs in "
            + directory);
  }

  private String lastError(String log) {
    Path file = directory.resolve(log);
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.contains("Exception") || line.contains("Error"))
          .reduce((earlier, later) -> later)
          .map(line -> line.strip() + "; see " + file)
          .orElse("see " + file);
    } catch (IOException e) {
      return "it has written no log to " + file;
    }
  }

  private static void kill(Process process) {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
