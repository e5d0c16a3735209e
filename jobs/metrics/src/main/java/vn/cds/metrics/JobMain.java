package vn.cds.metrics;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import vn.cds.runtime.JobOptions;

/** What the mains share: {@code --options FILE [--set key=value ...]}. */
final class JobMain {
  private JobMain() {}

  static void run(MetricJob job, String... arguments) throws Exception {
    JobOptions options = options(arguments);
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    MetricJobs.build(environment, job, options);
    environment.execute();
  }

  static JobOptions options(String... arguments) {
    Path file = null;
    Map<String, String> overrides = new TreeMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw usage(arguments[i] + " needs a value");
      }
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--options" -> file = Path.of(value);
        case "--set" -> {
          int equals = value.indexOf('=');
          if (equals < 1) {
            throw usage("--set " + value + " is not key=value");
          }
          overrides.put(value.substring(0, equals), value.substring(equals + 1));
        }
        default -> throw usage("unknown argument " + arguments[i]);
      }
    }
    return JobOptions.load(file, overrides);
  }

  private static IllegalArgumentException usage(String fault) {
    return new IllegalArgumentException(fault + ". Usage: --options FILE [--set key=value ...]");
  }
}
