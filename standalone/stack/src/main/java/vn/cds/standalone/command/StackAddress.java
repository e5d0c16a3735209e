package vn.cds.standalone.command;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;
import vn.cds.sql.Database;
import vn.cds.standalone.DataDirectory;

/** Where Kafka and ClickHouse are: in a stack that runs here, or where the options say. */
public final class StackAddress {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = KafkaAddress.DEFAULT_DATA,
      description = "The data directory of a running stack. Default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "Kafka, if elsewhere.")
  private String bootstrap;

  @Option(names = "--clickhouse", paramLabel = "URL", description = "ClickHouse, if elsewhere.")
  private String clickHouse;

  @Option(
      names = "--user",
      description =
          "ClickHouse's user. Default: that of the stack; default with --clickhouse. The password"
              + " comes from CDS_CLICKHOUSE_PASSWORD or --password-file.")
  private String user;

  @Option(names = "--password-file", paramLabel = "FILE", description = "Holds the password.")
  private Path passwordFile;

  private Map<String, String> addresses;

  /** Kafka's, as clients take it. */
  public String bootstrapServers() {
    return bootstrap == null ? running("kafka") : bootstrap;
  }

  /** The tables, with the account to read them as. */
  public Database database() {
    return clickHouse == null
        ? ClickHouseAccount.of(data, user, passwordFile)
            .database(running("clickhouse"), Database.DEFAULT_NAME)
        : ClickHouseAccount.given(user, passwordFile).database(clickHouse, Database.DEFAULT_NAME);
  }

  /** Flink's REST address of the stack that runs here. */
  URI flink() {
    return URI.create(running("flink"));
  }

  private String running(String part) {
    if (addresses == null) {
      addresses = DataDirectory.readAddresses(data);
    }
    return addresses.get(part);
  }
}
