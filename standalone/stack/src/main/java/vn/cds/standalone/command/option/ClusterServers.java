package vn.cds.standalone.command.option;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.cds.sql.Database;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.servers.ServerChecks;

/** The servers of a ClickHouse cluster, with the account of the one who migrates it. */
public final class ClusterServers {

  @Option(
      names = "--clickhouse",
      required = true,
      split = ",",
      paramLabel = "URL",
      description = "HTTP address of the server; of a cluster those of all its servers.")
  private List<String> urls;

  @Option(
      names = "--user",
      defaultValue = "default",
      description =
          "Default: ${DEFAULT-VALUE}. The password comes from the environment variable"
              + " CDS_CLICKHOUSE_PASSWORD or from --password-file, never from the command line.")
  private String user;

  @Option(names = "--password-file", paramLabel = "FILE", description = "Holds the password.")
  private Path passwordFile;

  @Option(
      names = "--database",
      defaultValue = Database.DEFAULT_NAME,
      description = "Default: ${DEFAULT-VALUE}.")
  private String database;

  @Mixin private AnswerTime time;

  /**
   * A database by each server.
   *
   * @throws UserError when one does not answer, or an address cannot be one
   */
  public List<Database> databases() {
    ClickHouseAccount account = ClickHouseAccount.given(user, passwordFile);
    List<Database> databases = urls.stream().map(url -> account.database(url, database)).toList();
    databases.forEach(server -> ServerChecks.clickHouse(server, time.limit()));
    return databases;
  }
}
