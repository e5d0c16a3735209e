package vn.cds.standalone;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.contract.roster.Roster;
import vn.cds.metrics.MetricJob;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;
import vn.cds.sql.Database;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.flink.FlinkCluster;
import vn.cds.standalone.flink.FlinkSettings;
import vn.cds.standalone.flink.InProcessFlink;
import vn.cds.standalone.flink.ProcessFlink;
import vn.cds.standalone.flink.SavedStates;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;

/**
 * Kafka, ClickHouse and Flink on this machine, with the topics, the tables and any of the jobs: the
 * whole system, all of its memory in one data directory.
 *
 * <p>Started again on the same directory it goes on where it stopped. A job that was stopped with
 * {@link #stopJobs()} resumes from that savepoint; after {@code kill -9} it resumes from its latest
 * complete checkpoint. Kafka, ClickHouse and the jobs' state are only ever kept or dropped
 * together.
 *
 * <p>Thread-safe after the start.
 */
public final class EmbeddedStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStack.class);
  private static final Duration SAVEPOINT_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);

  /** As many as run at once: the metric jobs, the alert job, and one that somebody submits. */
  private static final int JOBS = MetricJob.values().length + 2;

  /** Memory of RocksDB for each slot; taken as it is used. */
  private static final int ROCKSDB_MEBIBYTES_PER_SLOT = 512;

  private final Builder settings;
  private final DataDirectory data;
  private final EmbeddedKafka kafka;
  private final EmbeddedClickHouse clickHouse;
  private final FlinkCluster flink;
  private final Map<StreamJob, JobID> jobs = new HashMap<>();

  private EmbeddedStack(
      Builder settings,
      DataDirectory data,
      EmbeddedKafka kafka,
      EmbeddedClickHouse clickHouse,
      FlinkCluster flink) {
    this.settings = settings;
    this.data = data;
    this.kafka = kafka;
    this.clickHouse = clickHouse;
    this.flink = flink;
  }

  /** Describes a stack whose parts take free ports and that runs no job yet. */
  public static Builder builder(Path dataDir) {
    return new Builder(dataDir);
  }

  public EmbeddedKafka kafka() {
    return kafka;
  }

  /** The project's database on this stack's ClickHouse. */
  public Database database() {
    return Tables.database(clickHouse);
  }

  public EmbeddedClickHouse clickHouse() {
    return clickHouse;
  }

  /** The address of Flink's REST interface and web UI. */
  public URI flinkRestUrl() {
    return flink.restUrl();
  }

  public DataDirectory data() {
    return data;
  }

  /** The jobs submitted last, one of each kind at most. */
  public synchronized Map<StreamJob, JobID> jobs() {
    return Map.copyOf(jobs);
  }

  /**
   * The options a job of this stack runs with.
   *
   * @param overrides laid on top of the stack's own and the builder's
   */
  public JobOptions options(StreamJob job, Map<String, String> overrides) {
    Map<String, String> options = new HashMap<>();
    options.put(JobOptions.KAFKA_SERVERS.key(), kafka.bootstrapServers());
    options.put(JobOptions.CLICKHOUSE_URL.key(), clickHouse.jdbcUrl(Database.DEFAULT_NAME));
    options.put(JobOptions.CLICKHOUSE_USER.key(), clickHouse.user());
    if (clickHouse.passwordFile() != null) {
      options.put(JobOptions.CLICKHOUSE_PASSWORD_FILE.key(), clickHouse.passwordFile().toString());
    }
    options.put(JobOptions.START.key(), "earliest");
    options.put(CoreOptions.DEFAULT_PARALLELISM.key(), Integer.toString(settings.parallelism));
    options.put(StateBackendOptions.STATE_BACKEND.key(), settings.stateBackend);
    options.put(CheckpointingOptions.CHECKPOINTING_INTERVAL.key(), "10 s");
    options.put(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION.key(),
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION.name());
    Path state = state(job);
    options.put(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY.key(),
        state.resolve("checkpoints").toUri().toString());
    options.put(
        CheckpointingOptions.SAVEPOINT_DIRECTORY.key(),
        state.resolve("savepoints").toUri().toString());
    options.putAll(settings.jobOptions);
    options.putAll(overrides);
    return JobOptions.load(null, options);
  }

  /** Submits a job that starts without state. */
  public JobID submit(StreamJob job) {
    return submit(job, Map.of(), Optional.empty());
  }

  /**
   * Submits a job and returns as soon as Flink has taken it.
   *
   * @param overrides options on top of the stack's
   * @param restoreFrom the directory of a savepoint or checkpoint, which then belongs to the new
   *     job and is deleted when it has a newer one; empty to start without state
   */
  public JobID submit(StreamJob job, Map<String, String> overrides, Optional<Path> restoreFrom) {
    JobOptions options = options(job, overrides);
    StreamExecutionEnvironment environment = new StreamExecutionEnvironment(options.flink());
    job.build(environment, options);
    JobGraph graph = environment.getStreamGraph().getJobGraph();
    restoreFrom.ifPresent(
        state ->
            graph.setSavepointRestoreSettings(
                SavepointRestoreSettings.forPath(
                    state.toUri().toString(), false, RecoveryClaimMode.CLAIM)));
    JobID id = call("submit " + name(job), flink.client().submitJob(graph));
    LOG.info("Job {} is {}, restored from {}", name(job), id, restoreFrom.orElse(null));
    synchronized (this) {
      jobs.put(job, id);
    }
    return id;
  }

  /** Submits a job that goes on from {@link #newestState(StreamJob)}, or begins. */
  public JobID resume(StreamJob job) {
    return submit(job, Map.of(), newestState(job));
  }

  /** The newest complete checkpoint or savepoint of a job in this data directory. */
  public Optional<Path> newestState(StreamJob job) {
    return SavedStates.newest(state(job));
  }

  public JobStatus status(JobID job) {
    return call("ask about job " + job, flink.client().getJobStatus(job));
  }

  /**
   * Whether Flink has given up on the job, or it has ended, with the reason; empty while it runs.
   */
  public Optional<JobResult> awaitEnd(JobID job, Duration timeout) throws InterruptedException {
    try {
      return Optional.of(
          flink.client().requestJobResult(job).get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "cannot ask about job " + job + ": " + Failures.message(e), e);
    }
  }

  /**
   * Waits for a bounded job.
   *
   * @throws IllegalStateException when it fails, or has not finished in time
   */
  public void awaitFinished(JobID job, Duration timeout) throws InterruptedException {
    JobResult result =
        awaitEnd(job, timeout)
            .orElseThrow(
                () -> new IllegalStateException("job " + job + " did not finish in " + timeout));
    if (!result.isSuccess()) {
      Throwable cause = result.getSerializedThrowable().orElse(null);
      throw new IllegalStateException(
          "job " + job + " failed" + (cause == null ? "" : ": " + Failures.message(cause)), cause);
    }
  }

  /** Takes a checkpoint now and returns when it is complete. */
  public void checkpoint(JobID job) {
    call(
        "take a checkpoint of " + job,
        flink.client().triggerCheckpoint(job, CheckpointType.DEFAULT));
  }

  /**
   * Stops a job with a savepoint that any parallelism and state backend can be restored from, and
   * returns when the job has ended.
   *
   * @return the savepoint's directory
   */
  public Path stopWithSavepoint(JobID job) {
    StreamJob kind = kind(job);
    String savepoint =
        call(
            "stop job " + name(kind),
            flink
                .client()
                .stopWithSavepoint(
                    job,
                    false,
                    state(kind).resolve("savepoints").toUri().toString(),
                    SavepointFormatType.CANONICAL));
    call("end job " + name(kind), flink.client().requestJobResult(job));
    synchronized (this) {
      jobs.remove(kind);
    }
    return Path.of(URI.create(savepoint));
  }

  /** Cancels a job; its latest checkpoint is kept. Returns when it has ended. */
  public void cancel(JobID job) throws InterruptedException {
    call("cancel job " + job, flink.client().cancel(job));
    awaitEnd(job, CALL_TIMEOUT);
    synchronized (this) {
      jobs.values().remove(job);
    }
  }

  /**
   * Stops every job with a savepoint, all at once. A job that cannot take one, because it is just
   * restarting, continues from its latest checkpoint at the next start; nothing is lost, only
   * counted again.
   *
   * @return the jobs that have no savepoint, with the reason
   */
  public Map<StreamJob, String> stopJobs() {
    Map<StreamJob, CompletableFuture<Path>> stopping = new HashMap<>();
    jobs()
        .forEach(
            (kind, id) ->
                stopping.put(kind, CompletableFuture.supplyAsync(() -> stopWithSavepoint(id))));
    Map<StreamJob, String> failed = new HashMap<>();
    stopping.forEach(
        (kind, savepoint) -> {
          try {
            savepoint.join();
          } catch (CompletionException e) {
            LOG.warn("No savepoint of {}", name(kind), e);
            failed.put(kind, Failures.message(e));
          }
        });
    return failed;
  }

  /** The process ids of the TaskManagers; empty when Flink runs in this process. */
  public List<Long> taskManagerPids() {
    return flink instanceof ProcessFlink processes ? processes.taskManagerPids() : List.of();
  }

  /**
   * Ends the oldest TaskManager as {@code kill -9} does, and starts another in its place.
   *
   * @return the process id of the victim
   * @throws IllegalStateException when Flink runs in this process
   */
  public long killTaskManager() {
    if (flink instanceof ProcessFlink processes) {
      long victim = processes.killTaskManager();
      processes.startTaskManager();
      return victim;
    }
    throw new IllegalStateException("this stack has no TaskManager processes to kill");
  }

  /**
   * Ends everything in order. Jobs that still run take no savepoint; {@link #stopJobs()} stops them
   * with one.
   */
  @Override
  public void close() {
    closeAll(flink, clickHouse, kafka, data);
  }

  private static void closeAll(AutoCloseable... parts) {
    RuntimeException failure = null;
    for (AutoCloseable part : parts) {
      if (part == null) {
        continue;
      }
      try {
        part.close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException("the stack did not close cleanly", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private synchronized StreamJob kind(JobID job) {
    return jobs.entrySet().stream()
        .filter(e -> e.getValue().equals(job))
        .map(Map.Entry::getKey)
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no job " + job + " runs here"));
  }

  private Path state(StreamJob job) {
    return data.state(name(job));
  }

  private static String name(StreamJob job) {
    return job.jobName();
  }

  private static <T> T call(String what, CompletableFuture<T> answer) {
    try {
      return answer.get(SAVEPOINT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Flink did not " + what + ": " + Failures.message(e), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "Flink did not " + what + " within " + SAVEPOINT_TIMEOUT.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + what, e);
    }
  }

  /** What a stack is made of. Not thread-safe. */
  public static final class Builder {
    private final Path dataDir;
    private final Map<String, String> jobOptions = new LinkedHashMap<>();
    private final Set<StreamJob> startJobs = new LinkedHashSet<>();
    private int kafkaPort;
    private int clickHousePort;
    private int flinkPort;
    private int partitions = Topics.DEFAULT_PARTITIONS;
    private int parallelism = 1;
    private int slots;
    private int taskManagerProcesses;
    private String stateBackend = "hashmap";
    private boolean readingImports;
    private boolean reset;
    private boolean logToFile;
    private Consumer<Database> whenTablesReady = database -> {};
    private Path unitsFile;
    private Path provincesFile;
    private Progress progress = Progress.SILENT;

    private Builder(Path dataDir) {
      this.dataDir = dataDir;
    }

    /** On 127.0.0.1; 0, the default, means the port of the last run or a free one. */
    public Builder kafkaPort(int port) {
      this.kafkaPort = port;
      return this;
    }

    /** HTTP, on 127.0.0.1; 0, the default, means a free one. */
    public Builder clickHousePort(int port) {
      this.clickHousePort = port;
      return this;
    }

    /** REST and web UI, on 127.0.0.1; 0, the default, means a free one. */
    public Builder flinkPort(int port) {
      this.flinkPort = port;
      return this;
    }

    /**
     * Imports are counted beside live events, unless the directory has state of a time when they
     * were not.
     */
    public Builder readingImports() {
      this.readingImports = true;
      return this;
    }

    /** Partitions of topics that do not exist yet. */
    public Builder partitions(int count) {
      this.partitions = count;
      return this;
    }

    /** Of every job, unless its own options say otherwise. Default 1. */
    public Builder parallelism(int parallelism) {
      this.parallelism = parallelism;
      return this;
    }

    /** Slots in all. Default: every job with the given parallelism. */
    public Builder slots(int slots) {
      this.slots = slots;
      return this;
    }

    /**
     * How many TaskManagers run as processes of their own, with a JobManager process beside them,
     * so that one can be killed; 0, the default, runs Flink inside this process.
     */
    public Builder taskManagerProcesses(int count) {
      this.taskManagerProcesses = count;
      return this;
    }

    /** {@code hashmap} (default) or {@code rocksdb}. */
    public Builder stateBackend(String name) {
      this.stateBackend = name;
      return this;
    }

    /** Jobs that the start resumes or begins. Default: none. */
    public Builder jobs(StreamJob... jobs) {
      startJobs.addAll(List.of(jobs));
      return this;
    }

    /** An option of every job, of ours or of Flink. */
    public Builder jobOption(String key, String value) {
      jobOptions.put(key, value);
      return this;
    }

    /** Communes and provinces other than the bundled ones, for the jobs and the tables. */
    public Builder roster(Path unitsFile, Path provincesFile) {
      this.unitsFile = unitsFile;
      this.provincesFile = provincesFile;
      jobOption(JobOptions.UNITS_FILE.key(), unitsFile.toAbsolutePath().toString());
      jobOption(JobOptions.PROVINCES_FILE.key(), provincesFile.toAbsolutePath().toString());
      return this;
    }

    /** Forget everything an earlier stack left in the directory. */
    public Builder reset(boolean reset) {
      this.reset = reset;
      return this;
    }

    /**
     * Sends every log line of this process, from now on, to a file in the data directory. For
     * commands; a program that embeds the stack has its own logging.
     */
    public Builder logToFile() {
      this.logToFile = true;
      return this;
    }

    /**
     * What to do as soon as the tables are there, while Kafka and Flink may still be starting; the
     * start fails when it fails.
     */
    public Builder whenTablesReady(Consumer<Database> action) {
      this.whenTablesReady = action;
      return this;
    }

    /** Receives what is ready. */
    public Builder progress(Progress progress) {
      this.progress = progress;
      return this;
    }

    /**
     * Starts the parts, as many at once as can be, then the jobs.
     *
     * @throws UserError when a port is taken, the directory is in use, or a part cannot start
     */
    public EmbeddedStack start() {
      DataDirectory data = DataDirectory.open(dataDir);
      try {
        if (logToFile) {
          CommandLog.writeTo(data.log());
        }
        if (reset) {
          data.reset();
        }
        if (readingImports && data.keepsHistory()) {
          jobOption(JobOptions.HISTORY_UNTIL.key(), "always");
        }
        return new Start(this, data).run();
      } catch (RuntimeException e) {
        data.close();
        throw e;
      }
    }
  }

  /** One start of a stack: the parts in parallel, and all of them ended when one cannot start. */
  private static final class Start {
    private final Builder settings;
    private final DataDirectory data;
    private final long begin = System.nanoTime();

    Start(Builder settings, DataDirectory data) {
      this.settings = settings;
      this.data = data;
    }

    EmbeddedStack run() {
      ExecutorService executor = Executors.newCachedThreadPool();
      CompletableFuture<EmbeddedKafka> kafka = CompletableFuture.supplyAsync(this::kafka, executor);
      CompletableFuture<EmbeddedClickHouse> clickHouse =
          CompletableFuture.supplyAsync(this::clickHouse, executor);
      CompletableFuture<FlinkCluster> flink = CompletableFuture.supplyAsync(this::flink, executor);
      EmbeddedStack stack = null;
      try {
        CompletableFuture.allOf(kafka, clickHouse, flink).join();
        stack = new EmbeddedStack(settings, data, kafka.join(), clickHouse.join(), flink.join());
        data.writeAddresses(
            Map.of(
                "kafka", stack.kafka.bootstrapServers(),
                "clickhouse", stack.clickHouse.httpUrl(),
                "flink", stack.flinkRestUrl().toString()));
        startJobs(stack, executor);
        return stack;
      } catch (CompletionException e) {
        List<AutoCloseable> started = new ArrayList<>();
        for (CompletableFuture<? extends AutoCloseable> part : List.of(flink, clickHouse, kafka)) {
          part.exceptionally(failure -> null).thenAccept(started::add).join();
        }
        closeAll(started.toArray(AutoCloseable[]::new));
        throw userError(e);
      } finally {
        executor.shutdown();
      }
    }

    private void startJobs(EmbeddedStack stack, ExecutorService executor) {
      List<CompletableFuture<Void>> submissions =
          settings.startJobs.stream()
              .map(
                  job ->
                      CompletableFuture.runAsync(
                          () -> {
                            boolean resumed = stack.newestState(job).isPresent();
                            stack.resume(job);
                            ready("Job " + name(job), resumed ? "resumed" : "");
                          },
                          executor))
              .toList();
      CompletableFuture.allOf(submissions.toArray(CompletableFuture[]::new)).join();
    }

    private EmbeddedKafka kafka() {
      EmbeddedKafka kafka = EmbeddedKafka.start(data.kafka(), settings.kafkaPort);
      try {
        Topics.create(kafka.bootstrapServers(), settings.partitions);
      } catch (RuntimeException e) {
        kafka.close();
        throw e;
      }
      ready("Kafka", kafka.bootstrapServers());
      return kafka;
    }

    private EmbeddedClickHouse clickHouse() {
      EmbeddedClickHouse clickHouse =
          EmbeddedClickHouse.start(data.clickHouse(), settings.clickHousePort);
      try {
        Tables.migrate(clickHouse, roster());
        ready("ClickHouse", clickHouse.httpUrl());
        settings.whenTablesReady.accept(Tables.reader(clickHouse));
      } catch (RuntimeException e) {
        clickHouse.close();
        throw e;
      }
      return clickHouse;
    }

    private Roster roster() {
      return settings.unitsFile == null
          ? Roster.bundled()
          : Roster.read(settings.unitsFile, settings.provincesFile);
    }

    private FlinkCluster flink() {
      int slots = settings.slots > 0 ? settings.slots : JOBS * settings.parallelism;
      MemorySize managed =
          settings.stateBackend.equals("rocksdb")
              ? MemorySize.ofMebiBytes((long) slots * ROCKSDB_MEBIBYTES_PER_SLOT)
              : MemorySize.ofMebiBytes(16);
      FlinkSettings flinkSettings =
          new FlinkSettings(data.flink(), settings.flinkPort, slots, managed);
      FlinkCluster flink =
          settings.taskManagerProcesses == 0
              ? InProcessFlink.start(flinkSettings)
              : ProcessFlink.start(flinkSettings, settings.taskManagerProcesses);
      ready("Flink", flink.restUrl().toString());
      return flink;
    }

    private synchronized void ready(String what, String where) {
      settings.progress.ready(what, where, Duration.ofNanos(System.nanoTime() - begin));
    }

    private static RuntimeException userError(CompletionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof UserError known) {
        return known;
      }
      if (cause instanceof IllegalStateException) {
        return UserError.environment(cause.getMessage(), cause);
      }
      return new IllegalStateException("the stack cannot start: " + Failures.message(e), cause);
    }
  }
}
