package vn.cds.standalone.command;

import java.net.URI;
import picocli.CommandLine.Option;
import vn.cds.standalone.jobs.RemoteFlink;

/** The Flink cluster that jobs are submitted to. */
final class FlinkAddress {
  @Option(
      names = "--rest",
      required = true,
      paramLabel = "URL",
      description = "The JobManager's REST address, for example http://localhost:8081.")
  private URI rest;

  /** A client; to be closed. */
  RemoteFlink connect() {
    return new RemoteFlink(rest);
  }

  /** A page of its web interface. */
  URI page(String path) {
    return rest.resolve(path);
  }
}
