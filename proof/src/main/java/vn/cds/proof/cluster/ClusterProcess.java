package vn.cds.proof.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.standalone.flink.ChildJvm;

/**
 * One process of a cluster. It is started again when it ends by itself, as systemd or Kubernetes
 * do; a JobManager ends itself, for example, when it can no longer be sure to be the leader.
 * Thread-safe.
 */
public final class ClusterProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterProcess.class);
  private static final String HOST = "127.0.0.1";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final int CONNECT_MILLIS = 1000;
  private static final int RESTART_AFTER_MILLIS = 500;

  private final String name;
  private final Path logs;
  private final int port;
  private final Function<String, Process> launcher;
  private Process process;
  private int runs;
  private int ownEnds;

  /**
   * Of a process that is not started yet.
   *
   * @param logs where its logs lie
   * @param port on 127.0.0.1 where it listens once it is ready; 0 when it listens nowhere
   * @param launcher starts it, given the name of the run: the name of the process with a number
   */
  ClusterProcess(String name, Path logs, int port, Function<String, Process> launcher) {
    this.name = name;
    this.logs = logs;
    this.port = port;
    this.launcher = launcher;
  }

  /**
   * A JVM that is not started yet.
   *
   * @param port on 127.0.0.1 where it listens once it is ready
   * @param options of the JVM
   * @param main the name of its class
   */
  static ClusterProcess ofJvm(
      String name,
      Path logs,
      int port,
      String classPath,
      List<String> options,
      String main,
      List<String> arguments) {
    return new ClusterProcess(
        name,
        logs,
        port,
        run -> ChildJvm.start(logs, run, classPath, options, Map.of(), main, arguments));
  }

  /** What it is called, such as {@code jobmanager-1}. */
  public String name() {
    return name;
  }

  /** The name of the run that was started last, such as {@code taskmanager-2.1}. */
  synchronized String run() {
    return name + "." + runs;
  }

  int port() {
    return port;
  }

  /** How often it has ended by itself, and was started again. */
  public synchronized int ownEnds() {
    return ownEnds;
  }

  /**
   * The id of the process.
   *
   * @throws IllegalStateException when it is not started
   */
  public synchronized long pid() {
    if (process == null) {
      throw new IllegalStateException(name + " is not started");
    }
    return process.pid();
  }

  /** Starts it; it need not be ready when this returns. */
  synchronized void start() {
    runs++;
    Process started = launcher.apply(run());
    process = started;
    started.onExit().thenAccept(ended -> restart(ended));
  }

  private void restart(Process ended) {
    CompletableFuture.delayedExecutor(RESTART_AFTER_MILLIS, TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              synchronized (this) {
                if (process == ended) {
                  LOG.warn(
                      "{} ended by itself with exit code {}; it is started again. Its logs are {}",
                      run(),
                      ended.exitValue(),
                      logsOfRun());
                  ownEnds++;
                  start();
                }
              }
            });
  }

  /**
   * Ends it as {@code kill -9} does; it stays away until {@link #start()}.
   *
   * @return the id of the process that was killed
   */
  synchronized long kill() {
    Process victim = process;
    process = null;
    victim.destroyForcibly();
    try {
      victim.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return victim.pid();
  }

  /**
   * Returns when it listens on its port.
   *
   * @throws IllegalStateException when it ends or does not listen in time; the message names its
   *     logs
   */
  void awaitPort() {
    int before = ownEnds();
    Poll.until(
        () -> {
          if (ownEnds() > before) {
            throw new IllegalStateException(
                name + " ended while it started; see " + logs.resolve(name + ".*"));
          }
          return listens();
        },
        START_TIMEOUT,
        () -> name + " does not listen on port " + port + "; see " + logsOfRun());
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false; // not yet
    }
  }

  private String logsOfRun() {
    return logs.resolve(run() + ".log") + " and " + run() + ".out";
  }

  @Override
  public synchronized void close() {
    if (process != null) {
      kill();
    }
  }
}
