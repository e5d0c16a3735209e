package vn.cds.standalone.command.option;

import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.cds.sql.Database;
import vn.cds.standalone.DataDirectory;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.servers.ServerChecks;

/** Where the tables are: a server, or the data directory of a stack that runs. */
public final class ClickHouseAddress {

  @ArgGroup(exclusive = true)
  private Choice choice;

  @Mixin private AnswerTime time;

  private static final class Choice {
    @Option(names = "--clickhouse", paramLabel = "URL", description = "HTTP address of ClickHouse.")
    private String url;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description =
            "The data directory of a running ./cds demo, which knows the address. Default: "
                + KafkaAddress.DEFAULT_DATA
                + ".")
    private Path data;
  }

  @Option(
      names = "--user",
      description =
          "Default: default, with --data that of the demo. The password comes from the environment"
              + " variable CDS_CLICKHOUSE_PASSWORD or from --password-file, never from the command"
              + " line.")
  private String user;

  @Option(names = "--password-file", paramLabel = "FILE", description = "Holds the password.")
  private Path passwordFile;

  @Option(
      names = "--database",
      defaultValue = Database.DEFAULT_NAME,
      description = "Default: ${DEFAULT-VALUE}.")
  private String name;

  /**
   * On a server that answers.
   *
   * @throws UserError when it does not
   */
  public Database database() {
    Database named = named();
    ServerChecks.clickHouse(named, time.limit());
    return named;
  }

  private Database named() {
    if (choice != null && choice.url != null) {
      return ClickHouseAccount.given(user, passwordFile).database(choice.url, name);
    }
    Path data = choice == null ? Path.of(KafkaAddress.DEFAULT_DATA) : choice.data;
    return ClickHouseAccount.of(data, user, passwordFile)
        .database(DataDirectory.readAddresses(data).get("clickhouse"), name);
  }
}
