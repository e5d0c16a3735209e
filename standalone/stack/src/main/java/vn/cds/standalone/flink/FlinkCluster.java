package vn.cds.standalone.flink;

import java.net.URI;
import org.apache.flink.client.program.ClusterClient;

/** A Flink session cluster that jobs can be submitted to. */
public interface FlinkCluster extends AutoCloseable {
  /** Submits, stops and asks about jobs. Thread-safe; closed with the cluster. */
  ClusterClient<?> client();

  /** The address of the REST interface and the web UI. */
  URI restUrl();

  /** Ends every process and thread of the cluster; jobs that still run are not asked. */
  @Override
  void close();
}
