package vn.cds.standalone.command;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.contract.roster.Roster;
import vn.cds.sql.CatalogueLoader;
import vn.cds.sql.ClusterMigrator;
import vn.cds.sql.Database;
import vn.cds.sql.Migrator;
import vn.cds.sql.RosterLoader;
import vn.cds.sql.SqlFailure;
import vn.cds.standalone.command.option.ClusterServers;
import vn.cds.standalone.command.option.ReferenceFiles;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

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
      "  ./cds migrate --clickhouse http://clickhouse:8123 --password-file /run/secrets/clickhouse",
      "  ./cds migrate --cluster cds --clickhouse http://shard-1:8123,http://shard-2:8123"
    })
public final class MigrateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ClusterServers servers;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description =
          "Migrates a ClickHouse cluster, by its name in the remote_servers of its servers"
              + " (docs/clickhouse-cluster.md).")
  private String cluster;

  @Mixin private ReferenceFiles files;

  @Override
  public Integer call() {
    Roster roster = files.roster();
    List<Database> databases = servers.databases();
    if (cluster == null && databases.size() > 1) {
      throw UserError.usage(
          "--clickhouse names "
              + databases.size()
              + " servers. Those of a cluster are migrated together, with --cluster NAME; others"
              + " one by one");
    }
    Consumer<String> progress = spec.commandLine().getOut()::println;
    try {
      if (cluster != null) {
        ClusterMigrator.migrate(
            databases, cluster, roster, progress, database -> load(database, roster));
      } else if (Migrator.migrate(databases.get(0), progress)) {
        load(databases.get(0), roster);
      }
    } catch (SqlFailure e) {
      throw UserError.environment(e.getMessage(), e);
    }
    return ExitCode.OK;
  }

  private void load(Database target, Roster roster) {
    RosterLoader.load(target, roster, files.formerUnits(roster), files.figures());
    CatalogueLoader.loadBundledIfNone(target, Clock.systemUTC());
  }
}
