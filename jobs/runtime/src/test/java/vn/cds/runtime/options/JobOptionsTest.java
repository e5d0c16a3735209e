package vn.cds.runtime.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.file.InvalidDataFile;

class JobOptionsTest {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "kafka.bootstrap.servers",
          "localhost:9092",
          "clickhouse.url",
          "jdbc:clickhouse://localhost:8123/cds");

  @Test
  void defaultsHold() {
    JobOptions options = with();
    assertThat(options.get(JobOptions.LATENESS_MINUTE)).isEqualTo(Duration.ofHours(3));
    assertThat(options.get(JobOptions.COHORT_RETENTION)).isEqualTo(Duration.ofDays(400));
    assertThat(options.get(JobOptions.START)).isEqualTo("committed");
  }

  @Test
  void overridesLieOnTopOfTheFile(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("job.properties");
    Files.writeString(
        file,
        "kafka.bootstrap.servers=a:1\nclickhouse.url=jdbc:clickhouse://a/cds\nrun.generation=3\n");
    JobOptions options = JobOptions.load(file, Map.of("kafka.bootstrap.servers", "b:2"));
    assertThat(options.get(JobOptions.KAFKA_SERVERS)).isEqualTo("b:2");
    assertThat(options.get(JobOptions.GENERATION)).isEqualTo(3);
  }

  @Test
  void anUnknownKeyIsAFaultThatNamesTheNearest() {
    assertThatThrownBy(() -> with("latenes.minute", "3 h"))
        .isInstanceOf(InvalidDataFile.class)
        .hasMessageContaining("unknown key latenes.minute; did you mean lateness.minute?");
  }

  @Test
  void allFaultsAreToldAtOnceWithTheirLines(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("job.properties");
    Files.writeString(file, "# A job\n\nrun.generation = many\nlatenes.minute = 3 h\n");
    assertThatThrownBy(() -> JobOptions.load(file, Map.of("nonsense", "1")))
        .isInstanceOfSatisfying(
            InvalidDataFile.class,
            e ->
                assertThat(e.errors())
                    .hasSize(5)
                    .anyMatch(error -> error.startsWith("job.properties:3: run.generation"))
                    .anyMatch(error -> error.startsWith("job.properties:4: unknown key latenes"))
                    .anyMatch(error -> error.startsWith("job.properties: unknown key nonsense"))
                    .anyMatch(error -> error.contains("kafka.bootstrap.servers is not set"))
                    .anyMatch(error -> error.contains("clickhouse.url is not set")));
  }

  @Test
  void boundsAreChecked() {
    assertThatThrownBy(() -> with("run.generation", "128"))
        .hasMessageContaining("between 0 and 127");
    assertThatThrownBy(() -> with("lateness.minute", "4 d"))
        .hasMessageContaining("lateness.minute <= lateness.hour");
    assertThatThrownBy(() -> with("cohort.retention", "1 d"))
        .hasMessageContaining("cohort.retention");
    assertThatThrownBy(() -> with("start.position", "yesterday")).hasMessageContaining("earliest");
    assertThatThrownBy(() -> with("emit.interval", "1 ms")).hasMessageContaining("emit.interval");
    assertThatThrownBy(() -> with("roster.units.file", "a.csv"))
        .hasMessageContaining("roster.provinces.file");
    assertThatThrownBy(() -> with("clickhouse.url", "localhost")).hasMessageContaining("jdbc:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:clickhouse://cds:canary@localhost:8123/cds",
        "jdbc:ch:http://cds@localhost:8123/cds?ssl=true",
        "jdbc:clickhouse://localhost:8123/cds?ssl=true&password=canary",
        "jdbc:clickhouse://localhost:8123/cds?pass%77ord=canary",
        "jdbc:clickhouse://localhost:8123/cds?user=cds",
        "jdbc:clickhouse://localhost:8123/cds?access_token=canary",
      })
  void anAddressWithAUserOrPasswordIsRefusedAndNotRepeated(String url) {
    assertThatThrownBy(() -> with("clickhouse.url", url, "nonsense", "1"))
        .isInstanceOf(InvalidDataFile.class)
        .hasMessageContaining("clickhouse.url holds a user or a password")
        .hasMessageContaining("clickhouse.password.file")
        .hasMessageNotContaining("canary");
    assertThat(with("clickhouse.url", "jdbc:clickhouse://localhost:8123/cds?ssl=true")).isNotNull();
  }

  @Test
  void flinksOwnKeysPassThrough() {
    JobOptions options =
        with("execution.checkpointing.interval", "10 s", "state.backend.type", "rocksdb");
    assertThat(options.flink().toMap())
        .containsOnlyKeys("execution.checkpointing.interval", "state.backend.type");
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    assertThatThrownBy(() -> JobOptions.load(Path.of("nowhere.properties"), REQUIRED))
        .hasMessageContaining("nowhere.properties");
  }

  private static JobOptions with(String... keysAndValues) {
    Map<String, String> values = new TreeMap<>(REQUIRED);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return JobOptions.load(null, values);
  }
}
