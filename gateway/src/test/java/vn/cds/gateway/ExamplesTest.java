package vn.cds.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/gateway.md do what they say. Nobody runs the one in C# here. */
class ExamplesTest {
  private static final String TOKEN = TestGateway.newToken();

  private static TestGateway gateway;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    gateway = TestGateway.start(TestGateway.source("vendor", TOKEN));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void curl() throws Exception {
    sends("sh", "send.sh", List.of("sh", "send.sh"), "{\"accepted\":1,\"refused\":1,");
  }

  @Test
  void python() throws Exception {
    sends("python", "send.py", List.of("python3", "send.py"), "1 accepted\n1 UNKNOWN_COMMUNE ");
  }

  @Test
  void java() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    sends("java", "SendEvents.java", List.of(java, "SendEvents.java"), "202 {\"accepted\":1,");
  }

  private void sends(String language, String name, List<String> command, String says)
      throws Exception {
    UUID id = UUID.randomUUID();
    Files.writeString(
        directory.resolve("events.ndjson"),
        TestEvents.payment(id, TestEvents.COMMUNE)
            + "\n"
            + TestEvents.payment(UUID.randomUUID(), "99999")
            + "\n");
    Files.writeString(directory.resolve(name), example(language));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("CDS_GATEWAY", gateway.gateway.url());
    builder.environment().put("CDS_TOKEN", TOKEN);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(said).startsWith(says);
    assertThat(process.exitValue()).isZero();
    assertThat(TestGateway.records(TestGateway.kafka(), "cds.payments"))
        .anyMatch(
            record -> new String(record.value(), StandardCharsets.UTF_8).contains(id.toString()));
  }

  private static String example(String language) throws IOException {
    String page = Files.readString(Path.of(System.getProperty("cds.root"), "docs", "gateway.md"));
    Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(page);
    assertThat(block.find()).as(language).isTrue();
    return block.group(1);
  }
}
