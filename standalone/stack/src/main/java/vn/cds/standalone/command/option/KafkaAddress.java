package vn.cds.standalone.command.option;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.cds.standalone.DataDirectory;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.servers.ServerChecks;

/** Where Kafka is: an address, or the data directory of a stack that runs. */
public final class KafkaAddress {
  public static final String DEFAULT_DATA = "data";

  @ArgGroup(exclusive = true)
  private Choice choice;

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
   * Of a Kafka that answers.
   *
   * @throws UserError when it does not
   */
  public String bootstrapServers() {
    String servers = named();
    checkAnswers(servers, Map.of());
    return servers;
  }

  /** With further settings of Kafka's clients. */
  public void checkAnswers(String servers, Map<String, ?> client) {
    ServerChecks.kafka(servers, client, time.limit());
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
