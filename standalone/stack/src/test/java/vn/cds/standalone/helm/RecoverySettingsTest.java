package vn.cds.standalone.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** How jobs come back is written in three places; it is the same in all of them. */
class RecoverySettingsTest {
  private static final Path CHART_FILE = Helm.CHART.resolve("files/flink-recovery.yaml");
  private static final List<String> OPTIONS =
      List.of("jobs/metrics/src/main/resources/job.properties", "deploy/docker/job.properties");

  @Test
  void theOptionsOfJobsRestartAsTheChartDoes() throws IOException {
    Map<String, Object> chart = Helm.documents(Files.readString(CHART_FILE)).get(0);
    for (String file : OPTIONS) {
      Properties options = new Properties();
      try (Reader in = Files.newBufferedReader(Helm.ROOT.resolve(file))) {
        options.load(in);
      }
      options.keySet().removeIf(key -> !key.toString().matches("(restart-strategy|pekko)\\..*"));
      assertThat(options).as(file).isNotEmpty();
      options.forEach(
          (key, value) -> assertThat(chart).as(file).containsEntry((String) key, value));
    }
  }
}
