package vn.cds.metrics;

import vn.cds.runtime.options.JobOptions;
import vn.cds.testkit.TestServers;

/** The Kafka and the ClickHouse that the jobs of a test work on. */
final class Parts extends TestServers {
  JobOptions options(String... keysAndValues) {
    return JobOptions.load(null, jobOptions(keysAndValues));
  }
}
