package vn.cds.standalone.command;

import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import vn.cds.standalone.DataDirectory;

/** Where Kafka is: an address, or the data directory of a stack that runs. */
final class KafkaAddress {
  static final String DEFAULT_DATA = "data";

  @ArgGroup(exclusive = true)
  private Choice choice;

  private static final class Choice {
    @Option(
        names = "--bootstrap",
        paramLabel = "HOST:PORT",
        description = "Kafka's bootstrap servers.")
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

  boolean isGiven() {
    return choice != null;
  }

  String bootstrapServers() {
    if (choice != null && choice.bootstrap != null) {
      return choice.bootstrap;
    }
    Path data = choice == null ? Path.of(DEFAULT_DATA) : choice.data;
    return DataDirectory.readAddresses(data).get("kafka");
  }
}
