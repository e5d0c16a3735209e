package vn.cds.standalone.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker and KRaft controller inside this JVM, on the loopback address only.
 *
 * <p>Everything it must remember lies in its data directory, its ports included: started again on
 * the same directory, also after {@code kill -9}, it has the same cluster id, the same address
 * (unless that port has been taken meanwhile) and the same records. Topics are never created by
 * accident; {@link Topics} makes those of the project.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);

  /** The largest record. One of 10 MB must reach the decoder, which refuses it. */
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  private static final String HOST = "127.0.0.1";
  private static final String NODE_ID = "1";

  /** Settings to which others are added. */
  private static final Set<String> LISTS = Set.of("listeners", "listener.security.protocol.map");

  private static final String PORTS_FILE = "ports.properties";

  static {
    // A broker that meets a fatal fault ends its process. Ours is a guest in this one: the fault is
    // logged and fails the thread that met it, and clients see that the broker is gone.
    Exit.setExitProcedure(EmbeddedKafka::refuseExit);
    Exit.setHaltProcedure(EmbeddedKafka::refuseExit);
  }

  /** How long a broker that may have met a fatal fault is waited for when it is stopped. */
  private static final Duration STOP_AFTER_FAULT = Duration.ofSeconds(30);

  /** Whether a broker of this process has met a fatal fault, such as a full disk. */
  private static volatile boolean faulty;

  private final KafkaRaftServer server;
  private final FileChannel lock;
  private final int port;
  private boolean closed;

  private EmbeddedKafka(KafkaRaftServer server, FileChannel lock, int port) {
    this.server = server;
    this.lock = lock;
    this.port = port;
  }

  private static void refuseExit(int status, String message) {
    faulty = true;
    LOG.error("Kafka has met a fatal fault (exit status {}): {}", status, message);
    throw new IllegalStateException("Kafka has met a fatal fault: " + message);
  }

  /**
   * Starts on the port this directory had last time, or on a free one.
   *
   * @param dataDir created when absent; one broker at a time
   * @throws IllegalStateException when the broker cannot start; the message says why
   */
  public static EmbeddedKafka start(Path dataDir) {
    return start(dataDir, 0);
  }

  /**
   * Starts the broker and returns when it takes records.
   *
   * @param dataDir created when absent; one broker at a time
   * @param port the broker's port on 127.0.0.1; 0 means the port of the last run, or a free one
   * @throws IllegalStateException when the broker cannot start; the message says why
   */
  public static EmbeddedKafka start(Path dataDir, int port) {
    return start(dataDir, port, Map.of());
  }

  /**
   * As {@link #start(Path, int)}, with further settings of the broker.
   *
   * @param more {@code listeners} and their {@code listener.security.protocol.map} are added to the
   *     broker's own, whose clients need not log in; every other setting replaces its own
   */
  public static EmbeddedKafka start(Path dataDir, int port, Map<String, String> more) {
    long started = System.nanoTime();
    Path home = dataDir.toAbsolutePath().normalize();
    FileChannel lock = null;
    try {
      Path logs = Files.createDirectories(home.resolve("log"));
      lock = lock(home);
      Ports ports = Ports.choose(home.resolve(PORTS_FILE), port);
      format(logs);
      Map<String, String> settings = settings(logs, ports);
      more.forEach(
          (key, value) ->
              settings.merge(
                  key, value, (own, other) -> LISTS.contains(key) ? own + "," + other : other));
      KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
      try {
        server.startup();
      } catch (RuntimeException e) {
        server.shutdown();
        throw e;
      }
      LOG.info(
          "Kafka listens on {}:{} after {}",
          HOST,
          ports.broker,
          Duration.ofNanos(System.nanoTime() - started));
      return new EmbeddedKafka(server, lock, ports.broker);
    } catch (IOException e) {
      release(lock);
      throw new IllegalStateException(
          "Kafka cannot use its data directory " + home + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      release(lock);
      throw new IllegalStateException("Kafka cannot start in " + home + ": " + rootMessage(e), e);
    }
  }

  /**
   * Locks the data directory. Kafka has a lock of its own, but takes it too late to fail without
   * writing anything.
   */
  private static FileChannel lock(Path home) throws IOException {
    FileChannel channel =
        FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      LOG.debug("Locked by this process", e);
    }
    channel.close();
    throw new IllegalStateException(
        "another broker uses this directory. Stop it, or give another directory");
  }

  private static void release(FileChannel lock) {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Host and port for clients, for example {@code 127.0.0.1:9092}. */
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  /** The broker's port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /**
   * Stops the broker and waits until its files are closed. May be called twice. After a fatal fault
   * it waits for half a minute only: the broker itself waits five for a controller that is gone.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (faulty) {
      stopWithin(STOP_AFTER_FAULT);
    } else {
      stop();
    }
    release(lock);
  }

  private void stop() {
    server.shutdown();
    server.awaitShutdown();
  }

  private void stopWithin(Duration limit) {
    Thread stopping = new Thread(this::stop, "stop-kafka");
    stopping.setDaemon(true);
    stopping.start();
    try {
      stopping.join(limit.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (stopping.isAlive()) {
      LOG.warn("Kafka has not stopped within {}; what it had not written is lost", limit);
    }
  }

  private static void format(Path logs) throws IOException {
    if (Files.exists(logs.resolve("meta.properties"))) {
      return;
    }
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    try {
      new Formatter()
          .setPrintStream(new PrintStream(messages, true, StandardCharsets.UTF_8))
          .setNodeId(Integer.parseInt(NODE_ID))
          .setClusterId(Uuid.randomUuid().toString())
          .addDirectory(logs.toString())
          .setMetadataLogDirectory(logs.toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("formatting failed: " + e.getMessage(), e);
    }
    LOG.debug("Formatted: {}", messages.toString(StandardCharsets.UTF_8));
  }

  private static Map<String, String> settings(Path logs, Ports ports) {
    Map<String, String> s = new HashMap<>();
    s.put("process.roles", "broker,controller");
    s.put("node.id", NODE_ID);
    s.put(
        "listeners",
        "PLAINTEXT://"
            + HOST
            + ":"
            + ports.broker
            + ",CONTROLLER://"
            + HOST
            + ":"
            + ports.controller);
    s.put("controller.listener.names", "CONTROLLER");
    s.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    s.put("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + ports.controller);
    s.put("log.dirs", logs.toString());

    s.put("auto.create.topics.enable", "false");
    // History lies in the topics: nothing is deleted because its time is old.
    s.put("log.retention.ms", "-1");
    s.put("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    s.put("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));

    // One node keeps the one copy of everything.
    s.put("default.replication.factor", "1");
    s.put("offsets.topic.replication.factor", "1");
    s.put("offsets.topic.num.partitions", "1");
    s.put("transaction.state.log.replication.factor", "1");
    s.put("transaction.state.log.min.isr", "1");
    s.put("transaction.state.log.num.partitions", "1");
    s.put("share.coordinator.state.topic.replication.factor", "1");
    s.put("share.coordinator.state.topic.min.isr", "1");
    s.put("share.coordinator.state.topic.num.partitions", "1");

    // Threads and memory for a laptop.
    s.put("num.network.threads", "2");
    s.put("num.io.threads", "4");
    s.put("background.threads", "2");
    s.put("num.recovery.threads.per.data.dir", "2");
    s.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));

    // Starts and stops sooner, and does less while idle.
    s.put("group.initial.rebalance.delay.ms", "0");
    // Each heartbeat must be answered within half of this; on a machine that is overloaded 100 ms
    // is
    // not enough. Default 2 s, which the start waits for.
    s.put("broker.heartbeat.interval.ms", "500");
    // After kill -9 the controller waits this long before it takes the broker for dead and admits
    // its successor. Default 9 s.
    s.put("broker.session.timeout.ms", "6000");
    s.put("metadata.max.idle.interval.ms", "0");
    return s;
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  /**
   * The two ports of a broker. They are written down because clients and the controller's voter
   * list must find the same address after a restart.
   */
  private record Ports(int broker, int controller) {
    static Ports choose(Path file, int wanted) throws IOException {
      Ports last = read(file);
      int broker = wanted != 0 ? wanted : freeOr(last.broker);
      if (wanted != 0 && !isFree(wanted)) {
        throw new IllegalStateException(
            "port "
                + wanted
                + " is taken. Stop what listens there, or choose another port (0: a free one)");
      }
      int controller = freeOr(last.controller);
      while (controller == broker) {
        controller = freeOr(0);
      }
      Ports chosen = new Ports(broker, controller);
      if (!chosen.equals(last)) {
        chosen.write(file);
      }
      return chosen;
    }

    private static Ports read(Path file) throws IOException {
      Properties p = new Properties();
      if (Files.exists(file)) {
        try (InputStream in = Files.newInputStream(file)) {
          p.load(in);
        }
      }
      return new Ports(
          Integer.parseInt(p.getProperty("broker", "0")),
          Integer.parseInt(p.getProperty("controller", "0")));
    }

    private void write(Path file) throws IOException {
      Properties p = new Properties();
      p.setProperty("broker", Integer.toString(broker));
      p.setProperty("controller", Integer.toString(controller));
      Path whole = file.resolveSibling(file.getFileName() + ".new");
      try (OutputStream out = Files.newOutputStream(whole)) {
        p.store(out, null);
      }
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static int freeOr(int port) throws IOException {
      if (port != 0 && isFree(port)) {
        return port;
      }
      return FreePort.choose();
    }

    private static boolean isFree(int port) throws IOException {
      try (ServerSocket socket = new ServerSocket()) {
        // Like Kafka itself: connections of a previous run in TIME_WAIT do not count.
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(HOST, port));
        return true;
      } catch (java.net.BindException e) {
        return false;
      }
    }
  }
}
