package vn.cds.standalone.command.option;

import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.cds.standalone.DataDirectory;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.servers.ServerChecks;

/** Where Kafka is, an address or the data directory of a stack that runs, and how to log in. */
public final class KafkaAddress {
  public static final String DEFAULT_DATA = "data";

  @ArgGroup(exclusive = true)
  private Choice choice;

  @Mixin private KafkaProperties properties;
  @Mixin private AnswerTime time;

  private static final class Choice {
    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Kafka's bootstrap servers.")
    private String bootstrap;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description =
            "The data directory of a running ./cds demo, which knows the address. Default: "
                + DEFAULT_DATA
                + ".")
    private Path data;
  }

  public boolean isGiven() {
    return choice != null;
  }

  /**
   * To a Kafka that answers.
   *
   * @throws UserError when it does not
   */
  public KafkaConnection connection() {
    KafkaConnection connection = unchecked();
    checkAnswers(connection);
    return connection;
  }

  /** To a Kafka that need not be there yet. */
  public KafkaConnection unchecked() {
    return new KafkaConnection(named(), properties.read());
  }

  /**
   * Returns when Kafka has answered.
   *
   * @throws UserError when it does not
   */
  public void checkAnswers(KafkaConnection connection) {
    ServerChecks.kafka(connection.servers(), connection.client(), time.limit());
  }

  /** How long an answer may take. */
  public Duration within() {
    return time.limit();
  }

  /** As it stands on the command line or in the data directory. */
  public String named() {
    if (choice != null && choice.bootstrap != null) {
      return choice.bootstrap;
    }
    Path data = choice == null ? Path.of(DEFAULT_DATA) : choice.data;
    return DataDirectory.readAddresses(data).get("kafka");
  }
}
