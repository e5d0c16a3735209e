package vn.cds.standalone;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;
import vn.cds.sql.Database;
import vn.cds.testkit.TestClickHouse;

/** A job in this process, on the tables that the tests of this module share. */
final class LocalJob {
  private LocalJob() {}

  /** Options of a job that reads everything from the first record on. */
  static Map<String, String> options(String kafka, Database tables) {
    Map<String, String> options = new HashMap<>();
    options.put("kafka.bootstrap.servers", kafka);
    options.put("clickhouse.url", "jdbc:clickhouse:" + tables.url() + "/" + tables.name());
    options.put("clickhouse.user", tables.user());
    options.put("clickhouse.password.file", TestClickHouse.server().passwordFile().toString());
    options.put("start.position", "earliest");
    options.put("emit.interval", "100 ms");
    options.put("execution.checkpointing.interval", "500 ms");
    return options;
  }

  /** A job that was built and waits to be executed. */
  static StreamExecutionEnvironment build(StreamJob job, Map<String, String> options) {
    JobOptions all = JobOptions.load(null, options);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, all.flink());
    job.build(environment, all);
    return environment;
  }

  /** Returns when a job has counted all that is there. */
  static void runToTheEnd(StreamJob job, Map<String, String> options) throws Exception {
    Map<String, String> bounded = new HashMap<>(options);
    bounded.put("run.bounded", "true");
    build(job, bounded).execute();
  }
}
