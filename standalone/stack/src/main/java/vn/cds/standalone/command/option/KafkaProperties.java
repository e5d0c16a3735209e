package vn.cds.standalone.command.option;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import vn.cds.standalone.error.UserError;

/** Settings of Kafka's clients: security, timeouts. */
public final class KafkaProperties {
  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      description = "Further settings of Kafka's clients; as the jobs' kafka.properties.file.")
  private Path file;

  public boolean isGiven() {
    return file != null;
  }

  /**
   * None when no file was named.
   *
   * @throws UserError when it cannot be read
   */
  public Map<String, String> read() {
    Properties client = new Properties();
    if (file != null) {
      try (Reader reader = Files.newBufferedReader(file)) {
        client.load(reader);
      } catch (IOException e) {
        throw UserError.usage("cannot read " + file + ": " + e.getMessage(), e);
      }
    }
    return client.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, client::getProperty));
  }
}
