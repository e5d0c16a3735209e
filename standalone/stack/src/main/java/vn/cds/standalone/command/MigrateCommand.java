package vn.cds.standalone.command;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.contract.roster.Roster;
import vn.cds.sql.CatalogueLoader;
import vn.cds.sql.Database;
import vn.cds.sql.Migrator;
import vn.cds.sql.RosterLoader;
import vn.cds.sql.SqlFailure;
import vn.cds.standalone.command.option.AnswerTime;
import vn.cds.standalone.command.option.Password;
import vn.cds.standalone.command.option.ReferenceFiles;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.servers.ServerChecks;

/** The tables of a ClickHouse server. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description =
        "Bring the tables, views and the roster of communes on a ClickHouse server to this version;"
            + " a server without indicators gets those of this version. Safe to run again, and on"
            + " an empty server. One that a newer version has migrated is not changed; the exit code"
            + " then says whether this version can work with it.",
    footer = {
      "",
      "Examples:",
      "  ./cds migrate --clickhouse http://127.0.0.1:8123",
      "  CDS_CLICKHOUSE_PASSWORD=... ./cds migrate --clickhouse https://clickhouse:8443 --user migrator",
      "  ./cds migrate --clickhouse http://clickhouse:8123 --password-file /run/secrets/clickhouse"
    })
public final class MigrateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--clickhouse",
      required = true,
      paramLabel = "URL",
      description = "HTTP address of the server.")
  private String url;

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
  @Mixin private ReferenceFiles files;

  @Override
  public Integer call() {
    Database target;
    try {
      target =
          new Database(url, user, Password.read("CDS_CLICKHOUSE_PASSWORD", passwordFile), database);
    } catch (IllegalArgumentException e) {
      throw UserError.usage(e.getMessage(), e);
    }
    Roster roster = files.roster();
    ServerChecks.clickHouse(target, time.limit());
    try {
      if (Migrator.migrate(target, spec.commandLine().getOut()::println)) {
        RosterLoader.load(target, roster, files.formerUnits(roster), files.figures());
        CatalogueLoader.loadBundledIfNone(target, Clock.systemUTC());
      }
    } catch (SqlFailure e) {
      throw UserError.environment(e.getMessage(), e);
    }
    return ExitCode.OK;
  }
}
