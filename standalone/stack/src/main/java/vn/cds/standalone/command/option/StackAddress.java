package vn.cds.standalone.command.option;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.cds.sql.Database;
import vn.cds.standalone.DataDirectory;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.servers.ServerChecks;

/**
 * Where Kafka and ClickHouse are: in a stack that runs here, or where the options say. Each is
 * asked whether it answers, and a {@link UserError} says why not.
 */
public final class StackAddress {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = KafkaAddress.DEFAULT_DATA,
      description = "The data directory of a running stack. Default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Kafka, if elsewhere.")
  private String bootstrap;

  @Mixin private KafkaProperties properties;

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

  @Mixin private AnswerTime time;

  private Map<String, String> addresses;

  /** To Kafka. */
  public KafkaConnection kafka() {
    KafkaConnection connection =
        new KafkaConnection(bootstrap == null ? running("kafka") : bootstrap, properties.read());
    ServerChecks.kafka(connection.servers(), connection.client(), time.limit());
    return connection;
  }

  /** The tables, with the account to read them as. */
  public Database database() {
    Database named =
        clickHouse == null
            ? ClickHouseAccount.of(data, user, passwordFile)
                .database(running("clickhouse"), Database.DEFAULT_NAME)
            : ClickHouseAccount.given(user, passwordFile)
                .database(clickHouse, Database.DEFAULT_NAME);
    ServerChecks.clickHouse(named, time.limit());
    return named;
  }

  /**
   * Flink's REST address.
   *
   * @param elsewhere null: that of the stack that runs here
   */
  public URI flink(URI elsewhere) {
    URI rest = elsewhere == null ? URI.create(running("flink")) : elsewhere;
    ServerChecks.flink(rest, time.limit());
    return rest;
  }

  /** How long an answer may take. */
  public Duration within() {
    return time.limit();
  }

  private String running(String part) {
    if (addresses == null) {
      addresses = DataDirectory.readAddresses(data);
    }
    return addresses.get(part);
  }
}
