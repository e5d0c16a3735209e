package vn.cds.standalone.command.option;

import java.net.URI;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.jobs.RemoteFlink;
import vn.cds.standalone.servers.ServerChecks;

/** The Flink cluster that jobs are submitted to. */
public final class FlinkAddress {
  @Option(
      names = "--flink",
      required = true,
      paramLabel = "URL",
      description = "The JobManager's REST address, for example http://localhost:8081.")
  private URI rest;

  @Mixin private AnswerTime time;

  /**
   * A client of a cluster that answers; to be closed.
   *
   * @throws UserError when it does not answer
   */
  public RemoteFlink connect() {
    ServerChecks.flink(rest, time.limit());
    return connectLater();
  }

  /** A client of a cluster that need not run yet; to be closed. */
  public RemoteFlink connectLater() {
    return new RemoteFlink(rest);
  }

  /** How long a server may take for its first answer. */
  public Duration within() {
    return time.limit();
  }

  /** A page of its web interface. */
  public URI page(String path) {
    return rest.resolve(path);
  }
}
