package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import vn.cds.contract.text.RequestId;

/** The log of the commands as people read it, and with CDS_LOG=json as programs do. */
class JsonLogTest {
  @TempDir Path dir;

  /** Logs a line as the answer to a request. */
  public static void main(String[] arguments) {
    MDC.put(RequestId.KEY, "request-7");
    LoggerFactory.getLogger(JsonLogTest.class)
        .warn("two\nlines", new IllegalStateException("the cause"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"log4j2.xml", "log4j2-file.xml"})
  void withJsonEachLineIsAnObject(String configuration) throws Exception {
    List<String> lines = lines(configuration, "json");
    assertThat(lines).hasSize(1);
    JsonNode line = new ObjectMapper().readTree(lines.get(0));
    assertThat(line.get("@timestamp").asText()).matches("\\d{4}-.*Z");
    assertThat(line.get("log.level").asText()).isEqualTo("WARN");
    assertThat(line.get("message").asText()).isEqualTo("two\nlines");
    assertThat(line.get("request_id").asText()).isEqualTo("request-7");
    assertThat(line.get("error.stack_trace").asText()).contains("the cause");
  }

  @Test
  void withoutItIsForPeople() throws Exception {
    assertThat(lines("log4j2.xml", "").get(0)).matches("\\S+ WARN  JsonLogTest \\[request-7] two");
  }

  private List<String> lines(String configuration, String form) throws Exception {
    Path file = dir.resolve("file.log");
    Path errors = dir.resolve("errors.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlog4j2.configurationFile=classpath:" + configuration,
                "-Dcds.log.level=INFO",
                "-Dlog.file=" + file,
                "-cp",
                System.getProperty("java.class.path"),
                JsonLogTest.class.getName()));
    ProcessBuilder process = new ProcessBuilder(command).redirectError(errors.toFile());
    process.environment().put("CDS_LOG", form);
    assertThat(process.start().waitFor()).isZero();
    return Files.readAllLines(Files.exists(file) ? file : errors, StandardCharsets.UTF_8);
  }
}
