package vn.cds.standalone.command.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sun.misc.Signal;
import vn.cds.alerts.AlertJobs;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.Board;
import vn.cds.dashboard.api.query.InputTopics;
import vn.cds.dashboard.api.query.SourceTopic;
import vn.cds.dashboard.score.Scoreboard;
import vn.cds.metrics.MetricJob;
import vn.cds.notifier.Notifier;
import vn.cds.notifier.configuration.NotifierConfiguration;
import vn.cds.runtime.options.JobOptions;
import vn.cds.simulator.anomaly.AnomalyPlan;
import vn.cds.simulator.fault.Faults;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Period;
import vn.cds.standalone.EmbeddedStack;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.KafkaInputTopics;
import vn.cds.standalone.KafkaSourceTopic;
import vn.cds.standalone.command.option.KafkaAddress;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.servers.ServerChecks;

/** The whole system on this machine, with a simulated province. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Run the whole system on this machine: Kafka, ClickHouse, Flink with the jobs, a"
          + " simulated province and the board.",
      "",
      "Ctrl-C stops everything after a final savepoint; the next start goes on from there, with"
          + " nothing lost or counted twice. The same holds after kill -9."
    },
    footer = {
      "",
      "Examples:",
      "  ./cds demo                             Thanh Hoá on http://127.0.0.1:8080",
      "  ./cds demo --province 01 --rate 500    Hà Nội, busier",
      "  ./cds demo --data /tmp/two --port 8090 a second one beside the first",
      "  ./cds demo --story lagging             some communes lag; see the board's alerts",
      "  ./cds demo --reset                     forget all that was",
      "",
      "Exit codes: 0 stopped; 2 the command line is wrong; 3 this machine does not give what is"
          + " needed."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final Duration FIRST_ROW_TIMEOUT = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);

  @Spec private CommandSpec spec;

  @Option(
      names = "--province",
      paramLabel = "CODE",
      defaultValue = "38",
      description = "Two digits. Default: ${DEFAULT-VALUE}, Thanh Hoá.")
  private String province;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "50",
      description = "Events a second. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "The board's port; 0: a free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--flink-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Of Flink's web UI. Default: a free one.")
  private int flinkPort;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Default: the one of the last run, else a free one.")
  private int kafkaPort;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = KafkaAddress.DEFAULT_DATA,
      description = "Where everything is kept. Default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(names = "--reset", description = "Delete what earlier runs left in the data directory.")
  private boolean reset;

  @Option(names = "--seed", defaultValue = "1", description = "Of the simulator. Default: 1.")
  private long seed;

  @Option(
      names = "--faults",
      defaultValue = "duplicates=0.01,late=0.01,malformed=0.001",
      description =
          "What goes wrong in the province: none, all, or a list. Default: ${DEFAULT-VALUE}.")
  private String faults;

  @Option(
      names = "--operator",
      description =
          "The board shows criteria whose source nobody has verified, which leaders are not shown.")
  private boolean operator;

  @Option(
      names = "--story",
      paramLabel = "NAME",
      description =
          "lagging: from a minute after the start, payments of some communes fail, dossiers or documents"
              + " stay away, for half an hour; alert rules that do not wait for hours are published."
              + " lagging:CODE,CODE=ANOMALY,... for communes of your choice."
              + " Default: nothing befalls anybody.")
  private String story;

  @Option(
      names = "--no-notifier",
      description = "Leave it to a ./cds notify of your own to bring alerts to people.")
  private boolean noNotifier;

  private final Set<String> ended = new HashSet<>();
  private final long begin = System.nanoTime();
  private final AtomicReference<Board> board = new AtomicReference<>();
  private final AtomicReference<InputTopics> inputTopics = new AtomicReference<>();
  private final AtomicReference<SourceTopic> sourceTopic = new AtomicReference<>();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    check();
    CountDownLatch stop = stopOnSignal(out);
    EmbeddedStack.Builder builder =
        EmbeddedStack.builder(data)
            .logToFile()
            .reset(reset)
            .flinkPort(flinkPort)
            .kafkaPort(kafkaPort)
            .readingImports()
            .jobs(MetricJob.values())
            .whenTablesReady(
                database ->
                    board.set(
                        Board.builder(database)
                            .port(port)
                            .defaultProvince(province)
                            .operator(operator)
                            .inputTopics(inputTopics::get)
                            .sourceTopic(sourceTopic::get)
                            .start()))
            .progress((what, where, took) -> step(out, what + "  " + where));
    try (EmbeddedStack stack = builder.start();
        KafkaInputTopics kafka =
            new KafkaInputTopics(
                KafkaConnection.of(stack.kafka().bootstrapServers()),
                JobOptions.KAFKA_GROUP.defaultValue(),
                ServerChecks.WITHIN);
        KafkaSourceTopic sources =
            new KafkaSourceTopic(
                KafkaConnection.of(stack.kafka().bootstrapServers()), ServerChecks.WITHIN)) {
      inputTopics.set(kafka);
      sourceTopic.set(sources);
      DemoFeed feed =
          DemoFeed.start(
              stack, province, rate, seed, Faults.parse(faults), story, Clock.systemUTC());
      try {
        printAddresses(out, stack);
        awaitFirstRank(out, stack, feed, stop);
        if (story != null) {
          DemoRules.publish(stack.kafka().bootstrapServers());
          step(out, "Story " + story + "  " + feed.lags());
        }
        stack.resume(AlertJobs.INSTANCE);
        step(out, "Job " + AlertJobs.INSTANCE.jobName());
        try (Notifier notifier = notifier(out, stack)) {
          while (!stop.await(1, TimeUnit.SECONDS)) {
            sayWhenEnded(out, "simulator", feed::check);
            if (notifier != null) {
              sayWhenEnded(out, "notifier", notifier::check);
            }
          }
        }
      } finally {
        out.println();
        step(out, "stopping");
        feed.close();
        close(board.get());
        stack
            .stopJobs()
            .forEach(
                (job, reason) ->
                    out.println(
                        "No savepoint of "
                            + job.jobName()
                            + " ("
                            + reason
                            + "); it will go on from its latest checkpoint."));
        step(out, "jobs stopped");
      }
    } finally {
      close(board.get());
    }
    step(out, "stopped; ./cds demo" + dataOption() + " goes on from here");
    return ExitCode.OK;
  }

  /** Null when it is not wanted or cannot start. */
  private Notifier notifier(PrintWriter out, EmbeddedStack stack) {
    if (noNotifier) {
      return null;
    }
    try {
      Notifier notifier =
          Notifier.start(
              NotifierConfiguration.local(
                  stack.kafka().bootstrapServers(),
                  URI.create(board.get().url()),
                  province,
                  stack.data().mailbox(),
                  stack.data().webhooks()),
              Clock.systemUTC());
      step(out, "Notifier  " + stack.data().mailbox() + ", " + stack.data().webhooks());
      return notifier;
    } catch (IllegalStateException e) {
      step(out, e.getMessage() + " The demo goes on without a notifier.");
      return null;
    }
  }

  /** Says once that a part has ended; the other parts go on. */
  private void sayWhenEnded(PrintWriter out, String part, Runnable check) {
    try {
      check.run();
    } catch (RuntimeException e) {
      if (ended.add(part)) {
        LOG.error("The {} has ended", part, e);
        String why = e.getMessage() == null ? Failures.message(e) : e.getMessage();
        step(out, part + ": " + why + " Everything else goes on; a new start brings it back.");
      }
    }
  }

  private String dataOption() {
    return data.equals(Path.of(KafkaAddress.DEFAULT_DATA)) ? "" : " --data " + data;
  }

  private void check() {
    try {
      Faults.parse(faults);
      if (story != null) {
        AnomalyPlan.chosen(story);
      }
    } catch (IllegalArgumentException e) {
      throw UserError.usage(e.getMessage(), e);
    }
    if (!(rate > 0)) {
      throw UserError.usage("--rate must be more than 0");
    }
    if (Roster.bundled().provinces().stream().noneMatch(p -> p.code().equals(province))) {
      throw UserError.usage("there is no province " + province + ". Thanh Hoá is 38, Hà Nội 01");
    }
    checkPort("--port", port);
    checkPort("--flink-port", flinkPort);
    checkPort("--kafka-port", kafkaPort);
  }

  private static void checkPort(String option, int port) {
    if (port < 0 || port > 65535) {
      throw UserError.usage(option + " must be 0 to 65535");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress("127.0.0.1", port));
    } catch (BindException e) {
      throw UserError.environment(
          "port "
              + port
              + " is taken. Stop what listens there, or choose another with "
              + option
              + " (0: a free one)",
          e);
    } catch (IOException e) {
      throw UserError.environment("port " + port + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** The first Ctrl-C stops in order; the second one at once, which loses nothing either. */
  private static CountDownLatch stopOnSignal(PrintWriter out) {
    CountDownLatch stop = new CountDownLatch(1);
    for (String signal : new String[] {"INT", "TERM"}) {
      Signal.handle(
          new Signal(signal),
          s -> {
            if (stop.getCount() == 0) {
              out.println("stopped at once; the next start goes on from the latest checkpoints");
              Runtime.getRuntime().halt(ExitCode.FAILED);
            }
            stop.countDown();
          });
    }
    return stop;
  }

  private void awaitFirstRank(
      PrintWriter out, EmbeddedStack stack, DemoFeed feed, CountDownLatch stop)
      throws InterruptedException {
    long deadline = System.nanoTime() + FIRST_ROW_TIMEOUT.toNanos();
    try (NamedQueries queries = NamedQueries.of(stack.database())) {
      while (!stop.await(250, TimeUnit.MILLISECONDS)) {
        sayWhenEnded(out, "simulator", feed::check);
        if (isRanked(queries)) {
          step(out, "the first commune is ranked");
          return;
        }
        if (System.nanoTime() > deadline) {
          out.println(
              "No commune is ranked yet: each needs "
                  + Scoreboard.USUAL_MINIMUM_N
                  + " dossiers today. The log is "
                  + stack.data().log());
          return;
        }
      }
    }
  }

  private boolean isRanked(NamedQueries queries) {
    Clock clock = Clock.systemUTC();
    Period today = Period.current(Period.Kind.TODAY, clock);
    Scoreboard scoreboard =
        new Scoreboard(
            province,
            today.fromDay(),
            today.toDay(),
            clock.instant(),
            Scoreboard.FRAME_OF_THE_PAGE,
            0,
            Scoreboard.PEERS_OF_THE_PAGE,
            Scoreboard.USUAL_MINIMUM_N);
    return scoreboard.read(queries).stream().anyMatch(standing -> standing.rank() != null);
  }

  private void printAddresses(PrintWriter out, EmbeddedStack stack) {
    out.println();
    out.println("  Board       " + board.get().url());
    out.println("  Flink       " + stack.flinkRestUrl());
    out.println(
        "  ClickHouse  "
            + stack.clickHouse().httpUrl()
            + ", user "
            + stack.clickHouse().user()
            + ", password in "
            + stack.clickHouse().passwordFile());
    out.println("  Kafka       " + stack.kafka().bootstrapServers());
    out.println("  Data, log   " + stack.data().root() + ", " + stack.data().log());
    out.println();
    out.println("Ctrl-C stops; the next start goes on from there.");
    out.println();
    out.flush();
  }

  private synchronized void step(PrintWriter out, String what) {
    out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - begin) / 1e9, what);
    out.flush();
  }

  private static void close(Board board) {
    if (board != null) {
      board.close();
    }
  }
}
