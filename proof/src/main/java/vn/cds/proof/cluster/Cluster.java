package vn.cds.proof.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.StateBackendOptions;
import vn.cds.contract.roster.Roster;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;
import vn.cds.sql.Database;
import vn.cds.standalone.Progress;
import vn.cds.standalone.Tables;
import vn.cds.standalone.clickhouse.ClickHouseShards;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.clickhouse.FreePort;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.flink.FlinkProcesses;
import vn.cds.standalone.jobs.JobJar;
import vn.cds.standalone.jobs.RemoteFlink;
import vn.cds.standalone.kafka.Topics;

/**
 * The system as it runs on several machines, as processes on this one: two JobManagers of which
 * ZooKeeper elects the leader, three TaskManagers, checkpoints on S3, Kafka, and two shards of
 * ClickHouse. The jobs are submitted from their jars; what decides how Flink recovers is what
 * operators are told to use. All processes end with this one.
 *
 * <p>There are as many slots as the jobs need on two of the three TaskManagers, so that a job need
 * not wait for the successor of one that is killed.
 */
public final class Cluster implements AutoCloseable {
  private static final int JOB_MANAGERS = 2;
  private static final int TASK_MANAGERS = 3;
  private static final int CLICKHOUSE_SHARDS = 2;
  private static final String JOB_MANAGER_HEAP = "512m";
  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

  /** In the tree of the project; the build puts them there. */
  private static final Path FETCHED = Path.of("proof/target/cluster");

  /** The options that operators copy. */
  private static final Path JOB_OPTIONS = Path.of("jobs/metrics/src/main/resources/job.properties");

  /**
   * What was killed.
   *
   * @param name of the process and its role
   * @param pid its process id
   */
  public record Victim(String name, long pid) {}

  private final Path root = Path.of(System.getProperty("cds.root", "."));
  private final Path directory;
  private final Path logs;
  private final int parallelism;
  private final int slots;
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final Map<StreamJob, JobID> jobs = new HashMap<>();
  private final List<ClusterProcess> jobManagers = new ArrayList<>();
  private final List<ClusterProcess> taskManagers = new ArrayList<>();
  private List<EmbeddedClickHouse> clickHouses = List.of();
  private ClusterProcess kafka;
  private ClusterProcess zooKeeper;
  private S3Server s3;
  private LeaderWatch leader;
  private FlinkRest flink;

  private Cluster(Path directory, int jobs, int parallelism) {
    this.directory = directory;
    this.logs = directory.resolve("log");
    this.parallelism = parallelism;
    // Rounded up: what all jobs need, on all TaskManagers but one.
    this.slots = (jobs * parallelism + TASK_MANAGERS - 2) / (TASK_MANAGERS - 1);
  }

  /**
   * Starts everything and returns when Flink takes jobs.
   *
   * @param directory empty or absent; gets all data and, in {@code log}, the logs of every process
   * @param jobs how many will run
   * @param parallelism of each
   * @throws UserError when a part is missing or does not start; the message names its log
   */
  public static Cluster start(Path directory, int jobs, int parallelism, Progress progress) {
    Cluster cluster = new Cluster(directory.toAbsolutePath(), jobs, parallelism);
    try {
      cluster.startAll(progress);
      return cluster;
    } catch (Exception e) {
      cluster.close();
      if (e instanceof UserError known) {
        throw known;
      }
      throw UserError.environment(
          "the cluster cannot start: " + Failures.message(e) + ". Its logs are in " + cluster.logs,
          e);
    }
  }

  private void startAll(Progress progress) throws Exception {
    long begin = System.nanoTime();
    s3 = S3Server.in(directory.resolve("s3"), logs, root.resolve(FETCHED).resolve("s3proxy.jar"));
    zooKeeper = ZooKeeperNode.in(directory.resolve("zookeeper"), logs);
    kafka = KafkaServer.in(directory.resolve("kafka"), logs);
    for (ClusterProcess server : List.of(s3.process(), zooKeeper, kafka)) {
      parts.add(server);
      server.start();
    }
    startClickHouse();
    for (ClusterProcess server : List.of(s3.process(), zooKeeper, kafka)) {
      server.awaitPort();
      progress.ready(server.name(), "127.0.0.1:" + server.port(), since(begin));
    }
    Topics.create(kafkaServers(), Topics.DEFAULT_PARTITIONS);
    startFlink();
    progress.ready("Flink", leader.rest().toString(), since(begin));
  }

  private void startClickHouse() {
    ClickHouseShards shards =
        ClickHouseShards.start(directory.resolve("clickhouse"), CLICKHOUSE_SHARDS);
    parts.add(shards);
    clickHouses = shards.servers();
    Tables.migrate(shards, Roster.bundled());
  }

  private void startFlink() throws Exception {
    Configuration configuration =
        ClusterConfiguration.of(root, slots, "127.0.0.1:" + zooKeeper.port(), s3);
    Map<String, String> environment = new HashMap<>(s3.credentials());
    environment.put(
        "FLINK_PLUGINS_DIR", root.resolve(FETCHED).resolve("plugins").toAbsolutePath().toString());
    FlinkProcesses processes =
        new FlinkProcesses(logs, FlinkProcesses.classPathWithoutJobs(), configuration, environment);
    for (int i = 1; i <= JOB_MANAGERS; i++) {
      jobManagers.add(jobManager("jobmanager-" + i, processes));
    }
    for (int i = 1; i <= TASK_MANAGERS; i++) {
      taskManagers.add(taskManager("taskmanager-" + i, processes));
    }
    for (ClusterProcess process : flinkProcesses()) {
      parts.add(process);
      process.start();
    }
    leader = LeaderWatch.start(configuration);
    parts.add(leader);
    flink = new FlinkRest(leader::rest);
    for (ClusterProcess process : jobManagers) {
      process.awaitPort();
    }
    Poll.until(
        () -> flink.slots() >= slots * TASK_MANAGERS,
        START_TIMEOUT,
        () -> "Flink offers %d slots of %d".formatted(flink.slots(), slots * TASK_MANAGERS));
  }

  private ClusterProcess jobManager(String name, FlinkProcesses processes) throws IOException {
    int port = FreePort.choose();
    return new ClusterProcess(
        name,
        logs,
        port,
        run ->
            processes.startJobManager(
                run,
                JOB_MANAGER_HEAP,
                Map.of(
                    "rest.port", Integer.toString(port),
                    "rest.bind-port", Integer.toString(port),
                    "web.tmpdir", scratch(name),
                    "io.tmp.dirs", scratch(name))));
  }

  private ClusterProcess taskManager(String name, FlinkProcesses processes) {
    return new ClusterProcess(
        name,
        logs,
        0,
        run ->
            processes.startTaskManager(
                run, Map.of("taskmanager.resource-id", run, "io.tmp.dirs", scratch(name))));
  }

  /** A directory for temporary files; Flink needs it to be there. */
  private String scratch(String name) {
    try {
      return Files.createDirectories(directory.resolve("scratch").resolve(name)).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory for " + name, e);
    }
  }

  private List<ClusterProcess> flinkProcesses() {
    return Stream.concat(jobManagers.stream(), taskManagers.stream()).toList();
  }

  private List<ClusterProcess> processes() {
    return Stream.concat(flinkProcesses().stream(), Stream.of(kafka, zooKeeper, s3.process()))
        .toList();
  }

  /** What the leading JobManager says. */
  public FlinkRest flink() {
    return flink;
  }

  /** Host and port for Kafka's clients. */
  public String kafkaServers() {
    return "127.0.0.1:" + kafka.port();
  }

  /** The servers that hold the tables, a shard each. */
  public List<EmbeddedClickHouse> clickHouses() {
    return clickHouses;
  }

  /** The jobs that were submitted. */
  public Map<StreamJob, JobID> jobs() {
    return Collections.unmodifiableMap(jobs);
  }

  /**
   * The options that a job runs with: those of the file that operators copy, with RocksDB, the
   * addresses of this cluster, and checkpoints on S3.
   *
   * @param more laid on top
   */
  public JobOptions options(StreamJob job, Map<String, String> more) {
    EmbeddedClickHouse clickHouse = clickHouses.get(0);
    String state = "s3://" + S3Server.BUCKET + "/" + job.jobName();
    Map<String, String> options = new HashMap<>();
    options.put(JobOptions.KAFKA_SERVERS.key(), kafkaServers());
    options.put(JobOptions.CLICKHOUSE_URL.key(), clickHouseUrl());
    options.put(JobOptions.CLICKHOUSE_USER.key(), clickHouse.user());
    options.put(JobOptions.CLICKHOUSE_PASSWORD_FILE.key(), clickHouse.passwordFile().toString());
    options.put(JobOptions.START.key(), "earliest");
    options.put(CoreOptions.DEFAULT_PARALLELISM.key(), Integer.toString(parallelism));
    options.put(StateBackendOptions.STATE_BACKEND.key(), "rocksdb");
    options.put(CheckpointingOptions.CHECKPOINTS_DIRECTORY.key(), state + "/checkpoints");
    options.put(CheckpointingOptions.SAVEPOINT_DIRECTORY.key(), state + "/savepoints");
    options.putAll(more);
    return JobOptions.load(root.resolve(JOB_OPTIONS), options);
  }

  /** Names every server, as {@code jdbc:clickhouse:http://HOST:PORT,HOST:PORT/DATABASE}. */
  private String clickHouseUrl() {
    return clickHouses.stream()
        .map(server -> URI.create(server.httpUrl()).getAuthority())
        .collect(Collectors.joining(",", "jdbc:clickhouse:http://", "/" + Database.DEFAULT_NAME));
  }

  /**
   * Submits jobs from their jars, as an operator does, and returns when all their tasks run.
   *
   * @param options of each job, from {@link #options}
   * @throws UserError when there is no jar, or a job does not come to run
   */
  public void submit(Map<StreamJob, JobOptions> options) throws InterruptedException {
    try (RemoteFlink remote = new RemoteFlink(leader.rest())) {
      for (Map.Entry<StreamJob, JobOptions> job : options.entrySet()) {
        jobs.put(
            job.getKey(),
            remote.submit(
                job.getKey(),
                JobJar.of(job.getKey(), null),
                job.getValue(),
                RemoteFlink.restoring(null, false)));
      }
      for (Map.Entry<StreamJob, JobID> job : jobs.entrySet()) {
        Optional<String> fault = remote.whyNotRunning(job.getValue(), START_TIMEOUT);
        if (fault.isPresent()) {
          throw UserError.environment(
              "job %s %s; the logs are in %s".formatted(job.getKey().jobName(), fault.get(), logs));
        }
      }
    }
  }

  /** Kills the JobManager that leads, and starts it again: the other one takes over. */
  public Victim killLeader() {
    URI rest = leader.rest();
    ClusterProcess victim =
        jobManagers.stream()
            .filter(process -> process.port() == rest.getPort())
            .findAny()
            .orElseThrow(
                () -> new IllegalStateException("no JobManager of this cluster leads: " + rest));
    Victim killed = kill(victim, " (the leader)");
    victim.start();
    return killed;
  }

  /**
   * Kills a TaskManager that runs tasks, and starts another one in its place.
   *
   * @param choice which of them, counted round
   */
  public Victim killTaskManager(int choice) {
    List<String> busy = new ArrayList<>();
    Poll.until(
        () -> {
          busy.clear();
          busy.addAll(flink.busyTaskManagers());
          return !busy.isEmpty();
        },
        START_TIMEOUT,
        () -> "no TaskManager runs tasks; see the logs in " + logs);
    String run = busy.get(choice % busy.size());
    ClusterProcess victim =
        taskManagers.stream()
            .filter(process -> process.run().equals(run))
            .findAny()
            .orElseThrow(
                () -> new IllegalStateException("no TaskManager of this cluster is " + run));
    Victim killed = kill(victim, "");
    victim.start();
    return killed;
  }

  /** Kills ZooKeeper, and starts it again after a while. */
  public Victim killZooKeeper(Duration outage) {
    return killFor(zooKeeper, outage);
  }

  /** Kills the S3 server, and starts it again after a while. */
  public Victim killS3(Duration outage) {
    return killFor(s3.process(), outage);
  }

  /**
   * Kills a ClickHouse, and starts it again after a while.
   *
   * @param choice which of them, counted round
   */
  public Victim killClickHouse(int choice, Duration outage) {
    int index = choice % clickHouses.size();
    EmbeddedClickHouse clickHouse = clickHouses.get(index);
    Victim victim = new Victim("clickhouse-" + (index + 1), clickHouse.pid());
    clickHouse.kill();
    Poll.pause(outage);
    clickHouse.restart();
    return victim;
  }

  private static Victim killFor(ClusterProcess process, Duration outage) {
    Victim victim = kill(process, "");
    Poll.pause(outage);
    process.start();
    process.awaitPort();
    return victim;
  }

  private static Victim kill(ClusterProcess process, String role) {
    return new Victim(process.run() + role, process.kill());
  }

  /** Of every process; those that cannot be read are left out. */
  public List<ProcessMemory> memory() {
    Stream<Optional<ProcessMemory>> processes =
        processes().stream().map(process -> ProcessMemory.of(process.run(), process.pid()));
    Stream<Optional<ProcessMemory>> databases =
        IntStream.range(0, clickHouses.size())
            .mapToObj(i -> ProcessMemory.of("clickhouse-" + (i + 1), clickHouses.get(i).pid()));
    return Stream.concat(processes, databases).flatMap(Optional::stream).toList();
  }

  /** How often processes ended by themselves, by their names; without those that did not. */
  public Map<String, Integer> ownEnds() {
    Map<String, Integer> ends = new TreeMap<>();
    for (ClusterProcess process : processes()) {
      if (process.ownEnds() > 0) {
        ends.put(process.name(), process.ownEnds());
      }
    }
    return ends;
  }

  /** Ends all processes at once; nothing is asked. */
  @Override
  public void close() {
    List<AutoCloseable> last = new ArrayList<>(parts);
    Collections.reverse(last);
    IllegalStateException failure = null;
    for (AutoCloseable part : last) {
      try {
        part.close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException("the cluster did not close cleanly", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
