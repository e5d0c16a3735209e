package vn.cds.standalone.command.feed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.cds.sql.Database;
import vn.cds.standalone.DataDirectory;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.command.option.AnswerTime;
import vn.cds.standalone.command.option.ClickHouseAccount;
import vn.cds.standalone.command.option.KafkaProperties;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.history.RunningBoard;
import vn.cds.standalone.servers.ServerChecks;

/** The board that counts an import: at addresses, or a demo that runs in a directory. */
final class BoardAddress {
  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description =
          "The Kafka of a board that runs; its jobs count the events. With --dry-run: print what"
              + " would change in what earlier imports left there.")
  private String kafka;

  @Mixin private KafkaProperties kafkaProperties;

  @Option(
      names = "--kafka-group",
      defaultValue = "cds",
      description = "As the jobs' kafka.group.id. Default: ${DEFAULT-VALUE}.")
  private String kafkaGroup;

  @Option(
      names = "--clickhouse",
      paramLabel = "URL",
      description = "With --kafka: ClickHouse, to list what the jobs refuse.")
  private String clickHouse;

  @Option(
      names = "--user",
      description =
          "ClickHouse's user. The password comes from CDS_CLICKHOUSE_PASSWORD or --password-file."
              + " Default: default, with --data that of the demo.")
  private String user;

  @Option(names = "--password-file", paramLabel = "FILE", description = "Holds the password.")
  private Path passwordFile;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description =
          "How long the jobs of a board that runs may count nothing. Default: ${DEFAULT-VALUE}.")
  private long patience;

  @Mixin private AnswerTime answerTime;

  /**
   * The board.
   *
   * @param data a directory; null when none was given
   * @return empty when no board was named, and the directory is not that of a demo
   * @throws UserError when it does not answer, or the demo does not run
   */
  Optional<RunningBoard> board(Path data) {
    return kafka(data)
        .map(
            connection ->
                new RunningBoard(
                    connection, kafkaGroup, database(data), Duration.ofSeconds(patience)));
  }

  /**
   * Kafka.
   *
   * @return empty in the same cases
   * @throws UserError when it does not answer, or the demo does not run
   */
  Optional<KafkaConnection> kafka(Path data) {
    boolean ofDemo = data != null && DataDirectory.hasJobs(data);
    if (kafka != null && data != null) {
      throw UserError.usage("give --kafka, or the --data directory of a demo, not both");
    }
    if (ofDemo && !DataDirectory.isRunning(data)) {
      throw UserError.usage(
          "%s is the directory of a demo, which does not run. Start it with ./cds demo --data %s, then import; or name another directory"
              .formatted(data, data));
    }
    String servers = ofDemo ? DataDirectory.readAddresses(data).get("kafka") : kafka;
    if (servers == null) {
      if (kafkaProperties.isGiven()) {
        throw UserError.usage("--kafka-properties goes with --kafka: give both, or neither");
      }
      return Optional.empty();
    }
    KafkaConnection connection = new KafkaConnection(servers, kafkaProperties.read());
    ServerChecks.kafka(servers, connection.client(), answerTime.limit());
    return Optional.of(connection);
  }

  /** Null when it was not named. */
  private Database database(Path data) {
    if (data == null && clickHouse == null) {
      return null;
    }
    Database database =
        data == null
            ? ClickHouseAccount.given(user, passwordFile)
                .database(clickHouse, Database.DEFAULT_NAME)
            : ClickHouseAccount.of(data, user, passwordFile)
                .database(
                    DataDirectory.readAddresses(data).get("clickhouse"), Database.DEFAULT_NAME);
    ServerChecks.clickHouse(database, answerTime.limit());
    return database;
  }
}
