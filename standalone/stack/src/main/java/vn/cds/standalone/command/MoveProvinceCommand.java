package vn.cds.standalone.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.sql.ShardMove;
import vn.cds.sql.SqlFailure;
import vn.cds.standalone.command.option.ClusterServers;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** Another shard for a province. */
@Command(
    name = "move-province",
    mixinStandardHelpOptions = true,
    description =
        "Moves the rows of a province to another shard of a ClickHouse cluster, for example to one"
            + " that was added. Stop the jobs with savepoints and the board first"
            + " (docs/clickhouse-cluster.md). An interrupted move is continued by the same command.",
    footer = {
      "",
      "Example:",
      "  ./cds move-province --cluster cds --clickhouse http://shard-1:8123,http://shard-2:8123,http://shard-3:8123 --user migrator --province 38 --to-shard 3"
    })
public final class MoveProvinceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ClusterServers servers;

  @Option(
      names = "--cluster",
      required = true,
      paramLabel = "NAME",
      description = "Its name in the remote_servers of its servers.")
  private String cluster;

  @Option(names = "--province", required = true, paramLabel = "CODE", description = "Two digits.")
  private String province;

  @Option(
      names = "--to-shard",
      required = true,
      paramLabel = "NUMBER",
      description = "As the cluster counts them, from 1.")
  private int shard;

  @Override
  public Integer call() {
    try {
      ShardMove.move(
          servers.databases(), cluster, province, shard, spec.commandLine().getOut()::println);
    } catch (SqlFailure e) {
      throw UserError.environment(e.getMessage(), e);
    }
    return ExitCode.OK;
  }
}
