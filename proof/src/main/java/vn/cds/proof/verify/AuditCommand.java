package vn.cds.proof.verify;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.proof.ClickHouseReader;
import vn.cds.proof.oracle.Oracle;
import vn.cds.proof.oracle.WorkingTime;
import vn.cds.proof.oracle.input.Units;
import vn.cds.runtime.options.JobOptions;
import vn.cds.sql.Database;
import vn.cds.standalone.cli.Subcommand;
import vn.cds.standalone.command.option.StackAddress;
import vn.cds.standalone.error.ExitCode;

/** {@code ./cds audit}: compares a stack that runs with the oracle. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Hold every row of a running stack against the oracle: reads all events that Kafka still holds,"
          + " waits until the jobs have counted them, computes every table without the jobs' code and"
          + " compares. Sends and changes nothing.",
      "Stop the senders first: what arrives meanwhile is a difference. So is what Kafka has deleted"
          + " and ClickHouse has kept."
    },
    footer = {
      "",
      "The last line is the number of differences; the exit code is 0 when there are none.",
      "",
      "Examples:",
      "  ./cds audit                        of the demo that runs in ./data",
      "  ./cds audit --kafka kafka:9092 --clickhouse http://clickhouse:8123 \\",
      "      --user reader --password-file FILE --options job.properties"
    })
public final class AuditCommand implements Subcommand {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;

  @Mixin private StackAddress address;

  @Option(
      names = "--options",
      paramLabel = "FILE",
      description = "The options of the jobs, where lateness and generation stand.")
  private Path optionsFile;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "How long the jobs may take to count what was sent. Default: ${DEFAULT-VALUE}.")
  private int patience;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    RunLog log = new RunLog(out);
    Database database = address.database();
    JobOptions options = options(database);
    Instant deadline = Instant.now().plusSeconds(patience);
    try (InputTopics topics = new InputTopics(address.kafka())) {
      log.say("reading the records of %s", String.join(", ", InputTopics.names()));
      Oracle oracle =
          new Oracle(FaultRun.oracleOptions(options), Units.bundled(), WorkingTime.bundled());
      Map<TopicPartition, InputTopics.Contents> contents = topics.readAll(oracle::accept);
      Oracle.Expected expected = oracle.expected();
      ClickHouseReader tables =
          new ClickHouseReader(
              database.url(), database.user(), database.password(), database.name());
      OracleCheck check;
      do {
        log.say("comparing");
        check = OracleCheck.of(expected, tables, contents);
      } while (check.differences() > 0 && pause(deadline));
      check.print(out);
      return check.differences() == 0 ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  /** Whether there is time to compare once more. */
  private static boolean pause(Instant deadline) throws InterruptedException {
    Thread.sleep(PAUSE.toMillis());
    return Instant.now().isBefore(deadline);
  }

  private JobOptions options(Database database) {
    JobOptions options =
        JobOptions.load(
            optionsFile,
            Map.of(
                JobOptions.KAFKA_SERVERS.key(),
                address.kafka().servers(),
                JobOptions.CLICKHOUSE_URL.key(),
                "jdbc:clickhouse:" + database.url() + "/" + database.name()));
    // Where jobs do not read imports, there are none, or they are missing.
    return options.historyUntil().isPresent()
        ? options
        : options.with(Map.of(JobOptions.HISTORY_UNTIL.key(), "always"));
  }
}
