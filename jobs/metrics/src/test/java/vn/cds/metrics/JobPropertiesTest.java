package vn.cds.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import vn.cds.runtime.options.JobOptions;

/** The operator's manual and the code name the same options with the same defaults. */
class JobPropertiesTest {
  private static final Pattern OPTION =
      Pattern.compile("^#([a-z][a-z.-]+)=(.*)$", Pattern.MULTILINE);

  @Test
  void theManualNamesEveryOptionWithItsDefault() throws IOException {
    Map<String, String> manual = new LinkedHashMap<>();
    Matcher matcher = OPTION.matcher(text());
    while (matcher.find()) {
      manual.put(matcher.group(1), matcher.group(2));
    }
    assertThat(manual.keySet())
        .containsExactlyInAnyOrderElementsOf(
            JobOptions.ALL.stream().map(ConfigOption::key).toList());
    for (ConfigOption<?> option : JobOptions.ALL) {
      String value = manual.get(option.key());
      Object told =
          value.isEmpty()
              ? option.defaultValue()
              : Configuration.fromMap(Map.of(option.key(), value)).get(option);
      assertThat(told).as(option.key()).isEqualTo(option.defaultValue());
      assertThat(value.isEmpty())
          .as("%s has a default", option.key())
          .isEqualTo(option.defaultValue() == null || option.defaultValue().equals(""));
    }
  }

  @Test
  void theManualItselfIsAValidFile() throws IOException {
    java.nio.file.Path file = java.nio.file.Files.createTempFile("job", ".properties");
    java.nio.file.Files.writeString(file, text());
    JobOptions options =
        JobOptions.load(
            file,
            Map.of(
                "kafka.bootstrap.servers",
                "localhost:1",
                "clickhouse.url",
                "jdbc:clickhouse://localhost:1/cds"));
    assertThat(options.flink().toMap()).containsEntry("state.backend.type", "hashmap");
    java.nio.file.Files.delete(file);
  }

  private static String text() throws IOException {
    try (var stream = JobOptions.class.getResourceAsStream("/job.properties")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
